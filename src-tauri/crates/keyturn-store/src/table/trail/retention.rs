//! How long events and the facts made from them are kept.

use chrono::{DateTime, Days, NaiveDate, Utc};
use rusqlite::Connection;

use super::{TrailWriter, event_key, seen};
use crate::error::StoreError;
use crate::row;

/// For how many days (UTC) what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Single events. LookupEvents reaches back 90 days.
    pub detail_days: u32,
    /// Daily facts, and which events were counted in them.
    pub fact_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { detail_days: 90, fact_days: 400 }
    }
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Single events.
    pub events: u64,
    /// Daily facts.
    pub facts: u64,
}

impl TrailWriter<'_> {
    /// Removes what is older than it is kept for. Findings and decisions stay.
    ///
    /// The ids of events stay for as long as the facts, so that the same file, imported again, counts nothing twice.
    /// What is new and late is counted beside the facts of its day, which are sealed here. Not to be called while an
    /// [`super::Ingest`] is held: texts that no event has any more are removed too.
    pub fn prune(&self, retention: Retention, now: DateTime<Utc>) -> Result<Pruned, StoreError> {
        let connection = self.0.0;
        let first_kept = |days: u32| {
            let day = now.date_naive().checked_sub_days(Days::new(days.into()));
            day.unwrap_or(NaiveDate::MIN)
        };
        let detail = first_kept(retention.detail_days);
        let facts = first_kept(retention.fact_days.max(retention.detail_days));
        seal_before(connection, row::day_number(detail))?;
        let events = delete(connection, "trail_events WHERE id < ?1", place(detail))?;
        let counted = delete(connection, "trail_uses WHERE day < ?1", row::day_number(facts))?;
        delete(connection, "trail_days WHERE day < ?1", row::day_number(facts))?;
        seen::forget_before(connection, place(facts))?;
        if events > 0 {
            connection.execute_batch(UNUSED)?;
        }
        Ok(Pruned { events, facts: counted })
    }
}

/// Texts that no event has any more. Principals and objects stay: facts and findings name them.
const UNUSED: &str = "
    DELETE FROM trail_actors WHERE id NOT IN (SELECT actor FROM trail_events);
    DELETE FROM trail_sources WHERE id NOT IN (SELECT source FROM trail_events);
    DELETE FROM trail_names WHERE id NOT IN (
        SELECT account FROM trail_events UNION SELECT region FROM trail_events UNION SELECT call FROM trail_events
        UNION SELECT agent FROM trail_events UNION SELECT error FROM trail_events
        UNION SELECT session FROM trail_actors UNION SELECT person FROM trail_actors
        UNION SELECT access_key FROM trail_actors UNION SELECT through FROM trail_actors);";

/// The first place of a day.
fn place(day: NaiveDate) -> i64 {
    event_key::first_place(day.and_time(chrono::NaiveTime::MIN).and_utc())
}

fn delete(connection: &Connection, what: &str, bound: i64) -> Result<u64, StoreError> {
    let rows = connection.prepare_cached(&format!("DELETE FROM {what}"))?.execute([bound])?;
    Ok(u64::try_from(rows).unwrap_or_default())
}

/// Seals the facts of days whose events go.
fn seal_before(connection: &Connection, day: i64) -> Result<(), StoreError> {
    for table in ["trail_uses", "trail_days"] {
        let sql = format!(
            "UPDATE {table} SET part = 1 + (SELECT max(known.part) FROM {table} known
                 WHERE known.principal = {table}.principal AND known.day = {table}.day)
             WHERE day < ?1 AND part = 0"
        );
        connection.prepare_cached(&sql)?.execute([day])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
