//! What watches were answered: from when on was asked where, when, whether every page came, and the calls found.

use keyturn_domain::incident::IncidentId;
use keyturn_domain::incident::watch::Answer;

use super::{Incidents, IncidentsWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "incident_answers";

pub(crate) const CREATE: &str = "
    CREATE TABLE incident_answers (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        incident TEXT NOT NULL,
        watch    INTEGER NOT NULL,
        at       INTEGER NOT NULL,
        answer   TEXT NOT NULL
    ) STRICT;
    CREATE INDEX incident_answers_of ON incident_answers (incident, id);";

impl Incidents<'_> {
    /// Every answer to the watches of an incident, in the order in which they came.
    pub fn answers(&self, id: IncidentId) -> Result<Vec<Answer>, StoreError> {
        let sql = "SELECT answer FROM incident_answers WHERE incident = ?1 ORDER BY id";
        let mut query = self.0.prepare_cached(sql)?;
        let rows =
            query.query_and_then([id.to_string()], |found| row::from_json(TABLE, &found.get::<_, String>(0)?))?;
        rows.collect()
    }
}

impl IncidentsWriter<'_> {
    /// Keeps answers. Nobody did anything: what a watch saw is told in the log.
    pub fn answered(&self, id: IncidentId, answers: &[Answer]) -> Result<(), StoreError> {
        let mut insert = self
            .0
            .0
            .prepare_cached("INSERT INTO incident_answers (incident, watch, at, answer) VALUES (?1, ?2, ?3, ?4)")?;
        for answer in answers {
            insert.execute((id.to_string(), answer.watch, row::millis(answer.at), row::to_json(TABLE, answer)?))?;
        }
        Ok(())
    }
}
