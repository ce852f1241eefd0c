//! Text in an incident: what a person types and what AWS reports. It is kept as text, bounded, and holds no secret.

use crate::rotation::statement::{self, StatementFault};
use crate::sensitive;

/// The most characters of a name: of a step, a person, a file.
pub const LONGEST_NAME: usize = 300;

/// How [`sensitive`] names the id of an access key.
const ACCESS_KEY_ID: &str = "an AWS access key id";

/// Characters of an access key's id as AWS makes them now.
const ACCESS_KEY_LENGTH: usize = 20;

/// Whether a text is an access key's id: `AKIA` (long-lived) or `ASIA` (temporary) and 16 capital letters and digits.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>
pub fn is_access_key_id(text: &str) -> bool {
    let rest = text.strip_prefix("AKIA").or_else(|| text.strip_prefix("ASIA"));
    text.len() == ACCESS_KEY_LENGTH
        && rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
}

/// Checks a text before it is kept, as [`statement::check`] does, with one difference: the id of an access key may be
/// in it. It opens nothing, CloudTrail records it with every call, and an incident about a key cannot do without it.
pub fn check(text: &str) -> Result<(), StatementFault> {
    let found = text.chars().count();
    if found > statement::LONGEST {
        return Err(StatementFault::TooLong { found });
    }
    refuse_secrets(text)
}

/// Refuses a text of any length in which something looks like a secret; an access key's id is none.
pub fn refuse_secrets(text: &str) -> Result<(), StatementFault> {
    let is_id = |place: &sensitive::Found| {
        place.what == ACCESS_KEY_ID && is_access_key_id(&piece(text, place.start, place.end - place.start))
    };
    match sensitive::find(text).iter().find(|place| !is_id(place)) {
        Some(place) => Err(StatementFault::LooksSecret { what: place.what }),
        None => Ok(()),
    }
}

/// Whether a text says anything: more than white space.
pub(super) fn is_said(text: &str) -> bool {
    statement::is_said(text)
}

/// Whether two names are one person's: white space around them and case do not count.
pub(super) fn same_person(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Hostile text on one line: control characters and those that turn the direction of writing are shown as codes
/// (`U+202E`), and it ends after `longest` characters with `…`.
pub fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    for (at, character) in text.trim().chars().enumerate() {
        if at == longest {
            line.push('…');
            break;
        }
        if is_hidden(character) {
            line.extend(format!("‹U+{:04X}›", u32::from(character)).chars());
        } else {
            line.push(character);
        }
    }
    line
}

/// Whether a character is not seen, or changes how others are seen.
///
/// <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(character, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(character, '\u{E0000}'..='\u{E007F}')
}

fn piece(text: &str, start: usize, length: usize) -> String {
    text.chars().skip(start).take(length).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_of_access_keys_are_kept_and_secrets_are_not() {
        let long_id = format!("AKIA{}", "Q7ZP".repeat(4));
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        for (text, expect) in [
            (String::new(), None),
            ("key AKIAIOSFODNN7EXAMPLE deactivated at 14:11".to_owned(), None),
            (format!("key {long_id} deactivated"), None),
            (format!("é {long_id} and {long_id}"), None),
            (format!("{long_id}AB"), Some("an AWS access key id")),
            (format!("key {long_id}, token {token}"), Some("a GitHub token")),
            ("postgres://app:hunter2hunter2@db/x".to_owned(), Some("a connection string with a password")),
        ] {
            let found = check(&text).err().map(|fault| match fault {
                StatementFault::LooksSecret { what } => what,
                StatementFault::TooLong { .. } => "too long",
            });
            assert_eq!(found, expect, "{text}");
        }
        assert!(check(&"é".repeat(statement::LONGEST + 1)).is_err());
    }

    #[test]
    fn hidden_characters_are_shown_as_codes() {
        for (text, longest, expect) in [
            ("plain", 9, "plain"),
            (" a\nb ", 9, "a‹U+000A›b"),
            ("role/\u{202E}nimda", 20, "role/‹U+202E›nimda"),
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abcdef…"),
        ] {
            assert_eq!(one_line(text, longest), expect, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_and_bounded(text in "\\PC{0,40}|[\\s\\S]{0,40}", longest in 0_usize..30) {
            let line = one_line(&text, longest);
            prop_assert!(!line.chars().any(is_hidden));
            prop_assert!(line.chars().count() <= longest * 10 + 1);
        }
    }
}
