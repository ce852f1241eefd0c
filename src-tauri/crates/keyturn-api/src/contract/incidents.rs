//! Incidents: the list with its numbers, how one starts, and the screen of one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incident_run::PhaseDto;
use super::incident_watch::WatchDto;
use super::runs::LedRequest;

/// Every incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentsReply {
    /// Running ones first, the most urgent mark first; then closed ones, the newest first.
    pub incidents: Vec<IncidentRow>,
    /// Numbers over all that were no exercises.
    pub numbers: IncidentNumbers,
}

/// One incident in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentRow {
    /// Its id, such as `INC-2026-0004`; of an exercise `DRILL-2026-0001`, of a run `RUN-2026-0001`.
    pub id: String,
    /// Its neutral code name.
    pub codename: String,
    /// What it is about. Hostile where it repeats a name.
    pub title: String,
    /// `SEV-1` to `SEV-4`.
    pub severity: String,
    /// `open`, `contained`, `resolved` or `closed`.
    pub state: String,
    /// Whether it is an exercise. Exercises count nowhere else.
    pub drill: bool,
    /// When it was first noticed.
    pub detected_at: DateTime<Utc>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who leads; null: nobody yet.
    pub lead: Option<String>,
    /// The next mark, or the oldest that is late.
    pub mark: Option<MarkDto>,
    /// How many credentials are in it.
    pub exposed: u32,
    /// How many of them are proved dead or settled by a written reason.
    pub settled: u32,
}

/// A moment by which something must have happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkDto {
    /// When.
    pub at: DateTime<Utc>,
    /// `step`, `phase`, `update`, `notice` or `watch`.
    pub of: String,
    /// The id of the step, phase or notice; empty for an update.
    pub id: String,
    /// What, in words.
    pub words: String,
    /// Whether it has passed.
    pub late: bool,
}

/// Numbers over all incidents. Exercises are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentNumbers {
    /// How many incidents.
    pub incidents: u32,
    /// How many exercises were left out.
    pub drills: u32,
    /// Each span of time, in the order in which they happen.
    pub legs: Vec<LegDto>,
    /// How values got out, the most frequent first.
    pub paths: Vec<CountDto>,
    /// What was exposed more than once, the most frequent first. Hostile text.
    pub repeated: Vec<CountDto>,
    /// Follow-ups that are not done, the earliest first.
    pub open_follow_ups: Vec<FollowUpDto>,
}

/// A span of time over all incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LegDto {
    /// `exposed_to_detected`, `detected_to_opened`, `detected_to_revoked`, `detected_to_proved`,
    /// `detected_to_replaced`, `detected_to_closed`.
    pub id: String,
    /// Of how many it is known.
    pub known: u32,
    /// The middle one, in seconds; null where none is known.
    pub median_seconds: Option<u32>,
    /// The longest, in seconds.
    pub longest_seconds: Option<u32>,
    /// How many had a budget and kept it.
    pub within: u32,
    /// How many had a budget.
    pub of: u32,
}

/// Something counted. Its own name in TypeScript: the reads have one of the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "TallyDto")]
pub struct CountDto {
    /// What: a code or a name.
    pub what: String,
    /// How often.
    pub count: u32,
}

/// Asks what an incident would start from and be led by. Needs no network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentProposeRequest {
    /// A pasted ARN, access key id or name; the ARN of a secret or principal. Empty with a finding.
    pub text: String,
    /// A finding's id, where it starts from one.
    pub finding: Option<String>,
    /// What happened, in the person's words; may be empty.
    pub trigger: String,
}

/// What an incident would start from and be led by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentProposal {
    /// `secret`, `principal`, `access_key`, `finding` or `name`.
    pub subject: String,
    /// Its name for people. Hostile text.
    pub name: String,
    /// Its ARN, id or key, as it is kept. Hostile text.
    pub subject_text: String,
    /// Whether Keyturn knows it: a secret of the list, a principal of the access data.
    pub known: bool,
    /// The title that it would get.
    pub title: String,
    /// The proposed severity.
    pub severity: String,
    /// Why.
    pub reasons: Vec<String>,
    /// Runbooks that fit, the best first.
    pub runbooks: Vec<RunbookProposal>,
    /// The open incident that has it in its ledger already; null where none has.
    pub already_in: Option<String>,
}

/// A runbook that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookProposal {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Why it fits, in a sentence.
    pub reason: String,
    /// Whether it is a draft: then it starts only as an exercise.
    pub draft: bool,
}

/// Starts an incident. What is null is taken from the proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentStartRequest {
    /// As in the proposal.
    pub text: String,
    /// As in the proposal.
    pub finding: Option<String>,
    /// As in the proposal.
    pub trigger: String,
    /// Another title.
    pub title: Option<String>,
    /// Another runbook's id.
    pub runbook: Option<String>,
    /// Another severity.
    pub severity: Option<String>,
    /// When it was first noticed; null for now.
    pub detected_at: Option<DateTime<Utc>>,
    /// Whether it is an exercise.
    pub drill: bool,
    /// The person's name; null for the system's user name.
    pub by: Option<String>,
}

/// What a link asked for: the fields of the dialog that starts an incident. Whoever wrote it is not known: it is shown,
/// and starts nothing. Sent as the event `link_opened`, and kept until it is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LinkDto {
    /// An ARN, an access key's id or a name; may be empty. Hostile text.
    pub about: String,
    /// A finding's id. Hostile text.
    pub finding: Option<String>,
    /// What happened; may be empty. Hostile text.
    pub trigger: String,
    /// Whether it is an exercise.
    pub drill: bool,
    /// Why the link is not followed; null where it is.
    pub problem: Option<String>,
}

/// Names an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentRequest {
    /// Its id.
    pub id: String,
}

/// The screen of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentReply {
    /// Its line.
    pub row: IncidentRow,
    /// From what it started: `secret`, `principal`, `access_key`, `finding` or `name`; of a run `rotation` or `review`.
    pub subject: String,
    /// Its ARN, id, key or name. Hostile text.
    pub subject_text: String,
    /// What it leads, where it is a run of a rotation or a review: then severity, ledger, notices and updates say nothing.
    pub leads: Option<LedRequest>,
    /// What happened, in the person's words.
    pub trigger: String,
    /// Why it has this severity.
    pub reasons: Vec<String>,
    /// The time by Keyturn's own count when this was answered: clocks count on from it.
    pub now: DateTime<Utc>,
    /// What the machine's clocks disagree on, in a sentence; null where they agree.
    pub clock_doubt: Option<String>,
    /// The pinned runbook.
    pub runbook: RunPin,
    /// The phases with their clocks and steps.
    pub phases: Vec<PhaseDto>,
    /// The id of the step to do now; null: none is open.
    pub current: Option<String>,
    /// Marks that are late, the oldest first; then the next one.
    pub marks: Vec<MarkDto>,
    /// Who has which role: every role that the runbook asks for, in its order.
    pub roles: Vec<RoleDto>,
    /// The ledger.
    pub ledger: Vec<ExposedDto>,
    /// From when to when something was exposed, in words.
    pub window: String,
    /// Watches.
    pub watches: Vec<WatchDto>,
    /// The moments from which clocks run that are recorded.
    pub moments: Vec<MomentDto>,
    /// The clocks for notices: decided and running ones first.
    pub notices: Vec<NoticeDto>,
    /// Said once beside the notices.
    pub not_advice: String,
    /// On what calendar their days are counted, in a sentence.
    pub notice_calendar: String,
    /// Updates that were sent, the newest first.
    pub updates: Vec<UpdateDto>,
    /// Evidence, by number.
    pub evidence: Vec<EvidenceDto>,
    /// How the value got out, by code; null: not found yet.
    pub path: Option<String>,
    /// The codes that a path can have.
    pub paths: Vec<String>,
    /// Follow-ups.
    pub follow_ups: Vec<FollowUpDto>,
    /// What keeps it from being closed, in sentences; empty: it can be.
    pub open_ends: Vec<String>,
    /// Values that people typed in for placeholders and inputs.
    pub values: Vec<ValueDto>,
    /// How many lines its log has: a window that has fewer asks again.
    pub lines: u32,
}

/// The runbook of a run, exactly as it was when it was pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunPin {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its source.
    pub sha256: String,
    /// Null for a shipped one, else the team's folder.
    pub folder: Option<String>,
    /// Whether its buttons work.
    pub approved: bool,
    /// The version that the library has by now; null where it is the same text.
    pub newer: Option<String>,
}

/// A role and who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoleDto {
    /// `lead`, `responder`, `owner`, `admin`, `comms`, `legal`, `approver`, `scribe` or `reviewer`.
    pub role: String,
    /// Who; null: nobody yet.
    pub who: Option<String>,
}

/// A credential of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExposedDto {
    /// Its number, from 1.
    pub number: u32,
    /// `secret`, `principal`, `access_key`, `finding` or `name`.
    pub subject: String,
    /// Its ARN, id or name. Hostile text.
    pub text: String,
    /// Its name for people. Hostile text.
    pub name: String,
    /// How much depends on it; null: not known.
    pub level: Option<String>,
    /// `exposed`, `revoked`, `replaced`, `proved`, `not_verifiable` or `not_exposed`.
    pub state: String,
    /// Since when it was exposed; null: not known.
    pub exposed_from: Option<DateTime<Utc>>,
    /// Until when: the refusal of the old value.
    pub exposed_until: Option<DateTime<Utc>>,
    /// Why it is in the ledger.
    pub because: String,
    /// What happened to it, in order.
    pub marks: Vec<LedgerMark>,
    /// The rotation record that was opened for it; null: none.
    pub rotation: Option<String>,
}

/// A mark of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedgerMark {
    /// `revoked`, `replaced`, `proved`, `not_verifiable`, `not_exposed` or `exposed_again`.
    pub mark: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who says so.
    pub by: String,
    /// What shows it, or why.
    pub statement: String,
}

/// A moment from which clocks run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MomentDto {
    /// `detected`, `aware`, `suspected`, `classified`, `material`, `determined`, `discovered`, `assessed`,
    /// `fix_available`, `paid`.
    pub moment: String,
    /// When; null: not recorded.
    pub at: Option<DateTime<Utc>>,
}

/// A clock for a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeDto {
    /// The row's id, such as `gdpr-33`.
    pub id: String,
    /// Which law, and which stage.
    pub name: String,
    /// Where, and for whom.
    pub jurisdiction: String,
    /// The provision.
    pub law: String,
    /// What people must answer.
    pub question: String,
    /// Who is told.
    pub to: String,
    /// What else to know.
    pub note: String,
    /// The moment from which its clock runs, by code.
    pub starts_from: String,
    /// How long there is, in words.
    pub deadline: String,
    /// Until when; null: its moment is not recorded, or no number is given.
    pub due_at: Option<DateTime<Utc>>,
    /// `waiting` (its moment is not recorded), `undecided`, `to_file`, `filed`, `filed_late`, `no`, `late`.
    pub state: String,
    /// Decisions on it, the newest first.
    pub decisions: Vec<NoticeDecisionDto>,
    /// The page to read.
    pub source: String,
    /// When it was compared with its source; null: nobody has.
    pub checked_on: Option<NaiveDate>,
    /// Whether the row is the organisation's own.
    pub own: bool,
}

/// A decision on a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeDecisionDto {
    /// `notify`, `no` or `filed`.
    pub answer: String,
    /// Why.
    pub reason: String,
    /// When it was filed.
    pub filed_at: Option<DateTime<Utc>>,
    /// The authority's reference.
    pub reference: Option<String>,
    /// Who decided.
    pub by: String,
    /// The second person.
    pub second: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// An update that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdateDto {
    /// Its number.
    pub number: u32,
    /// `first`, `progress`, `contained`, `resolved` or `customers`.
    pub variant: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Where to.
    pub channel: String,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceDto {
    /// Its number.
    pub number: u32,
    /// Its name. Hostile text.
    pub name: String,
    /// `events`, `file` or `text`.
    pub kind: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u32,
    /// When it was collected.
    pub collected_at: DateTime<Utc>,
    /// Where it is kept.
    pub kept_at: String,
    /// The chain of custody on one line.
    pub custody: String,
}

/// A follow-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FollowUpDto {
    /// The incident.
    pub incident: String,
    /// Its number in the incident.
    pub number: u32,
    /// What.
    pub action: String,
    /// `prevents`, `detects` or `limits`.
    pub effect: String,
    /// Who does it.
    pub owner: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// Where it is tracked; may be empty.
    pub link: String,
    /// Whether it is done.
    pub done: bool,
}

/// A value that a person typed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ValueDto {
    /// The placeholder's or input's name, such as `db.host` or `input.branch`.
    pub name: String,
    /// The value. Never a secret's.
    pub value: String,
}
