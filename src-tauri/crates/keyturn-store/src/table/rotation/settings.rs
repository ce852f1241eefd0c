//! What people set for a secret's rotation. Keyed by ARN: settings outlive syncs, and secrets that go and return.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::settings::SecretSettings;
use rusqlite::{OptionalExtension, Row};

use super::{Rotations, RotationsWriter};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "rotation_settings_of_secret";

pub(crate) const CREATE: &str = "
    CREATE TABLE rotation_settings_of_secret (
        arn      TEXT PRIMARY KEY,
        settings TEXT NOT NULL,
        author   TEXT NOT NULL,
        set_at   INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// What is set for a secret, with who set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetForSecret {
    /// What is set.
    pub settings: SecretSettings,
    /// Who set it last.
    pub by: String,
    /// When (UTC).
    pub set_at: DateTime<Utc>,
}

const COLUMNS: &str = "arn, settings, author, set_at";

impl Rotations<'_> {
    /// What is set for a secret.
    pub fn settings_of(&self, arn: &SecretArn) -> Result<Option<SetForSecret>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rotation_settings_of_secret WHERE arn = ?1");
        let mut query = self.0.prepare_cached(&sql)?;
        let found = query.query_row([arn.as_str()], |found| Ok(set(found))).optional()?.transpose()?;
        Ok(found.map(|(_, set)| set))
    }

    /// What is set for any secret, by ARN: what an evaluation of all secrets needs.
    pub fn settings(&self) -> Result<Vec<(SecretArn, SetForSecret)>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rotation_settings_of_secret ORDER BY arn");
        self.0.prepare_cached(&sql)?.query_and_then([], set)?.collect()
    }
}

fn set(found: &Row<'_>) -> Result<(SecretArn, SetForSecret), StoreError> {
    let set = SetForSecret {
        settings: row::from_json(TABLE, &found.get::<_, String>(1)?)?,
        by: found.get(2)?,
        set_at: row::instant(TABLE, found.get(3)?)?,
    };
    Ok((row::parsed(TABLE, &found.get::<_, String>(0)?)?, set))
}

impl RotationsWriter<'_> {
    /// Sets what is given in place of what was set; nothing at all takes the row away.
    pub fn put_settings(&self, arn: &SecretArn, set: &SetForSecret, act: Act) -> Result<(), StoreError> {
        if set.settings.is_empty() {
            let delete = "DELETE FROM rotation_settings_of_secret WHERE arn = ?1";
            self.0.0.prepare_cached(delete)?.execute([arn.as_str()])?;
        } else {
            let sql = format!("INSERT OR REPLACE INTO rotation_settings_of_secret ({COLUMNS}) VALUES (?1, ?2, ?3, ?4)");
            let settings = row::to_json(TABLE, &set.settings)?;
            self.0.0.prepare_cached(&sql)?.execute((arn.as_str(), settings, &set.by, row::millis(set.set_at)))?;
        }
        audit_log::append(self.0.0, act)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::rotation::level::Level;
    use keyturn_domain::rotation::settings::LevelOverrule;
    use keyturn_domain::rotation::strategy::Strategy;

    use super::*;
    use crate::Database;
    use crate::testing::{act, arn, instant};

    #[test]
    fn settings_are_set_changed_and_taken_away_with_an_entry_each() {
        let database = Database::open_in_memory().expect("a database");
        let set = |settings| SetForSecret { settings, by: "ada".to_owned(), set_at: instant(1) };
        let full = set(SecretSettings {
            overlap_minutes: Some(90),
            privileged: true,
            strategy: Some(Strategy::DualRead),
            cache_life_minutes: Some(5),
            rollout_minutes: Some(30),
            documents: vec!["https://wiki.example.com/a'; --".to_owned()],
            level: Some(LevelOverrule { level: Level::Critical, reason: "it opens the ledger".to_owned() }),
            expires_on: Some(instant(60).date_naive()),
        });
        let short = set(SecretSettings { rollout_minutes: Some(10), ..SecretSettings::default() });
        let (a, b) = (arn("eu-west-1", "a"), arn("eu-west-1", "b"));
        database
            .write(|writer| {
                let rotation = writer.rotation();
                rotation.put_settings(&b, &full, act("b"))?;
                rotation.put_settings(&a, &full, act("a"))?;
                rotation.put_settings(&a, &short, act("a"))?;
                assert_eq!(rotation.settings_of(&b)?, Some(full.clone()));
                assert_eq!(rotation.settings()?, [(a.clone(), short.clone()), (b.clone(), full.clone())]);
                rotation.put_settings(&b, &set(SecretSettings::default()), act("b"))?;
                assert_eq!(rotation.settings_of(&b)?, None);
                assert_eq!(rotation.settings()?.len(), 1);
                assert_eq!(writer.audit().count()?, 4);
                Ok(())
            })
            .expect("written");
    }
}
