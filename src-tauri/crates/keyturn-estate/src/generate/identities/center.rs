//! The Identity Center that made the people's roles, and everybody else in its identity store.

use std::collections::BTreeMap;

use keyturn_domain::account::AccountId;

use crate::generate::dice::Dice;
use crate::identity_center::{HeldAssignment, HeldIdentityCenter, HeldPeople, HeldPermissionSet, HeldPerson};
use crate::organisation::Organisation;
use crate::traffic::Player;

/// People of the identity store in all: more than a page, and most of them are assigned to nothing.
const PEOPLE: usize = 130;

/// First and last names of those who read nothing.
const NAMES: [&[&str]; 2] = [
    &["ada", "bruno", "chidi", "dora", "emil", "fatima", "goran", "hana", "ivan", "jun", "kofi", "lena"],
    &["abe", "bauer", "costa", "dahl", "endo", "fischer", "garcia", "horvat", "ito", "jansen", "kaya"],
];

/// Roles of permission sets have this before the set's name.
const PREFIX: &str = "AWSReservedSSO_";

/// Those who can use a permission set together are a group; who is alone with one is assigned to it in person.
pub(super) fn center(organisation: &Organisation, players: &[Player], seed: u64) -> Option<HeldIdentityCenter> {
    let region = organisation.regions.first()?.clone();
    let mut dice = Dice::apart(seed, 41, organisation.now);
    let instance = format!("ssoins-{}", dice.hex(16));
    let mut center = HeldIdentityCenter {
        arn: format!("arn:aws:sso:::instance/{instance}"),
        store: format!("d-{}", dice.hex(10)),
        region,
        sets: Vec::new(),
        people: Vec::new(),
        groups: Vec::new(),
        assignments: Vec::new(),
    };
    let mut shared: BTreeMap<(&str, &AccountId), Vec<String>> = BTreeMap::new();
    for player in players {
        let Some(address) = player.person else { continue };
        let set = player.name.strip_prefix(PREFIX).and_then(|name| name.rsplit_once('_'));
        let Some((set, _)) = set else { continue };
        let id = center.person(address, &mut dice);
        shared.entry((set, &player.account)).or_default().push(id);
    }
    for ((set, account), who) in shared {
        let set = center.set(set, &instance, &mut dice);
        let assignment = |group, who| HeldAssignment { account: account.clone(), set: set.arn.clone(), group, who };
        let assigned = if let [only] = &who[..] {
            assignment(false, only.clone())
        } else {
            let group = HeldPeople { id: dice.uuid(), name: format!("{}s", set.name), members: who };
            let assigned = assignment(true, group.id.clone());
            center.groups.push(group);
            assigned
        };
        center.assignments.push(assigned);
    }
    for (first, last) in NAMES[0].iter().flat_map(|first| NAMES[1].iter().map(move |last| (first, last))) {
        if center.people.len() < PEOPLE {
            center.person(&format!("{first}.{last}@example.com"), &mut dice);
        }
    }
    let everybody = center.people.iter().map(|person| person.id.clone()).collect();
    center.groups.push(HeldPeople { id: dice.uuid(), name: "Everybody".to_owned(), members: everybody });
    Some(center)
}

impl HeldIdentityCenter {
    /// The id of the person with this address, who is there from now on.
    fn person(&mut self, address: &str, dice: &mut Dice) -> String {
        if let Some(known) = self.people.iter().find(|person| person.user_name == address) {
            return known.id.clone();
        }
        let id = dice.uuid();
        let name = address.split('@').next().unwrap_or(address).replace('.', " ");
        self.people.push(HeldPerson { id: id.clone(), user_name: address.to_owned(), display_name: name });
        id
    }

    /// The permission set of this name, which is there from now on.
    fn set(&mut self, name: &str, instance: &str, dice: &mut Dice) -> HeldPermissionSet {
        if let Some(known) = self.sets.iter().find(|set| set.name == name) {
            return known.clone();
        }
        let arn = format!("arn:aws:sso:::permissionSet/{instance}/ps-{}", dice.hex(16));
        let set = HeldPermissionSet { arn, name: name.to_owned() };
        self.sets.push(set.clone());
        set
    }
}
