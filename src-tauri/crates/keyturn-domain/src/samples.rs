//! Secrets for tests.

use chrono::{DateTime, Utc};

use crate::age::ValueAge;
use crate::key::{KeyManager, KeyRef};
use crate::rotation::Rotation;
use crate::secret::{ParameterType, Secret};

/// A name with a leading slash makes a `SecureString`, any other a secret of Secrets Manager; nothing else is known.
pub(crate) fn secret(name: &str) -> Secret {
    let is_parameter = name.starts_with('/');
    let resource = if is_parameter {
        "ssm:eu-west-1:111122223333:parameter"
    } else {
        "secretsmanager:eu-west-1:111122223333:secret:"
    };
    Secret {
        arn: format!("arn:aws:{resource}{name}").parse().expect("an ARN"),
        name: name.to_owned(),
        description: None,
        parameter_type: is_parameter.then_some(ParameterType::SecureString),
        owning_service: None,
        created_at: None,
        changed_at: None,
        changed_by: None,
        parameter_version: None,
        versions: Vec::new(),
        value: ValueAge::default(),
        last_read_on: None,
        rotation: Rotation::default(),
        key: KeyRef { manager: KeyManager::Unknown, id: None, alias: None },
        tags: None,
        replicas: Vec::new(),
        replica_of: None,
        deleted_at: None,
    }
}

/// Noon (UTC) of a day such as `2026-07-01`.
pub(crate) fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().expect("a day")
}
