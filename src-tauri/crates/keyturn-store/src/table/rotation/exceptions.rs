//! Exceptions from the rotation policy. They are never removed: one that is over shows what was spared, until when.

use chrono::NaiveDate;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::exception::{Covers, Exception, NewException};
use rusqlite::{OptionalExtension, Row};

use super::{Rotations, RotationsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "rotation_exceptions";

pub(crate) const CREATE: &str = "
    CREATE TABLE rotation_exceptions (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        covers      TEXT NOT NULL,
        what        TEXT NOT NULL,
        why         TEXT NOT NULL,
        control     TEXT NOT NULL,
        asked_by    TEXT NOT NULL,
        approved_by TEXT NOT NULL,
        from_on     INTEGER NOT NULL,
        until_on    INTEGER NOT NULL,
        ended_on    INTEGER
    ) STRICT;
    CREATE INDEX rotation_exceptions_until ON rotation_exceptions (until_on);";

const COLUMNS: &str = "id, covers, what, why, control, asked_by, approved_by, from_on, until_on, ended_on";

impl Rotations<'_> {
    /// The exception with this number.
    pub fn exception(&self, id: i64) -> Result<Option<Exception>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rotation_exceptions WHERE id = ?1");
        self.0.prepare_cached(&sql)?.query_row([id], |found| Ok(exception(found))).optional()?.transpose()
    }

    /// Exceptions, those that hold the longest first: `limit` of them after the first `offset`, and how many there are.
    pub fn exceptions(&self, offset: u32, limit: u32) -> Result<(Vec<Exception>, u64), StoreError> {
        let total: i64 = self.0.query_row("SELECT count(*) FROM rotation_exceptions", [], |found| found.get(0))?;
        let sql =
            format!("SELECT {COLUMNS} FROM rotation_exceptions ORDER BY until_on DESC, id DESC LIMIT ?1 OFFSET ?2");
        let page =
            self.0.prepare_cached(&sql)?.query_and_then((limit, offset), exception)?.collect::<Result<_, _>>()?;
        Ok((page, u64::try_from(total).unwrap_or_default()))
    }

    /// Every exception whose last day, as it was approved, is `since` or later, by number: those that hold today, and
    /// those that ran out lately.
    pub fn exceptions_until(&self, since: NaiveDate) -> Result<Vec<Exception>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rotation_exceptions WHERE until_on >= ?1 ORDER BY id");
        self.0.prepare_cached(&sql)?.query_and_then([row::day_number(since)], exception)?.collect()
    }
}

fn exception(found: &Row<'_>) -> Result<Exception, StoreError> {
    let (covers, what): (String, String) = (found.get(1)?, found.get(2)?);
    let covers = match covers.as_str() {
        "secret" => Covers::Secret(row::parsed::<SecretArn>(TABLE, &what)?),
        "path" => Covers::Path(what),
        "rule" => Covers::Rule(what),
        other => return row::known(TABLE, other, None),
    };
    let new = NewException {
        covers,
        why: found.get(3)?,
        compensating_control: found.get(4)?,
        asked_by: found.get(5)?,
        approved_by: found.get(6)?,
        from: row::day(TABLE, found.get(7)?)?,
        until: row::day(TABLE, found.get(8)?)?,
    };
    let ended_on: Option<i64> = found.get(9)?;
    let ended_on = ended_on.map(|day| row::day(TABLE, day)).transpose()?;
    Ok(Exception { id: found.get(0)?, exception: new, ended_on })
}

impl RotationsWriter<'_> {
    /// Keeps an exception that the domain has checked. Its number.
    pub fn add_exception(&self, new: &NewException, act: Act) -> Result<i64, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO rotation_exceptions
                 (covers, what, why, control, asked_by, approved_by, from_on, until_on)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let id = insert.insert((
            new.covers.code(),
            new.covers.text(),
            &new.why,
            &new.compensating_control,
            &new.asked_by,
            &new.approved_by,
            row::day_number(new.from),
            row::day_number(new.until),
        ))?;
        audit_log::append(self.0.0, act)?;
        Ok(id)
    }

    /// Ends an exception before its time: on this day it holds no longer. Whether one was there that had not ended.
    pub fn end_exception(&self, id: i64, on: NaiveDate, act: Act) -> Result<bool, StoreError> {
        let mut update = self.0.0.prepare_cached(
            "UPDATE rotation_exceptions SET ended_on = ?2 WHERE id = ?1 AND ended_on IS NULL AND until_on >= ?2",
        )?;
        if update.execute((id, row::day_number(on)))? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::rotation::exception::ExceptionState;

    use super::*;
    use crate::Database;
    use crate::testing::{act, arn, instant};

    fn day(number: u32) -> NaiveDate {
        instant(number).date_naive()
    }

    fn new(covers: Covers, until: u32) -> NewException {
        NewException {
            covers,
            why: "why'; --".to_owned(),
            compensating_control: "control".to_owned(),
            asked_by: "ada".to_owned(),
            approved_by: "grace".to_owned(),
            from: day(1),
            until: day(until),
        }
    }

    #[test]
    fn exceptions_of_every_kind_come_back_as_they_were_kept() {
        let database = Database::open_in_memory().expect("a database");
        let kinds = [
            new(Covers::Secret(arn("eu-west-1", "db")), 10),
            new(Covers::Path("/prod/**".to_owned()), 30),
            new(Covers::Rule("api-keys".to_owned()), 20),
        ];
        database
            .write(|writer| {
                let rotation = writer.rotation();
                for new in &kinds {
                    let id = rotation.add_exception(new, act("exception"))?;
                    let expect = Exception { id, exception: new.clone(), ended_on: None };
                    assert_eq!(rotation.exception(id)?, Some(expect));
                }
                assert_eq!(rotation.exception(99)?, None);
                let (page, total) = rotation.exceptions(1, 1)?;
                assert_eq!((page[0].exception.clone(), total), (kinds[2].clone(), 3));
                let until: Vec<i64> = rotation.exceptions_until(day(20))?.iter().map(|found| found.id).collect();
                assert_eq!(until, [2, 3]);
                assert_eq!(writer.audit().count()?, 3);
                Ok(())
            })
            .expect("written");
    }

    #[test]
    fn an_exception_is_ended_once_and_not_after_its_time() {
        let database = Database::open_in_memory().expect("a database");
        database
            .write(|writer| {
                let rotation = writer.rotation();
                let id = rotation.add_exception(&new(Covers::Rule("r".to_owned()), 30), act("on"))?;
                assert!(!rotation.end_exception(id, day(31), act("late"))?);
                assert!(rotation.end_exception(id, day(12), act("off"))?);
                assert!(!rotation.end_exception(id, day(13), act("again"))?);
                assert!(!rotation.end_exception(99, day(12), act("none"))?);
                let ended = rotation.exception(id)?.expect("an exception");
                assert_eq!(ended.state(day(12)), ExceptionState::Ended { since: day(12) });
                assert_eq!(writer.audit().count()?, 2);
                Ok(())
            })
            .expect("written");
    }
}
