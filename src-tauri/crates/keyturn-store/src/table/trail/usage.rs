//! Who uses a secret and what a principal uses: first, last, by day, from where, and who stopped.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_trail::agent::Agent;
use keyturn_trail::call::{Call, Class};
use keyturn_trail::origin::Origin;
use keyturn_trail::principal::{Nature, Principal};
use keyturn_trail::read::Object;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::uses::Ended;
use super::{Trail, events, objects, principals, sources};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_uses";

/// Most sources and programs of one use.
const MOST_NAMED: usize = 8;

/// On how many days somebody reads who is said to have stopped.
const REGULAR_DAYS: usize = 4;

/// For how many days somebody who reads regularly may be silent at least.
const SILENT_DAYS: usize = 7;

/// How one principal uses one secret, or another object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Who.
    pub principal: Principal,
    /// What kind of reader the records show.
    pub nature: Nature,
    /// What.
    pub object: Object,
    /// The inventory's identity of it, where it is known.
    pub arn: Option<SecretArn>,
    /// The first attempt that is known of, also before the stretch (UTC).
    pub first_at: DateTime<Utc>,
    /// The last attempt that is known of (UTC).
    pub last_at: DateTime<Utc>,
    /// Reads that worked, within the stretch.
    pub reads: u64,
    /// Attempts that were refused, within the stretch.
    pub denied: u64,
    /// Reads that worked by day, the first day of the stretch first.
    pub by_day: Vec<u32>,
    /// From where, as far as single events are kept: at most eight, the most frequent first.
    pub sources: Vec<(Origin, u64)>,
    /// With which programs, likewise.
    pub agents: Vec<(Agent, u64)>,
    /// The day of the last read of somebody who read regularly and no longer does.
    pub stopped_on: Option<NaiveDate>,
}

/// Where the last day with a read is, where there were at least four and the silence since is longer than seven days
/// and twice the longest silence before.
fn stopped(by_day: &[u32]) -> Option<usize> {
    let active: Vec<usize> = by_day.iter().enumerate().filter(|(_, reads)| **reads > 0).map(|(day, _)| day).collect();
    let last = *active.last().filter(|_| active.len() >= REGULAR_DAYS)?;
    let longest = active.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).max().unwrap_or(1);
    let silent = by_day.len() - 1 - last;
    (silent > SILENT_DAYS.max(longest * 2)).then_some(last)
}

impl Trail<'_> {
    /// Who used a secret, from one day to another, both included; the latest first.
    pub fn usage_of_secret(&self, arn: &SecretArn, from: NaiveDate, to: NaiveDate) -> Result<Vec<Usage>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT id FROM trail_objects WHERE arn = ?1 ORDER BY id")?;
        let ids: Vec<i64> = query.query_map([arn.as_str()], |found| found.get(0))?.collect::<Result<_, _>>()?;
        let marks = vec!["?"; ids.len()].join(", ");
        let whose = Whose {
            uses: format!("u.object IN ({marks})"),
            events: format!("e.targets IN (SELECT t.id FROM trail_targets t WHERE t.object IN ({marks}))"),
            ids,
        };
        usage(self.0, &whose, from, to)
    }

    /// What a principal used, from one day to another, both included; the latest first.
    pub fn usage_of_principal(
        &self,
        principal: &Principal,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Usage>, StoreError> {
        let Some(id) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
        let whose = Whose { uses: "u.principal = ?".to_owned(), events: "e.principal = ?".to_owned(), ids: vec![id] };
        usage(self.0, &whose, from, to)
    }

    /// When each principal last read a secret of the inventory, on `from` or later (UTC).
    pub fn last_reads(&self, from: NaiveDate) -> Result<Vec<(Principal, DateTime<Utc>)>, StoreError> {
        // From the newest day back, so that each principal costs a look or two.
        let mut query = self.0.prepare_cached(
            "SELECT p.account, p.name, max(u.last_at) FROM trail_principals p JOIN trail_uses u ON u.principal = p.id
             WHERE u.outcome = ?1
                 AND u.day = (
                     SELECT max(d.day) FROM trail_uses d
                     WHERE d.principal = p.id AND d.outcome = ?1 AND d.day >= ?2
                         AND EXISTS (SELECT 1 FROM trail_objects o WHERE o.id = d.object AND o.arn IS NOT NULL))
                 AND EXISTS (SELECT 1 FROM trail_objects o WHERE o.id = u.object AND o.arn IS NOT NULL)
             GROUP BY p.id",
        )?;
        let rows = query.query_and_then((Ended::Done.number(), row::day_number(from)), |found| {
            let principal = principals::principal(&found.get::<_, String>(0)?, found.get(1)?)?;
            Ok((principal, row::instant(TABLE, found.get(2)?)?))
        })?;
        rows.collect()
    }
}

/// Whose use is asked for: as conditions over facts and events, with the numbers bound to either.
struct Whose {
    uses: String,
    events: String,
    ids: Vec<i64>,
}

/// A principal and an object; spellings of one secret of the inventory are one object.
type Pair = (i64, i64);

fn usage(connection: &Connection, whose: &Whose, from: NaiveDate, to: NaiveDate) -> Result<Vec<Usage>, StoreError> {
    let days = usize::try_from((to - from).num_days() + 1).unwrap_or_default();
    let sql = format!(
        "SELECT {}, o.arn, u.principal, p.account, p.name, u.day, u.outcome, u.count, u.first_at, u.last_at,
             coalesce((SELECT min(same.id) FROM trail_objects same WHERE same.arn = o.arn), o.id)
         FROM trail_uses u JOIN trail_principals p ON p.id = u.principal JOIN trail_objects o ON o.id = u.object
         WHERE {}",
        objects::COLUMNS,
        whose.uses
    );
    let mut pairs: BTreeMap<Pair, Usage> = BTreeMap::new();
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(&whose.ids))?;
    while let Some(found) = rows.next()? {
        let pair = (found.get(6)?, found.get(14)?);
        let known = match pairs.entry(pair) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(new(connection, found, pair.0, days)?),
        };
        add(known, found, from)?;
    }
    drop(rows);
    let mut named = named(connection, whose)?;
    let mut usage: Vec<Usage> = Vec::with_capacity(pairs.len());
    for (pair, mut one) in pairs {
        let (sources, agents) = named.remove(&pair).unwrap_or_default();
        for (id, count) in most(sources) {
            one.sources.push((origin(connection, id)?, count));
        }
        for (id, count) in most(agents) {
            one.agents.push((agent(connection, id)?, count));
        }
        let last = stopped(&one.by_day).and_then(|day| u64::try_from(day).ok());
        one.stopped_on = last.and_then(|day| from.checked_add_days(chrono::Days::new(day)));
        usage.push(one);
    }
    usage.sort_by(|a, b| b.last_at.cmp(&a.last_at).then_with(|| a.principal.cmp(&b.principal)));
    Ok(usage)
}

fn new(connection: &Connection, found: &Row<'_>, principal: i64, days: usize) -> Result<Usage, StoreError> {
    let arn: Option<String> = found.get(5)?;
    let (first_at, last_at) = (row::instant(TABLE, found.get(12)?)?, row::instant(TABLE, found.get(13)?)?);
    Ok(Usage {
        principal: principals::principal(&found.get::<_, String>(7)?, found.get(8)?)?,
        nature: nature(connection, principal)?,
        object: objects::object(found, 0)?,
        arn: arn.map(|arn| row::parsed(TABLE, &arn)).transpose()?,
        first_at,
        last_at,
        reads: 0,
        denied: 0,
        by_day: vec![0; days],
        sources: Vec::new(),
        agents: Vec::new(),
        stopped_on: None,
    })
}

fn add(usage: &mut Usage, found: &Row<'_>, from: NaiveDate) -> Result<(), StoreError> {
    usage.first_at = usage.first_at.min(row::instant(TABLE, found.get(12)?)?);
    usage.last_at = usage.last_at.max(row::instant(TABLE, found.get(13)?)?);
    let day = found.get::<_, i64>(9)? - row::day_number(from);
    let Some(of_day) = usize::try_from(day).ok().and_then(|day| usage.by_day.get_mut(day)) else { return Ok(()) };
    let (outcome, count): (i64, u32) = (found.get(10)?, row::count(found.get(11)?));
    if outcome == Ended::Done.number() {
        usage.reads += u64::from(count);
        *of_day = of_day.saturating_add(count);
    } else if outcome == Ended::Denied.number() {
        usage.denied += u64::from(count);
    }
    Ok(())
}

/// The most telling of what single events show of a principal.
pub(super) fn nature(connection: &Connection, principal: i64) -> Result<Nature, StoreError> {
    let mut query = connection.prepare_cached("SELECT DISTINCT nature FROM trail_actors WHERE principal = ?1")?;
    let rows = query.query_and_then([principal], |found| principals::nature(&found.get::<_, String>(0)?))?;
    let natures: Vec<Nature> = rows.collect::<Result<_, StoreError>>()?;
    let telling = [Nature::Human, Nature::WebIdentity, Nature::Workload, Nature::AwsService];
    Ok(telling.into_iter().find(|nature| natures.contains(nature)).unwrap_or(Nature::Unknown))
}

/// How often, by rows of sources and by rows of names.
type Counted = (HashMap<i64, u64>, HashMap<i64, u64>);

/// Sources and agents of each pair, from the single events that are kept.
fn named(connection: &Connection, whose: &Whose) -> Result<HashMap<Pair, Counted>, StoreError> {
    let calls: Vec<Call> = Call::ALL.iter().copied().filter(|call| call.class() == Class::Read).collect();
    let marks = vec!["?"; calls.len()].join(", ");
    let sql = format!(
        "SELECT g.principal, coalesce((SELECT min(same.id) FROM trail_objects same WHERE same.arn = o.arn), o.id),
             g.source, g.agent, g.count
         FROM (SELECT e.principal, e.targets, e.source, e.agent, count(*) AS count FROM trail_events e
               WHERE {} AND e.call IN (SELECT n.id FROM trail_names n WHERE n.text IN ({marks}))
               GROUP BY 1, 2, 3, 4) g
         CROSS JOIN trail_targets t ON t.id = g.targets CROSS JOIN trail_objects o ON o.id = t.object",
        whose.events
    );
    let ids = whose.ids.iter().copied().map(Value::Integer);
    let values = ids.chain(calls.into_iter().map(|call| Value::Text(events::call_text(call))));
    let mut named: HashMap<Pair, Counted> = HashMap::new();
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(values))?;
    while let Some(found) = rows.next()? {
        let (sources, agents) = named.entry((found.get(0)?, found.get(1)?)).or_default();
        let count = u64::from(row::count(found.get(4)?));
        *sources.entry(found.get(2)?).or_default() += count;
        *agents.entry(found.get(3)?).or_default() += count;
    }
    Ok(named)
}

fn most(counts: HashMap<i64, u64>) -> Vec<(i64, u64)> {
    let mut counts: Vec<(i64, u64)> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    counts.truncate(MOST_NAMED);
    counts
}

fn origin(connection: &Connection, id: i64) -> Result<Origin, StoreError> {
    super::groups::one(connection, "SELECT kind, text, endpoint FROM trail_sources WHERE id = ?1", id, |found| {
        sources::origin(&found.get::<_, String>(0)?, found.get(1)?, found.get(2)?)
    })
}

fn agent(connection: &Connection, id: i64) -> Result<Agent, StoreError> {
    super::groups::one(connection, "SELECT text FROM trail_names WHERE id = ?1", id, |found| Ok(Agent(found.get(0)?)))
}

#[cfg(test)]
mod tests;
