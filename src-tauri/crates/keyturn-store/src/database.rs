//! The open database: one connection that writes, a few that read.

use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

use crate::connection::{self, Purpose};
use crate::error::StoreError;
use crate::key::DatabaseKey;
use crate::migration;
use crate::table::listing::ListCache;

/// Connections that read at the same time. Each may hold a cache of 64 MB; the one that was used last is used next, so
/// that a single reader's cache stays warm and the others stay empty.
const MOST_READERS: usize = 3;

/// An open database. Share it between threads in an `Arc`.
pub struct Database {
    writer: Mutex<Connection>,
    /// `None` for a database in memory, which its one connection reads too.
    file: Option<DatabaseFile>,
}

struct DatabaseFile {
    path: PathBuf,
    key: DatabaseKey,
    readers: Mutex<Readers>,
    returned: Condvar,
}

#[derive(Default)]
struct Readers {
    idle: Vec<ReadConnection>,
    open: usize,
}

struct ReadConnection {
    connection: Connection,
    cache: RefCell<ListCache>,
}

impl Database {
    /// A database that lives in memory and dies with this value, for tests.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        Ok(Self { writer: Mutex::new(connection::in_memory()?), file: None })
    }

    /// Opens a file that exists and brings it to the newest schema.
    pub(crate) fn open_file(path: &Path, key: DatabaseKey) -> Result<Self, StoreError> {
        let mut writer = connection::open(path, &key, Purpose::Write)?;
        migration::to_newest(&mut writer).map_err(|error| match error {
            StoreError::NotWritable { source, .. } => StoreError::NotWritable { path: path.to_owned(), source },
            other => other,
        })?;
        let readers = Mutex::new(Readers::default());
        let file = DatabaseFile { path: path.to_owned(), key, readers, returned: Condvar::new() };
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
        let lent = file.borrow_reader()?;
        let moment = lent.connection.unchecked_transaction()?;
        read(&Reader { connection: &moment, cache: Some(&lent.cache) })
    }

    /// Writes in one transaction: kept as a whole when `write` returns `Ok`, taken back as a whole otherwise.
    pub fn write<T>(&self, write: impl FnOnce(&Writer<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = write(&Writer { reader: Reader { connection: &transaction, cache: None } })?;
        transaction.commit()?;
        Ok(done)
    }

    /// A connection of its own for work over the whole file, or the only one of a database in memory.
    pub(crate) fn with_own_connection<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.file {
            Some(file) => work(&connection::open(&file.path, &file.key, Purpose::Once)?),
            None => work(&lock(&self.writer)),
        }
    }

    #[cfg(test)]
    pub(crate) fn raw(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
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
    fn borrow_reader(&self) -> Result<Lent<'_>, StoreError> {
        let mut readers = lock(&self.readers);
        loop {
            if let Some(idle) = readers.idle.pop() {
                return Ok(Lent { file: self, reader: Some(idle) });
            }
            if readers.open < MOST_READERS {
                readers.open += 1;
                break;
            }
            readers = self.returned.wait(readers).unwrap_or_else(PoisonError::into_inner);
        }
        // Not under the lock: a passphrase takes a noticeable time to become a key.
        drop(readers);
        match connection::open(&self.path, &self.key, Purpose::Read) {
            Ok(connection) => {
                let reader = ReadConnection { connection, cache: RefCell::default() };
                Ok(Lent { file: self, reader: Some(reader) })
            }
            Err(error) => {
                lock(&self.readers).open -= 1;
                self.returned.notify_one();
                Err(error)
            }
        }
    }
}

/// A reading connection on loan; it goes back when dropped, after a panic too.
struct Lent<'a> {
    file: &'a DatabaseFile,
    reader: Option<ReadConnection>,
}

impl Deref for Lent<'_> {
    type Target = ReadConnection;

    fn deref(&self) -> &ReadConnection {
        match &self.reader {
            Some(reader) => reader,
            None => unreachable!("a loan holds its connection until it is dropped"),
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take() {
            lock(&self.file.readers).idle.push(reader);
            self.file.returned.notify_one();
        }
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
