//! What the principals of one account may reach, prepared for evaluation: the account's own secrets, and those of others
//! whose policies let outsiders in. Whatever else there is, they surely cannot read.

use std::collections::HashMap;

use super::columns::{Column, Columns};
use super::keys::Keys;
use super::legs::{self, Below, Grants, Leg, Mentions};
use super::statement::{self, Statement};
use super::verdict::Cause;
use crate::policy::{Document, Effect, Element, PrincipalPattern};
use crate::world::{Account, Attached, SecretKind, World};

/// Everything that decides how the principals of one account stand to the secrets that they may reach.
pub(super) struct Reach<'w> {
    pub(super) world: &'w World,
    /// The account of the principals, where the world has it.
    pub(super) account: Option<&'w Account>,
    pub(super) keys: Keys,
    pub(super) statements: Vec<Statement<'w>>,
    /// The statements of each policy that is asked by what these principals do, by its number.
    policies: HashMap<usize, Vec<usize>>,
    /// By [`legs::Call`].
    pub(super) legs: [Leg<'w>; 4],
    /// What is below each path.
    pub(super) below: Vec<Below>,
    /// Of each store's column, the key's column that it needs.
    pub(super) needs: [Vec<Option<usize>>; 2],
    pub(super) grants: Grants,
    /// Where a secret's column is: its store and its place there.
    pub(super) places: HashMap<usize, (usize, usize)>,
    /// The account's principals: their places in the world, ascending.
    pub(super) members: Vec<usize>,
    /// The key of a role's session name.
    pub(super) session: Cause,
}

impl<'w> Reach<'w> {
    /// Prepares what an account's principals (`members`) may reach of these secrets.
    pub(super) fn of(
        world: &'w World,
        account: &str,
        members: &[usize],
        secrets: &[usize],
        mentions: Mentions,
    ) -> Self {
        let account = world.account(account);
        let mut keys = Keys::default();
        let session = keys.name("sts:RoleSessionName");
        let mut statements = Vec::new();
        let mut policies = HashMap::new();
        // Those attached to a principal or its boundary, and the account's service control policies.
        let attached = members.iter().map(|member| &world.principals[*member]);
        let attached = attached.flat_map(|principal| principal.identity.iter().chain(&principal.boundary));
        let controls = account.into_iter().flat_map(|account| account.service_control.iter().flatten());
        for attached in attached.chain(controls) {
            policies.entry(attached.policy.0).or_insert_with(|| {
                let document = world.document(attached.policy);
                let mut numbers = Vec::new();
                for statement in &document.statements {
                    if statement::actions(&statement.actions) != 0 {
                        numbers.push(statements.len());
                        statements.push(Statement::read(statement, document.version, true, &mut keys));
                    }
                }
                numbers
            });
        }

        let stores = [SecretKind::Secret, SecretKind::Parameter].map(|kind| legs::stores(world, secrets, kind));
        let (paths, below) = legs::paths(world, &stores[1], mentions);
        let (decrypts, needs) = legs::decrypts(world, [&stores[0], &stores[1]], mentions);
        let grants = Grants::of(world, &decrypts, &mut keys);
        let mut places = HashMap::with_capacity(secrets.len());
        for (store, columns) in stores.iter().enumerate() {
            for (at, column) in columns.of.iter().enumerate() {
                if let Column::Secret(secret) = column {
                    places.insert(*secret, (store, at));
                }
            }
        }
        let [secrets, parameters] = stores;
        let mut leg = |columns: Columns<'w>| Leg::of(world, columns, &mut keys, &mut statements);
        let legs = [leg(secrets), leg(parameters), leg(paths), leg(decrypts)];
        let members = members.to_vec();
        Self { world, account, keys, statements, policies, legs, below, needs, grants, places, members, session }
    }

    /// The numbers of a policy's statements that are about reading.
    pub(super) fn statements_of(&self, attached: &Attached) -> &[usize] {
        self.policies.get(&attached.policy.0).map_or(&[], Vec::as_slice)
    }
}

/// Whom a resource's policy lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guests<'w> {
    /// Principals of whichever account.
    Anyone,
    /// Those of some accounts.
    Of(Vec<&'w str>),
}

impl<'w> Guests<'w> {
    /// Whom a policy may let in, its conditions and actions aside.
    pub(super) fn of(document: &'w Document) -> Self {
        let mut accounts = Vec::new();
        for statement in document.statements.iter().filter(|statement| statement.effect == Effect::Allow) {
            let Some(Element::Only(patterns)) = &statement.principals else { return Self::Anyone };
            for pattern in patterns {
                let account = match pattern {
                    PrincipalPattern::Anyone => return Self::Anyone,
                    PrincipalPattern::Account(account) => account.as_str(),
                    PrincipalPattern::Arn(arn) => match arn.split(':').nth(4) {
                        Some(account) if !account.is_empty() => account,
                        _ => return Self::Anyone,
                    },
                    // Neither a user nor a role.
                    PrincipalPattern::StaleId(_)
                    | PrincipalPattern::Service(_)
                    | PrincipalPattern::Federated(_)
                    | PrincipalPattern::CanonicalUser(_) => continue,
                };
                if !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
        }
        Self::Of(accounts)
    }
}

/// Who may reach which secrets.
#[derive(Default)]
pub(super) struct Doors<'w> {
    /// Those of each account.
    own: HashMap<&'w str, Vec<usize>>,
    /// Those that let in principals of another account, by it.
    open_to: HashMap<&'w str, Vec<usize>>,
    /// Those that let in whomever.
    open: Vec<usize>,
}

impl<'w> Doors<'w> {
    /// Looks at the policies of some secrets.
    pub(super) fn of(world: &'w World, secrets: &[usize]) -> Self {
        let mut doors = Self::default();
        let mut known: HashMap<usize, Guests<'w>> = HashMap::new();
        for number in secrets {
            let secret = &world.secrets[*number];
            doors.own.entry(&secret.account).or_default().push(*number);
            for attached in &secret.policies {
                let id = attached.policy.0;
                match known.entry(id).or_insert_with(|| Guests::of(&world.policies[id])) {
                    Guests::Anyone => doors.open.push(*number),
                    Guests::Of(accounts) => {
                        for account in accounts {
                            doors.open_to.entry(account).or_default().push(*number);
                        }
                    }
                }
            }
        }
        doors
    }

    /// The secrets that an account's principals may reach, each once.
    pub(super) fn to(&self, account: &str) -> Vec<usize> {
        let lists = [self.own.get(account), self.open_to.get(account), Some(&self.open)];
        let mut found: Vec<usize> = lists.into_iter().flatten().flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
