//! Access: who can read a secret's value, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// What the evaluation rests on, and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessReply {
    /// Accounts whose policies are known.
    pub accounts: Vec<AccessAccount>,
    /// When the matrix was last evaluated; null before the first time.
    pub evaluated_at: Option<DateTime<Utc>>,
    /// Users and roles.
    pub principals: u32,
    /// Secrets and parameters.
    pub secrets: u32,
    /// Pairs that can read.
    pub can: u64,
    /// Pairs that can under a condition.
    pub conditional: u64,
    /// Pairs that are not known.
    pub unknown: u64,
    /// Findings about policies.
    pub findings: u32,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
    /// What could not be read.
    pub problems: Vec<ProblemDto>,
    /// The collection that runs in this process.
    pub running: Option<AccessProgress>,
}

/// Where a running collection of access stands. Sent as the event `access_progress`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessProgress {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// What is read: the organisation's parts, then by account. Empty until the accounts are known.
    pub places: Vec<AccessPlace>,
}

/// One part of a running collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessPlace {
    /// The account's 12 digits; of the organisation's parts, the account that is asked first.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The region; null for the account's identities and the organisation's parts.
    pub region: Option<String>,
    /// `identities`, `keys`, `policies`, `organisation` or `identity_center`.
    pub what: String,
    /// `waiting`, `running`, `done`, `failed` (some of it, or all, was refused) or `cancelled`.
    pub state: String,
    /// Identities, keys, secrets or assignments so far.
    pub done: u32,
    /// Of how many, where that is known.
    pub of: Option<u32>,
}

/// One account's inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessAccount {
    /// The 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// When its policies were read.
    pub taken_at: Option<DateTime<Utc>>,
    /// `aws`, or `file` for an imported snapshot.
    pub by: String,
    /// What of it is missing, in a sentence each.
    pub missing: Vec<String>,
}

/// Who can read one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadersRequest {
    /// The secret's ARN.
    pub arn: String,
    /// Whether to list those that cannot, too.
    pub all: bool,
}

/// The readers of one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadersReply {
    /// The secret.
    pub secret: AccessSecret,
    /// Its readers: can, conditional, unknown, then (on asking) cannot; by name within each.
    pub readers: Vec<ReaderDto>,
    /// How many can.
    pub can: u32,
    /// How many can under a condition.
    pub conditional: u32,
    /// How many are not known.
    pub unknown: u32,
    /// How many cannot.
    pub cannot: u32,
    /// How many more can by a chain of roles alone.
    pub by_chain: u32,
    /// Who outside the known accounts is let in, by the policy's own words: other accounts, services, everybody.
    pub outside: Vec<OutsideDto>,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
}

/// A secret as access sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessSecret {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `secretsmanager` or `ssm`.
    pub store: String,
    /// The account that owns it.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// Its region.
    pub region: String,
    /// Its key: the ARN of a customer key, `aws/secretsmanager`, `aws/ssm`, or null for plain text.
    pub key: Option<String>,
    /// `Enabled`, `Disabled`, `PendingDeletion`, … of a customer key; null where not known or not needed.
    pub key_state: Option<String>,
}

/// One reader of a secret, or one secret of a principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReaderDto {
    /// The principal.
    pub principal: AccessPrincipal,
    /// The secret; given where a principal's secrets are listed.
    pub secret: Option<AccessSecret>,
    /// `can`, `conditional`, `cannot` or `unknown`.
    pub access: String,
    /// The conditions in words: `only through VPC endpoint vpce-0abc`.
    pub conditions: Vec<String>,
    /// What could not be read, for `unknown`.
    pub unknown: Vec<String>,
    /// The roles to go through, where the principal cannot by itself; from the first to the last.
    pub chain: Vec<String>,
    /// Marks: `broad`, `wildcard`, `other_account`, `outside_organisation`, `public`, `unused`, `departed`, `stale_id`,
    /// `could_grant_itself`.
    pub marks: Vec<String>,
    /// The policies on which it rests: `role/web: inline policy read`, `key policy`.
    pub through: Vec<String>,
    /// Since when the grant is known here.
    pub since: Option<DateTime<Utc>>,
    /// The last read that CloudTrail shows; null where none is known.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// A user or role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessPrincipal {
    /// Its ARN.
    pub arn: String,
    /// `role/web`, `user/ann`: hostile text.
    pub name: String,
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// `human`, `workload`, `aws_service` or `unknown`.
    pub nature: String,
    /// Of a role that Identity Center made: who is assigned to it, by user name; a group whose members are not known as
    /// `group <name>`, and after fifty `and N more`. Hostile text. Empty where that is not known, and for every other
    /// principal.
    pub people: Vec<String>,
}

/// Somebody outside the known accounts whom a policy lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutsideDto {
    /// The policy's words: an ARN, an account, a service, `*`.
    pub who: String,
    /// Marks, as of a reader.
    pub marks: Vec<String>,
    /// Which policy says so.
    pub through: String,
    /// Its conditions in words.
    pub conditions: Vec<String>,
}

/// Asks for users and roles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessPrincipalsRequest {
    /// What the name, the ARN or the account's name holds, in any case; empty for all.
    pub text: String,
}

/// Users and roles with what they read in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessPrincipalsReply {
    /// Those that read most first; those that read nothing too.
    pub principals: Vec<PrincipalRow>,
}

/// A user or role with what it reads in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrincipalRow {
    /// Who.
    pub principal: AccessPrincipal,
    /// Secrets that it can read by itself.
    pub can: u32,
    /// Secrets that it can read under a condition.
    pub conditional: u32,
    /// Secrets of which it is not known.
    pub unknown: u32,
    /// Marks, as of a reader: `departed`, `could_grant_itself`, `other_account` (it reads beyond its own),
    /// `unused` (no read of any secret is known of the last 90 days, all of which are collected).
    pub marks: Vec<String>,
    /// The last read of any secret in 90 days that CloudTrail shows; null where none is known.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// What one principal can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrincipalAccessRequest {
    /// The principal's ARN.
    pub arn: String,
}

/// What one principal can read, and on which statements that rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrincipalAccessReply {
    /// The principal.
    pub principal: AccessPrincipal,
    /// Secrets it can read, can under a condition, or that are not known; by name.
    pub secrets: Vec<ReaderDto>,
    /// The statements on which that rests, with what would change if each went.
    pub statements: Vec<StatementDto>,
    /// How it could give itself more: in a sentence each.
    pub escalations: Vec<String>,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatementDto {
    /// Where the policy is: `role/web: inline policy read`.
    pub place: String,
    /// Its `Sid`, or its number.
    pub statement: String,
    /// The statement's text, as JSON.
    pub text: String,
    /// Secrets that the principal could no longer read without it.
    pub removes: u32,
    /// Of how many.
    pub of: u32,
    /// In a sentence: "removing this leaves 3 of 41 readers of /prod/web/*".
    pub words: String,
}

/// Asks why a principal can or cannot read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessWhyRequest {
    /// The principal's ARN.
    pub principal: String,
    /// The secret's ARN.
    pub secret: String,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessWhyReply {
    /// The answer.
    pub reader: ReaderDto,
    /// The secret.
    pub secret: AccessSecret,
    /// The answer in a sentence.
    pub summary: String,
    /// The steps, in the order in which AWS evaluates: the store's action, then the key's.
    pub steps: Vec<WhyStep>,
    /// The whole as plain text, to copy into a ticket.
    pub text: String,
}

/// One policy that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhyStep {
    /// The action, such as `secretsmanager:GetSecretValue` or `kms:Decrypt`.
    pub action: String,
    /// `organisation`, `resource`, `identity`, `boundary`, `key`, `grant`.
    pub layer: String,
    /// Where the policy is.
    pub place: String,
    /// `allows`, `denies`, `silent`, `may_allow`, `may_deny`, `not_known`.
    pub says: String,
    /// The statement that decides, by its `Sid` or number; null where none does.
    pub statement: Option<String>,
    /// The statement's text, as JSON.
    pub text: Option<String>,
    /// Its conditions in words, each with whether it holds: `holds`, `fails`, `depends`.
    pub conditions: Vec<WhyCondition>,
}

/// One condition of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhyCondition {
    /// In words.
    pub words: String,
    /// `holds`, `fails` or `depends`.
    pub state: String,
}

/// Findings about policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessFindingsReply {
    /// The heaviest first.
    pub findings: Vec<AccessFindingDto>,
}

/// A finding about a policy or a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessFindingDto {
    /// The same for as long as the rule finds the same text in the same statement: 16 hexadecimal digits.
    pub id: String,
    /// The rule's id, such as `star_reads`.
    pub rule: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// In a line.
    pub title: String,
    /// Why it matters, with the numbers.
    pub reason: String,
    /// The account.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// Where: the policy, the statement, the key.
    pub place: String,
    /// What stands there.
    pub found: String,
    /// The narrower text; null where there is none to give.
    pub narrower: Option<String>,
    /// Principals it concerns.
    pub principals: Vec<String>,
    /// How many secrets it concerns.
    pub secrets: u32,
    /// The source of the rule.
    pub source: String,
}

/// Asks for the map of sensitive paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessMapRequest {
    /// Filter of secrets, in the list's language; empty for all.
    pub filter: String,
}

/// Groups of principals × paths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessMapReply {
    /// The columns: groups of principals.
    pub groups: Vec<MapGroup>,
    /// The rows: paths.
    pub paths: Vec<MapPath>,
}

/// A group of principals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MapGroup {
    /// Its name: `prod-us · people`.
    pub name: String,
    /// The account's 12 digits.
    pub account: String,
    /// `human`, `workload` or `aws_service`.
    pub nature: String,
    /// How many principals.
    pub principals: u32,
}

/// A path with its readers by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MapPath {
    /// The path: `/prod/web/*`.
    pub path: String,
    /// The account's 12 digits.
    pub account: String,
    /// How many secrets.
    pub secrets: u32,
    /// Principals that can read at least one of them (can or conditional), in all.
    pub readers: u32,
    /// The same, by group, in the order of `groups`.
    pub cells: Vec<MapCell>,
}

/// One cell of the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MapCell {
    /// Principals that can read at least one secret of the path.
    pub can: u32,
    /// Principals that can only under a condition.
    pub conditional: u32,
    /// Principals of which it is not known.
    pub unknown: u32,
}

/// Asks for the readers behind one cell of the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessCellRequest {
    /// The path of the row.
    pub path: String,
    /// The account of the row.
    pub path_account: String,
    /// The account of the column.
    pub group_account: String,
    /// The nature of the column.
    pub nature: String,
}

/// The readers behind one cell: each principal with the secrets of the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessCellReply {
    /// A principal and a secret each.
    pub readers: Vec<ReaderDto>,
}

/// Where a snapshot or an explanation went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessExportReply {
    /// The file.
    pub path: String,
    /// Accounts in it.
    pub accounts: u32,
}
