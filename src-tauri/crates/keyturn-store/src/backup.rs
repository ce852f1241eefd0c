//! Backups: the whole database in one file, encrypted with a passphrase of its own.

use std::path::Path;

use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::connection::{self, Purpose};
use crate::custody::Custody;
use crate::database::Database;
use crate::error::{OpenError, StoreError};
use crate::key::DatabaseKey;
use crate::keyring::KeyringUse;
use crate::opening::{self, Ask};
use crate::{folder, migration};

impl Database {
    /// Writes everything of this moment into a new file that `passphrase` (at least [`crate::LEAST_PASSPHRASE`]
    /// characters) opens. A file that exists is not overwritten; a failure leaves none.
    pub fn backup_to(&self, path: &Path, passphrase: &str) -> Result<(), StoreError> {
        let key = DatabaseKey::chosen(passphrase)?;
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part = Path::new(&name);
        folder::remove(part)?;
        self.with_own_connection(|connection| copy(connection, part, &key))
            .and_then(|()| folder::put_in_place(part, path))
            .inspect_err(|_| opening::remove_half_made(part))
    }
}

/// Restores a backup into a data folder without a database, under a key of that folder's own.
///
/// The backup is checked first, page by page and then as SQLite sees it. A `keyturn.json` that is there keeps its key,
/// so that a database moved aside can be moved back.
pub fn restore(
    backup: &Path,
    backup_passphrase: &str,
    data_dir: &Path,
    keyring: KeyringUse,
    passphrase: &dyn Fn(Ask) -> Option<Zeroizing<String>>,
) -> Result<(), OpenError> {
    let database = folder::database(data_dir);
    if database.exists() {
        return Err(OpenError::DatabaseExists(database));
    }
    let backup_key = DatabaseKey::Passphrase(Zeroizing::new(backup_passphrase.to_owned()));
    let source = connection::open(backup, &backup_key, Purpose::Once)?;
    migration::refuse_newer(&source)?;
    check(&source)?;
    folder::create(data_dir)?;
    let alone = folder::lock(data_dir)?;
    let (key, custody) = match Custody::read(data_dir)? {
        Some(custody) => (opening::kept_key(&custody, keyring, passphrase)?.0, custody),
        None => opening::new_key(keyring, passphrase)?,
    };
    let new = folder::database_new(data_dir);
    folder::remove(&new)?;
    copy(&source, &new, &key).inspect_err(|_| opening::remove_half_made(&new))?;
    opening::put_in_place(data_dir, &custody)?;
    drop(alone);
    Ok(())
}

/// Copies all tables into a new file with another key.
pub(crate) fn copy(from: &Connection, to: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    connection::create_blank(to, key)?.close().map_err(|(_, error)| connection::at(to, error))?;
    let Some(name) = to.to_str() else {
        let reason = "its name is not UTF-8".to_owned();
        return Err(StoreError::NotWritable { path: to.to_owned(), source: reason.into() });
    };
    let failed = |error| connection::at(to, error);
    // Errors of this statement name the file, never its bound values.
    from.execute("ATTACH DATABASE ?1 AS copy KEY ?2", (name, key.spec().as_str())).map_err(failed)?;
    let copied = export(from);
    let detached = from.execute("DETACH DATABASE copy", []);
    copied.map_err(failed)?;
    detached.map_err(failed)?;
    Ok(())
}

fn export(from: &Connection) -> rusqlite::Result<()> {
    let version = from.pragma_query_value(Some("main"), "user_version", |row| row.get::<_, i64>(0))?;
    let moment = from.unchecked_transaction()?;
    moment.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?;
    moment.pragma_update(Some("copy"), "user_version", version)?;
    moment.commit()
}

/// Refuses a backup of which a page was changed, or that SQLite cannot read.
pub(crate) fn check(backup: &Connection) -> Result<(), StoreError> {
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check(1)"] {
        let mut statement = backup.prepare(pragma)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let finding: String = row.get(0)?;
            if finding != "ok" {
                return Err(StoreError::Damaged(finding));
            }
        }
    }
    Ok(())
}
