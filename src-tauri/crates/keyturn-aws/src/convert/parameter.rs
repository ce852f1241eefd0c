//! A parameter of Parameter Store.

use aws_sdk_ssm::types::ParameterMetadata;
use keyturn_domain::age::ValueAge;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::cell::Cell;
use keyturn_domain::key::{KeyManager, KeyRef};
use keyturn_domain::rotation::Rotation;
use keyturn_domain::secret::{ParameterType, Secret};
use keyturn_domain::version::{SecretVersion, VersionStage};

use super::{arn_in, filled, instant};
use crate::keys::{self, Aliases};

/// What an entry of DescribeParameters says; its tags come from elsewhere. The error is a sentence for people.
pub(crate) fn from_entry(
    entry: ParameterMetadata,
    cell: &Cell,
    partition: &str,
    aliases: Option<&Aliases>,
) -> Result<Secret, String> {
    let name = filled(entry.name).ok_or_else(|| "an entry without a name was skipped".to_owned())?;
    let arn = match filled(entry.arn) {
        Some(arn) => arn_in(cell, &arn)?,
        None => SecretArn::of_parameter(partition, &cell.account, &cell.region, &name),
    };
    let parameter_type = entry.r#type.as_ref().and_then(|t| ParameterType::from_code(t.as_str()));
    let key = match parameter_type {
        Some(ParameterType::String | ParameterType::StringList) => {
            KeyRef { manager: KeyManager::None, id: None, alias: None }
        }
        _ => keys::resolve(entry.key_id.as_deref(), keys::PARAMETER_STORE, &cell.account, aliases),
    };
    // 0 is what the SDK gives where the answer says nothing: versions begin with 1.
    let parameter_version = Some(entry.version).filter(|version| *version > 0);
    let changed_at = instant(entry.last_modified_date.as_ref());
    let current = |number: i64| SecretVersion {
        id: number.to_string(),
        stages: vec![VersionStage::Current],
        // The date moves with descriptions and policies too, so it is not the version's: see `keyturn_domain::age`.
        created_at: None,
        last_read_on: None,
    };
    Ok(Secret {
        arn,
        name,
        description: filled(entry.description),
        parameter_type,
        owning_service: None,
        created_at: None,
        changed_at,
        changed_by: filled(entry.last_modified_user),
        parameter_version,
        versions: parameter_version.map(current).into_iter().collect(),
        value: ValueAge::default(),
        last_read_on: None,
        rotation: Rotation::default(),
        key,
        tags: None,
        replicas: Vec::new(),
        replica_of: None,
        deleted_at: None,
    })
}

/// Whether the key that the entry names can only be told from the region's aliases.
pub(crate) fn needs_aliases(entry: &ParameterMetadata, cell: &Cell) -> bool {
    keys::needs_aliases(entry.key_id.as_deref(), &cell.account)
}

#[cfg(test)]
#[path = "parameter_tests.rs"]
mod tests;
