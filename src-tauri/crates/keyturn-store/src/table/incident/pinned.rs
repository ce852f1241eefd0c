//! The runbooks that incidents pinned, by the hash of their resolved form: kept for ever, whatever becomes of the file.

use rusqlite::OptionalExtension;

use super::{Incidents, IncidentsWriter};
use crate::error::StoreError;

pub(crate) const CREATE: &str = "
    CREATE TABLE incident_runbooks (
        resolved_sha256 TEXT NOT NULL,
        source_sha256   TEXT NOT NULL,
        folder          TEXT,
        source          TEXT NOT NULL,
        resolved        TEXT NOT NULL,
        PRIMARY KEY (resolved_sha256, source_sha256)
    ) STRICT, WITHOUT ROWID;";

/// A runbook as an incident pinned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedText {
    /// The SHA-256 of its source.
    pub source_sha256: String,
    /// The SHA-256 of its resolved form.
    pub resolved_sha256: String,
    /// The team's folder that it came from; `None` for a shipped one.
    pub folder: Option<String>,
    /// Its source, as written.
    pub source: String,
    /// Its resolved form as canonical JSON.
    pub resolved: String,
}

impl Incidents<'_> {
    /// The runbook with these hashes.
    pub fn pinned(&self, resolved_sha256: &str, source_sha256: &str) -> Result<Option<PinnedText>, StoreError> {
        let sql = "SELECT source_sha256, resolved_sha256, folder, source, resolved FROM incident_runbooks
                   WHERE resolved_sha256 = ?1 AND source_sha256 = ?2";
        let pinned = |found: &rusqlite::Row<'_>| {
            Ok(PinnedText {
                source_sha256: found.get(0)?,
                resolved_sha256: found.get(1)?,
                folder: found.get(2)?,
                source: found.get(3)?,
                resolved: found.get(4)?,
            })
        };
        Ok(self.0.prepare_cached(sql)?.query_row([resolved_sha256, source_sha256], pinned).optional()?)
    }
}

impl IncidentsWriter<'_> {
    /// Keeps a runbook; the same text is kept once.
    pub fn pin(&self, text: &PinnedText) -> Result<(), StoreError> {
        let mut insert = self
            .0
            .0
            .prepare_cached("INSERT INTO incident_runbooks VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")?;
        let PinnedText { source_sha256, resolved_sha256, folder, source, resolved } = text;
        insert.execute((resolved_sha256, source_sha256, folder, source, resolved))?;
        Ok(())
    }
}
