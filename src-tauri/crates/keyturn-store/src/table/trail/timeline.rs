//! The events that a query matches over time, a lane for each principal.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_trail::principal::Principal;
use rusqlite::{OptionalExtension, params_from_iter};

use super::condition::{self, ReadTerm, ReadTest, ReadsAsked};
use super::coverage::Stretch;
use super::groups::one;
use super::scan::scan;
use super::{Trail, event_key, finding_events, principals};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_events";

/// How a timeline is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineAsked {
    /// The start; `None` for the first event that matches.
    pub from: Option<DateTime<Utc>>,
    /// The end, not included; `None` for just after the last event that matches.
    pub to: Option<DateTime<Utc>>,
    /// Into how many equal stretches.
    pub buckets: u32,
    /// Most lanes of single principals; the others are summed up in one more.
    pub lanes: u32,
}

/// Events over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// The start.
    pub from: DateTime<Utc>,
    /// The end, not included.
    pub to: DateTime<Utc>,
    /// Those with findings first, then the busiest; the sum of the others last.
    pub lanes: Vec<Lane>,
    /// Events in all.
    pub total: u64,
}

/// One principal over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Who; `None` for the sum of the others.
    pub principal: Option<Principal>,
    /// How many principals.
    pub principals: u32,
    /// Events by stretch.
    pub counts: Vec<u32>,
    /// Of these, events of findings to look at: open, watched, or of an incident.
    pub found: Vec<u32>,
}

#[derive(Clone)]
struct Counts {
    counts: Vec<u32>,
    found: Vec<u32>,
}

impl Counts {
    fn new(buckets: usize) -> Self {
        Self { counts: vec![0; buckets], found: vec![0; buckets] }
    }

    fn total(numbers: &[u32]) -> u64 {
        numbers.iter().copied().map(u64::from).sum()
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.counts, &other.counts), (&mut self.found, &other.found)] {
            for (sum, more) in mine.iter_mut().zip(theirs) {
                *sum = sum.saturating_add(*more);
            }
        }
    }
}

impl Trail<'_> {
    /// The events that match over time; `None` where none does and no stretch is asked for.
    pub fn read_timeline(&self, reads: &ReadsAsked, asked: TimelineAsked) -> Result<Option<Timeline>, StoreError> {
        let Some(Stretch { from, to }) = self.stretch_of(reads, asked)? else { return Ok(None) };
        let buckets = usize::try_from(asked.buckets.max(1)).unwrap_or(usize::MAX);
        let width = (row::millis(to) - row::millis(from)).max(1);
        let mut within = reads.clone();
        within.terms.push(ReadTerm { negated: false, test: ReadTest::Since(from) });
        within.terms.push(ReadTerm { negated: false, test: ReadTest::Until(to) });
        let to_look_at = finding_events::places_to_look_at(self.0)?;
        let mut lanes: HashMap<i64, Counts> = HashMap::new();
        let mut total = 0;
        scan(self.0, &within, |event| {
            let lane = lanes.entry(event.principal).or_insert_with(|| Counts::new(buckets));
            let share = i128::from(event.at - row::millis(from)) * i128::from(asked.buckets.max(1));
            let bucket = usize::try_from(share / i128::from(width)).unwrap_or_default().min(buckets - 1);
            if let (Some(count), Some(found)) = (lane.counts.get_mut(bucket), lane.found.get_mut(bucket)) {
                *count = count.saturating_add(1);
                *found = found.saturating_add(u32::from(to_look_at.contains(&event.place)));
            }
            total += 1;
            Ok(())
        })?;
        Ok(Some(Timeline { from, to, lanes: self.lanes(lanes, asked.lanes, buckets)?, total }))
    }

    fn lanes(&self, lanes: HashMap<i64, Counts>, most: u32, buckets: usize) -> Result<Vec<Lane>, StoreError> {
        let mut lanes: Vec<(i64, Counts)> = lanes.into_iter().collect();
        lanes.sort_by_cached_key(|(principal, lane)| {
            let found = Counts::total(&lane.found) > 0;
            (!found, std::cmp::Reverse(Counts::total(&lane.counts)), *principal)
        });
        let others = lanes.split_off(lanes.len().min(usize::try_from(most).unwrap_or(usize::MAX)));
        let mut shown = Vec::with_capacity(lanes.len() + 1);
        for (principal, Counts { counts, found }) in lanes {
            let sql = "SELECT account, name FROM trail_principals WHERE id = ?1";
            let principal =
                one(self.0, sql, principal, |found| principals::principal(&found.get::<_, String>(0)?, found.get(1)?))?;
            shown.push(Lane { principal: Some(principal), principals: 1, counts, found });
        }
        if !others.is_empty() {
            let mut sum = Counts::new(buckets);
            for (_, lane) in &others {
                sum.add(lane);
            }
            let principals = u32::try_from(others.len()).unwrap_or(u32::MAX);
            shown.push(Lane { principal: None, principals, counts: sum.counts, found: sum.found });
        }
        Ok(shown)
    }

    fn stretch_of(&self, reads: &ReadsAsked, asked: TimelineAsked) -> Result<Option<Stretch>, StoreError> {
        // Places order events by their second: the edges are whole seconds.
        let edge = |order: &str| {
            let condition = condition::compile(reads)?;
            let sql = format!("SELECT e.id FROM trail_events e WHERE {} ORDER BY e.id {order} LIMIT 1", condition.sql);
            let mut query = self.0.prepare_cached(&sql)?;
            let found = query.query_row(params_from_iter(&condition.values), |found| found.get(0)).optional()?;
            row::instant_maybe(TABLE, found.map(|place| event_key::millis_of(place, 0)))
        };
        let from = asked.from.map_or_else(|| edge("ASC"), |from| Ok(Some(from)))?;
        let after = |last: DateTime<Utc>| last.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(last);
        let to = asked.to.map_or_else(|| Ok::<_, StoreError>(edge("DESC")?.map(after)), |to| Ok(Some(to)))?;
        Ok(from.zip(to).map(|(from, to)| Stretch { from, to }).filter(|stretch| stretch.from < stretch.to))
    }
}

#[cfg(test)]
mod tests;
