//! What the estate says, in the shapes of AWS's JSON protocols: absent members are absent, dates are epoch seconds.

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use keyturn_domain::account::Region;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::held::{HeldParameter, HeldSecret, HeldVersion};

/// An instant as AWS's JSON writes it: seconds since 1970 with a fraction.
#[derive(Clone, Copy)]
pub(super) struct Epoch(pub(super) DateTime<Utc>);

impl Epoch {
    /// The day alone, at midnight UTC: how AWS reports last reads.
    pub(super) fn day(at: DateTime<Utc>) -> Self {
        Self(at.duration_trunc(TimeDelta::days(1)).unwrap_or(at))
    }
}

impl Serialize for Epoch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double's 52 bits until 144,000")]
        let seconds = self.0.timestamp_millis() as f64 / 1000.0;
        serializer.serialize_f64(seconds)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tag<'a> {
    key: &'a str,
    value: &'a str,
}

pub(super) fn tags(tags: &[(String, String)]) -> Vec<Tag<'_>> {
    tags.iter().map(|(key, value)| Tag { key, value }).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RotationRules<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    automatically_after_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_expression: Option<&'a str>,
}

/// `SecretListEntry`, without its map of versions: `DescribeSecret` names that one otherwise.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Secret<'a> {
    #[serde(rename = "ARN")]
    arn: &'a str,
    name: &'a str,
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    sort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation_enabled: Option<bool>,
    #[serde(rename = "RotationLambdaARN", skip_serializing_if = "Option::is_none")]
    rotation_lambda_arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation_rules: Option<RotationRules<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_secret_rotation_metadata: Option<Vec<Tag<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_secret_rotation_role_arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_rotated_date: Option<Epoch>,
    last_changed_date: Epoch,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_accessed_date: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_date: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_rotation_date: Option<Epoch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owning_service: Option<&'a str>,
    created_date: Epoch,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_region: Option<&'a str>,
}

type Stages<'a> = BTreeMap<&'a str, &'a [String]>;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    #[serde(flatten)]
    secret: Secret<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    secret_versions_to_stages: Stages<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Described<'a> {
    #[serde(flatten)]
    secret: Secret<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    version_ids_to_stages: Stages<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replication_status: Vec<Replica<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Replica<'a> {
    region: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_message: Option<&'a str>,
}

fn secret(held: &HeldSecret) -> Secret<'_> {
    let rotation = held.rotation.as_ref();
    let external = held.external.as_ref();
    Secret {
        arn: &held.arn,
        name: &held.name,
        sort: external.map(|external| external.secret_type.as_str()),
        description: held.description.as_deref(),
        kms_key_id: held.key.as_deref(),
        rotation_enabled: rotation.map(|rotation| rotation.enabled),
        rotation_lambda_arn: rotation.and_then(|rotation| rotation.function_arn.as_deref()),
        rotation_rules: rotation.map(|rotation| RotationRules {
            automatically_after_days: rotation.after_days,
            duration: rotation.window.as_deref(),
            schedule_expression: rotation.schedule.as_deref(),
        }),
        external_secret_rotation_metadata: external.map(|external| tags(&external.metadata)),
        external_secret_rotation_role_arn: external.map(|external| external.role_arn.as_str()),
        last_rotated_date: rotation.and_then(|rotation| rotation.last_at).map(Epoch),
        last_changed_date: Epoch(held.changed_at),
        last_accessed_date: held.read_at().map(Epoch::day),
        deleted_date: held.deleted_at.map(Epoch),
        next_rotation_date: rotation.and_then(|rotation| rotation.next_at).map(Epoch),
        tags: tags(&held.tags),
        owning_service: held.owning_service.as_deref(),
        created_date: Epoch(held.created_at),
        primary_region: held.primary_region.as_ref().map(Region::as_str),
    }
}

fn stages(held: &HeldSecret) -> Stages<'_> {
    let labelled = held.versions.iter().filter(|version| !version.stages.is_empty());
    labelled.map(|version| (version.id.as_str(), version.stages.as_slice())).collect()
}

/// The shapes here hold nothing that JSON cannot say, so writing them does not fail.
pub(super) fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// One entry of `ListSecrets`.
pub(super) fn listed(held: &HeldSecret) -> String {
    text(&Listed { secret: secret(held), secret_versions_to_stages: stages(held) })
}

/// The answer of `DescribeSecret`.
pub(super) fn described(held: &HeldSecret) -> String {
    let replicas = held.replicas.iter();
    text(&Described {
        secret: secret(held),
        version_ids_to_stages: stages(held),
        replication_status: replicas
            .map(|replica| Replica {
                region: replica.region.as_str(),
                status: &replica.status,
                status_message: replica.message.as_deref(),
            })
            .collect(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Staged<'a> {
    version_id: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    version_stages: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    last_accessed_date: Option<Epoch>,
    created_date: Epoch,
    kms_key_ids: [&'a str; 1],
}

/// One entry of `ListSecretVersionIds`.
pub(super) fn version(held: &HeldSecret, version: &HeldVersion) -> String {
    text(&Staged {
        version_id: &version.id,
        version_stages: &version.stages,
        last_accessed_date: version.read_at.map(Epoch::day),
        created_date: Epoch(version.created_at),
        kms_key_ids: [held.key.as_deref().unwrap_or("DefaultEncryptionKey")],
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter<'a> {
    name: &'a str,
    #[serde(rename = "ARN")]
    arn: &'a str,
    #[serde(rename = "Type")]
    sort: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<&'a str>,
    last_modified_date: Epoch,
    last_modified_user: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    version: i64,
    tier: &'a str,
    policies: Vec<Value>,
    data_type: &'a str,
}

/// One entry of `DescribeParameters`.
pub(super) fn parameter(held: &HeldParameter) -> String {
    text(&Parameter {
        name: &held.name,
        arn: &held.arn,
        sort: held.parameter_type.code(),
        key_id: held.key.as_deref(),
        last_modified_date: Epoch(held.modified_at),
        last_modified_user: &held.modified_by,
        description: held.description.as_deref(),
        version: held.version,
        tier: if held.advanced { "Advanced" } else { "Standard" },
        policies: held.expires_at.iter().map(expiration).collect(),
        data_type: "text",
    })
}

/// A parameter's expiration policy, whose text is itself JSON.
fn expiration(at: &DateTime<Utc>) -> Value {
    let text =
        json!({"Type": "Expiration", "Version": "1.0", "Attributes": {"Timestamp": at.to_rfc3339()}}).to_string();
    json!({"PolicyText": text, "PolicyType": "Expiration", "PolicyStatus": "Pending"})
}
