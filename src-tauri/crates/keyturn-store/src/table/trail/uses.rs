//! Daily facts: how often a principal read an object in one way with one outcome.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_trail::principal::Principal;
use keyturn_trail::read::{Object, Way};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::{Trail, objects, principals};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_uses";

/// `part` is 0 for facts of a day whose events are kept: they are replaced as a whole. Once the events are pruned the
/// facts are sealed under the next number, and what comes late for that day is counted beside them.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_uses (
        principal INTEGER NOT NULL REFERENCES trail_principals (id),
        day       INTEGER NOT NULL,
        part      INTEGER NOT NULL,
        object    INTEGER NOT NULL REFERENCES trail_objects (id),
        way       TEXT NOT NULL,
        outcome   INTEGER NOT NULL,
        count     INTEGER NOT NULL,
        first_at  INTEGER NOT NULL,
        last_at   INTEGER NOT NULL,
        PRIMARY KEY (principal, day, part, object, way, outcome)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trail_uses_of ON trail_uses (object, day);
    CREATE INDEX trail_uses_on ON trail_uses (day);";

/// How reads ended, without the error's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ended {
    /// They worked.
    Done,
    /// They were refused for want of permission.
    Denied,
    /// They failed for another reason.
    Failed,
}

impl Ended {
    /// Every way to end.
    pub const ALL: [Self; 3] = [Self::Done, Self::Denied, Self::Failed];

    /// The word for it in queries and exports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }

    /// The number for it in rows.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Done => 0,
            Self::Denied => 1,
            Self::Failed => 2,
        }
    }

    fn from_number(number: i64) -> Result<Self, StoreError> {
        row::known(TABLE, &number.to_string(), Self::ALL.into_iter().find(|ended| ended.number() == number))
    }
}

/// How a principal used one object on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectUse {
    /// What was read.
    pub object: Object,
    /// By which way.
    pub way: Way,
    /// How it ended.
    pub ended: Ended,
    /// How often.
    pub count: u32,
    /// The first time (UTC).
    pub first_at: DateTime<Utc>,
    /// The last time (UTC).
    pub last_at: DateTime<Utc>,
}

/// The same, with whose it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DailyUse {
    /// The day (UTC).
    pub day: NaiveDate,
    /// Whose.
    pub principal: Principal,
    /// What was used, and how.
    pub used: ObjectUse,
}

impl Trail<'_> {
    /// The daily facts of one principal, or of everybody, from one day to another, both included; by day. A day whose
    /// events were pruned may tell of the same object twice: what came late stands beside it.
    pub fn uses(
        &self,
        principal: Option<&Principal>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<DailyUse>, StoreError> {
        let mut values = vec![Value::Integer(row::day_number(from)), Value::Integer(row::day_number(to))];
        let mut condition = "u.day BETWEEN ? AND ?";
        if let Some(principal) = principal {
            let Some(id) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
            values.push(Value::Integer(id));
            condition = "u.day BETWEEN ? AND ? AND u.principal = ?";
        }
        let sql = format!(
            "SELECT {}, u.day, p.account, p.name, u.way, u.outcome, u.count, u.first_at, u.last_at
             FROM trail_uses u JOIN trail_principals p ON p.id = u.principal JOIN trail_objects o ON o.id = u.object
             WHERE {condition} ORDER BY u.day, u.principal, u.part, u.object, u.way, u.outcome",
            objects::COLUMNS
        );
        self.0.prepare_cached(&sql)?.query_and_then(params_from_iter(values), daily_use)?.collect()
    }
}

impl Trail<'_> {
    /// How often each secret of the inventory was read, with a value as the answer, from one day to another, both
    /// included.
    pub fn reads_by_secret(&self, from: NaiveDate, to: NaiveDate) -> Result<HashMap<SecretArn, u64>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT o.arn, sum(u.count) FROM trail_uses u JOIN trail_objects o ON o.id = u.object
             WHERE o.arn IS NOT NULL AND u.outcome = ?1 AND u.day BETWEEN ?2 AND ?3 GROUP BY o.arn",
        )?;
        let asked = (Ended::Done.number(), row::day_number(from), row::day_number(to));
        let rows = query.query_and_then(asked, |found| {
            let count: i64 = found.get(1)?;
            Ok((row::parsed(TABLE, &found.get::<_, String>(0)?)?, u64::try_from(count).unwrap_or_default()))
        })?;
        rows.collect()
    }
}

fn daily_use(found: &Row<'_>) -> Result<DailyUse, StoreError> {
    let way: String = found.get(8)?;
    Ok(DailyUse {
        day: row::day(TABLE, found.get(5)?)?,
        principal: principals::principal(&found.get::<_, String>(6)?, found.get(7)?)?,
        used: ObjectUse {
            object: objects::object(found, 0)?,
            way: row::known(TABLE, &way, Way::from_code(&way))?,
            ended: Ended::from_number(found.get(9)?)?,
            count: row::count(found.get(10)?),
            first_at: row::instant(TABLE, found.get(11)?)?,
            last_at: row::instant(TABLE, found.get(12)?)?,
        },
    })
}

/// Replaces the facts of a principal's day that are not sealed.
pub(super) fn replace(connection: &Connection, principal: i64, day: i64, uses: &[ObjectUse]) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM trail_uses WHERE principal = ?1 AND day = ?2 AND part = 0")?
        .execute((principal, day))?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO trail_uses (principal, day, part, object, way, outcome, count, first_at, last_at)
         VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT DO UPDATE SET count = count + excluded.count, first_at = min(first_at, excluded.first_at),
             last_at = max(last_at, excluded.last_at)",
    )?;
    for one in uses {
        insert.execute(params![
            principal,
            day,
            objects::find_or_add(connection, &one.object)?,
            one.way.code(),
            one.ended.number(),
            one.count,
            row::millis(one.first_at),
            row::millis(one.last_at),
        ])?;
    }
    Ok(())
}
