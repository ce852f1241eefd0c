//! Who manages the KMS key of a secret: from the store's reference and the region's aliases.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use keyturn_domain::account::AccountId;
use keyturn_domain::key::{KeyManager, KeyRef};
use keyturn_domain::problem::Reason;

use crate::failure::{self, Failure};
use crate::rates::{Pace, Quota};

/// The alias of the key that Secrets Manager uses where none is named.
pub(crate) const SECRETS_MANAGER: &str = "aws/secretsmanager";
/// The alias of the key that Parameter Store uses where none is named.
pub(crate) const PARAMETER_STORE: &str = "aws/ssm";

/// The aliases of one account and region: key id to alias, without `alias/`.
#[derive(Debug, Default)]
pub(crate) struct Aliases(HashMap<String, String>);

impl Aliases {
    fn add(&mut self, name: &str, key_id: String) {
        let alias = name.strip_prefix("alias/").unwrap_or(name);
        // A key may have several: the first by name, so that it does not change from one reading to the next.
        let kept = self.0.entry(key_id).or_insert_with(|| alias.to_owned());
        if alias < kept.as_str() {
            alias.clone_into(kept);
        }
    }
}

/// Lists the aliases of a region (`kms:ListAliases`).
pub(crate) async fn list(client: &aws_sdk_kms::Client, pace: &Pace) -> Result<Arc<Aliases>, Failure> {
    let mut aliases = Aliases::default();
    let mut seen = HashSet::new();
    let mut marker: Option<String> = None;
    loop {
        pace.ready(Quota::Aliases).await;
        let answer = client.list_aliases().limit(100).set_marker(marker.take()).send().await;
        let answer = answer.map_err(|error| failure::of_call(&error, true))?;
        for entry in answer.aliases.unwrap_or_default() {
            // An alias of AWS's own has no target until its service first uses it.
            if let (Some(name), Some(key_id)) = (entry.alias_name, entry.target_key_id) {
                aliases.add(&name, key_id);
            }
        }
        match answer.next_marker.filter(|marker| answer.truncated && !marker.is_empty()) {
            None => return Ok(Arc::new(aliases)),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of aliases repeats itself"));
            }
            next => marker = next,
        }
    }
}

/// What a reference to a key says by itself.
enum Reference<'a> {
    Alias(&'a str),
    /// A key of the account: its id.
    Own(&'a str),
    /// A key or alias of another account.
    Foreign(Option<&'a str>),
}

/// A key's id, its ARN, an alias (`alias/…`) or an alias's ARN.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id>
fn read<'a>(reference: &'a str, account: &AccountId) -> Reference<'a> {
    let (owner, resource) = match reference.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "kms", _, owner, resource] => (Some(owner), resource),
        _ => (None, reference),
    };
    let foreign = owner.is_some_and(|owner| owner != account.as_str());
    match (resource.strip_prefix("alias/"), foreign) {
        (Some(alias), false) => Reference::Alias(alias),
        (alias, true) => Reference::Foreign(alias),
        (None, false) => Reference::Own(resource.strip_prefix("key/").unwrap_or(resource)),
    }
}

/// Whether only the region's aliases tell who manages the key.
pub(crate) fn needs_aliases(reference: Option<&str>, account: &AccountId) -> bool {
    reference.is_some_and(|reference| matches!(read(reference, account), Reference::Own(_)))
}

/// The key that `reference` names, or the store's default key where it names none.
///
/// `aliases` are those of the key's region; `None` where they could not be read.
pub(crate) fn resolve(
    reference: Option<&str>,
    default_alias: &str,
    account: &AccountId,
    aliases: Option<&Aliases>,
) -> KeyRef {
    let Some(id) = reference.filter(|reference| !reference.is_empty()) else {
        return KeyRef { manager: KeyManager::Aws, id: None, alias: Some(default_alias.to_owned()) };
    };
    let (manager, alias) = match (read(id, account), aliases) {
        (Reference::Alias(alias), _) => (manager_of(alias), Some(alias)),
        (Reference::Foreign(alias), _) => (KeyManager::Customer, alias),
        (Reference::Own(_), None) => (KeyManager::Unknown, None),
        (Reference::Own(key), Some(aliases)) => match aliases.0.get(key) {
            Some(alias) => (manager_of(alias), Some(alias.as_str())),
            // Every key that AWS manages has an alias.
            None => (KeyManager::Customer, None),
        },
    };
    KeyRef { manager, id: Some(id.to_owned()), alias: alias.map(str::to_owned) }
}

/// Only AWS can make aliases that begin with `aws/`.
fn manager_of(alias: &str) -> KeyManager {
    if alias.starts_with("aws/") { KeyManager::Aws } else { KeyManager::Customer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        use KeyManager::{Aws, Customer, Unknown};
        let account: AccountId = "111122223333".parse().expect("an account");
        let mut aliases = Aliases::default();
        aliases.add("alias/payments", "k-1".to_owned());
        aliases.add("alias/ledger", "k-1".to_owned());
        aliases.add("alias/aws/ssm", "k-2".to_owned());
        let own = "arn:aws:kms:eu-west-1:111122223333:key/k-1";
        let foreign = "arn:aws:kms:eu-west-1:444455556666:key/k-1";
        for (reference, known, manager, alias) in [
            (None, true, Aws, Some("aws/secretsmanager")),
            (Some(""), false, Aws, Some("aws/secretsmanager")),
            (Some("k-1"), true, Customer, Some("ledger")),
            (Some(own), true, Customer, Some("ledger")),
            (Some(own), false, Unknown, None),
            (Some("k-2"), true, Aws, Some("aws/ssm")),
            (Some("k-9"), true, Customer, None),
            (Some("alias/aws/ssm"), false, Aws, Some("aws/ssm")),
            (Some("alias/payments"), false, Customer, Some("payments")),
            (Some("arn:aws:kms:eu-west-1:111122223333:alias/aws/ssm"), false, Aws, Some("aws/ssm")),
            (Some(foreign), false, Customer, None),
            (Some("arn:aws:kms:eu-west-1:444455556666:alias/aws/ssm"), false, Customer, Some("aws/ssm")),
        ] {
            let key = resolve(reference, SECRETS_MANAGER, &account, known.then_some(&aliases));
            assert_eq!((key.manager, key.alias.as_deref()), (manager, alias), "{reference:?}, known: {known}");
            assert_eq!(key.id.as_deref(), reference.filter(|r| !r.is_empty()));
        }
        assert!(needs_aliases(Some(own), &account));
        assert!(!needs_aliases(Some(foreign), &account));
        assert!(!needs_aliases(None, &account));
    }
}
