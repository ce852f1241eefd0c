//! A folder that may only be read.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;

use keyturn_store::{OpenError, StoreError, SyncLock};

use crate::again;
use crate::opening::{PASSPHRASE, files, open_with};

/// `nobody` on Debian and its relatives.
const NOBODY: u32 = 65534;

#[test]
fn a_read_only_folder_is_said_and_left_alone() {
    if let Some(folder) = again::folder() {
        return refused(&folder);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    drop(open_with(&data, Some(PASSPHRASE)).expect("a first start"));
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    // No permission stops root: there, another user tries, with a copy of this binary that it can reach.
    let root = fs::metadata(&data).expect("the folder").uid() == 0;
    if root {
        for name in files(&data).keys() {
            chown(data.join(name), Some(NOBODY), Some(NOBODY)).expect("another owner");
        }
        chown(&data, Some(NOBODY), Some(NOBODY)).expect("another owner");
    }
    for name in files(&data).keys() {
        mode(&data.join(name), 0o400);
    }
    mode(&data, 0o500);
    if root {
        mode(folder.path(), 0o755);
        let copy = folder.path().join("test");
        fs::copy(std::env::current_exe().expect("this binary"), &copy).expect("a copy");
        let ours = again::command("read_only::a_read_only_folder_is_said_and_left_alone", &data);
        let mut theirs = std::process::Command::new(&copy);
        theirs.args(ours.get_args()).envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
        again::succeed(theirs.uid(NOBODY).gid(NOBODY).current_dir("/"));
    } else {
        refused(&data);
    }
    mode(&data, 0o700);
}

fn refused(data: &Path) {
    let before = files(data);
    let refused = open_with(data, Some(PASSPHRASE)).map(|_| ());
    assert!(matches!(refused, Err(OpenError::Store(StoreError::NotWritable { .. }))), "{refused:?}");
    let lock = SyncLock::acquire(data);
    assert!(matches!(lock, Err(StoreError::NotWritable { .. })), "{lock:?}");
    assert!(before == files(data), "a file was changed");
}
