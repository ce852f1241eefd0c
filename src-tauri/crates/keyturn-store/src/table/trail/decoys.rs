//! Secrets that nobody has a reason to read. Keyed by ARN: marks outlive syncs.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;

use super::{Trail, TrailWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "trail_decoys";

pub(crate) const CREATE: &str = "
    CREATE TABLE trail_decoys (
        arn       TEXT PRIMARY KEY,
        author    TEXT NOT NULL,
        marked_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// A secret that is marked as a decoy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoy {
    /// Which.
    pub arn: SecretArn,
    /// Who marked it.
    pub by: String,
    /// When (UTC).
    pub marked_at: DateTime<Utc>,
}

impl Trail<'_> {
    /// Every decoy, by ARN.
    pub fn decoys(&self) -> Result<Vec<Decoy>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT arn, author, marked_at FROM trail_decoys ORDER BY arn")?;
        let rows = query.query_and_then([], |found| {
            Ok(Decoy {
                arn: row::parsed(TABLE, &found.get::<_, String>(0)?)?,
                by: found.get(1)?,
                marked_at: row::instant(TABLE, found.get(2)?)?,
            })
        })?;
        rows.collect()
    }
}

impl TrailWriter<'_> {
    /// Marks a secret as a decoy.
    pub fn mark_decoy(&self, decoy: &Decoy, act: Act) -> Result<(), StoreError> {
        let mut put = self
            .0
            .0
            .prepare_cached("INSERT OR REPLACE INTO trail_decoys (arn, author, marked_at) VALUES (?1, ?2, ?3)")?;
        put.execute((decoy.arn.as_str(), &decoy.by, row::millis(decoy.marked_at)))?;
        audit_log::append(self.0.0, act)?;
        Ok(())
    }

    /// Takes the mark away. Whether there was one.
    pub fn unmark_decoy(&self, arn: &SecretArn, act: Act) -> Result<bool, StoreError> {
        if self.0.0.prepare_cached("DELETE FROM trail_decoys WHERE arn = ?1")?.execute([arn.as_str()])? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::{act, arn, instant};

    #[test]
    fn a_decoy_is_marked_and_unmarked_with_an_entry_each() {
        let database = Database::open_in_memory().expect("a database");
        let decoy =
            |name: &str, by: &str| Decoy { arn: arn("eu-west-1", name), by: by.to_owned(), marked_at: instant(1) };
        let found = database.write(|writer| {
            let trail = writer.trail();
            trail.mark_decoy(&decoy("b", "ada"), act("b"))?;
            trail.mark_decoy(&decoy("a", "eve'; --"), act("a"))?;
            trail.mark_decoy(&decoy("b", "bob"), act("b"))?;
            assert!(!trail.unmark_decoy(&arn("eu-west-1", "none"), act("none"))?);
            assert_eq!(writer.audit().count()?, 3);
            trail.decoys()
        });
        assert_eq!(found.expect("decoys"), [decoy("a", "eve'; --"), decoy("b", "bob")]);
        let left = database.write(|writer| {
            assert!(writer.trail().unmark_decoy(&arn("eu-west-1", "a"), act("a"))?);
            writer.trail().decoys()
        });
        assert_eq!(left.expect("decoys"), [decoy("b", "bob")]);
    }
}
