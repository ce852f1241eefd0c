//! The texts of the rotation policy, every one that was ever put into force. The last one is in force.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use rusqlite::{OptionalExtension, Row};

use super::{Rotations, RotationsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "policy_texts";

pub(crate) const CREATE: &str = "
    CREATE TABLE policy_texts (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        name   TEXT NOT NULL,
        preset TEXT,
        text   TEXT NOT NULL,
        author TEXT NOT NULL,
        put_at INTEGER NOT NULL
    ) STRICT;";

/// A policy's text that is to be put into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPolicyText {
    /// The policy's name.
    pub name: String,
    /// The preset that it is, where nothing of it was changed.
    pub preset: Option<String>,
    /// The TOML, as written.
    pub text: String,
    /// Who put it into force.
    pub by: String,
    /// When (UTC).
    pub put_at: DateTime<Utc>,
}

/// A policy's text that is or was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// Its number: later ones are larger.
    pub id: i64,
    /// The text, with who put it into force and when.
    pub put: NewPolicyText,
}

const COLUMNS: &str = "id, name, preset, text, author, put_at";

impl Rotations<'_> {
    /// The policy in force. `None` where none was ever put into force.
    pub fn policy(&self) -> Result<Option<PolicyText>, StoreError> {
        Ok(self.policy_history(0, 1)?.pop())
    }

    /// One text by its number.
    pub fn policy_text(&self, id: i64) -> Result<Option<PolicyText>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM policy_texts WHERE id = ?1");
        self.0.prepare_cached(&sql)?.query_row([id], |found| Ok(text(found))).optional()?.transpose()
    }

    /// Texts, the one in force first: `limit` of them after the first `offset`.
    pub fn policy_history(&self, offset: u32, limit: u32) -> Result<Vec<PolicyText>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM policy_texts ORDER BY id DESC LIMIT ?1 OFFSET ?2");
        self.0.prepare_cached(&sql)?.query_and_then((limit, offset), text)?.collect()
    }
}

fn text(found: &Row<'_>) -> Result<PolicyText, StoreError> {
    let put = NewPolicyText {
        name: found.get(1)?,
        preset: found.get(2)?,
        text: found.get(3)?,
        by: found.get(4)?,
        put_at: row::instant(TABLE, found.get(5)?)?,
    };
    Ok(PolicyText { id: found.get(0)?, put })
}

impl RotationsWriter<'_> {
    /// Puts a policy into force. Its number.
    pub fn put_policy(&self, new: &NewPolicyText, act: Act) -> Result<i64, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO policy_texts (name, preset, text, author, put_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let id = insert.insert((&new.name, &new.preset, &new.text, &new.by, row::millis(new.put_at)))?;
        audit_log::append(self.0.0, act)?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::{act, instant};

    #[test]
    fn the_last_text_is_in_force_and_the_others_are_kept() {
        let database = Database::open_in_memory().expect("a database");
        let new = |name: &str, preset: Option<&str>, day| NewPolicyText {
            name: name.to_owned(),
            preset: preset.map(str::to_owned),
            text: format!("# a'; DROP TABLE policy_texts --\nname = {name:?}\n"),
            by: "ada".to_owned(),
            put_at: instant(day),
        };
        let (strict, own) = (new("strict", Some("strict"), 1), new("ours", None, 2));
        database
            .write(|writer| {
                let rotation = writer.rotation();
                assert_eq!(rotation.policy()?, None);
                let first = rotation.put_policy(&strict, act("policy"))?;
                let second = rotation.put_policy(&own, act("policy"))?;
                assert_eq!(rotation.policy()?, Some(PolicyText { id: second, put: own.clone() }));
                let history: Vec<i64> = rotation.policy_history(0, 9)?.iter().map(|text| text.id).collect();
                assert_eq!(history, [second, first]);
                assert_eq!(rotation.policy_history(1, 1)?, [PolicyText { id: first, put: strict.clone() }]);
                assert_eq!(rotation.policy_text(first)?.map(|text| text.put), Some(strict.clone()));
                assert_eq!(rotation.policy_text(99)?, None);
                assert_eq!(writer.audit().count()?, 2);
                Ok(())
            })
            .expect("written");
    }
}
