//! One read of one secret, whatever number of records tell of it.

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};
use serde::{Deserialize, Serialize};

use crate::agent::Agent;
use crate::event::{EventId, Outcome};
use crate::origin::Origin;
use crate::principal::Actor;
use crate::target::SecretName;

/// By which way a value was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By its own name: `GetSecretValue`, `GetParameter`, `GetParameters`.
    Named,
    /// Within `BatchGetSecretValue`.
    Batch,
    /// Below a path: `GetParametersByPath`.
    Path,
    /// With its old values: `GetParameterHistory`.
    History,
    /// Known by its decryption alone: no call was recorded that explains it.
    Decrypt,
    /// The Windows password of an instance.
    Password,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 6] = [Self::Named, Self::Batch, Self::Path, Self::History, Self::Decrypt, Self::Password];

    /// The word for it in queries, exports and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Batch => "batch",
            Self::Path => "path",
            Self::History => "history",
            Self::Decrypt => "decrypt",
            Self::Password => "password",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// What was read, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// One secret.
    Secret(SecretName),
    /// Whatever is below a path: no decryption was recorded that says which.
    Path(String),
    /// Whatever a batch's filter matched: no single event says which. In words.
    Filter(String),
    /// An instance's Windows password.
    Instance(String),
    /// The record names nothing.
    Unknown,
}

/// One read, or one attempt: one principal, one object, one moment. Counted once, whatever number of records tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// When (UTC): of the earliest of its events.
    pub at: DateTime<Utc>,
    /// The account whose trail holds it.
    pub account: AccountId,
    /// The region that answered.
    pub region: Region,
    /// Who.
    pub by: Actor,
    /// From where.
    pub from: Origin,
    /// With which program.
    pub agent: Agent,
    /// What.
    pub object: Object,
    /// By which way.
    pub way: Way,
    /// Whether the value was asked for decrypted.
    pub decrypted: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// The records that tell of it; the one that stands for it first.
    pub events: Vec<EventId>,
}
