//! The numbers that were given out: counted within the year and the series.

use chrono::{DateTime, Utc};
use keyturn_domain::incident::{IncidentId, Series};

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

/// Runs of rotations and reviews are counted in the same table.
pub(crate) const SERIES: &str = "ALTER TABLE incidents RENAME COLUMN drill TO series;";

impl Incidents<'_> {
    /// Every incident's number, the newest first.
    pub fn ids(&self) -> Result<Vec<IncidentId>, StoreError> {
        let sql = "SELECT id FROM incidents ORDER BY opened_at DESC, series, year DESC, number DESC";
        self.0
            .prepare_cached(sql)?
            .query_and_then([], |found| row::parsed(TABLE, &found.get::<_, String>(0)?))?
            .collect()
    }

    /// The number that the next of this series gets in this year.
    pub fn next_id(&self, series: Series, year: u16) -> Result<IncidentId, StoreError> {
        let sql = "SELECT coalesce(max(number), 0) FROM incidents WHERE series = ?1 AND year = ?2";
        let last: i64 = self.0.prepare_cached(sql)?.query_row((code(series), year), |found| found.get(0))?;
        Ok(IncidentId { series, year, number: row::count(last).saturating_add(1) })
    }
}

impl IncidentsWriter<'_> {
    /// Gives a number out. Two incidents cannot have the same.
    pub(super) fn take(&self, id: IncidentId, opened_at: DateTime<Utc>) -> Result<(), StoreError> {
        self.0.0.prepare_cached("INSERT INTO incidents VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
            id.to_string(),
            code(id.series),
            id.year,
            id.number,
            row::millis(opened_at),
        ))?;
        Ok(())
    }
}

/// How a series is stored.
fn code(series: Series) -> i64 {
    match series {
        Series::Incident => 0,
        Series::Drill => 1,
        Series::Run => 2,
    }
}
