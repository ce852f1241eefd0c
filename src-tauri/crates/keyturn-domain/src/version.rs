//! Versions of a Secrets Manager secret and the stages that label them.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A staging label.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version>
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum VersionStage {
    /// `AWSCURRENT`: what applications get.
    Current,
    /// `AWSPENDING`: made by a rotation that has not ended.
    Pending,
    /// `AWSPREVIOUS`: what applications got before.
    Previous,
    /// A label of the organisation's own.
    Custom(String),
}

impl From<String> for VersionStage {
    fn from(label: String) -> Self {
        match label.as_str() {
            "AWSCURRENT" => Self::Current,
            "AWSPENDING" => Self::Pending,
            "AWSPREVIOUS" => Self::Previous,
            _ => Self::Custom(label),
        }
    }
}

impl From<VersionStage> for String {
    fn from(stage: VersionStage) -> Self {
        stage.to_string()
    }
}

impl fmt::Display for VersionStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "AWSCURRENT",
            Self::Pending => "AWSPENDING",
            Self::Previous => "AWSPREVIOUS",
            Self::Custom(label) => label,
        })
    }
}

/// One version of a secret: never its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretVersion {
    /// The version's id (a UUID as a rule; the caller may choose another text). For a parameter, its number.
    pub id: String,
    /// The labels on it. Empty for a deprecated version.
    pub stages: Vec<VersionStage>,
    /// When the version was made (UTC). `None` until `ListSecretVersionIds` has said it.
    pub created_at: Option<DateTime<Utc>>,
    /// The day (UTC) of its last read, as AWS reports it.
    pub last_read_on: Option<NaiveDate>,
}

impl SecretVersion {
    /// Whether the version carries this stage.
    pub fn is(&self, stage: &VersionStage) -> bool {
        self.stages.contains(stage)
    }
}
