//! The calendar: due dates, planned rotations, exceptions ending, AWS's own schedules, freezes; and its feed.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::due::{DueRow, SecretRef};

/// Asks for a stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarRequest {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; at most 400 days after the first.
    pub to: NaiveDate,
    /// Filter of secrets, in the list's language (`account:`, `owner:`, `kind:`); empty for all.
    pub filter: String,
    /// How many entries to list on one day at most; 0 for the counts alone. More are told by `days`.
    pub per_day: u32,
}

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarReply {
    /// What is on the days, by day; on one day what is late first, then by name.
    pub entries: Vec<CalendarEntry>,
    /// The days with something on them.
    pub days: Vec<DayCount>,
    /// Freezes that touch the stretch.
    pub freezes: Vec<FreezeDto>,
    /// How many are due in each of the next 12 weeks, from this one on.
    pub weeks: Vec<WeekCount>,
    /// How many are overdue.
    pub overdue: u32,
    /// The first 20 of those, the most overdue first.
    pub overdue_rows: Vec<DueRow>,
    /// How many are due within 14 days.
    pub due_in_14_days: u32,
    /// Today, in the policy's time zone.
    pub today: NaiveDate,
    /// The policy's time zone.
    pub time_zone: String,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
}

/// Something on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarEntry {
    /// Stable over exports.
    pub id: String,
    /// The day.
    pub on: NaiveDate,
    /// The instant, where it is one (a clock's end, AWS's window).
    pub at: Option<DateTime<Utc>>,
    /// `due`, `planned`, `rotated`, `aws_schedule`, `exception_ends`, `task`, `review`, `follow_up`.
    pub kind: String,
    /// `late`, `soon`, `plan`, `ok` or `calm`.
    pub tone: String,
    /// In a few words: `NPM_TOKEN due`.
    pub title: String,
    /// In a line: `CI secret, 90 days, platform`.
    pub detail: String,
    /// The secret, where it is one.
    pub secret: Option<SecretRef>,
    /// The rotation, for `planned` and `rotated`.
    pub rotation: Option<String>,
    /// The campaign, for `review`; null where the entry is of the next one, which is not open yet.
    pub review: Option<String>,
    /// Whether it can be moved to another day.
    pub movable: bool,
}

/// How much is on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DayCount {
    /// The day.
    pub on: NaiveDate,
    /// Due on it.
    pub due: u32,
    /// Due on it and late.
    pub late: u32,
    /// Planned on it.
    pub planned: u32,
    /// Everything else on it.
    pub other: u32,
}

/// How many are due in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WeekCount {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Due, or planned, in it.
    pub due: u32,
}

/// Days on which nothing is to be rotated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FreezeDto {
    /// Its id; empty for a new one.
    pub id: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Why.
    pub why: String,
    /// For what it counts: `all`, `account`, `path` or `owner`.
    pub scope: String,
    /// The account's 12 digits, the path's pattern, or the owner; empty for `all`.
    pub what: String,
}

/// The freezes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FreezesReply {
    /// By their first day.
    pub freezes: Vec<FreezeDto>,
}

/// Names a freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FreezeRequest {
    /// Its id.
    pub id: String,
}

/// Asks for dates that do not fall on one day, for what is overdue or due within the days and has no rotation planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpreadRequest {
    /// Filter of secrets, in the list's language; empty for all.
    pub filter: String,
    /// The first day to use.
    pub from: NaiveDate,
    /// The last day to use: what is overdue gets a day until then, anything else until it is due.
    pub to: NaiveDate,
}

/// Dates proposed; nothing is planned yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpreadReply {
    /// The proposals, by day.
    pub proposals: Vec<Proposal>,
    /// Secrets that found no day, in a sentence each.
    pub left_out: Vec<String>,
}

/// A date for a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Proposal {
    /// The secret.
    pub secret: SecretRef,
    /// The date it is due.
    pub due_on: Option<NaiveDate>,
    /// The date proposed.
    pub on: NaiveDate,
    /// Whether that is after the date it is due (it was overdue, or no day was free before).
    pub late: bool,
}

/// Writes the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarExportRequest {
    /// Whether names of secrets are in it; without, "3 rotations due in prod".
    pub names: bool,
    /// Filter of secrets, in the list's language; empty for all.
    pub filter: String,
}

/// Where the feed went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarExportReply {
    /// The file.
    pub path: String,
    /// How many events are in it.
    pub events: u32,
}

/// What a notice on the desktop is about, when a person chose it there. Sent as the event `notice_opened`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticePlace {
    /// `rotation`, `reviews` or `incidents`.
    pub place: String,
    /// The incident's number.
    pub id: Option<String>,
}

/// Reminders on the desktop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemindersDto {
    /// Whether they are shown.
    pub on: bool,
    /// How many days ahead.
    pub within_days: u32,
}
