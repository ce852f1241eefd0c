//! Opening the database, and what the window needs to know at its start.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where Keyturn stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionReply {
    /// Keyturn's version.
    pub version: String,
    /// The data folder.
    pub data_dir: String,
    /// Whether this is the made-up organisation.
    pub demo: bool,
    /// Whether the database is open, and if not, what opens it.
    pub lock: LockState,
}

/// Whether the database is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LockState {
    /// Open.
    Open {
        /// Where the key is kept: `keyring` or `passphrase`.
        key: String,
    },
    /// There is a database, and its passphrase is needed.
    PassphraseNeeded,
    /// There is no database and no keyring: a passphrase must be chosen.
    PassphraseToChoose {
        /// Why the keyring cannot be used.
        keyring: String,
    },
    /// There is a database whose key should be in the keyring, and the keyring does not give it.
    KeyringUnavailable {
        /// Why, and what to do.
        message: String,
    },
    /// The database cannot be opened at all.
    Broken {
        /// The error.
        error: super::error::CommandError,
    },
}

/// Gives a passphrase.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct UnlockRequest {
    /// The passphrase; when it is being chosen, at least 12 characters.
    pub passphrase: String,
}
