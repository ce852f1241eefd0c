//! Reads within a stretch, by who made them and from where: of one secret, of one principal, with one access key.
//!
//! Each question walks one index (by what calls were aimed at, or by who made them), whose order is that of time, and
//! costs what it finds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_trail::call::{Call, Class};
use keyturn_trail::event::EventId;
use keyturn_trail::origin::{Origin, Source};
use keyturn_trail::principal::Principal;
use keyturn_trail::target::Target;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::coverage::Stretch;
use super::event_key::{self, StoredId};
use super::{Trail, events, groups, names, principals, sources, spans, targets};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_events";

/// Keys and sessions are told by actors: which actors had a key is asked in each incident about one.
pub(crate) const ACTORS_BY_KEY: &str = "
    CREATE INDEX trail_actors_with ON trail_actors (access_key) WHERE access_key <> 0;";

/// For how long a principal must have been known before a place can be its first: a day old, every place is new.
const KNOWN_FOR: TimeDelta = TimeDelta::days(7);

/// Reads by one principal from one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceReads {
    /// Who.
    pub principal: Principal,
    /// From where.
    pub origin: Origin,
    /// What the calls were aimed at; empty where one secret was asked for.
    pub targets: Vec<Target>,
    /// The first attempt (UTC), to the second.
    pub first_at: DateTime<Utc>,
    /// The last attempt (UTC), to the second.
    pub last_at: DateTime<Utc>,
    /// Calls that worked.
    pub reads: u64,
    /// Calls that were refused.
    pub denied: u64,
    /// The last of the events.
    pub last_event: EventId,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    done: u64,
    denied: u64,
    first: i64,
    last: i64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.first = if self.last == 0 { other.first } else { self.first.min(other.first) };
        self.last = self.last.max(other.last);
        self.done += other.done;
        self.denied += other.denied;
    }
}

/// Whose events are looked at: through which index, by which condition.
struct Whose {
    index: &'static str,
    condition: &'static str,
    value: Value,
    /// Whether what was aimed at is told apart.
    by_target: bool,
}

impl Trail<'_> {
    /// Who read a secret or its replicas, the latest first. Decryptions that AWS made for a read that was recorded
    /// itself are not counted beside it; attempts that failed for another reason than a refusal are left out.
    pub fn secret_reads_by_source(&self, arn: &SecretArn, within: Stretch) -> Result<Vec<SourceReads>, StoreError> {
        let whose = Whose {
            index: "trail_events_on",
            condition: "e.targets IN (SELECT t.id FROM trail_targets t WHERE t.object IN
                 (SELECT o.id FROM trail_objects o WHERE o.arn IN (SELECT value FROM json_each(?))))",
            value: Value::Text(row::to_json(TABLE, &spans::copies(self.0, arn)?)?),
            by_target: false,
        };
        reads(self.0, &whose, within)
    }

    /// What a principal read and from where, the latest first, counted likewise.
    pub fn principal_reads_by_source(
        &self,
        principal: &Principal,
        within: Stretch,
    ) -> Result<Vec<SourceReads>, StoreError> {
        let Some(id) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
        let value = Value::Integer(id);
        reads(self.0, &Whose { index: "trail_events_by", condition: "e.principal = ?", value, by_target: true }, within)
    }

    /// What was read with an access key, by its id, and from where; the latest first, counted likewise.
    pub fn key_reads_by_source(&self, access_key: &str, within: Stretch) -> Result<Vec<SourceReads>, StoreError> {
        let Some(key) = names::find(self.0, access_key)? else { return Ok(Vec::new()) };
        let whose = Whose {
            index: "trail_events_by",
            condition: "e.principal IN (SELECT k.principal FROM trail_actors k WHERE k.access_key = ?1)
                 AND e.actor IN (SELECT k.id FROM trail_actors k WHERE k.access_key = ?1 AND k.access_key <> 0)",
            value: Value::Integer(key),
            by_target: true,
        };
        reads(self.0, &whose, within)
    }

    /// The principals that used an access key, by its id.
    pub fn holders_of_key(&self, access_key: &str) -> Result<Vec<Principal>, StoreError> {
        let Some(key) = names::find(self.0, access_key)? else { return Ok(Vec::new()) };
        let mut query = self.0.prepare_cached(
            "SELECT DISTINCT p.account, p.name FROM trail_actors k JOIN trail_principals p ON p.id = k.principal
             WHERE k.access_key = ?1 AND k.access_key <> 0 ORDER BY p.account, p.name",
        )?;
        let rows =
            query.query_and_then([key], |found| principals::principal(&found.get::<_, String>(0)?, found.get(1)?))?;
        rows.collect()
    }

    /// The names of a principal's sessions, those used last first. Hostile text.
    pub fn sessions_of(&self, principal: &Principal, limit: u32) -> Result<Vec<String>, StoreError> {
        let Some(id) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
        let mut query = self.0.prepare_cached(
            "SELECT n.text FROM trail_actors a JOIN trail_names n ON n.id = a.session
             WHERE a.principal = ?1 AND a.session <> 0 GROUP BY n.id ORDER BY max(a.id) DESC LIMIT ?2",
        )?;
        Ok(query.query_map((id, limit), |found| found.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Whether a principal called from this network before an instant. `None` where it was not known for a week
    /// by then, so that nothing can be said.
    pub fn called_from(
        &self,
        principal: &Principal,
        origin: &Origin,
        before: DateTime<Utc>,
    ) -> Result<Option<bool>, StoreError> {
        let Some(id) = principals::find(self.0, principal)? else { return Ok(None) };
        let mut first = self.0.prepare_cached("SELECT min(e.id) FROM trail_events e WHERE e.principal = ?1")?;
        let first: Option<i64> = first.query_row([id], |found| found.get(0))?;
        if first.is_none_or(|first| first >= event_key::first_place(before - KNOWN_FOR)) {
            return Ok(None);
        }
        let here = row::to_json(TABLE, &network(self.0, origin)?)?;
        let mut query = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM trail_events e INDEXED BY trail_events_by
             WHERE e.principal = ?1 AND e.id < ?2 AND e.source IN (SELECT value FROM json_each(?3)))",
        )?;
        Ok(Some(query.query_row((id, event_key::first_place(before), here), |found| found.get(0))?))
    }
}

/// The rows of the sources that lie in the same network: an address's /24 or /48, else the very same.
fn network(connection: &Connection, origin: &Origin) -> Result<Vec<i64>, StoreError> {
    let rows = match (&origin.source, &origin.vpc_endpoint) {
        (Source::Address(address), None) => {
            let (low, high) = sources::range(*address, if address.is_ipv4() { 24 } else { 48 });
            let mut query = connection.prepare_cached(
                "SELECT id FROM trail_sources
                 WHERE length(address) = ?1 AND address BETWEEN ?2 AND ?3 AND endpoint = ''",
            )?;
            let length = i64::try_from(low.len()).unwrap_or_default();
            query.query_map((length, low, high), |found| found.get(0))?.collect::<Result<_, _>>()?
        }
        (_, Some(endpoint)) => {
            let mut query = connection.prepare_cached("SELECT id FROM trail_sources WHERE endpoint = ?1")?;
            query.query_map([endpoint], |found| found.get(0))?.collect::<Result<_, _>>()?
        }
        _ => sources::find(connection, origin)?.into_iter().collect(),
    };
    Ok(rows)
}

/// A principal, a source and a set of targets, in rows.
type Group = (i64, i64, i64);

fn reads(connection: &Connection, whose: &Whose, within: Stretch) -> Result<Vec<SourceReads>, StoreError> {
    let decrypt = names::find(connection, &events::call_text(Call::Decrypt))?.unwrap_or_default();
    let mut sums: BTreeMap<Group, Sum> = BTreeMap::new();
    let mut decrypts: BTreeMap<Group, Sum> = BTreeMap::new();
    let mut named: BTreeSet<(i64, i64)> = BTreeSet::new();
    gather(connection, whose, within, |group, call, sum| {
        if call == decrypt {
            decrypts.entry(group).or_default().add(sum);
        } else {
            named.insert((group.0, group.2));
            sums.entry(group).or_default().add(sum);
        }
    })?;
    // A decryption without a read beside it is the read of a path, or bypassed the store: it counts by itself.
    for (group, sum) in decrypts {
        if !named.contains(&(group.0, group.2)) {
            sums.entry(group).or_default().add(sum);
        }
    }
    let mut sets: HashMap<i64, Vec<Target>> = HashMap::new();
    let mut found = Vec::with_capacity(sums.len());
    for ((principal, source, set), sum) in sums {
        let targets = match sets.get(&set) {
            Some(known) => known.clone(),
            None => sets.entry(set).or_insert(targets::members(connection, set)?).clone(),
        };
        found.push(made(connection, (principal, source), targets, sum)?);
    }
    found.sort_by(|a, b| (b.last_at, &b.last_event).cmp(&(a.last_at, &a.last_event)));
    Ok(found)
}

/// One walk over the index, each group with its call given to `take`.
fn gather(
    connection: &Connection,
    whose: &Whose,
    within: Stretch,
    mut take: impl FnMut(Group, i64, Sum),
) -> Result<(), StoreError> {
    let calls: Vec<Call> = Call::ALL.iter().copied().filter(|call| call.class() == Class::Read).collect();
    let marks = vec!["?"; calls.len()].join(", ");
    let set = if whose.by_target { "e.targets" } else { "0" };
    let (index, condition) = (whose.index, whose.condition);
    let sql = format!(
        "SELECT e.principal, e.source, {set}, e.call, sum(e.outcome = 0), sum(e.outcome = 1), min(e.id), max(e.id)
         FROM trail_events e INDEXED BY {index}
         WHERE {condition} AND e.id >= ? AND e.id < ? AND e.outcome < 2
             AND e.call IN (SELECT n.id FROM trail_names n WHERE n.text IN ({marks}))
         GROUP BY 1, 2, 3, 4"
    );
    let bounds = [within.from, within.to].map(|at| Value::Integer(event_key::first_place(at)));
    let texts = calls.into_iter().map(|call| Value::Text(events::call_text(call)));
    let values = std::iter::once(whose.value.clone()).chain(bounds).chain(texts);
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(values))?;
    while let Some(found) = rows.next()? {
        let count = |column: usize| Ok::<_, StoreError>(u64::from(row::count(found.get(column)?)));
        let sum = Sum { done: count(4)?, denied: count(5)?, first: found.get(6)?, last: found.get(7)? };
        take((found.get(0)?, found.get(1)?, found.get(2)?), found.get(3)?, sum);
    }
    Ok(())
}

fn made(
    connection: &Connection,
    (principal, source): (i64, i64),
    targets: Vec<Target>,
    sum: Sum,
) -> Result<SourceReads, StoreError> {
    let at = |place: i64| row::instant(TABLE, event_key::millis_of(place, 0));
    let mut last = connection.prepare_cached("SELECT key FROM trail_events WHERE id = ?1")?;
    let last_event = last.query_row([sum.last], |found| found.get::<_, StoredId>(0)).optional()?;
    Ok(SourceReads {
        principal: groups::one(
            connection,
            "SELECT account, name FROM trail_principals WHERE id = ?1",
            principal,
            |found| principals::principal(&found.get::<_, String>(0)?, found.get(1)?),
        )?,
        origin: groups::one(
            connection,
            "SELECT kind, text, endpoint FROM trail_sources WHERE id = ?1",
            source,
            |found| sources::origin(&found.get::<_, String>(0)?, found.get(1)?, found.get(2)?),
        )?,
        targets,
        first_at: at(sum.first)?,
        last_at: at(sum.last)?,
        reads: sum.done,
        denied: sum.denied,
        last_event: last_event.map_or_else(|| EventId(String::new()), |id| id.0),
    })
}

#[cfg(test)]
mod tests;
