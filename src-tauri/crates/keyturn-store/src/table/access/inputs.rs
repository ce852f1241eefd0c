//! What access is evaluated from, by account: AWS's own answers as the access snapshot has them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::Row;

use super::{Access, AccessWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "access_inputs";

pub(crate) const CREATE: &str = "
    CREATE TABLE access_inputs (
        account  TEXT PRIMARY KEY,
        taken_at INTEGER,
        source   TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        problems TEXT NOT NULL
    ) STRICT;";

/// The part of an access snapshot that is one account's, or the organisation's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessInput {
    /// The account's 12 digits; empty for the organisation.
    pub account: String,
    /// When it was taken (UTC), where a file says so.
    pub taken_at: Option<DateTime<Utc>>,
    /// `aws` or `file`.
    pub source: String,
    /// The part of the snapshot, as JSON.
    pub snapshot: String,
    /// What could not be read, as JSON.
    pub problems: String,
}

pub(super) fn read(found: &Row<'_>) -> Result<AccessInput, StoreError> {
    Ok(AccessInput {
        account: found.get(0)?,
        taken_at: row::instant_maybe(TABLE, found.get(1)?)?,
        source: found.get(2)?,
        snapshot: found.get(3)?,
        problems: found.get(4)?,
    })
}

impl Access<'_> {
    /// Every account's input, by account.
    pub fn inputs(&self) -> Result<Vec<AccessInput>, StoreError> {
        let sql = "SELECT account, taken_at, source, snapshot, problems FROM access_inputs ORDER BY account";
        let mut query = self.0.prepare_cached(sql)?;
        query.query_and_then([], read)?.collect()
    }

    /// When each account's input was taken (UTC), where that is known.
    pub fn taken_at(&self) -> Result<HashMap<String, DateTime<Utc>>, StoreError> {
        let sql = "SELECT account, taken_at FROM access_inputs WHERE taken_at IS NOT NULL";
        let mut query = self.0.prepare_cached(sql)?;
        let taken = query.query_and_then([], |found| Ok((found.get(0)?, row::instant(TABLE, found.get(1)?)?)))?;
        taken.collect()
    }
}

impl AccessWriter<'_> {
    /// Keeps an account's input in place of the one before.
    pub fn put_input(&self, input: &AccessInput) -> Result<(), StoreError> {
        let mut put = self.0.0.prepare_cached("INSERT OR REPLACE INTO access_inputs VALUES (?1, ?2, ?3, ?4, ?5)")?;
        put.execute((
            &input.account,
            input.taken_at.map(row::millis),
            &input.source,
            &input.snapshot,
            &input.problems,
        ))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn an_accounts_input_is_the_one_written_last() {
        let database = Database::open_in_memory().expect("a database");
        let input = |account: &str, source: &str| AccessInput {
            account: account.to_owned(),
            taken_at: DateTime::from_timestamp_millis(5),
            source: source.to_owned(),
            snapshot: "{}".to_owned(),
            problems: "[]".to_owned(),
        };
        let found = database.write(|writer| {
            let access = writer.access();
            for (account, source) in [("222233334444", "aws"), ("111122223333", "aws"), ("111122223333", "file")] {
                access.put_input(&input(account, source))?;
            }
            let taken_at = access.taken_at()?;
            assert_eq!(taken_at.len(), 2);
            assert_eq!(taken_at.get("111122223333").copied(), DateTime::from_timestamp_millis(5));
            assert_eq!(access.organization()?, None);
            access.put_organization(&input("", "aws"))?;
            access.put_organization(&input("", "file"))?;
            Ok((access.inputs()?, access.organization()?))
        });
        let (inputs, organization) = found.expect("inputs");
        assert_eq!(inputs, [input("111122223333", "file"), input("222233334444", "aws")]);
        assert_eq!(organization, Some(input("", "file")));
    }
}
