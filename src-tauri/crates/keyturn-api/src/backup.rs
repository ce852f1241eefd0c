//! Backups and their restoring.

use std::path::{Path, PathBuf};

use keyturn_app::Zeroizing;
use keyturn_app::{Ask, KeyringUse};
use serde::Serialize;

use crate::contract::error::CommandError;
use crate::error::from_open;
use crate::host::{Host, passphrase_file};

/// Where a backup went, or whereto one was restored.
#[derive(Clone, Debug, Serialize)]
pub struct BackupReply {
    /// The backup's file.
    pub backup: PathBuf,
    /// The data folder.
    pub data_dir: PathBuf,
}

/// Writes a backup that `passphrase` opens.
pub async fn write(host: &Host, path: &Path, passphrase: &str) -> Result<BackupReply, CommandError> {
    let backup = host.app()?.backup(path, passphrase).await?;
    Ok(BackupReply { backup, data_dir: host.session.data_dir().to_owned() })
}

/// Restores a backup into a folder that has no database.
pub fn restore(
    backup: &Path,
    passphrase: &str,
    data_dir: PathBuf,
    keyring: KeyringUse,
    ask: &dyn Fn(Ask) -> Option<Zeroizing<String>>,
) -> Result<BackupReply, CommandError> {
    let file = passphrase_file();
    keyturn_app::backup::restore(backup, passphrase, &data_dir, keyring, file.as_deref(), ask)
        .map_err(|error| from_open(&error))?;
    Ok(BackupReply { backup: backup.to_owned(), data_dir })
}
