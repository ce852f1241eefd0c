//! The two AWS stores that hold secrets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An AWS store of secrets. Its code is the service's name in ARNs and IAM actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Store {
    /// AWS Secrets Manager.
    #[serde(rename = "secretsmanager")]
    SecretsManager,
    /// AWS Systems Manager Parameter Store.
    #[serde(rename = "ssm")]
    ParameterStore,
}

/// Text that names no store.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a store: use ssm (Parameter Store) or sm (Secrets Manager)")]
pub struct UnknownStore(pub String);

impl Store {
    /// Both stores, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::SecretsManager, Self::ParameterStore];

    /// The service's name in ARNs and IAM actions.
    pub fn code(self) -> &'static str {
        match self {
            Self::SecretsManager => "secretsmanager",
            Self::ParameterStore => "ssm",
        }
    }

    /// The name AWS gives the store.
    pub fn label(self) -> &'static str {
        match self {
            Self::SecretsManager => "Secrets Manager",
            Self::ParameterStore => "Parameter Store",
        }
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Store {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "secretsmanager" | "sm" => Ok(Self::SecretsManager),
            "ssm" | "parameterstore" | "ps" => Ok(Self::ParameterStore),
            _ => Err(UnknownStore(text.to_owned())),
        }
    }
}
