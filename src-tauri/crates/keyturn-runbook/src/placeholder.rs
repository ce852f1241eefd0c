//! The placeholders that a runbook may name, and the form that a value must have to be inserted.
//!
//! Values come from tags, session names and commit paths: somebody hostile may have chosen them. A value outside its
//! form is not inserted. There is no placeholder for a secret's value, and there never will be.

mod catalogue;

pub use catalogue::CATALOGUE;

/// What a placeholder's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// An identifier: letters, digits, `_`, `-`, `.`, at most 128.
    Id,
    /// An AWS account: 12 digits.
    Account,
    /// A region: lower case letters, digits, `-`.
    Region,
    /// The name of a secret or parameter, or a path of it.
    SecretName,
    /// An ARN.
    Arn,
    /// A KMS key: its id, ARN or alias.
    KeyRef,
    /// The name of a user, role or session (IAM's set of characters).
    Iam,
    /// An instant, as RFC 3339 in UTC.
    Time,
    /// A host, a domain or an IP address.
    Host,
    /// A repository, as `owner/name`.
    Slug,
    /// The hash of a commit.
    Commit,
    /// A count.
    Number,
    /// An https address.
    Url,
    /// One line of anything printable. It is always quoted, and never stands inside quotes.
    Line,
    /// For people's eyes: lists and free text. Never in a snippet.
    Display,
}

impl Form {
    /// Whether a value has the form.
    pub fn admits(self, value: &str) -> bool {
        let of = |most: usize, extra: &str| {
            !value.is_empty()
                && value.len() <= most
                && value.chars().all(|letter| letter.is_ascii_alphanumeric() || extra.contains(letter))
        };
        match self {
            Self::Id => of(128, "_-."),
            Self::Account => value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Region => of(32, "-") && !value.bytes().any(|byte| byte.is_ascii_uppercase()),
            // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
            Self::SecretName => of(2048, "/_+=.@-"),
            Self::Arn => of(2048, "_@+=:,./-") && value.starts_with("arn:"),
            // https://docs.aws.amazon.com/kms/latest/developerguide/concepts-key-id.html
            Self::KeyRef => of(2048, "_:/-"),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
            Self::Iam => of(128, "_+=,.@-"),
            Self::Time => is_instant(value),
            Self::Host => of(253, ".:-"),
            Self::Slug => of(200, "_.-/") && value.split('/').count() == 2 && !value.contains("//"),
            Self::Commit => (7..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Self::Number => value.len() <= 12 && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Url => value.starts_with("https://") && of(2048, "._~:/?#@!$&()*+,;=%-"),
            Self::Line => !value.is_empty() && value.len() <= 1024 && value.chars().all(is_printable),
            Self::Display => true,
        }
    }

    /// Whether every value of the form consists of characters that mean nothing in any language, so that it may stand
    /// inside quotes that the runbook's author wrote.
    pub fn is_plain(self) -> bool {
        !matches!(self, Self::Url | Self::Line | Self::Display)
    }
}

/// What a name in double braces stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// `{{aws}}`: the AWS CLI with the profile and region of the run.
    Aws,
    /// A value, to be quoted for its language.
    Value(Form),
    /// A value that becomes an SQL identifier: `{{db.user_ident}}`.
    Identifier(Form),
}

/// What a name stands for, or nothing if the catalogue does not know it. Every `input.<id>` is one line.
pub fn meaning(name: &str) -> Option<Meaning> {
    if name == "aws" {
        return Some(Meaning::Aws);
    }
    if let Some(form) = form(name) {
        return Some(Meaning::Value(form));
    }
    let base = name.strip_suffix("_ident").filter(|base| base.starts_with("db."))?;
    form(base).map(Meaning::Identifier)
}

/// The form of a placeholder's value.
fn form(name: &str) -> Option<Form> {
    if name.starts_with("input.") {
        return crate::condition::is_fact(name).then_some(Form::Line);
    }
    CATALOGUE.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
}

/// Where each `{{name}}` stands in a text: its byte range, and the name.
pub fn holes(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|open| from + open) {
        let Some(rest) = text.get(open + 2..) else { break };
        // Braces that no name follows are the text's own, as in Go templates and JMESPath.
        match rest.find("}}").and_then(|end| Some((open + 2 + end, rest.get(..end)?.trim()))) {
            Some((end, name)) if is_name(name) => {
                found.push((open..end + 2, name));
                from = end + 2;
            }
            _ => from = open + 2,
        }
    }
    found
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A character that a person can see, and that changes nothing about how the others are shown: no controls, no
/// bidirectional marks (Unicode Technical Report 36, 2.10), nothing of zero width, no line separators.
pub(crate) fn is_printable(letter: char) -> bool {
    let hidden = matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !letter.is_control() && !hidden
}

/// A text for a person's eyes: what cannot be seen is shown as its code, such as `⟨U+202E⟩`.
pub fn visible(text: &str) -> String {
    let show = |letter: char| match letter {
        '\n' => "\n".to_owned(),
        letter if is_printable(letter) => letter.to_string(),
        letter => format!("⟨U+{:04X}⟩", u32::from(letter)),
    };
    text.chars().map(show).collect()
}

/// `2026-01-31T09:30:00Z`, with or without fractions.
fn is_instant(value: &str) -> bool {
    value.len() <= 32 && value.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(value).is_ok()
}

#[cfg(test)]
mod tests;
