//! How a value is written in each language so that it stays one value.

use super::{Context, NotInserted};
use crate::placeholder::Form;
use crate::words::Language;

/// A value of this form where it stands.
pub(super) fn value(language: Language, context: Context, form: Form, value: &str) -> Result<String, NotInserted> {
    match context {
        Context::Elsewhere | Context::Command => return Err(NotInserted::Place),
        Context::Quoted | Context::Comment if !form.is_plain() || !value.chars().all(is_plain) => {
            return Err(NotInserted::Place);
        }
        _ => {}
    }
    if matches!(language, Language::Sh | Language::Powershell) && value.starts_with('-') {
        return Err(NotInserted::Option);
    }
    if context != Context::Word {
        return Ok(value.to_owned());
    }
    match language {
        Language::Sh => Ok(shell(value)),
        Language::Sql | Language::Mysql | Language::Postgresql => sql(value, '\''),
        Language::Powershell => powershell(value),
        // A request's path and headers have no quotes: only what means nothing in a URL may stand there.
        Language::Http => {
            if value.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(letter)) {
                Ok(value.to_owned())
            } else {
                Err(NotInserted::Place)
            }
        }
        Language::Json => Ok(serde_json::Value::String(value.to_owned()).to_string()),
        Language::Text => Ok(value.to_owned()),
    }
}

/// A value as an SQL identifier of the engine.
pub(super) fn identifier(language: Language, context: Context, value: &str) -> Result<String, NotInserted> {
    match (language, context) {
        (Language::Mysql, Context::Word) => sql(value, '`'),
        (Language::Postgresql, Context::Word) => sql(value, '"'),
        (Language::Sql, Context::Word) => Err(NotInserted::Engine),
        _ => Err(NotInserted::Place),
    }
}

/// Characters that mean nothing in any of the languages, inside quotes or outside. The shell's list is that of
/// Python's `shlex.quote`.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_@%+=:,./-".contains(letter)
}

/// POSIX, Shell Command Language, 2.2.2: within single quotes every character is itself. A word that begins with `=`
/// is one that zsh expands.
fn shell(value: &str) -> String {
    if value.chars().all(is_plain) && !value.starts_with('=') {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

/// Doubles the quote, as both engines want it. A backslash is an escape in one of them and not in the other, and so is
/// not inserted.
fn sql(value: &str, quote: char) -> Result<String, NotInserted> {
    if value.contains('\\') {
        return Err(NotInserted::Place);
    }
    Ok(format!("{quote}{}{quote}", value.replace(quote, &format!("{quote}{quote}"))))
}

/// PowerShell takes typographic quotes for quotes too (about_Quoting_Rules), so only ASCII is inserted.
fn powershell(value: &str) -> Result<String, NotInserted> {
    if value.is_ascii() { Ok(format!("'{}'", value.replace('\'', "''"))) } else { Err(NotInserted::Place) }
}
