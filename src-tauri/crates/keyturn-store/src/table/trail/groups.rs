//! The events that a query matches, counted by something.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_trail::agent::Agent;
use keyturn_trail::origin::Origin;
use keyturn_trail::principal::Principal;
use keyturn_trail::target::Target;
use rusqlite::{Connection, Row};

use super::condition::ReadsAsked;
use super::scan::{Scanned, scan};
use super::{Trail, objects, principals, sources};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_events";
const MILLIS_A_DAY: i64 = 86_400_000;

/// What events are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Who.
    Principal,
    /// What: an event that names several counts for each.
    Secret,
    /// From where.
    Source,
    /// With which program.
    Agent,
    /// On which day (UTC).
    Day,
}

/// What the events of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupOf {
    /// The principal.
    Principal(Principal),
    /// What they were aimed at, and the inventory's identity where it is known.
    Object(Target, Option<SecretArn>),
    /// The source.
    Source(Origin),
    /// The program.
    Agent(Agent),
    /// The day (UTC).
    Day(NaiveDate),
}

/// A group of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub of: GroupOf,
    /// How many.
    pub events: u64,
    /// Of these, those that were refused.
    pub denied: u64,
    /// Distinct secrets and other objects that they were aimed at.
    pub objects: u32,
    /// Distinct principals.
    pub principals: u32,
    /// The first (UTC).
    pub first_at: DateTime<Utc>,
    /// The last (UTC).
    pub last_at: DateTime<Utc>,
}

#[derive(Default)]
struct Sum {
    events: u64,
    denied: u64,
    sets: HashSet<i64>,
    principals: HashSet<i64>,
    first: i64,
    last: i64,
}

impl Sum {
    fn add(&mut self, event: &Scanned) {
        self.first = if self.events == 0 { event.at } else { self.first.min(event.at) };
        self.last = if self.events == 0 { event.at } else { self.last.max(event.at) };
        self.events += 1;
        self.denied += u64::from(event.denied);
        self.sets.insert(event.targets);
        self.principals.insert(event.principal);
    }
}

impl Trail<'_> {
    /// The groups of the events that match: the largest first, days the latest first; and how many there are in all.
    pub fn read_groups(&self, asked: &ReadsAsked, by: GroupBy, limit: u32) -> Result<(Vec<Group>, u64), StoreError> {
        let mut sets = Sets { connection: self.0, known: HashMap::new() };
        let mut sums: HashMap<i64, Sum> = HashMap::new();
        scan(self.0, asked, |event| {
            let mut add = |key| sums.entry(key).or_default().add(&event);
            match by {
                GroupBy::Principal => add(event.principal),
                GroupBy::Source => add(event.source),
                GroupBy::Agent => add(event.agent),
                GroupBy::Day => add(event.at.div_euclid(MILLIS_A_DAY)),
                GroupBy::Secret => sets.members(event.targets)?.iter().copied().for_each(add),
            }
            Ok(())
        })?;
        let total = u64::try_from(sums.len()).unwrap_or_default();
        let mut sums: Vec<(i64, Sum)> = sums.into_iter().collect();
        sums.sort_unstable_by(|(a, left), (b, right)| match by {
            GroupBy::Day => b.cmp(a),
            _ => right.events.cmp(&left.events).then(a.cmp(b)),
        });
        sums.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let mut groups = Vec::with_capacity(sums.len());
        for (key, sum) in sums {
            let mut objects = HashSet::new();
            for set in sum.sets {
                objects.extend(sets.members(set)?.iter().copied());
            }
            groups.push(Group {
                of: group_of(self.0, by, key)?,
                events: sum.events,
                denied: sum.denied,
                objects: u32::try_from(objects.len()).unwrap_or(u32::MAX),
                principals: u32::try_from(sum.principals.len()).unwrap_or(u32::MAX),
                first_at: row::instant(TABLE, sum.first)?,
                last_at: row::instant(TABLE, sum.last)?,
            });
        }
        Ok((groups, total))
    }
}

/// What sets of targets hold, in rows of objects; remembers those that it met.
struct Sets<'a> {
    connection: &'a Connection,
    known: HashMap<i64, Vec<i64>>,
}

impl Sets<'_> {
    fn members(&mut self, set: i64) -> Result<&[i64], StoreError> {
        if let std::collections::hash_map::Entry::Vacant(place) = self.known.entry(set) {
            let mut query =
                self.connection.prepare_cached("SELECT DISTINCT object FROM trail_targets WHERE id = ?1")?;
            place.insert(query.query_map([set], |found| found.get(0))?.collect::<Result<_, _>>()?);
        }
        Ok(self.known.get(&set).map_or(&[], Vec::as_slice))
    }
}

fn group_of(connection: &Connection, by: GroupBy, key: i64) -> Result<GroupOf, StoreError> {
    match by {
        GroupBy::Day => Ok(GroupOf::Day(row::day(TABLE, key)?)),
        GroupBy::Principal => {
            one(connection, "SELECT account, name FROM trail_principals WHERE id = ?1", key, |found| {
                Ok(GroupOf::Principal(principals::principal(&found.get::<_, String>(0)?, found.get(1)?)?))
            })
        }
        GroupBy::Secret => {
            let sql = format!("SELECT {}, o.arn FROM trail_objects o WHERE o.id = ?1", objects::COLUMNS);
            one(connection, &sql, key, |found| {
                let arn: Option<String> = found.get(5)?;
                let arn = arn.map(|arn| row::parsed(TABLE, &arn)).transpose()?;
                Ok(GroupOf::Object(objects::target(found, 0)?, arn))
            })
        }
        GroupBy::Source => {
            one(connection, "SELECT kind, text, endpoint FROM trail_sources WHERE id = ?1", key, |found| {
                let kind: String = found.get(0)?;
                Ok(GroupOf::Source(sources::origin(&kind, found.get(1)?, found.get(2)?)?))
            })
        }
        GroupBy::Agent => one(connection, "SELECT text FROM trail_names WHERE id = ?1", key, |found| {
            Ok(GroupOf::Agent(Agent(found.get(0)?)))
        }),
    }
}

pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    key: i64,
    make: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut query = connection.prepare_cached(sql)?;
    let mut rows = query.query([key])?;
    let found = rows.next()?.ok_or_else(|| StoreError::row(TABLE, &format!("{key} is no row of its dictionary")))?;
    make(found)
}
