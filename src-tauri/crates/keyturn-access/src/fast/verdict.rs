//! Whether one part of a statement matches: yes, no, or by something that cannot be decided offline.

use crate::policy::Effect;

/// The number of a condition key's name in [`super::keys::Keys`].
pub(super) type Cause = u32;

/// Whether a part of a statement matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// By a condition key.
    On(Cause),
    /// By something that could not be read or understood.
    Unread,
}

impl Verdict {
    /// It matches or not.
    pub(super) fn sure(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }

    /// One of them matches. What could not be read outweighs keys; of several keys the last is told.
    pub(super) fn any(many: impl IntoIterator<Item = Self>) -> Self {
        let mut found = Self::No;
        for one in many {
            match (one, found) {
                (Self::Yes, _) => return Self::Yes,
                (Self::No, _) | (_, Self::Unread) => {}
                (open, _) => found = open,
            }
        }
        found
    }

    /// All of them match.
    pub(super) fn all(many: impl IntoIterator<Item = Self>) -> Self {
        Self::any(many.into_iter().map(Self::not)).not()
    }

    /// It does not match.
    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            open => open,
        }
    }
}

/// How far the parts of a statement match that are the same for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// All surely.
    pub(super) lo: bool,
    /// All as far as the undecided is taken against the statement's effect: keys of an Allow in its favour and what is
    /// unread against it; of a Deny the other way round.
    pub(super) mid: bool,
    /// None surely not.
    pub(super) hi: bool,
    /// The keys that it hangs on.
    pub(super) keys: Vec<Cause>,
}

impl Scalar {
    /// Without parts.
    pub(super) const ALWAYS: Self = Self { lo: true, mid: true, hi: true, keys: Vec::new() };

    /// One part alone.
    pub(super) fn of(verdict: Verdict, effect: Effect) -> Self {
        let mut scalar = Self::ALWAYS;
        scalar.and(verdict, effect);
        scalar
    }

    /// One part more.
    pub(super) fn and(&mut self, verdict: Verdict, effect: Effect) {
        match verdict {
            Verdict::Yes => {}
            Verdict::No => (self.lo, self.mid, self.hi) = (false, false, false),
            Verdict::On(cause) => {
                self.lo = false;
                self.mid &= effect == Effect::Allow;
                if !self.keys.contains(&cause) {
                    self.keys.push(cause);
                }
            }
            Verdict::Unread => {
                self.lo = false;
                self.mid &= effect == Effect::Deny;
            }
        }
    }
}
