//! CloudTrail: collecting it, what it cannot show, and how secrets are used.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// What is collected, what is not, and what needs somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailReply {
    /// Single events that are kept.
    pub events: u64,
    /// Reads within the daily facts.
    pub reads: u64,
    /// Daily facts.
    pub facts: u64,
    /// The first moment that anything is known of.
    pub from: Option<DateTime<Utc>>,
    /// The last one.
    pub to: Option<DateTime<Utc>>,
    /// What is covered, by account and region; in the order of the accounts' names.
    pub cells: Vec<TrailCell>,
    /// Findings that nobody has looked at.
    pub open_findings: u32,
    /// Oddities that are explained.
    pub explained_findings: u32,
    /// Suppressions in force.
    pub silences: u32,
    /// Checks of the trails that are not met.
    pub checks_not_met: u32,
    /// What the trails cannot show, in a sentence each: "KMS events are excluded in data: path reads not attributed".
    pub limits: Vec<String>,
    /// The collection that runs in this process.
    pub running: Option<TrailProgress>,
    /// The last collection or import that ended.
    pub last: Option<TrailReport>,
}

/// What is covered of one account and region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailCell {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The region.
    pub region: String,
    /// Stretches that were read in full, oldest first.
    pub covered: Vec<Stretch>,
    /// Stretches of the last 90 days that were not, oldest first.
    pub gaps: Vec<Stretch>,
    /// Events kept of it.
    pub events: u64,
}

/// A stretch of time, the end not included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stretch {
    /// Its start.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
}

/// How far back to read, and what to leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailSyncRequest {
    /// Days back from now, 90 at most (LookupEvents reaches no further).
    pub days: u32,
    /// Codes of asks not to make: see [`TrailAsk::code`].
    pub leave_out: Vec<String>,
}

/// What a collection would cost, from the first pages of each account and region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailEstimateReply {
    /// What would be asked.
    pub asks: Vec<TrailAsk>,
    /// Seconds that the whole would take: accounts and regions are read side by side.
    pub seconds: u64,
    /// What could not be asked.
    pub problems: Vec<ProblemDto>,
}

/// One thing that LookupEvents is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailAsk {
    /// Its code, such as `GetParameter` or `secretsmanager.amazonaws.com`.
    pub code: String,
    /// Why it is asked, and what would not be seen without it.
    pub why: String,
    /// Events it would bring, over all accounts and regions.
    pub events: u64,
    /// Seconds it would take at two requests a second, in the slowest account and region.
    pub seconds: u64,
}

/// Where a running collection or import stands. Sent as the event `trail_progress`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailProgress {
    /// `lookup` or `files`.
    pub by: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// `collecting`, `judging`.
    pub stage: String,
    /// Accounts and regions, or folders' files: how many there are.
    pub parts: u32,
    /// How many are done.
    pub parts_done: u32,
    /// Events read so far.
    pub events: u64,
    /// New events so far.
    pub new_events: u64,
    /// The account and region, or the file, at hand.
    pub current: Option<String>,
}

/// What a collection or an import did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailReport {
    /// `lookup` or `files`.
    pub by: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Whether a person stopped it. What was read stays.
    pub cancelled: bool,
    /// Records read, wanted or not.
    pub records: u64,
    /// Events of the kinds that are wanted.
    pub events: u64,
    /// Of these, new ones.
    pub new_events: u64,
    /// Of these, known already.
    pub duplicates: u64,
    /// Records that could not be understood.
    pub unusable: u64,
    /// Why, each with its number.
    pub unusable_why: Vec<CountDto>,
    /// Files that were skipped or broke off, each with the reason.
    pub skipped: Vec<SkippedDto>,
    /// New findings.
    pub findings: u32,
    /// What could not be read.
    pub problems: Vec<ProblemDto>,
}

/// A word with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountDto {
    /// The word.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// A file that was not read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SkippedDto {
    /// The file.
    pub file: String,
    /// Why, in a sentence.
    pub why: String,
    /// Whether a part of it was read.
    pub in_part: bool,
}

/// Which kind of thing the dialog asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailImportRequest {
    /// A folder with everything below it, instead of single files.
    pub folder: bool,
}

/// The trails of each account, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailChecksReply {
    /// By account.
    pub accounts: Vec<AccountChecks>,
    /// When AWS was asked last.
    pub asked_at: Option<DateTime<Utc>>,
    /// What could not be asked.
    pub problems: Vec<ProblemDto>,
}

/// One account's checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountChecks {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The checks, in their order.
    pub checks: Vec<CheckDto>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckDto {
    /// Its id, such as `kms_not_excluded`.
    pub id: String,
    /// Its name in a few words.
    pub title: String,
    /// `met`, `not_met` or `unknown`.
    pub state: String,
    /// What was found.
    pub words: String,
    /// What cannot be seen because of it.
    pub hides: Option<String>,
    /// What to do.
    pub advice: Option<String>,
    /// The page or guide that asks for it.
    pub source: String,
}

/// Asks who used a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretUsageRequest {
    /// The secret's ARN, or a name that only it has.
    pub arn: String,
}

/// Asks what a principal read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrincipalUsageRequest {
    /// The account's 12 digits; null for a service.
    pub account: Option<String>,
    /// `role/ci-deploy`, `user/ann`, `root`.
    pub name: String,
}

/// Who read one secret, or what one principal read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UsageReply {
    /// The pairs, the latest read first.
    pub uses: Vec<UseDto>,
    /// The first day of the strips in `uses`; they end today.
    pub first_day: NaiveDate,
    /// What is not known, in a sentence each: gaps, excluded events.
    pub limits: Vec<String>,
    /// Whether the secret is marked as a decoy; false for a principal.
    pub decoy: bool,
}

/// How one principal used one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UseDto {
    /// Who.
    pub principal: PrincipalDto,
    /// What.
    pub object: ObjectDto,
    /// The first read known.
    pub first_at: DateTime<Utc>,
    /// The last one.
    pub last_at: DateTime<Utc>,
    /// Reads that worked, within the strip.
    pub reads: u64,
    /// Tries that were refused, within the strip.
    pub denied: u64,
    /// Days with a read, within the strip.
    pub active_days: u32,
    /// Reads by day, the first day first; as long as the strip.
    pub by_day: Vec<u32>,
    /// Networks and endpoints it came from, the most frequent first; at most 8.
    pub sources: Vec<String>,
    /// Programs, the most frequent first; at most 8.
    pub agents: Vec<String>,
    /// Whether it read regularly and no longer does; null while it still does, else the day of its last read.
    pub stopped_on: Option<NaiveDate>,
}

/// Who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrincipalDto {
    /// The account's 12 digits; null for AWS services and records that do not say.
    pub account: Option<String>,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// `role/ci-deploy`, `user/ann`, `root`. Hostile text.
    pub name: String,
    /// `human`, `workload`, `aws_service`, `web_identity` or `unknown`.
    pub nature: String,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObjectDto {
    /// `secret`, `path`, `filter`, `instance` or `unknown`; of calls that change things also `key` and `trail`.
    pub kind: String,
    /// Its name in full, the path, the filter in words. Hostile text.
    pub name: String,
    /// `secretsmanager` or `ssm`, for a secret.
    pub store: Option<String>,
    /// The account that owns it, for a secret.
    pub account: Option<String>,
    /// Its region, for a secret.
    pub region: Option<String>,
    /// The inventory's ARN, where it is known there.
    pub arn: Option<String>,
}

/// Marks a secret as a decoy that nobody should ever read, or takes the mark away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecoyRequest {
    /// The secret's ARN.
    pub arn: String,
    /// Whether it is one.
    pub decoy: bool,
}

/// How reads are judged and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailSettingsDto {
    /// Days after which a principal's habits count as known.
    pub learning_days: u32,
    /// Days after which a habit that is no longer seen is forgotten.
    pub forget_days: u32,
    /// Days for which single events are kept; daily facts are kept longer.
    pub detail_days: u32,
    /// People who have left: user names, mail addresses, session names.
    pub departed: Vec<DepartedDto>,
}

/// Somebody who has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DepartedDto {
    /// User name, mail address or session name, compared without regard to case.
    pub person: String,
    /// The first day without access.
    pub left_on: NaiveDate,
}
