//! Accounts, regions, and how the organisation spreads over them.

use keyturn_domain::account::{AccountId, Region};

use super::Ground;
use super::dice::Dice;
use super::words::{ACCOUNTS, REGIONS, SERVICES, Service};
use crate::organisation::{Member, Organisation, Place};

/// The accounts: those of the table, then numbered ones, then one that is suspended.
pub(super) fn members(count: u32, dice: &mut Dice) -> Vec<Member> {
    let mut members = Vec::new();
    for at in 0..count {
        let (name, id) = match usize::try_from(at).ok().and_then(|at| ACCOUNTS.get(at)) {
            Some((name, id, _)) => ((*name).to_owned(), (*id).to_owned()),
            None => (format!("team-{at:03}"), format!("{:012}", 300_000_000_000 + u64::from(at))),
        };
        members.extend(member(&name, &id, true, dice));
    }
    members.extend(member("old-sandbox", "210987654321", false, dice));
    members
}

fn member(name: &str, id: &str, active: bool, dice: &mut Dice) -> Option<Member> {
    let id: AccountId = id.parse().ok()?;
    let email = format!("aws+{name}@example.com");
    Some(Member { id, name: name.to_owned(), email, joined_at: dice.ago(1500, 2500), active })
}

pub(super) fn regions(count: u32) -> Vec<Region> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    REGIONS.iter().take(count).filter_map(|region| region.parse().ok()).collect()
}

/// Every place with its weight: the first accounts are larger, and each account has a home region.
pub(super) fn grounds(organisation: &Organisation) -> Vec<Ground> {
    let mut grounds = Vec::new();
    for (at, member) in organisation.active().enumerate() {
        let environment = ACCOUNTS.get(at).map_or("dev", |(_, _, environment)| environment);
        for (region_at, region) in organisation.regions.iter().enumerate() {
            let home = region_at == at % organisation.regions.len().max(1);
            let size = match at {
                0 => 4,
                1 | 2 => 3,
                _ => 2,
            };
            grounds.push(Ground {
                place: Place { account: member.id.clone(), region: region.clone() },
                environment,
                weight: if home { size * 3 } else { size },
            });
        }
    }
    grounds
}

/// The place of the next row: each place gets a few first, then chance decides by weight.
pub(super) fn deal<'a>(grounds: &'a [Ground], nth: u32, dice: &mut Dice) -> Option<&'a Ground> {
    let count = u32::try_from(grounds.len()).unwrap_or(u32::MAX);
    if nth < count.saturating_mul(3) {
        return grounds.get(usize::try_from(nth % count.max(1)).ok()?);
    }
    let total: u32 = grounds.iter().map(|ground| ground.weight).sum();
    let mut left = dice.between(0, i64::from(total) - 1);
    grounds.iter().find(|ground| {
        left -= i64::from(ground.weight);
        left < 0
    })
}

/// The environment a row's name says: the account's own, and in staging also development's.
pub(super) fn environment(ground: &Ground, dice: &mut Dice) -> &'static str {
    if ground.environment == "stage" && dice.chance(35) { "dev" } else { ground.environment }
}

/// A service, and its name: numbered once the plain names of a place run short.
pub(super) fn service(attempt: i64, dice: &mut Dice) -> (Service, String) {
    let service = dice.pick(SERVICES);
    let name = match attempt {
        0..=9 => service.name.to_owned(),
        _ => format!("{}-{:02}", service.name, dice.between(2, attempt * 3)),
    };
    (service, name)
}

/// Tags as teams put them on: some say everything, some nothing.
pub(super) fn tags(service: Service, environment: &str, dice: &mut Dice) -> Vec<(String, String)> {
    let mut tags = Vec::new();
    let mut tag = |key: &str, value: &str| tags.push((key.to_owned(), value.to_owned()));
    if dice.chance(12) {
        return tags;
    }
    if dice.chance(85) {
        tag("team", service.team);
    }
    if dice.chance(65) {
        tag("owner", service.owner);
    }
    if dice.chance(60) {
        tag("environment", environment);
    }
    if dice.chance(50) {
        tag("cost-centre", service.cost_centre);
    }
    if dice.chance(25) {
        tag("managed-by", dice.pick(&["terraform", "cdk", "hand"]));
    }
    tags
}
