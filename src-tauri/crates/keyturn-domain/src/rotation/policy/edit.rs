//! Changes the age of one rule in a file and leaves every other byte as it is.

use toml_edit::{Document, Item};

use super::{Age, PolicyFault, parse, print};

/// Why a file could not be changed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EditError {
    /// The file is no policy as it is.
    #[error("the file has {} faults", .0.len())]
    Unreadable(Vec<PolicyFault>),
    /// No rule has that id.
    #[error("no rule has the id {0:?}")]
    NoSuchRule(String),
    /// With the new age it would no longer be a policy.
    #[error("with this age the file would have {} faults", .0.len())]
    Refused(Vec<PolicyFault>),
}

/// The text with another age for one rule. Comments, order, spaces and the form of every other value stay.
pub fn edit(text: &str, rule_id: &str, age: Age) -> Result<String, EditError> {
    parse(text).map_err(EditError::Unreadable)?;
    let missing = || EditError::NoSuchRule(rule_id.to_owned());
    let document = Document::parse(text).map_err(|_| missing())?;
    let rules = document.as_table().get("rule").and_then(Item::as_array_of_tables).ok_or_else(missing)?;
    let of_rule = |table: &&toml_edit::Table| table.get("id").and_then(Item::as_str) == Some(rule_id);
    let place = rules.iter().find(of_rule).and_then(|table| table.get("age")?.span()).ok_or_else(missing)?;
    let mut edited = text.to_owned();
    edited.replace_range(place, &print::age(age));
    parse(&edited).map_err(EditError::Refused)?;
    Ok(edited)
}
