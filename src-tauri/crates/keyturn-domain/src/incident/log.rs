//! The log of an incident: append-only, each entry bound to the one before by a hash, as in [`crate::audit`].
//!
//! A window and the command line may write to one incident at the same time: whoever comes second appends to what the
//! first one wrote, and no line is lost.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::digest::feed;
use super::entry::Entry;
use crate::audit::GENESIS;
use crate::review::log::BrokenLog;

/// An entry with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// 1, 2, 3 …, without gaps.
    pub sequence: u64,
    /// When it was written (UTC), in whole microseconds.
    pub at: DateTime<Utc>,
    /// Who: the operating system's user name, or the name that a person gave.
    pub by: String,
    /// What.
    pub entry: Entry,
    /// The hash of the entry before, 64 hexadecimal digits; zeros for the first.
    pub previous_hash: String,
    /// The hash of this entry, 64 hexadecimal digits.
    pub hash: String,
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
/// and the entry, as one array by the rules at the head of `digest.rs`.
pub fn hash(entry: &LogEntry) -> String {
    let mut digest = Sha256::new();
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    feed(&mut digest, &(&entry.previous_hash, entry.sequence, &at, &entry.by, &entry.entry));
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

#[cfg(test)]
mod tests;
