//! Rotation tasks. A secret has one open task of a trigger at most: the index refuses a second.

use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::task::{NewTask, Task, TaskEnd};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::{Rotations, RotationsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "rotation_tasks";

/// `kind` is the trigger's code, `key` what makes two triggers the same.
pub(crate) const CREATE: &str = "
    CREATE TABLE rotation_tasks (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        arn       TEXT NOT NULL,
        kind      TEXT NOT NULL,
        key       TEXT NOT NULL,
        opened_at INTEGER NOT NULL,
        due_at    INTEGER,
        task      TEXT NOT NULL,
        ended_at  INTEGER,
        task_end  TEXT
    ) STRICT;
    CREATE UNIQUE INDEX rotation_tasks_open ON rotation_tasks (arn, key) WHERE ended_at IS NULL;
    CREATE INDEX rotation_tasks_of ON rotation_tasks (arn, id);";

/// Which tasks are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TasksAsked {
    /// Those that are open, or those that have ended.
    pub open: Option<bool>,
    /// Those of a trigger, by its code.
    pub trigger: Option<String>,
    /// Those of one secret.
    pub secret: Option<SecretArn>,
}

impl TasksAsked {
    fn condition(&self) -> (String, Vec<Value>) {
        let mut parts = vec!["1"];
        let mut values = Vec::new();
        match self.open {
            Some(true) => parts.push("ended_at IS NULL"),
            Some(false) => parts.push("ended_at IS NOT NULL"),
            None => {}
        }
        if let Some(code) = &self.trigger {
            parts.push("kind = ?");
            values.push(Value::Text(code.clone()));
        }
        if let Some(arn) = &self.secret {
            parts.push("arn = ?");
            values.push(Value::Text(arn.as_str().to_owned()));
        }
        (parts.join(" AND "), values)
    }
}

const COLUMNS: &str = "id, task, task_end";

impl Rotations<'_> {
    /// The task with this number.
    pub fn task(&self, id: i64) -> Result<Option<Task>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rotation_tasks WHERE id = ?1");
        self.0.prepare_cached(&sql)?.query_row([id], |found| Ok(task(found))).optional()?.transpose()
    }

    /// A page of tasks, those due first first and those without a time last, and how many there are.
    pub fn tasks(&self, asked: &TasksAsked, offset: u32, limit: u32) -> Result<(Vec<Task>, u64), StoreError> {
        let (condition, mut values) = asked.condition();
        let count = format!("SELECT count(*) FROM rotation_tasks WHERE {condition}");
        let total: i64 = self.0.prepare_cached(&count)?.query_row(params_from_iter(&values), |found| found.get(0))?;
        values.extend([limit, offset].map(|number| Value::Integer(number.into())));
        let page = format!(
            "SELECT {COLUMNS} FROM rotation_tasks WHERE {condition}
             ORDER BY due_at IS NULL, due_at, id LIMIT ? OFFSET ?"
        );
        let mut query = self.0.prepare_cached(&page)?;
        let rows = query.query_and_then(params_from_iter(values), task)?.collect::<Result<_, _>>()?;
        Ok((rows, u64::try_from(total).unwrap_or_default()))
    }

    /// Every open task of these secrets, by number.
    pub fn open_tasks_of(&self, arns: &[SecretArn]) -> Result<Vec<Task>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM rotation_tasks
             WHERE ended_at IS NULL AND arn IN (SELECT value FROM json_each(?1)) ORDER BY id"
        );
        self.0.prepare_cached(&sql)?.query_and_then([super::arn_list(TABLE, arns)?], task)?.collect()
    }

    /// Every open task, by number: what a calendar shows.
    pub fn open_tasks(&self) -> Result<Vec<Task>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rotation_tasks WHERE ended_at IS NULL ORDER BY id");
        self.0.prepare_cached(&sql)?.query_and_then([], task)?.collect()
    }
}

fn task(found: &Row<'_>) -> Result<Task, StoreError> {
    let end: Option<String> = found.get(2)?;
    Ok(Task {
        id: found.get(0)?,
        task: row::from_json(TABLE, &found.get::<_, String>(1)?)?,
        end: end.map(|end| row::from_json(TABLE, &end)).transpose()?,
    })
}

impl RotationsWriter<'_> {
    /// Opens tasks with one audit entry for all. Their numbers, as long as the tasks; `None` where the secret has an
    /// open task of the same trigger. Nothing is logged where nothing was opened.
    pub fn add_tasks(&self, tasks: &[NewTask], act: Act) -> Result<Vec<Option<i64>>, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO rotation_tasks (arn, kind, key, opened_at, due_at, task) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO NOTHING RETURNING id",
        )?;
        let mut ids = Vec::with_capacity(tasks.len());
        for task in tasks {
            let (code, key) = (task.trigger.code(), task.trigger.key());
            let (opened_at, due_at) = (row::millis(task.opened_at), task.due_at.map(row::millis));
            let values = (task.secret.as_str(), code, key, opened_at, due_at, row::to_json(TABLE, task)?);
            ids.push(insert.query_row(values, |found| found.get(0)).optional()?);
        }
        if ids.iter().any(Option::is_some) {
            audit_log::append(self.0.0, act)?;
        }
        Ok(ids)
    }

    /// Ends a task. Whether there was an open one.
    pub fn end_task(&self, id: i64, end: &TaskEnd, act: Act) -> Result<bool, StoreError> {
        let mut update = self.0.0.prepare_cached(
            "UPDATE rotation_tasks SET ended_at = ?2, task_end = ?3 WHERE id = ?1 AND ended_at IS NULL",
        )?;
        if update.execute((id, row::millis(end.at), row::to_json(TABLE, end)?))? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::rotation::trigger::Trigger;

    use super::*;
    use crate::Database;
    use crate::table::rotation::testing::new_task;
    use crate::testing::{act, arn, instant};

    fn breach(supplier: &str) -> Trigger {
        Trigger::SupplierBreach { supplier: supplier.to_owned() }
    }

    fn end(record: Option<i64>) -> TaskEnd {
        TaskEnd { at: instant(3), by: "ada".to_owned(), record, why: "done'; --".to_owned() }
    }

    #[test]
    fn a_secret_has_one_open_task_of_a_trigger() {
        let database = Database::open_in_memory().expect("a database");
        database
            .write(|writer| {
                let rotation = writer.rotation();
                let first = rotation.add_tasks(
                    &[
                        new_task("a", breach("Stripe")),
                        new_task("b", breach("Stripe")),
                        new_task("a", breach(" stripe")),
                    ],
                    act("open"),
                )?;
                assert_eq!(first, [Some(1), Some(2), None]);
                assert_eq!(rotation.add_tasks(&[new_task("a", breach("Stripe"))], act("again"))?, [None]);
                assert_eq!(writer.audit().count()?, 1);
                let other = rotation.add_tasks(&[new_task("a", breach("Twilio"))], act("other"))?;
                assert!(other[0].is_some());
                assert!(rotation.end_task(1, &end(Some(7)), act("end"))?);
                assert!(!rotation.end_task(1, &end(None), act("twice"))?);
                let again = rotation.add_tasks(&[new_task("a", breach("Stripe"))], act("again"))?;
                assert!(again[0].is_some_and(|id| id > 1));
                assert_eq!(rotation.task(1)?.expect("a task").end, Some(end(Some(7))));
                assert_eq!(writer.audit().count()?, 4);
                Ok(())
            })
            .expect("written");
    }

    #[test]
    fn tasks_are_asked_for_by_what_they_are_and_come_by_their_time() {
        let database = Database::open_in_memory().expect("a database");
        let late = NewTask { due_at: Some(instant(9)), ..new_task("c", breach("Stripe")) };
        let timeless = NewTask { due_at: None, ..new_task("d", Trigger::Scheduled) };
        database
            .write(|writer| {
                let rotation = writer.rotation();
                let new = [timeless.clone(), late.clone(), new_task("a", breach("Stripe"))];
                assert_eq!(rotation.add_tasks(&new, act("open"))?, [Some(1), Some(2), Some(3)]);
                rotation.end_task(3, &end(None), act("end"))?;
                Ok(())
            })
            .expect("written");
        let check = |asked: TasksAsked, expect: &[i64]| {
            let (page, total) = database.read(|reader| reader.rotation().tasks(&asked, 0, 9)).expect("tasks");
            assert_eq!(page.iter().map(|task| task.id).collect::<Vec<_>>(), expect, "{asked:?}");
            assert_eq!(total, expect.len() as u64);
        };
        let all = TasksAsked::default();
        check(all.clone(), &[3, 2, 1]);
        check(TasksAsked { open: Some(true), ..all.clone() }, &[2, 1]);
        check(TasksAsked { open: Some(false), ..all.clone() }, &[3]);
        check(TasksAsked { trigger: Some("scheduled".to_owned()), ..all.clone() }, &[1]);
        check(TasksAsked { secret: Some(arn("eu-west-1", "c")), ..all.clone() }, &[2]);
        check(TasksAsked { secret: Some(arn("eu-west-1", "x")), ..all }, &[]);
        database
            .read(|reader| {
                let rotation = reader.rotation();
                let of = |names: &[&str]| names.iter().map(|name| arn("eu-west-1", name)).collect::<Vec<_>>();
                let found: Vec<NewTask> =
                    rotation.open_tasks_of(&of(&["a", "c", "d"]))?.into_iter().map(|task| task.task).collect();
                assert_eq!(found, [timeless.clone(), late.clone()]);
                assert_eq!(rotation.open_tasks_of(&[])?, []);
                assert_eq!(rotation.open_tasks()?.len(), 2);
                let (page, total) = rotation.tasks(&TasksAsked::default(), 1, 1)?;
                assert_eq!((page[0].id, total), (2, 3));
                Ok(())
            })
            .expect("read");
    }
}
