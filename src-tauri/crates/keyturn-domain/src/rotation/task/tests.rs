//! One task for each secret, and which rotation does it.

use super::*;
use crate::rotation::record::{Plan, Step, ToldBy};
use crate::rotation::strategy::{Strategy, Timings};
use crate::samples::{at, secret};

fn subject(name: &str) -> TaskSubject {
    TaskSubject {
        secret: secret(name).arn,
        name: name.to_owned(),
        owner: Some("payments".to_owned()),
        policy_due_at: Some(at("2026-12-01")),
        because: "read it 12 times since April".to_owned(),
    }
}

fn leaves(person: &str) -> Trigger {
    Trigger::Departure { person: person.to_owned(), last_working_hour: at("2026-07-03") }
}

fn task(id: i64, name: &str, trigger: &Trigger) -> Task {
    let opened = open_tasks(trigger, &[subject(name)], &[], "ada", at("2026-07-01"));
    Task { id, task: opened.tasks[0].clone(), end: None }
}

#[test]
fn each_secret_gets_one_task_of_a_trigger() {
    let ended = |task: Task| Task {
        end: Some(TaskEnd { at: at("2026-07-01"), by: "ada".to_owned(), record: None, why: "gone".to_owned() }),
        ..task
    };
    let bob = leaves("Bob");
    let check = |tasks: &[Task], opens: &[&str], already: &[(&str, i64)]| {
        let secrets = ["a", "b", "a"].map(subject);
        let opened = open_tasks(&bob, &secrets, tasks, "ada", at("2026-07-01"));
        assert_eq!(opened.tasks.iter().map(|task| task.name.as_str()).collect::<Vec<_>>(), opens);
        let expect: Vec<_> = already.iter().map(|(name, id)| (secret(name).arn, *id)).collect();
        assert_eq!(opened.already, expect);
    };
    check(&[], &["a", "b"], &[]);
    check(&[task(7, "a", &bob)], &["b"], &[("a", 7)]);
    check(&[task(7, "a", &leaves(" bob "))], &["b"], &[("a", 7)]);
    check(&[task(7, "a", &leaves("Eve"))], &["a", "b"], &[]);
    check(&[ended(task(7, "a", &bob))], &["a", "b"], &[]);
    check(&[task(7, "a", &Trigger::Compromise { public_or_confirmed: true, why: String::new() })], &["a", "b"], &[]);
}

#[test]
fn a_task_carries_its_clock() {
    let opened = open_tasks(&leaves("Bob"), &[subject("a")], &[], "ada", at("2026-07-01"));
    insta::assert_json_snapshot!(opened.tasks);
    let late = task(1, "a", &leaves("Bob"));
    assert!(!late.is_late(at("2026-07-04")) && late.is_late(at("2026-07-05")));
}

fn record(name: &str, stored: &str, refused: bool) -> RotationRecord {
    let step = |state, day: &str| Step {
        state,
        at: at(day),
        by: "ada".to_owned(),
        told_by: ToldBy::Person,
        evidence: "401".to_owned(),
        version: Some("v2".to_owned()),
    };
    let mut steps = vec![step(State::Stored, stored)];
    steps.extend(refused.then(|| step(State::Refused, "2026-07-09")));
    let plan = Plan {
        secret: secret(name).arn,
        name: name.to_owned(),
        trigger: Trigger::Scheduled,
        strategy: Strategy::TwoAtOnce,
        timings: Timings::default(),
        planned_on: at("2026-06-30").date_naive(),
        owner: None,
        revoke_by: None,
        due_at: None,
        planned_at: at("2026-06-30"),
        planned_by: "ada".to_owned(),
        note: String::new(),
    };
    RotationRecord { id: 1, plan, steps }
}

#[test]
fn a_task_is_done_by_a_proved_rotation_with_a_value_made_since() {
    let check = |trigger: &Trigger, record: &RotationRecord, done: bool| {
        assert_eq!(task(1, "a", trigger).is_done_by(record), done, "{trigger:?} {record:?}");
    };
    let breach = Trigger::SupplierBreach { supplier: "Stripe".to_owned() };
    check(&breach, &record("a", "2026-07-02", true), true);
    check(&breach, &record("a", "2026-07-01", true), true);
    check(&breach, &record("a", "2026-06-30", true), false);
    check(&breach, &record("a", "2026-07-02", false), false);
    check(&breach, &record("b", "2026-07-02", true), false);
    // What is made before the last working hour is known to who leaves.
    check(&leaves("Bob"), &record("a", "2026-07-02", true), false);
    check(&leaves("Bob"), &record("a", "2026-07-03", true), true);
}
