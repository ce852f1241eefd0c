//! The KMS key that encrypts a secret.

use serde::{Deserialize, Serialize};

/// Who manages a KMS key.
///
/// <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyManager {
    /// AWS, for one service in one account: its policy cannot be changed, and every principal of the account that may
    /// use the service may use it.
    Aws,
    /// The organisation.
    Customer,
    /// Not known: the key's aliases could not be read.
    Unknown,
    /// None: the parameter is a plain `String`.
    None,
}

impl KeyManager {
    /// The code that is stored, filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Customer => "customer",
            Self::Unknown => "unknown",
            Self::None => "none",
        }
    }

    /// The manager with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Aws, Self::Customer, Self::Unknown, Self::None].into_iter().find(|m| m.code() == code)
    }
}

/// A secret's reference to its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRef {
    /// Who manages it.
    pub manager: KeyManager,
    /// The reference as the store gives it: key id, key ARN, alias or alias ARN. `None` where AWS leaves it out.
    pub id: Option<String>,
    /// An alias without `alias/`, where one is known.
    pub alias: Option<String>,
}
