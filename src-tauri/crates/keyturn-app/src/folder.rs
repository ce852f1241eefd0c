//! The data folder: where everything that Keyturn keeps on this machine lies.

use std::path::PathBuf;

/// The folder for a person's own data, where no `--data-dir` names another: `~/.local/share/keyturn` on Linux.
pub fn own() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "keyturn").map(|folders| folders.data_local_dir().to_owned())
}

/// The folder for the made-up organisation: never the person's own.
pub fn demo() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "keyturn-demo").map(|folders| folders.data_local_dir().to_owned())
}
