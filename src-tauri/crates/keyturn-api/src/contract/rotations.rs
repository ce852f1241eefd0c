//! Rotations from plan to proof, the tasks that triggers open, new values, and what it all costs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::due::{HoldersDto, SecretRef};

/// Which rotations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationsRequest {
    /// `open`, `closed`, `outside` (found without a plan), or `all`.
    pub which: String,
    /// Only those of this secret (its ARN).
    pub arn: Option<String>,
}

/// Rotations: open ones by their date, then the others, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationsReply {
    /// The rotations.
    pub rotations: Vec<RotationSummary>,
}

/// One rotation in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationSummary {
    /// Its id.
    pub id: String,
    /// The secret.
    pub secret: SecretRef,
    /// `planned`, `value_made`, `stored`, `moved`, `refused`, `closed`, `cancelled` or `outside` (found without a plan).
    pub state: String,
    /// The trigger's code: `scheduled`, `compromise`, `departure`, `supplier_breach`, `audit_finding`, `policy_change`,
    /// `after_incident`.
    pub trigger: String,
    /// The strategy's code.
    pub strategy: String,
    /// The date it is planned for.
    pub planned_on: Option<NaiveDate>,
    /// When its trigger's clock ends.
    pub due_at: Option<DateTime<Utc>>,
    /// Who carries it.
    pub owner: Option<String>,
    /// `nothing_yet`, `write_only`, `proved` or `closed_without_proof`.
    pub proof: String,
    /// The same in a sentence.
    pub proof_words: String,
    /// When the last step was taken.
    pub changed_at: DateTime<Utc>,
}

/// Names one rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationRequest {
    /// Its id.
    pub id: String,
}

/// One rotation, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationReply {
    /// The rotation in a line.
    pub rotation: RotationSummary,
    /// The six steps of a rotation in their order, taken or not.
    pub steps: Vec<RotationStepDto>,
    /// The strategy in words: what it asks for.
    pub strategy_words: String,
    /// How long both values must be valid, in a sentence; null where that does not apply.
    pub overlap: Option<String>,
    /// Who still holds the old value.
    pub holders: HoldersDto,
    /// Secrets Manager's four steps, where it rotates the secret.
    pub managed: Option<ManagedStepsDto>,
    /// The plan's note.
    pub note: String,
}

/// One step of a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationStepDto {
    /// `planned`, `value_made`, `stored`, `moved`, `refused`, `closed`, `cancelled`.
    pub step: String,
    /// What it means, in a sentence.
    pub words: String,
    /// When it was taken; null where not yet.
    pub at: Option<DateTime<Utc>>,
    /// Who took it: a person, or the principal that stored the version.
    pub who: Option<String>,
    /// What shows it.
    pub evidence: String,
    /// The version that was seen.
    pub version: Option<String>,
    /// Whether Keyturn saw it by itself.
    pub seen: bool,
    /// Whether it can be taken now.
    pub open: bool,
    /// Why it cannot, in a sentence.
    pub blocked: Option<String>,
}

/// Secrets Manager's four steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManagedStepsDto {
    /// `idle`, `running`, `succeeded`, `failed` or `abandoned`.
    pub state: String,
    /// In a sentence: "stopped at testSecret: a pending version exists since …".
    pub words: String,
    /// `createSecret`, `setSecret`, `testSecret`, `finishSecret`, each with `done`, `failed`, `waiting` or `not_known`.
    pub steps: Vec<ManagedStepDto>,
}

/// One of the four steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManagedStepDto {
    /// Its name.
    pub step: String,
    /// `done`, `failed`, `waiting` or `not_known`.
    pub state: String,
}

/// Plans rotations: one for each secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationPlanRequest {
    /// Secrets with their dates.
    pub items: Vec<PlanItem>,
    /// The strategy; null takes the secret's.
    pub strategy: Option<String>,
    /// Who carries it; null takes the secret's owner.
    pub owner: Option<String>,
    /// A note; checked for secret-like text.
    pub note: String,
}

/// A secret and a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanItem {
    /// The secret's ARN.
    pub arn: String,
    /// The date.
    pub on: NaiveDate,
}

/// Moves a planned rotation to another date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationMoveRequest {
    /// Its id.
    pub id: String,
    /// The new date.
    pub on: NaiveDate,
}

/// Records a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationRecordRequest {
    /// The rotation's id.
    pub id: String,
    /// `value_made`, `stored`, `moved`, `refused`, `closed` or `cancelled`.
    pub step: String,
    /// When; null for now.
    pub at: Option<DateTime<Utc>>,
    /// What shows it; checked for secret-like text. Needed for `refused`, for `cancelled`, and to close without proof.
    pub evidence: String,
}

/// The tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TasksReply {
    /// Open ones by their clock, then the others, the newest first.
    pub tasks: Vec<TaskDto>,
}

/// One task: rotate this secret because of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TaskDto {
    /// Its id.
    pub id: String,
    /// The trigger's code.
    pub trigger: String,
    /// The trigger in words, with who and when.
    pub words: String,
    /// The secret.
    pub secret: SecretRef,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Who opened it.
    pub opened_by: String,
    /// When its clock ends; null where nothing sets a time.
    pub due_at: Option<DateTime<Utc>>,
    /// `open`, `late`, `done` or `dropped`.
    pub state: String,
    /// The rotation that carries it, once planned, or the one that ended it.
    pub rotation: Option<String>,
    /// Why it was dropped.
    pub dropped_because: Option<String>,
}

/// A trigger besides the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriggerRequest {
    /// The trigger's code, but `scheduled`.
    pub trigger: String,
    /// What happened: who left, which supplier, which finding.
    pub why: String,
    /// Compromise: public or confirmed.
    pub confirmed: bool,
    /// Departure: the last working hour.
    pub last_working_at: Option<DateTime<Utc>>,
    /// Audit finding: `critical`, `high`, `medium` or `low`.
    pub severity: Option<String>,
    /// Departure: the person's principals.
    pub principals: Vec<String>,
    /// Secrets by ARN.
    pub secrets: Vec<String>,
    /// Secrets by a filter of the list; empty for none.
    pub filter: String,
}

/// What a trigger would open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriggerPreview {
    /// When the trigger's own clock ends; null where the policy's dates hold.
    pub due_at: Option<DateTime<Utc>>,
    /// The clock in words.
    pub clock: String,
    /// The secrets, with why each is among them.
    pub secrets: Vec<TriggeredSecret>,
    /// How many have an open task of this trigger already: they get no second.
    pub already: u32,
    /// What is not known, in a sentence each: access not evaluated, reads not collected.
    pub limits: Vec<String>,
}

/// A secret that a trigger concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriggeredSecret {
    /// The secret.
    pub secret: SecretRef,
    /// `chosen`, `could_read`, `did_read`.
    pub because: Vec<String>,
    /// When its own clock ends: the earlier of the trigger's and the policy's.
    pub due_at: Option<DateTime<Utc>>,
}

/// Drops a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TaskDropRequest {
    /// Its id.
    pub id: String,
    /// Why.
    pub why: String,
}

/// Asks for a new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ValueRequest {
    /// The kind's code, which decides length and alphabet.
    pub kind: String,
    /// Another length; null takes the kind's.
    pub length: Option<u32>,
}

/// A new value that went to the clipboard. The value itself never crosses this contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ValueReply {
    /// How many characters.
    pub length: u32,
    /// The alphabet in words.
    pub alphabet: String,
    /// Bits of entropy, rounded down.
    pub entropy_bits: u32,
    /// In how many seconds the clipboard is cleared; 0 where nothing was copied (a preview).
    pub clears_in_seconds: u32,
    /// A hint for this kind: what its issuer or framework wants.
    pub hint: String,
}

/// Asks what secrets cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CostRequest {
    /// Filter of secrets, in the list's language; empty for all.
    pub filter: String,
}

/// What secrets cost in a month of 30 days, in millionths of a US dollar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CostReply {
    /// When the prices were looked up, and where.
    pub prices: String,
    /// As things are, by store and key, with the calls that CloudTrail shows.
    pub lines: Vec<CostLine>,
    /// The sum.
    #[ts(type = "number")]
    pub total_microdollars: u64,
    /// What moving would save, or which automatic rotation it would give: by secret, the most first; at most 200.
    pub moves: Vec<CostMove>,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
}

/// One line of the cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CostLine {
    /// What: `Secrets Manager: secrets`, `KMS: requests`, …
    pub what: String,
    /// How many.
    #[ts(type = "number")]
    pub count: u64,
    /// The price in words: `$0.40 each`.
    pub price: String,
    /// What that makes.
    #[ts(type = "number")]
    pub microdollars: u64,
}

/// A secret that might move to the other store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CostMove {
    /// The secret.
    pub secret: SecretRef,
    /// `secretsmanager` or `ssm`.
    pub to: String,
    /// What it saves a month; negative where it costs more.
    #[ts(type = "number")]
    pub saves_microdollars: i64,
    /// Why, in a sentence.
    pub why: String,
}
