//! One CloudTrail record in the normal form: who did what to which secret, from where, and whether it worked.

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};
use serde::{Deserialize, Serialize};

use crate::agent::Agent;
use crate::call::Call;
use crate::origin::Origin;
use crate::principal::Actor;
use crate::target::Target;

/// `eventID`: a UUID as AWS writes it, any short text as others do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId(pub String);

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It worked.
    Done,
    /// It was refused for want of permission; with `errorCode`.
    Denied(String),
    /// It failed for another reason: throttled, not found; with `errorCode`.
    Failed(String),
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id; the same in each copy of a file.
    pub id: EventId,
    /// The id that the copies in the caller's and the owner's account share (`sharedEventID`).
    pub shared_id: Option<EventId>,
    /// The event that this one delivers again, corrected (`addendum.originalEventID`).
    pub corrects: Option<EventId>,
    /// When the call was made (UTC).
    pub at: DateTime<Utc>,
    /// The account whose trail holds it (`recipientAccountId`).
    pub account: AccountId,
    /// The region that answered.
    pub region: Region,
    /// The call.
    pub call: Call,
    /// Who made it.
    pub by: Actor,
    /// From where.
    pub from: Origin,
    /// With which program.
    pub agent: Agent,
    /// What it was aimed at; empty where neither the request nor an error names anything.
    pub targets: Vec<Target>,
    /// Whether values were asked for decrypted (`withDecryption`); always so for Secrets Manager.
    pub decrypted: bool,
    /// How it ended.
    pub outcome: Outcome,
}
