//! Which secret a record means: names and ARNs brought to one form, and known secrets told from partial ARNs.
//!
//! A Secrets Manager ARN ends in a hyphen and six random characters. A caller may leave them out, so that
//! `secret:foo-abcdef` is `foo` in full, or `foo-abcdef` in part: the inventory decides. Without it an ARN is taken to be
//! whole, because callers are given whole ones.
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen>

use std::collections::HashMap;

use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::store::Store;

use crate::target::SecretName;

/// The secrets that the inventory knows, by the name that records use. Empty: nothing is known.
#[derive(Clone, Debug, Default)]
pub struct Index {
    known: HashMap<SecretName, SecretArn>,
}

impl Index {
    /// An index of these identities. Of two secrets with one name (one deleted and made anew) the last one stays.
    pub fn new(secrets: impl IntoIterator<Item = SecretArn>) -> Self {
        Self { known: secrets.into_iter().map(|arn| (SecretName::of(&arn), arn)).collect() }
    }

    /// The identity in the inventory of what a record names; `None` where it is not known.
    pub fn find(&self, name: &SecretName) -> Option<&SecretArn> {
        self.known.get(name)
    }

    /// The secret that an ARN's text names, whole or in part.
    fn settle(&self, account: &AccountId, region: &Region, resource: &str) -> SecretName {
        let named = |name: &str| SecretName {
            account: account.clone(),
            region: region.clone(),
            store: Store::SecretsManager,
            name: name.to_owned(),
        };
        let whole = named(resource);
        match without_suffix(resource) {
            Some(base) => {
                let base = named(base);
                if !self.known.contains_key(&base) && self.known.contains_key(&whole) { whole } else { base }
            }
            None => whole,
        }
    }
}

impl SecretName {
    /// The name that records use for an identity of the inventory.
    pub fn of(arn: &SecretArn) -> Self {
        let resource = arn.as_str().splitn(6, ':').nth(5).unwrap_or_default();
        let name = match arn.store() {
            Store::SecretsManager => {
                let name = resource.strip_prefix("secret:").unwrap_or(resource);
                without_suffix(name).unwrap_or(name).to_owned()
            }
            Store::ParameterStore => parameter_form(resource.strip_prefix("parameter").unwrap_or(resource)),
        };
        Self { account: arn.account().clone(), region: arn.region().clone(), store: arn.store(), name }
    }

    /// The secret that a `secretId` means: a name, a whole ARN or a partial one, of this account or another. `None` where
    /// the ARN is not a secret's.
    pub fn of_secret_id(id: &str, account: &AccountId, region: &Region, index: &Index) -> Option<Self> {
        let id = id.trim();
        if id.is_empty() {
            return None;
        }
        if !id.starts_with("arn:") {
            let (account, region) = (account.clone(), region.clone());
            return Some(Self { account, region, store: Store::SecretsManager, name: id.to_owned() });
        }
        let arn: SecretArn = id.parse().ok()?;
        let name = (arn.store() == Store::SecretsManager).then(|| id.splitn(7, ':').nth(6)).flatten()?;
        // `resource:json-key:stage:version`, as ECS and the SDKs' references write it: the name ends at the colon.
        let name = name.split(':').next().unwrap_or(name);
        Some(index.settle(arn.account(), arn.region(), name))
    }

    /// The parameter that a `name` means: `/a/b`, `a`, an ARN, each with `:3` or `:label` after it. A name below
    /// `/aws/reference/secretsmanager/` is a secret of Secrets Manager, read through Parameter Store. `None` for AWS's
    /// public parameters below `/aws/service/`, which are no secrets, and for ARNs of something else.
    ///
    /// <https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html>
    pub fn of_parameter(name: &str, account: &AccountId, region: &Region, index: &Index) -> Option<Self> {
        let name = name.trim();
        let (account, region, path) = if name.starts_with("arn:") {
            // Public parameters' ARNs have no account.
            let arn: SecretArn = name.parse().ok()?;
            if arn.store() != Store::ParameterStore {
                return None;
            }
            let resource = name.splitn(6, ':').nth(5).unwrap_or_default();
            let path = resource.strip_prefix("parameter").unwrap_or(resource);
            (arn.account().clone(), arn.region().clone(), path)
        } else {
            (account.clone(), region.clone(), name)
        };
        if let Some(id) = path.strip_prefix("/aws/reference/secretsmanager/") {
            if id.starts_with("arn:") {
                return Self::of_secret_id(id, &account, &region, index);
            }
            let id = id.split(':').next().unwrap_or(id);
            return Self::of_secret_id(id, &account, &region, index);
        }
        let path = path.split(':').next().unwrap_or(path);
        if path.starts_with("/aws/service/") || path.trim_matches('/').is_empty() {
            return None;
        }
        Some(Self { account, region, store: Store::ParameterStore, name: parameter_form(path) })
    }
}

/// A parameter's name in the form of its ARN: one slash before a name that has levels, none before one that has not.
fn parameter_form(name: &str) -> String {
    let name = name.strip_prefix('/').unwrap_or(name);
    if name.contains('/') { format!("/{name}") } else { name.to_owned() }
}

/// The name before a hyphen and six letters or digits.
fn without_suffix(name: &str) -> Option<&str> {
    let (base, suffix) = name.split_at_checked(name.len().checked_sub(7)?)?;
    let random = suffix.strip_prefix('-')?;
    (!base.is_empty() && random.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(base)
}

#[cfg(test)]
mod tests;
