//! The usual: what the organisation's principals do day after day.

use chrono::{DateTime, Datelike, Duration, DurationRound, Utc, Weekday};

use super::cast::Kind;
use super::deed::{self, read, write};
use super::log::Log;
use super::{Benign, Class, TrafficSpec};

/// The midnights (UTC) of the stretch.
pub(super) fn days(log: &Log<'_>) -> Vec<DateTime<Utc>> {
    let first = log.start.duration_trunc(Duration::days(1)).unwrap_or(log.start);
    (0..=(log.end - first).num_days()).map(|day| first + Duration::days(day)).collect()
}

fn is_workday(day: DateTime<Utc>) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// How often something happens on a day that happens `hundredths` of times a day at full intensity.
pub(super) fn often(log: &mut Log<'_>, spec: &TrafficSpec, hundredths: u32) -> u32 {
    let rate = hundredths * spec.intensity / 100;
    rate / 100 + u32::from(log.dice.chance(rate % 100))
}

/// A random second of the day's hours.
pub(super) fn within(log: &mut Log<'_>, day: DateTime<Utc>, from_hour: i64, to_hour: i64) -> DateTime<Utc> {
    day + Duration::seconds(log.dice.between(from_hour * 3600, to_hour * 3600 - 1))
}

/// Everything usual.
pub(super) fn play(log: &mut Log<'_>, spec: &TrafficSpec) {
    provisioning(log);
    for player in log.players(|player| player.kind == Kind::Operator) {
        operator(log, spec, player);
    }
    for day in days(log) {
        for player in 0..log.cast.len() {
            let Some(kind) = log.player(player).map(|player| player.kind) else { continue };
            match kind {
                Kind::Function => functions(log, spec, player, day),
                Kind::Nightly => nightly(log, player, day),
                Kind::Scanner => scanner(log, player, day),
                Kind::AwsConfig => config(log, spec, player, day),
                Kind::Terraform if is_workday(day) => refresh(log, spec, player, day),
                Kind::Person | Kind::Departed if is_workday(day) => person(log, spec, player, day),
                Kind::Legacy if day.weekday() == Weekday::Mon => legacy(log, player, day),
                _ => {}
            }
        }
    }
}

/// Polls its secrets for ever; its web identity is renewed every twelve hours.
fn operator(log: &mut Log<'_>, spec: &TrafficSpec, player: usize) {
    log.episode(Class::Benign(Benign::OperatorPolling), player, |log| {
        let reads = log.usual(player);
        let gap = Duration::minutes(i64::from(spec.poll_minutes.max(1)));
        let mut at = log.start + Duration::seconds(log.dice.between(0, 59));
        let mut since = at;
        let mut who = log.enter(player, "external-secrets-provider-aws", since)?;
        while at <= log.end {
            if at - since > Duration::hours(12) {
                since = at;
                who = log.enter(player, "external-secrets-provider-aws", since)?;
            }
            log.read_all(who, at, &reads, (0, 1));
            at += gap;
        }
        Some(())
    });
}

/// A function starts cold a few times a day and reads what it needs.
fn functions(log: &mut Log<'_>, spec: &TrafficSpec, player: usize, day: DateTime<Utc>) {
    for _ in 0..often(log, spec, 300) {
        let at = within(log, day, 0, 24);
        log.episode(Class::Benign(Benign::ColdStart), player, |log| {
            let name = log.player(player)?.name.replace("-handler", "");
            let who = log.enter(player, &name, at - Duration::seconds(2))?;
            let reads = log.usual(player);
            log.read_all(who, at, &reads, (0, 1));
            Some(())
        });
    }
}

/// Backups, and what loads the warehouse: at about the same minute of each night.
fn nightly(log: &mut Log<'_>, player: usize, day: DateTime<Utc>) {
    let at = day + Duration::minutes(135) + Duration::seconds(log.dice.between(0, 240));
    log.episode(Class::Benign(Benign::Nightly), player, |log| {
        let who = log.enter(player, &format!("nightly-{}", at.format("%Y%m%d")), at - Duration::seconds(5))?;
        let reads = log.usual(player);
        log.read_all(who, at, &reads, (1, 20));
        Some(())
    });
}

/// Lists every place of its account and reads nothing.
fn scanner(log: &mut Log<'_>, player: usize, day: DateTime<Utc>) {
    log.episode(Class::Benign(Benign::Scan), player, |log| {
        let mut at = day + Duration::hours(4) + Duration::seconds(log.dice.between(0, 900));
        let who = log.enter(player, "prowler", at)?;
        let account = &log.player(player)?.account;
        let places = &log.catalogue.places;
        for place in (0..places.len()).filter(|&at| places.get(at).is_some_and(|place| &place.account == account)) {
            log.list(who, at, place);
            for thing in log.catalogue.find(|thing| thing.place == place && thing.version.is_some()).iter().take(5) {
                at += Duration::seconds(log.dice.between(1, 3));
                let arn = log.thing(*thing)?.arn.clone();
                log.call(who, at, place, &deed::about(read("secretsmanager", "DescribeSecret"), &arn));
                log.call(who, at, place, &deed::about(read("secretsmanager", "GetResourcePolicy"), &arn));
            }
            at += Duration::seconds(log.dice.between(3, 30));
        }
        Some(())
    });
}

/// AWS Config tries to decrypt what it describes, and is denied: every day, for ever, without meaning.
fn config(log: &mut Log<'_>, spec: &TrafficSpec, player: usize, day: DateTime<Utc>) {
    for _ in 0..often(log, spec, 150) {
        let at = within(log, day, 0, 24);
        log.episode(Class::Benign(Benign::ConfigDenied), player, |log| {
            let home = log.home(player)?;
            let who = log.enter(player, "AWSConfig-Describe", at - Duration::seconds(30))?;
            let secrets = log.catalogue.find(|thing| thing.place == home && thing.is_secret());
            let thing = log.drawn(&secrets)?;
            let deed = deed::decrypt(thing)?.denied(&log.arn(who), thing.key.as_deref());
            log.call(who, at, home, &deed);
            Some(())
        });
    }
}

/// Terraform looks at everything it holds before it plans.
fn refresh(log: &mut Log<'_>, spec: &TrafficSpec, player: usize, day: DateTime<Utc>) {
    for _ in 0..often(log, spec, 80) {
        let at = within(log, day, 8, 17);
        log.episode(Class::Benign(Benign::Refresh), player, |log| {
            let who = log.enter(player, &format!("atlantis-{}", at.timestamp()), at - Duration::seconds(10))?;
            for thing in log.usual(player) {
                let Some(held) = log.thing(thing).filter(|thing| thing.is_there(at)) else { continue };
                if held.version.is_some() {
                    log.call(who, at, held.place, &deed::about(read("secretsmanager", "DescribeSecret"), &held.arn));
                    log.call(who, at, held.place, &deed::about(read("secretsmanager", "GetResourcePolicy"), &held.arn));
                }
                let then = at + Duration::seconds(log.dice.between(0, 6));
                log.read(who, then, thing);
            }
            Some(())
        });
    }
}

/// A person's working day in their own time: looks around, and reads now and then one of the usual few.
fn person(log: &mut Log<'_>, spec: &TrafficSpec, player: usize, day: DateTime<Utc>) {
    for _ in 0..often(log, spec, 90) {
        let at = within(log, day, 9, 18);
        log.episode(Class::Benign(Benign::Person), player, |log| {
            let member = log.player(player)?;
            let mut at = at - Duration::hours(i64::from(member.utc_offset));
            if member.left_at.is_some_and(|left| at >= left) {
                return None;
            }
            let who = log.enter(player, member.person?, at - Duration::minutes(3))?;
            let home = log.home(player)?;
            log.list(who, at, home);
            let usual = log.usual(player);
            let count = usize::try_from(log.dice.between(0, 2)).unwrap_or(0);
            for thing in log.dice.some(&usual, count) {
                at += Duration::seconds(log.dice.between(20, 400));
                let held = log.thing(thing)?;
                if held.version.is_some() && held.is_there(at) {
                    log.call(who, at, held.place, &deed::about(read("secretsmanager", "DescribeSecret"), &held.arn));
                    log.call(
                        who,
                        at,
                        held.place,
                        &deed::about(read("secretsmanager", "ListSecretVersionIds"), &held.arn),
                    );
                }
                log.read(who, at + Duration::seconds(9), thing);
            }
            Some(())
        });
    }
}

/// An old script with a user's keys, on Mondays.
fn legacy(log: &mut Log<'_>, player: usize, day: DateTime<Utc>) {
    log.episode(Class::Benign(Benign::Nightly), player, |log| {
        let at = day + Duration::hours(6) + Duration::seconds(log.dice.between(0, 60));
        let who = log.enter(player, "", at)?;
        let reads = log.usual(player);
        log.read_all(who, at, &reads, (1, 2));
        Some(())
    });
}

/// What the organisation's stores say was made and deleted in the stretch, was made and deleted by somebody.
fn provisioning(log: &mut Log<'_>) {
    for thing in &log.catalogue.things {
        let account = log.catalogue.places.get(thing.place).map(|place| &place.account);
        let hands =
            log.players(|player| Some(&player.account) == account && matches!(player.kind, Kind::Terraform | Kind::Ci));
        let Some(&player) = hands.last() else { continue };
        log.episode(Class::Benign(Benign::Provisioning), player, |log| {
            let made = thing.since - Duration::seconds(1);
            let token = log.uuid();
            if made > log.start {
                let who = log.enter(player, &format!("atlantis-{}", made.timestamp()), made)?;
                log.call(who, made, thing.place, &deed::create(thing, &token));
            }
            if let Some(until) = thing.until.filter(|until| *until > log.start) {
                let who = log.enter(player, &format!("atlantis-{}", until.timestamp()), until)?;
                let policy = deed::about(write("secretsmanager", "DeleteResourcePolicy"), &thing.arn);
                log.call(who, until - Duration::seconds(2), thing.place, &policy);
                log.call(who, until, thing.place, &deed::delete_secret(&thing.arn, false));
            }
            Some(())
        });
    }
}
