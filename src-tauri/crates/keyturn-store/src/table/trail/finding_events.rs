//! Which events a finding is about.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use keyturn_trail::event::Event;
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

/// Which finding holds which event, of the findings to look at: open, watched, or of an incident.
pub(super) struct Keys(HashMap<EventKey, Rc<str>>);

impl Keys {
    /// The key of a finding that holds an event, or the event that it corrects.
    pub(super) fn finding_of(&self, event: &Event) -> Option<&str> {
        let ids = std::iter::once(&event.id).chain(&event.corrects);
        ids.filter_map(|id| self.0.get(&EventKey::of(id))).map(|key| &**key).next()
    }
}

/// The events of the findings to look at.
pub(super) fn keys_to_look_at(connection: &Connection) -> Result<Keys, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT e.event, f.key FROM trail_findings f CROSS JOIN trail_finding_events e ON e.finding = f.id
         WHERE f.state IN ('open', 'watch', 'incident') ORDER BY f.severity, f.last_at",
    )?;
    let mut keys = HashMap::new();
    let mut last: Option<Rc<str>> = None;
    let mut rows = query.query([])?;
    while let Some(found) = rows.next()? {
        let finding = found.get_ref(1)?.as_str().unwrap_or_default();
        let finding = last.take().filter(|last| **last == *finding).unwrap_or_else(|| Rc::from(finding));
        keys.insert(EventKey(found.get(0)?), Rc::clone(&finding));
        last = Some(finding);
    }
    Ok(Keys(keys))
}

/// Where those events are kept.
pub(super) fn places_to_look_at(connection: &Connection) -> Result<HashSet<i64>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT s.event FROM trail_findings f
         CROSS JOIN trail_finding_events e ON e.finding = f.id CROSS JOIN trail_seen s ON s.key = e.event
         WHERE f.state IN ('open', 'watch', 'incident')",
    )?;
    Ok(query.query_map([], |found| found.get(0))?.collect::<Result<_, _>>()?)
}
