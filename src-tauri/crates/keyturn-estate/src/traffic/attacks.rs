//! Attacks, grafted onto the traffic: who, when, how many, how fast and from where is left to chance.

use chrono::{DateTime, Duration, DurationRound, Utc};
use keyturn_domain::store::Store;
use serde_json::json;

use super::cast::{Kind, Player};
use super::deed::{self, read};
use super::log::{Log, Who};
use super::source::{Source, command_line, elsewhere};
use super::{Attack, Benign, Class, decoys, episodes};
use crate::organisation::Organisation;

/// Plays an attack that begins at about this instant.
pub(super) fn play(log: &mut Log<'_>, organisation: &Organisation, attack: Attack, at: DateTime<Utc>) {
    let Some(player) = victim(log, attack) else { return };
    // What the attack hides behind is no part of it.
    let cover = match attack {
        Attack::SameRoleDuringDeployment | Attack::CiCrossTeam => episodes::ci_start(log, player, at),
        _ => None,
    };
    if attack == Attack::SameRoleDuringDeployment {
        let account = log.player(player).map(|player| &player.account);
        let own = log.players(|player| player.kind.is_workload() && Some(&player.account) == account);
        if let Some(&workload) = log.dice.one(&own) {
            episodes::rollout(log, workload, at, Benign::Rollout);
        }
    }
    log.episode(Class::Attack(attack), player, |log| match attack {
        Attack::StolenWorkload => stolen_workload(log, player, at),
        Attack::SameRoleDuringDeployment => same_role(log, cover, at),
        Attack::CiCrossTeam => ci_cross_team(log, cover?, at),
        Attack::LowAndSlow => low_and_slow(log, player, at),
        Attack::BatchCatchAll => batch_catch_all(log, player, at),
        Attack::HistoryReads => history_reads(log, player, at),
        Attack::PathFromRoot => path_from_root(log, player, at),
        Attack::DeniedProbing => denied_probing(log, player, at),
        Attack::HumanOffHours => off_hours(log, player, at),
        Attack::DepartedPerson => departed(log, player, at),
        Attack::DormantSecret => dormant(log, player, at),
        Attack::CrossAccount => cross_account(log, player, at),
        Attack::Root => root(log, player, at),
        Attack::Decoy => decoy(log, organisation, player, at),
        Attack::TrailStopped => trail_stopped(log, player, at),
        Attack::PasswordData => password_data(log, player, at),
        Attack::GrantThenReads => grant_then_reads(log, player, at),
        Attack::InstanceCredentialOutside => instance_outside(log, player, at),
    });
}

/// Somebody of the cast to whom this attack can happen.
fn victim(log: &mut Log<'_>, attack: Attack) -> Option<usize> {
    let places = &log.catalogue.places;
    let produces = |player: &Player| {
        let own = |at: usize| places.get(at).is_some_and(|place| place.account == player.account);
        log.catalogue.things.iter().any(|thing| thing.production && thing.service.is_some() && own(thing.place))
    };
    let fits = |player: &Player| match attack {
        Attack::StolenWorkload => matches!(player.kind, Kind::Task | Kind::Pod | Kind::Function),
        Attack::SameRoleDuringDeployment => player.kind == Kind::Ci,
        Attack::CiCrossTeam => player.kind == Kind::Ci && produces(player),
        Attack::HumanOffHours => player.kind == Kind::Person,
        Attack::DepartedPerson => player.kind == Kind::Departed,
        Attack::Root => player.kind == Kind::Root,
        Attack::InstanceCredentialOutside => player.kind == Kind::Instance,
        Attack::TrailStopped | Attack::GrantThenReads => {
            player.kind == Kind::Person && player.name.contains("Administrator") || player.kind == Kind::Terraform
        }
        Attack::BatchCatchAll | Attack::PasswordData => matches!(player.kind, Kind::Legacy | Kind::Task | Kind::Pod),
        _ => player.kind.is_workload(),
    };
    let fitting = log.players(fits);
    // Each attack has a victim of its own, as long as there are enough.
    let fresh: Vec<usize> = fitting.iter().copied().filter(|player| !log.victims.contains(player)).collect();
    let player = log.dice.one(if fresh.is_empty() { &fitting } else { &fresh }).copied()?;
    log.victims.insert(player);
    Some(player)
}

/// The session that a credential was stolen from, used from somewhere else.
fn stolen(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<Who> {
    let source = elsewhere(&mut log.dice);
    stolen_to(log, player, at, source)
}

fn stolen_to(log: &mut Log<'_>, player: usize, at: DateTime<Utc>, source: Source) -> Option<Who> {
    let who = own_session(log, player, at)?;
    Some(log.carried_off(who, source))
}

/// A session of the player's own, from where it usually is: the one it has, or one like it.
fn own_session(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<Who> {
    let member = log.player(player)?;
    let since = at - Duration::minutes(log.dice.between(4, 50));
    let name = match member.kind {
        Kind::Task => log.hex(32),
        Kind::Instance => format!("i-0{}", log.hex(16)),
        Kind::Pod => format!("botocore-session-{}", since.timestamp()),
        Kind::Function => member.name.replace("-handler", ""),
        Kind::Terraform => format!("atlantis-{}", since.timestamp()),
        _ => member.person.unwrap_or(&member.name).to_owned(),
    };
    log.enter(player, &name, since)
}

/// Secrets of the player's account that it does not read in usual times, and that no other attack made it read.
fn unusual(log: &Log<'_>, player: usize, at: DateTime<Utc>) -> Vec<usize> {
    let Some(member) = log.player(player) else { return Vec::new() };
    let places = &log.catalogue.places;
    let all = log.catalogue.find(|thing| {
        thing.is_secret()
            && thing.is_there(at)
            && !member.reads.contains(&thing.arn)
            && places.get(thing.place).is_some_and(|place| place.account == member.account)
    });
    all.into_iter().filter(|thing| !log.taken.contains(&(player, *thing))).collect()
}

/// Reads what an attack is after.
fn take(log: &mut Log<'_>, who: Who, at: DateTime<Utc>, things: &[usize], gap: (i64, i64)) {
    log.taken.extend(things.iter().map(|thing| (who.player, *thing)));
    log.read_all(who, at, things, gap);
}

fn some_unusual(log: &mut Log<'_>, player: usize, at: DateTime<Utc>, low: i64, high: i64) -> Vec<usize> {
    let unusual = unusual(log, player, at);
    let count = usize::try_from(log.dice.between(low, high)).unwrap_or(1);
    log.dice.some(&unusual, count)
}

/// Some of these, in an order of chance.
fn deal(log: &mut Log<'_>, things: &[usize], low: i64, high: i64) -> Vec<usize> {
    let count = usize::try_from(log.dice.between(low, high)).unwrap_or(1);
    log.dice.some(things, count)
}

fn stolen_workload(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let home = log.home(player)?;
    let who = stolen(log, player, at)?;
    log.call(who, at, home, &deed::who_am_i());
    log.list(who, at + Duration::seconds(20), home);
    let here: Vec<usize> =
        unusual(log, player, at).into_iter().filter(|&t| log.thing(t).is_some_and(|t| t.place == home)).collect();
    let things = deal(log, &here, 8, 30);
    let gap = log.dice.pick(&[(0, 1), (1, 4), (3, 20)]);
    take(log, who, at + Duration::seconds(60), &things, gap);
    Some(())
}

/// A step of the pipeline that nobody looked at reads more than the deployment needs, in its own session.
fn same_role(log: &mut Log<'_>, cover: Option<Who>, at: DateTime<Utc>) -> Option<()> {
    let who = cover?;
    let things = some_unusual(log, who.player, at, 5, 12);
    let begin = at + Duration::seconds(log.dice.between(5, 30));
    take(log, who, begin, &things, (0, 2));
    Some(())
}

fn ci_cross_team(log: &mut Log<'_>, who: Who, at: DateTime<Utc>) -> Option<()> {
    let all = unusual(log, who.player, at);
    let production: Vec<usize> =
        all.into_iter().filter(|&t| log.thing(t).is_some_and(|t| t.production && t.service.is_some())).collect();
    let service = log.drawn(&production)?.service;
    let team: Vec<usize> =
        production.into_iter().filter(|&t| log.thing(t).is_some_and(|t| t.service == service)).collect();
    let things = deal(log, &team, 2, 5);
    take(log, who, at + Duration::seconds(30), &things, (1, 6));
    Some(())
}

/// Three to five new secrets a day over ten days, from where the workload itself runs.
fn low_and_slow(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let mut things = some_unusual(log, player, at, 34, 46);
    for day in 0..10 {
        let begin = at + Duration::days(day) + Duration::minutes(log.dice.between(-300, 300));
        let who = own_session(log, player, begin)?;
        let count = usize::try_from(log.dice.between(3, 5)).unwrap_or(3).min(things.len());
        let today: Vec<usize> = things.drain(..count).collect();
        take(log, who, begin, &today, (600, 5400));
    }
    Some(())
}

fn batch_catch_all(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let filters = match log.dice.between(0, 2) {
        0 => json!([{"key": "tag-key", "values": ["!a"]}]),
        1 => json!([{"key": "name", "values": ["!zz"]}]),
        _ => json!([{"key": "all", "values": ["!nothing"]}]),
    };
    let who = stolen(log, player, at)?;
    let account = &log.player(player)?.account;
    let places = &log.catalogue.places;
    let mut begin = at;
    for place in (0..places.len()).filter(|&at| places.get(at).is_some_and(|place| &place.account == account)) {
        log.read_batch(who, begin, place, &filters);
        let all = log.catalogue.find(|thing| thing.place == place && thing.store == Store::SecretsManager);
        log.taken.extend(all.into_iter().map(|thing| (player, thing)));
        begin += Duration::seconds(log.dice.between(4, 40));
    }
    Some(())
}

fn history_reads(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let who = stolen(log, player, at)?;
    let all = unusual(log, player, at);
    let parameters: Vec<usize> =
        all.into_iter().filter(|&t| log.thing(t).is_some_and(|t| t.store == Store::ParameterStore)).collect();
    let mut then = at;
    for thing in deal(log, &parameters, 4, 15) {
        let thing = log.thing(thing)?;
        log.call(who, then, thing.place, &deed::history(thing));
        log.decrypts(who, then, thing);
        then += Duration::seconds(log.dice.between(1, 9));
    }
    Some(())
}

fn path_from_root(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let home = log.home(player)?;
    let who = if log.dice.chance(50) { stolen(log, player, at)? } else { own_session(log, player, at)? };
    log.read_path(who, at, home, "/");
    let all = log.catalogue.find(|thing| thing.place == home && thing.store == Store::ParameterStore);
    log.taken.extend(all.into_iter().map(|thing| (player, thing)));
    Some(())
}

fn denied_probing(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let home = log.home(player)?;
    let who = stolen(log, player, at)?;
    let denied = deed::list_secrets(0).denied(&log.arn(who), None);
    log.call(who, at, home, &denied);
    let mut then = at + Duration::seconds(15);
    for thing in some_unusual(log, player, at, 10, 35) {
        log.refused(who, then, thing, false);
        then += Duration::seconds(log.dice.between(1, 12));
    }
    Some(())
}

/// The person's own session in the middle of the night, on production, from an address that is not theirs.
fn off_hours(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let member = log.player(player)?;
    let night = at.duration_trunc(Duration::days(1)).unwrap_or(at) + Duration::minutes(log.dice.between(60, 260))
        - Duration::hours(i64::from(member.utc_offset));
    let source = elsewhere(&mut log.dice);
    let who = log.enter_from(player, member.person?, night - Duration::minutes(5), source)?;
    let all = unusual(log, player, night);
    let production: Vec<usize> = all.into_iter().filter(|&t| log.thing(t).is_some_and(|t| t.production)).collect();
    let all = if production.is_empty() { unusual(log, player, night) } else { production };
    let things = deal(log, &all, 3, 9);
    take(log, who, night, &things, (10, 120));
    Some(())
}

fn departed(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let member = log.player(player)?;
    let since_left = member.left_at? + Duration::hours(log.dice.between(30, 200));
    let at = at.max(since_left).min(log.end - Duration::minutes(40));
    let source = Source::new("203.0.113.77", command_line("secretsmanager.get-secret-value"));
    let who = log.enter_from(player, member.person?, at - Duration::minutes(2), source)?;
    let things = some_unusual(log, player, at, 3, 10);
    take(log, who, at, &things, (5, 60));
    Some(())
}

/// Secrets that nobody reads in usual times, and if there are any, that no other attack has woken.
fn asleep(log: &Log<'_>, player: usize, at: DateTime<Utc>) -> Vec<usize> {
    let read_by_somebody = |arn: &String| log.cast.iter().any(|player| player.reads.contains(arn));
    let mut asleep = unusual(log, player, at);
    asleep.retain(|&t| log.thing(t).is_some_and(|t| !read_by_somebody(&t.arn) && t.rotated.is_none()));
    let woken = |thing: &usize| log.taken.iter().any(|(_, taken)| taken == thing);
    let deeply: Vec<usize> = asleep.iter().copied().filter(|thing| !woken(thing)).collect();
    if deeply.is_empty() { asleep } else { deeply }
}

fn dormant(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let who = own_session(log, player, at)?;
    let asleep = asleep(log, player, at);
    let things = deal(log, &asleep, 1, 2);
    take(log, who, at, &things, (30, 300));
    Some(())
}

/// A workload reads secrets of another account, in whose policies somebody let it.
fn cross_account(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let member = log.player(player)?;
    let places = &log.catalogue.places;
    let foreign = log.catalogue.find(|thing| {
        thing.store == Store::SecretsManager
            && thing.is_there(at)
            && places.get(thing.place).is_some_and(|place| place.account != member.account)
    });
    let who = own_session(log, player, at)?;
    let things = deal(log, &foreign, 2, 6);
    take(log, who, at, &things, (2, 40));
    Some(())
}

fn root(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let source = elsewhere(&mut log.dice);
    let who = log.enter_from(player, "root", at, source)?;
    let home = log.home(player)?;
    log.list(who, at, home);
    let things = some_unusual(log, player, at, 1, 5);
    take(log, who, at + Duration::seconds(50), &things, (10, 90));
    Some(())
}

fn decoy(log: &mut Log<'_>, organisation: &Organisation, player: usize, at: DateTime<Utc>) -> Option<()> {
    let decoys = decoys(organisation);
    let account = &log.player(player)?.account;
    let places = &log.catalogue.places;
    let all = log.catalogue.find(|thing| decoys.contains(&thing.arn) && thing.is_there(at));
    let own: Vec<usize> = all
        .iter()
        .copied()
        .filter(|&t| {
            let place = log.thing(t).and_then(|thing| places.get(thing.place));
            place.is_some_and(|place| &place.account == account)
        })
        .collect();
    let who = own_session(log, player, at)?;
    let thing = *log.dice.one(if own.is_empty() { &all } else { &own })?;
    log.read(who, at, thing);
    Some(())
}

fn trail_stopped(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let home = log.home(player)?;
    let who = stolen(log, player, at)?;
    log.call(who, at, home, &deed::stop_logging("organisation-trail"));
    let things = some_unusual(log, player, at, 3, 12);
    let begin = at + Duration::seconds(log.dice.between(30, 400));
    take(log, who, begin, &things, (2, 25));
    Some(())
}

fn password_data(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let home = log.home(player)?;
    let who = stolen(log, player, at)?;
    let region = &log.catalogue.places.get(home)?.region;
    let account = &log.player(player)?.account;
    let mut then = at;
    for _ in 0..log.dice.between(11, 30) {
        let instance = format!("i-0{}", log.hex(16));
        let mut deed = deed::password(&instance);
        if log.dice.chance(60) {
            let all = format!("arn:aws:ec2:{region}:{account}:instance/*");
            deed = deed.denied(&log.arn(who), Some(&all));
        }
        log.call(who, then, home, &deed);
        then += Duration::seconds(log.dice.between(0, 6));
    }
    Some(())
}

/// Lets a role that could not decrypt before decrypt with a key, then reads with that role what the key encrypts.
fn grant_then_reads(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let account = &log.player(player)?.account;
    let all = unusual(log, player, at);
    let workloads = log.players(|other| other.kind.is_workload() && &other.account == account);
    let fresh: Vec<usize> = workloads.iter().copied().filter(|other| !log.victims.contains(other)).collect();
    let readers = if fresh.is_empty() { workloads } else { fresh };
    // A key that locks what some reader does not read anyway.
    let (key, reader, locked) = log.dice.some(&all, all.len()).into_iter().find_map(|thing| {
        let key = log.thing(thing)?.key.clone()?;
        let reader = *log.dice.one(&readers)?;
        let usual = log.usual(reader);
        let is_locked = |thing: &usize| {
            log.thing(*thing).is_some_and(|thing| thing.key.as_ref() == Some(&key))
                && !usual.contains(thing)
                && !log.taken.contains(&(reader, *thing))
        };
        let locked: Vec<usize> = all.iter().copied().filter(is_locked).collect();
        (locked.len() >= 2).then_some((key, reader, locked))
    })?;
    log.victims.insert(reader);
    let place = log.thing(*locked.first()?)?.place;
    let granter = stolen(log, player, at)?;
    let arn = log.player(reader)?.arn.clone();
    let id = log.hex(32);
    log.call(granter, at, place, &deed::grant(&key, &arn, &id));
    let begin = at + Duration::seconds(log.dice.between(20, 300));
    let who = own_session(log, reader, begin)?;
    let things = deal(log, &locked, 2, 8);
    take(log, who, begin, &things, (2, 15));
    Some(())
}

/// The credential of an instance, used outside of AWS while the instance itself runs on.
fn instance_outside(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<()> {
    let home = log.home(player)?;
    let who = own_session(log, player, at)?;
    let usual = log.usual(player);
    log.read_all(who, at - Duration::seconds(90), &usual, (0, 1));
    let source = elsewhere(&mut log.dice);
    let who = log.carried_off(who, source);
    log.call(who, at, home, &deed::who_am_i());
    log.call(who, at + Duration::seconds(8), home, &deed::describe_parameters(0));
    let known = deal(log, &usual, 1, 4);
    log.read_all(who, at + Duration::seconds(20), &known, (1, 9));
    let things = some_unusual(log, player, at, 2, 10);
    let first = *things.first()?;
    let arn = log.thing(first)?.arn.clone();
    log.call(who, at + Duration::seconds(50), home, &deed::about(read("secretsmanager", "DescribeSecret"), &arn));
    take(log, who, at + Duration::seconds(60), &things, (1, 9));
    Some(())
}
