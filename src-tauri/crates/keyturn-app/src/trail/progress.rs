//! Where a running collection or import stands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::report::Tally;

/// How events come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// From AWS, by LookupEvents.
    Lookup,
    /// From files.
    Files,
}

impl By {
    /// The code that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Files => "files",
        }
    }
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Events come in.
    Collecting,
    /// They are compared with what is usual.
    Judging,
}

impl Stage {
    /// The code that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Collecting => "collecting",
            Self::Judging => "judging",
        }
    }
}

/// A running collection or import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailProgress {
    /// Where the events come from.
    pub by: By,
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// What is being done.
    pub stage: Stage,
    /// Parts: accounts and regions, files, or (while judging) principals.
    pub parts: u32,
    /// Parts that are done.
    pub parts_done: u32,
    /// Wanted events read so far.
    pub events: u64,
    /// New events so far.
    pub new_events: u64,
    /// The account and region, the file or the principal at hand. Hostile text.
    pub current: Option<String>,
}

impl TrailProgress {
    pub(super) fn new(by: By, started_at: DateTime<Utc>) -> Self {
        Self {
            by,
            started_at,
            stage: Stage::Collecting,
            parts: 0,
            parts_done: 0,
            events: 0,
            new_events: 0,
            current: None,
        }
    }

    pub(super) fn count(&mut self, tally: &Tally) {
        self.events += tally.events;
        self.new_events += tally.new;
    }

    pub(super) fn begin(&mut self, stage: Stage, parts: usize) {
        self.stage = stage;
        self.parts = u32::try_from(parts).unwrap_or(u32::MAX);
        self.parts_done = 0;
        self.current = None;
    }
}
