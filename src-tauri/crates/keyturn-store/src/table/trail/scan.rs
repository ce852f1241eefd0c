//! One pass over the events that a query matches, in numbers, for grouping and timelines.

use rusqlite::{Connection, params_from_iter};

use super::condition::{self, ReadsAsked};
use crate::error::StoreError;

/// An event in numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned {
    /// Its place.
    pub(super) place: i64,
    /// Milliseconds since 1970.
    pub(super) at: i64,
    pub(super) principal: i64,
    pub(super) source: i64,
    pub(super) agent: i64,
    pub(super) targets: i64,
    pub(super) denied: bool,
}

/// Gives every event that matches to `each`, in no order.
pub(super) fn scan(
    connection: &Connection,
    asked: &ReadsAsked,
    mut each: impl FnMut(Scanned) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let condition = condition::compile(asked)?;
    let sql = format!(
        "SELECT e.id, {}, e.principal, e.source, e.agent, e.targets, e.outcome = 1 FROM trail_events e WHERE {}",
        condition::AT,
        condition.sql
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(&condition.values))?;
    while let Some(found) = rows.next()? {
        each(Scanned {
            place: found.get(0)?,
            at: found.get(1)?,
            principal: found.get(2)?,
            source: found.get(3)?,
            agent: found.get(4)?,
            targets: found.get(5)?,
            denied: found.get(6)?,
        })?;
    }
    Ok(())
}
