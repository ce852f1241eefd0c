//! How every principal stands to every secret, kept; and again after a sync, by what changed.

use super::changes::{Changes, Prints};
use super::{Compiled, compile};
use crate::plain::Access;
use crate::world::World;

/// The whole, two bits a pair: 3,000 principals and 50,000 secrets are 38 MB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    secrets: usize,
    /// Pairs by principal, then secret; 32 in a word.
    words: Vec<u64>,
}

/// Pairs in a word.
const PAIRS: usize = u64::BITS as usize / 2;

impl Matrix {
    /// Decides every pair.
    pub fn of(world: &World) -> Self {
        let mut matrix = Self::empty(world);
        let all: Vec<usize> = (0..world.principals.len()).collect();
        matrix.decide(world, &all);
        matrix
    }

    /// Decides the pairs that changed since this one was decided and its prints were taken; the others are taken over.
    #[must_use = "the earlier matrix stays as it is"]
    pub fn again(&self, prints: &Prints, world: &World, later: &Prints) -> Self {
        let mut matrix = Self::empty(world);
        let Changes { principals, secrets } = prints.changes(later);
        let is_in = |list: &[usize], place: usize| list.binary_search(&place).is_ok();
        let rest: Vec<usize> =
            (0..world.principals.len()).filter(|principal| !is_in(&principals, *principal)).collect();

        // Where each of the earlier secrets is now, of those that did not change.
        let mut places: Vec<Option<usize>> = vec![None; self.secrets];
        for secret in (0..world.secrets.len()).filter(|secret| !is_in(&secrets, *secret)) {
            if let Some(then) = prints.secret(&world.secrets[secret].arn) {
                places[then] = Some(secret);
            }
        }
        for now in &rest {
            let Some(then) = prints.principal(&world.principals[*now].arn) else { continue };
            for (secret, access) in self.cells(then) {
                if let Some(secret) = places[secret] {
                    matrix.put(*now, secret, access);
                }
            }
        }
        matrix.decide(world, &principals);
        if !secrets.is_empty() {
            let compiled = Compiled::of(world, &secrets);
            let mut rows = compiled.rows(None);
            for principal in &rest {
                rows.row(*principal).cells().for_each(|cell| matrix.put(*principal, cell.secret, cell.access));
            }
        }
        matrix
    }

    fn empty(world: &World) -> Self {
        let secrets = world.secrets.len();
        Self { secrets, words: vec![0; secrets.div_ceil(PAIRS) * world.principals.len()] }
    }

    /// Decides the rows of some principals.
    fn decide(&mut self, world: &World, principals: &[usize]) {
        let compiled = compile(world);
        let mut rows = compiled.rows(None);
        for principal in principals {
            rows.row(*principal).cells().for_each(|cell| self.put(*principal, cell.secret, cell.access));
        }
    }

    /// Puts a pair that was not put before.
    fn put(&mut self, principal: usize, secret: usize, access: Access) {
        let word = &mut self.words[principal * self.secrets.div_ceil(PAIRS) + secret / PAIRS];
        *word |= code(access) << (secret % PAIRS * 2);
    }

    /// How a principal stands to a secret, by their places in the world's lists.
    pub fn access(&self, principal: usize, secret: usize) -> Access {
        let word = self.words[principal * self.secrets.div_ceil(PAIRS) + secret / PAIRS];
        match word >> (secret % PAIRS * 2) & 3 {
            0 => Access::Cannot,
            1 => Access::Unknown,
            2 => Access::Conditional,
            _ => Access::Can,
        }
    }

    /// The secrets to which a principal stands in some way but *cannot*, in the order of the world's.
    pub fn cells(&self, principal: usize) -> impl Iterator<Item = (usize, Access)> + '_ {
        let width = self.secrets.div_ceil(PAIRS);
        let words = &self.words[principal * width..(principal + 1) * width];
        let filled = words.iter().enumerate().filter(|(_, word)| **word != 0);
        filled
            .flat_map(|(place, _)| place * PAIRS..((place + 1) * PAIRS).min(self.secrets))
            .map(move |secret| (secret, self.access(principal, secret)))
            .filter(|(_, access)| *access != Access::Cannot)
    }
}

fn code(access: Access) -> u64 {
    match access {
        Access::Cannot => 0,
        Access::Unknown => 1,
        Access::Conditional => 2,
        Access::Can => 3,
    }
}
