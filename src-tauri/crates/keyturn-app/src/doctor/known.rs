//! What the database knows of each place: the numbers that a refusal is told with.

use std::collections::{BTreeMap, HashSet};

use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::key::KeyManager;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_store::AccessInput;
use serde_json::Value;

use crate::app::App;
use crate::coverage::AccountNames;
use crate::error::AppError;

/// What the database knows. Replicas count with their primary, gone secrets not at all.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) places: BTreeMap<(AccountId, Region), Counts>,
    pub(super) names: AccountNames,
    /// Accounts that were ever found.
    pub(super) accounts: usize,
}

/// How many secrets one place holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Of Secrets Manager.
    pub(super) secrets: u32,
    /// Of Parameter Store.
    pub(super) parameters: u32,
    /// Encrypted with a KMS key, whoever manages it: all of Secrets Manager, and parameters that are no plain text.
    pub(super) sealed: u32,
    /// Of those, under a key that AWS does not manage: their readers hang on the key's policy, grants and tags.
    pub(super) own_key: u32,
    /// Secrets of Secrets Manager whose key is known to be off: nobody can read them, whatever a policy says.
    pub(super) dead_secrets: u32,
    /// Parameters whose key is known to be off.
    pub(super) dead_parameters: u32,
}

impl Counts {
    /// Of both stores.
    pub(super) fn all(self) -> u32 {
        self.secrets + self.parameters
    }

    /// Of both stores, under a key that is known to be off.
    pub(super) fn dead(self) -> u32 {
        self.dead_secrets + self.dead_parameters
    }

    pub(super) fn add(&mut self, other: Self) {
        self.secrets += other.secrets;
        self.parameters += other.parameters;
        self.sealed += other.sealed;
        self.own_key += other.own_key;
        self.dead_secrets += other.dead_secrets;
        self.dead_parameters += other.dead_parameters;
    }

    fn count(&mut self, secret: &Secret, off: &HashSet<String>) {
        let dead = u32::from(key_arn(secret).is_some_and(|arn| off.contains(&arn)));
        match secret.arn.store() {
            Store::SecretsManager => {
                self.secrets += 1;
                self.dead_secrets += dead;
            }
            Store::ParameterStore => {
                self.parameters += 1;
                self.dead_parameters += dead;
            }
        }
        self.sealed += u32::from(secret.key.manager != KeyManager::None);
        self.own_key += u32::from(matches!(secret.key.manager, KeyManager::Customer | KeyManager::Unknown));
    }
}

impl Known {
    /// What these regions of an account hold; all of its regions where none is named.
    pub(super) fn of(&self, account: &AccountId, regions: Option<&[Region]>) -> Counts {
        let mut sum = Counts::default();
        for ((of, region), counts) in &self.places {
            if of == account && regions.is_none_or(|regions| regions.contains(region)) {
                sum.add(*counts);
            }
        }
        sum
    }

    /// What every account holds but this one.
    pub(super) fn but(&self, account: Option<&AccountId>) -> Counts {
        let mut sum = Counts::default();
        for (_, counts) in self.places.iter().filter(|((of, _), _)| Some(of) != account) {
            sum.add(*counts);
        }
        sum
    }

    /// An account's name, else its digits.
    pub(super) fn name(&self, account: &AccountId) -> String {
        self.names.get(account).cloned().unwrap_or_else(|| account.to_string())
    }
}

/// The ARNs of keys that are not enabled, and of their aliases, as the last collection of policies found them.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html>
fn keys_off(inputs: &[AccessInput]) -> HashSet<String> {
    let mut off = HashSet::new();
    for input in inputs {
        let snapshot: Value = serde_json::from_str(&input.snapshot).unwrap_or_default();
        for key in snapshot.get("keys").and_then(Value::as_array).into_iter().flatten() {
            let text = |member: &str| key.get(member).and_then(Value::as_str);
            let (Some(arn), Some(state)) = (text("Arn"), text("KeyState")) else { continue };
            let Some((place, _)) = arn.rsplit_once(':').filter(|_| state != "Enabled") else { continue };
            off.insert(arn.to_owned());
            let aliases = key.get("Aliases").and_then(Value::as_array).into_iter().flatten();
            off.extend(aliases.filter_map(Value::as_str).map(|alias| format!("{place}:{alias}")));
        }
    }
    off
}

/// The ARN of the key or alias that a secret names by id, alias or ARN.
fn key_arn(secret: &Secret) -> Option<String> {
    let id = secret.key.id.as_deref()?;
    if id.starts_with("arn:") {
        return Some(id.to_owned());
    }
    let partition = secret.arn.as_str().split(':').nth(1)?;
    let name = if id.starts_with("alias/") { id.to_owned() } else { format!("key/{id}") };
    Some(format!("arn:{partition}:kms:{}:{}:{name}", secret.arn.region(), secret.arn.account()))
}

impl App {
    /// Counts the secrets of each place.
    pub(super) async fn known(&self) -> Result<Known, AppError> {
        self.with_database(|database| {
            Ok(database.read(|reader| {
                let accounts = reader.accounts().all()?;
                let off = keys_off(&reader.access().inputs()?);
                let mut known = Known { accounts: accounts.len(), ..Known::default() };
                for account in accounts {
                    for secret in reader.secrets().facts_of(&account.id)? {
                        if secret.replica_of.is_none() {
                            let place = (account.id.clone(), secret.arn.region().clone());
                            known.places.entry(place).or_default().count(&secret, &off);
                        }
                    }
                    known.names.extend(account.name.map(|name| (account.id, name)));
                }
                Ok(known)
            })?)
        })
        .await
    }
}
