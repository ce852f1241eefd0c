//! AWS accounts and regions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A 12-digit AWS account id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

/// Text that is not an AWS account id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not an AWS account id: it must be 12 digits")]
pub struct NotAnAccountId(pub String);

impl AccountId {
    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = NotAnAccountId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnAccountId(text.to_owned()))
        }
    }
}

impl TryFrom<String> for AccountId {
    type Error = NotAnAccountId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS account as it is shown: its id and, where the organisation or a person named it, its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The 12-digit id.
    pub id: AccountId,
    /// The name that AWS Organizations or the profile gives it.
    pub name: Option<String>,
}

/// A region's code, such as `eu-west-1`.
///
/// Not checked against a list: AWS opens new regions, and partitions have their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region(String);

/// Text that cannot be a region's code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a region code such as eu-west-1")]
pub struct NotARegion(pub String);

impl Region {
    /// The code, such as `eu-west-1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Region {
    type Err = NotARegion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shaped = !text.is_empty()
            && text.len() <= 32
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.contains('-');
        if shaped { Ok(Self(text.to_owned())) } else { Err(NotARegion(text.to_owned())) }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_ids_are_twelve_digits() {
        for (text, ok) in [
            ("111122223333", true),
            ("11112222333", false),
            ("1111222233334", false),
            ("11112222333a", false),
            ("１１１１２２２２３３３３", false),
        ] {
            assert_eq!(text.parse::<AccountId>().is_ok(), ok, "{text}");
        }
    }

    #[test]
    fn regions_are_codes() {
        for (text, ok) in
            [("eu-west-1", true), ("us-gov-east-1", true), ("", false), ("EU-WEST-1", false), ("../etc", false)]
        {
            assert_eq!(text.parse::<Region>().is_ok(), ok, "{text}");
        }
    }
}
