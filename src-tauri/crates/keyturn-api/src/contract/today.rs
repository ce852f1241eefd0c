//! Today: what needs somebody, and the numbers of the rail.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::due::DueRow;
use super::incidents::{FollowUpDto, IncidentRow};
use super::reads::FindingRow;
use super::reviews::ReviewProgress;
use super::runs::LedRunDto;
use super::schedule::ScheduleReply;
use super::secrets::ProblemDto;

/// What needs somebody, in the order in which it is shown. Lists name the first few; the counts are of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayReply {
    /// When this was asked.
    pub at: DateTime<Utc>,
    /// Today, in the policy's time zone.
    pub today: NaiveDate,
    /// Incidents that run, the most urgent mark first; exercises too.
    pub incidents: Vec<IncidentRow>,
    /// Runs of rotations and reviews that are open, the oldest first.
    pub runs: Vec<LedRunDto>,
    /// Follow-ups of incidents that are late or due within seven days, the earliest first.
    pub follow_ups: Vec<FollowUpDto>,
    /// Findings about reads that nobody has looked at: the heaviest first.
    pub reads: Vec<FindingRow>,
    /// Findings about rotation that nobody has looked at: the heaviest first.
    pub rotation: Vec<FindingRow>,
    /// Secrets past their dates, the most overdue first.
    pub overdue: Vec<DueRow>,
    /// Secrets due within seven days, today included, the next first.
    pub week: Vec<DueRow>,
    /// Reviews that are not done, the next date first.
    pub reviews: Vec<TodayReview>,
    /// When the next review is due, where that is within 14 days and none is open.
    pub next_review_on: Option<NaiveDate>,
    /// Why something was not read: what hides whole listings first. Sign-ins are not among them.
    pub problems: Vec<ProblemDto>,
    /// Sign-ins that have ended or end soon.
    pub sign_ins: Vec<TodaySignIn>,
    /// The last sync that ended.
    pub last_sync: Option<TodaySync>,
    /// When the next is due by itself, what holds it, what was missed.
    pub schedule: ScheduleReply,
    /// Counts, of all.
    pub counts: TodayCounts,
}

/// Counts of what needs somebody, and of what the rail says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayCounts {
    /// How many secrets there are. Replicas count with their primary, gone ones not at all.
    pub secrets: u32,
    /// Incidents that run; exercises are left out.
    pub incidents: u32,
    /// Follow-ups that are late or due within seven days.
    pub follow_ups: u32,
    /// Findings about reads that nobody has looked at.
    pub reads: u32,
    /// Findings about rotation that nobody has looked at.
    pub rotation: u32,
    /// Secrets past their dates.
    pub overdue: u32,
    /// Secrets due within seven days.
    pub week: u32,
    /// Secrets due within 14 days, overdue ones not counted.
    pub due_in_14_days: u32,
    /// Secrets that AWS failed to rotate.
    pub failed: u32,
    /// Secrets not past their dates, of those that have one.
    pub within_policy: u32,
    /// Secrets that have a date by the policy.
    pub under_policy: u32,
    /// Cells that were not read in full at the last attempt.
    pub unread: u32,
    /// Cells that were ever tried.
    pub cells: u32,
    /// What could not be read, sign-ins left out.
    pub problems: u32,
}

/// A review that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayReview {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `open`, or `reopened` by what drifted since it was closed.
    pub state: String,
    /// When it is to be done.
    pub due_on: NaiveDate,
    /// Days until then; negative where it is late.
    pub days_left: i32,
    /// How far it is.
    pub progress: ReviewProgress,
    /// Of a late one, who has not decided all of theirs.
    pub late: Vec<LateReviewer>,
    /// What was decided to go and is not proved to have gone.
    pub unproved: u32,
}

/// Somebody who has not decided all of theirs in a review that is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LateReviewer {
    /// Their name.
    pub name: String,
    /// How many items they have not decided.
    pub left: u32,
}

/// A sign-in without which something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodaySignIn {
    /// The profile; null for the environment's own credentials.
    pub profile: Option<String>,
    /// `expired`, `missing`, or `expires`: it holds until `until`.
    pub state: String,
    /// Until when it holds or held, where that is known.
    pub until: Option<DateTime<Utc>>,
    /// What the last attempts could not read for want of it.
    pub problems: u32,
}

/// What the last sync did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodaySync {
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Whether a person stopped it.
    pub cancelled: bool,
    /// Secrets that were not known before.
    pub added: u32,
    /// Secrets of which something changed.
    pub changed: u32,
    /// Secrets that a full listing no longer had.
    pub gone: u32,
    /// Cells read in full.
    pub cells_read: u32,
    /// Cells tried.
    pub cells: u32,
}
