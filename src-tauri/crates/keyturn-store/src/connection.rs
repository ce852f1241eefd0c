//! One connection to the encrypted file: its key, its settings, and what a refusal to open means.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key::DatabaseKey;
use crate::{filter_sql, folder, migration};

/// SQLCipher's page size; a smaller file holds no page.
const PAGE: u64 = 4096;

/// How a file begins that is SQLite's but not encrypted.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// How long a statement waits for another process's lock.
const BUSY: Duration = Duration::from_secs(5);

/// How many pages the write-ahead log holds before they are copied into the database: 32 MB.
const CHECKPOINT_PAGES: i64 = 8192;

/// The cache of the connection that writes, in KiB.
pub(crate) const WRITE_KIB: i64 = 16 * 1024;

/// The same while events are taken in by the hundred thousand: their keys are spread over all of `trail_seen`, and a page
/// that has left the cache costs a decryption and an authentication code to come back.
pub(crate) const BULK_KIB: i64 = 64 * 1024;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Transactions that change rows.
    Write,
    /// Queries only, with a cache that holds the list of a large organisation.
    Read,
    /// One pass over the whole file.
    Once,
}

/// Opens a database that exists. Nothing is created and nothing is migrated.
pub(crate) fn open(path: &Path, key: &DatabaseKey, purpose: Purpose) -> Result<Connection, StoreError> {
    refuse_short(path)?;
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| StoreError::NotReadable { path: path.to_owned(), source: error.into() })?;
    quiet(&connection)?;
    set_key(&connection, key)?;
    refuse_plain(&connection)?;
    connection.busy_timeout(BUSY)?;
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => {}
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            return Err(wrong_key_or_damage(&connection, path));
        }
        Err(error) => return Err(at(path, error)),
    }
    if purpose == Purpose::Write {
        connection
            .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))
            .map_err(|error| at(path, error))?;
        refuse_read_only(&connection, path)?;
    }
    settle(&connection, purpose)?;
    Ok(connection)
}

/// Makes a new, empty database under a name of its own, whole when this returns.
pub(crate) fn create(path: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    let mut connection = create_blank(path, key)?;
    migration::to_newest(&mut connection)?;
    connection.close().map_err(|(_, error)| at(path, error))
}

/// Makes a file with a key and without tables.
pub(crate) fn create_blank(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    drop(folder::private_file(path, OpenOptions::new().create_new(true))?);
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| at(path, error))?;
    quiet(&connection)?;
    set_key(&connection, key)?;
    settle(&connection, Purpose::Write)?;
    Ok(connection)
}

/// A database without a file.
pub(crate) fn in_memory() -> Result<Connection, StoreError> {
    let mut connection = Connection::open_in_memory()?;
    settle(&connection, Purpose::Write)?;
    migration::to_newest(&mut connection)?;
    Ok(connection)
}

/// SQLCipher prints wrong keys to standard error unless told not to. The setting is the whole process's.
fn quiet(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.pragma_update_and_check(None, "cipher_log_level", "NONE", |_| Ok(()))?)
}

/// Errors of this statement would repeat it, and with it the key: they are replaced.
fn set_key(connection: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    let spec = key.spec();
    let statement = Zeroizing::new(format!("PRAGMA key = '{}'", Zeroizing::new(spec.replace('\'', "''")).as_str()));
    connection.execute_batch(&statement).map_err(|_| StoreError::Sql("the key could not be set".into()))
}

/// Encrypts the file of a connection anew with another key.
pub(crate) fn change_key(connection: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    let spec = key.spec();
    let statement = Zeroizing::new(format!("PRAGMA rekey = '{}'", Zeroizing::new(spec.replace('\'', "''")).as_str()));
    // The error's text could hold the statement.
    connection.execute_batch(&statement).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        _ => StoreError::Sql("the key could not be changed".into()),
    })
}

fn settle(connection: &Connection, purpose: Purpose) -> Result<(), StoreError> {
    let cache_kib = match purpose {
        Purpose::Write => WRITE_KIB,
        Purpose::Read => 64 * 1024,
        Purpose::Once => 2 * 1024,
    };
    connection.busy_timeout(BUSY)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    set_cache(connection, cache_kib)?;
    // A sync writes the same pages again and again: with SQLite's usual 1,000 each would be copied back many times.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    connection.pragma_update(None, "query_only", purpose == Purpose::Read)?;
    connection.set_prepared_statement_cache_capacity(128);
    filter_sql::register(connection)?;
    Ok(())
}

/// How much of the file a connection keeps decrypted, in KiB; what is beyond a smaller bound is let go at once.
pub(crate) fn set_cache(connection: &Connection, kib: i64) -> Result<(), StoreError> {
    Ok(connection.pragma_update(None, "cache_size", -kib)?)
}

/// SQLite takes an empty file for an empty database, and would write one into it.
fn refuse_short(path: &Path) -> Result<(), StoreError> {
    let length = std::fs::metadata(path).map_err(|source| StoreError::not_readable(path, source))?.len();
    if length < PAGE {
        return Err(StoreError::Damaged(format!("it has {length} bytes, less than one page")));
    }
    Ok(())
}

/// SQLCipher answers a wrong key, damage and another format alike. How the file begins is asked of the connection, for
/// which it is the salt of the key: closing a handle of our own would drop every lock that this process has on the file,
/// and with them what keeps other processes out while a passphrase is changed.
///
/// <https://www.zetetic.net/sqlcipher/sqlcipher-api/#cipher_salt>,
/// <https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>
fn refuse_plain(connection: &Connection) -> Result<(), StoreError> {
    let salt: String = connection.pragma_query_value(None, "cipher_salt", |row| row.get(0))?;
    if salt.eq_ignore_ascii_case(&hex::encode(PLAIN_HEADER)) {
        return Err(StoreError::Damaged("it is a plain SQLite file, which Keyturn never writes".to_owned()));
    }
    Ok(())
}

/// Each page carries an authentication code made with the key: where some hold and some do not, the key is right and
/// the file is damaged. Where none holds, the key is wrong (or nothing is left of the file).
fn wrong_key_or_damage(connection: &Connection, path: &Path) -> StoreError {
    let pages = std::fs::metadata(path).map_or(0, |file| file.len() / PAGE);
    let failed = connection.prepare("PRAGMA cipher_integrity_check").and_then(|mut check| {
        let mut rows = check.query([])?;
        let mut failed = 0_u64;
        while rows.next()?.is_some() {
            failed += 1;
        }
        Ok(failed)
    });
    match failed {
        Ok(failed) if failed < pages => StoreError::Damaged(format!("{failed} of its {pages} pages were changed")),
        _ => StoreError::WrongKey,
    }
}

/// SQLite opens a file that it may not write as read-only, and says so only at the first change.
fn refuse_read_only(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    if connection.is_readonly("main")? {
        return Err(StoreError::not_writable(path, ErrorKind::PermissionDenied.into()));
    }
    Ok(())
}

/// An error of SQLite's with the file that it is about.
pub(crate) fn at(path: &Path, error: rusqlite::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::NotWritable { source, .. } => StoreError::NotWritable { path: path.to_owned(), source },
        other => other,
    }
}

#[cfg(test)]
mod tests;
