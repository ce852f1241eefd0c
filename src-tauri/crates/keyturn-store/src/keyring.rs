//! The operating system's keyring, asked with patience but not for ever.
//!
//! What it answers (measured): no bus gives `NoDefaultStore`; a daemon that was never unlocked gives `NoEntry` on
//! reading and `NoStorageAccess` on writing; a locked collection gives `NoStorageAccess`. So *no entry* does not mean
//! *first start*: the callers decide that by the files alone.

use std::sync::mpsc;
use std::time::Duration;

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use crate::key::DatabaseKey;

/// The service under which the key is kept; the user name is the data folder's id.
const SERVICE: &str = "keyturn";

/// How long a keyring may take. It may be asking the person for a password meanwhile.
const PATIENCE: Duration = Duration::from_mins(2);

/// Whether the operating system's keyring may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringUse {
    /// Yes.
    Os,
    /// No: a passphrase takes its place.
    Never,
}

/// Why a keyring does not do.
#[derive(Debug)]
pub(crate) enum KeyringFault {
    /// It has no such entry, or does not say so because it is locked.
    NoEntry,
    /// It holds something else under this name.
    NotAKey,
    /// It cannot be reached, is locked, or refuses.
    Refused(String),
}

impl KeyringFault {
    /// In words, for the person.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::NoEntry => "it has no entry for this folder, or it is locked".to_owned(),
            Self::NotAKey => "its entry for this folder is not a key".to_owned(),
            Self::Refused(reason) => reason.clone(),
        }
    }
}

/// The key that the keyring holds for a folder's id.
pub(crate) fn read(id: &str) -> Result<DatabaseKey, KeyringFault> {
    patiently(id, |entry| {
        let found = Zeroizing::new(entry.get_secret()?);
        Ok(<[u8; 32]>::try_from(found.as_slice()).ok().map(DatabaseKey::Raw))
    })?
    .ok_or(KeyringFault::NotAKey)
}

/// Puts a new key into the keyring, and reads it back: a keyring that loses it must not guard a database.
pub(crate) fn keep_new(id: &str) -> Result<DatabaseKey, KeyringFault> {
    let key = DatabaseKey::random().map_err(|error| KeyringFault::Refused(error.to_string()))?;
    let DatabaseKey::Raw(bytes) = &key else { return Err(KeyringFault::NotAKey) };
    let (written, expected) = (Zeroizing::new(*bytes), Zeroizing::new(*bytes));
    patiently(id, move |entry| entry.set_secret(written.as_slice()))?;
    match read(id)? {
        DatabaseKey::Raw(found) if found == *expected => Ok(key),
        _ => Err(KeyringFault::NotAKey),
    }
}

/// The text that the keyring holds under a user name.
pub(crate) fn read_text(user: &str) -> Result<Zeroizing<String>, KeyringFault> {
    patiently(user, |entry| entry.get_password().map(Zeroizing::new))
}

/// Puts a text into the keyring under a user name.
pub(crate) fn keep_text(user: &str, text: &Zeroizing<String>) -> Result<(), KeyringFault> {
    let text = text.clone();
    patiently(user, move |entry| entry.set_password(&text))
}

/// Takes away what the keyring holds under a user name. That there is nothing, or that it does not answer, leaves nothing
/// to guard: the database is gone.
pub(crate) fn forget(user: &str) {
    if let Err(fault) = patiently(user, Entry::delete_credential) {
        tracing::debug!("nothing was taken from the keyring: {}", fault.reason());
    }
}

/// Asks on a thread of its own: a keyring without a bus, or one that waits for a person, must not hold Keyturn up for
/// ever. A thread that never comes back is left behind.
fn patiently<T: Send + 'static>(
    id: &str,
    ask: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, KeyringFault> {
    let (sender, receiver) = mpsc::channel();
    let user = id.to_owned();
    let asking = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        let answer = Entry::new(SERVICE, &user).and_then(|entry| ask(&entry));
        // Nobody waits any more when this fails.
        drop(sender.send(answer));
    });
    if let Err(error) = asking {
        return Err(KeyringFault::Refused(error.to_string()));
    }
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(fault(&error)),
        Err(_) => Err(KeyringFault::Refused(format!("it did not answer in {} s", PATIENCE.as_secs()))),
    }
}

fn fault(error: &Error) -> KeyringFault {
    match error {
        Error::NoEntry => KeyringFault::NoEntry,
        // These carry the stored bytes, which may be a key: their text is not passed on.
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => KeyringFault::NotAKey,
        Error::NoDefaultStore => {
            let status = Entry::store_status().as_ref().err().map(ToString::to_string);
            KeyringFault::Refused(match status {
                Some(why) => format!("there is no keyring: {why}"),
                None => "there is no keyring".to_owned(),
            })
        }
        other => KeyringFault::Refused(other.to_string()),
    }
}
