//! The matrix, a row at a time: what one principal can read.

use std::rc::Rc;

use super::Compiled;
use super::bits::{Standing, has, places};
use super::columns::Column;
use super::decide::{Decision, Memo};
use super::reach::Reach;
use super::statement::ACTIONS;
use crate::plain::Access;

/// Makes rows, and keeps what the next may need.
pub struct Rows<'c, 'w> {
    compiled: &'c Compiled<'w>,
    /// The [`ACTIONS`] of the stores that are asked for.
    asked: [bool; 5],
    /// Of the account whose principal was last asked for.
    last: Option<(&'w str, Rc<Reach<'w>>, Memo)>,
}

/// What one principal can read.
pub struct Row<'c, 'w> {
    compiled: &'c Compiled<'w>,
    reach: Rc<Reach<'w>>,
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
        Self { compiled, asked: [0, 1, 2, 3, 4].map(is_asked), last: None }
    }

    /// What a principal can read; by its place in [`crate::world::World::principals`].
    pub fn row(&mut self, principal: usize) -> Row<'c, 'w> {
        let (compiled, asked) = (self.compiled, self.asked);
        let account = compiled.world.principals[principal].account.as_str();
        if self.last.as_ref().is_some_and(|(last, ..)| *last != account) {
            self.last = None;
        }
        let (_, reach, memo) = self.last.get_or_insert_with(|| {
            let members = compiled.members.get(account).map_or(&[][..], Vec::as_slice);
            let secrets = compiled.doors.to(account);
            let reach = Reach::of(compiled.world, account, members, &secrets, compiled.mentions);
            (account, Rc::new(reach), Memo::default())
        });
        let member = reach.members.partition_point(|other| *other < principal);
        let stores = stores(reach, memo, member, asked);
        Row { compiled, reach: Rc::clone(reach), stores }
    }
}

/// How a principal stands to the columns of both stores.
fn stores(reach: &Reach<'_>, memo: &mut Memo, member: usize, asked: [bool; 5]) -> [Standing; 2] {
    let mut decide = |action: usize| Decision { reach, memo, member, action }.decide();
    let mut stores = [0, 1].map(|store| Standing::never(reach.legs[store].all.len()));
    if asked[0]
        && let Some(found) = decide(0)
    {
        stores[0] = found;
    }
    let mut done = Vec::new();
    for action in (1..=3).filter(|action| asked[*action]) {
        // Most policies treat the three alike: then one decision is that of all.
        if !done.iter().any(|other| alike(reach, member, *other, action)) {
            done.push(action);
            if let Some(found) = decide(action) {
                stores[1].or(&found);
            }
        }
    }
    if asked[4]
        && let Some(found) = decide(4)
    {
        spread(reach, &found, &mut stores[1]);
    }
    if stores.iter().any(|store| !store.is_never()) {
        let keys = decide(5).unwrap_or_else(|| Standing::never(reach.legs[3].all.len()));
        for (store, needs) in stores.iter_mut().zip(&reach.needs) {
            store.and_through(&keys, |at| needs[at]);
        }
    }
    stores
}

/// Whether no statement that a principal may meet tells two actions on parameters apart.
fn alike(reach: &Reach<'_>, member: usize, one: usize, other: usize) -> bool {
    let principal = &reach.world.principals[reach.members[member]];
    let attached = principal.identity.iter().chain(&principal.boundary);
    let controls = reach.account.into_iter().flat_map(|account| account.service_control.iter().flatten());
    let own = attached.chain(controls).flat_map(|attached| reach.statements_of(attached));
    let of_resources = reach.legs[1].resource.iter().map(|(number, _)| number);
    own.chain(of_resources).all(|number| {
        let actions = reach.statements[*number].actions;
        actions >> one & 1 == actions >> other & 1
    })
}

/// Whoever reads a path reads what is below it.
fn spread(reach: &Reach<'_>, paths: &Standing, parameters: &mut Standing) {
    for at in places(&paths.hi) {
        let below = &reach.below[at];
        if matches!(reach.legs[2].columns.of[at], Column::Path { recursive: true, .. }) {
            parameters.or_range(below.range.clone(), paths, at);
        } else {
            for direct in &below.direct {
                parameters.or_range(*direct..*direct + 1, paths, at);
            }
        }
    }
    parameters.settle();
}

impl Row<'_, '_> {
    /// Whether the principal can read a secret, by its place in [`crate::world::World::secrets`]. A secret that was not
    /// asked about is [`Access::Unknown`].
    pub fn access(&self, secret: usize) -> Access {
        match self.reach.places.get(&secret) {
            Some((store, at)) => access(&self.stores[*store], *at),
            None if self.compiled.is_asked(secret) => Access::Cannot,
            None => Access::Unknown,
        }
    }

    /// The condition keys that a cell hangs on, as AWS writes them, sorted.
    pub fn conditions(&self, secret: usize) -> Vec<&str> {
        let Some((store, at)) = self.reach.places.get(&secret).copied() else { return Vec::new() };
        let keys = self.stores[store].keys.iter().filter(|(_, bits)| has(bits, at));
        let mut found: Vec<&str> = keys.map(|(cause, _)| self.reach.keys.text(*cause)).collect();
        found.sort_unstable();
        found
    }

    /// Every secret that the principal can, or may be able to, read: secrets before parameters, in the order of ARNs.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        self.stores.iter().zip(&self.reach.legs).flat_map(|(standing, leg)| {
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
