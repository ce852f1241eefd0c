//! Reading the rows: those that Keyturn ships, and an organisation's own over them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

use super::{Calendar, Deadline, Moment, Row};

/// The rows that Keyturn ships.
const SHIPPED: &str = include_str!("../notice.toml");

/// The version of the file's form.
const SCHEMA: u32 = 1;

/// The largest number of a deadline: ten years in hours.
const LARGEST: u32 = 87_600;

/// Read once. A test reads the same text, so that this cannot be empty.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| parse(SHIPPED).map(|own| own.rows).unwrap_or_default());

/// What a file of rows brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Its rows, in their order.
    pub rows: Vec<Row>,
    /// The calendar of the place, where the file gives one.
    pub calendar: Option<Calendar>,
}

/// The rows by which notices are due, and the calendar on which their days are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// The rows: the shipped ones in their order, then an organisation's own.
    pub rows: Vec<Row>,
    /// The ids of rows that are an organisation's own; one with a shipped row's id has taken its place.
    pub own: BTreeSet<String>,
    /// The calendar that somebody gave.
    pub given: Option<Calendar>,
}

impl Default for Notices {
    /// What Keyturn ships, and nobody's calendar.
    fn default() -> Self {
        Self { rows: shipped().to_vec(), own: BTreeSet::new(), given: None }
    }
}

impl Notices {
    /// With an organisation's own rows: one with the same id takes the other's place, the rest follow. Every row that
    /// starts when another is filed must find it.
    pub fn with(&self, own: Own) -> Result<Self, RowFault> {
        let mut found = self.clone();
        found.given = own.calendar.or(found.given);
        for row in own.rows {
            found.own.insert(row.id.clone());
            match found.rows.iter_mut().find(|known| known.id == row.id) {
                Some(known) => *known = row,
                None => found.rows.push(row),
            }
        }
        let known = |id: &str| found.rows.iter().any(|row| row.id == id);
        match found.rows.iter().find(|row| row.after.as_deref().is_some_and(|after| !known(after))) {
            Some(lost) => Err(RowFault::Row { id: lost.id.clone(), what: "it follows a row that is not there" }),
            None => Ok(found),
        }
    }

    /// The calendar to count on: UTC's, without holidays, where nobody gave one.
    pub fn calendar(&self) -> Calendar {
        self.given.clone().unwrap_or_else(|| Calendar::new(Tz::UTC))
    }

    /// On what calendar days are counted, in a sentence.
    pub fn calendar_words(&self) -> String {
        match &self.given {
            None => "Business days are Monday to Friday in UTC: nobody has given a calendar.".to_owned(),
            Some(Calendar { zone, holidays }) => match holidays.len() {
                0 => format!("Business days are Monday to Friday in {zone}, with no holidays given."),
                1 => format!("Business days are Monday to Friday in {zone}, without 1 holiday."),
                count => format!("Business days are Monday to Friday in {zone}, without {count} holidays."),
            },
        }
    }
}

/// Why a file of rows is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// It is not of this form.
    #[error("{0}")]
    Form(String),
    /// Its version is not known.
    #[error("schema {0} is not known, only {SCHEMA}")]
    Schema(u32),
    /// The calendar is not right.
    #[error("calendar: {0}")]
    Calendar(String),
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
    calendar: Option<Given>,
    #[serde(default, rename = "notice")]
    rows: Vec<Dated>,
}

/// The calendar of a place as a file gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    time_zone: String,
    #[serde(default)]
    holidays: Vec<toml::value::Datetime>,
}

impl Given {
    fn calendar(self) -> Result<Calendar, RowFault> {
        let zone = self.time_zone.parse().map_err(|_| {
            let name: String = self.time_zone.chars().take(60).collect();
            RowFault::Calendar(format!("the time zone {name:?} is not known: write one such as Europe/Berlin"))
        })?;
        let day = |day: toml::value::Datetime| -> Result<NaiveDate, RowFault> {
            let text = day.to_string();
            text.parse().map_err(|_| RowFault::Calendar(format!("{text} is no day: write one such as 2026-12-25")))
        };
        Ok(Calendar { zone, holidays: self.holidays.into_iter().map(day).collect::<Result<_, _>>()? })
    }
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

/// Reads a file of rows. `after` may name a row of another file: see [`Notices::with`].
pub fn parse(file: &str) -> Result<Own, RowFault> {
    let file: File = toml::from_str(file).map_err(|error| RowFault::Form(error.to_string()))?;
    if file.schema != SCHEMA {
        return Err(RowFault::Schema(file.schema));
    }
    let calendar = file.calendar.map(Given::calendar).transpose()?;
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
    Ok(Own { rows, calendar })
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
