//! Due: when each secret is to be rotated, by which rule, and what stands against it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::rotations::{ManagedStepsDto, RotationSummary};

/// A secret as rotation names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretRef {
    /// Its ARN: identity.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `secretsmanager` or `ssm`.
    pub store: String,
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The region's code.
    pub region: String,
    /// The kind's code.
    pub kind: String,
    /// The kind in words.
    pub kind_label: String,
    /// The environment read from the path.
    pub environment: Option<String>,
    /// The service read from the path.
    pub service: Option<String>,
    /// The owner, from tags.
    pub owner: Option<String>,
}

/// Asks what is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueListRequest {
    /// Filter of secrets, in the list's language; empty for all.
    pub filter: String,
    /// States to list (see [`DueRow::state`]), and `older_than_a_year` or `failed`, which go across them; empty for
    /// all.
    pub states: Vec<String>,
    /// Only what is due within so many days from today, overdue ones included.
    pub within_days: Option<u32>,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to give; at most 1,000. 0 asks for the counts alone.
    pub limit: u32,
}

/// What is due, the most overdue first; then those without a date, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueListReply {
    /// The rows from `offset` on.
    pub rows: Vec<DueRow>,
    /// How many pass filter, states and days.
    pub total: u32,
    /// How many are in each state, of those that pass the filter.
    pub counts: DueCounts,
    /// The policy's name.
    pub policy: String,
    /// Today, in the policy's time zone.
    pub today: NaiveDate,
    /// What is not known, in a sentence each: cells that were not read, ages that are not known.
    pub limits: Vec<String>,
}

/// How many secrets are in each state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueCounts {
    /// Not due for a while.
    pub ok: u32,
    /// In the last 15 % of the age, at least 7 days.
    pub due_soon: u32,
    /// Due today.
    pub due: u32,
    /// Past the date.
    pub overdue: u32,
    /// Under an exception that has not ended.
    pub excepted: u32,
    /// Rotated on events, not by date.
    pub event_driven: u32,
    /// Outside rotation: dynamic credentials, configuration.
    pub not_applicable: u32,
    /// The age is not known.
    pub unknown: u32,
    /// Older than a year, of any state but those outside rotation.
    pub older_than_a_year: u32,
    /// AWS says that it rotates them, and has not.
    pub failed: u32,
}

/// One secret with its date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueRow {
    /// The secret.
    pub secret: SecretRef,
    /// `critical`, `high`, `medium`, `low` or `none`.
    pub level: String,
    /// Why it has this level, in a sentence.
    pub level_reason: String,
    /// `ok`, `due_soon`, `due`, `overdue`, `excepted`, `event_driven`, `not_applicable`, `unknown`.
    pub state: String,
    /// The date it is due, in the policy's time zone.
    pub due_on: Option<NaiveDate>,
    /// Days from today to that date; negative when it is past.
    pub days: Option<i32>,
    /// Whole days since the current value was made.
    pub age_days: Option<u32>,
    /// The age at which it is due, after modifiers.
    pub limit_days: Option<u32>,
    /// The rule's id.
    pub rule: String,
    /// Why this rule and this date, in a sentence.
    pub reason: String,
    /// What shortened the age, in a few words each.
    pub modifiers: Vec<String>,
    /// AWS's own schedule beside the policy.
    pub aws: Option<AwsScheduleDto>,
    /// Whether the value is older than a year, and of a kind for which that is a finding.
    pub older_than_a_year: bool,
    /// Whether a new version is added rather than the value replaced (signing keys).
    pub new_version: bool,
    /// The exception that holds, if one does.
    pub exception: Option<ExceptionDto>,
    /// The open rotation, if there is one.
    pub rotation: Option<RotationSummary>,
    /// What somebody has to answer about it.
    pub findings: Vec<DueFinding>,
}

/// A finding about a secret's rotation. The list of findings has it whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueFinding {
    /// Its key.
    pub key: String,
    /// `older_than_a_year` or `exception_ended`.
    pub rule: String,
    /// In a few words.
    pub words: String,
    /// The first day on which it held, in the policy's time zone.
    pub since: NaiveDate,
    /// `open`, `watch`, `expected` or `incident`.
    pub state: String,
}

/// Secrets Manager's own schedule beside the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AwsScheduleDto {
    /// `met`, `slower`, `failed`, `uncompared` (the policy gives no days), `unknown`.
    pub state: String,
    /// In a sentence: "policy 90 days, AWS rotates every 30: met".
    pub words: String,
    /// When AWS means to rotate next.
    pub next_at: Option<DateTime<Utc>>,
}

/// One secret's rotation, whole: for its pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretRotationReply {
    /// When it is due, and why.
    pub due: DueRow,
    /// How it is rotated.
    pub settings: RotationSettingsDto,
    /// Its rotations, the newest first.
    pub rotations: Vec<RotationSummary>,
    /// Who has fetched the present value, and who has not since it was made.
    pub holders: HoldersDto,
    /// Secrets Manager's four steps, where it rotates the secret.
    pub managed: Option<ManagedStepsDto>,
}

/// Who still holds the old value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldersDto {
    /// In a sentence: "7 of 9 consumers have fetched the new version; these two have not."
    pub words: String,
    /// Since when the value is the present one; null where not known.
    pub since: Option<DateTime<Utc>>,
    /// The readers of the 90 days before it, those who have not fetched it first.
    pub holders: Vec<HolderDto>,
    /// What CloudTrail does not show, in a sentence each.
    pub limits: Vec<String>,
}

/// A reader of the value before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HolderDto {
    /// The principal: hostile text.
    pub principal: String,
    /// Its last read before the new value.
    pub last_read_before: DateTime<Utc>,
    /// Its first read since.
    pub first_read_since: Option<DateTime<Utc>>,
    /// `fetched`, `not_yet` or `gone`.
    pub state: String,
}

/// How a secret is rotated: what people know and AWS does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationSettingsDto {
    /// `two_at_once`, `dual_read`, `rolling_restart`, `versioned`, `managed_steps`, `replace`; null takes the kind's.
    pub strategy: Option<String>,
    /// The strategy that holds, and its words.
    pub strategy_words: String,
    /// The longest time a consumer caches the value, in seconds.
    pub cache_seconds: Option<u32>,
    /// The slowest rollout, in seconds.
    pub rollout_seconds: Option<u32>,
    /// How long the old value stays valid beside the new one, in seconds.
    pub overlap_seconds: Option<u32>,
    /// Documents that name it: text, one a line.
    pub documents: String,
    /// The level as a person set it; null takes the proposed one.
    pub level: Option<String>,
    /// Why the level was set.
    pub level_reason: String,
    /// Whether it opens more than its kind says (administration, many systems): its age is halved.
    pub privileged: bool,
    /// When the value expires by itself (certificates, keys with an end).
    pub expires_on: Option<NaiveDate>,
}

/// Saves how a secret is rotated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationSettingsRequest {
    /// The secret's ARN.
    pub arn: String,
    /// The settings; `strategy_words` is not read.
    pub settings: RotationSettingsDto,
}

/// An exception from the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExceptionDto {
    /// Its id.
    pub id: String,
    /// `secret`, `path` or `rule`.
    pub scope: String,
    /// The secret's ARN, the path's pattern, or the rule's id.
    pub what: String,
    /// The same for people: the secret's name, the pattern, the rule.
    pub title: String,
    /// Why.
    pub why: String,
    /// What protects meanwhile.
    pub control: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved: not the same person.
    pub approved_by: String,
    /// From when.
    pub from: NaiveDate,
    /// Until when: the last day.
    pub until: NaiveDate,
    /// `active`, `ending` (within 14 days), `ended` or `ended_early`.
    pub state: String,
    /// How many secrets it covers.
    pub secrets: u32,
}

/// The exceptions: those that hold first, then ended ones that are findings again, then the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExceptionsReply {
    /// The exceptions.
    pub exceptions: Vec<ExceptionDto>,
}

/// Adds an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExceptionRequest {
    /// `secret`, `path` or `rule`.
    pub scope: String,
    /// The secret's ARN, the path's pattern, or the rule's id.
    pub what: String,
    /// Why.
    pub why: String,
    /// What protects meanwhile.
    pub control: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved.
    pub approved_by: String,
    /// Until when: the last day; at most 90 days for a critical secret, 180 for others.
    pub until: NaiveDate,
}

/// Ends an exception before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExceptionEndRequest {
    /// Its id.
    pub id: String,
    /// Why.
    pub why: String,
}
