//! The data folder: its files, and how they are made so that only their owner can read them and a kill leaves either
//! the old state or the new.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;

/// The encrypted database.
pub(crate) const DATABASE: &str = "keyturn.db";

/// A database that is being made: renamed to [`DATABASE`] once it is whole.
const DATABASE_NEW: &str = "keyturn.db.new";

/// How the names of databases begin that a backup has replaced.
pub(crate) const KEPT: &str = "keyturn.db.before-";

/// Where the database's key is kept; no secret itself.
pub(crate) const CUSTODY: &str = "keyturn.json";

/// How long another process may take to make or migrate a database.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a data folder has a database, or anything else that a first start would have left.
pub fn is_there(data_dir: &Path) -> bool {
    data_dir.join(DATABASE).exists() || data_dir.join(CUSTODY).exists()
}

pub(crate) fn database(data_dir: &Path) -> PathBuf {
    data_dir.join(DATABASE)
}

pub(crate) fn database_new(data_dir: &Path) -> PathBuf {
    data_dir.join(DATABASE_NEW)
}

pub(crate) fn custody(data_dir: &Path) -> PathBuf {
    data_dir.join(CUSTODY)
}

/// Every file of Keyturn's that a data folder may hold, the database with its log first, and those that backups have
/// replaced.
pub(crate) fn files(data_dir: &Path) -> Vec<PathBuf> {
    let log = ["-wal", "-shm", "-journal"].map(|ending| format!("{DATABASE}{ending}"));
    let names = log.iter().map(String::as_str).chain([DATABASE_NEW, "sync.lock", "trail.lock", CUSTODY]);
    let mut paths: Vec<PathBuf> = std::iter::once(DATABASE).chain(names).map(|name| data_dir.join(name)).collect();
    let others = fs::read_dir(data_dir).into_iter().flatten().flatten();
    let kept = others.filter(|file| file.file_name().to_str().is_some_and(|name| name.starts_with(KEPT)));
    paths.extend(kept.map(|file| file.path()));
    paths
}

/// Makes the folder if it is not there, readable by its owner alone.
pub(crate) fn create(data_dir: &Path) -> Result<(), StoreError> {
    if data_dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir).map_err(|source| StoreError::not_writable(data_dir, source))
}

/// The right to make or migrate the database of a folder, until it is dropped.
///
/// The folder itself is locked, so that nothing is left behind; where folders cannot be opened (Windows) nothing is.
pub(crate) fn lock(data_dir: &Path) -> Result<Option<File>, StoreError> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let failed = |source| StoreError::not_readable(data_dir, source);
    let folder = File::open(data_dir).map_err(failed)?;
    let patient_until = Instant::now() + PATIENCE;
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) if Instant::now() < patient_until => thread::sleep(PATIENCE / 100),
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
}

/// Opens a file for writing that only its owner may read.
pub(crate) fn private_file(path: &Path, options: &mut OpenOptions) -> Result<File, StoreError> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.write(true).open(path).map_err(|source| StoreError::not_writable(path, source))
}

/// Replaces a small file as a whole: a kill leaves the old text or the new, never half of one.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), StoreError> {
    let beside = path.with_extension("part");
    let failed = |source: io::Error| StoreError::not_writable(path, source);
    let mut file = private_file(&beside, OpenOptions::new().create(true).truncate(true))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    sync_folder(path)
}

/// Gives a finished file its name; refuses where the name is taken.
pub(crate) fn put_in_place(from: &Path, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    let failed = |source: io::Error| StoreError::not_writable(to, source);
    File::open(from).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(from, to).map_err(failed)?;
    sync_folder(to)
}

/// Removes a file that may not be there.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StoreError::not_writable(path, source)),
        _ => Ok(()),
    }
}

/// Makes a rename last through a loss of power. Folders cannot be synced on Windows, where renames are journalled.
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix)
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        File::open(folder).and_then(|file| file.sync_all()).map_err(|source| StoreError::not_writable(path, source))?;
    }
    Ok(())
}
