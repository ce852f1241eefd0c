//! How decisions were taken: what shows rubber-stamping.

use serde::{Deserialize, Serialize};

use super::Decided;

/// How decisions were taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// The median of the seconds that one decision took; `None` where none is known.
    pub median_seconds: Option<u32>,
    /// Decisions under two seconds.
    pub under_two_seconds: u32,
    /// The largest bulk.
    pub largest_bulk: u32,
    /// Items decided in bulk.
    pub in_bulk: u32,
}

/// Under so many seconds nobody reads what they decide.
const HASTY: u32 = 2;

/// How these decisions were taken. The seconds of a bulk are those of all of it: each of its items took its part.
pub fn of<'d>(decisions: impl IntoIterator<Item = &'d Decided>) -> Pace {
    let mut pace = Pace::default();
    let mut seconds = Vec::new();
    for decided in decisions {
        let bulk = decided.bulk.max(1);
        pace.largest_bulk = pace.largest_bulk.max(bulk);
        pace.in_bulk += u32::from(bulk > 1);
        if let Some(taken) = decided.seconds {
            pace.under_two_seconds += u32::from(taken < bulk.saturating_mul(HASTY));
            seconds.push(taken / bulk);
        }
    }
    seconds.sort_unstable();
    pace.median_seconds = seconds.get(seconds.len().saturating_sub(1) / 2).copied();
    pace
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Verdict;
    use crate::review::samples::decided;

    #[test]
    fn haste_and_bulks_show() {
        for (decisions, expect) in [
            (vec![], (None, 0, 0, 0)),
            (vec![(None, 1)], (None, 0, 1, 0)),
            (vec![(Some(1), 1), (Some(2), 1), (Some(30), 1)], (Some(2), 1, 1, 0)),
            (vec![(Some(4), 1), (Some(8), 1)], (Some(4), 0, 1, 0)),
            (vec![(Some(5), 3), (Some(5), 3), (Some(5), 3), (Some(60), 1)], (Some(1), 3, 3, 3)),
            (vec![(Some(0), 0)], (Some(0), 1, 1, 0)),
        ] {
            let taken: Vec<Decided> = decisions
                .iter()
                .map(|&(seconds, bulk)| Decided { seconds, bulk, ..decided("role/web", Verdict::Keep, "bob") })
                .collect();
            let pace = of(&taken);
            let found = (pace.median_seconds, pace.under_two_seconds, pace.largest_bulk, pace.in_bulk);
            assert_eq!(found, expect, "{decisions:?}");
        }
    }
}
