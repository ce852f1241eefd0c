//! Which stretches of time were collected, by account, region and way of collecting; and what is missing.

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};
use rusqlite::{Connection, Row};

use super::{Trail, TrailWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_coverage";

/// `event_name` is empty where every wanted call was asked for.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_coverage (
        account    TEXT NOT NULL,
        region     TEXT NOT NULL,
        source     TEXT NOT NULL,
        event_name TEXT NOT NULL,
        from_at    INTEGER NOT NULL,
        to_at      INTEGER NOT NULL,
        PRIMARY KEY (account, region, source, event_name, from_at)
    ) STRICT, WITHOUT ROWID;";

/// A stretch of time, from `from` until before `to` (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// Its first moment.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub to: DateTime<Utc>,
}

impl Stretch {
    /// What of it is in none of these stretches, in order of time; they are in order and apart, as coverage gives them.
    pub fn without(self, covered: &[Self]) -> Vec<Self> {
        complement(self, covered)
    }
}

/// By which way events were collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoveredBy {
    /// LookupEvents.
    Lookup,
    /// Files as the trail's bucket has them.
    Files,
}

impl CoveredBy {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::Lookup, Self::Files];

    /// The word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Files => "files",
        }
    }
}

/// What one way of collecting covers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CoveredPart {
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
    /// The way.
    pub by: CoveredBy,
    /// The one `eventName` that was asked for; `None` for every wanted call.
    pub event_name: Option<String>,
}

impl Trail<'_> {
    /// Everything that was covered: by account, region, way, event name and time.
    pub fn coverage(&self) -> Result<Vec<(CoveredPart, Stretch)>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT from_at, to_at, account, region, source, event_name FROM trail_coverage
             ORDER BY account, region, source, event_name, from_at",
        )?;
        let rows = query.query_and_then([], |found| {
            let text = |column: usize| found.get::<_, String>(column);
            let source = text(4)?;
            let event_name = text(5)?;
            let part = CoveredPart {
                account: row::parsed(TABLE, &text(2)?)?,
                region: row::parsed(TABLE, &text(3)?)?,
                by: row::known(TABLE, &source, CoveredBy::ALL.into_iter().find(|by| by.code() == source))?,
                event_name: (!event_name.is_empty()).then_some(event_name),
            };
            Ok((part, stretch(found)?))
        })?;
        rows.collect()
    }

    /// What one way of collecting covers, in order of time; stretches that touch are one.
    pub fn covered(&self, part: &CoveredPart) -> Result<Vec<Stretch>, StoreError> {
        stretches(self.0, part)
    }

    /// What is missing within `window` for an account and region: times for which some of these event names were
    /// neither looked up nor in files. Without names: for which not every wanted call was.
    pub fn gaps(
        &self,
        account: &AccountId,
        region: &Region,
        event_names: &[&str],
        window: Stretch,
    ) -> Result<Vec<Stretch>, StoreError> {
        let part = |by, event_name: Option<&str>| CoveredPart {
            account: account.clone(),
            region: region.clone(),
            by,
            event_name: event_name.map(str::to_owned),
        };
        let mut whole = stretches(self.0, &part(CoveredBy::Files, None))?;
        whole.extend(stretches(self.0, &part(CoveredBy::Lookup, None))?);
        if event_names.is_empty() {
            return Ok(complement(window, &merged(whole)));
        }
        let mut missing = Vec::new();
        for name in event_names {
            let mut covered = whole.clone();
            covered.extend(stretches(self.0, &part(CoveredBy::Lookup, Some(name)))?);
            missing.extend(complement(window, &merged(covered)));
        }
        Ok(merged(missing))
    }
}

impl TrailWriter<'_> {
    /// Notes that a stretch was covered; it grows together with those that it touches.
    pub fn cover(&self, part: &CoveredPart, stretch: Stretch) -> Result<(), StoreError> {
        if stretch.from >= stretch.to {
            return Ok(());
        }
        let mut all = stretches(self.0.0, part)?;
        all.push(stretch);
        self.replace(part, &merged(all))
    }

    /// Takes coverage back: the stretch is to be collected again.
    pub fn uncover(&self, part: &CoveredPart, stretch: Stretch) -> Result<(), StoreError> {
        let left = stretches(self.0.0, part)?.into_iter().flat_map(|known| complement(known, &[stretch])).collect();
        self.replace(part, &merged(left))
    }

    fn replace(&self, part: &CoveredPart, stretches: &[Stretch]) -> Result<(), StoreError> {
        let connection = self.0.0;
        let name = part.event_name.as_deref().unwrap_or_default();
        let key = (part.account.as_str(), part.region.as_str(), part.by.code(), name);
        let mut delete = connection.prepare_cached(
            "DELETE FROM trail_coverage WHERE account = ?1 AND region = ?2 AND source = ?3 AND event_name = ?4",
        )?;
        delete.execute(key)?;
        let mut insert = connection.prepare_cached(
            "INSERT INTO trail_coverage (account, region, source, event_name, from_at, to_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for one in stretches {
            insert.execute((key.0, key.1, key.2, key.3, row::millis(one.from), row::millis(one.to)))?;
        }
        Ok(())
    }
}

fn stretches(connection: &Connection, part: &CoveredPart) -> Result<Vec<Stretch>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT from_at, to_at FROM trail_coverage
         WHERE account = ?1 AND region = ?2 AND source = ?3 AND event_name = ?4 ORDER BY from_at",
    )?;
    let name = part.event_name.as_deref().unwrap_or_default();
    query.query_and_then((part.account.as_str(), part.region.as_str(), part.by.code(), name), stretch)?.collect()
}

fn stretch(found: &Row<'_>) -> Result<Stretch, StoreError> {
    Ok(Stretch { from: row::instant(TABLE, found.get(0)?)?, to: row::instant(TABLE, found.get(1)?)? })
}

/// The same times in as few stretches as can be, in order.
fn merged(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match merged.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            _ => merged.push(next),
        }
    }
    merged
}

/// What of a window is in none of these stretches, which are in order and apart.
fn complement(window: Stretch, covered: &[Stretch]) -> Vec<Stretch> {
    let mut gaps = Vec::new();
    let mut from = window.from;
    for one in covered {
        let to = one.from.min(window.to);
        if from < to {
            gaps.push(Stretch { from, to });
        }
        from = from.max(one.to);
    }
    if from < window.to {
        gaps.push(Stretch { from, to: window.to });
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::{ACCOUNT, instant, region};

    fn stretch_of(from: u32, to: u32) -> Stretch {
        Stretch { from: instant(from), to: instant(to) }
    }

    fn part(by: CoveredBy, event_name: Option<&str>) -> CoveredPart {
        CoveredPart {
            account: ACCOUNT.parse().expect("an account"),
            region: region("eu-west-1"),
            by,
            event_name: event_name.map(str::to_owned),
        }
    }

    #[test]
    fn stretches_grow_together_in_whatever_order_they_come() {
        let check = |covered: &[(u32, u32)], expect: &[(u32, u32)]| {
            for turn in 0..covered.len().max(1) {
                let database = Database::open_in_memory().expect("a database");
                let found = database.write(|writer| {
                    let trail = writer.trail();
                    for (from, to) in covered.iter().cycle().skip(turn).take(covered.len()) {
                        trail.cover(&part(CoveredBy::Lookup, None), stretch_of(*from, *to))?;
                    }
                    trail.covered(&part(CoveredBy::Lookup, None))
                });
                let expect: Vec<_> = expect.iter().map(|(from, to)| stretch_of(*from, *to)).collect();
                assert_eq!(found.expect("coverage"), expect, "{covered:?} from {turn}");
            }
        };
        check(&[], &[]);
        check(&[(3, 3)], &[]);
        check(&[(1, 3), (3, 5)], &[(1, 5)]);
        check(&[(1, 3), (4, 6), (2, 5)], &[(1, 6)]);
        check(&[(1, 3), (4, 6), (8, 9)], &[(1, 3), (4, 6), (8, 9)]);
        check(&[(1, 9), (4, 6)], &[(1, 9)]);
    }

    #[test]
    fn gaps_are_what_no_way_of_collecting_covers() {
        let database = Database::open_in_memory().expect("a database");
        database
            .write(|writer| {
                let trail = writer.trail();
                trail.cover(&part(CoveredBy::Files, None), stretch_of(1, 10))?;
                trail.cover(&part(CoveredBy::Lookup, Some("GetSecretValue")), stretch_of(12, 20))?;
                trail.cover(&part(CoveredBy::Lookup, Some("Decrypt")), stretch_of(12, 15))?;
                let gaps = |names: &[&str], from, to| {
                    trail.gaps(&part(CoveredBy::Files, None).account, &region("eu-west-1"), names, stretch_of(from, to))
                };
                assert_eq!(gaps(&[], 1, 20)?, [stretch_of(10, 20)]);
                assert_eq!(gaps(&["GetSecretValue"], 5, 21)?, [stretch_of(10, 12), stretch_of(20, 21)]);
                assert_eq!(gaps(&["GetSecretValue", "Decrypt"], 5, 20)?, [stretch_of(10, 12), stretch_of(15, 20)]);
                assert_eq!(gaps(&["GetSecretValue"], 13, 14)?, []);
                trail.uncover(&part(CoveredBy::Files, None), stretch_of(4, 6))?;
                assert_eq!(gaps(&[], 1, 10)?, [stretch_of(4, 6)]);
                assert_eq!(trail.coverage()?.len(), 4);
                Ok(())
            })
            .expect("written");
    }
}
