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

/// A backup that was chosen to be restored, in the desktop's own dialog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreFile {
    /// The file.
    pub path: String,
    /// Its size.
    pub bytes: u32,
}

/// Looks into the chosen backup, or restores it.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RestoreRequest {
    /// What opens the backup.
    pub passphrase: String,
}

/// What restoring the chosen backup would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestorePlan {
    /// The backup.
    pub file: RestoreFile,
    /// What stands in it.
    pub holds: DataContents,
    /// What it takes the place of.
    pub replaces: DataContents,
    /// The file that keeps what it takes the place of.
    pub kept_as: String,
}

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DataContents {
    /// When something was last done in it: of a backup, when it was begun.
    pub last_entry_at: Option<DateTime<Utc>>,
    /// Secrets. Replicas count with their primary, gone ones not at all.
    pub secrets: u32,
    /// Reviews.
    pub reviews: u32,
    /// Incidents, without exercises.
    pub incidents: u32,
    /// Entries of the audit log.
    pub audit_entries: u32,
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
