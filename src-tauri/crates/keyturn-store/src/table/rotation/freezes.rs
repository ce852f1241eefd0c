//! Periods in which nothing is rotated that can wait.

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::calendar::Freeze;
use rusqlite::Row;

use super::{Rotations, RotationsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "freezes";

pub(crate) const CREATE: &str = "
    CREATE TABLE freezes (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        from_on  INTEGER NOT NULL,
        until_on INTEGER NOT NULL,
        why      TEXT NOT NULL,
        scope    TEXT NOT NULL,
        author   TEXT NOT NULL,
        made_at  INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX freezes_until ON freezes (until_on);";

/// A freeze with who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFreeze {
    /// Its number.
    pub id: i64,
    /// What was asked for.
    pub freeze: Freeze,
    /// Who made it.
    pub by: String,
    /// When (UTC).
    pub made_at: DateTime<Utc>,
}

impl Rotations<'_> {
    /// Every freeze whose last day is `since` or later, the first first.
    pub fn freezes(&self, since: NaiveDate) -> Result<Vec<KeptFreeze>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT id, from_on, until_on, why, scope, author, made_at FROM freezes
             WHERE until_on >= ?1 ORDER BY from_on, id",
        )?;
        query.query_and_then([row::day_number(since)], freeze)?.collect()
    }
}

fn freeze(found: &Row<'_>) -> Result<KeptFreeze, StoreError> {
    Ok(KeptFreeze {
        id: found.get(0)?,
        freeze: Freeze {
            from: row::day(TABLE, found.get(1)?)?,
            until: row::day(TABLE, found.get(2)?)?,
            why: found.get(3)?,
            scope: row::from_json(TABLE, &found.get::<_, String>(4)?)?,
        },
        by: found.get(5)?,
        made_at: row::instant(TABLE, found.get(6)?)?,
    })
}

impl RotationsWriter<'_> {
    /// Keeps a freeze that the domain has checked. Its number.
    pub fn add_freeze(&self, new: &Freeze, by: &str, made_at: DateTime<Utc>, act: Act) -> Result<i64, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO freezes (from_on, until_on, why, scope, author, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let scope = row::to_json(TABLE, &new.scope)?;
        let (from, until) = (row::day_number(new.from), row::day_number(new.until));
        let id = insert.insert((from, until, &new.why, scope, by, row::millis(made_at)))?;
        audit_log::append(self.0.0, act)?;
        Ok(id)
    }

    /// Takes a freeze away. Whether there was one.
    pub fn remove_freeze(&self, id: i64, act: Act) -> Result<bool, StoreError> {
        if self.0.0.prepare_cached("DELETE FROM freezes WHERE id = ?1")?.execute([id])? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::rotation::calendar::FreezeScope;

    use super::*;
    use crate::Database;
    use crate::testing::{ACCOUNT, act, instant};

    #[test]
    fn freezes_of_every_scope_come_back_until_they_are_over_or_taken_away() {
        let database = Database::open_in_memory().expect("a database");
        let scopes = [
            FreezeScope::All,
            FreezeScope::Account(ACCOUNT.parse().expect("an account")),
            FreezeScope::Path("/prod/**'; --".to_owned()),
            FreezeScope::Owner("payments".to_owned()),
        ];
        let freezes: Vec<Freeze> = scopes
            .into_iter()
            .zip([20, 15, 10, 5])
            .map(|(scope, day)| Freeze {
                from: instant(day).date_naive(),
                until: instant(day + 3).date_naive(),
                why: "holidays".to_owned(),
                scope,
            })
            .collect();
        database
            .write(|writer| {
                let rotation = writer.rotation();
                for freeze in &freezes {
                    rotation.add_freeze(freeze, "ada", instant(1), act("freeze"))?;
                }
                let since = |day| {
                    let kept = rotation.freezes(instant(day).date_naive())?;
                    Ok::<_, StoreError>(kept.into_iter().map(|kept| kept.id).collect::<Vec<_>>())
                };
                assert_eq!(since(8)?, [4, 3, 2, 1]);
                assert_eq!(since(9)?, [3, 2, 1]);
                let kept = rotation.freezes(instant(1).date_naive())?;
                let expect =
                    KeptFreeze { id: 3, freeze: freezes[2].clone(), by: "ada".to_owned(), made_at: instant(1) };
                assert_eq!(kept[1], expect);
                assert!(rotation.remove_freeze(2, act("off"))? && !rotation.remove_freeze(2, act("twice"))?);
                assert_eq!(since(1)?, [4, 3, 1]);
                assert_eq!(writer.audit().count()?, 5);
                Ok(())
            })
            .expect("written");
    }
}
