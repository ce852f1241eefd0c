//! The fast evaluator: every principal against every secret at once.
//!
//! Each account's principals are held against what they may reach. Patterns become sets of columns once; conditions are
//! decided once for each class of principals and secrets; what is left for a principal is a handful of operations on
//! bits. It shares the model with the plain evaluator and nothing
//! else: property tests hold the one against the other.

mod bits;
mod changes;
mod columns;
mod condition;
mod decide;
mod facts;
mod glob;
mod index;
mod keys;
mod legs;
mod matrix;
mod names;
mod reach;
mod row;
mod statement;
mod verdict;

#[cfg(test)]
mod tests;

pub use changes::{Changes, Prints};
pub use matrix::Matrix;
pub use row::{Cell, Counts, Row, Rows};

use std::collections::HashMap;

use bits::Words;
use legs::Mentions;
use reach::Doors;

use crate::world::World;

/// A world prepared for evaluation, for the secrets that are asked about.
pub struct Compiled<'w> {
    world: &'w World,
    /// Of each secret, whether it is asked about.
    asked: Words,
    doors: Doors<'w>,
    /// The places of each account's principals, ascending.
    members: HashMap<&'w str, Vec<usize>>,
    mentions: Mentions,
}

/// Prepares a world, with all its secrets.
pub fn compile(world: &World) -> Compiled<'_> {
    let all: Vec<usize> = (0..world.secrets.len()).collect();
    Compiled::of(world, &all)
}

impl<'w> Compiled<'w> {
    /// Prepares a world for some of its secrets: after a sync, those that changed.
    pub fn of(world: &'w World, secrets: &[usize]) -> Self {
        let mut asked = bits::none(world.secrets.len());
        for secret in secrets {
            bits::set(&mut asked, *secret);
        }
        let mut members: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, principal) in world.principals.iter().enumerate() {
            members.entry(&principal.account).or_default().push(place);
        }
        Self { world, asked, doors: Doors::of(world, secrets), members, mentions: Mentions::of(world) }
    }

    /// The world that it was made from.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// Whether a secret is asked about.
    fn is_asked(&self, secret: usize) -> bool {
        secret < self.world.secrets.len() && bits::has(&self.asked, secret)
    }

    /// The rows of the matrix, one for each principal that is asked for; by one action alone, where it is named. What is
    /// made for one principal serves the next of its account: rows are quickest asked for in the world's order.
    pub fn rows(&self, action: Option<&str>) -> Rows<'_, 'w> {
        Rows::of(self, action)
    }
}
