//! How every principal stands to every secret.

use std::collections::HashMap;

use keyturn_access::fast::{self, Compiled, Prints};
use keyturn_access::plain::Access;
use keyturn_access::world::World;

/// How many pairs stand in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Can read.
    pub can: u64,
    /// Can under a condition.
    pub conditional: u64,
    /// Not known.
    pub unknown: u64,
}

impl Counts {
    /// Counts one more.
    pub(crate) fn add(&mut self, access: Access) {
        match access {
            Access::Can => self.can += 1,
            Access::Conditional => self.conditional += 1,
            Access::Unknown => self.unknown += 1,
            Access::Cannot => {}
        }
    }
}

/// The whole, two bits a pair: 3,000 principals and 50,000 secrets are 38 MB.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    secrets: usize,
    /// Pairs by principal, then secret; 32 in a word.
    words: Vec<u64>,
}

/// Pairs in a word.
const PAIRS: usize = u64::BITS as usize / 2;

impl Matrix {
    /// Decides every pair.
    pub(crate) fn of(world: &World) -> Self {
        let mut matrix = Self::empty(world);
        let compiled = fast::compile(world);
        let mut rows = compiled.rows(None);
        for principal in 0..world.principals.len() {
            let row = rows.row(principal);
            row.cells().for_each(|cell| matrix.put(principal, cell.secret, cell.access));
        }
        matrix
    }

    /// Decides the pairs that changed since an earlier world, of which the prints were taken, was decided. Where other
    /// secrets are there, all.
    pub(crate) fn again(world: &World, before: &World, prints: &Prints, known: &Self) -> Self {
        let same = |a: &keyturn_access::world::Secret, b: &keyturn_access::world::Secret| a.arn == b.arn;
        if world.secrets.len() != before.secrets.len()
            || !world.secrets.iter().zip(&before.secrets).all(|(now, then)| same(now, then))
        {
            return Self::of(world);
        }
        let changes = prints.changes(world);
        let mut matrix = Self::empty(world);
        let width = matrix.secrets.div_ceil(PAIRS);
        let earlier: HashMap<&str, usize> =
            before.principals.iter().enumerate().map(|(place, principal)| (principal.arn.as_str(), place)).collect();
        for (now, principal) in world.principals.iter().enumerate() {
            if let Some(then) = earlier.get(principal.arn.as_str()) {
                let row = &known.words[then * width..(then + 1) * width];
                matrix.words[now * width..(now + 1) * width].copy_from_slice(row);
            }
        }
        if !changes.principals.is_empty() {
            let compiled = fast::compile(world);
            let mut rows = compiled.rows(None);
            for principal in &changes.principals {
                matrix.words[principal * width..(principal + 1) * width].fill(0);
                let row = rows.row(*principal);
                row.cells().for_each(|cell| matrix.put(*principal, cell.secret, cell.access));
            }
        }
        if !changes.secrets.is_empty() {
            let compiled = Compiled::of(world, &changes.secrets);
            let mut rows = compiled.rows(None);
            for principal in 0..world.principals.len() {
                let row = rows.row(principal);
                changes.secrets.iter().for_each(|secret| matrix.put(principal, *secret, row.access(*secret)));
            }
        }
        matrix
    }

    fn empty(world: &World) -> Self {
        let secrets = world.secrets.len();
        Self { secrets, words: vec![0; secrets.div_ceil(PAIRS) * world.principals.len()] }
    }

    fn put(&mut self, principal: usize, secret: usize, access: Access) {
        let word = &mut self.words[principal * self.secrets.div_ceil(PAIRS) + secret / PAIRS];
        let at = secret % PAIRS * 2;
        *word = *word & !(3 << at) | code(access) << at;
    }

    /// How a principal stands to a secret.
    pub(crate) fn access(&self, principal: usize, secret: usize) -> Access {
        let word = self.words[principal * self.secrets.div_ceil(PAIRS) + secret / PAIRS];
        match word >> (secret % PAIRS * 2) & 3 {
            0 => Access::Cannot,
            1 => Access::Unknown,
            2 => Access::Conditional,
            _ => Access::Can,
        }
    }

    /// The secrets to which a principal stands in some way but *cannot*, in the order of the world's.
    pub(crate) fn cells(&self, principal: usize) -> impl Iterator<Item = (usize, Access)> + '_ {
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
