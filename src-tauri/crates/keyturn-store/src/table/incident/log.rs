//! The log of each incident: entries are added, and never changed or removed.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::incident::{Entry, IncidentId, LogEntry, Opening, log};
use rusqlite::{OptionalExtension, Row};

use super::{Incidents, IncidentsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "incident_log";

/// The key keeps two processes from writing one line twice. The triggers stop mistakes of ours; somebody with the
/// database's key can drop them, and the chain of hashes shows that.
pub(crate) const CREATE: &str = "
    CREATE TABLE incident_log (
        incident      TEXT NOT NULL,
        sequence      INTEGER NOT NULL,
        at_micros     INTEGER NOT NULL,
        by_whom       TEXT NOT NULL,
        what          TEXT NOT NULL,
        entry         TEXT NOT NULL,
        previous_hash TEXT NOT NULL,
        hash          TEXT NOT NULL,
        PRIMARY KEY (incident, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER incident_log_is_not_changed BEFORE UPDATE ON incident_log
    BEGIN SELECT RAISE(ABORT, 'the log of an incident is append-only'); END;
    CREATE TRIGGER incident_log_is_not_shortened BEFORE DELETE ON incident_log
    BEGIN SELECT RAISE(ABORT, 'the log of an incident is append-only'); END;";

impl Incidents<'_> {
    /// The whole log, oldest first; empty where there is no such incident.
    pub fn log(&self, id: IncidentId) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "SELECT sequence, at_micros, by_whom, entry, previous_hash, hash FROM incident_log
                   WHERE incident = ?1 ORDER BY sequence";
        self.0.prepare_cached(sql)?.query_and_then([id.to_string()], entry)?.collect()
    }

    /// The sequence number and hash of the newest entry.
    fn log_end(&self, id: IncidentId) -> Result<Option<(u64, String)>, StoreError> {
        let sql = "SELECT sequence, hash FROM incident_log WHERE incident = ?1 ORDER BY sequence DESC LIMIT 1";
        let end: Option<(i64, String)> = self
            .0
            .prepare_cached(sql)?
            .query_row([id.to_string()], |found| Ok((found.get(0)?, found.get(1)?)))
            .optional()?;
        Ok(end.map(|(sequence, hash)| (u64::try_from(sequence).unwrap_or_default(), hash)))
    }
}

fn entry(found: &Row<'_>) -> Result<LogEntry, StoreError> {
    row::log_entry(TABLE, found)
}

impl IncidentsWriter<'_> {
    /// Opens an incident: takes its number and writes its opening, with what follows at once. All in the name of one
    /// person, with one audit entry.
    pub fn open(
        &self,
        opening: Opening,
        more: Vec<Entry>,
        at: DateTime<Utc>,
        by: &str,
        act: Act,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let id = opening.id;
        self.take(id, at)?;
        let first = Entry::Opened(Box::new(opening));
        self.append(id, std::iter::once(first).chain(more).collect(), at, by, act)
    }

    /// Adds entries to the end of an incident's log, with their audit entry.
    pub fn append(
        &self,
        id: IncidentId,
        entries: Vec<Entry>,
        at: DateTime<Utc>,
        by: &str,
        act: Act,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let mut end = self.log_end(id)?;
        let mut added = Vec::with_capacity(entries.len());
        for entry in entries {
            let last = end.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
            let new = log::append(last, at, by, entry);
            end = Some((new.sequence, new.hash.clone()));
            self.insert(id, &new)?;
            added.push(new);
        }
        audit_log::append(self.0.0, act)?;
        Ok(added)
    }

    fn insert(&self, id: IncidentId, new: &LogEntry) -> Result<(), StoreError> {
        let mut insert = self.0.0.prepare_cached("INSERT INTO incident_log VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        insert.execute((
            id.to_string(),
            i64::try_from(new.sequence).map_err(|error| StoreError::row(TABLE, &error))?,
            new.at.timestamp_micros(),
            &new.by,
            new.entry.code(),
            row::to_json(TABLE, &new.entry)?,
            &new.previous_hash,
            &new.hash,
        ))?;
        Ok(())
    }
}
