//! What people decided about findings of rotation. The findings themselves are worked out and not kept.

use std::collections::HashMap;

use keyturn_domain::audit::Act;
use rusqlite::Row;

use super::{Rotations, RotationsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;
use crate::table::trail::{Triage, TriageState};

const TABLE: &str = "rotation_triage";

pub(crate) const CREATE: &str = "
    CREATE TABLE rotation_triage (
        finding    TEXT PRIMARY KEY,
        occasion   TEXT NOT NULL,
        decision   TEXT NOT NULL,
        note       TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// A decision about a finding, for the occasion that it was made on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationTriage {
    /// The occasion: see the finding's.
    pub occasion: String,
    /// What was decided.
    pub triage: Triage,
}

impl Rotations<'_> {
    /// Every decision, by the finding's key.
    pub fn triage(&self) -> Result<HashMap<String, RotationTriage>, StoreError> {
        let sql = "SELECT finding, occasion, decision, note, decided_by, decided_at FROM rotation_triage";
        self.0.prepare_cached(sql)?.query_and_then([], triage)?.collect()
    }
}

fn triage(found: &Row<'_>) -> Result<(String, RotationTriage), StoreError> {
    let decision: String = found.get(2)?;
    let triage = Triage {
        state: row::known(TABLE, &decision, TriageState::from_code(&decision))?,
        note: found.get(3)?,
        by: found.get(4)?,
        at: row::instant(TABLE, found.get(5)?)?,
    };
    Ok((found.get(0)?, RotationTriage { occasion: found.get(1)?, triage }))
}

impl RotationsWriter<'_> {
    /// Decides about the finding with this key, or takes the decision back (`None`).
    pub fn put_triage(&self, key: &str, decided: Option<&RotationTriage>, act: Act) -> Result<(), StoreError> {
        let connection = self.0.0;
        if let Some(RotationTriage { occasion, triage }) = decided {
            let mut put =
                connection.prepare_cached("INSERT OR REPLACE INTO rotation_triage VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            let decision = triage.state.state().code();
            put.execute((key, occasion, decision, &triage.note, &triage.by, row::millis(triage.at)))?;
        } else {
            connection.prepare_cached("DELETE FROM rotation_triage WHERE finding = ?1")?.execute([key])?;
        }
        audit_log::append(connection, act)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::{act, instant};

    #[test]
    fn decisions_are_made_changed_and_taken_back_with_an_entry_each() {
        let database = Database::open_in_memory().expect("a database");
        let decided = |state, note: &str| RotationTriage {
            occasion: "2026-01-01T00:00:00.000Z".to_owned(),
            triage: Triage { state, note: note.to_owned(), by: "ada".to_owned(), at: instant(1) },
        };
        let (watch, expected) = (decided(TriageState::Watch, ""), decided(TriageState::Expected, "it's; --"));
        database
            .write(|writer| {
                let rotation = writer.rotation();
                rotation.put_triage("a", Some(&watch), act("a"))?;
                rotation.put_triage("a", Some(&expected), act("a"))?;
                rotation.put_triage("b", Some(&watch), act("b"))?;
                rotation.put_triage("b", None, act("b"))?;
                assert_eq!(rotation.triage()?, HashMap::from([("a".to_owned(), expected.clone())]));
                assert_eq!(writer.audit().count()?, 4);
                Ok(())
            })
            .expect("written");
    }
}
