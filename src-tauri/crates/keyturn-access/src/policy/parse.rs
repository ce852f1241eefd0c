//! A policy's text, brought into the words of its grammar. What cannot be understood is named, and widened: the
//! statement that has it is marked, so that its cells become unknown rather than fewer.

mod elements;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::json::Json;
use super::{Document, Effect, Statement, Version};

/// A policy that was read, with what in it was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parsed {
    /// The policy. Statements that a fault concerns are marked [`Statement::faulty`].
    pub document: Document,
    /// What was not understood, in order.
    pub faults: Vec<Fault>,
}

/// Something in a policy that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Fault {
    /// Where: `Statement[3].Condition.StringFoo`.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

/// Text that is no policy at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPolicy {
    /// It is not JSON, or nested deeper than 127 levels.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// JSON, but no object.
    #[error("a policy is a JSON object")]
    NotAnObject,
    /// An object without `Statement`.
    #[error("a policy has a Statement")]
    NoStatement,
}

/// The longest piece of a policy's own text that a fault repeats, in characters.
const QUOTED: usize = 100;

/// Reads a policy: JSON, or the percent-encoded JSON of IAM's answers.
///
/// Element names are compared without regard to case, a single statement, action, resource or value may stand in place
/// of a list, as IAM has it: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.
pub fn parse(text: &str) -> Result<Parsed, NotAPolicy> {
    let text = decoded(text.trim_start_matches('\u{feff}').trim());
    document(serde_json::from_str(&text))
}

/// Reads a policy that stands as JSON in a larger text: as its own text would be read.
pub(crate) fn parse_value(value: &serde_json::Value) -> Result<Parsed, NotAPolicy> {
    match value {
        serde_json::Value::String(text) => parse(text),
        other => document(Json::deserialize(other)),
    }
}

fn document(json: Result<Json, serde_json::Error>) -> Result<Parsed, NotAPolicy> {
    let json = json.map_err(|error| NotAPolicy::NotJson(quote(&error.to_string())))?;
    let Json::Object(members) = json else { return Err(NotAPolicy::NotAnObject) };
    if !members.iter().any(|(name, _)| name.eq_ignore_ascii_case("Statement")) {
        return Err(NotAPolicy::NoStatement);
    }
    let mut faults = Vec::new();
    let mut document = Document::default();
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in members {
        let lower = name.to_ascii_lowercase();
        if seen.contains(&lower) {
            faults.push(Fault { place: quote(&name), what: "stands twice".to_owned() });
        }
        match (lower.as_str(), value) {
            ("version", Json::Text(version)) if version == "2012-10-17" => document.version = Version::V2012,
            ("version", Json::Text(version)) if version == "2008-10-17" => document.version = Version::V2008,
            ("version", _) => {
                document.version = Version::V2012;
                faults.push(Fault { place: quote(&name), what: "no version of the policy language".to_owned() });
            }
            ("id", Json::Text(id)) => document.id = Some(id),
            ("id", _) => faults.push(Fault { place: quote(&name), what: "not a string".to_owned() }),
            ("statement", Json::List(statements)) => {
                for statement in statements {
                    elements::statement(statement, &mut document.statements, &mut faults);
                }
            }
            ("statement", statement) => elements::statement(statement, &mut document.statements, &mut faults),
            _ => faults.push(Fault { place: quote(&name), what: "no such element".to_owned() }),
        }
        seen.push(lower);
    }
    // A fault outside a statement may bear on any of them.
    if faults.iter().any(|fault| !fault.place.starts_with("Statement[")) {
        document.statements.iter_mut().for_each(|statement| statement.faulty = true);
    }
    if document.statements.is_empty() {
        faults.push(Fault { place: "Statement".to_owned(), what: "is empty".to_owned() });
    }
    Ok(Parsed { document, faults })
}

impl Parsed {
    /// What stands in for a text that is no policy: it may allow and may deny everything.
    pub fn unreadable(why: &NotAPolicy) -> Self {
        let fault = Fault { place: String::new(), what: why.to_string() };
        Self { document: Document::unreadable(), faults: vec![fault] }
    }
}

/// The text itself, or what its percent-encoding hides. Text that starts like JSON is never decoded.
fn decoded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['{', '[', '"']) || !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|_| first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A policy's own words as a fault repeats them: bounded.
fn quote(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}
