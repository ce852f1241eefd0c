//! Kinds that a person corrected. Keyed by ARN: they outlive syncs, and secrets that go and return.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::kind::Kind;
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "kind_corrections";

pub(crate) const CREATE: &str = "
    CREATE TABLE kind_corrections (
        arn          TEXT PRIMARY KEY,
        kind         TEXT NOT NULL,
        reason       TEXT NOT NULL,
        author       TEXT NOT NULL,
        corrected_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// A person's correction of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCorrection {
    /// The right kind.
    pub kind: Kind,
    /// Why; may be empty.
    pub reason: String,
    /// Who said so.
    pub author: String,
    /// When (UTC).
    pub corrected_at: DateTime<Utc>,
}

pub(super) fn find(connection: &Connection, arn: &SecretArn) -> Result<Option<KindCorrection>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT kind, reason, author, corrected_at FROM kind_corrections WHERE arn = ?1")?;
    let found = query
        .query_row([arn.as_str()], |found| {
            Ok((found.get::<_, String>(0)?, found.get(1)?, found.get(2)?, found.get::<_, i64>(3)?))
        })
        .optional()?;
    let Some((kind, reason, author, corrected_at)) = found else { return Ok(None) };
    Ok(Some(KindCorrection {
        kind: row::known(TABLE, &kind, Kind::from_code(&kind))?,
        reason,
        author,
        corrected_at: row::instant(TABLE, corrected_at)?,
    }))
}

pub(super) fn put(connection: &Connection, arn: &SecretArn, correction: &KindCorrection) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT OR REPLACE INTO kind_corrections (arn, kind, reason, author, corrected_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    put.execute((
        arn.as_str(),
        correction.kind.code(),
        &correction.reason,
        &correction.author,
        row::millis(correction.corrected_at),
    ))?;
    Ok(())
}

pub(super) fn remove(connection: &Connection, arn: &SecretArn) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM kind_corrections WHERE arn = ?1")?.execute([arn.as_str()])?;
    Ok(())
}
