//! What can go wrong with the database, as facts that a person can act on.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::ErrorCode;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A database that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key does not open the file.
    #[error("the key does not open the database")]
    WrongKey,
    /// The file is not what Keyturn wrote. Nothing was changed.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A later Keyturn wrote the file. Nothing was changed.
    #[error("the database is of a newer Keyturn: its schema is {found}, this version knows {known}")]
    Newer {
        /// The file's schema.
        found: i64,
        /// The newest schema that this version knows.
        known: i64,
    },
    /// A file or folder cannot be written.
    #[error("{} cannot be written", path.display())]
    NotWritable {
        /// What cannot be written.
        path: PathBuf,
        /// Why.
        #[source]
        source: Cause,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    NotReadable {
        /// What cannot be read.
        path: PathBuf,
        /// Why.
        #[source]
        source: Cause,
    },
    /// The disk is full. The transaction was taken back.
    #[error("the disk is full: nothing was saved")]
    DiskFull,
    /// Another process holds the database for longer than Keyturn waits (5 s).
    #[error("another process keeps the database busy")]
    Busy,
    /// There is no such secret.
    #[error("there is no secret {0:?}")]
    NotFound(String),
    /// A secret has an open rotation already, and gets no second.
    #[error("{name} has an open rotation (number {id}, planned for {planned_on}): move that one")]
    RotationOpen {
        /// The secret's name.
        name: String,
        /// The rotation's number.
        id: i64,
        /// The day for which it is planned.
        planned_on: NaiveDate,
    },
    /// Another sync runs on this data folder.
    #[error("another sync is running on this data folder")]
    SyncRunning,
    /// A filter has more parts than one query can hold.
    #[error("the filter has {parts} parts: at most {most} can be asked at once")]
    FilterTooLong {
        /// How many parts it has.
        parts: usize,
        /// How many there may be.
        most: usize,
    },
    /// A passphrase is shorter than Keyturn accepts.
    #[error("the passphrase is too short: it must have at least {least} characters")]
    PassphraseTooShort {
        /// The least number of characters.
        least: usize,
    },
    /// A file is in the way; nothing is overwritten.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// A row holds something that this version cannot read.
    #[error("a row of {table} cannot be read: {reason}")]
    Row {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// SQLite refused for another reason.
    #[error("the database refused")]
    Sql(#[source] Cause),
}

impl StoreError {
    pub(crate) fn not_writable(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::AlreadyExists => Self::Exists(path.to_owned()),
            _ => Self::NotWritable { path: path.to_owned(), source: source.into() },
        }
    }

    pub(crate) fn not_readable(path: &Path, source: io::Error) -> Self {
        Self::NotReadable { path: path.to_owned(), source: source.into() }
    }

    pub(crate) fn row(table: &'static str, reason: &dyn std::fmt::Display) -> Self {
        Self::Row { table, reason: reason.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // SQLCipher answers the first for a page that does not authenticate. A wrong key is told apart on opening.
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::NotWritable { path: PathBuf::from(crate::folder::DATABASE), source: error.into() }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Sql(error.into()),
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => Self::Sql(other.into()),
        }
    }
}

/// A data folder that could not be opened. In every case nothing in it was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A passphrase is needed and none was given.
    #[error("{}", if *first { "a passphrase must be chosen" } else { "the passphrase is needed" })]
    PassphraseNeeded {
        /// Whether one is to be chosen, because there is no database yet.
        first: bool,
        /// Why the keyring cannot keep the key, where one is to be chosen.
        keyring: Option<String>,
    },
    /// The key is kept in the keyring, and the keyring does not give it. No new key is ever made over a database.
    #[error("the keyring does not give the database's key: {reason}")]
    KeyringUnavailable {
        /// Why, in the keyring's own words.
        reason: String,
    },
    /// The keyring gave something that is not a key of Keyturn's.
    #[error("the keyring's entry keyturn/{id} is not a key")]
    KeyNotUnderstood {
        /// The user name of the keyring's entry.
        id: String,
    },
    /// There is `keyturn.json`, which says where the key is kept, but no database.
    #[error("{} is missing, though {} says that there was one", database.display(), custody.display())]
    DatabaseMissing {
        /// Where the database should be.
        database: PathBuf,
        /// The file that says where its key is kept.
        custody: PathBuf,
    },
    /// There is a database but no `keyturn.json`, and the passphrase that was given does not open it.
    #[error("{} is missing: it says where the database's key is kept", custody.display())]
    CustodyMissing {
        /// The file that is missing.
        custody: PathBuf,
    },
    /// `keyturn.json` cannot be understood.
    #[error("{} cannot be understood: {reason}", custody.display())]
    CustodyNotUnderstood {
        /// The file.
        custody: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A restore would overwrite a database.
    #[error("{} exists already: a backup is restored only where there is none", .0.display())]
    DatabaseExists(PathBuf),
    /// The file that holds the passphrase cannot be read.
    #[error("the passphrase file {} cannot be read", path.display())]
    PassphraseFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The database itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}
