//! The sets of objects that one call named, because most calls name what others named before.

use keyturn_trail::target::Target;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::objects;
use crate::error::StoreError;

/// A set of one object has that object's number, a larger one a negative number made from its members.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_targets (
        id       INTEGER NOT NULL,
        position INTEGER NOT NULL,
        object   INTEGER NOT NULL REFERENCES trail_objects (id),
        PRIMARY KEY (id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trail_targets_of ON trail_targets (object);";

/// The number of the set without members.
pub(super) const NONE: i64 = 0;

/// Adds the set of one object.
pub(super) fn add_single(connection: &Connection, object: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO trail_targets (id, position, object) VALUES (?1, 0, ?1)")?
        .execute([object])?;
    Ok(())
}

/// The number of a set of several objects, in their order.
pub(super) fn number(objects: &[i64]) -> i64 {
    match objects {
        [] => NONE,
        [single] => *single,
        several => {
            let digest = several.iter().fold(Sha256::new(), |digest, id| digest.chain_update(id.to_be_bytes()));
            let start = i64::from_be_bytes(*digest.finalize().first_chunk().unwrap_or(&[0; 8]));
            -(start & i64::MAX).max(1)
        }
    }
}

/// The set of these objects, added where there is none.
pub(super) fn find_or_add(connection: &Connection, objects: &[i64]) -> Result<i64, StoreError> {
    let id = number(objects);
    if objects.len() > 1 {
        let mut insert = connection
            .prepare_cached("INSERT OR IGNORE INTO trail_targets (id, position, object) VALUES (?1, ?2, ?3)")?;
        for (position, object) in objects.iter().enumerate() {
            insert.execute((id, i64::try_from(position).unwrap_or(i64::MAX), object))?;
        }
    }
    Ok(id)
}

/// What a set holds, in its order.
pub(super) fn members(connection: &Connection, id: i64) -> Result<Vec<Target>, StoreError> {
    let sql = format!(
        "SELECT {} FROM trail_targets t JOIN trail_objects o ON o.id = t.object WHERE t.id = ?1 ORDER BY t.position",
        objects::COLUMNS
    );
    connection.prepare_cached(&sql)?.query_and_then([id], |found| objects::target(found, 0))?.collect()
}
