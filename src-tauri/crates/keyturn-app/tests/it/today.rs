//! Today, over the made-up organisation: the same numbers as each place by itself, and nothing where nothing is.

use keyturn_app::incident::{Led, NewIncident};
use keyturn_app::today::Today;
use keyturn_app::trail::{Decision, FindingState, FindingsAsked};
use keyturn_app::{App, Clock, Connection, Origin};
use keyturn_domain::cell::CellState;
use keyturn_domain::problem::Reason;
use keyturn_domain::rotation::due::DueState;
use keyturn_estate::{Effect, Fault};
use keyturn_store::Database;

use crate::access::{demo, now};
use crate::runs::planned;
use crate::trail::{bucket, import};

async fn today(app: &App) -> Today {
    app.today().await.expect("today")
}

#[tokio::test]
async fn where_nothing_is_known_nothing_needs_anybody() {
    let database = Database::open_in_memory().expect("a database");
    let clock = Clock::Fixed(now());
    let app = App::new(database, std::env::temp_dir(), Connection::default(), clock, Origin::CommandLine);
    let today = today(&app).await;
    assert!(today.incidents.is_empty() && today.reviews.is_empty() && today.sign_ins.is_empty());
    assert_eq!((today.overdue.total, today.week.total, today.failed, today.secrets), (0, 0, 0, 0));
    assert_eq!((today.findings.reads.total, today.findings.rotation.total), (0, 0));
    assert_eq!((today.unread.cells, today.unread.of, today.unread.problems.total), (0, 0, 0));
    assert!(today.last_sync.is_none() && today.next_review_on.is_none());
}

#[tokio::test]
async fn it_says_what_each_place_says_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    import(&app, bucket(folder.path())).await;
    server.set_faults(vec![Fault::on("SecretsManager.ListSecrets", Effect::Deny)]);
    app.sync(|_| ()).await.expect("synced in part");
    let today = today(&app).await;

    let due = app.due("").await.expect("evaluated");
    assert_eq!(today.secrets, due.standings.len());
    assert_eq!(today.overdue.total, due.count(DueState::Overdue));
    assert!(today.overdue.total > today.overdue.first.len(), "the demo has more than are named");
    let dates: Vec<_> = today.overdue.first.iter().map(|standing| standing.due.due_on).collect();
    let oldest = due.standings.iter().filter(|one| one.due.state == DueState::Overdue).filter_map(|one| one.due.due_on);
    assert!(dates.is_sorted() && dates.first().copied().flatten() == oldest.min(), "{dates:?}");
    let calendar = app.calendar("", today.today, today.today).await.expect("a calendar");
    assert_eq!(today.soon, calendar.soon());
    assert!(today.week.total > 0 && today.week.total <= today.soon, "{} of {}", today.week.total, today.soon);
    assert_eq!(today.within_policy.of - today.within_policy.part, today.overdue.total);

    let asked = FindingsAsked { states: vec![FindingState::Open], ..FindingsAsked::default() };
    let reads = app.findings(asked, None, 0, 500).await.expect("findings");
    assert_eq!(today.findings.reads.total as u64, reads.total);
    let heaviest = reads.findings.iter().map(|stored| stored.finding.severity).max();
    assert_eq!(today.findings.reads.first.first().map(|stored| stored.finding.severity), heaviest);
    let rotation = app.rotation_findings(&[FindingState::Open], None).await.expect("findings");
    assert_eq!(today.findings.rotation.total, rotation.len());
    let keys = |shown: &[keyturn_app::rotation::RotationFindingShown]| -> Vec<String> {
        shown.iter().map(|one| one.answered.finding.key.clone()).collect()
    };
    let named = keys(&today.findings.rotation.first);
    assert_eq!(named, keys(&rotation)[..named.len()]);

    let coverage = app.coverage().await.expect("coverage");
    let unread = coverage.cells.iter().filter(|cell| cell.state != CellState::Complete).count();
    assert_eq!((today.unread.cells, today.unread.of), (unread, coverage.cells.len()));
    assert!(unread > 0 && today.unread.problems.total > 0, "what was refused is told");
    assert_eq!(today.last_sync, app.last_sync().await.expect("a sync"));
}

#[tokio::test]
async fn what_is_started_comes_first_and_what_is_answered_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    import(&app, bucket(folder.path())).await;
    let before = today(&app).await;
    let key = before.findings.reads.first.first().expect("a finding").finding.key.clone();
    app.triage(&key, Decision::Watch { note: String::new() }).await.expect("triaged");
    let arn = before.overdue.first.first().expect("an overdue secret").secret.listed.arn.to_string();
    let new = NewIncident { text: arn, by: Some("Ada".to_owned()), ..NewIncident::default() };
    let started = app.start_incident(new).await.expect("started");
    let after = today(&app).await;
    assert_eq!(after.findings.reads.total, before.findings.reads.total - 1);
    assert!(after.findings.reads.first.iter().all(|stored| stored.finding.key != key));
    assert_eq!(after.incidents, [started.row]);
    assert!(after.incidents.iter().all(|row| row.mark.is_some()), "a running incident has its next mark");

    // A rotation that follows a runbook is told with its step.
    let (_, rotation) = planned(&app).await;
    app.start_run(Led::Rotation(rotation), None, Some("Ada")).await.expect("started");
    let led = today(&app).await;
    let [run] = &led.runs[..] else { panic!("one run: {:?}", led.runs) };
    assert!(run.current.is_some() && run.ended < run.steps, "{run:?}");
    assert_eq!(led.incidents.len(), after.incidents.len(), "a run is no incident");

    // A sign-in that has ended is a line of its own, not one for each account.
    server.set_faults(vec![Fault::on("SecretsManager.ListSecrets", Effect::Expire)]);
    app.sync(|_| ()).await.expect("synced in part");
    let expired = today(&app).await;
    let told: Vec<_> = expired.sign_ins.iter().map(|one| (one.profile.as_deref(), one.reason)).collect();
    assert_eq!(told, [(None, Reason::ExpiredSignIn)]);
    assert!(expired.unread.problems.first.iter().all(|problem| problem.reason != Reason::ExpiredSignIn));
}
