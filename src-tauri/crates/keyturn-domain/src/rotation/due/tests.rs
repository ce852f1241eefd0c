//! Due dates and states over dates, zones, ages and circumstances.

use chrono::TimeDelta;

use super::*;
use crate::age::ValueAge;
use crate::rotation::policy::parse;
use crate::samples::at;

const PLAIN: &Rotation =
    &Rotation { by: RotatedBy::Nobody, after_days: None, schedule: None, window: None, next_at: None, last_at: None };

fn subject(kind: Kind, made: Option<&str>) -> Subject<'static> {
    Subject {
        name: "/prod/web/X",
        tags: Some(const { &BTreeMap::new() }),
        kind,
        level: Level::High,
        value: ValueAge { made_at: made.map(at), basis: AgeBasis::CurrentVersion },
        rotation: PLAIN,
        life: None,
        excepted_until: None,
        circumstances: Circumstances::default(),
    }
}

fn compiled(text: &str) -> CompiledPolicy {
    CompiledPolicy::new(parse(text).expect("a policy")).expect("globs")
}

/// A policy with one age for everything, in a zone.
fn every(age: &str, zone: &str) -> CompiledPolicy {
    compiled(&format!(
        "schema = 1\nname = \"t\"\ntime_zone = \"{zone}\"\n[[rule]]\nid = \"all\"\ndefault = true\nage = {age}\nreason = \"r\"\n"
    ))
}

#[test]
fn states_follow_the_days() {
    use DueState::{Due, DueSoon, Ok, Overdue};
    // Age, days since the value was made, state.
    for (age, days, state) in [
        (90, 0, Ok),
        (90, 75, Ok),
        (90, 76, DueSoon),
        (90, 89, DueSoon),
        (90, 90, Due),
        (90, 91, Overdue),
        // Conflict C23: yearly kinds are due soon from day 310.
        (365, 309, Ok),
        (365, 310, DueSoon),
        (365, 365, Due),
        (365, 366, Overdue),
        // At least seven days, so that what is rotated weekly is always due within the week.
        (30, 22, Ok),
        (30, 23, DueSoon),
        (7, 0, DueSoon),
        (1, 0, DueSoon),
        (1, 1, Due),
        (1, 2, Overdue),
    ] {
        let made = at("2026-01-10");
        let mut secret = subject(Kind::ApiKey, None);
        secret.value.made_at = Some(made);
        let found = due(&every(&age.to_string(), "UTC"), &secret, made + TimeDelta::days(days));
        assert_eq!(found.state, state, "{age} days, after {days}");
        assert_eq!(found.older_than_a_year, days > 365);
    }
}
