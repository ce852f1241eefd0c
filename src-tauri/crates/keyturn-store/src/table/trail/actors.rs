//! Who made a call, in full: the principal with the session, person, access key and service of single calls.

use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;

/// Numbers are rows of `trail_names`, or 0 for none.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_actors (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        principal  INTEGER NOT NULL REFERENCES trail_principals (id),
        nature     TEXT NOT NULL,
        session    INTEGER NOT NULL,
        person     INTEGER NOT NULL,
        access_key INTEGER NOT NULL,
        through    INTEGER NOT NULL,
        UNIQUE (principal, nature, session, person, access_key, through)
    ) STRICT;";

/// An actor in rows' numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ActorRow {
    pub(super) principal: i64,
    pub(super) nature: &'static str,
    pub(super) session: i64,
    pub(super) person: i64,
    pub(super) access_key: i64,
    pub(super) through: i64,
}

/// The row of an actor, added where there is none.
pub(super) fn find_or_add(connection: &Connection, actor: &ActorRow) -> Result<i64, StoreError> {
    let values = (actor.principal, actor.nature, actor.session, actor.person, actor.access_key, actor.through);
    let mut query = connection.prepare_cached(
        "SELECT id FROM trail_actors
         WHERE principal = ?1 AND nature = ?2 AND session = ?3 AND person = ?4 AND access_key = ?5 AND through = ?6",
    )?;
    if let Some(id) = query.query_row(values, |found| found.get(0)).optional()? {
        return Ok(id);
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO trail_actors (principal, nature, session, person, access_key, through)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    Ok(insert.insert(values)?)
}
