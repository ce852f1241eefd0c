//! What the tests of rotation share.

use keyturn_domain::rotation::record::Plan;
use keyturn_domain::rotation::strategy::{Strategy, Timings};
use keyturn_domain::rotation::task::NewTask;
use keyturn_domain::rotation::trigger::Trigger;

use crate::testing::{arn, instant};

/// A plan for a secret on the nth day of 2026.
pub(super) fn plan(name: &str, day: u32) -> Plan {
    Plan {
        secret: arn("eu-west-1", name),
        name: name.to_owned(),
        trigger: Trigger::Departure { person: "Bob'; --".to_owned(), last_working_hour: instant(day) },
        strategy: Strategy::DualRead,
        timings: Timings { cache_life_minutes: Some(5), rollout_minutes: None, overlap_minutes: Some(60) },
        planned_on: instant(day).date_naive(),
        owner: Some("payments".to_owned()),
        revoke_by: None,
        due_at: Some(instant(day + 1)),
        planned_at: instant(1),
        planned_by: "ada".to_owned(),
        note: String::new(),
    }
}

/// A task for a secret, opened on the first day of 2026 and due on the second.
pub(super) fn new_task(name: &str, trigger: Trigger) -> NewTask {
    NewTask {
        secret: arn("eu-west-1", name),
        name: name.to_owned(),
        owner: None,
        trigger,
        because: "read it".to_owned(),
        opened_at: instant(1),
        opened_by: "ada".to_owned(),
        revoke_by: None,
        due_at: Some(instant(2)),
    }
}
