//! What people set for one secret: how it is rotated, how long its consumers take, what depends on it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::level::Level;
use super::statement::{self, StatementFault};
use super::strategy::{Strategy, Timings};

/// A level that a person set in place of the proposed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelOverrule {
    /// The level.
    pub level: Level,
    /// Why.
    pub reason: String,
}

/// What people set for a secret. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecretSettings {
    /// How it is rotated, in place of what is usual for its kind.
    pub strategy: Option<Strategy>,
    /// The longest time for which a consumer keeps the value it read, in minutes.
    pub cache_life_minutes: Option<u32>,
    /// The slowest rollout of a consumer, in minutes.
    pub rollout_minutes: Option<u32>,
    /// How long the old value stays good beside the new one, in minutes.
    pub overlap_minutes: Option<u32>,
    /// Whether it opens more than its kind says: administration, many systems. Its age is halved (D2).
    pub privileged: bool,
    /// Documents that name it and are changed with it (F10): links or titles.
    pub documents: Vec<String>,
    /// The level, in place of the proposed one.
    pub level: Option<LevelOverrule>,
    /// The last day on which the value is good, where its issuer set one, in the team's zone.
    pub expires_on: Option<NaiveDate>,
}

/// The most documents of one secret.
pub const MOST_DOCUMENTS: usize = 50;

/// Why settings are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// A level is overruled without a reason.
    #[error("say why the level is another")]
    NoReason,
    /// Far too many documents.
    #[error("{0} documents: at most {MOST_DOCUMENTS}")]
    TooManyDocuments(usize),
    /// A document without a name.
    #[error("a document has no name")]
    EmptyDocument,
    /// A text cannot be kept.
    #[error(transparent)]
    Statement(#[from] StatementFault),
}

impl SecretSettings {
    /// How long things take.
    pub fn timings(&self) -> Timings {
        Timings {
            cache_life_minutes: self.cache_life_minutes,
            rollout_minutes: self.rollout_minutes,
            overlap_minutes: self.overlap_minutes,
        }
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks the reason and the documents.
    pub fn check(&self) -> Result<(), SettingsFault> {
        if let Some(overrule) = &self.level {
            if !statement::is_said(&overrule.reason) {
                return Err(SettingsFault::NoReason);
            }
            statement::check(&overrule.reason)?;
        }
        if self.documents.len() > MOST_DOCUMENTS {
            return Err(SettingsFault::TooManyDocuments(self.documents.len()));
        }
        for document in &self.documents {
            if !statement::is_said(document) {
                return Err(SettingsFault::EmptyDocument);
            }
            statement::check(document)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_settings_need() {
        let check = |settings: SecretSettings, expect: Result<(), &str>| {
            let found = settings.check().map_err(|fault| fault.to_string());
            assert_eq!(found, expect.map_err(str::to_owned), "{settings:?}");
        };
        let level = |reason: &str| SecretSettings {
            level: Some(LevelOverrule { level: Level::Critical, reason: reason.to_owned() }),
            ..SecretSettings::default()
        };
        let documents = |documents: &[&str]| SecretSettings {
            documents: documents.iter().map(|one| (*one).to_owned()).collect(),
            ..SecretSettings::default()
        };
        check(SecretSettings::default(), Ok(()));
        check(level("it opens the ledger"), Ok(()));
        check(level(" "), Err("say why the level is another"));
        check(documents(&["https://wiki.example.com/runbooks/stripe"]), Ok(()));
        check(documents(&["a", ""]), Err("a document has no name"));
        check(documents(&["a"; MOST_DOCUMENTS + 1]), Err("51 documents: at most 50"));
        let token = format!("https://ada:{}@wiki.example.com", "hV7xqT92LmPz");
        assert!(matches!(documents(&[&token]).check(), Err(SettingsFault::Statement(_))));
        assert!(SecretSettings::default().is_empty() && !level("x").is_empty());
    }
}
