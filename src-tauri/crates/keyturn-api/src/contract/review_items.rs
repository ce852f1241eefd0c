//! The items of a review: what is decided, on what grounds, and what follows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::error::Code;

/// Asks for items of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewItemsRequest {
    /// The campaign.
    pub id: String,
    /// The tab's code, as in the campaign's `tabs`.
    pub tab: String,
    /// Only this reviewer's; null for all.
    pub reviewer: Option<String>,
    /// Only this account's (12 digits); null for all.
    pub account: Option<String>,
    /// What the title holds, in any case; empty for all.
    pub text: String,
    /// How many to leave out before the first.
    pub offset: u32,
    /// At most how many.
    pub limit: u32,
}

/// Items of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewItemsReply {
    /// How many there are in all.
    pub total: u32,
    /// The wanted ones, in the campaign's order: most urgent question first, then account, principal and path.
    pub items: Vec<ReviewItemRow>,
}

/// One item in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewItemRow {
    /// Its id: 16 hexadecimal digits, the same for the same question in every campaign.
    pub id: String,
    /// Its number in the campaign, from 1.
    pub number: u32,
    /// `access` (a principal over a path), `owner`, `needed`, `exception` or `rotation` (of the secrets under a path).
    pub kind: String,
    /// The principal's or owner's short name: hostile text.
    pub subject: String,
    /// The path: `/prod/web/*`, `/prod/**`.
    pub path: String,
    /// The account's 12 digits that holds the secrets.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// How many secrets.
    pub secrets: u32,
    /// The questions that it comes from: `departed`, `service`, `broad`, `never_used`, `not_rotated`, `odd_use`.
    pub seeds: Vec<String>,
    /// `undecided`, `keep`, `revoke`, `reduce`, `reassign` (handed to somebody else, who has not decided yet),
    /// `cannot_decide` or `differs`.
    pub state: String,
    /// Who is to decide.
    pub reviewer: String,
    /// Whether something drifted after the close and opened it again.
    pub reopened: bool,
    /// What is suggested: `keep`, `revoke`, `reduce`; null where nothing is.
    pub suggestion: Option<String>,
}

/// Names one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewItemRequest {
    /// The campaign.
    pub id: String,
    /// The item.
    pub item: String,
}

/// One item with all that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewItemReply {
    /// The item in a line.
    pub item: ReviewItemRow,
    /// The question: "Developers can read 31 secrets under /prod/web/*".
    pub question: String,
    /// The principal's ARN, for `access`.
    pub principal: Option<String>,
    /// `human`, `workload`, `aws_service` or `unknown`, for `access`.
    pub nature: Option<String>,
    /// People behind it, for a role of Identity Center.
    pub people: Vec<String>,
    /// Marks: those of a reader (`departed`, `broad`, `other_account`, `unused`, …).
    pub marks: Vec<String>,
    /// Conditions, in words, with how many of the secrets they are for.
    pub conditions: Vec<String>,
    /// The secrets, by name.
    pub members: Vec<ReviewMember>,
    /// Secrets under the path that it does not hold, by name: the exceptions of the group. All of them where the path
    /// takes in folders below it, else at most 50.
    pub left_out: Vec<String>,
    /// How many these are in all.
    pub left_out_count: u32,
    /// How many more secrets under the path fall to other reviewers, who have items of their own.
    pub others_count: u32,
    /// Why this principal can read: the policies and statements on which it rests.
    pub why: Vec<ReviewWhy>,
    /// What it did.
    pub usage: ReviewUsage,
    /// What changed since the last review, in a sentence each.
    pub changes: Vec<String>,
    /// The last review's decision.
    pub last_decision: Option<PastDecision>,
    /// What is suggested.
    pub suggestion: Option<ReviewSuggestion>,
    /// Decisions in this campaign: the standing one of each reviewer first, then what was undone or replaced.
    pub decisions: Vec<ReviewDecisionDto>,
    /// Why the acting person may not decide, in a sentence; null where they may.
    pub blocked: Option<String>,
    /// The code that goes with it: `review_closed` or `own_access`; null where it has none of its own.
    pub blocked_code: Option<Code>,
}

/// A secret of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewMember {
    /// Its ARN.
    pub arn: String,
    /// Its name. Hostile text.
    pub name: String,
    /// `can`, `conditional` or `unknown` for `access`; a state of rotation for `rotation`; else empty.
    pub state: String,
    /// The last read by this principal that CloudTrail shows; for other kinds, by anybody.
    pub last_read_at: Option<DateTime<Utc>>,
    /// Reads in 90 days.
    pub reads: u32,
    /// In words: the exception's text, the rotation's state; else empty.
    pub words: String,
}

/// A policy on which access rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewWhy {
    /// Where: `role/web: inline policy read`, `key policy`.
    pub place: String,
    /// The statement, by its `Sid` or number; null where a whole policy stands for it.
    pub statement: Option<String>,
    /// The statement's text, as JSON.
    pub text: Option<String>,
    /// Its conditions in words.
    pub conditions: Vec<String>,
    /// How many of the item's secrets rest on it.
    pub secrets: u32,
}

/// What the principal of an item did in 90 days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewUsage {
    /// Reads of the item's secrets.
    pub reads: u32,
    /// How many of the secrets were read.
    pub secrets_read: u32,
    /// People or sessions behind these reads.
    pub readers: u32,
    /// The last of them.
    pub last_at: Option<DateTime<Utc>>,
    /// Reads by week, the oldest first, 13 of them.
    pub weeks: Vec<u32>,
    /// Whether all 90 days were collected for all of the secrets' places.
    pub complete: bool,
    /// What the trail can't see, in a sentence.
    pub words: String,
}

/// A decision of an earlier campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastDecision {
    /// The campaign's name.
    pub campaign: String,
    /// The decision.
    pub decision: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The note.
    pub note: String,
}

/// What is suggested, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewSuggestion {
    /// `keep`, `revoke` or `reduce`.
    pub decision: String,
    /// The reason, in a sentence or two.
    pub reason: String,
    /// For `reduce`: the secrets that would stay, by ARN.
    pub keep: Vec<String>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewDecisionDto {
    /// Its number in the campaign's log, from 1.
    pub sequence: u64,
    /// `keep`, `revoke`, `reduce`, `reassign` or `cannot_decide`.
    pub decision: String,
    /// Who.
    pub by: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// The note.
    pub note: String,
    /// For `reassign`: to whom.
    pub to: Option<String>,
    /// For `reduce`: the secrets that stay, by ARN.
    pub keep: Vec<String>,
    /// Seconds that it took.
    pub seconds: Option<u32>,
    /// How many items were decided at once.
    pub bulk: u32,
    /// Whether it stands: not undone and not replaced.
    pub stands: bool,
}

/// Decides items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewDecideRequest {
    /// The campaign.
    pub id: String,
    /// The items; more than one is a bulk.
    pub items: Vec<String>,
    /// `keep`, `revoke`, `reduce`, `reassign` or `cannot_decide`.
    pub decision: String,
    /// The note; needed but for `keep`, and checked for secret-like text.
    pub note: String,
    /// For `reassign`: to which reviewer of the campaign.
    pub to: Option<String>,
    /// For `reduce` of one item: the secrets that stay, by ARN; empty takes the suggestion's.
    pub keep: Vec<String>,
    /// Seconds that the item was on screen before; null where that is not known.
    pub seconds: Option<u32>,
}

/// What was decided, and what comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewDecided {
    /// The items as they are now.
    pub items: Vec<ReviewItemRow>,
    /// How many were decided.
    pub decided: u32,
    /// Items that could not be decided, each with a sentence; the others are decided.
    pub refused: Vec<RefusedItem>,
    /// What undoes it.
    pub undo: Option<u64>,
}

/// An item that could not be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedItem {
    /// The item.
    pub item: String,
    /// Why, in a sentence.
    pub why: String,
    /// The code that goes with it; null where it has none of its own.
    pub code: Option<Code>,
}

/// Takes a decision, or a bulk of them, back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewUndoRequest {
    /// The campaign.
    pub id: String,
    /// The `undo` of a decision; null takes back the acting person's last one.
    pub undo: Option<u64>,
}

/// Asks what is to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewActRequest {
    /// The campaign.
    pub id: String,
    /// One item: what is to go by its decision, and before there is one by what is suggested; null for all that is
    /// decided so.
    pub item: Option<String>,
}

/// What is to go, as a list to hand to whoever may change IAM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewActReply {
    /// By account and owner.
    pub groups: Vec<ActGroup>,
    /// The whole as Markdown.
    pub markdown: String,
}

/// What is to be done in one account, for one owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActGroup {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The owner, where known.
    pub owner: Option<String>,
    /// What to do.
    pub acts: Vec<ActDto>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActDto {
    /// The item.
    pub item: String,
    /// `role/etl → /prod/shared/*`.
    pub title: String,
    /// `revoke`, `reduce` or, for what is no access, the kind of item.
    pub decision: String,
    /// The note of the decision.
    pub note: String,
    /// What to change, in a sentence.
    pub words: String,
    /// The policy as it would be, as JSON; null where there is none to give.
    pub policy: Option<String>,
    /// The command to hand over, quoted for a POSIX shell; null where there is none.
    pub command: Option<String>,
    /// What else would change: others who rest on the same statement, in a sentence; null where nobody does.
    pub also: Option<String>,
}

/// Writes the list of what is to go into a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewActExportRequest {
    /// The campaign.
    pub id: String,
    /// `md` or `csv`.
    pub format: String,
}
