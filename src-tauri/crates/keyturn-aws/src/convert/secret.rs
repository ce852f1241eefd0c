//! A secret of Secrets Manager.

use std::collections::HashMap;

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{RotationRulesType, SecretListEntry, SecretVersionsListEntry, StatusType};
use keyturn_domain::account::Region;
use keyturn_domain::age::ValueAge;
use keyturn_domain::cell::Cell;
use keyturn_domain::rotation::{RotatedBy, Rotation};
use keyturn_domain::secret::{Replica, Secret};
use keyturn_domain::version::SecretVersion;

use super::{arn_in, day, filled, in_order, instant, tags};
use crate::keys::{self, Aliases};

/// The tag by which Secrets Manager marks a secret that a service owns.
const OWNING_SERVICE: &str = "aws:secretsmanager:owningService";

/// What an entry of ListSecrets says. The error is a sentence for people.
pub(crate) fn from_entry(entry: SecretListEntry, cell: &Cell, aliases: Option<&Aliases>) -> Result<Secret, String> {
    let name = filled(entry.name).ok_or_else(|| "an entry without a name was skipped".to_owned())?;
    let arn = entry.arn.ok_or_else(|| format!("{name:?} came without an ARN and was skipped"))?;
    let arn = arn_in(cell, &arn)?;
    let tags = tags(entry.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
    let owning_service = filled(entry.owning_service).or_else(|| tags.get(OWNING_SERVICE).cloned());
    let rotates = Rotates {
        enabled: entry.rotation_enabled.unwrap_or(false),
        function_arn: filled(entry.rotation_lambda_arn),
        service: owning_service.clone(),
        external: external_type(
            filled(entry.r#type),
            entry.rotation_enabled.unwrap_or(false)
                || entry.external_secret_rotation_role_arn.is_some()
                || entry.external_secret_rotation_metadata.is_some_and(|metadata| !metadata.is_empty()),
        ),
    };
    let mut rotation = rules(rotates, entry.rotation_rules);
    rotation.next_at = instant(entry.next_rotation_date.as_ref());
    rotation.last_at = instant(entry.last_rotated_date.as_ref());
    Ok(Secret {
        name,
        description: filled(entry.description),
        parameter_type: None,
        owning_service,
        created_at: instant(entry.created_date.as_ref()),
        changed_at: instant(entry.last_changed_date.as_ref()),
        changed_by: None,
        parameter_version: None,
        versions: staged(entry.secret_versions_to_stages.unwrap_or_default()),
        value: ValueAge::default(),
        last_read_on: day(entry.last_accessed_date.as_ref()),
        rotation,
        key: keys::resolve(entry.kms_key_id.as_deref(), keys::SECRETS_MANAGER, &cell.account, aliases),
        tags: Some(tags),
        replicas: Vec::new(),
        replica_of: primary(entry.primary_region.as_deref(), cell),
        deleted_at: instant(entry.deleted_date.as_ref()),
        arn,
    })
}

/// Puts what DescribeSecret says over what a listing said: it alone knows the state of replicas.
pub(crate) fn update(secret: &mut Secret, answer: DescribeSecretOutput, cell: &Cell, aliases: Option<&Aliases>) {
    let tags = tags(answer.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
    secret.owning_service = filled(answer.owning_service).or_else(|| tags.get(OWNING_SERVICE).cloned());
    let rotates = Rotates {
        enabled: answer.rotation_enabled.unwrap_or(false),
        function_arn: filled(answer.rotation_lambda_arn),
        service: secret.owning_service.clone(),
        external: external_type(
            filled(answer.r#type),
            answer.rotation_enabled.unwrap_or(false)
                || answer.external_secret_rotation_role_arn.is_some()
                || answer.external_secret_rotation_metadata.is_some_and(|metadata| !metadata.is_empty()),
        ),
    };
    secret.rotation = rules(rotates, answer.rotation_rules);
    secret.rotation.next_at = instant(answer.next_rotation_date.as_ref());
    secret.rotation.last_at = instant(answer.last_rotated_date.as_ref());
    secret.description = filled(answer.description);
    secret.created_at = instant(answer.created_date.as_ref());
    secret.changed_at = instant(answer.last_changed_date.as_ref());
    secret.last_read_on = day(answer.last_accessed_date.as_ref());
    secret.deleted_at = instant(answer.deleted_date.as_ref());
    secret.key = keys::resolve(answer.kms_key_id.as_deref(), keys::SECRETS_MANAGER, &cell.account, aliases);
    secret.tags = Some(tags);
    secret.replica_of = primary(answer.primary_region.as_deref(), cell);
    let replica = |region: Option<String>, status: Option<&str>| {
        let region: Region = region?.parse().ok()?;
        (region != cell.region).then(|| Replica { region, status: status.map(str::to_owned) })
    };
    let replicas = answer.replication_status.unwrap_or_default().into_iter();
    secret.replicas = if secret.replica_of.is_some() {
        Vec::new()
    } else {
        replicas.filter_map(|r| replica(r.region, r.status.as_ref().map(StatusType::as_str))).collect()
    };
    secret.replicas.sort_by(|a, b| a.region.cmp(&b.region));
    carry_over(secret, staged(answer.version_ids_to_stages.unwrap_or_default()));
}

/// Newer stages, with the dates that are known: a version's date never changes.
fn carry_over(secret: &mut Secret, mut versions: Vec<SecretVersion>) {
    for version in &mut versions {
        if let Some(before) = secret.versions.iter().find(|before| before.id == version.id) {
            version.created_at = before.created_at;
            version.last_read_on = before.last_read_on;
        }
    }
    secret.versions = versions;
}

/// What an entry of ListSecretVersionIds says; nothing without an id.
pub(crate) fn version(entry: SecretVersionsListEntry) -> Option<SecretVersion> {
    Some(SecretVersion {
        id: filled(entry.version_id)?,
        stages: entry.version_stages.unwrap_or_default().into_iter().map(Into::into).collect(),
        created_at: instant(entry.created_date.as_ref()),
        last_read_on: day(entry.last_accessed_date.as_ref()),
    })
}

fn staged(versions: HashMap<String, Vec<String>>) -> Vec<SecretVersion> {
    let version = |(id, stages): (String, Vec<String>)| SecretVersion {
        id,
        stages: stages.into_iter().map(Into::into).collect(),
        created_at: None,
        last_read_on: None,
    };
    in_order(versions.into_iter().map(version).collect())
}

/// The primary's region, on a replica. AWS gives a replicated primary its own region.
fn primary(region: Option<&str>, cell: &Cell) -> Option<Region> {
    region.and_then(|region| region.parse().ok()).filter(|region| *region != cell.region)
}

/// `Type` marks a managed external secret; without its rotation's settings, nobody rotates it.
fn external_type(secret_type: Option<String>, set_up: bool) -> Option<String> {
    secret_type.filter(|_| set_up)
}

struct Rotates {
    enabled: bool,
    function_arn: Option<String>,
    service: Option<String>,
    external: Option<String>,
}

fn rules(rotates: Rotates, rules: Option<RotationRulesType>) -> Rotation {
    let by = match rotates {
        Rotates { service: Some(service), .. } => RotatedBy::Service { service },
        Rotates { external: Some(secret_type), .. } => RotatedBy::External { secret_type },
        // CancelRotateSecret leaves the function's ARN behind.
        Rotates { enabled: false, .. } => RotatedBy::Nobody,
        Rotates { function_arn: Some(function_arn), .. } => RotatedBy::Function { function_arn },
        // Rotation that is on and needs no function is Secrets Manager's own.
        Rotates { function_arn: None, .. } => RotatedBy::Service { service: "secretsmanager".to_owned() },
    };
    let rules = rules.map(|rules| {
        let days = rules.automatically_after_days.and_then(|days| u32::try_from(days).ok()).filter(|days| *days > 0);
        (days, filled(rules.schedule_expression), filled(rules.duration))
    });
    let (after_days, schedule, window) = rules.unwrap_or_default();
    Rotation { by, after_days, schedule, window, next_at: None, last_at: None }
}

#[cfg(test)]
#[path = "secret_tests.rs"]
mod tests;
