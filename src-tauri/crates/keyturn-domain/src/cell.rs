//! A cell: the unit in which secrets are listed, and in which a listing is complete or is not.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::{AccountId, Region};
use crate::store::Store;

/// One store of one region of one account. A secret can only be *gone* after a full listing of its cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The account that holds the secrets.
    pub account: AccountId,
    /// The region they are in.
    pub region: Region,
    /// The store they are in.
    pub store: Store,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {}", self.account, self.region, self.store.label())
    }
}

/// How the last attempt to read a cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Every page was listed and every detail read.
    Complete,
    /// Every page was listed, but a detail (ages, tags, keys) could not be read.
    Partial,
    /// The listing did not end: what is shown is from the last full reading, if there was one.
    Failed,
    /// A person stopped the sync before this cell was complete.
    Cancelled,
    /// The account has not enabled the region: nothing is there to be listed.
    NotEnabled,
    /// No attempt has ended yet.
    Never,
}

impl CellState {
    /// The code that is stored and that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::NotEnabled => "not_enabled",
            Self::Never => "never",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Complete, Self::Partial, Self::Failed, Self::Cancelled, Self::NotEnabled, Self::Never]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// What is known of one cell's reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The cell.
    pub cell: Cell,
    /// How the last attempt ended.
    pub state: CellState,
    /// When the last attempt ended (UTC).
    pub attempted_at: Option<DateTime<Utc>>,
    /// When every page was last listed (UTC).
    pub read_in_full_at: Option<DateTime<Utc>>,
    /// How many secrets the last full listing held.
    pub secrets: u32,
}
