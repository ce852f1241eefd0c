//! What evidence holds, by its SHA-256. Larger files stay where they are: then the hash alone is kept.

use rusqlite::OptionalExtension;

use super::{Incidents, IncidentsWriter};
use crate::error::StoreError;

/// The most bytes of a piece of evidence that is kept here: 1 MiB.
pub const MOST_BYTES: usize = 1 << 20;

pub(crate) const CREATE: &str = "
    CREATE TABLE incident_contents (
        sha256  TEXT PRIMARY KEY,
        content BLOB NOT NULL CHECK (length(content) <= 1048576)
    ) STRICT, WITHOUT ROWID;";

impl Incidents<'_> {
    /// The bytes with this SHA-256, where they are kept.
    pub fn content(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM incident_contents WHERE sha256 = ?1";
        Ok(self.0.prepare_cached(sql)?.query_row([sha256], |found| found.get(0)).optional()?)
    }
}

impl IncidentsWriter<'_> {
    /// Keeps the bytes of a piece of evidence; the same bytes are kept once.
    pub fn keep_content(&self, sha256: &str, content: &[u8]) -> Result<(), StoreError> {
        let mut insert =
            self.0.0.prepare_cached("INSERT INTO incident_contents VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        insert.execute((sha256, content))?;
        Ok(())
    }
}
