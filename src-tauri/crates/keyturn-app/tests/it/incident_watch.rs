//! Watches and rotate now on the made-up organisation's endpoint.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use keyturn_app::incident::RotateNow;
use keyturn_app::trail::{LookupAsk, TrailWish};
use keyturn_app::{App, AppError};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::incident::Subject;
use keyturn_domain::incident::entry::Entry;
use keyturn_domain::incident::watch::{Place, Watch, Watched};
use keyturn_domain::listing::Sort;
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::store::Store;
use keyturn_estate::{Effect, Fault};
use keyturn_store::{Database, PinnedText};

use crate::incident_facts::{exposed, now, opening, organisation, organisation_with};

const ID: &str = "INC-2026-001";

fn act(subject: &str) -> Act {
    let text = |text: &str| text.to_owned();
    Act {
        at: now(),
        actor: text("ada"),
        origin: text("test"),
        action: text("test"),
        subject: text(subject),
        detail: text("{}"),
    }
}

/// Writes an incident about this with further entries into a database.
fn write(database: &Database, id: &str, what: &Subject, more: Vec<Entry>) {
    let mut entries = vec![exposed(what, 9)];
    entries.extend(more);
    database
        .write(|writer| {
            writer.incidents().open(opening(id, what), entries, now() - TimeDelta::days(9), "ada", act(id)).map(|_| ())
        })
        .expect("an incident");
}

fn watch(what: Watched, places: Vec<Place>, hours: i64) -> Entry {
    Entry::WatchSet(Watch { number: 1, entry: 1, what, places, from: now() - TimeDelta::hours(hours) })
}

/// A read that worked, with its key: what the tests watch.
struct Seen {
    arn: SecretArn,
    key: String,
    place: Place,
}

async fn seen() -> Seen {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = organisation(folder.path()).await;
    let keep: Vec<&str> = vec!["secretsmanager.amazonaws.com"];
    let leave_out = keyturn_aws::lookup::plan().into_iter().map(LookupAsk::code);
    let leave_out = leave_out.filter(|code| !keep.contains(&code.as_str())).collect();
    app.collect_trail(&TrailWish { days: 10, leave_out }, |_| ()).await.expect("collected");
    let read = app.reads("class:read outcome:done", 0, 500).await.expect("reads");
    let all = app.secrets("store:secretsmanager", Sort::default(), 0, 1000).await.expect("secrets");
    let found = read.events.into_iter().find_map(|found| {
        let event = found.event;
        let key = event.by.access_key.clone()?;
        let arn = all.rows.iter().map(|row| &row.arn).find(|arn| {
            let name = keyturn_trail::target::SecretName::of(arn);
            event.targets == [keyturn_trail::target::Target::Secret(name)]
        })?;
        Some(Seen { arn: arn.clone(), key, place: Place { account: event.account, region: event.region } })
    });
    found.expect("a read of a known secret")
}

#[tokio::test]
async fn a_use_is_seen_once_and_opens_the_incident_again() {
    let Seen { arn, key, place } = seen().await;
    let hours = 10 * 24;
    for (what, watched) in [
        (Subject::AccessKey { id: key.clone() }, Watched::AccessKeyId(key)),
        (Subject::Secret { arn: arn.clone() }, Watched::ResourceName(arn.to_string())),
    ] {
        let contained = Entry::Contained { why: "the key is refused".to_owned() };
        let entries = vec![contained, watch(watched, vec![place.clone()], hours)];
        let folder = tempfile::tempdir().expect("a folder");
        let (server, app) =
            organisation_with(folder.path(), &|database| write(database, ID, &what, entries.clone())).await;
        // The sync asked already: what it saw is there, and nothing is due within the minute.
        let calls = server.calls()["CloudTrail.LookupEvents"];
        assert!(calls > 0);
        let due = app.ask_watches(None).await.expect("asked");
        assert_eq!((due.polls, due.quiet), (0, false), "{due:?}");
        let again = app.ask_watches(Some(ID)).await.expect("asked");
        assert_eq!((again.polls, again.hits, again.reopened.len()), (1, 0, 0), "{again:?}");
        let log = app.audit_log(0, 500).await.expect("the log");
        let seen = log.entries.iter().filter(|entry| entry.action == "incident.watched").count();
        assert!(seen > 0, "each use stands in the audit log");
        assert_eq!(server.value_calls(), 0);
    }
}

#[tokio::test]
async fn silence_is_known_only_where_everything_was_asked() {
    let nobody = Subject::AccessKey { id: "AKIAIOSFODNN7EXAMPLE".to_owned() };
    let place = |account: &str| Place {
        account: account.parse().expect("an account"),
        region: "eu-west-1".parse().expect("a region"),
    };
    let watched = Watched::AccessKeyId("AKIAIOSFODNN7EXAMPLE".to_owned());
    let known = vec![watch(watched.clone(), vec![place("111122223333")], 2)];
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = organisation_with(folder.path(), &|database| write(database, ID, &nobody, known.clone())).await;
    let round = app.ask_watches(Some(ID)).await.expect("asked");
    assert!(round.quiet && round.hits == 0 && round.problems.is_empty(), "{round:?}");
    server.set_faults(vec![Fault::on("CloudTrail.LookupEvents", Effect::Deny)]);
    let refused = app.ask_watches(Some(ID)).await.expect("asked");
    assert!(refused.polls == 1 && !refused.problems.is_empty(), "{refused:?}");

    // An account that nobody can enter is never silent; an exercise asks nothing.
    let outside = vec![watch(watched, vec![place("111122223333"), place("999999999999")], 2)];
    let folder = tempfile::tempdir().expect("a folder");
    let fill = |database: &Database| {
        write(database, ID, &nobody, outside.clone());
        write(database, "DRILL-2026-001", &nobody, known.clone());
    };
    let (_server, app) = organisation_with(folder.path(), &fill).await;
    let round = app.ask_watches(Some(ID)).await.expect("asked");
    assert!(!round.quiet && round.polls == 2, "{round:?}");
    assert_eq!(app.ask_watches(Some("DRILL-2026-001")).await.expect("asked").polls, 0);
    assert!(matches!(app.ask_watches(Some("INC-1")).await, Err(AppError::NotFound { .. })));
}

/// A secret with a rotation of its own, one without, and a parameter, all of the account of the profile.
async fn secrets() -> (SecretArn, SecretArn, SecretArn) {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = organisation(folder.path()).await;
    let all = app.secrets("account:111122223333", Sort::default(), 0, 1000).await.expect("secrets").rows;
    let find = |store: Store, rotates: bool| {
        let found = all.iter().find(|row| {
            let own = row.rotation != RotatedBy::Nobody.code();
            row.store == store && own == rotates && row.deleted_at.is_none()
        });
        found.expect("a secret").arn.clone()
    };
    (find(Store::SecretsManager, true), find(Store::SecretsManager, false), find(Store::ParameterStore, false))
}

fn request(id: &str, arn: &SecretArn, typed: &str, reason: &str) -> RotateNow {
    RotateNow {
        id: id.to_owned(),
        arn: arn.clone(),
        typed: typed.to_owned(),
        reason: reason.to_owned(),
        by: None,
        second: Some("Bob".to_owned()),
    }
}

async fn asked(
    app: &Arc<App>,
    id: &str,
    arn: &SecretArn,
    typed: &str,
    reason: &str,
) -> Result<(u64, String), AppError> {
    app.rotate_now(&request(id, arn, typed, reason)).await
}

#[tokio::test]
async fn rotate_now_is_off_asks_for_the_name_and_is_written_down() {
    let (rotating, still, parameter) = secrets().await;
    let folder = tempfile::tempdir().expect("a folder");
    let ids: BTreeMap<&str, (SecretArn, Option<String>)> = BTreeMap::from([
        (ID, (rotating.clone(), None)),
        ("INC-2026-002", (still.clone(), None)),
        ("INC-2026-003", (parameter.clone(), None)),
        ("DRILL-2026-001", (rotating.clone(), None)),
    ]);
    let fill = |database: &Database| {
        for (id, (arn, folder)) in &ids {
            write(database, id, &Subject::Secret { arn: arn.clone() }, Vec::new());
            let text = PinnedText {
                source_sha256: "0".repeat(64),
                resolved_sha256: "0".repeat(64),
                folder: folder.clone(),
                source: "# A".to_owned(),
                resolved: "{}".to_owned(),
            };
            database.write(|writer| writer.incidents().pin(&text)).expect("pinned");
        }
    };
    let (server, app) = organisation_with(folder.path(), &fill).await;
    let refused = async |id: &str, arn: &SecretArn| app.plan_rotate_now(id, arn).await.expect("a plan").refused;
    let off = refused(ID, &rotating).await.expect("off");
    assert!(off.contains("rotate now is off"), "{off}");
    let name = app.plan_rotate_now(ID, &rotating).await.expect("a plan").name;
    assert!(asked(&app, ID, &rotating, &name, "it leaked").await.is_err());
    for (profile, fits) in [("two words", false), (" rotator ", true)] {
        assert_eq!(app.save_rotate_now_profile(Some(profile.to_owned())).await.is_ok(), fits, "{profile}");
    }
    let plan = app.plan_rotate_now(ID, &rotating).await.expect("a plan");
    assert_eq!((plan.refused.as_deref(), plan.profile.as_deref()), (None, Some("rotator")));
    // A step that wants two people, or of which nobody knows, is not done by one.
    assert!(plan.two_person);
    let alone = RotateNow { second: Some(" ".to_owned()), ..request(ID, &rotating, &name, "it leaked") };
    let alone = app.rotate_now(&alone).await.expect_err("refused").to_string();
    assert!(alone.contains("second person"), "{alone}");
    let region = rotating.region();
    assert_eq!(
        plan.call,
        format!(
            "aws secretsmanager rotate-secret --profile rotator --region {region} --secret-id {rotating} --rotate-immediately"
        )
    );
    for (id, arn, words) in [
        ("INC-2026-002", &still, "no rotation configured"),
        ("INC-2026-003", &parameter, "parameters have no rotation"),
        ("DRILL-2026-001", &rotating, "an exercise"),
        (ID, &still, "not in the ledger"),
    ] {
        let said = refused(id, arn).await.unwrap_or_default();
        assert!(said.contains(words), "{id}: {said}");
        let name = app.plan_rotate_now(id, arn).await.expect("a plan").name;
        assert!(asked(&app, id, arn, &name, "it leaked").await.is_err(), "{id}");
    }
    for (typed, reason) in [("", "it leaked"), ("other", "it leaked"), (name.as_str(), " ")] {
        assert!(asked(&app, ID, &rotating, typed, reason).await.is_err(), "{typed:?} {reason:?}");
    }
    assert!(!server.calls().contains_key("SecretsManager.RotateSecret"), "what is refused never reaches AWS");

    let (number, said) = asked(&app, ID, &rotating, &name, "it leaked").await.expect("rotated");
    assert!(number == 3 && said.starts_with("AWS began to make version "), "{number} {said}");
    assert_eq!(server.calls()["SecretsManager.RotateSecret"], 1);
    server.set_faults(vec![Fault::on("SecretsManager.RotateSecret", Effect::Deny)]);
    assert!(asked(&app, ID, &rotating, &name, "again").await.is_err());
    let log = app.audit_log(0, 500).await.expect("the log");
    let actions: Vec<&str> = log
        .entries
        .iter()
        .map(|entry| entry.action.as_str())
        .filter(|action| action.starts_with("rotate_now."))
        .collect();
    let newest_first =
        ["rotate_now.refused", "rotate_now.asked", "rotate_now.called", "rotate_now.asked", "rotate_now.saved"];
    assert_eq!(actions, newest_first);
    assert!(app.verify_audit().await.expect("the log").broken.is_none());
    app.save_rotate_now_profile(None).await.expect("off");
    assert_eq!(app.rotate_now_profile().await.expect("off"), None);
    assert_eq!(server.value_calls(), 0);
}
