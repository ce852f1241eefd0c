//! Texts of a team's runbooks that a person approved, by their hash: another text is not approved.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use rusqlite::Row;

use super::{Runbooks, RunbooksWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "runbook_approvals";

pub(crate) const CREATE: &str = "
    CREATE TABLE runbook_approvals (
        runbook     TEXT NOT NULL,
        sha256      TEXT NOT NULL,
        approved_by TEXT NOT NULL,
        approved_at INTEGER NOT NULL,
        PRIMARY KEY (runbook, sha256)
    ) STRICT, WITHOUT ROWID;";

/// An approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptApproval {
    /// The runbook's id.
    pub runbook: String,
    /// The SHA-256 of what it says with its includes, in hexadecimal.
    pub sha256: String,
    /// Who approved it.
    pub by: String,
    /// When (UTC).
    pub approved_at: DateTime<Utc>,
}

impl Runbooks<'_> {
    /// Every approval, by runbook and hash.
    pub fn approvals(&self) -> Result<Vec<KeptApproval>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT runbook, sha256, approved_by, approved_at FROM runbook_approvals ORDER BY runbook, sha256",
        )?;
        query.query_and_then([], approval)?.collect()
    }
}

fn approval(found: &Row<'_>) -> Result<KeptApproval, StoreError> {
    let approved_at = row::instant(TABLE, found.get(3)?)?;
    Ok(KeptApproval { runbook: found.get(0)?, sha256: found.get(1)?, by: found.get(2)?, approved_at })
}

impl RunbooksWriter<'_> {
    /// Keeps an approval; the first of a text stays. Whether it is new.
    pub fn approve(&self, new: &KeptApproval, act: Act) -> Result<bool, StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO runbook_approvals (runbook, sha256, approved_by, approved_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (runbook, sha256) DO NOTHING",
        )?;
        if insert.execute((&new.runbook, &new.sha256, &new.by, row::millis(new.approved_at)))? == 0 {
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
    fn a_text_is_approved_once_and_another_text_is_another() {
        let database = Database::open_in_memory().expect("a database");
        let of = |sha256: &str, by: &str| KeptApproval {
            runbook: "drill".to_owned(),
            sha256: sha256.to_owned(),
            by: by.to_owned(),
            approved_at: instant(1),
        };
        database
            .write(|writer| {
                let runbooks = writer.runbooks();
                for (sha256, by, new) in [("0b", "ada", true), ("0a", "bob", true), ("0b", "bob", false)] {
                    assert_eq!(runbooks.approve(&of(sha256, by), act("approved"))?, new, "{sha256} {by}");
                }
                assert_eq!(runbooks.approvals()?, [of("0a", "bob"), of("0b", "ada")]);
                assert_eq!(writer.audit().count()?, 2);
                Ok(())
            })
            .expect("written");
    }
}
