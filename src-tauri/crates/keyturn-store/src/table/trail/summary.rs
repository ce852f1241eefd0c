//! How much is kept, and from when to when.

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};

use super::{Trail, event_key};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_events";

/// What is kept of CloudTrail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrailSummary {
    /// Single events.
    pub events: u64,
    /// Daily facts.
    pub facts: u64,
    /// Reads and attempts within the daily facts.
    pub reads: u64,
    /// The first moment that events or facts are known of (UTC), to the second.
    pub from: Option<DateTime<Utc>>,
    /// The last one.
    pub to: Option<DateTime<Utc>>,
}

impl Trail<'_> {
    /// What is kept of CloudTrail.
    pub fn summary(&self) -> Result<TrailSummary, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT (SELECT count(*) FROM trail_events), (SELECT min(id) FROM trail_events),
                 (SELECT max(id) FROM trail_events), count(*), coalesce(sum(count), 0), min(first_at), max(last_at)
             FROM trail_uses",
        )?;
        Ok(query.query_row([], |found| {
            let number =
                |column: usize| Ok::<_, rusqlite::Error>(u64::try_from(found.get::<_, i64>(column)?).unwrap_or(0));
            let instant = |column: usize, millis: fn(i64) -> i64| {
                let found: Option<i64> = found.get(column)?;
                Ok::<_, rusqlite::Error>(found.and_then(|found| DateTime::from_timestamp_millis(millis(found))))
            };
            let of_place = |place| event_key::millis_of(place, 0);
            let earliest = [instant(1, of_place)?, instant(5, |millis| millis)?];
            let latest = [instant(2, of_place)?, instant(6, |millis| millis)?];
            Ok(TrailSummary {
                events: number(0)?,
                facts: number(3)?,
                reads: number(4)?,
                from: earliest.into_iter().flatten().min(),
                to: latest.into_iter().flatten().max(),
            })
        })?)
    }

    /// How many single events are kept by account and region.
    pub fn events_by_cell(&self) -> Result<Vec<(AccountId, Region, u64)>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT account.text, region.text, g.count
             FROM (SELECT account, region, count(*) AS count FROM trail_events GROUP BY account, region) g
             JOIN trail_names account ON account.id = g.account JOIN trail_names region ON region.id = g.region
             ORDER BY account.text, region.text",
        )?;
        let rows = query.query_and_then([], |found| {
            let (account, region): (String, String) = (found.get(0)?, found.get(1)?);
            let count = row::count(found.get(2)?).into();
            Ok((row::parsed(TABLE, &account)?, row::parsed(TABLE, &region)?, count))
        })?;
        rows.collect()
    }
}
