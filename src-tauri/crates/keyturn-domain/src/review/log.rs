//! The log of a campaign: append-only, each entry bound to the one before by a hash, as in [`crate::audit`].

use std::collections::BTreeSet;

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Decided, Delegation, ItemId, SignOff};
use crate::chain::{self, Linked};

pub use crate::chain::{BrokenLog, append, verify};

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Entry {
    /// Decided an item. The entries of a bulk follow each other.
    Decided(Decided),
    /// Took decisions back: `bulk` entries from `sequence` on.
    Undone {
        /// The first of the entries.
        sequence: u64,
        /// How many.
        bulk: u32,
    },
    /// Delegated.
    Delegated(Delegation),
    /// Brought a reviewer's decisions in. The entries that came follow it, with the times at which they were taken.
    TakenIn {
        /// Whose.
        reviewer: String,
        /// The hash of the newest entry of the reviewer's own log.
        head: String,
        /// How many entries of that log are new here.
        entries: u32,
    },
    /// Wrote a packet.
    HandedOut {
        /// For whom.
        to: String,
        /// With how many items, or decisions on the way back.
        items: u32,
        /// The hash of this log's newest entry before this one.
        head: String,
    },
    /// Signed off.
    SignedOff(SignOff),
    /// Opened an item again after the close, because something drifted.
    Reopened {
        /// Which.
        item: ItemId,
        /// Why, in a sentence.
        why: String,
    },
}

/// An entry with its place in the chain. Who is the name in the campaign.
pub type LogEntry = chain::LogEntry<Entry>;

impl Linked for Entry {
    /// The hash of an entry: SHA-256 over `previous_hash`, the sequence number, the time (RFC 3339, microseconds, `Z`), who,
    /// and [`Entry::fields`], each as UTF-8 and preceded by its length in bytes (8 bytes, big-endian), so that no text can
    /// slide from one field into the next.
    fn hash(entry: &LogEntry) -> String {
        let mut digest = Sha256::new();
        let start = [
            entry.previous_hash.clone(),
            entry.sequence.to_string(),
            entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            entry.by.clone(),
        ];
        for field in start.into_iter().chain(entry.entry.fields()) {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field.as_bytes());
        }
        hex::encode(digest.finalize())
    }
}

/// The sequence numbers that were taken back.
pub fn taken_back(entries: &[LogEntry]) -> BTreeSet<u64> {
    let mut gone = BTreeSet::new();
    for entry in entries {
        if let Entry::Undone { sequence, bulk } = entry.entry {
            // A bulk cannot be longer than the log before it.
            gone.extend((sequence..entry.sequence).take(bulk as usize));
        }
    }
    gone
}

impl Entry {
    /// The code of what was done, as in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Decided(_) => "decided",
            Self::Undone { .. } => "undone",
            Self::Delegated(_) => "delegated",
            Self::TakenIn { .. } => "taken_in",
            Self::HandedOut { .. } => "handed_out",
            Self::SignedOff(_) => "signed_off",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// The item that it is about, if it is about one.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Decided(Decided { item, .. }) | Self::Reopened { item, .. } => Some(item),
            _ => None,
        }
    }

    /// What an entry's hash is of: its code, then its fields in the order of their declaration. Numbers in decimal,
    /// times as in [`hash`], days as `2026-11-30`; a list, and a value that may be missing, as the number of its parts
    /// followed by these.
    pub fn fields(&self) -> Vec<String> {
        let mut fields = vec![self.code().to_owned()];
        let list = |fields: &mut Vec<String>, parts: &[String]| {
            fields.push(parts.len().to_string());
            fields.extend_from_slice(parts);
        };
        match self {
            Self::Decided(one) => {
                fields.extend([one.item.to_string(), one.verdict.code().to_owned()]);
                fields.extend([one.by.clone(), one.note.clone()]);
                list(&mut fields, one.to.as_slice());
                list(&mut fields, &one.keep);
                list(&mut fields, one.seconds.map(|seconds| seconds.to_string()).as_slice());
                fields.push(one.bulk.to_string());
            }
            Self::Undone { sequence, bulk } => fields.extend([sequence.to_string(), bulk.to_string()]),
            Self::Delegated(Delegation { from, to, paths, reason, until }) => {
                fields.extend([from.clone(), to.name.clone()]);
                for parts in [&to.identities, &to.owners, &to.paths, &to.tags, paths] {
                    list(&mut fields, parts);
                }
                fields.extend([reason.clone(), until.to_string()]);
            }
            Self::TakenIn { reviewer, head, entries } => {
                fields.extend([reviewer.clone(), head.clone(), entries.to_string()]);
            }
            Self::HandedOut { to, items, head } => fields.extend([to.clone(), items.to_string(), head.clone()]),
            Self::SignedOff(SignOff { name, role, statement, at }) => {
                fields.extend([name.clone(), role.code().to_owned(), statement.clone()]);
                fields.push(at.to_rfc3339_opts(SecondsFormat::Micros, true));
            }
            Self::Reopened { item, why } => fields.extend([item.to_string(), why.clone()]),
        }
        fields
    }
}

#[cfg(test)]
mod tests;
