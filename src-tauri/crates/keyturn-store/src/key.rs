//! The key of the database.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::StoreError;

/// The least number of characters of a passphrase that a person chooses.
pub const LEAST_PASSPHRASE: usize = 12;

/// The key of an encrypted database file. Wiped from memory when dropped, and never part of a log or an error.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub enum DatabaseKey {
    /// 32 random bytes, used as they are.
    Raw([u8; 32]),
    /// Text from which SQLCipher derives the key (PBKDF2-HMAC-SHA512, 256,000 rounds, a salt of its own per file).
    ///
    /// <https://www.zetetic.net/sqlcipher/sqlcipher-api/#kdf_iter>
    Passphrase(Zeroizing<String>),
}

impl DatabaseKey {
    /// A new random key.
    pub(crate) fn random() -> Result<Self, StoreError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Sql(error.to_string().into()))?;
        Ok(Self::Raw(bytes))
    }

    /// A passphrase that a person chooses, if it is long enough.
    pub(crate) fn chosen(passphrase: &str) -> Result<Self, StoreError> {
        if passphrase.chars().count() < LEAST_PASSPHRASE {
            return Err(StoreError::PassphraseTooShort { least: LEAST_PASSPHRASE });
        }
        Ok(Self::Passphrase(Zeroizing::new(passphrase.to_owned())))
    }

    /// The text that SQLCipher takes: a raw key is written as a BLOB literal.
    pub(crate) fn spec(&self) -> Zeroizing<String> {
        match self {
            Self::Raw(bytes) => Zeroizing::new(format!("x'{}'", Zeroizing::new(hex::encode(bytes)).as_str())),
            Self::Passphrase(text) => text.clone(),
        }
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Raw(_) => "Raw(…)",
            Self::Passphrase(_) => "Passphrase(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_nothing_of_itself() {
        let raw = DatabaseKey::Raw([0xab; 32]);
        assert_eq!(format!("{raw:?}"), "Raw(…)");
        assert_eq!(raw.spec().as_str(), format!("x'{}'", "ab".repeat(32)));
        let chosen = DatabaseKey::chosen("correct horse battery").expect("long enough");
        assert_eq!(format!("{chosen:?}"), "Passphrase(…)");
    }

    #[test]
    fn passphrases_are_counted_in_characters() {
        for (text, ok) in [("", false), ("elevenchars", false), ("twelve chars", true), ("ééééééééééé", false)]
        {
            assert_eq!(DatabaseKey::chosen(text).is_ok(), ok, "{text}");
        }
    }
}
