//! A new passphrase for a database that has one.

use zeroize::Zeroizing;

use crate::connection::{self, Purpose};
use crate::database::Database;
use crate::error::StoreError;
use crate::key::DatabaseKey;

impl Database {
    /// Whether a passphrase opens it, rather than a key in the keyring.
    pub fn has_passphrase(&self) -> bool {
        self.with_key(|_, key| matches!(key, DatabaseKey::Passphrase(_))).unwrap_or(false)
    }

    /// Encrypts the file anew with `new` (at least [`crate::LEAST_PASSPHRASE`] characters), where `current` opens it now.
    ///
    /// Nobody else may have it open meanwhile: another process, or a backup that is being written, makes it
    /// [`StoreError::Busy`]. A kill leaves the old passphrase or the new: SQLCipher rewrites every page in one
    /// transaction. <https://www.zetetic.net/sqlcipher/sqlcipher-api/#PRAGMA_rekey>
    pub fn change_passphrase(&self, current: &str, new: &str) -> Result<(), StoreError> {
        let new = DatabaseKey::chosen(new)?;
        let typed = DatabaseKey::Passphrase(Zeroizing::new(current.to_owned()));
        let is_current = self.with_key(|_, key| match key {
            DatabaseKey::Passphrase(kept) => kept.as_str() == typed.spec().as_str(),
            DatabaseKey::Raw(_) => false,
        });
        if is_current != Some(true) {
            return Err(StoreError::WrongKey);
        }
        self.alone(|path, key| {
            // A connection of this moment: what an older one has in its cache may be from before another process wrote,
            // and without the log beside the file nothing would tell it so.
            let connection = connection::open(path, key, Purpose::Once)?;
            let mode: String = connection.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0))?;
            if mode != "delete" {
                return Err(StoreError::Busy);
            }
            connection::change_key(&connection, &new)?;
            *key = new;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ask, KeyringUse, open};

    const OLD: &str = "an old passphrase";
    const NEW: &str = "a new passphrase, 'quoted'";

    fn opened(folder: &std::path::Path, passphrase: &str) -> Result<Database, crate::OpenError> {
        let typed = |_: Ask| Some(Zeroizing::new(passphrase.to_owned()));
        open(folder, KeyringUse::Never, &typed).map(|(database, _)| database)
    }

    fn set(database: &Database, number: u32) {
        database.write(|writer| writer.settings().set("number", &number)).expect("written");
    }

    fn number(database: &Database) -> Option<u32> {
        database.read(|reader| reader.settings().get("number")).expect("read")
    }

    #[test]
    fn the_new_one_opens_it_and_the_old_one_no_longer() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = opened(folder.path(), OLD).expect("made");
        assert!(database.has_passphrase());
        set(&database, 1);
        assert_eq!(number(&database), Some(1));
        for (current, new, refused) in [("another passphrase", NEW, "does not open"), (OLD, "short", "12")] {
            let error = database.change_passphrase(current, new).expect_err("refused").to_string();
            assert!(error.contains(refused), "{error}");
        }
        database.change_passphrase(OLD, NEW).expect("changed");
        // It goes on: writing, reading by connections of its own, a backup, another change.
        set(&database, 2);
        assert_eq!(number(&database), Some(2));
        database.backup_to(&folder.path().join("backup"), "a passphrase of its own").expect("a backup");
        assert!(matches!(database.change_passphrase(OLD, NEW), Err(StoreError::WrongKey)));
        drop(database);
        assert!(opened(folder.path(), OLD).is_err());
        let again = opened(folder.path(), NEW).expect("the new one opens it");
        assert_eq!(number(&again), Some(2));
    }

    #[test]
    fn while_somebody_else_has_it_open_it_stays_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (opened(folder.path(), OLD).expect("made"), opened(folder.path(), OLD).expect("opened"));
        set(&one, 1);
        assert_eq!(number(&other), Some(1));
        assert!(matches!(one.change_passphrase(OLD, NEW), Err(StoreError::Busy)));
        set(&other, 2);
        assert_eq!(number(&one), Some(2));
        // What another wrote last, and this one has not looked at, is not lost.
        set(&other, 3);
        drop(other);
        one.change_passphrase(OLD, NEW).expect("changed");
        assert_eq!(number(&one), Some(3));
        set(&one, 4);
        drop(one);
        assert_eq!(number(&opened(folder.path(), NEW).expect("opened")), Some(4));
    }
}
