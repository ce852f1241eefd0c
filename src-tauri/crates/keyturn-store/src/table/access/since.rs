//! Since when a principal's way to a secret is known: one row for each principal and evaluation that brought some.
//!
//! The secrets of a row are their numbers in order, each as its distance from the one before, seven bits a byte: a byte
//! a pair where a principal reads much, so that 20 million pairs are 20 MB, and an evaluation that changes little
//! writes little.

use chrono::{DateTime, Utc};

use super::{Access, AccessWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "access_since";

pub(crate) const CREATE: &str = "
    CREATE TABLE access_since (
        principal TEXT NOT NULL,
        since     INTEGER NOT NULL,
        secrets   BLOB NOT NULL,
        PRIMARY KEY (principal, since)
    ) STRICT, WITHOUT ROWID;";

/// An instant, with the secrets that are known since then: their numbers in order.
pub type KnownSince = (DateTime<Utc>, Vec<i64>);

/// Numbers in order, packed.
fn pack(numbers: &[i64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len());
    let mut before = 0;
    for number in numbers {
        let mut rest = number.wrapping_sub(before).cast_unsigned();
        before = *number;
        while rest >= 0x80 {
            bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push((rest & 0x7f) as u8);
    }
    bytes
}

/// The numbers again.
fn unpack(bytes: &[u8]) -> Vec<i64> {
    let mut numbers = Vec::with_capacity(bytes.len());
    let (mut before, mut rest, mut shift) = (0_i64, 0_u64, 0_u32);
    for byte in bytes {
        rest |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
        shift += 7;
        if byte & 0x80 == 0 {
            before = before.wrapping_add(rest.cast_signed());
            numbers.push(before);
            (rest, shift) = (0, 0);
        }
    }
    numbers
}

impl Access<'_> {
    /// Since when a principal's secrets are known, by their numbers in order; the oldest first.
    pub fn since(&self, principal: &str) -> Result<Vec<KnownSince>, StoreError> {
        let sql = "SELECT since, secrets FROM access_since WHERE principal = ?1 ORDER BY since";
        let mut query = self.0.prepare_cached(sql)?;
        let rows = query.query_and_then([principal], |found| {
            let secrets: Vec<u8> = found.get(1)?;
            Ok((row::instant(TABLE, found.get(0)?)?, unpack(&secrets)))
        })?;
        rows.collect()
    }

    /// Every principal that has or had a way to some secret.
    pub fn principals(&self) -> Result<Vec<String>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT DISTINCT principal FROM access_since ORDER BY principal")?;
        query.query_and_then([], |found| Ok(found.get(0)?))?.collect()
    }
}

impl AccessWriter<'_> {
    /// Keeps the secrets, by their numbers in order, to which a principal has a way at `at`: those that are new are
    /// known since then, those that are gone are forgotten. Whether anything changed.
    pub fn put_since(&self, principal: &str, secrets: &[i64], at: DateTime<Utc>) -> Result<bool, StoreError> {
        let connection = self.0.0;
        let mut fresh = secrets.to_vec();
        let mut changed = false;
        for (since, known) in self.since(principal)? {
            let kept: Vec<i64> = known.iter().copied().filter(|number| secrets.binary_search(number).is_ok()).collect();
            fresh.retain(|number| known.binary_search(number).is_err());
            if kept.len() < known.len() {
                changed = true;
                put(connection, principal, since, &kept)?;
            }
        }
        if !fresh.is_empty() {
            changed = true;
            // An evaluation of the same instant adds to what it brought.
            let here = self.since(principal)?.into_iter().find(|(since, _)| row::millis(*since) == row::millis(at));
            fresh.extend(here.map(|(_, known)| known).unwrap_or_default());
            fresh.sort_unstable();
            put(connection, principal, at, &fresh)?;
        }
        Ok(changed)
    }
}

fn put(
    connection: &rusqlite::Connection,
    principal: &str,
    since: DateTime<Utc>,
    secrets: &[i64],
) -> Result<(), StoreError> {
    if secrets.is_empty() {
        let mut delete = connection.prepare_cached("DELETE FROM access_since WHERE principal = ?1 AND since = ?2")?;
        delete.execute((principal, row::millis(since)))?;
    } else {
        let mut put = connection.prepare_cached("INSERT OR REPLACE INTO access_since VALUES (?1, ?2, ?3)")?;
        put.execute((principal, row::millis(since), pack(secrets)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn numbers_come_back_as_they_were_packed() {
        for numbers in [vec![], vec![1], vec![1, 2, 3, 500, 501, 1_000_000], vec![i64::MAX], (1..2000).collect()] {
            assert_eq!(unpack(&pack(&numbers)), numbers);
        }
        assert_eq!(pack(&(1..2000).collect::<Vec<_>>()).len(), 1999);
        // What a damaged file holds is some list, never a panic.
        unpack(&[0xff; 40]);
    }

    #[test]
    fn a_way_is_known_since_it_was_first_seen() {
        let database = Database::open_in_memory().expect("a database");
        let at = |seconds| DateTime::from_timestamp(seconds, 0).expect("an instant");
        let found = database.write(|writer| {
            let access = writer.access();
            for (secrets, seconds, changed) in [
                (vec![1, 2, 3], 10, true),
                (vec![1, 2, 3], 20, false),
                (vec![2, 9], 30, true),
                (vec![1, 2, 9], 40, true),
            ] {
                assert_eq!(access.put_since("arn:p", &secrets, at(seconds))?, changed, "{secrets:?}");
            }
            assert_eq!(access.principals()?, ["arn:p"]);
            let known = access.since("arn:p")?;
            access.put_since("arn:p", &[], at(50))?;
            Ok((known, access.principals()?))
        });
        let (known, left) = found.expect("written");
        assert_eq!(known, [(at(10), vec![2]), (at(30), vec![9]), (at(40), vec![1])]);
        assert!(left.is_empty());
    }
}
