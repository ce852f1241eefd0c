//! What another policy would change, on a table of secrets.

use std::collections::BTreeMap;

use super::*;
use crate::age::{AgeBasis, ValueAge};
use crate::kind::Kind;
use crate::rotation::due::{Circumstances, Due, due};
use crate::rotation::level::Level;
use crate::rotation::policy::parse;
use crate::rotation::{RotatedBy, Rotation};
use crate::samples::at;

fn every(days: u32) -> CompiledPolicy {
    let text =
        format!("schema = 1\nname = \"t\"\n[[rule]]\nid = \"d\"\ndefault = true\nage = {days}\nreason = \"r\"\n");
    CompiledPolicy::new(parse(&text).expect("a policy")).expect("globs")
}

/// Each made so many days before Saturday, 2026-11-21; `None`: not known.
fn subjects<'a>(rotation: &'a Rotation, days: &[Option<i64>]) -> Vec<Subject<'a>> {
    let of = |days: &Option<i64>| Subject {
        name: "x",
        tags: None,
        kind: Kind::ApiKey,
        level: Level::High,
        value: ValueAge {
            made_at: days.map(|days| at("2026-11-21") - chrono::TimeDelta::days(days)),
            basis: AgeBasis::CurrentVersion,
        },
        rotation,
        life: None,
        excepted_until: None,
        circumstances: Circumstances::default(),
    };
    days.iter().map(of).collect()
}

#[test]
fn a_shorter_age_makes_some_overdue_and_moves_the_load() {
    let rotation = Rotation::default();
    let mut subjects =
        subjects(&rotation, &[Some(100), Some(90), Some(89), Some(40), Some(30), Some(29), Some(0), None, Some(100)]);
    subjects[8].excepted_until = "2026-12-05".parse().ok();
    let found = what_if(&every(90), &every(30), &subjects, at("2026-11-21"));
    let counts = |states: &BTreeMap<DueState, u32>| {
        let counted = states.iter().filter(|(_, count)| **count > 0);
        counted.map(|(state, count)| format!("{} {count}", state.code())).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(counts(&found.before), "overdue 1, due 1, due_soon 1, unknown 1, excepted 1, ok 4");
    assert_eq!(counts(&found.after), "overdue 4, due 1, due_soon 1, unknown 1, excepted 1, ok 1");
    assert_eq!((found.older_before, found.older_after, found.failed), (0, 0, 0));
    assert_eq!((found.becomes_overdue, found.no_longer_overdue), (vec![1, 2, 3], vec![]));
    let load: Vec<String> = found
        .load
        .iter()
        .filter(|week| week.before + week.after > 0)
        .map(|week| format!("{} {}-W{}: {} {}", week.begins_on, week.year, week.week, week.before, week.after))
        .collect();
    // The exception comes back on Saturday of week 49, whatever the age.
    assert_eq!(
        load,
        [
            "2026-11-16 2026-W47: 2 2",
            "2026-11-30 2026-W49: 1 1",
            "2026-12-21 2026-W52: 0 1",
            "2027-01-04 2027-W1: 1 0",
            "2027-01-18 2027-W3: 2 0",
            "2027-02-15 2027-W7: 1 0",
        ]
    );
    assert_eq!(found.load.len(), 26);
    assert_eq!(found.load.iter().map(|week| week.week).take(8).collect::<Vec<_>>(), [47, 48, 49, 50, 51, 52, 53, 1]);
    let back = what_if(&every(30), &every(90), &subjects, at("2026-11-21"));
    assert_eq!((back.becomes_overdue, back.no_longer_overdue), (vec![], vec![1, 2, 3]));
}

#[test]
fn counts_are_those_of_the_single_judgements() {
    let rotation = Rotation {
        by: RotatedBy::Function { function_arn: "arn:aws:lambda:eu-west-1:111122223333:function:r".to_owned() },
        after_days: Some(30),
        last_at: Some(at("2026-06-01")),
        ..Rotation::default()
    };
    let ages: Vec<Option<i64>> = (0..200).map(|days| (days % 11 != 0).then_some(days * 2)).collect();
    let subjects = subjects(&rotation, &ages);
    let now = at("2026-11-21");
    let (before, after) = (every(365), every(90));
    let found = what_if(&before, &after, &subjects, now);
    for (policy, counts) in [(&before, &found.before), (&after, &found.after)] {
        for (state, count) in counts {
            let expected = subjects.iter().filter(|subject| due(policy, subject, now).state == *state).count();
            assert_eq!(usize::try_from(*count).expect("few"), expected, "{state:?}");
        }
    }
    for (policy, older) in [(&before, found.older_before), (&after, found.older_after)] {
        let singly = || subjects.iter().map(|subject| due(policy, subject, now));
        assert_eq!(older as usize, singly().filter(|due| due.older_than_a_year).count());
        assert_eq!(found.failed as usize, singly().filter(Due::has_failed).count());
    }
    assert!(found.older_before > 0 && found.failed > 0 && (found.failed as usize) < subjects.len());
    let due_in_time = |policy| {
        let end = found.load[25].begins_on + Days::new(7);
        let on = |subject: &&Subject<'_>| {
            due(policy, subject, now).due_on.is_some_and(|on| on >= now.date_naive() && on < end)
        };
        subjects.iter().filter(on).count()
    };
    let loads = found.load.iter().fold((0, 0), |sum, week| (sum.0 + week.before as usize, sum.1 + week.after as usize));
    assert_eq!(loads, (due_in_time(&before), due_in_time(&after)));
    assert!(what_if(&before, &before, &subjects, now).becomes_overdue.is_empty());
}
