//! The shape of a principal's day: how much, how fast, from where; as the detections made it.

use chrono::NaiveDate;
use keyturn_trail::principal::Principal;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Trail, TrailWriter, principals, uses};
use crate::ObjectUse;
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_days";

/// `part` as in `trail_uses`.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_days (
        principal INTEGER NOT NULL REFERENCES trail_principals (id),
        day       INTEGER NOT NULL,
        part      INTEGER NOT NULL,
        document  TEXT NOT NULL,
        PRIMARY KEY (principal, day, part)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trail_days_on ON trail_days (day);";

impl Trail<'_> {
    /// The shapes of one principal's days, or of everybody's, from one day to another, both included; by day. A day
    /// whose events were pruned may have two: what came late has a shape of its own.
    pub fn shapes<S: DeserializeOwned>(
        &self,
        principal: Option<&Principal>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(Principal, NaiveDate, S)>, StoreError> {
        let mut values = vec![Value::Integer(row::day_number(from)), Value::Integer(row::day_number(to))];
        let mut condition = "d.day BETWEEN ? AND ?";
        if let Some(principal) = principal {
            let Some(id) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
            values.push(Value::Integer(id));
            condition = "d.day BETWEEN ? AND ? AND d.principal = ?";
        }
        let sql = format!(
            "SELECT p.account, p.name, d.day, d.document
             FROM trail_days d JOIN trail_principals p ON p.id = d.principal
             WHERE {condition} ORDER BY d.day, d.principal, d.part"
        );
        let mut query = self.0.prepare_cached(&sql)?;
        let rows = query.query_and_then(params_from_iter(values), |found| {
            let principal = principals::principal(&found.get::<_, String>(0)?, found.get(1)?)?;
            Ok((principal, row::day(TABLE, found.get(2)?)?, row::from_json(TABLE, &found.get::<_, String>(3)?)?))
        })?;
        rows.collect()
    }
}

impl TrailWriter<'_> {
    /// Puts the facts of a principal's day in place of those that were made of it before.
    ///
    /// Make them of everything that [`Trail::events_of`] gives for that day: the order in which events came does not
    /// matter then. `None` for a day of which nothing is left to tell.
    pub fn put_day<S: Serialize>(
        &self,
        principal: &Principal,
        day: NaiveDate,
        uses: &[ObjectUse],
        shape: Option<&S>,
    ) -> Result<(), StoreError> {
        let connection = self.0.0;
        let (id, day) = (principals::find_or_add(connection, principal)?, row::day_number(day));
        uses::replace(connection, id, day, uses)?;
        match shape {
            Some(shape) => connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO trail_days (principal, day, part, document) VALUES (?1, ?2, 0, ?3)",
                )?
                .execute((id, day, row::to_json(TABLE, shape)?))?,
            None => connection
                .prepare_cached("DELETE FROM trail_days WHERE principal = ?1 AND day = ?2 AND part = 0")?
                .execute((id, day))?,
        };
        Ok(())
    }
}
