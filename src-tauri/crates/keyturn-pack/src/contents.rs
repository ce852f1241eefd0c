//! What a pack says: one campaign with everything that was decided on it and everything that it rests on.

use chrono::{DateTime, Utc};
use keyturn_domain::review::{Campaign, Decided, Item, LogEntry, Outcome, Pace, Removal};
use serde::{Deserialize, Serialize};

use crate::controls::Control;
use crate::strict::{self, ReadFault};

/// The version of the form of `review.json`. A later one is refused.
pub const SCHEMA: u32 = 1;

/// How the names of secrets stand in a pack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// As they are.
    #[default]
    Full,
    /// Without the last part of the path.
    Short,
    /// Numbers in their place.
    None,
}

impl Names {
    /// The code: `full`, `short` or `none`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::None => "none",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Full, Self::Short, Self::None].into_iter().find(|one| one.code() == code)
    }
}

/// An account of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackAccount {
    /// The 12 digits.
    pub id: String,
    /// Its name, where known. Hostile text.
    pub name: Option<String>,
}

/// One place that was read for the list: how, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The account's 12 digits.
    pub account: String,
    /// The region; `None` for what an account has once.
    pub region: Option<String>,
    /// What was read: `secretsmanager`, `ssm`, `policies`, `trail`.
    pub what: String,
    /// When it was last read in full (UTC).
    pub read_at: Option<DateTime<Utc>>,
    /// How: `complete`, `partial`, `failed`, `cancelled`, `not_enabled` or `never`.
    pub state: String,
}

/// How the list was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When the pack was written (UTC).
    pub written_at: DateTime<Utc>,
    /// Who wrote it: the operating system's user name.
    pub written_by: String,
    /// The version of Keyturn that wrote it.
    pub keyturn: String,
    /// The accounts in scope.
    pub accounts: Vec<PackAccount>,
    /// The regions in scope.
    pub regions: Vec<String>,
    /// The AWS calls from which the list was made, such as `secretsmanager:ListSecrets`.
    pub calls: Vec<String>,
    /// What was read, place by place.
    pub readings: Vec<Reading>,
}

/// A decision with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Its number in the log.
    pub sequence: u64,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Whether it stands: not taken back and not replaced.
    pub stands: bool,
    /// What was decided.
    pub decided: Decided,
}

/// An item with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// The item as it was frozen.
    pub item: Item,
    /// What follows from the decisions.
    pub outcome: Outcome,
    /// Whether something drifted after the close and opened it again.
    pub reopened: bool,
    /// The decisions in the order of the log.
    pub decisions: Vec<Taken>,
}

/// Where the log ended when the pack was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many entries it had.
    pub entries: u64,
    /// The hash of the last, 64 hexadecimal digits; zeros where there is none.
    pub hash: String,
}

/// Everything that a pack says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// [`SCHEMA`].
    pub schema: u32,
    /// How the names of secrets stand here.
    pub names: Names,
    /// The campaign.
    pub campaign: Campaign,
    /// How the list was made.
    pub made: Made,
    /// The items in the campaign's order.
    pub items: Vec<Reviewed>,
    /// What was to go, and whether it went.
    pub removals: Vec<Removal>,
    /// The log. With names left out its entries are chained anew: [`Contents::head`] is of the log as it is kept.
    pub log: Vec<LogEntry>,
    /// Where the log as it is kept ended.
    pub head: Head,
    /// How decisions were taken.
    pub pace: Pace,
    /// Which evidence answers which control.
    pub controls: Vec<Control>,
}

impl Contents {
    /// Reads `review.json`. A later schema and fields that are not known are refused.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadFault> {
        strict::read(bytes, SCHEMA)
    }

    /// The text of `review.json`.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
