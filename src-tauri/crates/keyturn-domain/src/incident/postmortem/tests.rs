//! Times against budgets, follow-ups, and the numbers over many incidents.

use super::*;
use crate::incident::clock::BudgetFrom;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_269_720 + minutes * 60, 0).expect("a time")
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

fn times() -> Times {
    Times {
        exposed: Some(at(-90)),
        detected: Some(at(0)),
        opened: Some(at(3)),
        revoked: Some(at(9)),
        proved: Some(at(16)),
        replaced: Some(at(50)),
        closed: None,
    }
}

#[test]
fn spans_are_measured_against_their_budgets() {
    let found = |severity, public, phases: &[PhaseBudget]| -> Vec<(Option<i64>, Option<i64>, Option<i64>)> {
        let in_minutes = |span: Option<TimeDelta>| span.map(|span| span.num_minutes());
        measured(&times(), severity, public, phases)
            .iter()
            .map(|one| (in_minutes(one.took), in_minutes(one.budget), in_minutes(one.over())))
            .collect()
    };
    let usual = found(Severity::Critical, true, &[]);
    let expect = [
        (Some(90), None, None),
        (Some(3), Some(15), None),
        (Some(9), Some(5), Some(4)),
        (Some(16), Some(15), Some(1)),
        (Some(50), Some(60), None),
        (None, Some(43_200), None),
    ];
    assert_eq!(usual, expect);
    let phase = |id: &str, minutes| PhaseBudget { id: id.to_owned(), minutes, from: BudgetFrom::Detected };
    let own = found(Severity::High, false, &[phase("contain", 20), phase("replace", 45)]);
    assert_eq!(own[2..5], [(Some(9), Some(15), None), (Some(16), Some(20), None), (Some(50), Some(45), Some(5))]);
    assert_eq!(found(Severity::Low, false, &[])[2], (Some(9), None, None));
    let odd = Times { opened: Some(at(-5)), ..times() };
    assert_eq!(odd.took(Leg::DetectedToOpened), Some(TimeDelta::zero()));
}

fn past(drill: bool, path: Option<ExposurePath>, exposed: &[&str], revoked: i64) -> Past {
    let due_on = |day: &str| day.parse().expect("a day");
    let follow_up = |number, day| FollowUp {
        number,
        action: "scan before commits".to_owned(),
        effect: Effect::Prevents,
        owner: "Ada".to_owned(),
        due_on: due_on(day),
        link: String::new(),
    };
    Past {
        drill,
        severity: Severity::High,
        path,
        runbook: format!("runbook of {revoked}"),
        exposed: exposed.iter().map(|name| (*name).to_owned()).collect(),
        measured: vec![
            Measured { leg: Leg::DetectedToRevoked, took: Some(minutes(revoked)), budget: Some(minutes(15)) },
            Measured { leg: Leg::DetectedToClosed, took: None, budget: Some(minutes(99)) },
            Measured { leg: Leg::ExposedToDetected, took: Some(minutes(revoked * 2)), budget: None },
        ],
        open_follow_ups: vec![follow_up(1, "2026-11-20"), follow_up(2, "2026-11-21")],
    }
}

#[test]
fn numbers_leave_exercises_out() {
    let today = "2026-11-21".parse().expect("a day");
    let drill = past(true, Some(ExposurePath::Commit), &["prod/db"], 999);
    let all = [
        past(false, Some(ExposurePath::Commit), &["prod/db", "prod/db"], 9),
        drill.clone(),
        past(false, Some(ExposurePath::Commit), &["prod/db", "prod/key"], 20),
        past(false, Some(ExposurePath::Other), &["prod/other"], 5),
        past(false, Some(ExposurePath::Other), &[], 30),
        past(false, None, &["prod/db"], 31),
    ];
    let found = numbers(&all, today);
    assert_eq!((found.incidents, found.drills, found.unknown_path), (5, 1, 1));
    assert_eq!(found.by_severity, [(Severity::High, 5)].into());
    assert_eq!(found.by_path, [(ExposurePath::Commit, 2), (ExposurePath::Other, 2)].into());
    assert_eq!((found.open_follow_ups, found.overdue_follow_ups), (10, 5));
    let spread = |known, median, longest, budgeted, over| Spread {
        known,
        median: minutes(median),
        longest: minutes(longest),
        budgeted,
        over,
    };
    let spans = [(Leg::ExposedToDetected, spread(5, 40, 62, 0, 0)), (Leg::DetectedToRevoked, spread(5, 20, 31, 5, 3))];
    assert_eq!(found.spans, spans.into());
    let repeated = [(Repeated::Exposed("prod/db".to_owned()), 3), (Repeated::Path(ExposurePath::Commit), 2)];
    assert_eq!(found.repeated, repeated);
    let none = numbers(&[drill], today);
    assert_eq!(none, Numbers { drills: 1, ..Numbers::default() });
}

#[test]
fn a_follow_up_has_an_owner_and_a_date() {
    let base = past(false, None, &[], 1).open_follow_ups.remove(0);
    for (one, expect) in [
        (base.clone(), ""),
        (FollowUp { link: "https://example.com/1".to_owned(), ..base.clone() }, ""),
        (FollowUp { number: 2, ..base.clone() }, "the next number is 1"),
        (FollowUp { owner: " ".to_owned(), ..base.clone() }, "say who does it"),
        (FollowUp { action: String::new(), ..base.clone() }, "say what is to be done"),
        (FollowUp { link: "javascript:1".to_owned(), ..base }, "a link begins with https://"),
    ] {
        assert_eq!(one.check(1).err().map(|fault| fault.to_string()).unwrap_or_default(), expect);
    }
}
