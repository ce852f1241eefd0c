//! Reading the rows.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Deadline, Moment, Row};

/// The rows that Keyturn ships.
const SHIPPED: &str = include_str!("../notice.toml");

/// The version of the file's form.
const SCHEMA: u32 = 1;

/// The largest number of a deadline: ten years in hours.
const LARGEST: u32 = 87_600;

/// Read once. A test reads the same text, so that this cannot be empty.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| parse(SHIPPED).unwrap_or_default());

/// Why a file of rows is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// It is not of this form.
    #[error("{0}")]
    Form(String),
    /// Its version is not known.
    #[error("schema {0} is not known, only {SCHEMA}")]
    Schema(u32),
    /// Two rows have one id.
    #[error("two rows have the id {0:?}")]
    Twice(String),
    /// A row is not right.
    #[error("row {id:?}: {what}")]
    Row {
        /// Its id.
        id: String,
        /// What is wrong.
        what: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    #[serde(default, rename = "notice")]
    rows: Vec<Dated>,
}

/// A row with its date as TOML writes dates.
#[derive(Deserialize)]
struct Dated {
    checked_on: Option<toml::value::Datetime>,
    #[serde(flatten)]
    rest: toml::Table,
}

/// The rows that Keyturn ships, in the order of the file.
pub fn shipped() -> &'static [Row] {
    &ROWS
}

/// Reads a file of rows. `after` may name a row of another file: see [`with_own`].
pub fn parse(file: &str) -> Result<Vec<Row>, RowFault> {
    let file: File = toml::from_str(file).map_err(|error| RowFault::Form(error.to_string()))?;
    if file.schema != SCHEMA {
        return Err(RowFault::Schema(file.schema));
    }
    let mut ids = BTreeSet::new();
    let mut rows = Vec::new();
    for Dated { checked_on, mut rest } in file.rows {
        // TOML's own dates are days here.
        if let Some(day) = checked_on {
            rest.insert("checked_on".to_owned(), toml::Value::String(day.to_string()));
        }
        let row: Row = rest.try_into().map_err(|error: toml::de::Error| RowFault::Form(error.to_string()))?;
        check(&row)?;
        if !ids.insert(row.id.clone()) {
            return Err(RowFault::Twice(row.id));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The shipped rows with an organisation's own: one with the same id takes the shipped one's place, others follow.
/// Every row that starts when another is filed must find it.
pub fn with_own(own: Vec<Row>) -> Result<Vec<Row>, RowFault> {
    let mut rows = shipped().to_vec();
    for row in own {
        match rows.iter_mut().find(|shipped| shipped.id == row.id) {
            Some(shipped) => *shipped = row,
            None => rows.push(row),
        }
    }
    let found = |id: &str| rows.iter().any(|row| row.id == id);
    match rows.iter().find(|row| row.after.as_deref().is_some_and(|after| !found(after))) {
        Some(lost) => Err(RowFault::Row { id: lost.id.clone(), what: "it follows a row that is not there" }),
        None => Ok(rows),
    }
}

fn check(row: &Row) -> Result<(), RowFault> {
    let kebab = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let said =
        [&row.name, &row.jurisdiction, &row.law, &row.question, &row.to].iter().all(|text| !text.trim().is_empty());
    let counts = |count: u32| (1..=LARGEST).contains(&count);
    let what = if !kebab(&row.id) {
        "an id is of small letters, digits and dashes"
    } else if !said {
        "name, jurisdiction, law, question and to must be said"
    } else if !row.source.starts_with("https://") {
        "its source is no https link"
    } else if (row.starts_from == Moment::Filed) != row.after.is_some() {
        "`after` goes with starts_from = \"filed\", and only with it"
    } else if row.after.as_deref() == Some(row.id.as_str()) {
        "it follows itself"
    } else if row.deadline.count().is_some_and(|count| !counts(count)) {
        "its deadline is out of bounds"
    } else if row.no_later_than.is_some_and(|second| !counts(second.hours) || second.from == Moment::Filed) {
        "its second clock is out of bounds"
    } else if row.no_later_than.is_some() && row.deadline == Deadline::AtOnce {
        "a second clock goes with a deadline"
    } else {
        return Ok(());
    };
    Err(RowFault::Row { id: row.id.chars().take(80).collect(), what })
}
