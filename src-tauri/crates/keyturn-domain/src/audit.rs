//! The audit log: append-only, each entry bound to the one before by a hash.
//!
//! The chain shows that no entry was changed, removed or put in between. It does not show that the end was not cut
//! off: for that, write the newest hash down elsewhere.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// 1, 2, 3 …, without gaps.
    pub sequence: u64,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who: the operating system's user name.
    pub actor: String,
    /// From where: `window` or `command line`, and the host's name.
    pub origin: String,
    /// What was done, as a code such as `note.saved`.
    pub action: String,
    /// To what: an ARN, a view's name, a sync's id. Hostile text: show as text only.
    pub subject: String,
    /// Facts of the change, as one JSON object.
    pub detail: String,
    /// The hash of the entry before, 64 hexadecimal digits; zeros for the first.
    pub previous_hash: String,
    /// The hash of this entry, 64 hexadecimal digits.
    pub hash: String,
}

/// What somebody does, before it has a place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who: the operating system's user name.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// What, as a code.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Facts, as one JSON object.
    pub detail: String,
}

/// The `previous_hash` of the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenChain {
    /// An entry is missing, or one is there twice.
    #[error("entry {expected} is missing: entry {found} stands in its place")]
    Gap {
        /// The sequence number that should have come.
        expected: u64,
        /// The one that came.
        found: u64,
    },
    /// An entry does not follow from the one before.
    #[error("entry {0} does not follow from the entry before it")]
    Unlinked(u64),
    /// An entry's text was changed.
    #[error("entry {0} was changed after it was written")]
    Changed(u64),
}

/// Puts an act at the end of the chain whose last entry is `last`.
pub fn append(last: Option<(u64, &str)>, act: Act) -> AuditEntry {
    let (sequence, previous_hash) = last.map_or((1, GENESIS), |(sequence, hash)| (sequence + 1, hash));
    let mut entry = AuditEntry {
        sequence,
        at: act.at,
        actor: act.actor,
        origin: act.origin,
        action: act.action,
        subject: act.subject,
        detail: act.detail,
        previous_hash: previous_hash.to_owned(),
        hash: String::new(),
    };
    entry.hash = hash(&entry);
    entry
}

/// The hash of an entry over all its other fields, each preceded by its length in bytes, so that no text can slide
/// from one field into the next.
pub fn hash(entry: &AuditEntry) -> String {
    let mut digest = Sha256::new();
    let sequence = entry.sequence.to_string();
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    for field in [
        &entry.previous_hash,
        &sequence,
        &at,
        &entry.actor,
        &entry.origin,
        &entry.action,
        &entry.subject,
        &entry.detail,
    ] {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    hex::encode(digest.finalize())
}

/// Walks a chain from its beginning, in the order of its entries.
#[derive(Debug, Default)]
pub struct Walk {
    last: Option<(u64, String)>,
}

impl Walk {
    /// Checks the next entry.
    pub fn step(&mut self, entry: &AuditEntry) -> Result<(), BrokenChain> {
        let (expected, previous) =
            self.last.as_ref().map_or((1, GENESIS), |(sequence, hash)| (sequence + 1, hash.as_str()));
        if entry.sequence != expected {
            return Err(BrokenChain::Gap { expected, found: entry.sequence });
        }
        if entry.previous_hash != previous {
            return Err(BrokenChain::Unlinked(entry.sequence));
        }
        if hash(entry) != entry.hash {
            return Err(BrokenChain::Changed(entry.sequence));
        }
        self.last = Some((entry.sequence, entry.hash.clone()));
        Ok(())
    }

    /// How many entries were good, and the hash of the last.
    pub fn end(self) -> (u64, String) {
        self.last.map_or((0, GENESIS.to_owned()), |(sequence, hash)| (sequence, hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u64) -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for number in 0..length {
            let act = Act {
                at: DateTime::from_timestamp(1_700_000_000 + i64::try_from(number).unwrap_or(0), 0).expect("a time"),
                actor: "ada".into(),
                origin: "window".into(),
                action: "note.saved".into(),
                subject: format!("secret {number}"),
                detail: "{}".into(),
            };
            let last = entries.last().map(|entry| (entry.sequence, entry.hash.clone()));
            entries.push(append(last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str())), act));
        }
        entries
    }

    fn check(entries: &[AuditEntry], expect: &Result<u64, BrokenChain>) {
        let mut walk = Walk::default();
        let found = entries.iter().try_for_each(|entry| walk.step(entry)).map(|()| walk.end().0);
        assert_eq!(&found, expect);
    }

    #[test]
    fn a_chain_holds_until_somebody_touches_it() {
        check(&chain(0), &Ok(0));
        check(&chain(5), &Ok(5));
        let mut changed = chain(5);
        changed[2].subject.push('!');
        check(&changed, &Err(BrokenChain::Changed(3)));
        let mut rehashed = chain(5);
        rehashed[2].subject.push('!');
        rehashed[2].hash = hash(&rehashed[2]);
        check(&rehashed, &Err(BrokenChain::Unlinked(4)));
        let mut removed = chain(5);
        removed.remove(1);
        check(&removed, &Err(BrokenChain::Gap { expected: 2, found: 3 }));
        let mut slid = chain(1);
        slid[0].actor = "adaw".into();
        slid[0].origin = "indow".into();
        check(&slid, &Err(BrokenChain::Changed(1)));
    }
}
