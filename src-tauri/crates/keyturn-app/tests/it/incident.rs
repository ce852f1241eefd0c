//! Incidents through their use cases, on the made-up organisation: started from everything that starts one, run to the
//! close, exercised, opened again, written into by two at once.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_app::incident::{Deed, NewEvidence, NewIncident, ReportForm, Shown, Telling, Wanted};
use keyturn_app::trail::FindingsAsked;
use keyturn_app::{App, AppError, Clock, Connection, Origin};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::ledger::Mark;
use keyturn_domain::incident::notice::Answer;
use keyturn_domain::incident::postmortem::{Effect, ExposurePath};
use keyturn_domain::incident::step::{Recorded, StepAct, StepState};
use keyturn_domain::incident::timeline::{Order, Source};
use keyturn_domain::incident::update::Variant;
use keyturn_domain::incident::{Entry, Role, Severity, State, Subject, log};
use keyturn_domain::listing::Sort;
use keyturn_domain::rotation::calendar::EntryKind;
use keyturn_store::Database;

use crate::access::demo;
use crate::trail::{bucket, import};

const KEY: &str = "AKIAIOSFODNN7EXAMPLE";

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

/// A Keyturn that knows nothing of any organisation, at noon.
fn empty() -> App {
    let database = Database::open_in_memory().expect("a database");
    App::new(database, std::env::temp_dir(), Connection::default(), Clock::Fixed(now()), Origin::CommandLine)
}

fn new(text: &str) -> NewIncident {
    NewIncident { text: text.to_owned(), by: Some("Ada".to_owned()), ..NewIncident::default() }
}

async fn act(app: &App, id: &str, deed: Deed) -> Shown {
    app.act_in_incident(id, Some("Ada"), deed).await.expect("written").shown
}

fn mark(number: u32, mark: Mark) -> Deed {
    Deed::Mark { number, mark, at: None, statement: "the call was refused with 403".to_owned() }
}

#[track_caller]
fn refused<T>(found: Result<T, AppError>, words: &str) {
    let error = match found {
        Ok(_) => panic!("not refused: {words}"),
        Err(error) => error.to_string(),
    };
    assert!(error.contains(words), "{error}");
}

fn id_of(shown: &Shown) -> String {
    shown.row.incident.opening.id.to_string()
}

/// The first secret of the list of this kind.
async fn secret(app: &App, filter: &str) -> SecretArn {
    let page = app.secrets(filter, Sort::default(), 0, 1).await.expect("secrets");
    page.rows.first().expect("a secret").arn.clone()
}

#[tokio::test]
async fn an_incident_starts_from_a_secret_with_its_name_filled_in_and_a_task_to_rotate_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let arn = secret(&app, "kind:database_password").await;
    // From here on nothing needs the network.
    drop(server);
    let proposal = app.propose_incident(arn.as_str(), None, "").await.expect("a proposal");
    assert!(proposal.known && proposal.already_in.is_none(), "{proposal:?}");
    assert_eq!(proposal.runbooks[0].id, "database-credential");
    assert!(proposal.runbooks[0].reason.contains("database_password"), "{proposal:?}");
    let shown = app.start_incident(new(arn.as_str())).await.expect("started");
    let incident = &shown.row.incident;
    assert_eq!(id_of(&shown), "INC-2026-001");
    assert_eq!((incident.state, incident.scope.entries().len()), (State::Open, 1));
    assert_eq!(incident.opening.subject, Subject::Secret { arn: arn.clone() });
    assert!(shown.current.is_some() && shown.phases.len() > 2, "{:?}", shown.current);
    let all = app.secret(arn.as_str()).await.expect("the secret").stored.secret.name;
    let filled: Vec<&str> = shown
        .phases
        .iter()
        .flat_map(|phase| &phase.steps)
        .flat_map(|step| &step.prefill)
        .filter(|(name, _)| name == "secret.name")
        .filter_map(|(_, value)| value.as_deref())
        .collect();
    assert!(!filled.is_empty() && filled.iter().all(|value| *value == all), "{filled:?}");
    let tasks = app.tasks().await.expect("tasks");
    let of: Vec<&str> = tasks.iter().map(|task| task.task.task.trigger.code()).collect();
    assert_eq!(of, ["compromise"]);
    assert_eq!(tasks[0].task.task.secret, arn);
    let again = app.propose_incident(arn.as_str(), None, "").await.expect("a proposal");
    assert_eq!(again.already_in, Some(incident.opening.id));
    // It is watched where it lies, from when it was revoked.
    act(&app, "INC-2026-001", mark(1, Mark::Revoked)).await;
    let watched = act(&app, "INC-2026-001", Deed::Watch { number: 1 }).await;
    let watch = &watched.watches[0];
    assert_eq!((watch.watch.places.len(), watch.watch.from), (1, now()));
    assert!(watch.watching.words(&watch.watch).contains("Nothing is known yet"));
    // Not exposed after all: the task that was opened for it ends.
    act(&app, "INC-2026-001", mark(1, Mark::NotExposed)).await;
    assert!(app.tasks().await.expect("tasks").iter().all(|task| task.task.end.is_some()));
}

#[tokio::test]
async fn an_incident_starts_from_a_finding_that_becomes_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    import(&app, bucket(folder.path())).await;
    let open = app.findings(FindingsAsked::default(), None, 0, 500).await.expect("findings").findings;
    let found = open.iter().find(|one| !one.finding.objects.is_empty()).expect("a finding").finding.clone();
    let start = NewIncident { finding: Some(found.key.clone()), ..new("") };
    let shown = app.start_incident(start.clone()).await.expect("started");
    let incident = &shown.row.incident;
    assert_eq!(incident.opening.subject, Subject::Finding { key: found.key.clone(), detection: found.rule.clone() });
    assert!(!incident.scope.entries().is_empty());
    assert!(incident.scope.entries().iter().all(|entry| entry.exposed.exposed_from == Some(found.first_at)));
    let triage = app.finding(&found.key).await.expect("the finding").stored.triage.expect("decided");
    assert_eq!((triage.state.state().code(), triage.note), ("incident", id_of(&shown)));
    refused(app.start_incident(NewIncident { finding: Some("nowhere".to_owned()), ..start }).await, "no finding");
}

#[tokio::test]
async fn an_incident_starts_from_what_is_pasted() {
    let app = empty();
    let check = async |pasted: &str, subject: &str, runbook: &str| {
        let found = app.propose_incident(pasted, None, "").await.expect("a proposal");
        assert_eq!((found.subject.code(), found.runbooks[0].id.as_str()), (subject, runbook), "{pasted}");
        assert!(!found.title.is_empty() && !found.reasons.is_empty());
    };
    check(&format!(" `{KEY}` "), "access_key", "aws-access-key").await;
    check("arn:aws:iam::111122223333:user/ann", "principal", "aws-access-key").await;
    check("prod/db", "name", "suspected-compromise").await;
    refused(app.propose_incident("", None, "").await, "paste an ARN");
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    refused(app.propose_incident(&token, None, "").await, "looks like a GitHub token");
    let shown = app.start_incident(new(KEY)).await.expect("started");
    let text: Vec<&str> = shown
        .phases
        .iter()
        .flat_map(|phase| &phase.steps)
        .flat_map(|step| &step.snippets)
        .map(|snippet| snippet.filled.text.as_str())
        .collect();
    assert!(text.iter().any(|text| text.contains(&format!("--access-key-id {KEY}"))), "{text:#?}");
    refused(app.incident("INC-2026-002").await, "no incident");
    refused(app.incident("'; --").await, "no incident");
    let secret_trigger = NewIncident { trigger: token, ..new(KEY) };
    refused(app.start_incident(secret_trigger).await, "GitHub token");
    let unknown = Wanted { runbook: Some("nowhere".to_owned()), ..Wanted::default() };
    refused(app.start_incident(NewIncident { wanted: unknown, ..new(KEY) }).await, "no runbook");
    assert_eq!(app.incidents().await.expect("incidents").rows.len(), 1, "what is refused leaves nothing");
}

/// Does every open step, with whatever it asks for.
async fn do_all(app: &App, id: &str) -> Shown {
    let mut shown = app.incident(id).await.expect("the incident");
    for _ in 0..80 {
        let Some(current) = shown.current.clone() else { break };
        let step = shown
            .phases
            .iter()
            .flat_map(|phase| &phase.steps)
            .find(|step| step.id == current)
            .expect("the current step");
        let act_of = match (&step.state, &step.step) {
            (StepState::Asks, _) => StepAct::Answered { applies: false, why: "nothing speaks for it".to_owned() },
            (_, Some(written)) => StepAct::Done {
                choice: written.choices.first().map(|choice| choice.value.clone()),
                second: written.two_person.then(|| "Bob".to_owned()),
                records: written
                    .evidence
                    .iter()
                    .map(|one| Recorded {
                        id: one.id.clone(),
                        value: one.options.first().cloned().unwrap_or_else(|| "seen".to_owned()),
                    })
                    .collect(),
            },
            (_, None) => StepAct::Done { choice: None, second: None, records: Vec::new() },
        };
        shown = act(app, id, Deed::Write(Entry::Step { step: current, act: act_of })).await;
    }
    shown
}

#[tokio::test]
async fn a_run_goes_from_start_to_close_with_proof_and_its_report() {
    let app = empty();
    let shown = app.start_incident(NewIncident { trigger: "key found in a paste".to_owned(), ..new(KEY) }).await;
    let id = id_of(&shown.expect("started"));
    act(&app, &id, Deed::Write(Entry::RoleGiven { role: Role::Lead, to: "Lea".to_owned() })).await;
    let value = Entry::ValueSet { name: "principal.name".to_owned(), value: "ann".to_owned() };
    act(&app, &id, Deed::Write(value)).await;
    let place = Entry::ValueSet { name: "aws.profile".to_owned(), value: "it's prod; rm -rf /".to_owned() };
    let shown = act(&app, &id, Deed::Write(place)).await;
    assert!(shown.row.mark.is_some(), "a budget or an update is next");
    // A command is copied only when nothing is missing, and a dangerous one only when it was confirmed.
    refused(app.copy_snippet(&id, "deactivate", 0, false).await, "region not known");
    act(&app, &id, Deed::Write(Entry::ValueSet { name: "region".to_owned(), value: "eu-west-1".to_owned() })).await;
    let copied = app.copy_snippet(&id, "deactivate", 0, false).await.expect("copied");
    let words = words_of(&copied.text);
    assert_eq!(words[..3], ["aws", "--profile", "it's prod; rm -rf /"], "{}", copied.text);
    assert!(words.windows(2).any(|pair| pair == ["--user-name", "ann"]), "{words:?}");
    refused(app.copy_snippet(&id, "sessions", 0, false).await, "dangerous");
    app.copy_snippet(&id, "sessions", 0, true).await.expect("copied");
    let note = Deed::Note {
        text: "15 reads by role/ci-deploy".to_owned(),
        happened_at: Some(now() - TimeDelta::minutes(30)),
        source: Source::Person,
        in_report: true,
    };
    act(&app, &id, note).await;
    let text = NewEvidence { name: "mail".to_owned(), how: "from AWS".to_owned(), by: None };
    app.add_evidence_text(&id, text.clone(), "the key was seen".to_owned()).await.expect("kept");
    let token = format!("here: ghp_{}", "a1B2c3D4e5F6".repeat(3));
    refused(app.add_evidence_text(&id, text, token).await, "GitHub token");
    let shown = do_all(&app, &id).await;
    assert_eq!(shown.current, None, "every step is done");
    // Closing wants proof.
    let close = || Deed::Write(Entry::Closed { statement: "it is dead".to_owned() });
    refused(app.act_in_incident(&id, None, close()).await, "prove that the old value is refused");
    refused(app.act_in_incident(&id, None, mark(1, Mark::Proved)).await, "record first that it was revoked");
    act(&app, &id, mark(1, Mark::Revoked)).await;
    let unread = app.act_in_incident(&id, None, Deed::Watch { number: 1 }).await;
    refused(unread, "name at least one account and region");
    act(&app, &id, mark(1, Mark::Proved)).await;
    act(&app, &id, Deed::Write(Entry::Contained { why: "the call was refused".to_owned() })).await;
    let path = Entry::PathFound { path: ExposurePath::Commit, basis: "the paste".to_owned() };
    act(&app, &id, Deed::Write(path)).await;
    let no = |second: Option<&str>| Deed::Notice {
        row: "gdpr-33".to_owned(),
        answer: Answer::No,
        reason: "no personal data behind it".to_owned(),
        second: second.map(str::to_owned),
    };
    refused(app.act_in_incident(&id, Some("Ada"), no(None)).await, "second person");
    act(&app, &id, no(Some("Carl"))).await;
    let follow_up = Deed::FollowUp {
        action: "scan before commits".to_owned(),
        effect: Effect::Prevents,
        owner: "Bob".to_owned(),
        due_on: "2026-12-05".parse().expect("a day"),
        link: String::new(),
    };
    act(&app, &id, follow_up).await;
    let telling = Telling {
        variant: Variant::Contained,
        summary: "A key was in a paste.".to_owned(),
        impact: String::new(),
        needed: String::new(),
        contact: String::new(),
    };
    let (number, update) = app.incident_update(&id, telling).await.expect("an update");
    assert!(number == 1 && update.contains("Lead: Lea") && update.contains("Impact: not known yet"), "{update}");
    act(&app, &id, Deed::Write(Entry::Resolved { cause: "A key was in a paste.".to_owned() })).await;
    let shown = act(&app, &id, close()).await;
    assert_eq!(shown.row.incident.state, State::Closed);
    report(&app, &id).await;
    let all = app.incidents().await.expect("incidents");
    assert_eq!((all.numbers.incidents, all.numbers.by_path[&ExposurePath::Commit]), (1, 1));
    assert_eq!(all.follow_ups.len(), 1);
    let calendar = app.calendar("", "2026-12-01".parse().expect("a day"), "2026-12-31".parse().expect("a day")).await;
    let entries = calendar.expect("a calendar").items;
    assert!(entries.iter().any(|item| item.entry.kind == EntryKind::FollowUp && item.entry.name.contains(&id)));
    let timeline = app.incident_timeline(&id, Order::Happened).await.expect("a timeline");
    assert_eq!(timeline.broken, None);
    assert!(timeline.lines[0].text.starts_with("15 reads"), "the oldest first: {:?}", timeline.lines[0]);
    assert!(app.verify_audit().await.is_ok());
}

async fn report(app: &App, id: &str) {
    let markdown = app.incident_report(id, ReportForm::Markdown).await.expect("a report");
    assert_eq!(markdown.name, format!("{id}.md"));
    for part in ["## Timeline (UTC)", "detected → revoked", "scan before commits", "drill: no", "with Carl"] {
        assert!(markdown.text.contains(part), "{part} in {}", markdown.text);
    }
    let html = app.incident_report(id, ReportForm::Html).await.expect("a report").text;
    assert!(html.contains("default-src 'none'") && html.contains("<table>") && !html.contains("<script"), "{html}");
    let json = app.incident_report(id, ReportForm::Json).await.expect("a report").text;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["incident"], id);
    let entries: Vec<keyturn_domain::incident::LogEntry> =
        serde_json::from_value(json["log"].clone()).expect("the log");
    assert!(log::verify(&entries).is_ok());
    assert!(json["runbook_source"].as_str().is_some_and(|source| source.starts_with("# ")));
}

/// A line as a real shell takes it apart.
fn words_of(line: &str) -> Vec<String> {
    let script = format!("set -- {}\nprintf '%s\\0' \"$@\"", line.lines().next().unwrap_or_default());
    let ran = std::process::Command::new("sh").args(["-c", &script]).output().expect("sh runs");
    assert!(ran.status.success(), "{line}");
    ran.stdout.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

#[tokio::test]
async fn a_hostile_name_never_leaves_its_quotes() {
    let app = empty();
    let id = id_of(&app.start_incident(new(KEY)).await.expect("started"));
    let set = async |name: &str, value: &str| {
        let entry = Entry::ValueSet { name: name.to_owned(), value: value.to_owned() };
        act(&app, &id, Deed::Write(entry)).await
    };
    set("region", "eu-west-1").await;
    for hostile in ["$(touch /tmp/x)", "a'b", "`id`", "x; reboot", "\"", "a\\", "*", "=ls", "é ü"] {
        set("aws.profile", hostile).await;
        set("principal.name", "ann").await;
        let copied = app.copy_snippet(&id, "deactivate", 0, false).await.expect("copied");
        assert_eq!(words_of(&copied.text)[2], hostile, "{}", copied.text);
        // IAM has no such names but one: they are not inserted at all.
        if hostile == "=ls" {
            continue;
        }
        set("principal.name", hostile).await;
        refused(app.copy_snippet(&id, "deactivate", 0, false).await, "principal.name");
    }
    set("principal.name", "ann").await;
    set("aws.profile", "--no-verify-ssl").await;
    refused(app.copy_snippet(&id, "deactivate", 0, false).await, "would be an option");
    // What is shown is shown as words.
    let shown = set("principal.name", "<img src=x onerror=alert(1)>\u{202e}").await;
    for step in shown.phases.iter().flat_map(|phase| &phase.steps) {
        assert!(!step.html.contains("<img"), "{}", step.html);
        assert!(!step.prefill.iter().any(|(_, value)| value.as_deref().is_some_and(|one| one.contains('\u{202e}'))));
    }
}

#[tokio::test]
async fn an_exercise_counts_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let arn = secret(&app, "kind:database_password").await;
    let shown = app.start_incident(NewIncident { drill: true, ..new(arn.as_str()) }).await.expect("started");
    let id = id_of(&shown);
    assert_eq!(id, "DRILL-2026-001");
    let follow_up = Deed::FollowUp {
        action: "exercise again".to_owned(),
        effect: Effect::Detects,
        owner: "Bob".to_owned(),
        due_on: "2026-12-05".parse().expect("a day"),
        link: String::new(),
    };
    act(&app, &id, follow_up).await;
    let filed = Answer::Filed { at: now(), reference: "BR-1".to_owned() };
    let notice = Deed::Notice { row: "gdpr-33".to_owned(), answer: filed, reason: String::new(), second: None };
    refused(app.act_in_incident(&id, None, notice).await, "exercise");
    assert_eq!(app.tasks().await.expect("tasks").len(), 0);
    let all = app.incidents().await.expect("incidents");
    assert_eq!((all.numbers.incidents, all.numbers.drills, all.follow_ups.len()), (0, 1, 0));
    let calendar = app.calendar("", "2026-12-01".parse().expect("a day"), "2026-12-31".parse().expect("a day")).await;
    assert!(calendar.expect("a calendar").items.iter().all(|item| item.entry.kind != EntryKind::FollowUp));
    let proposal = app.propose_incident(arn.as_str(), None, "").await.expect("a proposal");
    assert_eq!(proposal.already_in, None, "an exercise is no incident of the secret's");
    let real = app.start_incident(new(arn.as_str())).await.expect("started");
    assert_eq!(id_of(&real), "INC-2026-001", "numbers are counted apart");
    let report = app.incident_report(&id, ReportForm::Markdown).await.expect("a report").text;
    assert!(report.contains("DRILL"), "{report}");
}

#[tokio::test]
async fn severity_scope_and_steps_of_the_team_change_a_run() {
    let app = empty();
    let id = id_of(&app.start_incident(new(KEY)).await.expect("started"));
    let expose =
        |text: &str| Deed::Expose { text: text.to_owned(), from: None, because: "read in the same session".to_owned() };
    let shown = act(&app, &id, expose("prod/other")).await;
    assert_eq!(shown.row.incident.scope.entries().len(), 2);
    refused(app.act_in_incident(&id, None, expose("prod/other")).await, "already, as number 2");
    refused(app.act_in_incident(&id, None, Deed::Watch { number: 2 }).await, "a name alone cannot be watched");
    let add = |phase: &str| Deed::AddStep {
        title: "Ask for the paste to be taken down".to_owned(),
        phase: phase.to_owned(),
        why: "it is still public".to_owned(),
    };
    refused(app.act_in_incident(&id, None, add("nowhere")).await, "no phase");
    let shown = act(&app, &id, add("contain")).await;
    let own = shown.phases.iter().flat_map(|phase| &phase.steps).find(|step| step.id == "own-1").expect("a step");
    assert!(own.step.is_none() && own.title.starts_with("Ask for the paste"), "{own:?}");
    let higher = Entry::SeveritySet { severity: Severity::Critical, why: "it is the admin's".to_owned() };
    let shown = act(&app, &id, Deed::Write(higher)).await;
    assert_eq!(shown.row.incident.severity, Severity::Critical);
    let to_other = Deed::MoveRunbook { to: "suspected-compromise".to_owned(), why: "more than a key".to_owned() };
    let shown = act(&app, &id, to_other.clone()).await;
    assert_eq!(shown.runbook.pinned.id, "suspected-compromise");
    let left = shown.phases.iter().flat_map(|phase| &phase.steps).any(|step| step.id == "own-1");
    assert!(left, "a step of the team's own outlives the runbook");
    refused(app.act_in_incident(&id, None, to_other).await, "recorded already");
    let difference = app.incident_difference(&id).await.expect("a difference");
    assert!(difference.steps.is_empty() && difference.from == difference.to, "{difference:?}");
    act(&app, &id, mark(1, Mark::NotExposed)).await;
    act(&app, &id, mark(2, Mark::NotExposed)).await;
    act(&app, &id, Deed::Write(Entry::Closed { statement: "explained".to_owned() })).await;
    let again = act(&app, &id, Deed::Write(Entry::Reopened { why: "it was used".to_owned() })).await;
    assert_eq!(again.row.incident.state, State::Open);
}

#[tokio::test]
async fn many_at_once_lose_nothing_of_each_other() {
    let app = Arc::new(empty());
    let id = id_of(&app.start_incident(new(KEY)).await.expect("started"));
    let write = |by: &'static str, number: usize| {
        let (app, id) = (Arc::clone(&app), id.clone());
        tokio::spawn(async move {
            let text = format!("{by} {number}");
            let deed = Deed::Note { text, happened_at: None, source: Source::Person, in_report: true };
            app.act_in_incident(&id, Some(by), deed).await.expect("written").number
        })
    };
    let mut writing = Vec::new();
    for number in 0..20 {
        writing.push(write("window", number));
        writing.push(write("terminal", number));
    }
    let mut numbers = Vec::new();
    for one in writing {
        numbers.push(one.await.expect("done"));
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 40, "each line has a number of its own");
    let timeline = app.incident_timeline(&id, Order::Learnt).await.expect("a timeline");
    assert_eq!((timeline.broken, timeline.lines.iter().filter(|line| line.by == "terminal").count()), (None, 20));
}
