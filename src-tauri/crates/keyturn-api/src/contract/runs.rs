//! Runs: a rotation or a review that follows a runbook.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incidents::RunbookProposal;

/// Names a rotation or a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedRequest {
    /// `rotation` or `review`.
    pub of: String,
    /// The rotation's number, or the review's id.
    pub id: String,
}

/// What leads a rotation or a review, or could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeadingReply {
    /// Its runs, the newest first.
    pub runs: Vec<LedRunDto>,
    /// Runbooks that could lead it, the one that fits best first.
    pub runbooks: Vec<RunbookProposal>,
}

/// A run in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedRunDto {
    /// Its id, such as `RUN-2026-003`.
    pub id: String,
    /// Its own: the runbook's, and what it leads. Hostile text.
    pub title: String,
    /// The title of its runbook.
    pub runbook: String,
    /// Whether it is open.
    pub running: bool,
    /// The title of the step to do now; null: none is open.
    pub current: Option<String>,
    /// Steps that are done, set aside or do not apply.
    pub ended: u32,
    /// Steps in all.
    pub steps: u32,
}

/// Has a rotation or a review follow a runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunStartRequest {
    /// What it leads.
    pub of: LedRequest,
    /// The runbook's id; null for the one that fits best.
    pub runbook: Option<String>,
    /// The person's name; null for the system's user name.
    pub by: Option<String>,
}
