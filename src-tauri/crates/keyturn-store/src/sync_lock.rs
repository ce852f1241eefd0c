//! One sync at a time on a data folder, over all processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::StoreError;
use crate::folder;

/// The right to sync a data folder, until it is dropped or the process ends.
#[derive(Debug)]
pub struct SyncLock {
    /// The operating system ties the lock to the open file: a killed process leaves none behind.
    _file: File,
}

impl SyncLock {
    /// Takes the right to sync secrets, or says at once that another holds it.
    pub fn acquire(data_dir: &Path) -> Result<Self, StoreError> {
        Self::take(data_dir, "sync.lock")
    }

    /// Takes the right to collect or import events, which a sync of secrets does not disturb.
    pub fn acquire_for_trail(data_dir: &Path) -> Result<Self, StoreError> {
        Self::take(data_dir, "trail.lock")
    }

    fn take(data_dir: &Path, name: &str) -> Result<Self, StoreError> {
        let path = data_dir.join(name);
        let file = folder::private_file(&path, OpenOptions::new().create(true).truncate(false))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::SyncRunning),
            Err(TryLockError::Error(source)) => Err(StoreError::not_writable(&path, source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_sync_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = SyncLock::acquire(folder.path()).expect("the first");
        assert!(matches!(SyncLock::acquire(folder.path()), Err(StoreError::SyncRunning)));
        drop(first);
        SyncLock::acquire(folder.path()).expect("the next");
    }
}
