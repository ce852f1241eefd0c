//! Notes that people write about secrets. Keyed by ARN: they outlive syncs, and secrets that go and return.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use rusqlite::OptionalExtension;

use crate::error::StoreError;
use crate::row;
use crate::table::listing;

const TABLE: &str = "notes";

pub(crate) const CREATE: &str = "
    CREATE TABLE notes (
        arn        TEXT PRIMARY KEY,
        markdown   TEXT NOT NULL,
        author     TEXT NOT NULL,
        written_at INTEGER NOT NULL
    ) STRICT;";

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The Markdown as typed.
    pub markdown: String,
    /// Who wrote it.
    pub author: String,
    /// When it was last written (UTC).
    pub written_at: DateTime<Utc>,
}

super::handles!(notes, Notes, NotesWriter, "notes");

impl Notes<'_> {
    /// The note on a secret.
    pub fn find(&self, arn: &SecretArn) -> Result<Option<Note>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT markdown, author, written_at FROM notes WHERE arn = ?1")?;
        let found = query
            .query_row([arn.as_str()], |found| Ok((found.get(0)?, found.get(1)?, found.get::<_, i64>(2)?)))
            .optional()?;
        let Some((markdown, author, written_at)) = found else { return Ok(None) };
        Ok(Some(Note { markdown, author, written_at: row::instant(TABLE, written_at)? }))
    }
}

impl NotesWriter<'_> {
    /// Writes the note on a secret in place of the one before.
    pub fn save(
        &self,
        arn: &SecretArn,
        markdown: &str,
        author: &str,
        written_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut put = self.0.0.prepare_cached(
            "INSERT OR REPLACE INTO notes (arn, markdown, author, written_at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        put.execute((arn.as_str(), markdown, author, row::millis(written_at)))?;
        listing::set_noted(self.0.0, arn, true)
    }

    /// Takes the note on a secret away.
    pub fn clear(&self, arn: &SecretArn) -> Result<(), StoreError> {
        self.0.0.prepare_cached("DELETE FROM notes WHERE arn = ?1")?.execute([arn.as_str()])?;
        listing::set_noted(self.0.0, arn, false)
    }
}
