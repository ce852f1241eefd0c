//! Rotation over the made-up organisation: due dates under a policy, exceptions, tasks, a rotation taken to proof.

use std::sync::Arc;

use chrono::{Days, NaiveDate, TimeDelta};
use keyturn_app::rotation::exceptions::Asked;
use keyturn_app::rotation::records::{ToPlan, Which};
use keyturn_app::rotation::tasks::{Because, Triggered};
use keyturn_app::rotation::{Standing, policy};
use keyturn_app::trail::{Decision, FindingState};
use keyturn_app::{App, AppError};
use keyturn_domain::kind::Kind;
use keyturn_domain::listing::{Column, Direction, Sort};
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::rotation::exception::Covers;
use keyturn_domain::rotation::level::Level;
use keyturn_domain::rotation::record::{Proof, State};
use keyturn_domain::rotation::settings::{LevelOverrule, SecretSettings};
use keyturn_domain::rotation::trigger::{AuditSeverity, Trigger};

use crate::access::{demo, now};

fn refused(result: Result<impl Sized, AppError>) -> String {
    match result {
        Ok(_) => panic!("it was not refused"),
        Err(error) => error.to_string(),
    }
}

async fn states(app: &App) -> Vec<(String, DueState, Option<NaiveDate>)> {
    let due = app.due("").await.expect("evaluated");
    let named = due.standings.iter().map(|one| (one.secret.listed.name.clone(), one.due.state, one.due.due_on));
    named.collect()
}

/// The name and ARN of the first secret in a state that people rotate.
async fn first(app: &App, state: DueState) -> (String, String) {
    let due = app.due("rotation:none").await.expect("evaluated");
    let found = due.standings.iter().find(|one| one.due.state == state && one.level.level == Level::Critical);
    let found = found.unwrap_or_else(|| panic!("the demo has no secret that is {state:?}"));
    (found.secret.listed.name.clone(), found.secret.listed.arn.to_string())
}

#[tokio::test]
async fn due_dates_follow_the_policy_and_what_people_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let before = states(&app).await;
    let count = |states: &[(String, DueState, Option<NaiveDate>)], state| {
        states.iter().filter(|(_, found, _)| *found == state).count()
    };
    for state in [DueState::Overdue, DueState::Ok, DueState::DueSoon, DueState::NotApplicable] {
        assert!(count(&before, state) > 0, "the demo shows {state:?}");
    }

    // What the strict policy would do is told before it is saved, and is what then holds.
    let strict = policy::preset("strict").expect("a preset").text;
    let tried = app.try_policy(strict).await.expect("tried");
    let changes = tried.changes.expect("a policy");
    assert!(tried.become_overdue.len() > 3 && changes.becomes_overdue.len() == tried.become_overdue.len());
    assert_eq!(states(&app).await, before, "trying changes nothing");
    app.save_policy(strict).await.expect("saved");
    let after = states(&app).await;
    let told = changes.after.get(&DueState::Overdue).copied().unwrap_or_default() as usize;
    assert_eq!(count(&after, DueState::Overdue), told);

    // A broken text is refused whole, with every fault, and the one before stays.
    let broken = "schema = 1\nname = \"x\"\nage = 3\n";
    assert!(matches!(app.save_policy(broken).await, Err(AppError::Policy(faults)) if faults.len() >= 2));
    assert_eq!(app.policy().await.expect("a policy").preset, Some("strict"));

    // A level that a person set, with a reason, holds over the proposed one.
    let (_, arn) = first(&app, DueState::Overdue).await;
    let set = |reason: &str| SecretSettings {
        level: Some(LevelOverrule { level: Level::Low, reason: reason.to_owned() }),
        ..SecretSettings::default()
    };
    assert!(refused(app.save_rotation_settings(&arn, set(" ")).await).contains("say why"));
    app.save_rotation_settings(&arn, set("read-only copy of public data")).await.expect("saved");
    assert_eq!(app.secret_rotation(&arn).await.expect("a secret").standing.level.level, Level::Low);
}

#[tokio::test]
async fn an_exception_holds_ends_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let (name, arn) = first(&app, DueState::Overdue).await;
    let today = app.due("").await.expect("evaluated").today;
    let asked = |approved_by: &str, days: u64| Asked {
        why: "The supplier changes it in spring".to_owned(),
        control: "Allowed from one address only".to_owned(),
        by: "ann".to_owned(),
        approved_by: approved_by.to_owned(),
        until: today + Days::new(days),
    };
    let covers = || Covers::Secret(arn.parse().expect("an ARN"));
    assert!(refused(app.add_exception(covers(), asked("Ann", 30)).await).contains("somebody else"));
    assert!(refused(app.add_exception(covers(), asked("bob", 120)).await).contains("90"));
    let none = Covers::Path("/no/such/path/*".to_owned());
    assert!(refused(app.add_exception(none, asked("bob", 30)).await).contains("/no/such/path"));
    let id = app.add_exception(covers(), asked("bob", 30)).await.expect("added");
    let state = |app: Arc<App>| {
        let arn = arn.clone();
        async move { app.secret_rotation(&arn).await.expect("a secret").standing.due.state }
    };
    assert_eq!(state(Arc::clone(&app)).await, DueState::Excepted, "{name}");
    assert!(refused(app.end_exception(id, " ").await).contains("why"));
    app.end_exception(id, "It was rotated after all").await.expect("ended");
    assert_eq!(state(Arc::clone(&app)).await, DueState::Overdue, "{name}");
    let all = app.exceptions().await.expect("exceptions");
    assert_eq!((all.len(), all[0].secrets, &all[0].title), (1, 1, &name));
}

#[tokio::test]
async fn a_rotation_is_planned_moved_seen_and_proved() {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, app) = demo(folder.path()).await;
    let (name, arn) = first(&app, DueState::Overdue).await;
    let today = app.due("").await.expect("evaluated").today;

    // An audit finding opens one task, and no second.
    let asked = || Triggered {
        trigger: Trigger::AuditFinding { severity: AuditSeverity::High, finding: "AUD-7".to_owned() },
        secrets: vec![arn.clone()],
        filter: String::new(),
        principals: Vec::new(),
    };
    let shown = app.preview_trigger(asked()).await.expect("a preview");
    assert_eq!((shown.secrets.len(), shown.already), (1, 0));
    assert!(shown.secrets[0].1.contains(&Because::Chosen));
    assert_eq!(app.open_trigger(asked()).await.expect("opened"), 1);
    assert!(refused(app.open_trigger(asked()).await).contains("already"));

    // Its plan takes the task's trigger and clock.
    let plan = |days: u64| ToPlan {
        items: vec![(arn.clone(), today + Days::new(days))],
        strategy: None,
        owner: None,
        note: String::new(),
    };
    let past = ToPlan { items: vec![(arn.clone(), today - Days::new(1))], ..plan(0) };
    assert!(refused(app.plan_rotations(past).await).contains("past"));
    let id = app.plan_rotations(plan(2)).await.expect("planned")[0];
    let again = refused(app.plan_rotations(plan(3)).await);
    assert!(again.contains("open rotation") && again.contains(&name), "{again}");
    // Named twice in one request it is refused too, and so is everything beside it.
    let other = app.due("rotation:none").await.expect("evaluated").standings;
    let other = other.iter().find(|one| one.open.is_none()).expect("another secret").secret.listed.clone();
    let item = |days: u64| (other.arn.to_string(), today + Days::new(days));
    let twice = refused(app.plan_rotations(ToPlan { items: vec![item(2), item(3)], ..plan(2) }).await);
    assert!(twice.contains("open rotation") && twice.contains(&other.name), "{twice}");
    assert_eq!(app.rotations(Which::Open, None).await.expect("rotations").records.len(), 1);
    app.move_rotation(id, today + Days::new(3)).await.expect("moved");
    let shown = app.rotation(id).await.expect("a rotation");
    assert_eq!(shown.record.plan.planned_on, today + Days::new(3));
    assert_eq!(shown.record.plan.due_at, Some(now() + TimeDelta::days(7)));
    assert_eq!(shown.record.proof(), Proof::NothingYet);

    // The value is written in AWS: the next sync sees it, and says that it proves a write alone.
    server.mutate(|organisation| {
        if let Some(secret) = organisation.secret_mut(&arn) {
            secret.put_value(now(), "11111111-2222-4333-8444-555555555555", "canary");
        } else {
            organisation.parameter_mut(&arn).expect("the parameter").put_value(
                now(),
                "arn:aws:iam::111122223333:role/x",
                "canary",
            );
        }
    });
    app.sync(|_| ()).await.expect("synced");
    let shown = app.rotation(id).await.expect("a rotation");
    assert_eq!((shown.record.state(), shown.record.proof()), (State::Stored, Proof::WriteOnly));

    assert!(refused(app.record_step(id, State::Refused, None, "").await).contains("refused"));
    assert!(refused(app.record_step(id, State::Closed, None, "").await).contains("without proof"));
    app.record_step(id, State::Moved, None, "Rolled out with 1.8.2").await.expect("moved");
    app.record_step(id, State::Refused, None, "psql with the old password: FATAL 28P01").await.expect("refused");
    app.record_step(id, State::Closed, None, "").await.expect("closed");
    assert_eq!(app.rotation(id).await.expect("a rotation").record.proof(), Proof::Proved);
    let tasks = app.tasks().await.expect("tasks");
    assert_eq!(tasks[0].task.end.as_ref().and_then(|end| end.record), Some(id), "the task ends with its rotation");
    assert_eq!(app.rotations(Which::Open, None).await.expect("rotations").records.len(), 0);
}

#[tokio::test]
async fn a_departure_starts_from_what_the_person_could_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let asked = |principal: &str| Triggered {
        trigger: Trigger::Departure { person: "ann".to_owned(), last_working_hour: now() },
        secrets: Vec::new(),
        filter: String::new(),
        principals: vec![principal.to_owned()],
    };
    let blind = app.preview_trigger(asked("role/nobody")).await.expect("a preview");
    assert!(blind.secrets.is_empty() && blind.limits.iter().any(|said| said.contains("not collected")));
    app.collect_access(|_| ()).await.expect("collected");
    let evaluation = app.access().await.expect("evaluated");
    let reader = (0..evaluation.world.principals.len())
        .find(|number| evaluation.cells(*number).count() > 5)
        .expect("a principal that reads");
    let arn = evaluation.world.principals[reader].arn.clone();
    let shown = app.preview_trigger(asked(&arn)).await.expect("a preview");
    assert!(shown.secrets.len() > 1, "{arn}");
    assert!(shown.secrets.iter().all(|(_, because, _)| because.contains(&Because::CouldRead)));
    let within = now() + TimeDelta::hours(24);
    assert!(shown.secrets.iter().all(|(_, _, ends_at)| ends_at.is_some_and(|at| at <= within)), "24 hours at most");
}

#[tokio::test]
async fn an_evaluation_is_kept_until_something_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let all = app.due("").await.expect("evaluated").standings;
    let same = |standings: &[Arc<Standing>]| standings.iter().all(|one| all.iter().any(|kept| Arc::ptr_eq(kept, one)));
    let picked = app.due("rotation:none").await.expect("evaluated").standings;
    assert!(!picked.is_empty() && picked.len() < all.len() && same(&picked), "a filter picks from what is kept");
    assert!(same(&app.due("").await.expect("evaluated").standings));

    // What is done is seen by the next question: a setting, a corrected kind, an exception, a policy, a plan, a sync.
    let (name, arn) = first(&app, DueState::Overdue).await;
    let standing = || async {
        let due = app.due(&format!("name:={name}")).await.expect("evaluated");
        let found = due.standings.iter().find(|one| one.secret.listed.arn.to_string() == arn);
        let found = Standing::clone(found.expect("the secret"));
        let pane = app.secret_rotation(&arn).await.expect("a secret").standing;
        assert_eq!(
            (&pane.due, &pane.level, &pane.open),
            (&found.due, &found.level, &found.open),
            "the pane says the same"
        );
        found
    };
    let level = LevelOverrule { level: Level::Low, reason: "a copy of public data".to_owned() };
    let set = SecretSettings { level: Some(level), ..SecretSettings::default() };
    app.save_rotation_settings(&arn, set).await.expect("saved");
    assert_eq!(standing().await.level.level, Level::Low);
    app.correct_kind(&arn, Some(Kind::Configuration), "a flag").await.expect("corrected");
    assert_eq!(standing().await.due.state, DueState::NotApplicable);
    app.correct_kind(&arn, None, "a secret after all").await.expect("taken back");
    assert_eq!(standing().await.due.state, DueState::Overdue);
    let before = standing().await.due.due_on;
    app.save_policy(policy::preset("strict").expect("a preset").text).await.expect("saved");
    assert!(standing().await.due.due_on < before, "the strict policy is stricter");
    let today = app.due("").await.expect("evaluated").today;
    let items = vec![(arn.clone(), today + Days::new(1))];
    let plan = ToPlan { items, strategy: None, owner: None, note: String::new() };
    app.plan_rotations(plan).await.expect("planned");
    assert!(standing().await.open.is_some());
    app.sync(|_| ()).await.expect("synced");
    let again = app.due("").await.expect("evaluated").standings;
    assert!(again.iter().all(|one| !all.iter().any(|kept| Arc::ptr_eq(kept, one))));
}

#[tokio::test]
async fn the_list_shows_and_sorts_by_due_dates() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let page = |direction| {
        let app = Arc::clone(&app);
        async move { app.secrets("", Sort { column: Column::Due, direction }, 0, 1000).await.expect("a page") }
    };
    let unasked = app.secrets("", Sort::default(), 0, 5).await.expect("a page");
    assert!(!unasked.due.fresh && unasked.due.standings.is_empty(), "a list by name waits for no evaluation");
    for direction in [Direction::Ascending, Direction::Descending] {
        let page = page(direction).await;
        assert!(page.due.fresh && page.due.standings.len() == page.rows.len());
        let dates: Vec<Option<NaiveDate>> =
            page.due.standings.iter().map(|one| one.as_ref().and_then(|one| one.due.due_on)).collect();
        let count = dates.iter().flatten().count();
        assert!(count > 5 && dates.iter().take(count).all(Option::is_some), "those without a date come last");
        let sorted = dates.windows(2).all(|two| match (two[0], two[1]) {
            (Some(a), Some(b)) if direction == Direction::Ascending => a <= b,
            (Some(a), Some(b)) => a >= b,
            _ => true,
        });
        assert!(sorted, "{direction:?}");
        for (row, standing) in page.rows.iter().zip(&page.due.standings) {
            assert_eq!(Some(&row.arn), standing.as_ref().map(|one| &one.secret.listed.arn));
        }
    }
    let arn = page(Direction::Ascending).await.rows[0].arn.to_string();
    app.save_note(&arn, "looked at").await.expect("saved");
    let after = app.secrets("", Sort::default(), 0, 5).await.expect("a page");
    assert!(!after.due.fresh && after.due.standings.iter().all(Option::is_some), "the last known dates stay");
}

#[tokio::test]
async fn what_is_older_than_a_year_is_a_finding_until_it_no_longer_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let open = [FindingState::Open];
    let found = app.rotation_findings(&open, None).await.expect("findings");
    let due = app.due("").await.expect("evaluated");
    let old = |one: &&Arc<Standing>| one.due.older_than_a_year && one.due.state != DueState::Excepted;
    assert_eq!(found.len(), due.standings.iter().filter(old).count());
    assert!(found.len() > 1 && found.windows(2).all(|two| two[0].severity() >= two[1].severity()));

    // A decision needs its reason, holds for this value, and can be taken back.
    let (key, arn) = (found[0].answered.finding.key.clone(), found[0].standing.secret.listed.arn.clone());
    let expected = |note: &str| Decision::Expected { note: note.to_owned(), silence: None };
    assert!(refused(app.triage_rotation(&key, expected(" ")).await).contains("say why"));
    assert!(
        refused(app.triage_rotation("older_than_a_year-00", expected("why")).await).contains("older_than_a_year-00")
    );
    let decided = app.triage_rotation(&key, expected("the supplier ends it in May")).await.expect("decided");
    assert_eq!(decided.answered.state(), FindingState::Expected);
    let of_it = app.rotation_findings(&[FindingState::Expected], Some(&arn)).await.expect("findings");
    assert_eq!(of_it.len(), 1);
    assert_eq!(app.rotation_findings(&open, None).await.expect("findings").len(), found.len() - 1);
    app.triage_rotation(&key, Decision::Open).await.expect("taken back");
    assert_eq!(app.rotation_findings(&open, None).await.expect("findings").len(), found.len());

    // An exception that somebody approved closes it, for as long as it holds.
    let asked = Asked {
        why: "The supplier changes it in spring".to_owned(),
        control: "Allowed from one address only".to_owned(),
        by: "ann".to_owned(),
        approved_by: "bob".to_owned(),
        until: due.today + Days::new(30),
    };
    let id = app.add_exception(Covers::Secret(arn.clone()), asked).await.expect("added");
    assert!(app.rotation_findings(&open, Some(&arn)).await.expect("findings").is_empty());
    assert!(refused(app.rotation_finding(&key).await).contains(&key));
    app.end_exception(id, "It was not needed").await.expect("ended");
    assert_eq!(app.rotation_finding(&key).await.expect("again").answered.state(), FindingState::Open);
}

#[tokio::test]
async fn the_list_is_filtered_by_due_dates() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let due = app.due("").await.expect("evaluated");
    let sort = Sort { column: Column::Name, direction: Direction::Ascending };
    for (text, holds) in [
        ("due:overdue", (|one, _| one.due.state == DueState::Overdue) as fn(&Standing, NaiveDate) -> bool),
        ("due:due_soon,due", |one, _| matches!(one.due.state, DueState::DueSoon | DueState::Due)),
        ("due:<30d", |one, today| one.days(today).is_some_and(|days| days < 30)),
        ("-due:overdue", |one, _| one.due.state != DueState::Overdue),
        ("due:overdue env:prod", |one, _| {
            one.due.state == DueState::Overdue && one.secret.listed.environment.as_deref() == Some("prod")
        }),
    ] {
        let expected = due.standings.iter().filter(|one| holds(one, due.today)).count();
        let page = app.secrets(text, sort, 0, 500).await.expect("a page");
        assert_eq!(
            (page.total as usize, app.due(text).await.expect("evaluated").standings.len()),
            (expected, expected)
        );
        assert!(expected > 0 && page.total < page.all, "{text}");
    }
}

#[tokio::test]
async fn a_reminder_is_given_until_it_was_shown_and_names_reviews() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_server, app) = demo(folder.path()).await;
    let first = app.remind().await.expect("asked").expect("something is due");
    assert!(first.rotations.iter().any(|one| one.overdue > 0), "{first:?}");
    assert_eq!(app.remind().await.expect("asked"), Some(first.clone()), "nobody has shown it");
    app.reminded(first.today).await.expect("noted");
    assert_eq!(app.remind().await.expect("asked"), None);
}
