//! Watches on what was revoked: what each has shown, and what a round of asking brought.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// A watch, honest about delay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchDto {
    /// Its number.
    pub number: u32,
    /// The number in the ledger that it watches.
    pub entry: u32,
    /// What is asked for: `AccessKeyId`, `Username` or `ResourceName`.
    pub attribute: String,
    /// Its value. Hostile text.
    pub value: String,
    /// Accounts and regions, such as `111122223333 eu-west-1`.
    pub places: Vec<String>,
    /// From when.
    pub from: DateTime<Utc>,
    /// Up to when everything is known; null: somewhere nothing is.
    pub known_until: Option<DateTime<Utc>>,
    /// What it shows, in a sentence: `no use since 14:02 UTC; events can be 15 minutes late`.
    pub words: String,
    /// Whether 30 minutes of silence are known.
    pub short_done: bool,
    /// Whether 30 days of silence are known.
    pub long_done: bool,
    /// Calls that it saw: worked ones first.
    pub hits: Vec<HitDto>,
}

/// What one round of asking for an incident's watches brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRoundReply {
    /// Questions that CloudTrail was asked.
    pub polls: u32,
    /// Whether a use was seen that opened the incident again.
    pub reopened: bool,
    /// Whether 30 minutes of silence are known of everything that is watched.
    pub quiet: bool,
    /// What could not be asked.
    pub problems: Vec<ProblemDto>,
    /// The watches as they stand now.
    pub watches: Vec<WatchDto>,
}

/// A call that a watch saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HitDto {
    /// CloudTrail's event id.
    pub event: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Which call. Hostile text.
    pub name: String,
    /// From where. Hostile text.
    pub source: String,
    /// Whether AWS refused it.
    pub refused: bool,
}
