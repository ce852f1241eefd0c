//! What a person states about a rotation: evidence, reasons, compensating controls. Text that is kept, so it holds no
//! secret and has a bound.

use crate::sensitive;

/// The most characters of one statement.
pub const LONGEST: usize = 4_000;

/// Why a text is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// Part of it looks like a secret. The part is not repeated.
    #[error("the text holds what looks like {what}: say where it is kept, never what it is")]
    LooksSecret {
        /// What it looks like, with its article.
        what: &'static str,
    },
    /// It is longer than [`LONGEST`].
    #[error("the text has {found} characters: at most {LONGEST}")]
    TooLong {
        /// How many characters it has.
        found: usize,
    },
}

/// Checks a text that a person typed before it is kept (promise 1: no values).
pub fn check(text: &str) -> Result<(), StatementFault> {
    let found = text.chars().count();
    if found > LONGEST {
        return Err(StatementFault::TooLong { found });
    }
    match sensitive::find(text).first() {
        Some(place) => Err(StatementFault::LooksSecret { what: place.what }),
        None => Ok(()),
    }
}

/// Whether a text says anything: more than white space.
pub(crate) fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_hold_no_secret_and_have_a_bound() {
        for (text, expect) in [
            (String::new(), Ok(())),
            ("psql as app_v1: password authentication failed".to_owned(), Ok(())),
            (format!("old token ghp_{}", "a1B2c3D4e5F6".repeat(3)), Err("a GitHub token")),
            ("x".repeat(LONGEST), Ok(())),
        ] {
            let found = check(&text).map_err(|fault| match fault {
                StatementFault::LooksSecret { what } => what,
                StatementFault::TooLong { .. } => "too long",
            });
            assert_eq!(found, expect, "{text:.60}");
        }
        assert_eq!(check(&"é".repeat(LONGEST + 1)), Err(StatementFault::TooLong { found: LONGEST + 1 }));
    }
}
