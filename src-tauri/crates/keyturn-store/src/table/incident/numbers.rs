//! The numbers that were given out: counted within the year, apart for exercises.

use chrono::{DateTime, Utc};
use keyturn_domain::incident::IncidentId;

use super::{Incidents, IncidentsWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "incidents";

pub(crate) const CREATE: &str = "
    CREATE TABLE incidents (
        id        TEXT PRIMARY KEY,
        drill     INTEGER NOT NULL,
        year      INTEGER NOT NULL,
        number    INTEGER NOT NULL,
        opened_at INTEGER NOT NULL,
        UNIQUE (drill, year, number)
    ) STRICT, WITHOUT ROWID;";

impl Incidents<'_> {
    /// Every incident's number, the newest first.
    pub fn ids(&self) -> Result<Vec<IncidentId>, StoreError> {
        let sql = "SELECT id FROM incidents ORDER BY opened_at DESC, drill, year DESC, number DESC";
        self.0
            .prepare_cached(sql)?
            .query_and_then([], |found| row::parsed(TABLE, &found.get::<_, String>(0)?))?
            .collect()
    }

    /// The number that the next incident of this year gets.
    pub fn next_id(&self, drill: bool, year: u16) -> Result<IncidentId, StoreError> {
        let sql = "SELECT coalesce(max(number), 0) FROM incidents WHERE drill = ?1 AND year = ?2";
        let last: i64 = self.0.prepare_cached(sql)?.query_row((drill, year), |found| found.get(0))?;
        Ok(IncidentId { drill, year, number: row::count(last).saturating_add(1) })
    }
}

impl IncidentsWriter<'_> {
    /// Gives a number out. Two incidents cannot have the same.
    pub(super) fn take(&self, id: IncidentId, opened_at: DateTime<Utc>) -> Result<(), StoreError> {
        self.0.0.prepare_cached("INSERT INTO incidents VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
            id.to_string(),
            id.drill,
            id.year,
            id.number,
            row::millis(opened_at),
        ))?;
        Ok(())
    }
}
