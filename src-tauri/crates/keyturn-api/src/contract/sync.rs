//! Syncing: progress while it runs, the report when it ended.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// Where one cell of a running sync stands. Sent as the event `sync_progress`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncProgress {
    /// Cells, in the order of account, region, store.
    pub cells: Vec<CellProgress>,
    /// Secrets listed so far.
    pub secrets: u32,
    /// When the sync began.
    pub started_at: DateTime<Utc>,
}

/// One cell's progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellProgress {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The region.
    pub region: String,
    /// `secretsmanager` or `ssm`.
    pub store: String,
    /// `waiting`, `listing`, `complete`, `partial`, `failed`, `cancelled`.
    pub state: String,
    /// Secrets listed so far.
    pub secrets: u32,
}

/// What a sync did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncReport {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Whether a person stopped it.
    pub cancelled: bool,
    /// Secrets listed in cells that were read in full.
    pub secrets: u32,
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
    /// What was added, changed and gone, by name; at most 200 lines.
    pub changes: Vec<SyncChange>,
    /// What was not read.
    pub problems: Vec<ProblemDto>,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncChange {
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// `added`, `changed` or `gone`.
    pub what: String,
    /// Which facts changed, such as `value, tags`.
    pub detail: String,
}

/// What the window asks on opening, and after a sync that it did not start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncStatusReply {
    /// The running sync of this process.
    pub running: Option<SyncProgress>,
    /// The last sync that ended.
    pub last: Option<SyncReport>,
}
