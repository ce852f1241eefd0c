//! Staging: the pages of a listing that has not ended. What stands here is part of no picture yet.

use keyturn_domain::cell::Cell;
use keyturn_domain::derived::Derived;
use keyturn_domain::secret::Secret;
use rusqlite::{Connection, OptionalExtension};

use super::{cells, secret_facts};
use crate::error::StoreError;

/// `secret` is the known secret's row. `facts` and `derived` are null where they are what is known already, so that
/// a sync that finds nothing new writes little.
pub(crate) const CREATE: &str = "
    CREATE TABLE staged (
        id      INTEGER PRIMARY KEY,
        cell    INTEGER NOT NULL REFERENCES cells (id),
        arn     TEXT NOT NULL,
        secret  INTEGER,
        facts   TEXT,
        derived TEXT,
        UNIQUE (cell, arn)
    ) STRICT;";

/// One secret of a page, with what was concluded from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedSecret {
    /// The reading.
    pub secret: Secret,
    /// The conclusions.
    pub derived: Derived,
}

/// Stages pages.
#[derive(Debug)]
pub struct StagedWriter<'a>(&'a Connection);

impl<'a> crate::Writer<'a> {
    /// Stages pages of a listing.
    pub fn staged(&self) -> StagedWriter<'a> {
        StagedWriter(self.connection())
    }
}

impl StagedWriter<'_> {
    /// Empties a cell's staging: before a listing begins, and after one that did not end.
    pub fn clear(&self, cell: &Cell) -> Result<(), StoreError> {
        match cells::find(self.0, cell)? {
            Some(id) => clear(self.0, id),
            None => Ok(()),
        }
    }

    /// Adds a page. A secret that an earlier page had already is replaced: listings may repeat themselves.
    pub fn put(&self, cell: &Cell, page: &[StagedSecret]) -> Result<(), StoreError> {
        let cell = cells::find_or_add(self.0, cell)?;
        let mut known = self.0.prepare_cached(
            "SELECT s.id, f.facts = ?2 AND f.derived = ?3 FROM secrets s
             JOIN secret_facts f ON f.secret = s.id WHERE s.arn = ?1",
        )?;
        let mut put = self.0.prepare_cached(
            "INSERT INTO staged (cell, arn, secret, facts, derived) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (cell, arn) DO UPDATE
             SET secret = excluded.secret, facts = excluded.facts, derived = excluded.derived",
        )?;
        for StagedSecret { secret, derived } in page {
            let arn = secret.arn.as_str();
            let (facts, derived) = secret_facts::as_json(secret, derived)?;
            let found: Option<(i64, bool)> =
                known.query_row((arn, &facts, &derived), |found| Ok((found.get(0)?, found.get(1)?))).optional()?;
            let id = found.map(|(id, _)| id);
            match found {
                Some((_, true)) => put.execute((cell, arn, id, None::<&str>, None::<&str>))?,
                _ => put.execute((cell, arn, id, Some(&facts), Some(&derived)))?,
            };
        }
        Ok(())
    }
}

/// Empties a cell's staging.
pub(super) fn clear(connection: &Connection, cell: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM staged WHERE cell = ?1")?.execute([cell])?;
    Ok(())
}
