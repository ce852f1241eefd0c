//! An item: one question for one person, with everything that stands beside it, frozen when the campaign opens.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::campaign::{NotAnId, is_id};
use super::decision::Verdict;
use crate::code::codes;

/// An item's id: 16 lower-case hexadecimal digits, the same for the same question in every campaign.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId(String);

impl ItemId {
    /// The id of the question of this kind about a subject (a principal's ARN, an owner's name; empty where there is
    /// none) over a path in an account: the start of the SHA-256 over these, each preceded by its length in bytes.
    pub fn of(kind: ItemKind, subject: &str, account: &str, path: &str) -> Self {
        Self::of_parts(&[kind.code(), subject, account, path])
    }

    /// The id of one reviewer's part of such a question, where several have one.
    pub fn of_reviewer(kind: ItemKind, subject: &str, account: &str, path: &str, reviewer: &str) -> Self {
        Self::of_parts(&[kind.code(), subject, account, path, reviewer])
    }

    fn of_parts(parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        let mut digits = hex::encode(digest.finalize());
        digits.truncate(16);
        Self(digits)
    }

    /// The 16 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ItemId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        if is_id(&text) { Ok(Self(text)) } else { Err(NotAnId(text.chars().take(40).collect())) }
    }
}

impl FromStr for ItemId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::try_from(text.to_owned())
    }
}

impl From<ItemId> for String {
    fn from(id: ItemId) -> Self {
        id.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The most names that are kept of a single folder's secrets that an item does not hold.
pub const MOST_LEFT_OUT: usize = 50;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde wants")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Whether a principal may go on reading the secrets under a path.
    Access,
    /// Whether the owner is still right.
    Owner,
    /// Whether the secrets are still needed.
    Needed,
    /// Whether an exception from the rotation policy is still right.
    Exception,
    /// What to do about values that are not rotated as planned.
    Rotation,
}

codes!(ItemKind {
    Access => "access",
    Owner => "owner",
    Needed => "needed",
    Exception => "exception",
    Rotation => "rotation",
});

/// The questions of every such review from which an item comes (group H), the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seed {
    /// Somebody who left.
    Departed,
    /// Use that does not fit.
    OddUse,
    /// Access that is too broad.
    Broad,
    /// A service account: is it still needed?
    Service,
    /// Never used, or not in the last 90 days.
    NeverUsed,
    /// Values that were not rotated as planned.
    NotRotated,
}

codes!(Seed {
    Departed => "departed",
    OddUse => "odd_use",
    Broad => "broad",
    Service => "service",
    NeverUsed => "never_used",
    NotRotated => "not_rotated",
});

/// A secret of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its ARN.
    pub arn: String,
    /// Its name. Hostile text.
    pub name: String,
    /// `can`, `conditional` or `unknown` for access; a state of rotation for rotation; else empty.
    pub state: String,
    /// The last read by this principal that CloudTrail shows (UTC); for other kinds, by anybody.
    pub last_read_at: Option<DateTime<Utc>>,
    /// Reads in 90 days.
    pub reads: u32,
    /// In words: an exception's text, the state of the rotation; else empty.
    pub words: String,
}

/// A policy on which access rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Where: `role/web: inline policy read`, `key policy`.
    pub place: String,
    /// The statement, by its `Sid` or number; `None` where a whole policy stands for it.
    pub statement: Option<String>,
    /// The statement's text, as JSON. Hostile text.
    pub text: Option<String>,
    /// Its conditions in words.
    pub conditions: Vec<String>,
    /// How many of the item's secrets rest on it.
    pub secrets: u32,
}

/// What the principal of an item did in 90 days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Reads of the item's secrets.
    pub reads: u32,
    /// How many of the secrets were read.
    pub secrets_read: u32,
    /// People or sessions behind the reads.
    pub readers: u32,
    /// The last of them (UTC).
    pub last_at: Option<DateTime<Utc>>,
    /// Reads by week, the oldest first: 13 of them.
    pub weeks: Vec<u32>,
    /// Whether all 90 days were collected for all of the secrets' places.
    pub complete: bool,
    /// What the trail cannot see, in a sentence.
    pub words: String,
}

/// A decision of an earlier campaign on the same question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDecision {
    /// The campaign's name.
    pub campaign: String,
    /// The decision.
    pub decision: Verdict,
    /// Who took it.
    pub by: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Its note.
    pub note: String,
}

/// What is suggested. It is never taken by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What.
    pub decision: Verdict,
    /// Why, in a sentence or two.
    pub reason: String,
    /// For a reduction: the secrets that would stay, by ARN.
    pub keep: Vec<String>,
}

/// What stands beside an item, so that its decision is informed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// The question: "Developers can read 31 secrets under /prod/web/*".
    pub question: String,
    /// `human`, `workload`, `aws_service` or `unknown`, for access.
    pub nature: Option<String>,
    /// People behind the principal: user names or mail addresses. Hostile text.
    pub people: Vec<String>,
    /// Marks of a reader: `departed`, `broad`, `other_account`, `unused`.
    pub marks: Vec<String>,
    /// Conditions in words, with how many of the secrets they are for.
    pub conditions: Vec<String>,
    /// The policies and statements on which it rests.
    pub why: Vec<Why>,
    /// What the principal did.
    pub usage: Usage,
    /// What changed since the last review, in a sentence each.
    pub changes: Vec<String>,
    /// The last review's decision.
    pub last_decision: Option<PastDecision>,
    /// What is suggested.
    pub suggestion: Option<Suggestion>,
}

/// An item, as it was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id: [`ItemId::of`] of what it asks.
    pub id: ItemId,
    /// Its number in the campaign, from 1: the most urgent question first, then account, principal and path.
    pub number: u32,
    /// What is asked.
    pub kind: ItemKind,
    /// The principal's or owner's short name, such as `role/web`. Hostile text.
    pub subject: String,
    /// The principal's ARN, for access. Hostile text.
    pub principal: Option<String>,
    /// The 12 digits of the account that holds the secrets.
    pub account: String,
    /// The account's name, where known. Hostile text.
    pub account_name: Option<String>,
    /// The path: `/prod/web/*`, `/prod/**`.
    pub path: String,
    /// The secrets, by name.
    pub members: Vec<Member>,
    /// The exceptions: secrets under the path that its reviewer would decide on and that it does not hold, by name. All
    /// of them where the path takes in folders below it, else at most [`MOST_LEFT_OUT`].
    pub left_out: Vec<String>,
    /// How many these are in all.
    pub left_out_count: u32,
    /// How many more secrets under the path fall to other reviewers, who have items of their own.
    #[serde(default, skip_serializing_if = "is_none")]
    pub others_count: u32,
    /// The questions from which it comes.
    pub seeds: BTreeSet<Seed>,
    /// Who was to decide when it was frozen.
    pub reviewer: String,
    /// What stands beside it.
    pub grounds: Grounds,
}

impl Item {
    /// The item in a line: `role/etl → /prod/shared/*`.
    pub fn title(&self) -> String {
        if self.subject.is_empty() { self.path.clone() } else { format!("{} → {}", self.subject, self.path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_its_question_and_of_nothing_else() {
        let id = ItemId::of(ItemKind::Access, "arn:aws:iam::111122223333:role/web", "111122223333", "/prod/*");
        assert_eq!(id, ItemId::of(ItemKind::Access, "arn:aws:iam::111122223333:role/web", "111122223333", "/prod/*"));
        assert_eq!(id.as_str().parse::<ItemId>(), Ok(id.clone()));
        for (kind, subject, account, path) in [
            (ItemKind::Owner, "arn:aws:iam::111122223333:role/web", "111122223333", "/prod/*"),
            (ItemKind::Access, "arn:aws:iam::111122223333:role/we", "b111122223333", "/prod/*"),
            (ItemKind::Access, "arn:aws:iam::111122223333:role/web", "111122223333", "/prod/**"),
        ] {
            assert_ne!(id, ItemId::of(kind, subject, account, path));
        }
        let of = |reviewer| {
            let role = "arn:aws:iam::111122223333:role/web";
            ItemId::of_reviewer(ItemKind::Access, role, "111122223333", "/prod/*", reviewer)
        };
        assert!(of("bob") != of("ada") && of("bob") != id && of("") != id);
    }

    #[test]
    fn codes_are_those_of_json() {
        for one in ItemKind::ALL {
            assert_eq!(serde_json::to_string(one).expect("JSON"), format!("\"{}\"", one.code()));
        }
        for one in Seed::ALL {
            assert_eq!(serde_json::to_string(one).expect("JSON"), format!("\"{}\"", one.code()));
        }
        assert_eq!(Seed::from_code("departed"), Some(Seed::Departed));
        assert_eq!(Seed::from_code("Departed"), None);
    }
}
