//! Tasks that a trigger opens: one for each secret, each with its clock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::record::{Proof, RotationRecord, State};
use super::trigger::Trigger;
use crate::arn::SecretArn;

/// A secret for which a task may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSubject {
    /// Which.
    pub secret: SecretArn,
    /// Its name. Hostile text.
    pub name: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// When it is due by its policy (UTC): the end of the day, in the team's zone.
    pub policy_due_at: Option<DateTime<Utc>>,
    /// Why this secret: such as "could read it through role web".
    pub because: String,
}

/// A task as it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTask {
    /// Which secret.
    pub secret: SecretArn,
    /// Its name. Hostile text.
    pub name: String,
    /// Who is to do it.
    pub owner: Option<String>,
    /// Why it is to be rotated.
    pub trigger: Trigger,
    /// Why this secret.
    pub because: String,
    /// When it was opened (UTC).
    pub opened_at: DateTime<Utc>,
    /// Who opened it.
    pub opened_by: String,
    /// Until when the old value must be refused (UTC), where the trigger sets that.
    pub revoke_by: Option<DateTime<Utc>>,
    /// Until when the rotation must be done (UTC).
    pub due_at: Option<DateTime<Utc>>,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskEnd {
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who ended it.
    pub by: String,
    /// The rotation that did it, by its number. `None`: ended without one, for the reason in `why`.
    pub record: Option<i64>,
    /// Why, in words; needed where no rotation did it.
    pub why: String,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number.
    pub id: i64,
    /// What was opened.
    pub task: NewTask,
    /// How it ended. `None`: it is open.
    pub end: Option<TaskEnd>,
}

impl Task {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// Whether it is open past its time.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && self.task.due_at.is_some_and(|due_at| due_at < now)
    }

    /// Whether a rotation does what the task asks: of its secret, planned or stored since it was opened, and proved.
    pub fn is_done_by(&self, record: &RotationRecord) -> bool {
        let stored_since = record.step(State::Stored).is_some_and(|step| step.at >= self.earliest_value_at());
        self.is_open() && record.plan.secret == self.task.secret && stored_since && record.proof() == Proof::Proved
    }

    /// A value made before then does not answer the task: what a person could read until their last hour is known to
    /// them, so a departure wants a value that is made after it.
    fn earliest_value_at(&self) -> DateTime<Utc> {
        match &self.task.trigger {
            Trigger::Departure { last_working_hour, .. } => *last_working_hour,
            _ => self.task.opened_at,
        }
    }
}

/// What a trigger opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The tasks to keep, in the order of the secrets given.
    pub tasks: Vec<NewTask>,
    /// Secrets that have an open task of the same trigger, with its number.
    pub already: Vec<(SecretArn, i64)>,
}

/// Opens a task for each secret: not a second for one that has an open task of the same trigger, or is named twice.
pub fn open_tasks(
    trigger: &Trigger,
    secrets: &[TaskSubject],
    tasks: &[Task],
    opened_by: &str,
    now: DateTime<Utc>,
) -> Opened {
    let key = trigger.key();
    let open: BTreeMap<&SecretArn, i64> = tasks
        .iter()
        .filter(|task| task.is_open() && task.task.trigger.key() == key)
        .map(|task| (&task.task.secret, task.id))
        .collect();
    let mut named = BTreeSet::new();
    let mut opened = Opened::default();
    for subject in secrets.iter().filter(|subject| named.insert(&subject.secret)) {
        if let Some(id) = open.get(&subject.secret) {
            opened.already.push((subject.secret.clone(), *id));
            continue;
        }
        let clock = trigger.clock(now, subject.policy_due_at);
        opened.tasks.push(NewTask {
            secret: subject.secret.clone(),
            name: subject.name.clone(),
            owner: subject.owner.clone(),
            trigger: trigger.clone(),
            because: subject.because.clone(),
            opened_at: now,
            opened_by: opened_by.to_owned(),
            revoke_by: clock.revoke_by,
            due_at: clock.rotate_by,
        });
    }
    opened
}

#[cfg(test)]
mod tests;
