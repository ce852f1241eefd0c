//! What is kept on this machine: where, how large, for how long; a new passphrase.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use keyturn_store::LEAST_PASSPHRASE;
use zeroize::Zeroizing;

use crate::app::App;
use crate::backup::BACKUP_WRITTEN;
use crate::error::AppError;

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataStanding {
    /// The files, with their sizes in bytes.
    pub files: Vec<(PathBuf, u64)>,
    /// Whether a passphrase opens the database, rather than a key in the keyring.
    pub has_passphrase: bool,
    /// Single events of CloudTrail, and for how many days they are kept.
    pub events: (u64, u32),
    /// Entries of the audit log. They are kept for ever.
    pub audit_entries: u64,
    /// When the last backup was written here (UTC).
    pub last_backup_at: Option<DateTime<Utc>>,
}

impl App {
    /// What is kept on this machine.
    pub async fn data(&self) -> Result<DataStanding, AppError> {
        let days = self.trail_settings().await?.detail_days;
        let data_dir = self.data_dir.clone();
        self.with_database(move |database| {
            let has_passphrase = database.has_passphrase();
            Ok(database.read(|reader| {
                Ok(DataStanding {
                    files: keyturn_store::files(&data_dir),
                    has_passphrase,
                    events: (reader.trail().summary()?.events, days),
                    audit_entries: reader.audit().count()?,
                    last_backup_at: reader.audit().last_of(BACKUP_WRITTEN)?,
                })
            })?)
        })
        .await
    }

    /// Encrypts the database anew with another passphrase.
    pub async fn change_passphrase(&self, current: &str, new: &str) -> Result<(), AppError> {
        if new.chars().count() < LEAST_PASSPHRASE {
            return Err(AppError::BadRequest(format!("a passphrase has at least {LEAST_PASSPHRASE} characters")));
        }
        let act = self.act(self.now(), "passphrase.changed", "", &serde_json::json!({}));
        let (current, new) = (Zeroizing::new(current.to_owned()), Zeroizing::new(new.to_owned()));
        self.with_database(move |database| {
            if !database.has_passphrase() {
                let message = "the key is in the system's keyring: there is no passphrase to change";
                return Err(AppError::BadRequest(message.to_owned()));
            }
            database.change_passphrase(&current, &new)?;
            Ok(database.write(|writer| writer.audit().append(act).map(|_| ()))?)
        })
        .await
    }
}
