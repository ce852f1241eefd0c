//! Opening a data folder: which files are there decides what happens, never what a keyring says.
//!
//! | `keyturn.db` | `keyturn.json` | then |
//! |---|---|---|
//! | no | no | a first start: a new key, a new database |
//! | yes | yes | the key is asked of where it is kept |
//! | yes | no | somebody lost `keyturn.json`: a passphrase may open it, a new key is never made |
//! | no | yes | somebody lost the database: refused, so that an empty one does not hide the loss |
//!
//! A new database is made under another name and renamed last, so a kill during a first start leaves no half of one.

use std::path::Path;

use zeroize::Zeroizing;

use crate::connection;
use crate::custody::{Custody, KeptIn};
use crate::database::Database;
use crate::error::{OpenError, StoreError};
use crate::folder;
use crate::key::DatabaseKey;
use crate::keyring::{self, KeyringFault, KeyringUse};

/// What a passphrase is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To open a database that exists.
    Existing,
    /// To protect a new one: at least [`crate::LEAST_PASSPHRASE`] characters.
    New {
        /// Why the keyring cannot keep the key.
        keyring_error: String,
    },
}

/// Where the key of an open database is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the operating system's keyring.
    Keyring,
    /// In a person's head, or in a file for unattended use.
    Passphrase,
}

pub(crate) type Asking<'a> = &'a dyn Fn(Ask) -> Option<Zeroizing<String>>;

/// Opens the database of a data folder, or makes both on a first start.
pub fn open(
    data_dir: &Path,
    keyring: KeyringUse,
    passphrase: &dyn Fn(Ask) -> Option<Zeroizing<String>>,
) -> Result<(Database, KeyPlace), OpenError> {
    let database = folder::database(data_dir);
    if let Some(first) = start(data_dir, &database, keyring, passphrase)? {
        return Ok((Database::open_file(&database, first.0)?, first.1));
    }
    match Custody::read(data_dir)? {
        Some(custody) if database.exists() => {
            let (key, place) = kept_key(&custody, keyring, passphrase)?;
            Ok((Database::open_file(&database, key)?, place))
        }
        Some(_) => Err(OpenError::DatabaseMissing { database, custody: folder::custody(data_dir) }),
        None => open_without_custody(data_dir, &database, passphrase),
    }
}

/// Makes a new database where nothing says that there was one. One process at a time: of two that start at once, the
/// second finds what the first has made.
fn start(
    data_dir: &Path,
    database: &Path,
    keyring: KeyringUse,
    passphrase: Asking<'_>,
) -> Result<Option<(DatabaseKey, KeyPlace)>, OpenError> {
    if database.exists() {
        return Ok(None);
    }
    if Custody::read(data_dir)?.is_none() {
        folder::create(data_dir)?;
    }
    let alone = folder::lock(data_dir)?;
    finish_interrupted(data_dir)?;
    if database.exists() || Custody::read(data_dir)?.is_some() {
        return Ok(None);
    }
    let (key, custody) = new_key(keyring, passphrase)?;
    let new = folder::database_new(data_dir);
    connection::create(&new, &key).inspect_err(|_| remove_half_made(&new))?;
    put_in_place(data_dir, &custody)?;
    drop(alone);
    Ok(Some((key, place(custody.key))))
}

/// A kill during a first start or a restore leaves the new database under its other name. With `keyturn.json` beside
/// it everything was written but the name; without it nobody was told yet that there is a database.
fn finish_interrupted(data_dir: &Path) -> Result<(), OpenError> {
    let (new, database) = (folder::database_new(data_dir), folder::database(data_dir));
    if new.exists() && !database.exists() {
        if Custody::read(data_dir)?.is_some() {
            folder::put_in_place(&new, &database)?;
        } else {
            folder::remove(&new)?;
        }
    }
    Ok(())
}

/// Tells where the key is kept, and only then gives the new database its name.
pub(crate) fn put_in_place(data_dir: &Path, custody: &Custody) -> Result<(), OpenError> {
    custody.write(data_dir)?;
    Ok(folder::put_in_place(&folder::database_new(data_dir), &folder::database(data_dir))?)
}

/// What a failed making leaves is of no use; that it cannot be removed changes nothing about the failure.
pub(crate) fn remove_half_made(new: &Path) {
    if let Err(error) = folder::remove(new) {
        tracing::warn!(%error, "a half-made database could not be removed");
    }
}

pub(crate) fn place(kept: KeptIn) -> KeyPlace {
    match kept {
        KeptIn::Keyring => KeyPlace::Keyring,
        KeptIn::Passphrase => KeyPlace::Passphrase,
    }
}

/// A key for a new database: in the keyring if it can keep one, else a passphrase.
pub(crate) fn new_key(keyring: KeyringUse, passphrase: Asking<'_>) -> Result<(DatabaseKey, Custody), OpenError> {
    let id = Custody::new_id()?;
    let keyring_error = match keyring {
        KeyringUse::Os => match keyring::keep_new(&id) {
            Ok(key) => return Ok((key, Custody::new(id, KeptIn::Keyring))),
            Err(fault) => fault.reason(),
        },
        KeyringUse::Never => "it is turned off".to_owned(),
    };
    let chosen = passphrase(Ask::New { keyring_error: keyring_error.clone() })
        .ok_or(OpenError::PassphraseNeeded { first: true, keyring: Some(keyring_error) })?;
    Ok((DatabaseKey::chosen(&chosen)?, Custody::new(id, KeptIn::Passphrase)))
}

/// The key of a database that exists.
pub(crate) fn kept_key(
    custody: &Custody,
    keyring: KeyringUse,
    passphrase: Asking<'_>,
) -> Result<(DatabaseKey, KeyPlace), OpenError> {
    let unavailable = |reason: String| OpenError::KeyringUnavailable { reason };
    let key = match (custody.key, keyring) {
        (KeptIn::Passphrase, _) => DatabaseKey::Passphrase(
            passphrase(Ask::Existing).ok_or(OpenError::PassphraseNeeded { first: false, keyring: None })?,
        ),
        (KeptIn::Keyring, KeyringUse::Never) => return Err(unavailable("it is turned off".to_owned())),
        (KeptIn::Keyring, KeyringUse::Os) => keyring::read(&custody.id).map_err(|fault| match fault {
            KeyringFault::NotAKey => OpenError::KeyNotUnderstood { id: custody.id.clone() },
            other => unavailable(other.reason()),
        })?,
    };
    Ok((key, place(custody.key)))
}

/// A database whose `keyturn.json` is lost: if a passphrase opens it, that is written down again.
fn open_without_custody(
    data_dir: &Path,
    database: &Path,
    passphrase: Asking<'_>,
) -> Result<(Database, KeyPlace), OpenError> {
    let typed = passphrase(Ask::Existing).ok_or(OpenError::PassphraseNeeded { first: false, keyring: None })?;
    match Database::open_file(database, DatabaseKey::Passphrase(typed)) {
        Ok(open) => {
            Custody::new(Custody::new_id()?, KeptIn::Passphrase).write(data_dir)?;
            Ok((open, KeyPlace::Passphrase))
        }
        Err(StoreError::WrongKey) => Err(OpenError::CustodyMissing { custody: folder::custody(data_dir) }),
        Err(error) => Err(error.into()),
    }
}
