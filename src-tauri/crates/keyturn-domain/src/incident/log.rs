//! The log of an incident: append-only, each entry bound to the one before by a hash, as in [`crate::audit`].
//!
//! A window and the command line may write to one incident at the same time: whoever comes second appends to what the
//! first one wrote, and no line is lost.

use chrono::SecondsFormat;
use sha2::{Digest, Sha256};

use super::digest::feed;
use super::entry::Entry;
use crate::chain::{self, Linked};

pub use crate::chain::{BrokenLog, append, verify};

/// An entry with its place in the chain.
pub type LogEntry = chain::LogEntry<Entry>;

impl Linked for Entry {
    /// The hash of an entry: SHA-256 over `previous_hash`, the sequence number, the time (RFC 3339, microseconds, `Z`), who,
    /// and the entry, as one array by the rules at the head of `digest.rs`.
    fn hash(entry: &LogEntry) -> String {
        let mut digest = Sha256::new();
        let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        feed(&mut digest, &(&entry.previous_hash, entry.sequence, &at, &entry.by, &entry.entry));
        hex::encode(digest.finalize())
    }
}

#[cfg(test)]
mod tests;
