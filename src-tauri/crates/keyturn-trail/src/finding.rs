//! What a detection says: a read that does not fit, or one that looks odd and is explained.

use chrono::{DateTime, Utc};
use keyturn_domain::account::AccountId;
use serde::{Deserialize, Serialize};

use crate::event::EventId;
use crate::principal::Principal;
use crate::read::Object;

/// How much a finding weighs: what was read, and how odd it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Look when there is time.
    Low,
    /// Look this week.
    Medium,
    /// Look today.
    High,
    /// Look now.
    Critical,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }
}

/// One aspect, as it usually is and as it was this time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The aspect: `Secrets in a run`, `From`, `When`, `Agent`.
    pub aspect: String,
    /// What is usual, with the numbers and the days they rest on.
    pub usual: String,
    /// What it was this time.
    pub now: String,
    /// Whether this is what does not fit.
    pub odd: bool,
}

/// The one thing to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Start an incident.
    StartIncident,
    /// Ask the person whether it was them.
    AskPerson,
    /// Ask the owner of the workload.
    AskOwner,
    /// Look at the trail's settings and put them right.
    RestoreTrail,
    /// Take the right to read away, or give it on purpose.
    FixAccess,
}

/// A finding, or an explained oddity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The same for the same oddity, however often and in whatever order its events are judged.
    pub key: String,
    /// The detection that weighs most: its id, such as `burst`.
    pub rule: String,
    /// The other detections that say something about the same reads.
    pub also: Vec<String>,
    /// How much it weighs. An explained one is [`Severity::Info`].
    pub severity: Severity,
    /// The account whose trail holds it.
    pub account: AccountId,
    /// Who.
    pub principal: Principal,
    /// The session, where there was only one.
    pub session: Option<String>,
    /// The first of its events (UTC).
    pub first_at: DateTime<Utc>,
    /// The last of its events (UTC).
    pub last_at: DateTime<Utc>,
    /// What was read, or tried.
    pub objects: Vec<Object>,
    /// The events themselves.
    pub events: Vec<EventId>,
    /// In a line: `role/ci-deploy read 15 secrets in 4 seconds from an address it never used`.
    pub title: String,
    /// Why it is odd against what is usual, with the numbers.
    pub reason: String,
    /// The comparison, aspect by aspect.
    pub compared: Vec<Compared>,
    /// What it looks like and is not, each with its ground.
    pub excluded: Vec<String>,
    /// Why it is nothing, where it is explained: `20 reads by the role that created these secrets 12 seconds earlier`.
    pub explained: Option<String>,
    /// What to do next.
    pub next: NextStep,
}
