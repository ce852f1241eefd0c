//! A secret: what its store says of it, never its value.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::account::Region;
use crate::age::ValueAge;
use crate::arn::SecretArn;
use crate::key::KeyRef;
use crate::rotation::Rotation;
use crate::version::{SecretVersion, VersionStage};

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ParameterType {
    /// Plain text, one value.
    String,
    /// Plain text, several values.
    StringList,
    /// Encrypted with a KMS key.
    SecureString,
}

impl ParameterType {
    /// The name AWS gives the type.
    pub fn code(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        }
    }

    /// The type of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::String, Self::StringList, Self::SecureString].into_iter().find(|t| t.code() == code)
    }
}

/// A copy of a secret in another region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replica {
    /// The region of the copy.
    pub region: Region,
    /// `InSync`, `InProgress` or `Failed`, as AWS writes it. `None` from a listing, which does not say.
    pub status: Option<String>,
}

/// The metadata of one secret of Secrets Manager or one parameter, as one reading found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// Identity, with account, region and store.
    pub arn: SecretArn,
    /// The full name, as AWS holds it.
    pub name: String,
    /// The description, as AWS holds it.
    pub description: Option<String>,
    /// A parameter's type. `None` for Secrets Manager.
    pub parameter_type: Option<ParameterType>,
    /// The service that made and owns it (`OwningService`, or `aws:…:owningService` tags), such as `rds`.
    pub owning_service: Option<String>,
    /// When it was made (UTC). `None` for parameters: AWS does not say.
    pub created_at: Option<DateTime<Utc>>,
    /// When anything about it last changed (UTC): tags and descriptions move it. Not the age of the value.
    pub changed_at: Option<DateTime<Utc>>,
    /// The ARN of who made that change; parameters only.
    pub changed_by: Option<String>,
    /// A parameter's version number, which only a new value raises.
    pub parameter_version: Option<i64>,
    /// Versions that are known, labelled ones first. A parameter's only known version is its current one.
    pub versions: Vec<SecretVersion>,
    /// When the current value was made. See [`crate::age`].
    pub value: ValueAge,
    /// The day (UTC) of the last read of any version, as AWS reports it; Secrets Manager only.
    pub last_read_on: Option<NaiveDate>,
    /// The store's own rotation settings.
    pub rotation: Rotation,
    /// The key that encrypts it.
    pub key: KeyRef,
    /// Tags. `None` where they could not be read, which is not the same as none.
    pub tags: Option<BTreeMap<String, String>>,
    /// Copies in other regions, on the primary only.
    pub replicas: Vec<Replica>,
    /// On a replica, the region of its primary. `None` on a primary and on secrets that are not replicated.
    pub replica_of: Option<Region>,
    /// When its deletion was asked for (UTC): a secret that is about to go.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Secret {
    /// The version labelled `AWSCURRENT`, or a parameter's only version.
    pub fn current_version(&self) -> Option<&SecretVersion> {
        self.versions.iter().find(|version| version.is(&VersionStage::Current))
    }

    /// The version labelled `AWSPENDING` and nothing else: a rotation that began and has not ended.
    ///
    /// A successful rotation leaves `AWSPENDING` on the same version as `AWSCURRENT`, or takes it off.
    /// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>
    pub fn pending_version(&self) -> Option<&SecretVersion> {
        self.versions.iter().find(|version| version.is(&VersionStage::Pending) && !version.is(&VersionStage::Current))
    }

    /// Whether it is a parameter that AWS keeps in plain text.
    pub fn is_plain_text(&self) -> bool {
        matches!(self.parameter_type, Some(ParameterType::String | ParameterType::StringList))
    }
}
