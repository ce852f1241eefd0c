//! Amazon Resource Names, as far as secrets need them.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::account::{AccountId, Region};
use crate::store::Store;

/// The ARN of a secret or parameter: Keyturn's identity of a record.
///
/// Parsed once, kept as text. A parameter's ARN drops the leading slash of its name; a Secrets Manager ARN ends in
/// six random characters, so a secret that is deleted and made anew has another identity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretArn {
    text: String,
    account: AccountId,
    region: Region,
    store: Store,
}

/// Text that is not the ARN of a secret or parameter.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not the ARN of a Secrets Manager secret or a parameter")]
pub struct NotASecretArn(pub String);

impl SecretArn {
    /// The ARN of the parameter `name`, which DescribeParameters does not always say.
    ///
    /// <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html>
    pub fn of_parameter(partition: &str, account: &AccountId, region: &Region, name: &str) -> Self {
        let slash = if name.starts_with('/') { "" } else { "/" };
        Self {
            text: format!("arn:{partition}:ssm:{region}:{account}:parameter{slash}{name}"),
            account: account.clone(),
            region: region.clone(),
            store: Store::ParameterStore,
        }
    }

    /// The same ARN in another region: how a replica is named.
    #[must_use]
    pub fn in_region(&self, region: &Region) -> Self {
        let mut parts: Vec<&str> = self.text.splitn(6, ':').collect();
        if let Some(part) = parts.get_mut(3) {
            *part = region.as_str();
        }
        Self { text: parts.join(":"), region: region.clone(), account: self.account.clone(), store: self.store }
    }

    /// The ARN as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub fn partition(&self) -> &str {
        self.text.split(':').nth(1).unwrap_or("aws")
    }

    /// The account that owns it.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The region it is in.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The store that holds it.
    pub fn store(&self) -> Store {
        self.store
    }
}

impl FromStr for SecretArn {
    type Err = NotASecretArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || NotASecretArn(text.chars().take(200).collect());
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [prefix, partition, service, region, account, resource] = parts[..] else { return Err(bad()) };
        let store = match (service, resource.split_once([':', '/'])) {
            ("secretsmanager", Some(("secret", name))) if !name.is_empty() => Store::SecretsManager,
            ("ssm", Some(("parameter", name))) if !name.is_empty() => Store::ParameterStore,
            _ => return Err(bad()),
        };
        if prefix != "arn" || !partition.starts_with("aws") {
            return Err(bad());
        }
        Ok(Self {
            text: text.to_owned(),
            account: account.parse().map_err(|_| bad())?,
            region: region.parse().map_err(|_| bad())?,
            store,
        })
    }
}

impl TryFrom<String> for SecretArn {
    type Error = NotASecretArn;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SecretArn> for String {
    fn from(arn: SecretArn) -> Self {
        arn.text
    }
}

impl fmt::Display for SecretArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_secrets_and_parameters() {
        for (text, store) in [
            ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3", Some(Store::SecretsManager)),
            ("arn:aws:ssm:us-east-1:111122223333:parameter/prod/web/KEY", Some(Store::ParameterStore)),
            ("arn:aws-cn:ssm:cn-north-1:111122223333:parameter/KEY", Some(Store::ParameterStore)),
            ("arn:aws:ssm:us-east-1:111122223333:document/KEY", None),
            ("arn:aws:iam::111122223333:role/x", None),
            ("arn:aws:ssm:us-east-1:1111:parameter/KEY", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<SecretArn>().ok().map(|arn| arn.store()), store, "{text}");
        }
    }

    #[test]
    fn a_parameters_arn_has_one_slash_before_its_name() {
        let account = "111122223333".parse().expect("an account");
        let region = "us-east-1".parse().expect("a region");
        for (name, arn) in [
            ("/prod/KEY", "arn:aws:ssm:us-east-1:111122223333:parameter/prod/KEY"),
            ("KEY", "arn:aws:ssm:us-east-1:111122223333:parameter/KEY"),
        ] {
            assert_eq!(SecretArn::of_parameter("aws", &account, &region, name).as_str(), arn);
        }
    }

    #[test]
    fn a_replica_differs_in_its_region_alone() {
        let arn: SecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a:b-a1B2c3".parse().expect("an ARN");
        let there = "us-east-1".parse().expect("a region");
        assert_eq!(arn.in_region(&there).as_str(), "arn:aws:secretsmanager:us-east-1:111122223333:secret:a:b-a1B2c3");
    }
}
