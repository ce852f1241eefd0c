//! Who still holds the old value: those who read it in the weeks before the new version and have not read since.
//!
//! It rests on reads in CloudTrail. A read tells that a principal fetched a value, not that it uses it; and who read
//! only before the reads begin that are known is not in it, which the sentence says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How far back reads of the old value count, in days: as far as CloudTrail's event history goes.
pub const BEFORE_DAYS: i64 = 90;

/// A principal that read the old value, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderState {
    /// It has not read since: it still holds the old value, or holds none.
    NotYet,
    /// It has read the new version.
    Fetched,
    /// It is no longer there.
    Gone,
}

impl HolderState {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Fetched => "fetched",
            Self::Gone => "gone",
        }
    }

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotYet => "has not fetched the new version",
            Self::Fetched => "has fetched the new version",
            Self::Gone => "is no longer there",
        }
    }
}

/// A read that gave a value, or reads of one principal on one day by the first and the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadSpan {
    /// Who: qualified by the account, so that two roles of one name are two. Hostile text.
    pub principal: String,
    /// The first of the reads (UTC).
    pub first_at: DateTime<Utc>,
    /// The last of them (UTC).
    pub last_at: DateTime<Utc>,
}

/// A principal that read the old value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Who. Hostile text.
    pub principal: String,
    /// Its last read before the new version (UTC).
    pub last_read_before: DateTime<Utc>,
    /// Its first read since (UTC).
    pub first_read_since: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: HolderState,
}

/// Everybody that read the old value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holders {
    /// When the new version was made (UTC).
    pub made_at: DateTime<Utc>,
    /// Those who have not fetched it first, then by name.
    pub holders: Vec<Holder>,
    /// From when on reads are known without a gap (UTC). `None`: no reads are known.
    pub known_from: Option<DateTime<Utc>>,
}

/// Works out who still holds the value that a version made at `made_at` replaced.
///
/// `reads` are those that gave a value, in any order. A span that lies on both sides counts on both, by its first and
/// its last read. `gone` are principals that are known to be deleted. `known_from`: from when on the reads of this
/// secret are covered without a gap until now.
pub fn holders(
    made_at: DateTime<Utc>,
    reads: &[ReadSpan],
    gone: &BTreeSet<String>,
    known_from: Option<DateTime<Utc>>,
) -> Holders {
    let earliest = made_at - TimeDelta::days(BEFORE_DAYS);
    let mut before: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    let mut since: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    for read in reads {
        for at in [read.first_at, read.last_at] {
            if at >= made_at {
                since.entry(&read.principal).and_modify(|first| *first = at.min(*first)).or_insert(at);
            } else if at >= earliest {
                before.entry(&read.principal).and_modify(|last| *last = at.max(*last)).or_insert(at);
            }
        }
    }
    let holder = |(principal, last_read_before): (&str, DateTime<Utc>)| {
        let first_read_since = since.get(principal).copied();
        let state = match first_read_since {
            Some(_) => HolderState::Fetched,
            None if gone.contains(principal) => HolderState::Gone,
            None => HolderState::NotYet,
        };
        Holder { principal: principal.to_owned(), last_read_before, first_read_since, state }
    };
    let mut holders: Vec<Holder> = before.into_iter().map(holder).collect();
    holders.sort_by_key(|holder| holder.state);
    Holders { made_at, holders, known_from }
}

impl Holders {
    /// Those in a state.
    pub fn in_state(&self, state: HolderState) -> impl Iterator<Item = &Holder> {
        self.holders.iter().filter(move |holder| holder.state == state)
    }

    /// Whether everybody who is known to have read the old value has read the new one or is gone, with nothing hidden
    /// by reads that are not known.
    pub fn all_moved(&self) -> bool {
        self.is_covered() && self.in_state(HolderState::NotYet).next().is_none()
    }

    /// Whether reads are known over the whole stretch that is looked at.
    pub fn is_covered(&self) -> bool {
        self.known_from.is_some_and(|from| from <= self.made_at - TimeDelta::days(BEFORE_DAYS))
    }

    /// What there is to say, such as "7 of 9 consumers have fetched the new version; these two have not."
    pub fn sentence(&self) -> String {
        let number = |state| self.in_state(state).count();
        let (fetched, not_yet, gone) =
            (number(HolderState::Fetched), number(HolderState::NotYet), number(HolderState::Gone));
        let consumers = fetched + not_yet;
        let said = match (consumers, not_yet) {
            (0, _) => format!("No consumer is known to have read it in the {BEFORE_DAYS} days before."),
            (1, 0) => "The one consumer has fetched the new version.".to_owned(),
            (2, 0) => "Both consumers have fetched the new version.".to_owned(),
            (all, 0) => format!("All {all} consumers have fetched the new version."),
            (1, _) => "The one consumer has not fetched the new version.".to_owned(),
            (all, 1) => {
                format!("{fetched} of {all} consumers {} fetched the new version; this one has not.", have(fetched))
            }
            (all, left) => format!(
                "{fetched} of {all} consumers {} fetched the new version; these {} have not.",
                have(fetched),
                in_letters(left)
            ),
        };
        let gone = match gone {
            0 => String::new(),
            1 => " One more is no longer there.".to_owned(),
            gone => format!(" {gone} more are no longer there."),
        };
        let hidden = match self.known_from {
            _ if self.is_covered() => String::new(),
            Some(from) => {
                format!(" Reads are known from {} on: others may hold the old value.", from.format("%Y-%m-%d"))
            }
            None => " No reads are known: others may hold the old value.".to_owned(),
        };
        format!("{said}{gone}{hidden}")
    }
}

fn have(number: usize) -> &'static str {
    if number == 1 { "has" } else { "have" }
}

/// Small numbers as words.
fn in_letters(number: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests;
