//! Signing in minisign's format, so that the ordinary `minisign -V` checks what Keyturn signed.
//!
//! The format: <https://jedisct1.github.io/minisign/#signature-format>. Signatures are prehashed (BLAKE2b) Ed25519.

use std::io::Cursor;

use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox, SignatureBox};
use zeroize::Zeroizing;

/// The first line of every signature. It is not signed itself, so a check insists on exactly this text.
const UNTRUSTED_COMMENT: &str = "signature by Keyturn";

/// The first line of the kept secret key.
const SECRET_COMMENT: &str = "Keyturn secret key";

/// Why a key cannot be made, read or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no randomness.
    #[error("no key can be made: {0}")]
    NoRandomness(String),
    /// The kept text is no secret key.
    #[error("the signing key cannot be read: it is not in minisign's format, or was changed")]
    NotASecretKey,
    /// The text is no public key.
    #[error("this is no public key in minisign's format")]
    NotAPublicKey,
    /// The key does not sign.
    #[error("the signing key does not sign: {0}")]
    CannotSign(String),
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The text is no public key.
    #[error("the public key is not in minisign's format")]
    NotAPublicKey,
    /// The text is no signature as Keyturn writes it.
    #[error("it is not in the form in which Keyturn writes a signature, or was changed")]
    NotASignature,
    /// The signature is by another key, or what it signs was changed.
    #[error("it does not fit: what it signs was changed, or another key signed it")]
    DoesNotHold,
}

/// The key that signs packs.
#[derive(Clone)]
pub struct SigningKey(SecretKey);

impl SigningKey {
    /// A new key, from the operating system's randomness.
    pub fn generate() -> Result<Self, KeyError> {
        KeyPair::generate_unencrypted_keypair()
            .map(|pair| Self(pair.sk))
            .map_err(|error| KeyError::NoRandomness(error.to_string()))
    }

    /// The key that `to_secret_text` gave.
    pub fn from_secret_text(text: &str) -> Result<Self, KeyError> {
        SecretKeyBox::from_string(text)
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .map(Self)
            .map_err(|_| KeyError::NotASecretKey)
    }

    /// The key as two lines of text in minisign's format, without a passphrase: for a keyring or an encrypted database.
    pub fn to_secret_text(&self) -> Result<Zeroizing<String>, KeyError> {
        let text = self.0.to_box(Some(SECRET_COMMENT)).map_err(|error| KeyError::CannotSign(error.to_string()))?;
        Ok(Zeroizing::new(text.into_string()))
    }

    /// The public half as minisign prints it: one line of base64 for `minisign -P`.
    pub fn public_key(&self) -> Result<String, KeyError> {
        PublicKey::from_secret_key(&self.0)
            .map(|key| key.to_base64())
            .map_err(|error| KeyError::CannotSign(error.to_string()))
    }

    /// Signs bytes. The comment is signed with them; it is one line.
    pub fn sign(&self, bytes: &[u8], trusted_comment: &str) -> Result<String, KeyError> {
        let comment = trusted_comment.replace(['\r', '\n'], " ");
        minisign::sign(None, &self.0, Cursor::new(bytes), Some(comment.trim()), Some(UNTRUSTED_COMMENT))
            .map(SignatureBox::into_string)
            .map_err(|error| KeyError::CannotSign(error.to_string()))
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SigningKey")
    }
}

/// Checks a signature and gives its trusted comment.
///
/// Stricter than minisign: every byte of the signature's file must be as Keyturn writes it, the first line included,
/// which minisign does not sign.
pub fn check(public_key: &str, signature: &str, bytes: &[u8]) -> Result<String, SignatureFault> {
    let key = PublicKey::from_base64(public_key).map_err(|_| SignatureFault::NotAPublicKey)?;
    if key.to_base64() != public_key {
        return Err(SignatureFault::NotAPublicKey);
    }
    let parsed = SignatureBox::from_string(signature).map_err(|_| SignatureFault::NotASignature)?;
    let comment = parsed.trusted_comment().map_err(|_| SignatureFault::NotASignature)?;
    let as_written = parsed.untrusted_comment().is_ok_and(|found| found == UNTRUSTED_COMMENT)
        && parsed.is_prehashed()
        && parsed.clone().into_string() == signature;
    if !as_written {
        return Err(SignatureFault::NotASignature);
    }
    minisign::verify(&key, &parsed, Cursor::new(bytes), true, false, false).map_err(|_| SignatureFault::DoesNotHold)?;
    Ok(comment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_key_signs_as_before() {
        let key = SigningKey::generate().expect("randomness");
        let kept = key.to_secret_text().expect("a text");
        let again = SigningKey::from_secret_text(&kept).expect("the same key");
        let public_key = key.public_key().expect("a public half");
        assert_eq!(again.public_key().expect("a public half"), public_key);
        assert!(public_key.starts_with("RW") && public_key.len() == 56, "{public_key}");
        let signature = again.sign(b"pack", "campaign 1\n2026").expect("a signature");
        assert_eq!(check(&public_key, &signature, b"pack").as_deref(), Ok("campaign 1 2026"));
        assert!(matches!(SigningKey::from_secret_text("secret"), Err(KeyError::NotASecretKey)));
        assert!(!format!("{key:?}").contains(kept.lines().nth(1).expect("two lines")));
    }

    #[test]
    fn every_changed_byte_of_a_signature_is_refused() {
        let key = SigningKey::generate().expect("randomness");
        let public_key = key.public_key().expect("a public half");
        let signature = key.sign(b"pack", "comment").expect("a signature");
        for at in 0..signature.len() {
            let mut bytes = signature.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(check(&public_key, &changed, b"pack").is_err(), "byte {at}: {changed}");
        }
        assert_eq!(check(&public_key, &signature, b"Pack"), Err(SignatureFault::DoesNotHold));
        let other = SigningKey::generate().and_then(|other| other.public_key()).expect("another key");
        assert_eq!(check(&other, &signature, b"pack"), Err(SignatureFault::DoesNotHold));
        assert_eq!(check("RWx", &signature, b"pack"), Err(SignatureFault::NotAPublicKey));
    }
}
