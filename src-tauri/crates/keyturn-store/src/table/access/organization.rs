//! The organisation as the access snapshot has it: its tree and its control policies.

use rusqlite::OptionalExtension;

use super::inputs::{self, AccessInput};
use super::{Access, AccessWriter};
use crate::error::StoreError;
use crate::row;

/// One row at most.
pub(crate) const CREATE: &str = "
    CREATE TABLE access_organization (
        only     INTEGER PRIMARY KEY CHECK (only = 1),
        taken_at INTEGER,
        source   TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        problems TEXT NOT NULL
    ) STRICT;";

impl Access<'_> {
    /// The organisation's input.
    pub fn organization(&self) -> Result<Option<AccessInput>, StoreError> {
        let sql = "SELECT '', taken_at, source, snapshot, problems FROM access_organization";
        let mut query = self.0.prepare_cached(sql)?;
        query.query_row([], |found| Ok(inputs::read(found))).optional()?.transpose()
    }
}

impl AccessWriter<'_> {
    /// Keeps the organisation's input in place of the one before.
    pub fn put_organization(&self, input: &AccessInput) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO access_organization VALUES (1, ?1, ?2, ?3, ?4)";
        let mut put = self.0.0.prepare_cached(sql)?;
        put.execute((input.taken_at.map(row::millis), &input.source, &input.snapshot, &input.problems))?;
        Ok(())
    }
}
