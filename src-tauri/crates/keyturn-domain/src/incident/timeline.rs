//! The timeline: everything, with when it happened and when it was learnt.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::text;
use crate::code::codes;
use crate::rotation::statement::StatementFault;

/// From where something is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// A person says so.
    Person,
    /// Keyturn recorded it itself: a step, a copied command, a change of state.
    Keyturn,
    /// An event of CloudTrail.
    CloudTrail {
        /// Its `eventID`. Hostile text.
        event_id: String,
    },
    /// Something else: an issuer's log, a scanner, a mail.
    Other {
        /// What. Hostile text.
        name: String,
    },
}

impl Source {
    /// The code that is stored and put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Keyturn => "keyturn",
            Self::CloudTrail { .. } => "cloud_trail",
            Self::Other { .. } => "other",
        }
    }

    /// The event's id or the source's name.
    pub fn text(&self) -> &str {
        match self {
            Self::Person | Self::Keyturn => "",
            Self::CloudTrail { event_id } => event_id,
            Self::Other { name } => name,
        }
    }
}

/// A line that somebody adds: a note, or a fact attached from what is shown beside the steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When it happened (UTC), which may be long before it was learnt.
    pub happened_at: DateTime<Utc>,
    /// From where it is known.
    pub source: Source,
    /// What. No secrets.
    pub text: String,
    /// Whether the report has it.
    pub in_report: bool,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The number of its entry in the log.
    pub number: u64,
    /// When it happened (UTC).
    pub happened_at: DateTime<Utc>,
    /// When it was learnt (UTC).
    pub learnt_at: DateTime<Utc>,
    /// From where.
    pub source: Source,
    /// Who told, or did it.
    pub by: String,
    /// What.
    pub text: String,
    /// Whether the report has it.
    pub in_report: bool,
}

/// In which order a timeline is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// As it happened.
    #[default]
    Happened,
    /// As it was learnt: how the team saw it.
    Learnt,
}

codes!(Order { Happened => "happened", Learnt => "learnt" });

/// Why a note is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// It says nothing.
    #[error("the note says nothing")]
    Empty,
    /// It would have happened later than now.
    #[error("it lies in the future")]
    InFuture,
    /// It cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

/// How far another machine's clock may run ahead of ours before it counts as the future.
pub(super) const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

impl Note {
    /// Checks a note that is written now.
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), NoteFault> {
        if !text::is_said(&self.text) {
            return Err(NoteFault::Empty);
        }
        if self.happened_at > now + CLOCK_SKEW {
            return Err(NoteFault::InFuture);
        }
        text::check(&self.text)?;
        Ok(text::check(self.source.text())?)
    }
}

impl TimelineEntry {
    /// How long it took to be learnt. Clocks of two machines may differ, so it is never negative.
    pub fn learnt_after(&self) -> TimeDelta {
        (self.learnt_at - self.happened_at).max(TimeDelta::zero())
    }
}

/// Puts entries in order. Of those of one moment the one that was learnt, then written, first comes first.
pub fn sort(entries: &mut [TimelineEntry], order: Order) {
    entries.sort_by_key(|entry| match order {
        Order::Happened => (entry.happened_at, entry.learnt_at, entry.number),
        Order::Learnt => (entry.learnt_at, entry.happened_at, entry.number),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).expect("a time")
    }

    fn entry(number: u64, happened: i64, learnt: i64) -> TimelineEntry {
        TimelineEntry {
            number,
            happened_at: at(happened),
            learnt_at: at(learnt),
            source: Source::Person,
            by: "Ada".to_owned(),
            text: "x".to_owned(),
            in_report: true,
        }
    }

    #[test]
    fn a_timeline_is_read_as_it_happened_or_as_it_was_learnt() {
        let check = |order: Order, expect: &[u64]| {
            let mut entries = [entry(1, 10, 10), entry(2, 3, 12), entry(3, 3, 11), entry(4, 10, 10), entry(5, 11, 10)];
            sort(&mut entries, order);
            assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), expect);
        };
        check(Order::Happened, &[3, 2, 1, 4, 5]);
        check(Order::Learnt, &[1, 4, 5, 3, 2]);
        assert_eq!(entry(2, 3, 12).learnt_after(), TimeDelta::minutes(9));
        assert_eq!(entry(5, 11, 10).learnt_after(), TimeDelta::zero());
    }

    #[test]
    fn notes_say_something_that_has_happened_and_hold_no_secret() {
        let token = format!("xoxb-{}", "1234567890".repeat(2));
        for (text, minutes, source, expect) in [
            ("15 reads by role/ci-deploy", -9, Source::Person, ""),
            ("a clock that is ahead", 4, Source::Person, ""),
            ("later", 6, Source::Person, "it lies in the future"),
            (" \n", 0, Source::Person, "the note says nothing"),
            (token.as_str(), 0, Source::Person, "the text holds what looks like a Slack token"),
            ("x", 0, Source::Other { name: token.clone() }, "the text holds what looks like a Slack token"),
            ("x", 0, Source::CloudTrail { event_id: "0f3c9a2e-1111-4222-8333-abcdefabcdef".to_owned() }, ""),
        ] {
            let note = Note { happened_at: at(minutes), source, text: text.to_owned(), in_report: true };
            let found = note.check(at(0)).err().map(|fault| fault.to_string()).unwrap_or_default();
            assert!(found.starts_with(expect) && found.is_empty() == expect.is_empty(), "{text}: {found}");
        }
    }
}
