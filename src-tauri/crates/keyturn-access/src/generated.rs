//! Made-up cases and organisations, the same for a seed: what the evaluators are held against each other and against an
//! outside judge on.

#![expect(clippy::needless_pass_by_value, reason = "lists of choices read better in place")]

mod judge;
mod organisation;
mod policies;
mod twists;

pub(crate) use organisation::snapshot;
pub(crate) use policies::case;
pub(crate) use twists::twist;

/// Numbers that look random and are the same for a seed (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// Begins with a seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap_or_default()
    }

    /// True in so many of a hundred.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// Some of a list, at least one.
    pub(crate) fn some<'a>(&mut self, list: &[&'a str]) -> Vec<&'a str> {
        let mut found: Vec<&str> = list.iter().filter(|_| self.percent(30)).copied().collect();
        if found.is_empty() {
            found.push(self.pick(list));
        }
        found
    }
}
