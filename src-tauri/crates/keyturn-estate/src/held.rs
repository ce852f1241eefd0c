//! What a place of the made-up organisation holds, as the stores themselves would keep it: values included.

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};

use crate::identities::KeyGrant;

/// A value that no program but its own store may ever show: `KEYTURN-CANARY-` and 32 hexadecimal digits.
///
/// Tests look for it wherever it must not be. It opens nothing.
pub type Canary = String;

/// One version of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldVersion {
    /// The version's id, a UUID.
    pub id: String,
    /// Its staging labels, such as `AWSCURRENT`. None for a deprecated version.
    pub stages: Vec<String>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// Its last read (UTC); AWS reports only the day.
    pub read_at: Option<DateTime<Utc>>,
    /// Its value.
    pub value: Canary,
}

/// The rotation settings of a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRotation {
    /// Whether automatic rotation is on.
    pub enabled: bool,
    /// The function that rotates. `None` where a service or a partner does.
    pub function_arn: Option<String>,
    /// `AutomaticallyAfterDays`.
    pub after_days: Option<u32>,
    /// `ScheduleExpression`, `rate(…)` or `cron(…)`.
    pub schedule: Option<String>,
    /// `Duration` of the window, such as `3h`.
    pub window: Option<String>,
    /// The next rotation (UTC).
    pub next_at: Option<DateTime<Utc>>,
    /// The last automatic rotation that ended (UTC).
    pub last_at: Option<DateTime<Utc>>,
}

/// What makes a secret a managed external one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// Its `Type`, such as `SalesforceClientSecret`.
    pub secret_type: String,
    /// The role that Secrets Manager rotates with.
    pub role_arn: String,
    /// `ExternalSecretRotationMetadata`.
    pub metadata: Vec<(String, String)>,
}

/// A copy of a secret in another region, as its primary reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldReplica {
    /// The copy's region.
    pub region: Region,
    /// `InSync`, `InProgress` or `Failed`.
    pub status: String,
    /// Why it failed.
    pub message: Option<String>,
}

/// A secret of Secrets Manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSecret {
    /// Its ARN, with the six random characters.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// Its key as the caller gave it: id, ARN or alias. `None` for `aws/secretsmanager`.
    pub key: Option<String>,
    /// Rotation settings. `None` where rotation was never set up.
    pub rotation: Option<HeldRotation>,
    /// Managed external secrets only.
    pub external: Option<External>,
    /// The service that owns it, such as `rds`.
    pub owning_service: Option<String>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// When anything about it last changed (UTC).
    pub changed_at: DateTime<Utc>,
    /// When its deletion was asked for (UTC).
    pub deleted_at: Option<DateTime<Utc>>,
    /// Tags, in the order in which they were put on.
    pub tags: Vec<(String, String)>,
    /// Versions, newest first. Empty for a secret without a value.
    pub versions: Vec<HeldVersion>,
    /// The primary's region, where it is replicated.
    pub primary_region: Option<Region>,
    /// Its copies; on the primary only.
    pub replicas: Vec<HeldReplica>,
    /// Its resource policy, a JSON document.
    pub policy: Option<String>,
}

impl HeldSecret {
    /// The last read of any version (UTC).
    pub fn read_at(&self) -> Option<DateTime<Utc>> {
        self.versions.iter().filter_map(|version| version.read_at).max()
    }

    /// The version that carries this stage.
    pub fn staged(&self, stage: &str) -> Option<&HeldVersion> {
        self.versions.iter().find(|version| version.stages.iter().any(|label| label == stage))
    }

    /// Puts a new value in, as `PutSecretValue` does: the labels move on, and the change is dated.
    pub fn put_value(&mut self, at: DateTime<Utc>, version_id: &str, value: &str) {
        for version in &mut self.versions {
            let was_current = version.stages.iter().any(|label| label == "AWSCURRENT");
            version.stages.retain(|label| label != "AWSCURRENT" && label != "AWSPREVIOUS");
            if was_current {
                version.stages.push("AWSPREVIOUS".to_owned());
            }
        }
        let version = HeldVersion {
            id: version_id.to_owned(),
            stages: vec!["AWSCURRENT".to_owned()],
            created_at: at,
            read_at: None,
            value: value.to_owned(),
        };
        self.versions.insert(0, version);
        self.changed_at = at;
    }
}

/// The type of a parameter, as AWS writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldType {
    /// Plain text.
    String,
    /// Plain text, comma-separated.
    StringList,
    /// Encrypted.
    SecureString,
}

impl HeldType {
    /// The name AWS gives the type.
    pub fn code(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        }
    }
}

/// A parameter of Parameter Store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldParameter {
    /// Its ARN.
    pub arn: String,
    /// Its full name, with the leading slash where it is a path.
    pub name: String,
    /// Its type.
    pub parameter_type: HeldType,
    /// Its key; `SecureString` only.
    pub key: Option<String>,
    /// When it, or anything about it, last changed (UTC).
    pub modified_at: DateTime<Utc>,
    /// The ARN of who changed it.
    pub modified_by: String,
    /// Its description.
    pub description: Option<String>,
    /// The version of its value.
    pub version: i64,
    /// Whether it is in the advanced tier.
    pub advanced: bool,
    /// When its expiration policy ends it (UTC); advanced tier only.
    pub expires_at: Option<DateTime<Utc>>,
    /// Its tags, in the order in which they were put on.
    pub tags: Vec<(String, String)>,
    /// Its value.
    pub value: Canary,
}

impl HeldParameter {
    /// Puts a new value in, as `PutParameter` with `Overwrite` does.
    pub fn put_value(&mut self, at: DateTime<Utc>, by: &str, value: &str) {
        self.version += 1;
        self.modified_at = at;
        by.clone_into(&mut self.modified_by);
        value.clone_into(&mut self.value);
    }
}

/// A KMS key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldKey {
    /// Its id, a UUID.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Aliases with `alias/`.
    pub aliases: Vec<String>,
    /// Whether AWS manages it.
    pub aws_managed: bool,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// What it is for.
    pub description: String,
    /// `KeyState`: `Enabled`, `Disabled`, `PendingDeletion`.
    pub state: String,
    /// Its key policy, JSON.
    pub policy: String,
    /// Its grants.
    pub grants: Vec<KeyGrant>,
}

/// What a trail leaves out and takes in of the management events, in one of the two forms that AWS has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldSelectors {
    /// `EventSelectors`: management events, without those of some services such as `kms.amazonaws.com`.
    Basic {
        /// `ReadWriteType`: `All`, `ReadOnly` or `WriteOnly`.
        read_write: String,
        /// `IncludeManagementEvents`.
        management: bool,
        /// `ExcludeManagementEventSources`.
        excluded: Vec<String>,
    },
    /// `AdvancedEventSelectors`: name, and fields with the values they must equal or must not.
    Advanced {
        /// The selector's name.
        name: String,
        /// Field, and what it must equal.
        equals: Vec<(String, Vec<String>)>,
        /// Field, and what it must not equal.
        not_equals: Vec<(String, Vec<String>)>,
    },
}

/// A trail of CloudTrail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTrail {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The accounts that see it: its own, and of an organisation's trail the members'.
    pub accounts: Vec<AccountId>,
    /// The region it was made in.
    pub home: Region,
    /// Its bucket.
    pub bucket: String,
    /// Whether it records every region.
    pub multi_region: bool,
    /// Whether it is the organisation's.
    pub of_organisation: bool,
    /// Whether digests make its files provable.
    pub validated: bool,
    /// What it records.
    pub selectors: HeldSelectors,
    /// When it began to record (UTC).
    pub started_at: DateTime<Utc>,
    /// When it stopped (UTC). `None` while it records.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Its last delivery (UTC).
    pub delivered_at: DateTime<Utc>,
}

/// A bucket of S3, as far as its lifecycle goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBucket {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub account: AccountId,
    /// After how many days an object is deleted. `None` without a lifecycle.
    pub expires_after_days: Option<u32>,
}
