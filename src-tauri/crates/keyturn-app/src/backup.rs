//! Backups: one encrypted file with a passphrase of its own.

use std::path::{Path, PathBuf};

use keyturn_store::{Ask, KeyringUse, LEAST_PASSPHRASE, OpenError};
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::AppError;
use crate::session::read_passphrase;

/// What the audit log calls a backup that ended well: it alone knows when the last one was written.
pub(crate) const BACKUP_WRITTEN: &str = "backup.written";

impl App {
    /// Writes a backup that `passphrase` opens. A file that exists is not overwritten.
    pub async fn backup(&self, path: &Path, passphrase: &str) -> Result<PathBuf, AppError> {
        // Before the audit entry: what cannot begin leaves no mark.
        if passphrase.chars().count() < LEAST_PASSPHRASE {
            return Err(AppError::BadRequest(format!(
                "a backup's passphrase has at least {LEAST_PASSPHRASE} characters"
            )));
        }
        if path.exists() {
            return Err(AppError::BadRequest(format!("{} exists already: choose another name", path.display())));
        }
        let act = |action: &str| self.act(self.now(), action, &path.display().to_string(), &serde_json::json!({}));
        // The backup holds its own beginning; that it ended well only the original can know.
        let (begun, written) = (act("backup.begun"), act(BACKUP_WRITTEN));
        let (path, passphrase) = (path.to_owned(), Zeroizing::new(passphrase.to_owned()));
        self.with_database(move |database| {
            database.write(|writer| writer.audit().append(begun).map(|_| ()))?;
            database.backup_to(&path, &passphrase)?;
            database.write(|writer| writer.audit().append(written).map(|_| ()))?;
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
