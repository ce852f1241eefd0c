//! Opening the database.

use keyturn_app::session::{Standing, UnlockRefused};
use keyturn_app::{KeyPlace, OpenError};

use crate::contract::error::CommandError;
use crate::contract::session::{LockState, SessionReply, UnlockRequest};
use crate::error::from_open;
use crate::host::Host;

/// Where Keyturn stands.
pub fn show(host: &Host) -> SessionReply {
    SessionReply {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: host.session.data_dir().display().to_string(),
        demo: host.session.demo().is_some(),
        lock: match host.session.standing() {
            Standing::Open(place) => LockState::Open {
                key: match place {
                    KeyPlace::Keyring => "keyring",
                    KeyPlace::Passphrase => "passphrase",
                }
                .to_owned(),
            },
            Standing::Closed(error) => closed(&error),
        },
    }
}

fn closed(error: &OpenError) -> LockState {
    match error {
        OpenError::PassphraseNeeded { first: true, keyring } => {
            LockState::PassphraseToChoose { keyring: keyring.clone().unwrap_or_default() }
        }
        OpenError::PassphraseNeeded { first: false, .. } => LockState::PassphraseNeeded,
        OpenError::KeyringUnavailable { .. } => LockState::KeyringUnavailable { message: error.to_string() },
        _ => LockState::Broken { error: from_open(error) },
    }
}

/// Tries to open the database with a passphrase.
pub fn unlock(host: &Host, request: &UnlockRequest) -> Result<SessionReply, CommandError> {
    match host.session.unlock(&request.passphrase) {
        Ok(()) => Ok(show(host)),
        Err(UnlockRefused::TooShort) => Err(CommandError::bad_request(format!(
            "A passphrase has at least {} characters.",
            keyturn_app::LEAST_PASSPHRASE
        ))),
        Err(UnlockRefused::Open(error)) => Err(from_open(&error)),
    }
}
