//! Rotations and reviews that follow a runbook: what a step brings about, and what is refused.

use keyturn_app::incident::{Deed, Led, Shown};
use keyturn_app::rotation::records::ToPlan;
use keyturn_app::{App, AppError};
use keyturn_domain::incident::step::{Recorded, StepAct};
use keyturn_domain::incident::timeline::Source;
use keyturn_domain::incident::{Entry, Severity};
use keyturn_domain::review::{CampaignId, Verdict};
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::rotation::record::{Proof, State};

use crate::access::demo;
use crate::review;

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

/// A step done with these fields recorded.
fn done(step: &str, records: &[(&str, &str)]) -> Deed {
    let records =
        records.iter().map(|(id, value)| Recorded { id: (*id).to_owned(), value: (*value).to_owned() }).collect();
    let act = StepAct::Done { choice: None, second: Some("Bob".to_owned()), records };
    Deed::Write(Entry::Step { step: step.to_owned(), act })
}

/// The step of the runbook with everything that it asks for.
fn answered(shown: &Shown, step: &str) -> Deed {
    let all = shown.phases.iter().flat_map(|phase| &phase.steps);
    let written = all.filter(|one| one.id == step).find_map(|one| one.step.as_ref()).expect("a step");
    let value = |kind: &str| match kind {
        "time" => "2026-11-21T11:30:00Z",
        "hash" => "0000000000000000000000000000000000000000000000000000000000000000",
        "link" => "https://example.com/change/7",
        _ => "401 from the issuer for the old value",
    };
    let records: Vec<(&str, &str)> =
        written.evidence.iter().map(|one| (one.id.as_str(), value(one.kind.code()))).collect();
    done(step, &records)
}

async fn act(app: &App, shown: &Shown, step: &str) -> Result<Shown, AppError> {
    let deed = answered(shown, step);
    app.act_in_incident(&id_of(shown), Some("Ada"), deed).await.map(|acted| acted.shown)
}

fn reached(shown: &Shown, step: &str) -> Option<(String, bool, bool)> {
    let mut steps = shown.phases.iter().flat_map(|phase| &phase.steps);
    let reached = steps.find(|one| one.id == step)?.reached.clone()?;
    Some((reached.words, reached.is_so, reached.seen))
}

/// A planned rotation of an overdue secret that nothing rotates by itself: its ARN and its number.
pub(crate) async fn planned(app: &App) -> (String, i64) {
    let due = app.due("rotation:none").await.expect("evaluated");
    let overdue = due.standings.iter().find(|one| one.due.state == DueState::Overdue && one.open.is_none());
    let arn = overdue.expect("an overdue secret").secret.listed.arn.to_string();
    let items = vec![(arn.clone(), due.today)];
    let plan = ToPlan { items, strategy: None, owner: None, note: String::new() };
    let id = app.plan_rotations(plan).await.expect("planned")[0];
    (arn, id)
}

#[tokio::test]
async fn the_steps_of_a_runbook_become_the_steps_of_the_rotation() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let (arn, rotation) = planned(&app).await;
    let led = Led::Rotation(rotation);

    let leading = app.leading(led.clone()).await.expect("runbooks");
    assert!(leading.runs.is_empty());
    assert!(leading.runbooks.iter().any(|one| one.id == "rotate-manual"));
    refused(app.start_run(led.clone(), Some("secret-in-git".to_owned()), None).await, "cannot lead a rotation");
    refused(app.start_run(Led::Rotation(99), None, None).await, "rotation");

    let manual = Some("rotate-manual".to_owned());
    let shown = app.start_run(led.clone(), manual.clone(), Some("Ada")).await.expect("started");
    let id = id_of(&shown);
    assert!(id.starts_with("RUN-2026-"), "{id}");
    refused(app.start_run(led.clone(), manual, None).await, &id);
    assert_eq!(reached(&shown, "store"), Some(("new value stored".to_owned(), false, false)));

    // What belongs to incidents is refused, and the run counts nowhere as one.
    let severity = Entry::SeveritySet { severity: Severity::High, why: "because".to_owned() };
    refused(app.act_in_incident(&id, None, Deed::Write(severity)).await, "start an incident");
    let expose = Deed::Expose { text: arn.clone(), from: None, because: "because".to_owned() };
    refused(app.act_in_incident(&id, None, expose).await, "start an incident");
    let all = app.incidents().await.expect("incidents");
    assert_eq!((all.rows.len(), all.numbers.incidents), (0, 0));
    let note = Deed::Note {
        text: "The vendor is slow.".to_owned(),
        happened_at: None,
        source: Source::Person,
        in_report: true,
    };
    app.act_in_incident(&id, None, note).await.expect("a note");

    let shown = act(&app, &shown, "create").await.expect("made");
    let shown = act(&app, &shown, "store").await.expect("stored");
    let record = app.rotation(rotation).await.expect("a rotation").record;
    assert_eq!(record.state(), State::Stored);
    let stored = record.step(State::Stored).expect("a step");
    assert_eq!(
        (stored.by.as_str(), stored.evidence.as_str()),
        ("Ada", "New version: 401 from the issuer for the old value")
    );
    // What a person told in the rotation itself is not told again by the step.
    app.record_step(rotation, State::Moved, None, "Rolled out with 1.8.2").await.expect("moved");
    let shown = app.incident(&id_of(&shown)).await.expect("the run");
    assert_eq!(reached(&shown, "deploy"), Some(("consumers moved".to_owned(), true, false)));
    let shown = act(&app, &shown, "deploy").await.expect("deployed");
    let record = app.rotation(rotation).await.expect("a rotation").record;
    assert_eq!(record.step(State::Moved).expect("a step").evidence, "Rolled out with 1.8.2");

    let shown = act(&app, &shown, "revoke").await.expect("revoked");
    let record = app.rotation(rotation).await.expect("a rotation").record;
    let refusal = record.step(State::Refused).expect("a step");
    assert_eq!(refusal.at.to_rfc3339(), "2026-11-21T11:30:00+00:00");
    act(&app, &shown, "record").await.expect("closed");
    let record = app.rotation(rotation).await.expect("a rotation").record;
    assert_eq!((record.state(), record.proof()), (State::Closed, Proof::Proved));
    let leading = app.leading(led.clone()).await.expect("runs");
    assert_eq!(leading.runs.len(), 1);
    assert!(leading.runs[0].ended >= 5);
    refused(app.start_run(led, None, None).await, "has ended");
}

#[tokio::test]
async fn a_step_that_the_rotation_cannot_follow_is_refused_and_written_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let (_, rotation) = planned(&app).await;
    let manual = Some("rotate-manual".to_owned());
    let shown = app.start_run(Led::Rotation(rotation), manual, Some("Ada")).await.expect("started");
    // Consumers cannot move before anything is stored.
    refused(act(&app, &shown, "deploy").await, "cannot follow");
    let again = app.incident(&id_of(&shown)).await.expect("the run");
    assert_eq!(again.row.incident.entries, shown.row.incident.entries);
    assert_eq!(app.rotation(rotation).await.expect("a rotation").record.state(), State::Planned);

    // The reason why no refusal could be shown closes the record without proof.
    let shown = act(&app, &shown, "store").await.expect("stored");
    let aside = StepAct::NotApplicable { why: "The vendor cannot revoke.".to_owned() };
    let aside = Deed::Write(Entry::Step { step: "revoke".to_owned(), act: aside });
    let shown = app.act_in_incident(&id_of(&shown), Some("Ada"), aside).await.expect("set aside").shown;
    act(&app, &shown, "record").await.expect("closed");
    let record = app.rotation(rotation).await.expect("a rotation").record;
    assert_eq!(record.proof(), Proof::ClosedWithoutProof);
    let closed = record.step(State::Closed).expect("a step");
    assert!(closed.evidence.contains("The vendor cannot revoke."), "{}", closed.evidence);
}

#[tokio::test]
async fn a_review_is_the_truth_about_its_run() {
    let app = review::keyturn(0);
    let (review, items) = review::open(&app, 3).await;
    let led = Led::Review(CampaignId::try_from(review.clone()).expect("an id"));
    let shown = app.start_run(led.clone(), None, Some("Lea")).await.expect("started");
    assert_eq!(shown.runbook.pinned.id, "access-review");
    let prefill = |shown: &Shown, name: &str| {
        let steps = shown.phases.iter().flat_map(|phase| &phase.steps);
        steps.flat_map(|one| one.prefill.clone()).find(|(of, _)| of == name).and_then(|(_, value)| value)
    };
    assert_eq!(prefill(&shown, "review.quarter"), Some("2026-Q4".to_owned()));
    assert_eq!(prefill(&shown, "review.items"), Some("3".to_owned()));

    let shown = act(&app, &shown, "freeze").await.expect("frozen");
    refused(act(&app, &shown, "each").await, "0 of 3 items are decided");
    let all: Vec<&String> = items.iter().collect();
    // Nobody decides on their own access: the second is bob's, and lea decides on all others.
    review::decide(&app, &review, &all, Verdict::Keep).await;
    let shown = act(&app, &shown, "each").await.expect("decided");
    let shown = act(&app, &shown, "prove").await.expect("nothing is to go");
    refused(act(&app, &shown, "sign").await, "the review is open");
    app.close_review(&review, review::closing("Carl")).await.expect("closed");
    let shown = app.incident(&id_of(&shown)).await.expect("the run");
    assert_eq!(reached(&shown, "sign"), Some(("the review is closed".to_owned(), true, true)));
    let shown = act(&app, &shown, "sign").await.expect("signed");
    let close = Entry::Closed { statement: "Filed.".to_owned() };
    app.act_in_incident(&id_of(&shown), Some("Lea"), Deed::Write(close)).await.expect("closed");
    refused(app.start_run(led, None, None).await, "has ended");
}
