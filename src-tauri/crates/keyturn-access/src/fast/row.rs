//! The matrix, a row at a time: what one principal can read.

use super::Compiled;
use super::bits::{Standing, has, places};
use super::columns::Column;
use super::decide::{Decision, Memo};
use super::statement::ACTIONS;
use crate::plain::Access;

/// Makes rows, and keeps what the next may need.
pub struct Rows<'c, 'w> {
    compiled: &'c Compiled<'w>,
    memo: Memo,
    /// The [`ACTIONS`] of the stores that are asked for.
    asked: [bool; 5],
}

/// What one principal can read.
pub struct Row<'c, 'w> {
    compiled: &'c Compiled<'w>,
    /// Of secrets and of parameters.
    stores: [Standing; 2],
}

/// One secret that a principal can, or may be able to, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The secret's place in [`crate::world::World::secrets`].
    pub secret: usize,
    /// Never [`Access::Cannot`].
    pub access: Access,
}

/// How many can, can on conditions, and are unknown; the others cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// [`Access::Can`].
    pub can: u32,
    /// [`Access::Conditional`].
    pub conditional: u32,
    /// [`Access::Unknown`].
    pub unknown: u32,
}

impl Counts {
    /// One more.
    pub fn add(&mut self, access: Access) {
        match access {
            Access::Can => self.can += 1,
            Access::Conditional => self.conditional += 1,
            Access::Unknown => self.unknown += 1,
            Access::Cannot => {}
        }
    }
}

impl<'c, 'w> Rows<'c, 'w> {
    pub(super) fn of(compiled: &'c Compiled<'w>, action: Option<&str>) -> Self {
        let is_asked = |number: usize| {
            let (_, name) = ACTIONS[number].split_once(':').unwrap_or_default();
            action
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(name) || wanted.eq_ignore_ascii_case(ACTIONS[number]))
        };
        Self { compiled, memo: Memo::default(), asked: [0, 1, 2, 3, 4].map(is_asked) }
    }

    /// What a principal can read; by its place in [`crate::world::World::principals`].
    pub fn row(&mut self, principal: usize) -> Row<'c, 'w> {
        let compiled = self.compiled;
        let never = |store: usize| Standing::never(compiled.legs[store].all.len());
        let mut stores = [never(0), never(1)];
        if self.asked[0]
            && let Some(found) = self.decide(principal, 0)
        {
            stores[0] = found;
        }
        let mut done = Vec::new();
        for action in 1..=3 {
            // Most policies treat the three alike: then one decision is that of all.
            if self.asked[action] && !done.iter().any(|other| self.alike(principal, *other, action)) {
                done.push(action);
                if let Some(found) = self.decide(principal, action) {
                    stores[1].or(&found);
                }
            }
        }
        if self.asked[4]
            && let Some(found) = self.decide(principal, 4)
        {
            self.spread(&found, &mut stores[1]);
        }
        if stores.iter().any(|store| !store.is_never()) {
            let keys = self.decide(principal, 5).unwrap_or_else(|| Standing::never(compiled.legs[3].all.len()));
            for (store, needs) in stores.iter_mut().zip(&compiled.needs) {
                store.and_through(&keys, |at| needs[at]);
            }
        }
        Row { compiled, stores }
    }

    fn decide(&mut self, principal: usize, action: usize) -> Option<Standing> {
        Decision { compiled: self.compiled, memo: &mut self.memo, principal, action }.decide()
    }

    /// Whether no statement that a principal may meet tells two actions on parameters apart.
    fn alike(&self, principal: usize, one: usize, other: usize) -> bool {
        let compiled = self.compiled;
        let principal = &compiled.world.principals[principal];
        let account = compiled.world.account(&principal.account);
        let attached = principal.identity.iter().chain(&principal.boundary);
        let attached = attached.chain(account.into_iter().flat_map(|account| account.service_control.iter().flatten()));
        let own = attached.flat_map(|attached| &compiled.policies[attached.policy.0]);
        let of_resources = compiled.legs[1].resource.iter().map(|(number, _)| number);
        own.chain(of_resources).all(|number| {
            let actions = compiled.statements[*number].actions;
            actions >> one & 1 == actions >> other & 1
        })
    }

    /// Whoever reads a path reads what is below it.
    fn spread(&self, paths: &Standing, parameters: &mut Standing) {
        let compiled = self.compiled;
        for at in places(&paths.hi) {
            let below = &compiled.below[at];
            if matches!(compiled.legs[2].columns.of[at], Column::Path { recursive: true, .. }) {
                parameters.or_range(below.range.clone(), paths, at);
            } else {
                for direct in &below.direct {
                    parameters.or_range(*direct..*direct + 1, paths, at);
                }
            }
        }
        parameters.settle();
    }
}

impl<'c> Row<'c, '_> {
    /// Whether the principal can read a secret, by its place in [`crate::world::World::secrets`]. A secret that was not
    /// asked about is [`Access::Unknown`].
    pub fn access(&self, secret: usize) -> Access {
        let place = self.compiled.places.get(secret).copied().flatten();
        place.map_or(Access::Unknown, |(store, at)| access(&self.stores[store], at))
    }

    /// The condition keys that a cell hangs on, as AWS writes them, sorted.
    pub fn conditions(&self, secret: usize) -> Vec<&'c str> {
        let Some((store, at)) = self.compiled.places.get(secret).copied().flatten() else { return Vec::new() };
        let keys = self.stores[store].keys.iter().filter(|(_, bits)| has(bits, at));
        let mut found: Vec<&str> = keys.map(|(cause, _)| self.compiled.keys.text(*cause)).collect();
        found.sort_unstable();
        found
    }

    /// Every secret that the principal can, or may be able to, read: secrets before parameters, in the order of ARNs.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        let compiled = self.compiled;
        self.stores.iter().zip(&compiled.legs).flat_map(|(standing, leg)| {
            places(&standing.hi).filter_map(move |at| match leg.columns.of[at] {
                Column::Secret(secret) => Some(Cell { secret, access: access(standing, at) }),
                _ => None,
            })
        })
    }

    /// How many secrets the principal can read.
    pub fn counts(&self) -> Counts {
        let ones = |bits: &[u64]| bits.iter().map(|word| word.count_ones()).sum::<u32>();
        let mut counts = Counts::default();
        for standing in &self.stores {
            let (lo, mid, hi) = (ones(&standing.lo), ones(&standing.mid), ones(&standing.hi));
            counts.can += lo;
            counts.conditional += mid - lo;
            counts.unknown += hi - mid;
        }
        counts
    }

    /// Adds the row to the counts of each secret, by its place in [`crate::world::World::secrets`].
    pub fn count_into(&self, by_secret: &mut [Counts]) {
        for cell in self.cells() {
            by_secret[cell.secret].add(cell.access);
        }
    }
}

fn access(standing: &Standing, at: usize) -> Access {
    match (has(&standing.lo, at), has(&standing.mid, at), has(&standing.hi, at)) {
        (true, ..) => Access::Can,
        (_, true, _) => Access::Conditional,
        (.., true) => Access::Unknown,
        _ => Access::Cannot,
    }
}
