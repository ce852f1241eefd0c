//! The audit log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for a stretch of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditListRequest {
    /// How many entries to skip.
    pub offset: u32,
    /// How many to give; at most 500.
    pub limit: u32,
}

/// A stretch of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditListReply {
    /// Newest first.
    pub entries: Vec<AuditEntryDto>,
    /// How many there are.
    pub total: u32,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditEntryDto {
    /// 1, 2, 3 …
    pub sequence: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// What, as a code such as `note.saved`.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Facts, as one JSON object.
    pub detail: String,
    /// 64 hexadecimal digits.
    pub hash: String,
}

/// The chain was walked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditVerifyReply {
    /// Whether it holds.
    pub holds: bool,
    /// Entries walked.
    pub entries: u32,
    /// The newest hash: write it down elsewhere to notice a cut-off end.
    pub newest_hash: String,
    /// Where it is broken.
    pub broken: Option<String>,
}
