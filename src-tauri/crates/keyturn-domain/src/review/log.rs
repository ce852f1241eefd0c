//! The log of a campaign: append-only, each entry bound to the one before by a hash, as in [`crate::audit`].

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Decided, Delegation, ItemId, SignOff};
use crate::audit::GENESIS;

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

/// An entry with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// 1, 2, 3 …, without gaps.
    pub sequence: u64,
    /// When (UTC), in whole microseconds.
    pub at: DateTime<Utc>,
    /// Who, by their name in the campaign.
    pub by: String,
    /// What.
    pub entry: Entry,
    /// The hash of the entry before, 64 hexadecimal digits; zeros for the first.
    pub previous_hash: String,
    /// The hash of this entry, 64 hexadecimal digits.
    pub hash: String,
}

/// Where a log is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenLog {
    /// An entry is not there.
    #[error("entry {0} is missing")]
    Missing(u64),
    /// An entry stands where another should, which is elsewhere in the log.
    #[error("the entries are out of order: {found} stands where {expected} should")]
    Reordered {
        /// The sequence number that should have come.
        expected: u64,
        /// The one that came.
        found: u64,
    },
    /// An entry does not follow from the one before.
    #[error("entry {0} does not follow from the entry before it")]
    Unlinked(u64),
    /// An entry was changed.
    #[error("entry {0} was changed after it was written")]
    Changed(u64),
}

/// Puts an entry at the end of the log whose last entry is `last`. The time is cut to whole microseconds.
pub fn append(last: Option<(u64, &str)>, at: DateTime<Utc>, by: &str, entry: Entry) -> LogEntry {
    let (sequence, previous_hash) = last.map_or((1, GENESIS), |(sequence, hash)| (sequence + 1, hash));
    let at = DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at);
    let (by, previous_hash) = (by.to_owned(), previous_hash.to_owned());
    let mut new = LogEntry { sequence, at, by, entry, previous_hash, hash: String::new() };
    new.hash = hash(&new);
    new
}

/// The hash of an entry: SHA-256 over `previous_hash`, the sequence number, the time (RFC 3339, microseconds, `Z`), who,
/// and [`Entry::fields`], each as UTF-8 and preceded by its length in bytes (8 bytes, big-endian), so that no text can
/// slide from one field into the next.
pub fn hash(entry: &LogEntry) -> String {
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

/// Checks a whole log. Its length and the hash of its last entry; that no entries are missing at its end shows only by
/// comparing these with what was written down elsewhere.
pub fn verify(entries: &[LogEntry]) -> Result<(u64, &str), BrokenLog> {
    let mut last = (0, GENESIS);
    for entry in entries {
        let expected = last.0 + 1;
        if entry.sequence != expected {
            let elsewhere = entry.sequence < expected || entries.iter().any(|other| other.sequence == expected);
            return Err(if elsewhere {
                BrokenLog::Reordered { expected, found: entry.sequence }
            } else {
                BrokenLog::Missing(expected)
            });
        }
        if entry.previous_hash != last.1 {
            return Err(BrokenLog::Unlinked(expected));
        }
        if hash(entry) != entry.hash {
            return Err(BrokenLog::Changed(expected));
        }
        last = (entry.sequence, &entry.hash);
    }
    Ok(last)
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
