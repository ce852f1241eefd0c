//! How long a listing still takes, from what its pages so far covered.

use crate::lookup::PAGE;
use crate::lookup::plan::Ask;
use crate::rates::LOOKUPS_PER_SECOND;

/// What reading the rest of one listing would cost.
///
/// It supposes that the older events are as dense as those read so far. After one page that can be minutes of a busy
/// morning: it becomes better with each page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The listing.
    pub ask: Ask,
    /// Events still to come.
    pub events: u64,
    /// Requests still to make; at least one while the listing has not ended.
    pub requests: u64,
    /// How long they take at CloudTrail's limit, in seconds, where nobody else uses it.
    pub seconds: u64,
}

impl Estimate {
    /// The rest of a listing that gave `events` in `covered` seconds and has `remaining` seconds before it.
    pub(crate) fn project(ask: Ask, events: u64, covered: u64, remaining: u64) -> Self {
        let projected = u128::from(events) * u128::from(remaining) / u128::from(covered.max(1));
        let events = u64::try_from(projected).unwrap_or(u64::MAX);
        let requests = if remaining == 0 { 0 } else { events.div_ceil(u64::from(PAGE.unsigned_abs())).max(1) };
        Self { ask, events, requests, seconds: requests.div_ceil(LOOKUPS_PER_SECOND) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::plan;

    #[test]
    fn the_rest_is_as_dense_as_the_beginning() {
        const DAY: u64 = 86_400;
        let ask = plan()[0];
        for ((events, covered, remaining), expected) in [
            // Nothing came in a day: one request shows that nothing came before.
            ((0, DAY, 89 * DAY), (0, 1, 1)),
            ((50, DAY, 89 * DAY), (4_450, 89, 45)),
            ((51, DAY, DAY), (51, 2, 1)),
            ((50, 60, 90 * DAY), (6_480_000, 129_600, 64_800)),
            // All in one second: the most that the answer allows to say.
            ((50, 0, 10), (500, 10, 5)),
            // Ended.
            ((50, DAY, 0), (0, 0, 0)),
            ((u64::MAX, 1, u64::MAX), (u64::MAX, u64::MAX / 50 + 1, u64::MAX / 100 + 1)),
        ] {
            let found = Estimate::project(ask, events, covered, remaining);
            assert_eq!((found.events, found.requests, found.seconds), expected, "{events} in {covered} of {remaining}");
        }
    }
}
