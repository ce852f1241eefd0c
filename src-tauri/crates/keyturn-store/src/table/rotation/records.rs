//! Rotations: what was planned. What happened is in `rotation_steps`. Keyed by ARN: they outlive syncs. A secret has one
//! open rotation at most: the index refuses a second.

use chrono::NaiveDate;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::record::{Plan, RotationRecord, State};
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter, types::Value};

use super::{Rotations, RotationsWriter, steps};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "rotation_records";

/// `state` is the state of the last step: what lists are filtered by.
pub(crate) const CREATE: &str = "
    CREATE TABLE rotation_records (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        arn        TEXT NOT NULL,
        state      TEXT NOT NULL,
        planned_on INTEGER NOT NULL,
        due_at     INTEGER,
        plan       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rotation_records_of ON rotation_records (arn, id);
    CREATE INDEX rotation_records_open ON rotation_records (planned_on, id)
        WHERE state NOT IN ('closed', 'cancelled');";

/// Of several open rotations of a secret the first goes on. The others are cancelled, with a step that says so; nothing
/// of them is lost. SQLite tells the time: nobody else is there to.
pub(crate) const ONE_OPEN: &str = "
    CREATE TEMP TABLE second_rotations AS
        SELECT id, (SELECT min(first.id) FROM rotation_records first
                    WHERE first.arn = later.arn AND first.state NOT IN ('closed', 'cancelled')) AS goes_on
        FROM rotation_records later WHERE state NOT IN ('closed', 'cancelled');
    DELETE FROM second_rotations WHERE id = goes_on;
    INSERT INTO rotation_steps (record, state, at, author, told_by, evidence)
        SELECT id, 'cancelled', unixepoch() * 1000, 'Keyturn', 'sync',
               'The secret had another open rotation, number ' || goes_on || ': that one goes on.'
        FROM second_rotations ORDER BY id;
    UPDATE rotation_records SET state = 'cancelled' WHERE id IN (SELECT id FROM second_rotations);
    DROP TABLE second_rotations;
    CREATE UNIQUE INDEX rotation_records_one_open ON rotation_records (arn)
        WHERE state NOT IN ('closed', 'cancelled');";

/// Which rotations are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordsAsked {
    /// Those that are open, or those that have ended.
    pub open: Option<bool>,
    /// Those in one of these states; empty: in any.
    pub states: Vec<State>,
    /// Those of one secret.
    pub secret: Option<SecretArn>,
}

const OPEN: &str = "state NOT IN ('closed', 'cancelled')";

impl RecordsAsked {
    fn condition(&self) -> (String, Vec<Value>) {
        let mut parts = vec!["1".to_owned()];
        let mut values = Vec::new();
        match self.open {
            Some(true) => parts.push(OPEN.to_owned()),
            Some(false) => parts.push(format!("NOT ({OPEN})")),
            None => {}
        }
        if !self.states.is_empty() {
            parts.push(format!("state IN ({})", vec!["?"; self.states.len()].join(", ")));
            values.extend(self.states.iter().map(|state| Value::Text(state.code().to_owned())));
        }
        if let Some(arn) = &self.secret {
            parts.push("arn = ?".to_owned());
            values.push(Value::Text(arn.as_str().to_owned()));
        }
        (parts.join(" AND "), values)
    }
}

impl Rotations<'_> {
    /// The rotation with this number.
    pub fn record(&self, id: i64) -> Result<Option<RotationRecord>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT id, plan FROM rotation_records WHERE id = ?1")?;
        let found = query.query_row([id], |found| Ok(planned(found))).optional()?.transpose()?;
        Ok(with_steps(self.0, found.into_iter().collect())?.pop())
    }

    /// A page of rotations, those planned for the latest day first, and how many there are.
    pub fn records(
        &self,
        asked: &RecordsAsked,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<RotationRecord>, u64), StoreError> {
        let (condition, mut values) = asked.condition();
        let count = format!("SELECT count(*) FROM rotation_records WHERE {condition}");
        let total: i64 = self.0.prepare_cached(&count)?.query_row(params_from_iter(&values), |found| found.get(0))?;
        values.extend([limit, offset].map(|number| Value::Integer(number.into())));
        let page = format!(
            "SELECT id, plan FROM rotation_records WHERE {condition} ORDER BY planned_on DESC, id DESC LIMIT ? OFFSET ?"
        );
        let mut query = self.0.prepare_cached(&page)?;
        let found = query.query_and_then(params_from_iter(values), planned)?.collect::<Result<_, _>>()?;
        Ok((with_steps(self.0, found)?, u64::try_from(total).unwrap_or_default()))
    }

    /// Every rotation that is open, the earliest planned first: what a calendar shows.
    pub fn open_records(&self) -> Result<Vec<RotationRecord>, StoreError> {
        let sql = format!("SELECT id, plan FROM rotation_records WHERE {OPEN} ORDER BY planned_on, id");
        let found = self.0.prepare_cached(&sql)?.query_and_then([], planned)?.collect::<Result<_, _>>()?;
        with_steps(self.0, found)
    }

    /// Every rotation of these secrets, also those that have ended, by number: what new versions are matched to.
    pub fn records_of(&self, arns: &[SecretArn]) -> Result<Vec<RotationRecord>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT id, plan FROM rotation_records WHERE arn IN (SELECT value FROM json_each(?1)) ORDER BY id",
        )?;
        let found = query.query_and_then([super::arn_list(TABLE, arns)?], planned)?.collect::<Result<_, _>>()?;
        with_steps(self.0, found)
    }
}

fn planned(found: &Row<'_>) -> Result<RotationRecord, StoreError> {
    let plan: Plan = row::from_json(TABLE, &found.get::<_, String>(1)?)?;
    Ok(RotationRecord { id: found.get(0)?, plan, steps: Vec::new() })
}

fn with_steps(connection: &Connection, mut records: Vec<RotationRecord>) -> Result<Vec<RotationRecord>, StoreError> {
    for record in &mut records {
        record.steps = steps::of(connection, record.id)?;
    }
    Ok(records)
}

impl RotationsWriter<'_> {
    /// Keeps a plan as a new rotation. Its number; [`StoreError::RotationOpen`] where the secret has an open one.
    pub fn add_record(&self, plan: &Plan, act: Act) -> Result<i64, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO rotation_records (arn, state, planned_on, due_at, plan) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING RETURNING id",
        )?;
        let values = (
            plan.secret.as_str(),
            State::Planned.code(),
            row::day_number(plan.planned_on),
            plan.due_at.map(row::millis),
            row::to_json(TABLE, plan)?,
        );
        let Some(id) = insert.query_row(values, |found| found.get(0)).optional()? else {
            let (id, planned_on) = open_of(self.0.0, &plan.secret)?;
            return Err(StoreError::RotationOpen { name: plan.name.clone(), id, planned_on });
        };
        audit_log::append(self.0.0, act)?;
        Ok(id)
    }

    /// Replaces the plan of a rotation that is open and of the same secret: another day, another owner. Whether there
    /// was one.
    pub fn replan(&self, id: i64, plan: &Plan, act: Act) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE rotation_records SET planned_on = ?3, due_at = ?4, plan = ?5 WHERE id = ?1 AND arn = ?2 AND {OPEN}"
        );
        let changed = self.0.0.prepare_cached(&sql)?.execute((
            id,
            plan.secret.as_str(),
            row::day_number(plan.planned_on),
            plan.due_at.map(row::millis),
            row::to_json(TABLE, plan)?,
        ))?;
        if changed == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

/// The number and day of a secret's open rotation.
fn open_of(connection: &Connection, arn: &SecretArn) -> Result<(i64, NaiveDate), StoreError> {
    let sql = format!("SELECT id, planned_on FROM rotation_records WHERE arn = ?1 AND {OPEN}");
    let (id, day) = connection
        .prepare_cached(&sql)?
        .query_row([arn.as_str()], |found| Ok((found.get::<_, i64>(0)?, found.get::<_, i64>(1)?)))?;
    Ok((id, row::day(TABLE, day)?))
}

/// Notes the state of a rotation's last step. Whether the rotation was there and open.
pub(super) fn set_state(connection: &Connection, id: i64, state: State) -> Result<bool, StoreError> {
    let sql = format!("UPDATE rotation_records SET state = ?2 WHERE id = ?1 AND {OPEN}");
    Ok(connection.prepare_cached(&sql)?.execute((id, state.code()))? > 0)
}

#[cfg(test)]
mod tests;
