//! Notices: whom the law, a supervisor or a contract may want told, each with its own clock.
//!
//! The rows are data (`notice.toml`), with what was read and when. Nothing here is legal advice: a row asks a question,
//! people decide, and the decision is on record, also when it is *no*.

mod calendar;
mod clock;
mod rows;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::text::{self, same_person};
use super::timeline::CLOCK_SKEW;
use crate::code::codes;
use crate::rotation::statement::StatementFault;

pub use calendar::{Calendar, due};
pub use clock::{Moments, NoticeClock, NoticeState, clocks};
pub use rows::{Notices, Own, RowFault, parse, shipped};

/// Said once, beside the rows.
pub const NOT_ADVICE: &str =
    "Not legal advice. Deadlines are data with a source and a date; ask counsel, and decide on what could be reached.";

/// A moment from which a clock runs. Each is kept apart: being aware of an incident and judging it material are days
/// apart, and a different clock starts from each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// First noticed.
    Detected,
    /// Aware of a breach or significant incident, with reasonable certainty.
    Aware,
    /// Suspected.
    Suspected,
    /// Classified as major.
    Classified,
    /// Judged material.
    Material,
    /// Determined, or identified, that it occurred.
    Determined,
    /// Discovered, as health and state laws mean it: known, or would have been with diligence.
    Discovered,
    /// Assessed as notifiable.
    Assessed,
    /// A fix is available.
    FixAvailable,
    /// A ransom or extortion payment was made.
    Paid,
    /// Another row's notice was filed.
    Filed,
}

codes!(Moment {
    Detected => "detected",
    Aware => "aware",
    Suspected => "suspected",
    Classified => "classified",
    Material => "material",
    Determined => "determined",
    Discovered => "discovered",
    Assessed => "assessed",
    FixAvailable => "fix_available",
    Paid => "paid",
    Filed => "filed",
});

/// How long there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deadline {
    /// At once, without undue delay, as soon as feasible: no number is given.
    AtOnce,
    /// Hours, through nights and weekends.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Business days of the place, the first being the first after the day on which it starts.
    BusinessDays(u32),
    /// Months. From the 31st of January one month ends on the last of February.
    Months(u32),
    /// Days after the end of the calendar year.
    DaysAfterYear(u32),
}

impl Deadline {
    /// The deadline in words: `72 hours`.
    pub fn words(self) -> String {
        let counted = |count: u32, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        match self {
            Self::AtOnce => "at once".to_owned(),
            Self::Hours(count) => counted(count, "hour"),
            Self::Days(count) => counted(count, "day"),
            Self::BusinessDays(count) => counted(count, "business day"),
            Self::Months(count) => counted(count, "month"),
            Self::DaysAfterYear(count) => format!("{} after the end of the year", counted(count, "day")),
        }
    }

    fn count(self) -> Option<u32> {
        match self {
            Self::AtOnce => None,
            Self::Hours(count)
            | Self::Days(count)
            | Self::BusinessDays(count)
            | Self::Months(count)
            | Self::DaysAfterYear(count) => Some(count),
        }
    }
}

/// A second clock of a row: hours from another moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoLaterThan {
    /// From when.
    pub from: Moment,
    /// How long.
    pub hours: u32,
}

/// One clock for a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its id, such as `gdpr-33`.
    pub id: String,
    /// Its name: which law, and which stage.
    pub name: String,
    /// Where, and for whom.
    pub jurisdiction: String,
    /// The provision.
    pub law: String,
    /// From when the clock runs.
    pub starts_from: Moment,
    /// For [`Moment::Filed`]: the row that was filed.
    pub after: Option<String>,
    /// How long there is.
    pub deadline: Deadline,
    /// A second clock; the earlier one holds.
    pub no_later_than: Option<NoLaterThan>,
    /// What people must answer.
    pub question: String,
    /// Who is told.
    pub to: String,
    /// What else to know. May be empty.
    #[serde(default)]
    pub note: String,
    /// The page that was read, or where the law is to be read.
    pub source: String,
    /// When the row was compared with its source. `None`: nobody has.
    pub checked_on: Option<NaiveDate>,
}

impl Row {
    /// When it was checked, in words that are shown with it.
    pub fn checked_words(&self) -> String {
        match self.checked_on {
            Some(day) => format!("checked on {day}"),
            None => "nobody has checked this row".to_owned(),
        }
    }
}

/// What is decided on a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It applies: a notice is due.
    Notify,
    /// It does not apply.
    No,
    /// The notice was filed.
    Filed {
        /// When (UTC).
        at: DateTime<Utc>,
        /// The authority's reference, or where the copy is.
        reference: String,
    },
}

impl Answer {
    /// The code that is stored and put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::No => "no",
            Self::Filed { .. } => "filed",
        }
    }
}

/// A decision on a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDecision {
    /// The row's id.
    pub row: String,
    /// What.
    pub answer: Answer,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The second person. Needed for a decision not to tell anybody.
    pub second: Option<String>,
    /// When (UTC).
    pub at: DateTime<Utc>,
}

/// Why a decision is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// There is no such row.
    #[error("there is no notice clock {0:?}")]
    NoSuchRow(String),
    /// Nobody is named.
    #[error("say who decided")]
    NoName,
    /// No reason is given.
    #[error("say why: the decision must stand by itself, also when it is no")]
    NoReason,
    /// There is no second person, or it is the first.
    #[error("a decision not to notify wants a second person, by name")]
    NoSecond,
    /// A notice was filed without a trace.
    #[error("say the authority's reference, or where the copy is kept")]
    NoReference,
    /// It lies in the future.
    #[error("it lies in the future")]
    InFuture,
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

impl NoticeDecision {
    /// Checks a decision. It may follow another one on the same row: the last one counts, all are kept.
    pub fn check(&self, rows: &[Row], now: DateTime<Utc>) -> Result<(), NoticeFault> {
        if !rows.iter().any(|row| row.id == self.row) {
            return Err(NoticeFault::NoSuchRow(text::one_line(&self.row, 80)));
        }
        if !text::is_said(&self.by) {
            return Err(NoticeFault::NoName);
        }
        match &self.answer {
            Answer::Filed { reference, .. } if !text::is_said(reference) => return Err(NoticeFault::NoReference),
            Answer::Filed { at, .. } if *at > now + CLOCK_SKEW => return Err(NoticeFault::InFuture),
            Answer::Filed { reference, .. } => text::check(reference)?,
            Answer::Notify | Answer::No if !text::is_said(&self.reason) => return Err(NoticeFault::NoReason),
            Answer::Notify | Answer::No => {}
        }
        let second = self.second.as_deref().filter(|name| text::is_said(name));
        if self.answer == Answer::No && second.is_none_or(|name| same_person(name, &self.by)) {
            return Err(NoticeFault::NoSecond);
        }
        text::check(second.unwrap_or_default())?;
        Ok(text::check(&self.reason)?)
    }
}

#[cfg(test)]
mod tests;
