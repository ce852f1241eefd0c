//! Reviews of access: campaigns, who reviews what, and how far each is.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewsReply {
    /// Open ones by their due date, then closed ones, the newest first.
    pub campaigns: Vec<CampaignSummary>,
    /// When the next is due by the cadence of the newest campaign; null where none was ever opened.
    pub next_on: Option<NaiveDate>,
}

/// One campaign in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CampaignSummary {
    /// Its id: 16 hexadecimal digits.
    pub id: String,
    /// Its name, such as `Access review · Q4 2026`.
    pub name: String,
    /// The period under review, such as `2026-Q4`.
    pub period: String,
    /// `open`, `closed`, or `reopened` (closed, and something drifted since).
    pub state: String,
    /// `lead` where it was opened here, `reviewer` where it came in a packet for one reviewer.
    pub role: String,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Who opened it.
    pub opened_by: String,
    /// When it is to be done.
    pub due_on: NaiveDate,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// How far it is.
    pub progress: ReviewProgress,
}

/// How far a campaign is, or one reviewer's part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewProgress {
    /// Items in all.
    pub items: u32,
    /// Items with a decision that stands (`cannot_decide` is none).
    pub decided: u32,
    /// Kept.
    pub keep: u32,
    /// To be reduced.
    pub reduce: u32,
    /// To be revoked.
    pub revoke: u32,
    /// Nobody can decide yet.
    pub cannot_decide: u32,
    /// Two reviewers differ.
    pub differs: u32,
    /// The principals in the items.
    pub principals: u32,
    /// The secrets in the items.
    pub secrets: u32,
}

/// What is reviewed. An empty list says: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewScope {
    /// Accounts, 12 digits each.
    pub accounts: Vec<String>,
    /// Regions.
    pub regions: Vec<String>,
    /// Path patterns, such as `/prod/**`.
    pub paths: Vec<String>,
    /// Tags, `key` or `key=value`.
    pub tags: Vec<String>,
    /// Kinds of secrets, by code.
    pub kinds: Vec<String>,
}

/// Somebody who reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewerDto {
    /// Their name, as it stands in the pack.
    pub name: String,
    /// What principals they are: user names, mails, role names. Nobody decides on their own access.
    pub identities: Vec<String>,
    /// Owners whose secrets they review.
    pub owners: Vec<String>,
    /// Path patterns that they review.
    pub paths: Vec<String>,
    /// Tags that they review, `key` or `key=value`.
    pub tags: Vec<String>,
}

/// Opens a campaign, or shows first what it would hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewOpenRequest {
    /// Its name.
    pub name: String,
    /// The period under review.
    pub period: String,
    /// Frameworks that ask for it, by code: `pci_dss`, `soc2`, `iso27001`, `hipaa`, `nist_800_53`, `gdpr`, `cis`.
    pub frameworks: Vec<String>,
    /// What is reviewed.
    pub scope: ReviewScope,
    /// Who reviews what; the first that fits. What fits nobody falls to the lead.
    pub reviewers: Vec<ReviewerDto>,
    /// The lead: who opens and closes it.
    pub lead: ReviewerDto,
    /// When it is to be done.
    pub due_on: NaiveDate,
    /// How often, in months.
    pub cadence_months: u32,
    /// Whose policy asks for it, such as `Access policy §4.2, approved by the CISO`.
    pub cadence_source: String,
    /// Why it opens although parts were not read; null where everything was. Printed in the pack.
    pub open_anyway: Option<String>,
    /// People who left, as taken from a list with `review_leavers`.
    pub leavers: Vec<LeaverDto>,
}

/// What a campaign would hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewPreview {
    /// Items by kind.
    pub kinds: Vec<ReviewKindCount>,
    /// Items by the five questions.
    pub seeds: Vec<ReviewKindCount>,
    /// Items by reviewer.
    pub reviewers: Vec<ReviewKindCount>,
    /// Counts in all.
    pub progress: ReviewProgress,
    /// What was read of the scope.
    pub coverage: ReviewCoverage,
    /// Why it cannot open as asked, in a sentence each; empty where it can.
    pub faults: Vec<String>,
}

/// A count with its code and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewKindCount {
    /// The code or name.
    pub code: String,
    /// How many.
    pub items: u32,
}

/// What was read of a campaign's scope when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewCoverage {
    /// Cells (account × region × store) in scope.
    pub cells: u32,
    /// Of these, those that were read in full lately enough.
    pub read: u32,
    /// The oldest reading that counts (UTC).
    pub oldest_at: Option<DateTime<Utc>>,
    /// What was not read, in part, or long ago.
    pub gaps: Vec<ReviewGap>,
    /// What access and the trail can't know, in a sentence each.
    pub limits: Vec<String>,
}

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewGap {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The region; null for an account's policies.
    pub region: Option<String>,
    /// `secretsmanager`, `ssm` or `policies`.
    pub what: String,
    /// `never`, `partial`, `failed` or `old`.
    pub state: String,
    /// When it was last read in full (UTC).
    pub read_at: Option<DateTime<Utc>>,
    /// In a sentence.
    pub words: String,
}

/// Names one campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewRequest {
    /// Its id.
    pub id: String,
}

/// One campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewReply {
    /// The campaign in a line.
    pub campaign: CampaignSummary,
    /// Frameworks that ask for it, by code.
    pub frameworks: Vec<String>,
    /// What is reviewed.
    pub scope: ReviewScope,
    /// How often, in months.
    pub cadence_months: u32,
    /// Whose policy asks for it.
    pub cadence_source: String,
    /// The SHA-256 of the frozen snapshot, in hexadecimal.
    pub snapshot: String,
    /// Why it was opened although parts were not read.
    pub open_anyway: Option<String>,
    /// What was read when it was opened.
    pub coverage: ReviewCoverage,
    /// The lead first, then the others.
    pub reviewers: Vec<ReviewerStanding>,
    /// The tabs with their counts: `undecided`, `differs`, `departed`, `service`, `broad`, `never_used`, `not_rotated`,
    /// `odd_use`, `decided`, `reopened`, `all`.
    pub tabs: Vec<ReviewKindCount>,
    /// By account: its 12 digits, and how far it is.
    pub accounts: Vec<AccountProgress>,
    /// What is to go, with what the last sync says of it.
    pub removals: Vec<RemovalDto>,
    /// Days until it is due; negative where it is late.
    pub days_left: i32,
    /// Why it cannot be closed yet, in a sentence each.
    pub blocked: Vec<String>,
    /// The sign-offs.
    pub signatures: Vec<SignOffDto>,
    /// Who acts here: the reviewer in whose name decisions are recorded.
    pub acting: String,
    /// How decisions were taken: shows rubber-stamping.
    pub pace: ReviewPace,
}

/// One reviewer's part of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewerStanding {
    /// Who.
    pub reviewer: ReviewerDto,
    /// Whether this is the lead.
    pub lead: bool,
    /// How far they are.
    pub progress: ReviewProgress,
    /// When a packet was written for them.
    pub handed_out_at: Option<DateTime<Utc>>,
    /// When their decisions were brought back.
    pub taken_in_at: Option<DateTime<Utc>>,
    /// To whom they delegated, until when and why; null where not.
    pub delegation: Option<DelegationDto>,
    /// Whether they are late.
    pub late: bool,
}

/// A delegation: somebody else decides a part, for a reason and until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DelegationDto {
    /// Who hands over.
    pub from: String,
    /// Who takes it, with their identities.
    pub to: ReviewerDto,
    /// Path patterns that it covers; empty for all of theirs.
    pub paths: Vec<String>,
    /// Why.
    pub reason: String,
    /// Its last day.
    pub until: NaiveDate,
}

/// Records a delegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewDelegateRequest {
    /// The campaign.
    pub id: String,
    /// The delegation.
    pub delegation: DelegationDto,
}

/// How far an account is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountProgress {
    /// The 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// Items.
    pub items: u32,
    /// Of these, decided.
    pub decided: u32,
}

/// One thing that is to go, and whether it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemovalDto {
    /// The item.
    pub item: String,
    /// `user/old-deploy → /prod/**`.
    pub title: String,
    /// `revoke` or `reduce`.
    pub decision: String,
    /// `next_sync`, `removed`, `still_there` or `changed`.
    pub state: String,
    /// In a sentence: "removed: none of 64 secrets is readable since 19 November".
    pub words: String,
    /// When that was seen (UTC).
    pub seen_at: Option<DateTime<Utc>>,
}

/// A sign-off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignOffDto {
    /// Who.
    pub name: String,
    /// `lead` or `second`.
    pub role: String,
    /// What they attest.
    pub statement: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
}

/// How decisions were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewPace {
    /// The median of seconds that one decision took.
    pub median_seconds: Option<u32>,
    /// Decisions under two seconds.
    pub under_two_seconds: u32,
    /// The largest bulk.
    pub largest_bulk: u32,
    /// Items decided in bulk.
    pub in_bulk: u32,
}

/// Closes a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewCloseRequest {
    /// The campaign.
    pub id: String,
    /// The second person, who is not the lead.
    pub second: String,
    /// What the lead attests.
    pub lead_statement: String,
    /// What the second person attests.
    pub second_statement: String,
}

/// A list of people who left: which file, which columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeaversRequest {
    /// The file's text (CSV with a header line).
    pub text: String,
    /// The column with user names; null where there is none.
    pub user_column: Option<String>,
    /// The column with mail addresses; null where there is none.
    pub mail_column: Option<String>,
    /// The column with the day on which they left (`2026-11-30`); null where there is none.
    pub left_column: Option<String>,
}

/// Who of a list is a principal here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeaversReply {
    /// The columns of the file.
    pub columns: Vec<String>,
    /// Columns that look right, where none were chosen: proposed, never taken silently.
    pub proposed: LeaverColumns,
    /// Lines in the file.
    pub lines: u32,
    /// Those that match a principal.
    pub matched: Vec<LeaverDto>,
    /// Those that match nobody: shown, so that nothing is guessed.
    pub unmatched: Vec<LeaverDto>,
    /// Lines that could not be read, with their number.
    pub faults: Vec<String>,
}

/// Columns of a list of leavers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeaverColumns {
    /// User names.
    pub user: Option<String>,
    /// Mail addresses.
    pub mail: Option<String>,
    /// The day on which they left.
    pub left: Option<String>,
}

/// Somebody who left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeaverDto {
    /// The line in the file, from 2 (1 is the header).
    pub line: u32,
    /// The user name. Hostile text.
    pub user: String,
    /// The mail address. Hostile text.
    pub mail: String,
    /// The day on which they left.
    pub left_on: Option<NaiveDate>,
    /// The principals that they are, by ARN.
    pub principals: Vec<String>,
    /// By what: `user`, `mail` or `identity_center`.
    pub by: Option<String>,
}
