//! After a sync: which principals and secrets have to be evaluated again.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::world::{Attached, Encryption, World};

/// What every row and column of the matrix rests on, in one number each. They last as long as the program runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prints {
    /// Of all: the organisation.
    whole: u64,
    /// How many principals and secrets there are.
    counts: [usize; 2],
    principals: HashMap<String, Print>,
    secrets: HashMap<String, Print>,
}

/// Of one row or column.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Print {
    /// Its place in the world's list.
    place: usize,
    /// What it rests on; `None` where several have its ARN, which cannot be told apart.
    number: Option<u64>,
}

/// What has to be evaluated again. Numbers are places in the later world's lists, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows, with all secrets.
    pub principals: Vec<usize>,
    /// Columns, with all principals.
    pub secrets: Vec<usize>,
}

fn print(what: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    what(&mut hasher);
    hasher.finish()
}

impl Prints {
    /// Takes the prints of a world.
    pub fn of(world: &World) -> Self {
        let documents: Vec<u64> = world.policies.iter().map(|document| print(|h| document.hash(h))).collect();
        let policies = |attached: &[Attached], h: &mut DefaultHasher| {
            for attached in attached {
                (&attached.place, documents[attached.policy.0]).hash(h);
            }
        };
        // Both sides of every cell rest on the organisation: accounts, their places, and the control policies' texts.
        let accounts: HashMap<&str, u64> = world
            .accounts
            .iter()
            .map(|account| {
                let number = print(|h| {
                    (&account.path, account.member, account.management).hash(h);
                    account.service_control.iter().for_each(|level| policies(level, h));
                    account.resource_control.len().hash(h);
                    policies(&account.resource_control, h);
                });
                (account.id.as_str(), number)
            })
            .collect();
        let whole = print(|h| world.organization.hash(h));
        let keys: Vec<u64> = world
            .keys
            .iter()
            .map(|key| {
                print(|h| {
                    (&key.arn, &key.state, key.aws_managed, &key.aliases, &key.tags, &key.tags_unread).hash(h);
                    (&key.grants_unread, accounts.get(key.account.as_str())).hash(h);
                    policies(&key.policies, h);
                    for grant in &key.grants {
                        (&grant.grantee, &grant.operations, &grant.context_equals, &grant.context_subset).hash(h);
                        (&grant.id, &grant.source_arn).hash(h);
                    }
                })
            })
            .collect();
        let principals = world.principals.iter().map(|principal| {
            let number = print(|h| {
                (&principal.account, &principal.name, &principal.id, &principal.tags).hash(h);
                (principal.service_linked, principal.boundary.is_some()).hash(h);
                accounts.get(principal.account.as_str()).hash(h);
                policies(&principal.identity, h);
                policies(principal.boundary.as_slice(), h);
            });
            (&principal.arn, number)
        });
        let secrets = world.secrets.iter().map(|secret| {
            let number = print(|h| {
                (&secret.account, &secret.region, &secret.tags, &secret.tags_unread).hash(h);
                (&secret.primary_region, &secret.rotation_function, accounts.get(secret.account.as_str())).hash(h);
                policies(&secret.policies, h);
                match secret.encryption {
                    Encryption::None => 0.hash(h),
                    Encryption::Key(key) => keys[key].hash(h),
                }
            });
            (&secret.arn, number)
        });
        let counts = [world.principals.len(), world.secrets.len()];
        Self { whole, counts, principals: by_arn(principals), secrets: by_arn(secrets) }
    }

    /// The place of a principal, where its ARN is known.
    pub(super) fn principal(&self, arn: &str) -> Option<usize> {
        self.principals.get(arn).map(|print| print.place)
    }

    /// The place of a secret, where its ARN is known.
    pub(super) fn secret(&self, arn: &str) -> Option<usize> {
        self.secrets.get(arn).map(|print| print.place)
    }

    /// What differs in a later world, of which these are the prints. Those of which several have one ARN are
    /// always among it.
    pub fn changes(&self, later: &Self) -> Changes {
        let differing = |then: &HashMap<String, Print>, now: &HashMap<String, Print>, count: usize| {
            let mut same = vec![false; count];
            for (arn, print) in now.iter().filter(|_| self.whole == later.whole) {
                let known = then.get(arn).and_then(|known| known.number);
                same[print.place] = print.number.is_some() && known == print.number;
            }
            same.iter().enumerate().filter(|(_, same)| !**same).map(|(place, _)| place).collect()
        };
        Changes {
            principals: differing(&self.principals, &later.principals, later.counts[0]),
            secrets: differing(&self.secrets, &later.secrets, later.counts[1]),
        }
    }
}

/// Prints by ARN, with their places in order.
fn by_arn<'w>(prints: impl Iterator<Item = (&'w String, u64)>) -> HashMap<String, Print> {
    let mut found: HashMap<String, Print> = HashMap::new();
    for (place, (arn, number)) in prints.enumerate() {
        let print = Print { place, number: Some(number) };
        found.entry(arn.clone()).and_modify(|known| known.number = None).or_insert(print);
    }
    found
}
