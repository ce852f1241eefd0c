//! Tags, for filters alone: what is shown comes from the facts. Keys compare in any case.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::error::StoreError;

type Tags = BTreeMap<String, String>;

/// The key leads: a filter asks which secrets have a tag, never which tags a secret has.
pub(crate) const CREATE: &str = "
    CREATE TABLE secret_tags (
        key    TEXT NOT NULL,
        value  TEXT NOT NULL,
        secret INTEGER NOT NULL REFERENCES secrets (id),
        PRIMARY KEY (key, value, secret)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX secret_tags_of ON secret_tags (secret);";

/// Replaces a secret's tags. Tags that could not be read leave none to filter by.
pub(super) fn replace(connection: &Connection, secret: i64, tags: Option<&Tags>) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM secret_tags WHERE secret = ?1")?.execute([secret])?;
    add(connection, secret, tags)
}

/// Adds the tags of a secret that is new.
pub(super) fn add(connection: &Connection, secret: i64, tags: Option<&Tags>) -> Result<(), StoreError> {
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO secret_tags (key, value, secret) VALUES (?1, ?2, ?3)")?;
    for (key, value) in tags.into_iter().flatten() {
        insert.execute((key.to_ascii_lowercase(), value, secret))?;
    }
    Ok(())
}
