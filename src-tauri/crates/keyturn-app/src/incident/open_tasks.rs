//! Rotation tasks for what is exposed: one for each secret, with the clock of a compromise. An exercise opens none.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::incident::{IncidentId, Subject};
use keyturn_domain::rotation::task::{TaskEnd, TaskSubject, open_tasks};
use keyturn_domain::rotation::trigger::Trigger;
use keyturn_store::{StoreError, Writer};

use crate::rotation::{LastDue, end_of, evaluate_one};

/// Opens a task for each of these that is a secret of the list, in the transaction that puts it into the ledger. One
/// that has an open task of a compromise gets no second.
pub(super) fn open(
    writer: &Writer<'_>,
    due: &LastDue,
    id: IncidentId,
    exposed: &[&Subject],
    by: &str,
    now: DateTime<Utc>,
    act: Act,
) -> Result<(), StoreError> {
    if id.is_drill() {
        return Ok(());
    }
    let mut subjects = Vec::new();
    for what in exposed {
        let Subject::Secret { arn } = what else { continue };
        let Some((standing, policy)) = evaluate_one(writer.reader(), due, arn, now)? else { continue };
        let zone = policy.policy().time_zone;
        subjects.push(TaskSubject {
            secret: arn.clone(),
            name: standing.secret.listed.name.clone(),
            owner: standing.secret.listed.owner.clone(),
            policy_due_at: standing.due.due_on.map(|on| end_of(on, zone)),
            because: format!("exposed in {id}"),
        });
    }
    if subjects.is_empty() {
        return Ok(());
    }
    let trigger = Trigger::Compromise { public_or_confirmed: false, why: id.to_string() };
    let open = writer.rotation().open_tasks()?;
    let opened = open_tasks(&trigger, &subjects, &open, by, now);
    writer.rotation().add_tasks(&opened.tasks, act)?;
    Ok(())
}

/// Ends the tasks that an incident opened for a secret that was not exposed after all.
pub(super) fn end(
    writer: &Writer<'_>,
    id: IncidentId,
    what: &Subject,
    by: &str,
    now: DateTime<Utc>,
    act: &Act,
) -> Result<(), StoreError> {
    let Subject::Secret { arn } = what else { return Ok(()) };
    let opened_by_it = id.to_string();
    for task in writer.rotation().open_tasks_of(std::slice::from_ref(arn))? {
        if matches!(&task.task.trigger, Trigger::Compromise { why, .. } if *why == opened_by_it) {
            let why = format!("not exposed after all: {id}");
            let end = TaskEnd { at: now, by: by.to_owned(), record: None, why };
            let act = Act { subject: task.id.to_string(), ..act.clone() };
            writer.rotation().end_task(task.id, &end, act)?;
        }
    }
    Ok(())
}
