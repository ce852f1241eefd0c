//! Backups: one encrypted file with a passphrase of its own.

use std::path::{Path, PathBuf};

use crate::app::App;
use crate::error::AppError;

/// The shortest passphrase for a backup, in characters: a backup travels further than the database.
pub const SHORTEST_PASSPHRASE: usize = 12;

impl App {
    /// Writes a backup that `passphrase` opens. A file that exists is not overwritten.
    pub async fn backup(&self, path: &Path, passphrase: &str) -> Result<PathBuf, AppError> {
        if passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(AppError::BadRequest(format!(
                "a backup's passphrase has at least {SHORTEST_PASSPHRASE} characters"
            )));
        }
        if path.exists() {
            return Err(AppError::BadRequest(format!("{} exists already: choose another name", path.display())));
        }
        let act = self.act(self.now(), "backup.written", &path.display().to_string(), &serde_json::json!({}));
        let (path, passphrase) = (path.to_owned(), zeroize::Zeroizing::new(passphrase.to_owned()));
        self.with_database(move |database| {
            // The entry comes first, so that the backup holds it too.
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            database.backup_to(&path, &passphrase)?;
            Ok(path)
        })
        .await
    }
}
