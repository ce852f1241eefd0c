//! After a sync: which principals and secrets have to be evaluated again.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::world::{Attached, Encryption, World};

/// What every row and column of the matrix rests on, in one number each. They last as long as the program runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prints {
    /// Of all: the organisation.
    whole: u64,
    principals: HashMap<String, u64>,
    secrets: HashMap<String, u64>,
}

/// What has to be evaluated again. Numbers are places in the later world's lists.
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
            (principal.arn.clone(), number)
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
            (secret.arn.clone(), number)
        });
        Self { whole, principals: principals.collect(), secrets: secrets.collect() }
    }

    /// What differs in a later world, of which these are not the prints.
    pub fn changes(&self, world: &World) -> Changes {
        let later = Self::of(world);
        let all = self.whole != later.whole;
        let moved =
            |known: &HashMap<String, u64>, now: &HashMap<String, u64>, arn: &str| all || known.get(arn) != now.get(arn);
        let principals = world.principals.iter().enumerate();
        let secrets = world.secrets.iter().enumerate();
        Changes {
            principals: principals
                .filter(|(_, one)| moved(&self.principals, &later.principals, &one.arn))
                .map(|(place, _)| place)
                .collect(),
            secrets: secrets
                .filter(|(_, one)| moved(&self.secrets, &later.secrets, &one.arn))
                .map(|(place, _)| place)
                .collect(),
        }
    }
}
