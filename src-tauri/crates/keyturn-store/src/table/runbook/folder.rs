//! Folders of runbooks that a team added.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use rusqlite::Row;

use super::{Runbooks, RunbooksWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "runbook_folders";

pub(crate) const CREATE: &str = "
    CREATE TABLE runbook_folders (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        path     TEXT NOT NULL UNIQUE,
        added_by TEXT NOT NULL,
        added_at INTEGER NOT NULL
    ) STRICT;";

/// A folder with who added it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFolder {
    /// Its path on this machine.
    pub path: String,
    /// Who added it.
    pub by: String,
    /// When (UTC).
    pub added_at: DateTime<Utc>,
}

impl Runbooks<'_> {
    /// The folders, in the order in which they were added.
    pub fn folders(&self) -> Result<Vec<KeptFolder>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT path, added_by, added_at FROM runbook_folders ORDER BY id")?;
        query.query_and_then([], folder)?.collect()
    }
}

fn folder(found: &Row<'_>) -> Result<KeptFolder, StoreError> {
    let added_at = row::instant(TABLE, found.get(2)?)?;
    Ok(KeptFolder { path: found.get(0)?, by: found.get(1)?, added_at })
}

impl RunbooksWriter<'_> {
    /// Adds a folder after the others. Whether it was not there yet.
    pub fn add_folder(&self, new: &KeptFolder, act: Act) -> Result<bool, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO runbook_folders (path, added_by, added_at) VALUES (?1, ?2, ?3) ON CONFLICT (path) DO NOTHING",
        )?;
        if insert.execute((&new.path, &new.by, row::millis(new.added_at)))? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }

    /// Takes a folder out of the library; its files stay where they are. Whether it was there.
    pub fn remove_folder(&self, path: &str, act: Act) -> Result<bool, StoreError> {
        if self.0.0.prepare_cached("DELETE FROM runbook_folders WHERE path = ?1")?.execute([path])? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::{act, instant};

    #[test]
    fn folders_come_back_in_the_order_in_which_they_were_added() {
        let database = Database::open_in_memory().expect("a database");
        let of = |path: &str, day| KeptFolder { path: path.to_owned(), by: "ada".to_owned(), added_at: instant(day) };
        database
            .write(|writer| {
                let runbooks = writer.runbooks();
                for (path, day, added) in [("/b'; --", 1, true), ("/a", 2, true), ("/b'; --", 3, false)] {
                    assert_eq!(runbooks.add_folder(&of(path, day), act("added"))?, added, "{path}");
                }
                assert_eq!(runbooks.folders()?, [of("/b'; --", 1), of("/a", 2)]);
                assert!(runbooks.remove_folder("/b'; --", act("removed"))?);
                assert!(!runbooks.remove_folder("/b'; --", act("twice"))?);
                // Added anew, it comes after those that stayed.
                assert!(runbooks.add_folder(&of("/b'; --", 4), act("again"))?);
                assert_eq!(runbooks.folders()?, [of("/a", 2), of("/b'; --", 4)]);
                assert_eq!(writer.audit().count()?, 4);
                Ok(())
            })
            .expect("written");
    }
}
