//! Which events were taken in: kept for as long as the facts made from them, so that what was pruned is not counted
//! again when the same file comes once more.

use rusqlite::{Connection, OptionalExtension};

use super::event_key::EventKey;
use crate::error::StoreError;

/// `key` stands for an event's id, for the id that copies share, or for the id of an event that was corrected; `event`
/// is the place of the event that counts, and with it the time. A place without an event: it was pruned.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_seen (
        key   BLOB PRIMARY KEY,
        event INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// Where the event of a key is, or was.
pub(super) fn find(connection: &Connection, key: EventKey) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT event FROM trail_seen WHERE key = ?1")?;
    Ok(query.query_row([key], |found| found.get(0)).optional()?)
}

/// Notes a key that was not seen before. Whether it was new.
pub(super) fn note_new(connection: &Connection, key: EventKey, event: i64) -> Result<bool, StoreError> {
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO trail_seen (key, event) VALUES (?1, ?2)")?;
    Ok(insert.execute((key, event))? == 1)
}

/// Notes where the event of a key is now.
pub(super) fn note(connection: &Connection, key: EventKey, event: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO trail_seen (key, event) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET event = excluded.event",
        )?
        .execute((key, event))?;
    Ok(())
}

/// Forgets what happened before a place.
pub(super) fn forget_before(connection: &Connection, place: i64) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached("DELETE FROM trail_seen WHERE event < ?1")?.execute([place])?)
}
