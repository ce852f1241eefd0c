//! The open database: one connection that writes, a few that read.

use std::cell::RefCell;
use std::fmt;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use rusqlite::{Connection, TransactionBehavior};

use crate::connection::{self, Purpose};
use crate::error::StoreError;
use crate::key::DatabaseKey;
use crate::table::listing::ListCache;
use crate::{folder, migration};

/// Readers beside the first. Each may hold a cache of 64 MB; the first that is free is used, so that a single
/// reader's cache stays warm and the others stay closed.
const MORE_READERS: usize = 2;

/// An open database. Share it between threads in an `Arc`.
pub struct Database {
    writer: Mutex<Connection>,
    /// `None` for a database in memory, which its one connection reads too.
    file: Option<DatabaseFile>,
}

/// How many faults of a damaged file are told.
const MOST_FAULTS: usize = 5;

/// What a look through the whole file found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// How large the file is, in bytes; `None` for a database in memory.
    pub bytes: Option<u64>,
    /// What is wrong, in SQLite's words, the first few; empty for a sound file.
    pub faults: Vec<String>,
}

struct DatabaseFile {
    path: PathBuf,
    key: Mutex<DatabaseKey>,
    first: Mutex<Option<ReadConnection>>,
    others: [Mutex<Option<ReadConnection>>; MORE_READERS],
}

struct ReadConnection {
    connection: Connection,
    cache: RefCell<ListCache>,
}

impl Database {
    /// A database that lives in memory and dies with this value: for looking through files that are not to be kept,
    /// and for tests.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        Ok(Self { writer: Mutex::new(connection::in_memory()?), file: None })
    }

    /// Opens a file that exists and brings it to the newest schema.
    pub(crate) fn open_file(path: &Path, key: DatabaseKey) -> Result<Self, StoreError> {
        let mut writer = connection::open(path, &key, Purpose::Write)?;
        if !migration::is_newest(&writer)? {
            // Two processes may find an older schema at once: the second finds the work done.
            let alone = path.parent().map(folder::lock).transpose()?;
            migration::to_newest(&mut writer).map_err(|error| match error {
                StoreError::NotWritable { source, .. } => StoreError::NotWritable { path: path.to_owned(), source },
                other => other,
            })?;
            drop(alone);
        }
        let (first, others) = (Mutex::default(), Default::default());
        let file = DatabaseFile { path: path.to_owned(), key: Mutex::new(key), first, others };
        Ok(Self { writer: Mutex::new(writer), file: Some(file) })
    }

    /// Reads: everything within one call is of one moment, whatever is written meanwhile.
    ///
    /// Not to be called within [`Self::write`]: read through the [`Writer`] there.
    pub fn read<T>(&self, read: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let Some(file) = &self.file else {
            let connection = lock(&self.writer);
            let moment = connection.unchecked_transaction()?;
            return read(&Reader { connection: &moment, cache: None });
        };
        let mut place = file.free_reader();
        let reader = match &mut *place {
            Some(open) => open,
            closed => closed.insert(file.open_reader()?),
        };
        let moment = reader.connection.unchecked_transaction()?;
        read(&Reader { connection: &moment, cache: Some(&reader.cache) })
    }

    /// Writes in one transaction: kept as a whole when `write` returns `Ok`, taken back as a whole otherwise.
    pub fn write<T>(&self, write: impl FnOnce(&Writer<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = write(&Writer { reader: Reader { connection: &transaction, cache: None } })?;
        transaction.commit()?;
        Ok(done)
    }

    /// Gives the writer a larger cache for very many changes, until what this returns is dropped. What is written is kept
    /// as ever: one transaction for each [`Self::write`].
    pub fn bulk(&self) -> Result<Bulk<'_>, StoreError> {
        connection::set_cache(&lock(&self.writer), connection::BULK_KIB)?;
        Ok(Bulk(self))
    }

    /// A connection of its own for work over the whole file, or the only one of a database in memory.
    pub(crate) fn with_own_connection<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.file {
            Some(file) => work(&connection::open(&file.path, &file.key(), Purpose::Once)?),
            None => work(&lock(&self.writer)),
        }
    }

    /// Looks through the whole file: whether each page is as it was written, and whether its tables hold together.
    pub fn examine(&self) -> Result<Examination, StoreError> {
        let bytes = self.file.as_ref().and_then(|file| std::fs::metadata(&file.path).ok()).map(|found| found.len());
        let faults = self.with_own_connection(|connection| {
            let mut faults = Vec::new();
            // The first gives a row for each page whose authentication code does not fit; the second one row "ok".
            // https://www.zetetic.net/sqlcipher/sqlcipher-api/#cipher_integrity_check
            // https://www.sqlite.org/pragma.html#pragma_quick_check
            let pages = if bytes.is_some() { "PRAGMA cipher_integrity_check" } else { "PRAGMA quick_check" };
            for pragma in [pages, "PRAGMA quick_check"] {
                let mut query = connection.prepare(pragma)?;
                let rows = query.query_map([], |row| row.get::<_, String>(0))?;
                for row in rows {
                    let row = row?;
                    if row != "ok" && faults.len() < MOST_FAULTS {
                        faults.push(row);
                    }
                }
            }
            Ok(faults)
        })?;
        Ok(Examination { bytes, faults })
    }

    /// Looks at the key of a file; `None` of a database in memory.
    pub(crate) fn with_key<T>(&self, look: impl FnOnce(&Path, &DatabaseKey) -> T) -> Option<T> {
        self.file.as_ref().map(|file| look(&file.path, &file.key()))
    }

    /// Works on the file while no connection of this process has it open, and may change the key. Whoever reads or writes
    /// meanwhile waits.
    pub(crate) fn alone(
        &self,
        work: impl FnOnce(&Path, &mut DatabaseKey) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(file) = &self.file else { return Err(StoreError::WrongKey) };
        let mut writer = lock(&self.writer);
        let mut readers: Vec<_> = iter::once(&file.first).chain(&file.others).map(lock).collect();
        for reader in &mut readers {
            **reader = None;
        }
        let mut key = file.key();
        // One without tables in its place: should the file not open again, nothing is written into nowhere.
        *writer = Connection::open_in_memory()?;
        let done = work(&file.path, &mut key);
        *writer = connection::open(&file.path, &key, Purpose::Write)?;
        done
    }

    #[cfg(test)]
    pub(crate) fn raw(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }
}

/// Very many changes are being written; see [`Database::bulk`].
#[derive(Debug)]
#[must_use = "the larger cache goes with it"]
pub struct Bulk<'a>(&'a Database);

impl Drop for Bulk<'_> {
    fn drop(&mut self) {
        if let Err(error) = connection::set_cache(&lock(&self.0.writer), connection::WRITE_KIB) {
            // The cache stays large: nothing else is wrong.
            tracing::warn!(%error, "the writer's cache could not be made small again");
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("path", &self.file.as_ref().map(|file| &file.path)).finish_non_exhaustive()
    }
}

/// A panic inside a transaction has taken it back by dropping it, so the connection behind is good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl DatabaseFile {
    fn key(&self) -> MutexGuard<'_, DatabaseKey> {
        lock(&self.key)
    }

    /// The first reader that nobody uses; with none, the first of all once it is free.
    fn free_reader(&self) -> MutexGuard<'_, Option<ReadConnection>> {
        for place in iter::once(&self.first).chain(&self.others) {
            match place.try_lock() {
                Ok(free) => return free,
                Err(TryLockError::Poisoned(free)) => return free.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        lock(&self.first)
    }

    fn open_reader(&self) -> Result<ReadConnection, StoreError> {
        let connection = connection::open(&self.path, &self.key(), Purpose::Read)?;
        Ok(ReadConnection { connection, cache: RefCell::default() })
    }
}

/// Reads within one moment of the database. Its methods, one for each table, stand in the tables' files.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) cache: Option<&'a RefCell<ListCache>>,
}

/// Writes within one transaction, and reads what it has written. Its methods stand in the tables' files.
#[derive(Debug)]
pub struct Writer<'a> {
    reader: Reader<'a>,
}

impl<'a> Writer<'a> {
    pub(crate) fn connection(&self) -> &'a Connection {
        self.reader.connection
    }

    /// Reads within the same transaction.
    pub fn reader(&self) -> &Reader<'a> {
        &self.reader
    }
}
