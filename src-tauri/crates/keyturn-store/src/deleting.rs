//! Deleting everything that a data folder holds.

use std::path::{Path, PathBuf};

use crate::custody::{Custody, KeptIn};
use crate::error::OpenError;
use crate::{folder, keyring};

/// The files of a data folder that are Keyturn's, with their sizes in bytes: those that are there.
pub fn files(data_dir: &Path) -> Vec<(PathBuf, u64)> {
    let paths = folder::files(data_dir).into_iter();
    paths.filter_map(|path| path.metadata().ok().map(|found| (path, found.len()))).collect()
}

/// Deletes the database, what says where its key is kept, and the key in the keyring with the texts beside it. Whoever
/// has it open must have let go before.
///
/// The database goes first: a kill in between leaves a key without a file, never a file without its key.
pub fn delete(data_dir: &Path, texts: &[&str]) -> Result<(), OpenError> {
    let alone = folder::lock(data_dir)?;
    let custody = Custody::read(data_dir)?;
    for file in folder::files(data_dir) {
        folder::remove(&file)?;
    }
    if let Some(custody) = custody.filter(|custody| custody.key == KeptIn::Keyring) {
        keyring::forget(&custody.id);
        for text in texts {
            keyring::forget(&format!("{}.{text}", custody.id));
        }
    }
    drop(alone);
    Ok(())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::{KeyringUse, is_there, open};

    #[test]
    fn nothing_of_it_is_left_and_what_is_not_its_own_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let passphrase = |_| Some(Zeroizing::new("a passphrase for tests".to_owned()));
        let (database, _) = open(folder.path(), KeyringUse::Never, &passphrase).expect("made");
        database.write(|writer| writer.settings().set("number", &1)).expect("written");
        std::fs::write(folder.path().join("mine.txt"), "mine").expect("a file");
        let found = files(folder.path());
        assert!(found.iter().any(|(path, bytes)| path.ends_with("keyturn.db") && *bytes > 4096), "{found:?}");
        drop(database);
        delete(folder.path(), &["signing"]).expect("deleted");
        assert!(!is_there(folder.path()) && files(folder.path()).is_empty());
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).expect("a folder").flatten().map(|one| one.file_name()).collect();
        assert_eq!(left, ["mine.txt"]);
        // A second time finds nothing to do, and a start makes a new one.
        delete(folder.path(), &[]).expect("nothing to do");
        drop(open(folder.path(), KeyringUse::Never, &passphrase).expect("a first start"));
    }
}
