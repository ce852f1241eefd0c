//! Proposes a secret's kind by rules that are data: see the head of `rules.toml` for their language.

mod set;

use std::sync::LazyLock;

use self::set::RuleSet;
use super::{Classification, Kind, words};
use crate::secret::Secret;

/// The rules that Keyturn ships.
const SHIPPED: &str = include_str!("rules.toml");

/// Read once. A test reads the same text, so that this cannot be the empty set.
static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::parse(SHIPPED).unwrap_or_default());

/// Proposes a kind from a secret's name, tags, owning service and type; the first rule that fits wins.
///
/// Only a plain parameter is ever called configuration: what somebody chose to encrypt is a secret until a person says
/// otherwise.
pub fn classify(secret: &Secret) -> Classification {
    let words = words::of(&secret.name);
    let fits = RULES.fits(&words);
    let (kind, reason) = RULES.kind(secret, &words, &fits);
    Classification { kind, reason, test: RULES.is_test(&fits) }
}

/// Whether a parameter that AWS keeps in plain text looks like a secret.
///
/// A certificate does not: it is public, and only its end matters.
pub fn plain_text_looks_secret(secret: &Secret) -> bool {
    if !secret.is_plain_text() {
        return false;
    }
    let words = words::of(&secret.name);
    let fits = RULES.fits(&words);
    match RULES.kind(secret, &words, &fits).0 {
        Kind::Configuration | Kind::TlsCertificate => false,
        // No kind, but a name that ends in `password` or the like says enough.
        Kind::Unclassified => RULES.is_telling(&fits),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
