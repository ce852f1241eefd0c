//! What follows from decisions, in every order that matters.

use super::*;
use crate::review::log::append;
use crate::review::samples::{at, decided};

/// `who verdict [to or what stays]`, or `reopened`.
fn entry(text: &str) -> Entry {
    let mut words = text.split(' ');
    let who = words.next().expect("a word");
    if who == "reopened" {
        return Entry::Reopened { item: decided("role/web", Verdict::Keep, "bob").item, why: "drift".to_owned() };
    }
    let verdict = Verdict::from_code(words.next().expect("a verdict")).expect("a verdict's code");
    let rest: Vec<String> = words.map(str::to_owned).collect();
    let mut one = decided("role/web", verdict, who);
    match verdict {
        Verdict::Reassign => one.to = rest.into_iter().next(),
        _ => one.keep = rest,
    }
    Entry::Decided(one)
}

fn check(entries: &[&str], expect: &str, standing: &[u64]) {
    let mut log: Vec<LogEntry> = Vec::new();
    for text in entries {
        let number = log.len() as u64;
        log.push(append((number > 0).then_some((number, "")), at(1), "bob", entry(text)));
    }
    let settled = Settled::of("lead", &log);
    let handed = settled.handed_to.as_deref().map(|to| format!(" to {to}")).unwrap_or_default();
    let reopened = if settled.reopened { " reopened" } else { "" };
    assert_eq!(format!("{}{handed}{reopened}", settled.outcome.code()), expect, "{entries:?}");
    assert_eq!(settled.standing, standing, "{entries:?}");
}

#[test]
fn of_each_person_the_last_decision_stands() {
    check(&[], "undecided", &[]);
    check(&["bob keep"], "keep", &[1]);
    check(&["bob keep", "BOB revoke"], "revoke", &[2]);
    check(&["bob keep", "ada keep"], "keep", &[1, 2]);
    check(&["bob cannot_decide"], "cannot_decide", &[1]);
    check(&["bob cannot_decide", "bob keep"], "keep", &[2]);
    check(&["bob cannot_decide", "ada keep"], "keep", &[1, 2]);
    check(&["ada keep", "bob cannot_decide"], "keep", &[1, 2]);
}

#[test]
fn two_who_differ_are_shown_until_the_lead_decides_after_both() {
    check(&["bob keep", "ada revoke"], "differs", &[1, 2]);
    check(&["bob keep", "ada revoke", "ada keep"], "keep", &[1, 3]);
    check(&["bob keep", "ada revoke", "lead revoke"], "revoke", &[1, 2, 3]);
    check(&["bob keep", "lead revoke", "ada keep"], "differs", &[1, 2, 3]);
    check(&["bob keep", "lead revoke", "ada keep", "lead keep"], "keep", &[1, 3, 4]);
    check(&["lead keep", "bob revoke"], "differs", &[1, 2]);
    check(&["bob keep", "lead cannot_decide"], "cannot_decide", &[1, 2]);
    check(&["bob reduce a b", "ada reduce b a"], "reduce", &[1, 2]);
    check(&["bob reduce a b", "ada reduce a"], "differs", &[1, 2]);
}

#[test]
fn handing_on_begins_anew() {
    check(&["bob reassign ada"], "reassign to ada", &[1]);
    check(&["bob reassign ada", "ada keep"], "keep to ada", &[1, 2]);
    check(&["bob keep", "lead reassign ada"], "reassign to ada", &[2]);
    check(&["bob keep", "lead reassign ada", "ada revoke"], "revoke to ada", &[2, 3]);
    check(&["bob reassign ada", "ada reassign bob", "bob keep"], "keep to bob", &[2, 3]);
    check(&["bob reassign ada", "ada keep", "bob revoke"], "differs to ada", &[2, 3]);
}

#[test]
fn opening_again_begins_anew() {
    check(&["bob keep", "reopened"], "undecided reopened", &[]);
    check(&["bob reassign ada", "ada keep", "reopened", "bob revoke"], "revoke reopened", &[4]);
}

#[test]
fn outcomes_come_back_from_their_codes() {
    let to = Some("ada".to_owned());
    for outcome in [
        Outcome::Undecided,
        Outcome::Stands(Verdict::Keep),
        Outcome::Stands(Verdict::Revoke),
        Outcome::Stands(Verdict::Reduce),
        Outcome::Reassigned("ada".to_owned()),
        Outcome::CannotDecide,
        Outcome::Differs,
    ] {
        assert_eq!(Outcome::from_code(outcome.code(), to.clone()), Some(outcome));
    }
    assert_eq!(Outcome::from_code("else", None), None);
    for state in RemovalState::ALL {
        assert_eq!(serde_json::to_string(state).expect("JSON"), format!("\"{}\"", state.code()));
    }
}
