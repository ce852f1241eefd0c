//! Reads: asking for them, and the findings about those that do not fit.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::trail::{ObjectDto, PrincipalDto};

/// Asks for a stretch of the events that a query line matches, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsListRequest {
    /// The query line as typed; empty for everything.
    pub query: String,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to give; at most 1,000.
    pub limit: u32,
}

/// A stretch of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsListReply {
    /// The rows from `offset` on.
    pub events: Vec<EventRow>,
    /// How many events match.
    pub total: u64,
    /// What the answer lacks, in a sentence each: gaps within the asked stretch, excluded events.
    pub limits: Vec<String>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EventRow {
    /// Its id.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The account whose trail holds it.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The region.
    pub region: String,
    /// The call, such as `GetSecretValue`.
    pub call: String,
    /// `read`, `list`, `write`, `delete`, `policy`, `rotation` or `trail`.
    pub class: String,
    /// Who.
    pub principal: PrincipalDto,
    /// The session's name. Hostile text.
    pub session: Option<String>,
    /// The person, where the record names one. Hostile text.
    pub person: Option<String>,
    /// The address, the service, or what the record says. Hostile text.
    pub source: String,
    /// The VPC endpoint.
    pub vpc_endpoint: Option<String>,
    /// The program, such as `aws-cli/2`. Hostile text.
    pub agent: String,
    /// What it was aimed at; several for one call that names several.
    pub objects: Vec<ObjectDto>,
    /// `done`, `denied` or `failed`.
    pub outcome: String,
    /// AWS's error code.
    pub error: Option<String>,
    /// The key of a finding that holds it.
    pub finding: Option<String>,
}

/// Asks for the events of a query, counted by something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsGroupsRequest {
    /// The query line.
    pub query: String,
    /// `principal`, `secret`, `source`, `agent` or `day`.
    pub by: String,
    /// At most this many groups, the largest first (days: the latest first).
    pub limit: u32,
}

/// The groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsGroupsReply {
    /// The groups.
    pub groups: Vec<GroupDto>,
    /// How many there are in all.
    pub total: u32,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupDto {
    /// Its word: a principal's name, a secret's name, an address, a tool, a day. Hostile text.
    pub what: String,
    /// A second word where one alone is ambiguous: the account.
    pub of: Option<String>,
    /// The query line that asks for this group alone.
    pub query: String,
    /// Events.
    pub events: u64,
    /// Distinct secrets.
    pub secrets: u32,
    /// Distinct principals.
    pub principals: u32,
    /// Events that were refused.
    pub denied: u64,
    /// The first event.
    pub first_at: DateTime<Utc>,
    /// The last one.
    pub last_at: DateTime<Utc>,
}

/// Asks for the events of a query over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsTimelineRequest {
    /// The query line.
    pub query: String,
    /// The start; null for the first event that matches.
    pub from: Option<DateTime<Utc>>,
    /// The end; null for the last one.
    pub to: Option<DateTime<Utc>>,
    /// Into how many equal stretches to divide; 10 to 500.
    pub buckets: u32,
    /// At most this many lanes; the rest is summed up in one.
    pub lanes: u32,
}

/// Events over time, a lane for each principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsTimelineReply {
    /// The start.
    pub from: DateTime<Utc>,
    /// The end.
    pub to: DateTime<Utc>,
    /// The lanes: those with findings first, then the busiest.
    pub lanes: Vec<LaneDto>,
    /// Events in all.
    pub total: u64,
}

/// One principal over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaneDto {
    /// Who; null for the sum of all the others.
    pub principal: Option<PrincipalDto>,
    /// Principals in this lane.
    pub principals: u32,
    /// Events by stretch.
    pub counts: Vec<u32>,
    /// Of these, events of open findings.
    pub found: Vec<u32>,
}

/// Where to write what matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsExportRequest {
    /// The query line.
    pub query: String,
    /// `csv` or `json`.
    pub format: String,
}

/// Where the export went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadsExportReply {
    /// The file.
    pub path: String,
    /// How many events it holds.
    pub events: u64,
}

/// Asks for findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingsListRequest {
    /// `open`, `watch`, `expected`, `incident`, `explained`, `stale`, or `all`.
    pub state: String,
    /// `reads` or `rotation`; null for both.
    pub about: Option<String>,
    /// Only about this secret's ARN.
    pub arn: Option<String>,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to give; at most 500.
    pub limit: u32,
}

/// Findings: about reads, the latest first; then about rotation, the heaviest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingsListReply {
    /// The rows.
    pub findings: Vec<FindingRow>,
    /// How many there are in this state.
    pub total: u32,
}

/// One finding in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingRow {
    /// Its key.
    pub key: String,
    /// `reads` or `rotation`.
    pub about: String,
    /// The detection that weighs most.
    pub rule: String,
    /// The detections, in a few words each, the heaviest first.
    pub marks: Vec<String>,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// `open`, `watch`, `expected`, `incident`, `explained` or `stale` (no longer found).
    pub state: String,
    /// In a line.
    pub title: String,
    /// Why it is nothing, where it is explained.
    pub explained: Option<String>,
    /// Who read; null where it is about rotation.
    pub principal: Option<PrincipalDto>,
    /// The account whose trail holds it, or the secret's.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The first of its events, or since when it holds.
    pub first_at: DateTime<Utc>,
    /// The last of its events, or since when it holds.
    pub last_at: DateTime<Utc>,
    /// How many secrets.
    pub secrets: u32,
    /// How many events.
    pub events: u32,
}

/// Names one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingRequest {
    /// Its key.
    pub key: String,
}

/// One finding, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingReply {
    /// What the list shows of it.
    pub finding: FindingRow,
    /// The session, where there was only one. Hostile text.
    pub session: Option<String>,
    /// Regions.
    pub regions: Vec<String>,
    /// Addresses and endpoints.
    pub sources: Vec<String>,
    /// Programs.
    pub agents: Vec<String>,
    /// Why it is odd against what is usual, with the numbers.
    pub reason: String,
    /// The comparison.
    pub compared: Vec<ComparedDto>,
    /// What it looks like and is not, each with its ground.
    pub excluded: Vec<String>,
    /// What was read, or tried.
    pub objects: Vec<ObjectDto>,
    /// The events, oldest first; at most 500.
    pub events: Vec<EventRow>,
    /// The next step's code: `start_incident`, `ask_person`, `ask_owner`, `restore_trail`, `fix_access`,
    /// `rotate`.
    pub next: String,
    /// The next step in words.
    pub next_words: String,
    /// The detections that speak here: why each exists.
    pub detections: Vec<DetectionDto>,
    /// The query line that asks for these reads, or for the reads of this secret.
    pub query: String,
    /// What somebody decided.
    pub triage: Option<TriageDto>,
}

/// One aspect, usual and this time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ComparedDto {
    /// The aspect.
    pub aspect: String,
    /// What is usual.
    pub usual: String,
    /// What it was this time.
    pub now: String,
    /// Whether this is what does not fit.
    pub odd: bool,
}

/// A detection: why it exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DetectionDto {
    /// Its id.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// What it looks for, and why.
    pub about: String,
    /// Techniques of MITRE ATT&CK.
    pub mitre: Vec<String>,
}

/// What somebody decided about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriageDto {
    /// `expected`, `watch` or `incident`.
    pub decision: String,
    /// Why.
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Decides about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingTriageRequest {
    /// Its key.
    pub key: String,
    /// `expected`, `watch`, `incident`, or `open` to take a decision back.
    pub decision: String,
    /// Why; required for `expected`.
    pub note: String,
    /// For `expected`: what is expected from now on; null for this one alone.
    pub silence: Option<SilenceScope>,
}

/// What a suppression covers: everything that is named must fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SilenceScope {
    /// Only this detection; null for any.
    pub rule: Option<String>,
    /// Whether only this principal.
    pub same_principal: bool,
    /// Only secrets whose name fits this pattern (`*` for any run of characters); null for any.
    pub secrets: Option<String>,
    /// Only this network or endpoint; null for any.
    pub source: Option<String>,
    /// The last day; at most 365 days from today.
    pub ends_on: NaiveDate,
}

/// Suppressions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SilencesReply {
    /// Those in force first, then those that ended; the latest first.
    pub silences: Vec<SilenceDto>,
}

/// A suppression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SilenceDto {
    /// Its id.
    pub id: u32,
    /// The detection, or any.
    pub rule: Option<String>,
    /// The principal, or any.
    pub principal: Option<PrincipalDto>,
    /// The pattern of secrets, or any.
    pub secrets: Option<String>,
    /// The network or endpoint, or any.
    pub source: Option<String>,
    /// Why.
    pub note: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The last day.
    pub ends_on: NaiveDate,
    /// Whether it is in force today.
    pub in_force: bool,
    /// How many findings it hid.
    pub hid: u32,
    /// When it last hid one.
    pub last_hid_at: Option<DateTime<Utc>>,
}

/// Names one suppression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SilenceRequest {
    /// Its id.
    pub id: u32,
}
