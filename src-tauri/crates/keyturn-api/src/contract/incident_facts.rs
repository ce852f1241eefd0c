//! What an incident draws on: the facts beside the steps, evidence, updates and reports.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The facts beside the steps, from what is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentFactsReply {
    /// The window that was looked at, begin and end.
    pub from: DateTime<Utc>,
    /// Its end.
    pub until: DateTime<Utc>,
    /// Why it is this window, in a sentence.
    pub window_words: String,
    /// The groups, in the order in which one asks.
    pub groups: Vec<FactGroup>,
}

/// The facts that answer one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactGroup {
    /// `can_read`, `did_read`, `read_elsewhere`, `changed`, `siblings` (same path, key or owner), `consumers`.
    pub id: String,
    /// When what it stands on was collected; null: it never was.
    pub as_of: Option<DateTime<Utc>>,
    /// What is missing, and what to do about it; null: nothing.
    pub missing: Option<String>,
    /// How many there are in all.
    pub total: u32,
    /// The first ones: at most 200, the most telling first.
    pub facts: Vec<FactDto>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactDto {
    /// The same for the same fact.
    pub key: String,
    /// What, in a line. Hostile text.
    pub text: String,
    /// More of it, such as the chain by which somebody can read. Hostile text; may be empty.
    pub detail: String,
    /// When it happened; null for what simply is.
    pub at: Option<DateTime<Utc>>,
    /// CloudTrail's event id, the last of several; `cloudtrail` where single events are no longer kept; `access`,
    /// `inventory` or `rotation`.
    pub source: String,
    /// The secret's ARN that it is about; null: none.
    pub secret: Option<String>,
    /// The principal's ARN that it is about; null: none.
    pub principal: Option<String>,
    /// Why it stands out: an odd place, a first time, a refusal; null: it does not.
    pub odd: Option<String>,
    /// Whether it is in the timeline.
    pub attached: bool,
}

/// Takes in pasted text as evidence. What looks like a secret is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceTextRequest {
    /// The incident.
    pub id: String,
    /// The person's name; null for the system's user name.
    pub by: Option<String>,
    /// Its name.
    pub name: String,
    /// The text.
    pub text: String,
    /// How it was collected.
    pub how: String,
}

/// Takes in a file, or writes the events of the window to one; the person is asked which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceFileRequest {
    /// The incident.
    pub id: String,
    /// The person's name; null for the system's user name.
    pub by: Option<String>,
    /// How it was collected; for events what they are for.
    pub how: String,
}

/// Asks for an update, filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdateRequest {
    /// The incident.
    pub id: String,
    /// `first`, `progress`, `contained`, `resolved` or `customers`.
    pub variant: String,
    /// Two sentences, facts only; may be empty.
    pub summary: String,
    /// What could be reached; may be empty.
    pub impact: String,
    /// What the reader should do; may be empty.
    pub needed: String,
    /// For customers: whom to ask.
    pub contact: String,
}

/// An update, filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdateText {
    /// Its number, if it is sent.
    pub number: u32,
    /// The text.
    pub text: String,
}

/// Asks for a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentReportRequest {
    /// The incident.
    pub id: String,
    /// `markdown`, `html` or `json`.
    pub format: String,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentReport {
    /// The name of its file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentFile {
    /// Where it lies.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// How far a question to CloudTrail is. Sent as the event `incident_progress`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentProgress {
    /// The incident.
    pub id: String,
    /// Accounts and regions that answered.
    pub done: u32,
    /// Accounts and regions that are asked.
    pub of: u32,
    /// Events that are new.
    pub events: u32,
}

/// What `rotate now` would call, before it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotateNowPlan {
    /// The secret's ARN.
    pub arn: String,
    /// Its name, which is to be typed in.
    pub name: String,
    /// The profile that it would use; null: none is set, and it is off.
    pub profile: Option<String>,
    /// The exact call.
    pub call: String,
    /// Whether the runbook's step wants a second person, by name.
    pub two_person: bool,
    /// Why it is refused; null: it is not.
    pub refused: Option<String>,
}

/// Rotates a secret of Secrets Manager now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotateNowRequest {
    /// The incident.
    pub id: String,
    /// The secret's ARN.
    pub arn: String,
    /// Its name, as the person typed it.
    pub typed: String,
    /// Why.
    pub reason: String,
    /// The person's name; null for the system's user name.
    pub by: Option<String>,
    /// The second person, where the step wants one.
    pub second: Option<String>,
}

/// The profile for `rotate now`: off while it is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotateNowSettings {
    /// A profile of the AWS configuration that may only do this.
    pub profile: Option<String>,
}
