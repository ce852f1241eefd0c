//! Busy but harmless: what public rules take for an attack.

use chrono::{DateTime, Datelike, Duration, Utc, Weekday};
use keyturn_domain::store::Store;

use super::cast::Kind;
use super::catalogue::Thing;
use super::deed::{self, read};
use super::log::{Log, Who};
use super::routine::{days, often, within};
use super::{Benign, Class, TrafficSpec};

/// Every harmless episode of the stretch.
pub(super) fn play(log: &mut Log<'_>, spec: &TrafficSpec) {
    let workloads = log.players(|player| player.kind.is_workload());
    let newcomer = workloads.last().copied().filter(|_| workloads.len() > 3);
    let live_at = log.start + (log.end - log.start) * 7 / 10;
    for day in days(log) {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        for player in log.players(|player| player.kind == Kind::Ci) {
            for _ in 0..if weekend { 0 } else { often(log, spec, 220) } {
                let at = within(log, day, 7, 18);
                ci_start(log, player, at);
                if log.dice.chance(35) {
                    let own = own_workloads(log, player);
                    let Some(&workload) = log.dice.one(&own) else { continue };
                    if newcomer == Some(workload) && at < live_at {
                        continue;
                    }
                    let at = at + Duration::seconds(log.dice.between(40, 240));
                    rollout(log, workload, at, Benign::Rollout);
                }
            }
        }
        for &workload in workloads.iter().filter(|&&workload| newcomer != Some(workload)) {
            for _ in 0..often(log, spec, 12) {
                let at = within(log, day, 6, 22);
                rollout(log, workload, at, Benign::Autoscaling);
            }
        }
        for player in log.players(|player| player.kind == Kind::Terraform) {
            for _ in 0..if weekend { 0 } else { often(log, spec, 22) } {
                let at = within(log, day, 9, 17);
                terraform_burst(log, player, at);
            }
        }
        if let Some(&workload) = log.dice.one(&workloads).filter(|workload| newcomer != Some(**workload)) {
            for _ in 0..often(log, spec, 30) {
                let at = within(log, day, 0, 24);
                throttling(log, workload, at);
            }
        }
        if log.dice.chance(4) {
            let at = within(log, day, 0, 4);
            on_call(log, at);
        }
    }
    if let Some(newcomer) = newcomer {
        rollout(log, newcomer, live_at, Benign::NewService);
    }
    rotations(log);
}

fn own_workloads(log: &Log<'_>, player: usize) -> Vec<usize> {
    let account = log.player(player).map(|player| &player.account);
    log.players(|player| player.kind.is_workload() && Some(&player.account) == account)
}

/// The name that the machinery gives to a session of this workload.
fn session_name(log: &mut Log<'_>, kind: Kind, at: DateTime<Utc>) -> String {
    match kind {
        Kind::Task => log.hex(32),
        Kind::Instance => format!("i-0{}", log.hex(16)),
        Kind::Pod => format!("botocore-session-{}", at.timestamp()),
        _ => "function".to_owned(),
    }
}

/// A workload starts: reads everything it needs, each secret alone, parameters together, an instance by path.
fn start(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<Who> {
    let member = log.player(player)?;
    let name = match member.kind {
        Kind::Function => member.name.replace("-handler", ""),
        kind => session_name(log, kind, at),
    };
    let since = at - Duration::seconds(log.dice.between(1, 20));
    let who = log.enter(player, &name, since)?;
    let reads = log.usual(player);
    let parameter = |thing: &usize| log.thing(*thing).is_some_and(|thing| thing.store == Store::ParameterStore);
    let (parameters, secrets): (Vec<usize>, Vec<usize>) = reads.into_iter().partition(parameter);
    let path = parameters.first().and_then(|&thing| log.thing(thing)?.name.rsplit_once('/')).map(|(path, _)| path);
    match path.filter(|path| member.kind == Kind::Instance && path.len() > 1) {
        Some(path) => {
            let place = log.home(player)?;
            log.read_path(who, at, place, path);
        }
        None => log.read_together(who, at, &parameters),
    }
    log.read_all(who, at + Duration::seconds(1), &secrets, (0, 1));
    Some(who)
}

/// The tasks of a service start anew, one after the other.
pub(super) fn rollout(log: &mut Log<'_>, player: usize, at: DateTime<Utc>, class: Benign) {
    log.episode(Class::Benign(class), player, |log| {
        let mut at = at;
        for _ in 0..log.dice.between(2, if class == Benign::Autoscaling { 3 } else { 5 }) {
            start(log, player, at)?;
            at += Duration::seconds(log.dice.between(5, 90));
        }
        Some(())
    });
}

/// A run of the pipeline reads the credentials of the tools it uses.
pub(super) fn ci_start(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) -> Option<Who> {
    let mut runner = None;
    log.episode(Class::Benign(Benign::CiStart), player, |log| {
        let run = log.dice.between(40_000, 99_999);
        let who = log.enter(player, &format!("ci-{run}"), at - Duration::seconds(4))?;
        let reads = log.usual(player);
        log.read_all(who, at, &reads, (0, 3));
        runner = Some(who);
        Some(())
    });
    runner
}

/// A preview environment: made, read back, and destroyed again, all by one role.
fn terraform_burst(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) {
    log.episode(Class::Benign(Benign::TerraformBurst), player, |log| {
        let home = log.home(player)?;
        let place = log.catalogue.places.get(home)?.clone();
        let key = log.catalogue.things.iter().find(|thing| thing.place == home).and_then(|thing| thing.key.clone());
        let number = log.dice.between(1000, 9999);
        let who = log.enter(player, &format!("atlantis-{}", at.timestamp()), at - Duration::seconds(10))?;
        let mut made = Vec::new();
        for nth in 0..log.dice.between(8, 24) {
            let name = format!("preview/pr-{number}/credential-{nth:02}");
            let suffix = log.hex(6);
            let arn = format!("arn:aws:secretsmanager:{}:{}:secret:{name}-{suffix}", place.region, place.account);
            let version = Some(log.uuid());
            let (store, key) = (Store::SecretsManager, key.clone());
            let (since, until, rotated) = (at, None, None);
            let (service, production, shared) = (None, false, false);
            made.push(Thing {
                place: home,
                store,
                name,
                arn,
                key,
                version,
                service,
                production,
                since,
                until,
                rotated,
                shared,
            });
        }
        let created = at + Duration::seconds(2);
        for thing in &made {
            let at = created + Duration::seconds(log.dice.between(0, 8));
            let token = thing.version.clone().unwrap_or_default();
            log.call(who, at, home, &deed::create_secret(&thing.name, &thing.arn, &token));
            log.call(who, at, home, &deed::put_value(&thing.arn, &token));
        }
        let looked = created + Duration::seconds(log.dice.between(12, 40));
        for thing in &made {
            log.call(who, looked, home, &deed::about(read("secretsmanager", "DescribeSecret"), &thing.arn));
            log.call(who, looked, home, &deed::about(read("secretsmanager", "GetSecretValue"), &thing.arn));
            log.decrypts(who, looked, thing);
        }
        let ended = looked + Duration::minutes(log.dice.between(3, 400));
        let who = log.enter(player, &format!("atlantis-{}", ended.timestamp()), ended - Duration::seconds(10))?;
        for thing in &made {
            log.call(who, ended, home, &deed::about(read("secretsmanager", "DescribeSecret"), &thing.arn));
            log.call(who, ended + Duration::seconds(3), home, &deed::delete_secret(&thing.arn, true));
        }
        Some(())
    });
}

/// Many tasks at once run into the limit, wait and come through.
fn throttling(log: &mut Log<'_>, player: usize, at: DateTime<Utc>) {
    log.episode(Class::Benign(Benign::Throttling), player, |log| {
        for nth in 0..log.dice.between(4, 8) {
            let at = at + Duration::seconds(nth);
            let who = start(log, player, at)?;
            let reads = log.usual(player);
            for thing in log.dice.some(&reads, 3) {
                log.refused(who, at, thing, true);
                let again = at + Duration::seconds(log.dice.between(1, 4));
                log.read(who, again, thing);
            }
        }
        Some(())
    });
}

/// A real incident at night: the person on call reads what the service needs, under the ticket's number.
fn on_call(log: &mut Log<'_>, at: DateTime<Utc>) {
    let Some(player) = log.players(|player| player.kind == Kind::OnCall).first().copied() else { return };
    log.episode(Class::Benign(Benign::OnCall), player, |log| {
        let home = log.home(player)?;
        let person = log.dice.pick(&["jonas.brandt", "li.wei", "maria.keller"]);
        let ticket = log.dice.between(1000, 9999);
        let who = log.enter(player, &format!("INC-{ticket}-{person}"), at - Duration::minutes(1))?;
        log.list(who, at, home);
        let production = log.catalogue.find(|thing| thing.place == home && thing.production && thing.is_secret());
        let service = log.drawn(&production)?.service;
        let needed: Vec<usize> =
            production.into_iter().filter(|&thing| log.thing(thing).is_some_and(|t| t.service == service)).collect();
        let count = usize::try_from(log.dice.between(1, 3)).unwrap_or(1);
        let some = log.dice.some(&needed, count);
        log.read_all(who, at + Duration::seconds(40), &some, (30, 300));
        Some(())
    });
}

/// Every rotation that the organisation's dates speak of.
fn rotations(log: &mut Log<'_>) {
    for thing in &log.catalogue.things {
        let Some((days, last_at)) = thing.rotated else { continue };
        let account = log.catalogue.places.get(thing.place).map(|place| &place.account);
        let rotators = log.players(|player| player.kind == Kind::Rotator && Some(&player.account) == account);
        let Some(&player) = rotators.first() else { continue };
        let mut at = last_at;
        while at > log.start && at > thing.since + Duration::minutes(1) {
            rotate(log, player, thing, at);
            at -= Duration::days(days);
        }
    }
}

/// The four steps of a rotation function, between the service's own announcements.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>
fn rotate(log: &mut Log<'_>, player: usize, thing: &Thing, ended: DateTime<Utc>) {
    log.episode(Class::Benign(Benign::Rotation), player, |log| {
        let arn = &thing.arn;
        let mut at = ended - Duration::seconds(12);
        let service = log.service(player, thing.place, "secretsmanager.amazonaws.com")?;
        let who = log.enter(player, "SecretsManagerRotation", at)?;
        let token = log.uuid();
        log.call(service, at, thing.place, &deed::rotation("RotationStarted", arn));
        for (seconds, deed, opens) in [
            (1, deed::about(read("secretsmanager", "DescribeSecret"), arn), false),
            (1, deed::get_stage(arn, "AWSCURRENT"), true),
            (1, deed::put_value(arn, &token), false),
            (1, deed::about(read("secretsmanager", "DescribeSecret"), arn), false),
            (0, deed::get_stage(arn, "AWSPENDING"), true),
            (2, deed::get_stage(arn, "AWSCURRENT"), true),
            (2, deed::get_stage(arn, "AWSPENDING"), true),
            (1, deed::about(read("secretsmanager", "DescribeSecret"), arn), false),
            (0, deed::move_stage(arn, &token, thing.version.as_deref()), false),
        ] {
            at += Duration::seconds(seconds);
            log.call(who, at, thing.place, &deed);
            if opens {
                log.decrypts(who, at, thing);
            }
        }
        log.call(service, ended, thing.place, &deed::rotation("RotationSucceeded", arn));
        Some(())
    });
}
