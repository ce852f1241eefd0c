//! The key that signs packs: made on first use, kept in the keyring beside the database's key, else in the encrypted
//! database; never in a plain file.

use std::path::Path;

use keyturn_domain::audit::Act;
use keyturn_pack::key::SigningKey;
use keyturn_store::{Database, KeptText, keep_text, kept_text};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::AppError;

/// Under which name the keyring and the settings have it.
pub(crate) const NAME: &str = "review.signing_key";

/// What the database says of the key.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Its public half.
    public_key: String,
    /// The key itself, where no keyring holds it.
    secret: Option<String>,
}

impl App {
    /// The public half of the key that signs packs here, as minisign prints it; `None` where none was made yet.
    pub async fn public_key(&self) -> Result<Option<String>, AppError> {
        self.with_database(|database| Ok(kept(database)?.map(|kept| kept.public_key))).await
    }
}

fn kept(database: &Database) -> Result<Option<Kept>, AppError> {
    Ok(database.read(|reader| reader.settings().get(NAME))?)
}

/// The key; a new one where the database knows of none. `act` is for the audit log in that case.
///
/// A keyring that is locked says that it has no entry: where a key was made before, no other takes its place.
pub(super) fn signing_key(database: &Database, data_dir: &Path, act: Act) -> Result<SigningKey, AppError> {
    let bad = |error: keyturn_pack::key::KeyError| AppError::BadRequest(error.to_string());
    if let Some(kept) = kept(database)? {
        let secret = match (kept.secret, kept_text(data_dir, NAME)) {
            (Some(secret), _) => Zeroizing::new(secret),
            (None, KeptText::Found(secret)) => secret,
            (None, KeptText::Withheld(reason)) => return Err(withheld(&reason)),
            (None, KeptText::NoKeyring) => return Err(withheld("this folder no longer uses one")),
        };
        let key = SigningKey::from_secret_text(&secret).map_err(bad)?;
        if key.public_key().map_err(bad)? != kept.public_key {
            return Err(withheld("it holds another one"));
        }
        return Ok(key);
    }
    let key = SigningKey::generate().map_err(bad)?;
    let (public_key, secret) = (key.public_key().map_err(bad)?, key.to_secret_text().map_err(bad)?);
    let in_keyring = keep_text(data_dir, NAME, &secret);
    let detail = serde_json::json!({ "public_key": public_key, "in_keyring": in_keyring });
    let kept = Kept { public_key, secret: (!in_keyring).then(|| secret.as_str().to_owned()) };
    database.write(|writer| {
        writer.settings().set(NAME, &kept)?;
        writer.audit().append(Act { detail: detail.to_string(), ..act })?;
        Ok(())
    })?;
    Ok(key)
}

fn withheld(reason: &str) -> AppError {
    AppError::BadRequest(format!(
        "the keyring does not give the key that signs packs ({reason}): unlock it and try again"
    ))
}
