//! Which events a finding is about.

use keyturn_trail::finding::Finding;
use rusqlite::Connection;

use super::event_key::EventKey;
use crate::error::StoreError;

/// `event` is the key by which `trail_seen` knows where the event is: it may come later than the finding, or be
/// pruned before it.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_finding_events (
        finding INTEGER NOT NULL REFERENCES trail_findings (id),
        event   BLOB NOT NULL,
        PRIMARY KEY (finding, event)
    ) STRICT, WITHOUT ROWID;";

/// Notes the events of a finding in place of those before.
pub(super) fn put(connection: &Connection, id: i64, finding: &Finding) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM trail_finding_events WHERE finding = ?1")?.execute([id])?;
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO trail_finding_events (finding, event) VALUES (?1, ?2)")?;
    for event in &finding.events {
        insert.execute((id, EventKey::of(event)))?;
    }
    Ok(())
}
