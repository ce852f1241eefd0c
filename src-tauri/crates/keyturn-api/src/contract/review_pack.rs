//! Packets for reviewers, and the pack that an auditor checks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::reviews::ReviewReply;

/// Writes a packet: for one reviewer from the lead's Keyturn, or the decisions back from the reviewer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOutRequest {
    /// The campaign.
    pub id: String,
    /// For whom; null from the reviewer's own Keyturn, which writes to the lead.
    pub reviewer: Option<String>,
    /// A passphrase of at least 12 characters; null with a recipient.
    pub passphrase: Option<String>,
    /// An age recipient (`age1…`); null with a passphrase.
    pub recipient: Option<String>,
}

/// Where a packet or another file went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewFileReply {
    /// The file.
    pub path: String,
    /// Items in it.
    pub items: u32,
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A text file that a person chose: a packet, a list of people who left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextFile {
    /// Its name, without the folder.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// Reads a packet: a part to review, or decisions that come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakeInRequest {
    /// The packet, in age's armour.
    pub packet: String,
    /// The passphrase; null where it was written to a recipient.
    pub passphrase: Option<String>,
    /// The age identity (`AGE-SECRET-KEY-…`) as text; null with a passphrase.
    pub identity: Option<String>,
    /// Whether to show only what it would bring.
    pub preview: bool,
}

/// What a packet brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakeInReply {
    /// `part` (something to review) or `decisions`.
    pub what: String,
    /// Whose.
    pub reviewer: String,
    /// The campaign's id.
    pub campaign: String,
    /// The campaign's name.
    pub name: String,
    /// Items in it.
    pub items: u32,
    /// Decisions that are new here.
    pub decisions: u32,
    /// Items on which somebody else decided otherwise: shown, not merged.
    pub differs: u32,
    /// The campaign as it is now; null in a preview.
    pub review: Option<ReviewReply>,
}

/// Writes the pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackRequest {
    /// The campaign.
    pub id: String,
    /// Names of secrets: `full`, `short` (the last part of the path left out) or `none` (numbers in their place).
    pub names: String,
    /// Whether to write one zip file; else a folder.
    pub zip: bool,
}

/// The pack as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackReply {
    /// The folder or zip file.
    pub path: String,
    /// Its files with their hashes.
    pub files: Vec<PackFile>,
    /// The public key that checks it, as minisign prints it.
    pub public_key: String,
    /// What the pack shows and what not, in a sentence each.
    pub shows: Vec<String>,
}

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackFile {
    /// Its name in the pack.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What checking a pack said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VerifyReply {
    /// The folder or zip file.
    pub path: String,
    /// Whether everything holds.
    pub holds: bool,
    /// The campaign's name, as the pack says.
    pub campaign: Option<String>,
    /// When the pack was written, as it says.
    pub written_at: Option<DateTime<Utc>>,
    /// The public key by which it is signed.
    pub public_key: Option<String>,
    /// Whether that is the key of this Keyturn.
    pub own_key: bool,
    /// Each thing that was checked.
    pub checks: Vec<VerifyCheck>,
    /// What this shows and what not, in a sentence each.
    pub shows: Vec<String>,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VerifyCheck {
    /// What: a file's name, `signature`, `manifest`, `log`.
    pub name: String,
    /// Whether it holds.
    pub holds: bool,
    /// In a sentence: "changed after it was signed".
    pub words: String,
}

/// How two packs differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackDiffReply {
    /// The older campaign's name.
    pub before: String,
    /// The newer campaign's name.
    pub after: String,
    /// What is new: a reader over a path, a secret.
    pub added: Vec<PackDifference>,
    /// What is gone.
    pub removed: Vec<PackDifference>,
    /// What was decided otherwise, or covers other secrets.
    pub changed: Vec<PackDifference>,
}

/// One difference of two packs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackDifference {
    /// The item.
    pub item: String,
    /// `role/etl → /prod/shared/*`.
    pub title: String,
    /// In a sentence: "keep, then revoke", "31 secrets, then 12".
    pub words: String,
}
