//! Restoring a backup over a database that is open: looked into first, put in its place whole, the present one kept.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use crate::backup::{check, copy};
use crate::connection::{self, Purpose};
use crate::database::Database;
use crate::error::StoreError;
use crate::key::DatabaseKey;
use crate::{folder, migration, opening};

/// What a database holds, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// When something was last done in it (UTC): of a backup, when it was begun.
    pub last_entry_at: Option<DateTime<Utc>>,
    /// Secrets. Replicas count with their primary, gone ones not at all.
    pub secrets: u64,
    /// Reviews.
    pub reviews: u64,
    /// Incidents, without exercises.
    pub incidents: u64,
    /// Entries of the audit log.
    pub audit_entries: u64,
}

/// What a backup holds. It is checked first, page by page and then as SQLite sees it; nothing is written.
pub fn contents_of_backup(backup: &Path, passphrase: &str) -> Result<Contents, StoreError> {
    Ok(contents(&opened(backup, passphrase)?)?)
}

/// Where a database is kept that a backup replaces at this moment: beside it, under a name that tells when.
pub fn kept_as(data_dir: &Path, at: DateTime<Utc>) -> PathBuf {
    data_dir.join(format!("{}{}", folder::KEPT, at.format("%Y-%m-%dT%H%M%SZ")))
}

impl Database {
    /// What it holds.
    pub fn contents(&self) -> Result<Contents, StoreError> {
        self.with_own_connection(|connection| Ok(contents(connection)?))
    }

    /// Puts a backup in the place of this database, which is kept as the file `kept`; `act` goes into the backup's audit
    /// log. Both are opened by the key that opens this one now.
    ///
    /// Nobody else may have it open meanwhile: another process makes it [`StoreError::Busy`]. A kill leaves the old one or
    /// the new: the copy is whole, and of the newest schema, before anything is renamed, and the next start finishes a
    /// renaming that was cut in two.
    pub fn replace_by(&self, backup: &Path, passphrase: &str, kept: &Path, act: Act) -> Result<(), StoreError> {
        let source = opened(backup, passphrase)?;
        self.alone(|path, key| {
            let Some(data_dir) = path.parent() else { return Err(StoreError::WrongKey) };
            if kept.exists() {
                return Err(StoreError::Exists(kept.to_owned()));
            }
            let new = folder::database_new(data_dir);
            folder::remove(&new)?;
            let made = copy(&source, &new, key).and_then(|()| {
                let restored = Self::open_file(&new, key.clone())?;
                restored.write(|writer| writer.audit().append(act).map(drop))
            });
            made.and_then(|()| swap(data_dir, path, &new, kept, key)).inspect_err(|_| opening::remove_half_made(&new))
        })
    }
}

/// Gives both files their names. What the present database has in its log goes into the file first.
fn swap(data_dir: &Path, path: &Path, new: &Path, kept: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    let alone = folder::lock(data_dir)?;
    for file in [new, path] {
        let connection = connection::open(file, key, Purpose::Once)?;
        let mode: String = connection.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0))?;
        if mode != "delete" {
            return Err(StoreError::Busy);
        }
        connection.close().map_err(|(_, error)| connection::at(file, error))?;
    }
    folder::put_in_place(path, kept)?;
    let done = folder::put_in_place(new, path);
    if done.is_err() {
        folder::put_in_place(kept, path)?;
    }
    drop(alone);
    done
}

/// A backup that its passphrase opens and that is sound.
fn opened(backup: &Path, passphrase: &str) -> Result<Connection, StoreError> {
    let key = DatabaseKey::Passphrase(Zeroizing::new(passphrase.to_owned()));
    let connection = connection::open(backup, &key, Purpose::Once)?;
    migration::refuse_newer(&connection)?;
    check(&connection)?;
    Ok(connection)
}

/// A backup may be of an earlier Keyturn, which had not all of these tables.
fn contents(connection: &Connection) -> rusqlite::Result<Contents> {
    let count = |table: &str, of: &str| -> rusqlite::Result<u64> {
        let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        if connection.query_row(there, [table], |_| Ok(())).optional()?.is_none() {
            return Ok(0);
        }
        let found: i64 =
            connection.query_row(&format!("SELECT count(*) FROM {table} WHERE {of}"), [], |row| row.get(0))?;
        Ok(u64::try_from(found).unwrap_or_default())
    };
    let last = "SELECT at_micros FROM audit_log ORDER BY sequence DESC LIMIT 1";
    let last: Option<i64> = connection.query_row(last, [], |row| row.get(0)).optional()?;
    Ok(Contents {
        last_entry_at: last.and_then(DateTime::from_timestamp_micros),
        secrets: count("listing", "counted AND gone_at IS NULL")?,
        reviews: count("review_campaigns", "1")?,
        incidents: count("incidents", "id LIKE 'INC-%'")?,
        audit_entries: count("audit_log", "1")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ask, KeyringUse, OpenError, files, open};

    const OWN: &str = "the database's passphrase";
    const BACKUP: &str = "the backup's passphrase";

    fn opened(folder: &Path) -> Result<Database, OpenError> {
        open(folder, KeyringUse::Never, &|_: Ask| Some(Zeroizing::new(OWN.to_owned()))).map(|(database, _)| database)
    }

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-21T{hour:02}:00:00Z").parse().expect("an instant")
    }

    fn act(hour: u32, action: &str) -> Act {
        let text = str::to_owned;
        let (actor, origin) = (text("ana"), text("tests"));
        Act { at: at(hour), actor, origin, action: text(action), subject: text(""), detail: text("{}") }
    }

    fn note(database: &Database, hour: u32, action: &str) {
        database.write(|writer| writer.audit().append(act(hour, action)).map(drop)).expect("written");
    }

    fn actions(database: &Database) -> Vec<String> {
        let entries = database.read(|reader| reader.audit().page(0, 10)).expect("entries");
        entries.into_iter().map(|entry| entry.action).collect()
    }

    #[test]
    fn a_backup_takes_the_place_of_what_is_open_and_that_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
        let database = opened(&data).expect("made");
        note(&database, 1, "first");
        database.backup_to(&backup, BACKUP).expect("a backup");
        note(&database, 2, "second");

        let held = contents_of_backup(&backup, BACKUP).expect("looked into");
        assert_eq!((held.last_entry_at, held.audit_entries, held.secrets), (Some(at(1)), 1, 0));
        let present = database.contents().expect("contents");
        assert_eq!((present.last_entry_at, present.audit_entries), (Some(at(2)), 2));
        assert!(matches!(contents_of_backup(&backup, OWN), Err(StoreError::WrongKey)));

        let kept = kept_as(&data, at(3));
        assert!(kept.ends_with("keyturn.db.before-2026-11-21T030000Z"), "{}", kept.display());
        for (passphrase, place) in [(OWN, &kept), (BACKUP, &backup)] {
            database.replace_by(&backup, passphrase, place, act(3, "backup.restored")).expect_err("refused");
            assert_eq!(actions(&database), ["second", "first"], "nothing was replaced");
        }
        database.replace_by(&backup, BACKUP, &kept, act(3, "backup.restored")).expect("restored");
        // The open database is the restored one, and goes on.
        assert_eq!(actions(&database), ["backup.restored", "first"]);
        note(&database, 4, "third");
        assert!(files(&data).iter().any(|(path, _)| *path == kept), "what was kept is told among the files");
        drop(database);
        assert_eq!(actions(&opened(&data).expect("opens")), ["third", "backup.restored", "first"]);
        // Moved back, the one that was replaced is as it was.
        std::fs::rename(&kept, folder::database(&data)).expect("moved back");
        assert_eq!(actions(&opened(&data).expect("opens")), ["second", "first"]);
    }

    #[test]
    fn another_process_keeps_it_from_being_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
        let database = opened(&data).expect("made");
        note(&database, 1, "first");
        database.backup_to(&backup, BACKUP).expect("a backup");
        let other = opened(&data).expect("a second one");
        let refused = database.replace_by(&backup, BACKUP, &kept_as(&data, at(3)), act(3, "backup.restored"));
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
        note(&other, 2, "second");
        assert_eq!(actions(&database), ["second", "first"]);
        assert!(!folder::database_new(&data).exists());
    }
}
