//! The schedule: syncing every so often while Keyturn runs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When Keyturn syncs by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduleDto {
    /// Hours from one sync to the next, 1 to 168; null: never by itself.
    pub every_hours: Option<u32>,
    /// Whether events of CloudTrail are collected after each.
    pub trail: bool,
    /// Whether it runs on a network that is paid by volume.
    pub on_metered: bool,
}

/// The schedule as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduleReply {
    /// The schedule.
    pub schedule: ScheduleDto,
    /// When the next run is due; past where something holds it. Null where it is off, or nothing is set up to sync from.
    pub next_at: Option<DateTime<Utc>>,
    /// What holds the run that is due: `offline`, `metered`.
    pub held: Option<String>,
    /// The last run that the schedule made.
    pub last: Option<ScheduledRunDto>,
}

/// A run of the schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduledRunDto {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// Why it could not be done; null where it was.
    pub failed: Option<String>,
    /// How many runs before it did not happen.
    pub missed: u32,
    /// Why: `asleep`, `closed`, `offline`, `metered`, `busy`; null where none was missed.
    pub because: Option<String>,
}
