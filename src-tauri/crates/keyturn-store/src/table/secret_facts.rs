//! What the last reading of each secret found, whole: apart from the list, which must stay narrow to be quick.

use chrono::{DateTime, Utc};
use keyturn_domain::derived::Derived;
use keyturn_domain::secret::Secret;
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "secret_facts";

pub(crate) const CREATE: &str = "
    CREATE TABLE secret_facts (
        secret         INTEGER PRIMARY KEY REFERENCES secrets (id),
        facts          TEXT NOT NULL,
        derived        TEXT NOT NULL,
        policy         TEXT,
        policy_read_at INTEGER
    ) STRICT;";

/// A resource policy, as far as it has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyState {
    /// Not read yet.
    NotRead,
    /// There is none.
    None {
        /// When that was read (UTC).
        read_at: DateTime<Utc>,
    },
    /// There is one.
    Text {
        /// When it was read (UTC).
        read_at: DateTime<Utc>,
        /// Its text, as AWS holds it. Hostile: show as text only.
        text: String,
    },
}

pub(super) fn facts<T: DeserializeOwned>(connection: &Connection, secret: i64) -> Result<T, StoreError> {
    let mut query = connection.prepare_cached("SELECT facts FROM secret_facts WHERE secret = ?1")?;
    let text = query.query_row([secret], |found| found.get::<_, String>(0))?;
    row::from_json(TABLE, &text)
}

pub(super) fn derived(connection: &Connection, secret: i64) -> Result<Derived, StoreError> {
    let mut query = connection.prepare_cached("SELECT derived FROM secret_facts WHERE secret = ?1")?;
    let text = query.query_row([secret], |found| found.get::<_, String>(0))?;
    row::from_json(TABLE, &text)
}

pub(super) fn policy(connection: &Connection, secret: i64) -> Result<PolicyState, StoreError> {
    let mut query = connection.prepare_cached("SELECT policy, policy_read_at FROM secret_facts WHERE secret = ?1")?;
    let (text, read_at) = query
        .query_row([secret], |found| Ok((found.get::<_, Option<String>>(0)?, found.get::<_, Option<i64>>(1)?)))
        .optional()?
        .unwrap_or_default();
    Ok(match (text, row::instant_maybe(TABLE, read_at)?) {
        (_, None) => PolicyState::NotRead,
        (None, Some(read_at)) => PolicyState::None { read_at },
        (Some(text), Some(read_at)) => PolicyState::Text { read_at, text },
    })
}

/// The reading as it is stored.
pub(super) fn as_json(secret: &Secret, derived: &Derived) -> Result<(String, String), StoreError> {
    Ok((row::to_json(TABLE, secret)?, row::to_json(TABLE, derived)?))
}

/// Keeps a reading. A policy that was read stays.
pub(super) fn put(connection: &Connection, secret: i64, facts: &str, derived: &str) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT INTO secret_facts (secret, facts, derived) VALUES (?1, ?2, ?3)
         ON CONFLICT (secret) DO UPDATE SET facts = excluded.facts, derived = excluded.derived",
    )?;
    put.execute((secret, facts, derived))?;
    Ok(())
}

/// Keeps a policy that was read; `None` where there is none.
pub(super) fn put_policy(
    connection: &Connection,
    secret: i64,
    policy: Option<&str>,
    read_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut put =
        connection.prepare_cached("UPDATE secret_facts SET policy = ?2, policy_read_at = ?3 WHERE secret = ?1")?;
    put.execute((secret, policy, row::millis(read_at)))?;
    Ok(())
}
