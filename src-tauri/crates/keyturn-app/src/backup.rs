//! Backups: one encrypted file with a passphrase of its own.

use std::path::{Path, PathBuf};

use keyturn_store::{Ask, KeyringUse, OpenError};
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::AppError;
use crate::session::read_passphrase;

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
        let (path, passphrase) = (path.to_owned(), Zeroizing::new(passphrase.to_owned()));
        self.with_database(move |database| {
            // The entry comes first, so that the backup holds it too.
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            database.backup_to(&path, &passphrase)?;
            Ok(path)
        })
        .await
    }
}

/// Restores a backup into a folder that has no database. The new database's own key comes from where a first start
/// would have it: the keyring, the passphrase file, or `ask`.
pub fn restore(
    backup: &Path,
    passphrase: &str,
    data_dir: &Path,
    keyring: KeyringUse,
    passphrase_file: Option<&Path>,
    ask: &dyn Fn(Ask) -> Option<Zeroizing<String>>,
) -> Result<(), OpenError> {
    let from_file = passphrase_file.map(read_passphrase).transpose()?;
    let answer = |question: Ask| from_file.clone().or_else(|| ask(question));
    keyturn_store::restore(backup, passphrase, data_dir, keyring, &answer)
}
