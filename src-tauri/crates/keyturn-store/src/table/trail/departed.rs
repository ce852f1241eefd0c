//! People who have left: whoever reads under their name from then on is not them.

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::audit::Act;

use super::{Trail, TrailWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "trail_departed";

/// Names compare in any ASCII case: directories and session names write them differently.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_departed (
        person    TEXT PRIMARY KEY COLLATE NOCASE,
        gone_on   INTEGER NOT NULL,
        author    TEXT NOT NULL,
        marked_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// A person who has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    /// The name under which events show the person: an Identity Center session, an IAM user.
    pub person: String,
    /// The first day (UTC) on which the person should read nothing.
    pub gone_on: NaiveDate,
    /// Who marked it.
    pub by: String,
    /// When it was marked (UTC).
    pub marked_at: DateTime<Utc>,
}

impl Trail<'_> {
    /// Everybody who has left, by name.
    pub fn departed(&self) -> Result<Vec<Departed>, StoreError> {
        let mut query =
            self.0.prepare_cached("SELECT person, gone_on, author, marked_at FROM trail_departed ORDER BY person")?;
        let rows = query.query_and_then([], |found| {
            Ok(Departed {
                person: found.get(0)?,
                gone_on: row::day(TABLE, found.get(1)?)?,
                by: found.get(2)?,
                marked_at: row::instant(TABLE, found.get(3)?)?,
            })
        })?;
        rows.collect()
    }
}

impl TrailWriter<'_> {
    /// Marks a person as gone; an earlier mark is replaced.
    pub fn mark_departed(&self, departed: &Departed, act: Act) -> Result<(), StoreError> {
        let mut put = self.0.0.prepare_cached(
            "INSERT OR REPLACE INTO trail_departed (person, gone_on, author, marked_at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        put.execute((
            &departed.person,
            row::day_number(departed.gone_on),
            &departed.by,
            row::millis(departed.marked_at),
        ))?;
        audit_log::append(self.0.0, act)?;
        Ok(())
    }

    /// Takes the mark away. Whether there was one.
    pub fn unmark_departed(&self, person: &str, act: Act) -> Result<bool, StoreError> {
        if self.0.0.prepare_cached("DELETE FROM trail_departed WHERE person = ?1")?.execute([person])? == 0 {
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
    use crate::testing::{act, instant};

    #[test]
    fn a_person_is_marked_once_in_any_case() {
        let database = Database::open_in_memory().expect("a database");
        let gone = |person: &str, day| Departed {
            person: person.to_owned(),
            gone_on: instant(day).date_naive(),
            by: "ada".to_owned(),
            marked_at: instant(9),
        };
        let found = database.write(|writer| {
            let trail = writer.trail();
            trail.mark_departed(&gone("Bob@example.com", 3), act("bob"))?;
            trail.mark_departed(&gone("bob@example.com", 4), act("bob"))?;
            trail.mark_departed(&gone("<b>'; DROP TABLE trail_departed --\0", 5), act("eve"))?;
            assert!(!trail.unmark_departed("carol", act("carol"))?);
            assert_eq!(writer.audit().count()?, 3);
            trail.departed()
        });
        let expect = [gone("<b>'; DROP TABLE trail_departed --\0", 5), gone("bob@example.com", 4)];
        assert_eq!(found.expect("people"), expect);
        let left = database.write(|writer| {
            assert!(writer.trail().unmark_departed("BOB@example.com", act("bob"))?);
            writer.trail().departed()
        });
        assert_eq!(left.expect("people").len(), 1);
    }
}
