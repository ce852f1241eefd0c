//! The list of secrets, and one secret whole.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for a stretch of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretsListRequest {
    /// The filter as typed; empty for everything.
    pub filter: String,
    /// The column's code to sort by.
    pub sort: SortDto,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to give; at most 1,000.
    pub limit: u32,
}

/// An order of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SortDto {
    /// A column's code: name, store, kind, account, region, environment, service, age, rotated, rotation, key, read,
    /// readers, owner, replicas, review.
    pub column: String,
    /// Whether the largest (for ages, the oldest) come first.
    pub descending: bool,
}

impl Default for SortDto {
    fn default() -> Self {
        Self { column: "name".to_owned(), descending: false }
    }
}

/// A stretch of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretsListReply {
    /// The rows from `offset` on.
    pub secrets: Vec<SecretRow>,
    /// Whether the rows' due dates are those of this moment. Where not, they are the last known ones, or none: asking
    /// what is due brings them up to date.
    pub due_known: bool,
    /// How many secrets pass the filter.
    pub total: u32,
    /// How many there are without a filter. Replicas count with their primary, gone ones not at all.
    pub all: u32,
    /// What could not be read when it was last tried: this list is without it.
    pub problems: Vec<ProblemDto>,
}

/// One secret in the list.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a row, each shown by itself")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretRow {
    /// The ARN: identity.
    pub arn: String,
    /// The full name.
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
    /// Whether a person set the kind.
    pub kind_corrected: bool,
    /// Whether it is a value of a test mode.
    pub test: bool,
    /// The environment read from the path.
    pub environment: Option<String>,
    /// The service read from the path.
    pub service: Option<String>,
    /// Whole days since the current value was made; null when not known.
    pub age_days: Option<u32>,
    /// When the current value was made.
    pub value_made_at: Option<DateTime<Utc>>,
    /// On what that rests: `current_version`, `creation`, `parameter_version`, `no_value`, `unknown`.
    pub age_basis: String,
    /// The last automatic rotation.
    pub rotated_at: Option<DateTime<Utc>>,
    /// `none`, `function`, `service` or `external`.
    pub rotation: String,
    /// `aws`, `customer`, `unknown` or `none` (plain text).
    pub key: String,
    /// The key's alias, where known.
    pub key_alias: Option<String>,
    /// The day of the last read that AWS reports; never for parameters.
    pub read_on: Option<NaiveDate>,
    /// The owner, from tags.
    pub owner: Option<String>,
    /// Regions that hold copies.
    pub replica_regions: Vec<String>,
    /// The review status; null until there are reviews.
    pub review: Option<String>,
    /// Whether a rotation began and has not ended (`AWSPENDING` lingers).
    pub pending: bool,
    /// Whether it is a parameter in plain text.
    pub plain_text: bool,
    /// Whether a person has written a note.
    pub noted: bool,
    /// When its deletion was asked for.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When a full listing first lacked it.
    pub gone_at: Option<DateTime<Utc>>,
    /// How many users and roles can read it, as last evaluated; null before it was.
    pub readers: Option<ReaderCounts>,
    /// How it stands under the rotation policy, as last evaluated; null before it was, and outside of lists.
    pub due: Option<RowDue>,
}

/// How a secret of the list stands under the rotation policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowDue {
    /// `ok`, `due_soon`, `due`, `overdue`, `excepted`, `event_driven`, `not_applicable` or `unknown`.
    pub state: String,
    /// The date at which it is due.
    pub due_on: Option<NaiveDate>,
    /// Days from today to the date; negative when it is past.
    pub days: Option<i32>,
    /// The age at which it is due, in days.
    pub limit_days: Option<u32>,
}

/// How many users and roles stand to a secret in which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReaderCounts {
    /// Can read it.
    pub can: u32,
    /// Can under a condition.
    pub conditional: u32,
    /// Of these it is not known.
    pub unknown: u32,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProblemDto {
    /// The account's 12 digits, where known.
    pub account: Option<String>,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The profile through which it was tried.
    pub profile: Option<String>,
    /// The region, where it is of one region.
    pub region: Option<String>,
    /// The store, where it is of one store.
    pub store: Option<String>,
    /// The IAM action that was tried.
    pub action: String,
    /// Why: `missing_action`, `throttled`, `expired_sign_in`, `no_sign_in`, `no_region`, `no_organization`, `role_refused`, `region_disabled`,
    /// `no_network`, `service_failed`, `not_understood`, `cancelled`.
    pub reason: String,
    /// What it hides: `secrets`, `ages`, `tags`, `keys`, `resource_policy`, `accounts`, `reads`, `trails`, `readers`,
    /// `people`.
    pub hides: String,
    /// AWS's own words.
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// Names one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretRequest {
    /// Its ARN. The command line also takes a name that only one secret has.
    pub arn: String,
}

/// One secret, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretReply {
    /// What the list shows of it.
    pub secret: SecretRow,
    /// The description.
    pub description: Option<String>,
    /// `String`, `StringList` or `SecureString`; null for Secrets Manager.
    pub parameter_type: Option<String>,
    /// A parameter's version number.
    #[ts(type = "number | null")]
    pub parameter_version: Option<i64>,
    /// The service that owns it.
    pub owning_service: Option<String>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When anything about it last changed.
    pub changed_at: Option<DateTime<Utc>>,
    /// Who made that change (an ARN); parameters only.
    pub changed_by: Option<String>,
    /// When Keyturn first saw it.
    pub first_seen_at: DateTime<Utc>,
    /// When Keyturn last saw it.
    pub last_seen_at: DateTime<Utc>,
    /// Why it has its kind.
    pub kind_reason: String,
    /// The kind that the rules gave, where a person corrected it.
    pub kind_proposed: String,
    /// Its versions, labelled ones first, newest first.
    pub versions: Vec<VersionDto>,
    /// Its tags; null where they could not be read.
    pub tags: Option<Vec<TagDto>>,
    /// How it is rotated.
    pub rotation: RotationDto,
    /// The key as the store refers to it.
    pub key_id: Option<String>,
    /// Copies in other regions.
    pub replicas: Vec<ReplicaDto>,
    /// Its resource policy.
    pub resource_policy: ResourcePolicyDto,
    /// What changed, newest first.
    pub changes: Vec<ChangeDto>,
    /// The note, if there is one.
    pub note: Option<NoteDto>,
    /// What could not be read of its cell.
    pub problems: Vec<ProblemDto>,
}

/// A version and its stages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionDto {
    /// Its id, or a parameter's version number.
    pub id: String,
    /// `AWSCURRENT`, `AWSPENDING`, `AWSPREVIOUS`, or labels of the organisation's own.
    pub stages: Vec<String>,
    /// When it was made; null where not read.
    pub created_at: Option<DateTime<Utc>>,
    /// The day of its last read that AWS reports.
    pub read_on: Option<NaiveDate>,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagDto {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// A store's own rotation settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RotationDto {
    /// `none`, `function`, `service` or `external`.
    pub by: String,
    /// The function's ARN, the service's name, or the external secret's type.
    pub detail: Option<String>,
    /// `AutomaticallyAfterDays`.
    pub after_days: Option<u32>,
    /// `rate(…)` or `cron(…)`.
    pub schedule: Option<String>,
    /// The window's length, such as `3h`.
    pub window: Option<String>,
    /// When AWS means to rotate next.
    pub next_at: Option<DateTime<Utc>>,
    /// The last automatic rotation that ended.
    pub last_at: Option<DateTime<Utc>>,
}

/// A copy in another region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplicaDto {
    /// The region.
    pub region: String,
    /// `InSync`, `InProgress`, `Failed`; null where not read.
    pub status: Option<String>,
}

/// A resource policy, as far as it has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ResourcePolicyDto {
    /// Parameters in the standard tier, and replicas' copies, are asked of their store elsewhere.
    NotApplicable,
    /// Not read yet: `secret_inspect` reads it.
    NotRead,
    /// There is none.
    None {
        /// When that was read.
        read_at: DateTime<Utc>,
    },
    /// Its text, as AWS holds it.
    Text {
        /// When it was read.
        read_at: DateTime<Utc>,
        /// The JSON, indented.
        text: String,
    },
}

/// A change that Keyturn saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeDto {
    /// When Keyturn saw it.
    pub seen_at: DateTime<Utc>,
    /// What changed: `added`, `value`, `description`, `key`, `rotation`, `tags`, `replicas`, `pending`,
    /// `resource_policy`, `deletion`, `gone`, `returned`, `recreated`, `type`.
    pub what: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteDto {
    /// The Markdown as typed.
    pub markdown: String,
    /// Safe HTML made from it.
    pub html: String,
    /// When it was last written.
    pub written_at: DateTime<Utc>,
    /// Who wrote it.
    pub author: String,
}

/// Writes or clears a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretNoteRequest {
    /// The secret's ARN.
    pub arn: String,
    /// The Markdown; empty text clears the note. At most 20,000 characters.
    pub markdown: String,
}

/// Corrects a kind, or takes the correction back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretKindRequest {
    /// The secret's ARN.
    pub arn: String,
    /// The kind's code; null takes the correction back.
    pub kind: Option<String>,
    /// Why; may be empty.
    pub reason: String,
}

/// A kind, for menus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KindDto {
    /// The code.
    pub code: String,
    /// The words.
    pub label: String,
}

/// Writes what the list shows into a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretsExportRequest {
    /// The filter as typed.
    pub filter: String,
    /// The order.
    pub sort: SortDto,
    /// The columns' codes, in order; the ARN always leads. JSON holds every field.
    pub columns: Vec<String>,
    /// `csv` or `json`.
    pub format: String,
}

/// Where the export went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SecretsExportReply {
    /// The file.
    pub path: String,
    /// How many secrets it holds.
    pub secrets: u32,
    /// How many problems are listed with them.
    pub problems: u32,
}
