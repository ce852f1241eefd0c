//! What people do.

use super::{DAY, DAYS, HOUR, Kind, MINUTE, PRODUCTION, STAGING, Thing, Who, World};

/// Name, first hour of work (UTC), whether they may read production, usual address, agent.
const PEOPLE: &[(&str, i64, bool, &str, &str)] = &[
    ("ingrid", 6, true, "198.51.100.140", CONSOLE),
    ("oskar", 7, false, "198.51.100.140", CONSOLE),
    ("Fatima.Rahman", 7, true, "192.0.2.14", "aws-cli/2.17.9 md/awscrt"),
    ("joao.silva@bank.example", 11, false, "203.0.113.61", CONSOLE),
    ("mei", 1, false, "2001:db8:55:2::9", CONSOLE),
    ("piotr@bank.example", 6, true, "192.0.2.99", "aws-cli/2.17.9 md/awscrt"),
    ("lena.holm", 8, false, "198.51.100.140", CONSOLE),
];
const CONSOLE: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/131.0 Safari/537.36";

/// Who leaves within the month: place in the list, and name.
pub(super) const LEAVER: (usize, &str) = (6, "lena.holm");
/// Their last day.
pub(super) const LAST_DAY: i64 = 21;

/// A person's session, in Identity Center's role for their duty.
pub(super) fn person(world: &mut World, nth: usize) -> Who {
    let (name, _, production, from, agent) = *PEOPLE.get(nth % PEOPLE.len()).expect("a person");
    let (account, set) = if production { (PRODUCTION, "PlatformEngineer") } else { (STAGING, "Engineer") };
    let role =
        Who { kind: Kind::Sso, ..Who::role(account, &format!("AWSReservedSSO_{set}_1a2b3c4d5e6f7081"), from, agent) };
    role.session(&mut world.chance, name)
}

/// An instant in this person's working hours.
pub(super) fn in_hours(world: &mut World, nth: usize, day: i64) -> i64 {
    let (_, first, ..) = *PEOPLE.get(nth % PEOPLE.len()).expect("a person");
    day * DAY + first * HOUR + world.chance.of(0, 9 * HOUR)
}

/// What a person looks at: their team's, in the account they may read.
pub(super) fn own(world: &World, nth: usize) -> Vec<Thing> {
    let (_, _, production, ..) = *PEOPLE.get(nth % PEOPLE.len()).expect("a person");
    let team = world.teams.get(nth % world.teams.len()).expect("a team");
    if production { team.production.clone() } else { team.staging.clone() }
}

pub(super) fn play(world: &mut World) {
    for nth in 0..PEOPLE.len() {
        days(world, nth);
    }
    guard(world);
    user(world);
    starter(world);
}

/// Some days none, some days a few; mostly the same two or three, at times another of the team's, rarely a neighbour's.
/// At times from a train.
fn days(world: &mut World, nth: usize) {
    let own = own(world, nth);
    let all: Vec<Thing> = world
        .teams
        .iter()
        .flat_map(|team| {
            if own.first().is_some_and(|thing| thing.account == PRODUCTION) {
                team.production.clone()
            } else {
                team.staging.clone()
            }
        })
        .collect();
    for day in (0..DAYS).filter(|day| !World::is_weekend(*day)) {
        if world.chance.hit(20) || (nth == LEAVER.0 && day > LAST_DAY) {
            continue;
        }
        let mut who = person(world, nth);
        if world.chance.hit(12) {
            let from = format!("100.{}.{}.5", world.chance.of(128, 200), world.chance.of(0, 250));
            who = who.from(from);
        }
        for _ in 0..world.chance.of(1, 3) {
            world.begin("person", false);
            let at = in_hours(world, nth, day);
            if world.chance.hit(60) {
                world.list(&who, at, who.account);
            }
            let thing = match world.chance.of(0, 99) {
                0..=79 => own.first().cloned(),
                80..=95 => Some(world.chance.one(&own).clone()),
                _ => Some(world.chance.one(&all).clone()),
            };
            world.read(&who, at + 40, &thing.expect("a secret"));
        }
    }
}

/// Who has the pager looks at a service in the night, twice in a month, under the ticket's name.
fn guard(world: &mut World) {
    for nth in 0..2 {
        let day = world.chance.of(4 + nth * 12, 14 + nth * 12);
        let at = day * DAY + world.chance.of(0, 3 * HOUR);
        let ticket = world.chance.of(1000, 9999);
        let role = Who::role(PRODUCTION, "incident-responder", "198.51.100.140", "aws-cli/2.17.9 md/awscrt");
        let who = role.session(&mut world.chance, format!("INC-{ticket}-ingrid"));
        world.begin("on-call", false);
        let team = usize::try_from(world.chance.of(0, 5)).expect("a team");
        let things = world.teams.get(team).expect("a team").production.clone();
        world.read_all(&who, at, &things.into_iter().take(2).collect::<Vec<_>>(), (3 * MINUTE, 9 * MINUTE));
    }
}

/// The user of an old monitoring script: daily, until it is switched off on the eleventh day.
pub(super) fn old_user(world: &mut World) -> Who {
    let role = Who {
        kind: Kind::User,
        key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        ..Who::role(PRODUCTION, "nagios", "192.0.2.201", "aws-cli/1.18.69 Python/3.8")
    };
    role.session(&mut world.chance, "")
}

fn user(world: &mut World) {
    let things: Vec<Thing> = world.teams.iter().take(2).filter_map(|team| team.production.first().cloned()).collect();
    for day in 0..11 {
        for hour in [1, 9, 17] {
            let who = old_user(world);
            world.begin("old-script", false);
            world.read_all(&who, day * DAY + hour * HOUR, &things, (1, 3));
        }
    }
}

/// Somebody new comes on the fifteenth day and learns their team's secrets of staging.
fn starter(world: &mut World) {
    let role = Who {
        kind: Kind::Sso,
        ..Who::role(STAGING, "AWSReservedSSO_Engineer_1a2b3c4d5e6f7081", "198.51.100.140", CONSOLE)
    };
    let things = world.teams.get(6).expect("a team").staging.clone();
    for day in (14..DAYS).filter(|day| !World::is_weekend(*day)) {
        if world.chance.hit(40) {
            continue;
        }
        let who = role.session(&mut world.chance, "new.hire@bank.example");
        world.begin("new-colleague", false);
        let at = day * DAY + world.chance.of(8 * HOUR, 15 * HOUR);
        let count = world.chance.of(1, 2);
        let reads = world.chance.some(&things, count);
        world.list(&who, at, STAGING);
        world.read_all(&who, at + 30, &reads, (60, 300));
    }
}
