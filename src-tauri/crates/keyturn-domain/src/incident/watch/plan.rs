//! When to ask next, within the rate limit.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Answer, LONG, Place, SHORT, Watch, known_until};

/// How far two polls in one place are apart: two seconds, a quarter of what AWS allows an account and region in all,
/// as the rest of Keyturn and other programs ask too.
pub const SLOT: TimeDelta = TimeDelta::seconds(2);

/// A poll to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The watch's number.
    pub watch: u32,
    /// Where.
    pub place: Place,
    /// Ask for events from then on (UTC): where what is known ends.
    pub since: DateTime<Utc>,
    /// Not before then (UTC).
    pub at: DateTime<Utc>,
}

/// How long to wait from one poll to the next: a minute until 30 minutes of silence are known, a quarter of an hour
/// until a day is, then six hours until 30 days are. `None`: the watch is over.
pub fn interval(watch: &Watch, known: Option<DateTime<Utc>>) -> Option<TimeDelta> {
    match known.map_or(TimeDelta::zero(), |known| known - watch.from) {
        span if span < SHORT => Some(TimeDelta::minutes(1)),
        span if span < TimeDelta::days(1) => Some(TimeDelta::minutes(15)),
        span if span < LONG => Some(TimeDelta::hours(6)),
        _ => None,
    }
}

/// The next poll of each watch in each place, by time. Polls of one place are at least [`SLOT`] apart, also from the
/// last answer there; where many watches want the same place, all become slower, and none is left out.
pub fn plan(watches: &[Watch], answers: &[Answer], now: DateTime<Utc>) -> Vec<Poll> {
    let mut wanted: BTreeMap<&Place, Vec<Poll>> = BTreeMap::new();
    for watch in watches {
        let own: Vec<&Answer> = answers.iter().filter(|answer| answer.watch == watch.number).collect();
        for place in &watch.places {
            let known = known_until(watch, place, &own);
            let Some(interval) = interval(watch, known) else { continue };
            let last = own.iter().filter(|answer| answer.place == *place).map(|answer| answer.at).max();
            let at = last.map_or(now, |last| (last + interval).max(now));
            let since = known.unwrap_or(watch.from);
            wanted.entry(place).or_default().push(Poll { watch: watch.number, place: place.clone(), since, at });
        }
    }
    let mut polls: Vec<Poll> = Vec::new();
    for (place, mut of_place) in wanted {
        of_place.sort_by_key(|poll| (poll.at, poll.watch));
        let answered = answers.iter().filter(|answer| answer.place == *place).map(|answer| answer.at).max();
        let mut free = answered.map_or(now, |last| (last + SLOT).max(now));
        for mut poll in of_place {
            poll.at = poll.at.max(free);
            free = poll.at + SLOT;
            polls.push(poll);
        }
    }
    polls.sort_by(|a, b| (a.at, a.watch, &a.place).cmp(&(b.at, b.watch, &b.place)));
    polls
}
