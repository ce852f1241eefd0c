//! Texts that repeat in events: accounts, regions, calls, sessions, persons, access keys' ids, agents, error codes.
//! Rows are only ever added while events are taken in.

use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;

/// Row ids are never given twice: an id that is remembered after its row was removed must not mean another text.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_names (
        id   INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL UNIQUE
    ) STRICT;";

/// The row of a text, if there is one.
pub(super) fn find(connection: &Connection, text: &str) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT id FROM trail_names WHERE text = ?1")?;
    Ok(query.query_row([text], |found| found.get(0)).optional()?)
}

/// The row of a text, added where there is none.
pub(super) fn find_or_add(connection: &Connection, text: &str) -> Result<i64, StoreError> {
    if let Some(id) = find(connection, text)? {
        return Ok(id);
    }
    Ok(connection.prepare_cached("INSERT INTO trail_names (text) VALUES (?1)")?.insert([text])?)
}
