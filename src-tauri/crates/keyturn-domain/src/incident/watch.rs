//! The watch on an old key or principal: for 30 minutes, then for 30 days, honest about delay.
//!
//! CloudTrail's event history is asked by `LookupEvents`: 90 days back, one attribute a call, and two calls a second
//! for each account and region, shared with everybody else who asks:
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>. Events come late, so silence
//! is known only up to a quarter of an hour before the last complete answer.

mod plan;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::text;
use crate::account::{AccountId, Region};

pub use plan::{Poll, SLOT, interval, plan};

/// How late an event may come into the event history.
pub const EVENT_DELAY: TimeDelta = TimeDelta::minutes(15);

/// The first span of silence that is wanted.
pub const SHORT: TimeDelta = TimeDelta::minutes(30);

/// The second span.
pub const LONG: TimeDelta = TimeDelta::days(30);

/// What is watched: an attribute by which `LookupEvents` can be asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "by", content = "value", rename_all = "snake_case")]
pub enum Watched {
    /// Calls with this access key, by its id.
    AccessKeyId(String),
    /// Calls of this user or role session, by the name that CloudTrail calls its user name.
    Username(String),
    /// Calls on this secret, by its name or ARN. Consumers on the new value call too: for secrets that nobody should
    /// read any more.
    ResourceName(String),
}

impl Watched {
    /// The attribute's key as AWS writes it.
    pub fn attribute(&self) -> &'static str {
        match self {
            Self::AccessKeyId(_) => "AccessKeyId",
            Self::Username(_) => "Username",
            Self::ResourceName(_) => "ResourceName",
        }
    }

    /// The attribute's value. Hostile text.
    pub fn value(&self) -> &str {
        match self {
            Self::AccessKeyId(value) | Self::Username(value) | Self::ResourceName(value) => value,
        }
    }
}

/// Where events are asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
}

/// A watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Its number in the incident: 1, 2, 3 ….
    pub number: u32,
    /// The number of the ledger's entry that it watches.
    pub entry: u32,
    /// What.
    pub what: Watched,
    /// Where: every region in which the credential could be used.
    pub places: Vec<Place>,
    /// From when (UTC): when it was revoked. Earlier calls are the exposure's, not the watch's.
    pub from: DateTime<Utc>,
}

/// A call that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// CloudTrail's `eventID`.
    pub event_id: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Which call, such as `GetSecretValue`. Hostile text.
    pub name: String,
    /// From where. Hostile text.
    pub source: String,
    /// Whether AWS refused it.
    pub refused: bool,
}

/// An answer to one poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The watch's number.
    pub watch: u32,
    /// Where.
    pub place: Place,
    /// From when on events were asked for (UTC).
    pub since: DateTime<Utc>,
    /// When it was asked (UTC).
    pub at: DateTime<Utc>,
    /// Whether every page came.
    pub complete: bool,
    /// The calls that it found.
    pub hits: Vec<Hit>,
}

/// What a watch has shown so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watching {
    /// Up to when everything is known, everywhere (UTC). `None`: somewhere nothing is known yet.
    pub known_until: Option<DateTime<Utc>>,
    /// The places that hold it back: never answered in full, or answered longer ago than the others.
    pub behind: Vec<Place>,
    /// Calls that worked: it is not dead. The oldest first, each once.
    pub used: Vec<Hit>,
    /// Calls that were refused: somebody has it and tries. The oldest first, each once.
    pub tried: Vec<Hit>,
    /// Whether 30 minutes of silence are known.
    pub short_done: bool,
    /// Whether 30 days of silence are known.
    pub long_done: bool,
}

/// What the answers show of a watch.
pub fn watching(watch: &Watch, answers: &[Answer]) -> Watching {
    let own: Vec<&Answer> = answers.iter().filter(|answer| answer.watch == watch.number).collect();
    let known: Vec<(&Place, Option<DateTime<Utc>>)> =
        watch.places.iter().map(|place| (place, known_until(watch, place, &own))).collect();
    let known_until =
        known.iter().map(|(_, until)| *until).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().min());
    let latest = known.iter().filter_map(|(_, until)| *until).max();
    let behind = known
        .iter()
        .filter(|(_, until)| {
            until.is_none() || latest.zip(*until).is_some_and(|(latest, at)| at + EVENT_DELAY < latest)
        })
        .map(|(place, _)| (*place).clone())
        .collect();
    let hits: BTreeMap<(DateTime<Utc>, &str), &Hit> = own
        .iter()
        .flat_map(|answer| &answer.hits)
        .filter(|hit| hit.at > watch.from)
        .map(|hit| ((hit.at, hit.event_id.as_str()), hit))
        .collect();
    let (tried, used): (Vec<Hit>, Vec<Hit>) = hits.into_values().cloned().partition(|hit| hit.refused);
    let done = |span| used.is_empty() && known_until.is_some_and(|until| until >= watch.from + span);
    let (short_done, long_done) = (done(SHORT), done(LONG));
    Watching { known_until, behind, used, tried, short_done, long_done }
}

/// Up to when everything is known in one place: the answers must follow each other without a gap, and the newest events
/// may still be on their way.
pub fn known_until(watch: &Watch, place: &Place, answers: &[&Answer]) -> Option<DateTime<Utc>> {
    let mut complete: Vec<&&Answer> = answers
        .iter()
        .filter(|answer| answer.watch == watch.number && answer.complete && answer.place == *place)
        .collect();
    complete.sort_by_key(|answer| (answer.since, answer.at));
    let mut known = watch.from;
    for answer in complete {
        if answer.since <= known {
            known = known.max(answer.at - EVENT_DELAY);
        }
    }
    (known > watch.from).then_some(known)
}

impl Watching {
    /// Whether the incident must be opened again: it was used. A refused call shows that somebody still tries, and that
    /// the revocation holds.
    pub fn reopens(&self) -> bool {
        !self.used.is_empty()
    }

    /// What is known, in sentences with times in UTC.
    pub fn words(&self, watch: &Watch) -> String {
        let clock = |at: DateTime<Utc>| {
            let same_day = at.date_naive() == watch.from.date_naive();
            at.format(if same_day { "%H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
        };
        let from = watch.from.format("%H:%M");
        let mut words = match (self.used.first(), self.known_until) {
            (Some(hit), _) => format!(
                "Used after it was revoked: {} at {} UTC from {}.",
                text::one_line(&hit.name, 60),
                clock(hit.at),
                text::one_line(&hit.source, 60)
            ),
            (None, Some(until)) => format!("No use since {from} UTC, known until {} UTC.", clock(until)),
            (None, None) => format!("Nothing is known yet of use since {from} UTC."),
        };
        if let Some(last) = self.tried.last() {
            let times = if self.tried.len() == 1 { "Once".to_owned() } else { format!("{} times", self.tried.len()) };
            words = format!("{words} {times} tried and refused, the last at {} UTC.", clock(last.at));
        }
        if !self.behind.is_empty() {
            let places =
                if self.behind.len() == 1 { "1 place is".into() } else { format!("{} places are", self.behind.len()) };
            words = format!("{words} {places} not read, or behind.");
        }
        format!("{words} Events can be {} minutes late.", EVENT_DELAY.num_minutes())
    }
}

#[cfg(test)]
mod tests;
