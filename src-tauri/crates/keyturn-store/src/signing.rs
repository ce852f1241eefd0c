//! The text of a key other than the database's, kept beside it in the operating system's keyring.

use std::path::Path;

use zeroize::Zeroizing;

use crate::custody::{Custody, KeptIn};
use crate::keyring;

/// What the keyring says of a text.
#[derive(Debug)]
pub enum KeptText {
    /// Here it is.
    Found(Zeroizing<String>),
    /// It does not give it: it has no such entry, is locked, or cannot be reached. The reason is for a person.
    Withheld(String),
    /// This folder's keys are not in a keyring.
    NoKeyring,
}

/// The text that the keyring holds for a folder under a name.
pub fn kept_text(data_dir: &Path, name: &str) -> KeptText {
    let Some(user) = user(data_dir, name) else { return KeptText::NoKeyring };
    match keyring::read_text(&user) {
        Ok(text) => KeptText::Found(text),
        Err(fault) => KeptText::Withheld(fault.reason()),
    }
}

/// Puts a text into the keyring under a name and reads it back; whether the keyring now holds it.
///
/// `false` where the folder's keys are not in a keyring, or it does not take the text: the caller then keeps it in the
/// encrypted database.
pub fn keep_text(data_dir: &Path, name: &str, text: &Zeroizing<String>) -> bool {
    let Some(user) = user(data_dir, name) else { return false };
    keyring::keep_text(&user, text).is_ok_and(|()| keyring::read_text(&user).is_ok_and(|kept| *kept == **text))
}

/// The keyring's user name for a folder's text; `None` where the folder's own key is not in the keyring.
fn user(data_dir: &Path, name: &str) -> Option<String> {
    let custody = Custody::read(data_dir).ok().flatten()?;
    (custody.key == KeptIn::Keyring).then(|| format!("{}.{name}", custody.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_keyring_keeps_no_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = Zeroizing::new("text".to_owned());
        assert!(!keep_text(folder.path(), "signing", &text));
        assert!(matches!(kept_text(folder.path(), "signing"), KeptText::NoKeyring));
        Custody::new("0".repeat(32), KeptIn::Passphrase).write(folder.path()).expect("written");
        assert!(!keep_text(folder.path(), "signing", &text));
        assert!(matches!(kept_text(folder.path(), "signing"), KeptText::NoKeyring));
    }
}
