//! The clock's limits, and the forms of the policy.

use chrono::{DateTime, TimeDelta, Utc};

use super::machine::{CheckState, of_clock};
use super::policy::DENIED;
use super::{ACTIONS, PolicyForm, policy};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[test]
fn a_clock_is_judged_by_the_limit_of_signatures() {
    let theirs = at("2026-11-21T12:00:00Z");
    let check = |seconds: i64, took: i64, state: CheckState, says: &str| {
        let before = theirs + TimeDelta::seconds(seconds);
        let found = of_clock(before, before + TimeDelta::seconds(took), theirs);
        assert_eq!(found.state, state, "{seconds}: {}", found.words);
        assert!(found.words.contains(says), "{seconds}: {}", found.words);
    };
    check(0, 1, CheckState::Good, "goes with AWS's");
    // AWS names whole seconds, and the answer was underway for 20.
    check(-45, 20, CheckState::Good, "goes with AWS's");
    check(-50, 20, CheckState::Look, "30 s behind AWS's");
    check(31, 0, CheckState::Look, "30 s ahead of AWS's");
    check(300, 0, CheckState::Look, "4 min 59 s ahead of");
    check(301, 0, CheckState::Bad, "5 min 0 s ahead of AWS's. AWS refuses");
    check(-300, 0, CheckState::Bad, "5 min 0 s behind AWS's");
    check(-12_000, 0, CheckState::Bad, "3 h 20 min behind");
    check(90 * 86_400 + 1, 0, CheckState::Bad, "90 days ahead of");
}

#[test]
fn every_form_allows_the_same_and_denies_the_same() {
    for form in PolicyForm::ALL {
        let text = policy(form);
        assert_eq!(PolicyForm::from_code(form.code()), Some(form));
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{form:?}");
        assert!(!text.contains("{STATEMENTS}"), "{form:?}: the statements are there");
        for action in ACTIONS.iter().map(|action| action.name).chain(DENIED) {
            assert_eq!(named(&text, action), 1, "{form:?}: {action}");
        }
    }
}

/// How often a text names an action as a whole word.
fn named(text: &str, action: &str) -> usize {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    text.match_indices(action).filter(|(from, _)| ends(&text[from + action.len()..])).count()
}
