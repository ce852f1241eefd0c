//! How values stand in rows: instants as milliseconds since 1970, days as days since 1970, the rest as JSON or codes.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use keyturn_domain::chain::LogEntry;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// An instant as milliseconds since 1970 (UTC).
pub(crate) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant of this many milliseconds since 1970.
pub(crate) fn instant(table: &'static str, millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| StoreError::row(table, &format!("{millis} is no instant")))
}

/// The same for a value that may be missing.
pub(crate) fn instant_maybe(table: &'static str, millis: Option<i64>) -> Result<Option<DateTime<Utc>>, StoreError> {
    millis.map(|millis| instant(table, millis)).transpose()
}

/// A day as days since 1970.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

/// The day of this many days since 1970.
pub(crate) fn day(table: &'static str, number: i64) -> Result<NaiveDate, StoreError> {
    TimeDelta::try_days(number)
        .and_then(|days| NaiveDate::default().checked_add_signed(days))
        .ok_or_else(|| StoreError::row(table, &format!("{number} is no day")))
}

/// A value as JSON.
pub(crate) fn to_json(table: &'static str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::row(table, &error))
}

/// A value from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::row(table, &error))
}

/// An entry of a chained log. The columns are, in this order: sequence, microseconds since 1970, who, what as JSON, the
/// hash before, the hash.
pub(crate) fn log_entry<E: DeserializeOwned>(table: &'static str, found: &Row<'_>) -> Result<LogEntry<E>, StoreError> {
    let micros: i64 = found.get(1)?;
    Ok(LogEntry {
        sequence: u64::try_from(found.get::<_, i64>(0)?).map_err(|error| StoreError::row(table, &error))?,
        at: DateTime::from_timestamp_micros(micros)
            .ok_or_else(|| StoreError::row(table, &format!("{micros} is no instant")))?,
        by: found.get(2)?,
        entry: from_json(table, &found.get::<_, String>(3)?)?,
        previous_hash: found.get(4)?,
        hash: found.get(5)?,
    })
}

/// A value from its code or text.
pub(crate) fn known<T>(table: &'static str, text: &str, value: Option<T>) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::row(table, &format!("{text:?} is not known to this version")))
}

/// A value that its text parses into.
pub(crate) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    table: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    text.parse().map_err(|error: T::Err| StoreError::row(table, &error))
}

/// A count as rows have it.
pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}
