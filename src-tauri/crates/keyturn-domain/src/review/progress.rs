//! How far a campaign is, or a part of it.

use serde::{Deserialize, Serialize};

use super::{Outcome, Verdict};

/// Counts of items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Items in all.
    pub items: u32,
    /// Items with a decision that stands.
    pub decided: u32,
    /// Kept.
    pub keep: u32,
    /// To be reduced.
    pub reduce: u32,
    /// To be revoked.
    pub revoke: u32,
    /// Nobody can decide yet.
    pub cannot_decide: u32,
    /// Two people differ.
    pub differs: u32,
    /// The principals in the items.
    pub principals: u32,
    /// The secrets in the items.
    pub secrets: u32,
}

impl Progress {
    /// Counts so many items with this outcome. Principals and secrets are counted elsewhere: they may be in several.
    pub fn add(&mut self, outcome: &Outcome, items: u32) {
        self.items += items;
        let counted = match outcome {
            Outcome::Stands(Verdict::Keep) => &mut self.keep,
            Outcome::Stands(Verdict::Reduce) => &mut self.reduce,
            Outcome::Stands(Verdict::Revoke) => &mut self.revoke,
            Outcome::CannotDecide | Outcome::Stands(Verdict::CannotDecide) => &mut self.cannot_decide,
            Outcome::Differs => &mut self.differs,
            Outcome::Undecided | Outcome::Reassigned(_) | Outcome::Stands(Verdict::Reassign) => return,
        };
        *counted += items;
        self.decided += if outcome.is_decided() { items } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_is_decided() {
        let mut progress = Progress::default();
        for (outcome, items) in [
            (Outcome::Undecided, 5),
            (Outcome::Reassigned("bob".to_owned()), 1),
            (Outcome::Stands(Verdict::Keep), 7),
            (Outcome::Stands(Verdict::Reduce), 2),
            (Outcome::Stands(Verdict::Revoke), 3),
            (Outcome::CannotDecide, 4),
            (Outcome::Differs, 6),
        ] {
            progress.add(&outcome, items);
        }
        let expect = Progress {
            items: 28,
            decided: 12,
            keep: 7,
            reduce: 2,
            revoke: 3,
            cannot_decide: 4,
            differs: 6,
            ..Progress::default()
        };
        assert_eq!(progress, expect);
    }
}
