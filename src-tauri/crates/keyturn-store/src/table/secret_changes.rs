//! What changed of each secret, and when Keyturn saw it.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::change::{Change, What};
use rusqlite::Connection;

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "secret_changes";

pub(crate) const CREATE: &str = "
    CREATE TABLE secret_changes (
        id      INTEGER PRIMARY KEY,
        secret  INTEGER NOT NULL REFERENCES secrets (id),
        seen_at INTEGER NOT NULL,
        what    TEXT NOT NULL,
        before  TEXT,
        after   TEXT
    ) STRICT;
    CREATE INDEX secret_changes_of ON secret_changes (secret);";

/// A change and when Keyturn saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenChange {
    /// When Keyturn saw it (UTC); it happened before.
    pub seen_at: DateTime<Utc>,
    /// What changed.
    pub change: Change,
}

/// Reads what changed.
#[derive(Debug)]
pub struct SecretChanges<'a>(&'a Connection);

impl<'a> crate::Reader<'a> {
    /// Reads what changed.
    pub fn changes(&self) -> SecretChanges<'a> {
        SecretChanges(self.connection)
    }
}

impl SecretChanges<'_> {
    /// The changes of one secret, newest first.
    pub fn of(&self, arn: &SecretArn) -> Result<Vec<SeenChange>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT c.seen_at, c.what, c.before, c.after FROM secret_changes c
             JOIN secrets s ON s.id = c.secret WHERE s.arn = ?1 ORDER BY c.id DESC",
        )?;
        let rows = query.query_and_then([arn.as_str()], |found| {
            let what: String = found.get(1)?;
            let change = Change {
                what: row::known(TABLE, &what, What::from_code(&what))?,
                before: found.get(2)?,
                after: found.get(3)?,
            };
            Ok(SeenChange { seen_at: row::instant(TABLE, found.get(0)?)?, change })
        })?;
        rows.collect()
    }

    /// The new values that were seen since then, of secrets that are here; in the order in which they were seen.
    pub fn values_since(&self, since: DateTime<Utc>) -> Result<Vec<SeenValue>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT l.arn, c.seen_at, c.after FROM secret_changes c JOIN listing l ON l.id = c.secret
             WHERE c.what = ?1 AND c.after IS NOT NULL AND c.seen_at >= ?2 AND l.counted AND l.gone_at IS NULL
             ORDER BY c.id",
        )?;
        let rows = query.query_and_then((What::Value.code(), row::millis(since)), |found| {
            Ok(SeenValue {
                secret: row::parsed(TABLE, &found.get::<_, String>(0)?)?,
                seen_at: row::instant(TABLE, found.get(1)?)?,
                version: found.get(2)?,
            })
        })?;
        rows.collect()
    }
}

/// A new value that Keyturn saw: of a secret that is known before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenValue {
    /// Of which secret.
    pub secret: SecretArn,
    /// When Keyturn saw it (UTC); it was written before.
    pub seen_at: DateTime<Utc>,
    /// The version's id, or a parameter's number.
    pub version: String,
}

/// Adds a change.
pub(super) fn add(
    connection: &Connection,
    secret: i64,
    seen_at: DateTime<Utc>,
    change: &Change,
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO secret_changes (secret, seen_at, what, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute((secret, row::millis(seen_at), change.what.code(), &change.before, &change.after))?;
    Ok(())
}

/// A change that says all by itself, such as [`What::Gone`].
pub(super) fn bare(what: What) -> Change {
    Change { what, before: None, after: None }
}
