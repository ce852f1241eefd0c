//! How many can read each secret, as last evaluated.

use std::collections::HashMap;

use super::{Access, AccessWriter};
use crate::error::StoreError;
use crate::row;

/// Numbers of secrets outlive evaluations: the pairs of [`super::since`] name secrets by them.
pub(crate) const CREATE: &str = "
    CREATE TABLE access_secrets (
        id          INTEGER PRIMARY KEY,
        arn         TEXT NOT NULL UNIQUE,
        can         INTEGER NOT NULL,
        conditional INTEGER NOT NULL,
        unknown     INTEGER NOT NULL
    ) STRICT;";

/// How many principals stand to a secret in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReaderCounts {
    /// Can read.
    pub can: u32,
    /// Can under a condition.
    pub conditional: u32,
    /// Not known.
    pub unknown: u32,
}

impl Access<'_> {
    /// Every evaluated secret: its number and its counts, by ARN.
    pub fn counts(&self) -> Result<HashMap<String, (i64, ReaderCounts)>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT arn, id, can, conditional, unknown FROM access_secrets")?;
        let rows = query.query_and_then([], |found| {
            let counts = ReaderCounts {
                can: row::count(found.get(2)?),
                conditional: row::count(found.get(3)?),
                unknown: row::count(found.get(4)?),
            };
            Ok((found.get(0)?, (found.get(1)?, counts)))
        })?;
        rows.collect()
    }
}

impl AccessWriter<'_> {
    /// Keeps the counts of a secret; its number stays what it is.
    pub fn put_counts(&self, arn: &str, counts: ReaderCounts) -> Result<i64, StoreError> {
        let mut put = self.0.0.prepare_cached(
            "INSERT INTO access_secrets (arn, can, conditional, unknown) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (arn) DO UPDATE SET
                 can = excluded.can, conditional = excluded.conditional, unknown = excluded.unknown
             RETURNING id",
        )?;
        Ok(put.query_row((arn, counts.can, counts.conditional, counts.unknown), |found| found.get(0))?)
    }

    /// Forgets a secret that is no longer evaluated.
    pub fn forget_counts(&self, id: i64) -> Result<(), StoreError> {
        self.0.0.prepare_cached("DELETE FROM access_secrets WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn a_secrets_number_outlives_its_counts() {
        let database = Database::open_in_memory().expect("a database");
        let counts = |can| ReaderCounts { can, conditional: 1, unknown: 0 };
        let found = database.write(|writer| {
            let access = writer.access();
            let first = access.put_counts("arn:x", counts(3))?;
            let other = access.put_counts("arn:y", counts(4))?;
            assert_eq!(access.put_counts("arn:x", counts(5))?, first);
            access.forget_counts(other)?;
            Ok((first, access.counts()?))
        });
        let (first, known) = found.expect("counts");
        assert_eq!(known, HashMap::from([("arn:x".to_owned(), (first, counts(5)))]));
    }
}
