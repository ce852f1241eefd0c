//! Syncs that ended, with their reports.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;

use crate::error::StoreError;
use crate::row;

pub(crate) const CREATE: &str = "
    CREATE TABLE syncs (
        id         INTEGER PRIMARY KEY,
        started_at INTEGER NOT NULL,
        ended_at   INTEGER NOT NULL,
        report     TEXT NOT NULL
    ) STRICT;";

super::handles!(syncs, Syncs, SyncsWriter, "syncs that ended");

impl Syncs<'_> {
    /// The report of the sync that ended last, as it was recorded.
    pub fn last(&self) -> Result<Option<String>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT report FROM syncs ORDER BY id DESC LIMIT 1")?;
        Ok(query.query_row([], |found| found.get(0)).optional()?)
    }
}

impl SyncsWriter<'_> {
    /// Records a sync that ended, with its report as JSON.
    pub fn record(&self, started_at: DateTime<Utc>, ended_at: DateTime<Utc>, report: &str) -> Result<(), StoreError> {
        let mut insert =
            self.0.0.prepare_cached("INSERT INTO syncs (started_at, ended_at, report) VALUES (?1, ?2, ?3)")?;
        insert.execute((row::millis(started_at), row::millis(ended_at), report))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::Database;
    use crate::testing::instant;

    #[test]
    fn the_last_sync_is_the_one_recorded_last() {
        let database = Database::open_in_memory().expect("a database");
        let last = database.write(|writer| {
            assert_eq!(writer.syncs().last()?, None);
            writer.syncs().record(instant(2), instant(3), "{\"a\":1}")?;
            // A clock that ran backwards does not bring an older report back.
            writer.syncs().record(instant(1), instant(2), "{\"b\":2}")?;
            writer.syncs().last()
        });
        assert_eq!(last.expect("a report"), Some("{\"b\":2}".to_owned()));
    }
}
