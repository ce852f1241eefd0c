//! How far something holds: surely, on a condition, perhaps, or not.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::keys::Class;

/// Why something does not hold surely.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// A condition that cannot be decided offline.
    Condition {
        /// The condition key, as AWS writes it.
        key: String,
        /// What its value hangs on.
        class: Class,
        /// The condition in words: `only through VPC endpoint vpce-0abc`.
        words: String,
    },
    /// Something that could not be read or understood.
    Unread {
        /// What, and where.
        what: String,
    },
}

/// How far something holds, in Kleene's logic over two kinds of unknown.
///
/// `lo`: with every unknown against it. `mid`: with what could not be read against it, and every condition in its favour.
/// `hi`: with every unknown in its favour. Each implies the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Holds whatever the unknown is.
    pub lo: bool,
    /// Holds if the conditions do, whatever could not be read.
    pub mid: bool,
    /// May hold.
    pub hi: bool,
    /// Why it does not hold surely; empty where it does, or surely does not.
    pub causes: BTreeSet<Cause>,
}

impl Standing {
    /// It holds, or it does not.
    pub fn sure(holds: bool) -> Self {
        Self { lo: holds, mid: holds, hi: holds, causes: BTreeSet::new() }
    }

    /// It holds or not, by a cause.
    pub fn open(cause: Cause) -> Self {
        let mid = matches!(cause, Cause::Condition { .. });
        Self { lo: false, mid, hi: true, causes: BTreeSet::from([cause]) }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (lo, mid, hi) = (self.lo && other.lo, self.mid && other.mid, self.hi && other.hi);
        Self::with(lo, mid, hi, self, other)
    }

    /// One of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let (lo, mid, hi) = (self.lo || other.lo, self.mid || other.mid, self.hi || other.hi);
        // What surely does not hold, or holds only where the other does more surely, explains nothing.
        Self::with(lo, mid, hi, self, other)
    }

    fn with(lo: bool, mid: bool, hi: bool, one: Self, other: Self) -> Self {
        let mut causes = one.causes;
        causes.extend(other.causes);
        if lo || !hi {
            causes.clear();
        } else if mid {
            // On a condition: what could not be read is beside the point.
            let conditions = causes.iter().filter(|cause| matches!(cause, Cause::Condition { .. })).cloned().collect();
            causes = conditions;
        }
        Self { lo, mid, hi, causes }
    }

    /// All of them hold.
    pub fn all(many: impl IntoIterator<Item = Self>) -> Self {
        many.into_iter().fold(Self::sure(true), Self::and)
    }

    /// One of them holds.
    pub fn any(many: impl IntoIterator<Item = Self>) -> Self {
        many.into_iter().fold(Self::sure(false), Self::or)
    }

    /// In four words.
    pub fn access(&self) -> Access {
        match (self.lo, self.mid, self.hi) {
            (true, ..) => Access::Can,
            (_, true, _) => Access::Conditional,
            (.., true) => Access::Unknown,
            _ => Access::Cannot,
        }
    }
}

/// Whether a principal can read a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It cannot.
    Cannot,
    /// Something that it hangs on could not be read or understood. Never to be taken for [`Access::Cannot`].
    Unknown,
    /// It can where conditions hold that cannot be decided offline. Counted as access.
    Conditional,
    /// It can.
    Can,
}

/// Whether a part of a statement matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// By a cause.
    Open(Cause),
}

impl Match {
    /// It matches or not.
    pub(super) fn sure(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }

    /// One of them matches. Where several are open, what could not be read outweighs conditions.
    pub(super) fn any(many: impl IntoIterator<Item = Self>) -> Self {
        let mut found = Self::No;
        for one in many {
            match (&found, one) {
                (_, Self::Yes) => return Self::Yes,
                (Self::Open(Cause::Unread { .. }), _) | (_, Self::No) => {}
                (_, open) => found = open,
            }
        }
        found
    }

    /// It does not match.
    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            open @ Self::Open(_) => open,
        }
    }

    /// As far as it matches.
    pub(super) fn standing(self) -> Standing {
        match self {
            Self::Yes => Standing::sure(true),
            Self::No => Standing::sure(false),
            Self::Open(cause) => Standing::open(cause),
        }
    }
}
