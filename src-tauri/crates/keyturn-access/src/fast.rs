//! The fast evaluator: every principal against every secret at once.
//!
//! Patterns become sets of columns once; conditions are decided once for each class of principals and secrets; what is
//! left for a principal is a handful of operations on bits. It shares the model with the plain evaluator and nothing
//! else: property tests hold the one against the other.

mod bits;
mod changes;
mod columns;
mod condition;
mod decide;
mod facts;
mod glob;
mod keys;
mod legs;
mod names;
mod row;
mod statement;
mod verdict;

#[cfg(test)]
mod tests;

pub use changes::{Changes, Prints};
pub use row::{Cell, Counts, Row, Rows};

use columns::{Column, Columns};
use keys::Keys;
use legs::{Below, Grants, Leg, Mentions};
use statement::Statement;
use verdict::Cause;

use crate::world::{SecretKind, World};

/// A world prepared for evaluation, for the secrets that are asked about.
pub struct Compiled<'w> {
    world: &'w World,
    keys: Keys,
    statements: Vec<Statement<'w>>,
    /// The statements of each policy, by its number.
    policies: Vec<Vec<usize>>,
    /// By [`legs::Call`].
    legs: [Leg<'w>; 4],
    /// What is below each path.
    below: Vec<Below>,
    /// Of each store's column, the key's column that it needs.
    needs: [Vec<Option<usize>>; 2],
    grants: Grants,
    /// Where a secret's column is: its store and its place there.
    places: Vec<Option<(usize, usize)>>,
    /// The key of a role's session name.
    session: Cause,
}

/// Prepares a world, with all its secrets.
pub fn compile(world: &World) -> Compiled<'_> {
    let all: Vec<usize> = (0..world.secrets.len()).collect();
    Compiled::of(world, &all)
}

impl<'w> Compiled<'w> {
    /// Prepares a world for some of its secrets: after a sync, those that changed.
    pub fn of(world: &'w World, secrets: &[usize]) -> Self {
        let mut keys = Keys::default();
        let session = keys.name("sts:RoleSessionName");
        let mentions = Mentions::of(world);
        let mut statements = Vec::new();
        let policies = asked_of_principals(world);
        let policies = world.policies.iter().zip(policies).map(|(document, asked)| {
            let all = document.statements.iter().filter(|_| asked);
            let mut numbers = Vec::new();
            for statement in all {
                if statement::actions(&statement.actions) != 0 {
                    numbers.push(statements.len());
                    statements.push(Statement::read(statement, document.version, true, &mut keys));
                }
            }
            numbers
        });
        let policies = policies.collect();

        let stores = [SecretKind::Secret, SecretKind::Parameter].map(|kind| legs::stores(world, secrets, kind));
        let (paths, below) = legs::paths(world, &stores[1], mentions);
        let (decrypts, needs) = legs::decrypts(world, [&stores[0], &stores[1]], mentions);
        let grants = Grants::of(world, &decrypts, &mut keys);
        let mut places = vec![None; world.secrets.len()];
        for (store, columns) in stores.iter().enumerate() {
            for (at, column) in columns.of.iter().enumerate() {
                if let Column::Secret(secret) = column {
                    places[*secret] = Some((store, at));
                }
            }
        }
        let [secrets, parameters] = stores;
        let mut leg = |columns: Columns<'w>| Leg::of(world, columns, &mut keys, &mut statements);
        let legs = [leg(secrets), leg(parameters), leg(paths), leg(decrypts)];
        Self { world, keys, statements, policies, legs, below, needs, grants, places, session }
    }

    /// The world that it was made from.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// The rows of the matrix, one for each principal that is asked for; by one action alone, where it is named.
    pub fn rows(&self, action: Option<&str>) -> Rows<'_, 'w> {
        Rows::of(self, action)
    }
}

/// Whether each policy is asked by what its principals do: attached to one, its boundary, or a service control policy.
fn asked_of_principals(world: &World) -> Vec<bool> {
    let mut asked = vec![false; world.policies.len()];
    let of_principals =
        world.principals.iter().flat_map(|principal| principal.identity.iter().chain(&principal.boundary));
    let of_accounts = world.accounts.iter().flat_map(|account| account.service_control.iter().flatten());
    for attached in of_principals.chain(of_accounts) {
        asked[attached.policy.0] = true;
    }
    asked
}
