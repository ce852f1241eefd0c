//! The steps of rotations, in the order in which they were told. A rotation reaches each state once.

use keyturn_domain::audit::Act;
use keyturn_domain::rotation::record::{State, Step, ToldBy};
use rusqlite::{Connection, Row};

use super::{RotationsWriter, records};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "rotation_steps";

pub(crate) const CREATE: &str = "
    CREATE TABLE rotation_steps (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        record   INTEGER NOT NULL REFERENCES rotation_records (id),
        state    TEXT NOT NULL,
        at       INTEGER NOT NULL,
        author   TEXT NOT NULL,
        told_by  TEXT NOT NULL,
        evidence TEXT NOT NULL,
        version  TEXT,
        UNIQUE (record, state)
    ) STRICT;";

/// The steps of a rotation.
pub(super) fn of(connection: &Connection, record: i64) -> Result<Vec<Step>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT state, at, author, told_by, evidence, version FROM rotation_steps WHERE record = ?1 ORDER BY id",
    )?;
    query.query_and_then([record], step)?.collect()
}

fn step(found: &Row<'_>) -> Result<Step, StoreError> {
    let (state, told_by): (String, String) = (found.get(0)?, found.get(3)?);
    Ok(Step {
        state: row::known(TABLE, &state, State::from_code(&state))?,
        at: row::instant(TABLE, found.get(1)?)?,
        by: found.get(2)?,
        told_by: row::known(TABLE, &told_by, ToldBy::from_code(&told_by))?,
        evidence: found.get(4)?,
        version: found.get(5)?,
    })
}

impl RotationsWriter<'_> {
    /// Adds a step that the domain has checked to an open rotation. Whether there was one that had not come there yet:
    /// another process may have been first.
    pub fn add_step(&self, record: i64, step: &Step, act: Act) -> Result<bool, StoreError> {
        if !records::set_state(self.0.0, record, step.state)? {
            return Ok(false);
        }
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO rotation_steps (record, state, at, author, told_by, evidence, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?;
        let (state, told_by) = (step.state.code(), step.told_by.code());
        let values = (record, state, row::millis(step.at), &step.by, told_by, &step.evidence, &step.version);
        if insert.execute(values)? == 0 {
            // The state stays that of the last step.
            if let Some(last) = of(self.0.0, record)?.last() {
                records::set_state(self.0.0, record, last.state)?;
            }
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }

    /// Notes the version that a sync saw on the step "stored" of a rotation, which a person told without one. Whether
    /// there was such a step.
    pub fn confirm_stored(&self, record: i64, version: &str, act: Act) -> Result<bool, StoreError> {
        let mut update = self.0.0.prepare_cached(
            "UPDATE rotation_steps SET version = ?3 WHERE record = ?1 AND state = ?2 AND version IS NULL",
        )?;
        if update.execute((record, State::Stored.code(), version))? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}
