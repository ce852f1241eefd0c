//! Coverage: what was read, when, and what was not.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// The matrix of accounts × regions × stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CoverageReply {
    /// Accounts, by name.
    pub accounts: Vec<AccountDto>,
    /// Regions, by code.
    pub regions: Vec<String>,
    /// Every cell that was ever tried.
    pub cells: Vec<CoverageCell>,
    /// What the last attempts could not read.
    pub problems: Vec<ProblemDto>,
    /// How many cells were read in full at the last attempt.
    pub read: u32,
    /// How many secrets there are. Replicas count with their primary, gone ones not at all.
    pub secrets: u32,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountDto {
    /// The 12 digits.
    pub id: String,
    /// The name, where known.
    pub name: Option<String>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CoverageCell {
    /// The account's 12 digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// `secretsmanager` or `ssm`.
    pub store: String,
    /// How the last attempt ended: `complete`, `partial`, `failed`, `cancelled`, `not_enabled` (the account has not
    /// enabled the region), `never`.
    pub state: String,
    /// When the last attempt ended.
    pub attempted_at: Option<DateTime<Utc>>,
    /// When it was last listed in full.
    pub read_in_full_at: Option<DateTime<Utc>>,
    /// How many secrets that listing held.
    pub secrets: u32,
}
