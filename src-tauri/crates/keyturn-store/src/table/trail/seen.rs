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

/// Notes the keys that were not seen before, each with its event's place. Of each, whether it was new.
pub(super) fn note_new(connection: &Connection, keys: &[(EventKey, i64)]) -> Result<Vec<bool>, StoreError> {
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO trail_seen (key, event) VALUES (?1, ?2)")?;
    keys.iter().map(|noted| Ok(insert.execute(*noted)? == 1)).collect()
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
