//! The facts of an incident on the made-up organisation: from what is stored, and after CloudTrail was asked again.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_app::incident::{FactGroup, IncidentFacts, Question};
use keyturn_app::trail::{FindingState, FindingsAsked, StoredFinding, TrailWish};
use keyturn_app::{App, AppError, Clock, Connection, Origin};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::entry::{Entry, Opening, Pinned};
use keyturn_domain::incident::ledger::Exposed;
use keyturn_domain::incident::log::{LogEntry, append};
use keyturn_domain::incident::{Incident, Severity, Subject};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::{Effect, Fault, Options, Server, Spec, TrafficSpec, generate};
use keyturn_store::Database;
use keyturn_trail::read::Object;
use keyturn_trail::target::SecretName;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

/// The made-up organisation with ten days of CloudTrail, and an application that has synced it.
pub(crate) async fn organisation(folder: &Path) -> (Server, Arc<App>) {
    organisation_with(folder, &|_| ()).await
}

/// The same on a database that `fill` has written to.
pub(crate) async fn organisation_with(folder: &Path, fill: &dyn Fn(&Database)) -> (Server, Arc<App>) {
    let organisation = generate(&Spec::demo(now()));
    let spec = TrafficSpec { days: 10, intensity: 30, poll_minutes: 720, ..TrafficSpec::month(7) };
    let traffic = Some(Arc::new(keyturn_estate::traffic::generate(&organisation, &spec)));
    let regions = organisation.regions.clone();
    let server = Server::start(organisation, Options { traffic, ..Options::default() }).expect("the endpoint");
    let files = (folder.join("config"), folder.join("credentials"));
    let rotator = keyturn_estate::server::access_key_id(&"111122223333".parse().expect("an account"));
    let config = format!("[profile rotator]\naws_access_key_id = {rotator}\naws_secret_access_key = s\n");
    std::fs::write(&files.0, config).expect("written");
    std::fs::write(&files.1, "").expect("written");
    let connection = Connection {
        config_files: Some(files),
        default_region: "us-east-1".parse().ok(),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), keyturn_estate::server::SECRET_ACCESS_KEY)
    };
    let database = Database::open_in_memory().expect("a database");
    fill(&database);
    let app = Arc::new(App::new(database, folder.to_owned(), connection, Clock::Fixed(now()), Origin::CommandLine));
    let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
    app.save_sources(vec![Source::new(None, accounts, regions)]).await.expect("sources");
    app.sync(|_| ()).await.expect("synced");
    (server, app)
}

pub(crate) fn opening(id: &str, what: &Subject) -> Opening {
    Opening {
        id: id.parse().expect("a number"),
        codename: "amber heron".to_owned(),
        title: "A key is public".to_owned(),
        subject: what.clone(),
        trigger: "seen in a gist".to_owned(),
        detected_at: now(),
        severity: Severity::High,
        reasons: Vec::new(),
        runbook: Pinned {
            id: "third-party-key".to_owned(),
            version: "1.0.0".to_owned(),
            source_sha256: "0".repeat(64),
            resolved_sha256: "0".repeat(64),
        },
    }
}

/// What comes into the ledger first, exposed since so many days.
pub(crate) fn exposed(what: &Subject, days: i64) -> Entry {
    Entry::Exposed(Exposed {
        number: 1,
        what: what.clone(),
        name: what.text().to_owned(),
        level: None,
        exposed_from: Some(now() - TimeDelta::days(days)),
        because: "it started with it".to_owned(),
    })
}

/// An incident about this, exposed since so many days; with nothing in its ledger for `None`.
fn incident(what: &Subject, days: Option<i64>) -> Incident {
    let opening = opening("INC-2026-001", what);
    let mut log: Vec<LogEntry> = vec![append(None, now(), "ada", Entry::Opened(Box::new(opening)))];
    if let Some(days) = days {
        let last = log.last().map(|last| (last.sequence, last.hash.clone()));
        let last = last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
        log.push(append(last, now(), "ada", exposed(what, days)));
    }
    Incident::replay(&log).expect("an incident")
}

fn of(facts: &IncidentFacts, question: Question) -> &FactGroup {
    facts.groups.iter().find(|group| group.question == question).expect("the group")
}

fn principals(group: &FactGroup) -> BTreeSet<String> {
    group.facts.iter().filter_map(|fact| fact.principal.clone()).map(|arn| leaf(&arn)).collect()
}

/// Account and name, without a role's path.
fn leaf(arn: &str) -> String {
    let account = arn.split(':').nth(4).unwrap_or_default();
    format!("{account} {}", arn.rsplit('/').next().unwrap_or_default())
}

/// A finding about a secret that the inventory knows, with that secret.
async fn finding(app: &App) -> (StoredFinding, SecretArn) {
    let asked = FindingsAsked { states: vec![FindingState::Open], ..FindingsAsked::default() };
    let page = app.findings(asked, None, 0, 500).await.expect("findings");
    let all = app.secrets("", keyturn_domain::listing::Sort::default(), 0, 1000).await.expect("secrets");
    let known: Vec<SecretArn> = all.rows.into_iter().map(|listed| listed.arn).collect();
    let mut found = page.findings.into_iter().filter_map(|stored| {
        let secrets = stored.finding.objects.iter().filter(|object| matches!(object, Object::Secret(_))).count();
        let arn = known.iter().find(|arn| stored.finding.objects.contains(&Object::Secret(SecretName::of(arn))))?;
        (secrets > 2).then(|| (stored.clone(), arn.clone()))
    });
    found.next().expect("a finding about several secrets")
}

#[tokio::test]
async fn who_can_and_who_did_are_told_from_what_is_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = organisation(folder.path()).await;
    app.collect_access(|_| ()).await.expect("collected");
    let wish = TrailWish { days: 10, leave_out: Vec::new() };
    app.collect_trail(&wish, |_| ()).await.expect("collected");
    let (stored, arn) = finding(&app).await;
    let incident = incident(&Subject::Secret { arn: arn.clone() }, Some(9));
    let facts = app.incident_facts(&incident, &BTreeSet::new()).await.expect("facts");
    let codes: Vec<&str> = facts.groups.iter().map(|group| group.question.code()).collect();
    assert_eq!(codes, ["can_read", "did_read", "read_elsewhere", "changed", "siblings", "consumers"]);
    assert_eq!((facts.from, facts.until), (now() - TimeDelta::days(9), now()));
    assert_eq!(facts.window_words, "From the beginning of the exposure, until now: it is not over.");

    let can = of(&facts, Question::CanRead);
    let readers = app.readers(arn.as_str(), false).await.expect("readers");
    assert_eq!((can.total, can.as_of), (readers.pairs.len(), Some(now())));
    assert!(can.facts.iter().all(|fact| fact.text.contains("read")), "{:?}", can.facts);

    // Another way to the same: the daily facts.
    let did = of(&facts, Question::DidRead);
    let usage = app.secret_usage(&arn).await.expect("usage");
    let in_window = |used: &&keyturn_app::trail::Usage| used.last_at >= facts.from && used.reads + used.denied > 0;
    let named = |used: &keyturn_app::trail::Usage| {
        let account = used.principal.account.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{account} {}", used.principal.name.rsplit('/').next().unwrap_or_default())
    };
    let expected: BTreeSet<String> = usage.uses.iter().filter(in_window).map(named).collect();
    assert_eq!(principals(did), expected);
    let odd = did.facts.first().and_then(|fact| fact.odd.clone()).expect("the odd ones stand first");
    assert!(odd.contains("finding: ") || odd.contains("its first call from") || odd.contains("refused"), "{odd}");
    let about = did.facts.iter().filter(|fact| fact.odd.as_ref().is_some_and(|odd| odd.contains("finding: ")));
    let suspect = stored.finding.principal.name.rsplit('/').next().expect("a name");
    assert!(about.into_iter().any(|fact| fact.text.contains(suspect)), "{suspect}: {:?}", did.facts);
    assert!(did.facts.iter().all(|fact| !fact.known.text().is_empty() && fact.secret.as_ref() == Some(&arn)));
    assert!(did.as_of.is_some());

    // Those who read it read more, and what the finding is about is among it.
    let elsewhere = of(&facts, Question::ReadElsewhere);
    let others = stored.finding.objects.iter().filter_map(|object| match object {
        Object::Secret(name) if *name != SecretName::of(&arn) => Some(name.name.clone()),
        _ => None,
    });
    for name in others {
        assert!(elsewhere.facts.iter().any(|fact| fact.text.contains(&name)), "{name}: {:?}", elsewhere.facts);
    }
    assert!(elsewhere.facts.iter().all(|fact| fact.secret.as_ref() != Some(&arn)));

    let consumers = of(&facts, Question::Consumers);
    assert!(consumers.facts.iter().all(|fact| fact.text.contains("will need the new value")), "{consumers:?}");
    assert!(!consumers.facts.is_empty() && of(&facts, Question::Siblings).total > 0);

    // A fact that a note says is attached.
    let notes = BTreeSet::from([did.facts[0].said()]);
    let again = app.incident_facts(&incident, &notes).await.expect("facts");
    let attached: Vec<&str> = of(&again, Question::DidRead)
        .facts
        .iter()
        .filter(|fact| fact.attached)
        .map(|fact| fact.text.as_str())
        .collect();
    assert!(attached.iter().all(|text| *text == did.facts[0].text) && !attached.is_empty());
    assert_eq!(server.value_calls(), 0);

    // By the finding: its principal's reads, and its secrets.
    let by_finding = Subject::Finding { key: stored.finding.key.clone(), detection: stored.finding.rule.clone() };
    let facts = app.incident_facts(&self::incident(&by_finding, None), &BTreeSet::new()).await.expect("facts");
    assert!(facts.window_words.starts_with("When the exposure began is not known: 90 days"), "{}", facts.window_words);
    assert!(of(&facts, Question::DidRead).facts.iter().any(|fact| fact.text.contains(suspect)));
}

#[tokio::test]
async fn what_was_never_collected_is_not_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = organisation(folder.path()).await;
    let all = app.secrets("", keyturn_domain::listing::Sort::default(), 0, 1).await.expect("secrets");
    let arn = all.rows[0].arn.clone();
    let facts =
        app.incident_facts(&incident(&Subject::Secret { arn }, Some(3)), &BTreeSet::new()).await.expect("facts");
    let can = of(&facts, Question::CanRead);
    assert!(
        can.as_of.is_none() && can.missing.as_ref().is_some_and(|words| words.contains("never collected")),
        "{can:?}"
    );
    for question in [Question::DidRead, Question::ReadElsewhere, Question::Consumers] {
        let group = of(&facts, question);
        let words = group.missing.clone().unwrap_or_default();
        assert_eq!((group.as_of, group.total, words.contains("was never collected")), (None, 0, true), "{words}");
    }
    let unknown = Subject::Name { name: "nobody/knows".to_owned() };
    let facts = app.incident_facts(&incident(&unknown, Some(3)), &BTreeSet::new()).await.expect("facts");
    let words = of(&facts, Question::DidRead).missing.clone().unwrap_or_default();
    assert!(words.contains("Nothing is stored of nobody/knows."), "{words}");
}

#[tokio::test]
async fn cloudtrail_is_asked_for_a_secret_and_for_a_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = organisation(folder.path()).await;
    let none = BTreeSet::new();
    let collected = tempfile::tempdir().expect("a folder");
    let (_other, whole) = organisation(collected.path()).await;
    whole.collect_trail(&TrailWish { days: 10, leave_out: Vec::new() }, |_| ()).await.expect("collected");
    let (_, arn) = finding(&whole).await;
    let incident = incident(&Subject::Secret { arn: arn.clone() }, Some(9));
    let expected = whole.incident_facts(&incident, &none).await.expect("facts");

    server.set_faults(vec![Fault::on("CloudTrail.LookupEvents", Effect::Deny)]);
    let (facts, sought) = app.fresh_incident_facts(&incident, &none, |_| ()).await.expect("asked");
    assert_eq!((sought.new_events, of(&facts, Question::DidRead).total), (0, 0));
    assert!(sought.problems.iter().any(|problem| problem.action == "cloudtrail:LookupEvents"), "{sought:?}");
    assert!(of(&facts, Question::DidRead).missing.is_some());

    server.set_faults(vec![]);
    server.reset_calls();
    let (facts, sought) = app.fresh_incident_facts(&incident, &none, |_| ()).await.expect("asked");
    assert!(sought.new_events > 0 && sought.problems.is_empty(), "{sought:?}");
    let texts = |facts: &IncidentFacts| {
        of(facts, Question::DidRead).facts.iter().map(|fact| fact.text.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(texts(&facts), texts(&expected));
    let asked = server.calls()["CloudTrail.LookupEvents"];
    let (_, again) = app.fresh_incident_facts(&incident, &none, |_| ()).await.expect("asked");
    assert_eq!(again.new_events, 0, "each event comes in once");
    assert!(server.calls()["CloudTrail.LookupEvents"] - asked <= asked, "what was read in full is not asked again");

    // A key: everywhere, by its id.
    let read = whole.reads("class:read outcome:done", 0, 500).await.expect("reads");
    let key = read.events.iter().find_map(|found| found.event.by.access_key.clone()).expect("a key");
    let by_key = self::incident(&Subject::AccessKey { id: key.clone() }, Some(9));
    let (facts, sought) = app.fresh_incident_facts(&by_key, &none, |_| ()).await.expect("asked");
    let expected = whole.incident_facts(&by_key, &none).await.expect("facts");
    assert_eq!(texts(&facts), texts(&expected), "{sought:?}");
    assert!(!texts(&facts).is_empty());
    assert_eq!(server.value_calls(), 0);
    let nothing = app.facts_of_incident("INC-2026-009").await;
    assert!(matches!(nothing, Err(AppError::NotFound { what: "incident", .. })), "{nothing:?}");
}
