//! Logs that can only grow: each entry is bound to the one before by a hash. What an entry says, and how it is hashed,
//! is the log's own; that nothing was changed, left out or reordered is told here, once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::audit::GENESIS;

/// What a log's entries say.
pub trait Linked: Sized {
    /// The hash over everything of an entry but its own hash: 64 hexadecimal digits.
    fn hash(entry: &LogEntry<Self>) -> String;
}

/// An entry with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry<E> {
    /// 1, 2, 3 …, without gaps.
    pub sequence: u64,
    /// When it was written (UTC), in whole microseconds.
    pub at: DateTime<Utc>,
    /// Who: the system's user name, or the name that a person gave.
    pub by: String,
    /// What.
    pub entry: E,
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
pub fn append<E: Linked>(last: Option<(u64, &str)>, at: DateTime<Utc>, by: &str, entry: E) -> LogEntry<E> {
    let (sequence, previous_hash) = last.map_or((1, GENESIS), |(sequence, hash)| (sequence + 1, hash));
    let at = DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at);
    let (by, previous_hash) = (by.to_owned(), previous_hash.to_owned());
    let mut new = LogEntry { sequence, at, by, entry, previous_hash, hash: String::new() };
    new.hash = E::hash(&new);
    new
}

/// Checks a whole log. Its length and the hash of its last entry; that no entries are missing at its end shows only by
/// comparing these with what was written down elsewhere.
pub fn verify<E: Linked>(entries: &[LogEntry<E>]) -> Result<(u64, &str), BrokenLog> {
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
        if E::hash(entry) != entry.hash {
            return Err(BrokenLog::Changed(expected));
        }
        last = (entry.sequence, &entry.hash);
    }
    Ok(last)
}
