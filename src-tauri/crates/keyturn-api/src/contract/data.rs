//! What is kept on this machine, and what can be done with all of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The word that deletes everything.
pub const DELETE_WORD: &str = "delete everything";

/// What is kept on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataReply {
    /// The data folder.
    pub data_dir: String,
    /// Its files that are Keyturn's.
    pub files: Vec<DataFile>,
    /// Whether a passphrase opens the database, rather than a key in the keyring.
    pub has_passphrase: bool,
    /// Single events of CloudTrail.
    pub events: u32,
    /// For how many days they are kept.
    pub events_days: u32,
    /// Entries of the audit log. They are kept for ever.
    pub audit_entries: u32,
    /// When the last backup was written here.
    pub last_backup_at: Option<DateTime<Utc>>,
}

/// One file of the data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataFile {
    /// Its path.
    pub path: String,
    /// Its size.
    pub bytes: u32,
}

/// Writes a backup; the file is asked for by the desktop's own dialog.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DataBackupRequest {
    /// What opens the backup: at least 12 characters.
    pub passphrase: String,
}

/// Encrypts the database anew.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PassphraseRequest {
    /// What opens it now.
    pub current: String,
    /// What is to open it: at least 12 characters.
    pub new: String,
}

/// Deletes everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataDeleteRequest {
    /// `delete everything`, as the person typed it.
    pub typed: String,
}

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataWritten {
    /// The file or folder.
    pub path: String,
    /// How many files.
    pub files: u32,
}
