//! Generates an organisation from a seed: the same seed and instant give the same organisation, byte for byte.

pub(crate) mod dice;
mod hostile;
mod identities;
mod keys;
mod parameters;
mod places;
mod secrets;
mod stories;
mod trails;
pub(crate) mod words;

use chrono::{DateTime, Utc};

use crate::organisation::{Contents, Organisation, Place};
use dice::Dice;
pub use hostile::plant_hostile;

/// How large an organisation to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The seed of all chance.
    pub seed: u64,
    /// The instant that ages are counted from (UTC).
    pub now: DateTime<Utc>,
    /// Active accounts; one suspended account comes on top.
    pub accounts: u32,
    /// Regions that every account has enabled, twelve at most.
    pub regions: u32,
    /// Rows of Secrets Manager, replicas included.
    pub secrets: u32,
    /// Rows of Parameter Store.
    pub parameters: u32,
}

impl Spec {
    /// The demo: 4 accounts × 3 regions, 190 secrets, 230 parameters.
    pub fn demo(now: DateTime<Utc>) -> Self {
        Self { seed: 20, now, accounts: 4, regions: 3, secrets: 190, parameters: 230 }
    }

    /// As many as asked for, over 4 accounts × 3 regions.
    pub fn large(now: DateTime<Utc>, secrets: u32, parameters: u32) -> Self {
        Self { secrets, parameters, ..Self::demo(now) }
    }
}

/// The organisation of this spec.
pub fn generate(spec: &Spec) -> Organisation {
    let mut dice = Dice::new(spec.seed, spec.now);
    let mut organisation = Organisation {
        id: format!("o-{}", dice.text("abcdefghijklmnopqrstuvwxyz0123456789", 10)),
        now: spec.now,
        members: places::members(spec.accounts, &mut dice),
        regions: places::regions(spec.regions),
        not_enabled: std::collections::BTreeSet::new(),
        trails: Vec::new(),
        buckets: Vec::new(),
        places: std::collections::BTreeMap::new(),
        identities: std::collections::BTreeMap::new(),
        tree: crate::identities::Tree::default(),
        identity_center: None,
    };
    let grounds = places::grounds(&organisation);
    for ground in &grounds {
        let keys = keys::keys_of(&ground.place, &mut dice);
        organisation.places.insert(ground.place.clone(), Contents { keys, ..Contents::default() });
    }
    secrets::fill(&mut organisation, &grounds, spec.secrets, &mut dice);
    parameters::fill(&mut organisation, &grounds, spec.parameters, &mut dice);
    hostile::sprinkle(&mut organisation);
    trails::lay(&mut organisation);
    identities::fill(&mut organisation, spec.seed);
    organisation
}

/// What the makers of secrets and parameters know of a place.
struct Ground {
    place: Place,
    /// The environment of the account.
    environment: &'static str,
    /// How much of the organisation lives here, relative to the others.
    weight: u32,
}

#[cfg(test)]
mod tests;
