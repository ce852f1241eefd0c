//! The audit log: entries are added, and never changed or removed.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::{self, Act, AuditEntry, BrokenChain, Walk};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::StoreError;

const TABLE: &str = "audit_log";

/// The triggers stop mistakes of ours. Somebody with the key can drop them; the chain of hashes shows that.
pub(crate) const CREATE: &str = "
    CREATE TABLE audit_log (
        sequence      INTEGER PRIMARY KEY,
        at_micros     INTEGER NOT NULL,
        actor         TEXT NOT NULL,
        origin        TEXT NOT NULL,
        action        TEXT NOT NULL,
        subject       TEXT NOT NULL,
        detail        TEXT NOT NULL,
        previous_hash TEXT NOT NULL,
        hash          TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_log_is_not_shortened BEFORE DELETE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;";

const COLUMNS: &str = "sequence, at_micros, actor, origin, action, subject, detail, previous_hash, hash";

/// How many entries hold with the hash of the last of them, and where the chain is broken, if it is.
pub type Verified = ((u64, String), Option<BrokenChain>);

super::handles!(audit, AuditLog, AuditLogWriter, "the audit log");

impl AuditLog<'_> {
    /// Entries newest first: `limit` of them after the first `offset`.
    pub fn page(&self, offset: u32, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM audit_log ORDER BY sequence DESC LIMIT ?1 OFFSET ?2");
        self.0.prepare_cached(&sql)?.query_and_then((limit, offset), entry)?.collect()
    }

    /// The hash of the newest entry, which stands for all of them; `None` before the first. Whatever a person or a sync
    /// does is written together with an entry: with the same hash nothing of that has changed.
    pub fn newest_hash(&self) -> Result<Option<String>, StoreError> {
        let newest = "SELECT hash FROM audit_log ORDER BY sequence DESC LIMIT 1";
        Ok(self.0.prepare_cached(newest)?.query_row([], |found| found.get(0)).optional()?)
    }

    /// How many entries there are.
    pub fn count(&self) -> Result<u64, StoreError> {
        let count: i64 = self.0.query_row("SELECT count(*) FROM audit_log", [], |found| found.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// When something was last done, by the name of its action (UTC); `None` where it never was.
    pub fn last_of(&self, action: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT at_micros FROM audit_log WHERE action = ?1 ORDER BY sequence DESC LIMIT 1";
        let micros: Option<i64> = self.0.prepare_cached(sql)?.query_row([action], |found| found.get(0)).optional()?;
        Ok(micros.and_then(DateTime::from_timestamp_micros))
    }

    /// Walks the whole chain, entry by entry.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let mut query = self.0.prepare(&format!("SELECT {COLUMNS} FROM audit_log ORDER BY sequence"))?;
        let mut walk = Walk::default();
        for entry in query.query_and_then([], entry)? {
            if let Err(broken) = walk.step(&entry?) {
                return Ok((walk.end(), Some(broken)));
            }
        }
        Ok((walk.end(), None))
    }
}

fn entry(found: &Row<'_>) -> Result<AuditEntry, StoreError> {
    let micros: i64 = found.get(1)?;
    Ok(AuditEntry {
        sequence: u64::try_from(found.get::<_, i64>(0)?).map_err(|error| StoreError::row(TABLE, &error))?,
        at: DateTime::from_timestamp_micros(micros)
            .ok_or_else(|| StoreError::row(TABLE, &format!("{micros} is no instant")))?,
        actor: found.get(2)?,
        origin: found.get(3)?,
        action: found.get(4)?,
        subject: found.get(5)?,
        detail: found.get(6)?,
        previous_hash: found.get(7)?,
        hash: found.get(8)?,
    })
}

impl AuditLogWriter<'_> {
    /// Adds what somebody does to the end of the chain, in the transaction that does it.
    pub fn append(&self, act: Act) -> Result<AuditEntry, StoreError> {
        append(self.0.0, act)
    }
}

/// The same, for a table's own writer: what a person does there and its entry are one call.
pub(super) fn append(connection: &Connection, act: Act) -> Result<AuditEntry, StoreError> {
    let newest = "SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1";
    let last: Option<(i64, String)> =
        connection.prepare_cached(newest)?.query_row([], |found| Ok((found.get(0)?, found.get(1)?))).optional()?;
    let last = last.map(|(sequence, hash)| (u64::try_from(sequence).unwrap_or_default(), hash));
    // Rows and hashes hold microseconds: the entry given back is the one that will be read.
    let at = DateTime::from_timestamp_micros(act.at.timestamp_micros()).unwrap_or(act.at);
    let link = last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
    let entry = audit::append(link, Act { at, ..act });
    let sql = format!("INSERT INTO audit_log ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    connection.prepare_cached(&sql)?.execute((
        i64::try_from(entry.sequence).map_err(|error| StoreError::row(TABLE, &error))?,
        entry.at.timestamp_micros(),
        &entry.actor,
        &entry.origin,
        &entry.action,
        &entry.subject,
        &entry.detail,
        &entry.previous_hash,
        &entry.hash,
    ))?;
    Ok(entry)
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::act;

    fn logged(entries: u32) -> Database {
        let database = Database::open_in_memory().expect("a database");
        for number in 0..entries {
            let written = database.write(|writer| writer.audit().append(act(&format!("note {number}"))));
            assert_eq!(written.expect("an entry").sequence, u64::from(number) + 1);
        }
        database
    }

    #[test]
    fn entries_are_paged_newest_first_and_their_chain_holds() {
        let database = logged(5);
        database
            .read(|reader| {
                let audit = reader.audit();
                let subjects: Vec<String> = audit.page(1, 2)?.into_iter().map(|entry| entry.subject).collect();
                assert_eq!(subjects, ["note 3", "note 2"]);
                assert_eq!(audit.count()?, 5);
                let newest_entry = audit.page(0, 1)?.remove(0);
                assert_eq!(audit.last_of(&newest_entry.action)?, Some(newest_entry.at));
                assert_eq!(audit.last_of("never.done")?, None);
                let newest = audit.page(0, 1)?.remove(0).hash;
                assert_eq!(audit.verify()?, ((5, newest), None));
                Ok(())
            })
            .expect("a reading");
    }

    #[test]
    fn the_log_refuses_changes_and_shows_those_made_past_its_triggers() {
        let database = logged(3);
        for sql in ["UPDATE audit_log SET actor = 'eve'", "DELETE FROM audit_log WHERE sequence = 2"] {
            let refused = database.raw().execute(sql, []).expect_err("refused");
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
        for (sql, broken) in [
            ("UPDATE audit_log SET actor = 'eve' WHERE sequence = 3", BrokenChain::Changed(3)),
            ("DELETE FROM audit_log WHERE sequence = 2", BrokenChain::Gap { expected: 2, found: 3 }),
        ] {
            let raw = database.raw();
            raw.execute_batch("DROP TRIGGER IF EXISTS audit_log_is_not_changed").expect("a trigger");
            raw.execute_batch("DROP TRIGGER IF EXISTS audit_log_is_not_shortened").expect("a trigger");
            raw.execute(sql, []).expect("a forgery");
            drop(raw);
            let (_, found) = database.read(|reader| reader.audit().verify()).expect("a walk");
            assert_eq!(found, Some(broken));
        }
    }

    #[test]
    fn an_act_and_its_entry_are_kept_or_lost_together() {
        let database = logged(1);
        let lost: Result<(), _> = database.write(|writer| {
            writer.settings().set("theme", "dark")?;
            writer.audit().append(act("settings"))?;
            Err(StoreError::Busy)
        });
        assert!(matches!(lost, Err(StoreError::Busy)));
        let left = database.read(|reader| Ok((reader.settings().get::<String>("theme")?, reader.audit().count()?)));
        assert_eq!(left.expect("a reading"), (None, 1));
    }
}
