//! Syncing every so often: when the next run is, what holds it, and what was missed.
//!
//! Runs are counted from the last sync, whoever started it: a person's own counts as one. What was missed is not made
//! up for: one run reads everything that several would have.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::code::codes;

/// The longest time between two runs, in hours: a week.
pub const MOST_HOURS: u32 = 168;

/// How long between two looks tells that the machine slept: looks are a minute apart.
const ASLEEP: TimeDelta = TimeDelta::minutes(5);

/// When Keyturn syncs by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncSchedule {
    /// Hours from one run to the next, 1 to [`MOST_HOURS`]; `None`: never by itself.
    pub every_hours: Option<u32>,
    /// Whether events of CloudTrail are collected after each run.
    pub trail: bool,
    /// Whether it runs on a network that is paid by volume.
    pub on_metered: bool,
}

/// What the network is, as far as the system tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// There, or not told: then a run finds out.
    There,
    /// There, and paid by volume.
    Metered,
    /// Not there.
    Missing,
}

/// What keeps a run from beginning, or kept some from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// The machine slept.
    Asleep,
    /// Keyturn was closed, or its database locked.
    Closed,
    /// There was no network.
    Offline,
    /// The network is paid by volume.
    Metered,
    /// Another sync ran all the while.
    Busy,
}

codes!(Hindrance {
    Asleep => "asleep",
    Closed => "closed",
    Offline => "offline",
    Metered => "metered",
    Busy => "busy",
});

/// When it was looked before whether a run is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The look before this one, by this process (UTC).
    pub before: Option<DateTime<Utc>>,
    /// What held the run that is due, at the look before.
    pub held: Option<Hindrance>,
}

/// Runs that did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// How many.
    pub runs: u32,
    /// Why.
    pub because: Hindrance,
}

impl SyncSchedule {
    /// When the next run is, counted from the last (UTC); `None` where it is off.
    pub fn next_at(&self, last: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.every().map(|every| last + every)
    }

    /// What a network keeps from running.
    pub fn hindered(&self, network: Network) -> Option<Hindrance> {
        match network {
            Network::There => None,
            Network::Metered => (!self.on_metered).then_some(Hindrance::Metered),
            Network::Missing => Some(Hindrance::Offline),
        }
    }

    /// Runs that were due before the one that is due now, and why they did not happen; `None` where none was missed.
    pub fn missed(&self, last: DateTime<Utc>, looked: Looked, now: DateTime<Utc>) -> Option<Missed> {
        let every = self.every()?;
        let late = now - (last + every);
        let runs = u32::try_from(late.num_seconds() / every.num_seconds()).ok().filter(|runs| *runs > 0)?;
        let because = match looked {
            Looked { before: None, .. } => Hindrance::Closed,
            Looked { before: Some(before), .. } if now - before >= ASLEEP => Hindrance::Asleep,
            Looked { held: Some(held), .. } => held,
            Looked { held: None, .. } => Hindrance::Busy,
        };
        Some(Missed { runs, because })
    }

    fn every(&self) -> Option<TimeDelta> {
        let hours = self.every_hours.filter(|hours| (1..=MOST_HOURS).contains(hours))?;
        Some(TimeDelta::hours(i64::from(hours)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-21T{text}:00Z").parse().expect("an instant")
    }

    fn hourly() -> SyncSchedule {
        SyncSchedule { every_hours: Some(1), ..SyncSchedule::default() }
    }

    #[track_caller]
    fn check(now: &str, before: Option<&str>, held: Option<Hindrance>, missed: Option<(u32, Hindrance)>) {
        let looked = Looked { before: before.map(at), held };
        let found = hourly().missed(at("08:00"), looked, at(now));
        assert_eq!(found.map(|missed| (missed.runs, missed.because)), missed, "{now}");
    }

    #[test]
    fn runs_that_were_missed_are_counted_with_their_reason() {
        // Due at 9:00, and run within the minute or the hour: nothing is missed.
        check("09:00", Some("08:59"), None, None);
        check("09:59", Some("09:58"), Some(Hindrance::Offline), None);
        // The machine slept from 8:30 on: 9:00, 10:00 and 11:00 did not happen, 12:00 does now.
        check("12:10", Some("08:30"), None, Some((3, Hindrance::Asleep)));
        check("10:00", Some("08:59"), None, Some((1, Hindrance::Asleep)));
        // Closed: nobody looked before.
        check("12:10", None, None, Some((3, Hindrance::Closed)));
        // Looked every minute, and held.
        check("11:00", Some("10:59"), Some(Hindrance::Offline), Some((2, Hindrance::Offline)));
        check("11:00", Some("10:59"), Some(Hindrance::Metered), Some((2, Hindrance::Metered)));
        check("11:00", Some("10:59"), None, Some((2, Hindrance::Busy)));
        // It was offline, and then slept: sleeping is what is seen last.
        check("11:00", Some("10:30"), Some(Hindrance::Offline), Some((2, Hindrance::Asleep)));
    }

    #[test]
    fn it_runs_at_its_hours_and_not_where_it_is_off() {
        assert_eq!(hourly().next_at(at("08:00")), Some(at("09:00")));
        for hours in [None, Some(0), Some(MOST_HOURS + 1)] {
            let off = SyncSchedule { every_hours: hours, ..SyncSchedule::default() };
            assert_eq!(off.next_at(at("08:00")), None, "{hours:?}");
            assert_eq!(off.missed(at("08:00"), Looked::default(), at("20:00")), None, "{hours:?}");
        }
    }

    #[test]
    fn a_network_that_is_missing_always_holds_it_and_one_that_costs_where_nobody_allowed_it() {
        let allowed = SyncSchedule { on_metered: true, ..hourly() };
        for (network, held, held_where_allowed) in [
            (Network::There, None, None),
            (Network::Metered, Some(Hindrance::Metered), None),
            (Network::Missing, Some(Hindrance::Offline), Some(Hindrance::Offline)),
        ] {
            assert_eq!(hourly().hindered(network), held);
            assert_eq!(allowed.hindered(network), held_where_allowed);
        }
    }
}
