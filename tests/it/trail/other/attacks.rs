//! What somebody does who should not, once each in a month.

use serde_json::{Value, json};

use super::{Call, DAY, HOME, HOUR, Kind, MINUTE, PRODUCTION, STAGING, TOOLS, Thing, Who, World, habits, people};

/// Rented machines and home lines: nobody of the bank was ever there.
const ABROAD: &[&str] = &["5.45.0.66", "2001:db8:dead::7", "2001:db8:beef:4::2", "185.0.7.21"];

/// Plays itself into the month, beginning at this second of it.
type Play = fn(&mut World, i64);

const ATTACKS: &[(&str, Play)] = &[
    ("leaked-pipeline-token", leaked_token),
    ("inside-the-pod", inside_the_pod),
    ("insider-in-hours", insider),
    ("insider-slowly", insider_slowly),
    ("principal-of-their-own", own_principal),
    ("batch-by-names", batch_by_names),
    ("batch-by-description", batch_by_description),
    ("everything-below-the-root", below_the_root),
    ("old-values", old_values),
    ("refused-then-read", refused_then_read),
    ("instance-abroad", instance_abroad),
    ("one-address-three-roles", three_roles),
    ("root-user", root_user),
    ("trail-deleted", trail_deleted),
    ("opened-to-a-stranger", opened),
    ("grant-to-self", grant),
    ("staging-reads-production", staging_reads),
    ("behind-a-preview", behind_a_preview),
    ("old-key-wakes", old_key),
    ("windows-passwords", windows),
    ("gone-but-reading", gone),
    ("decoy-touched", decoy),
    ("read-and-destroyed", destroyed),
    ("night-at-home", night),
    ("five-regions", five_regions),
];

pub(super) fn play(world: &mut World) {
    for (class, attack) in ATTACKS {
        // Twelve days are for learning, and what takes days must end within the month.
        let at = world.chance.of(12, 18) * DAY + world.chance.of(0, DAY - 1);
        world.begin(class, true);
        attack(world, at);
    }
}

fn abroad(world: &mut World) -> &'static str {
    world.chance.one::<&'static str>(ABROAD)
}

/// Secrets of production that this team does not use.
fn others(world: &World, team: usize) -> Vec<Thing> {
    let own = world.teams.get(team).expect("a team").word;
    world.teams.iter().filter(|team| team.word != own).flat_map(|team| team.production.clone()).collect()
}

fn some_others(world: &mut World, team: usize, low: i64, high: i64) -> Vec<Thing> {
    let (all, count) = (others(world, team), world.chance.of(low, high));
    world.chance.some(&all, count)
}

/// One whose service no attack has used yet: whoever took something once knows it.
fn any_team(world: &mut World) -> usize {
    let left = i64::try_from(world.untouched.len()).expect("a few") - 1;
    let at = usize::try_from(world.chance.of(0, left)).expect("a position");
    world.untouched.remove(at)
}

/// A running task's session.
fn task(world: &mut World, team: usize) -> Who {
    let session = world.chance.hex(32);
    habits::service(world, team).session(&mut world.chance, session)
}

fn leaked_token(world: &mut World, at: i64) {
    let from = abroad(world);
    let who = habits::hosted(world).from(from);
    world.list(&who, at, TOOLS);
    let things: Vec<Thing> = (0..world.chance.of(6, 12))
        .map(|nth| Thing { account: TOOLS, region: HOME, name: format!("ci/vendor-{nth}"), own_key: false })
        .collect();
    world.read_all(&who, at + 20, &things, (1, 6));
}

/// From within: the same session, address and program; a few secrets of others in an hour.
fn inside_the_pod(world: &mut World, at: i64) {
    let team = any_team(world);
    let who = task(world, team);
    let things = some_others(world, team, 4, 6);
    world.read_all(&who, at, &things, (5 * MINUTE, 11 * MINUTE));
}

/// In working hours, from the usual place, by the console: another team's production, one after another.
fn insider(world: &mut World, at: i64) {
    let who = people::person(world, 0);
    let at = people::in_hours(world, 0, weekday(at));
    let things = some_others(world, 0, 9, 14);
    world.list(&who, at, PRODUCTION);
    world.read_all(&who, at + 60, &things, (2 * MINUTE, 10 * MINUTE));
}

fn weekday(at: i64) -> i64 {
    let day = at / DAY;
    if World::is_weekend(day) { day - 2 } else { day }
}

/// Two each working day over two weeks.
fn insider_slowly(world: &mut World, at: i64) {
    let mut things = some_others(world, 5, 22, 22);
    for day in weekday(at)..weekday(at) + 13 {
        if World::is_weekend(day) || day >= super::DAYS {
            continue;
        }
        let who = people::person(world, 5);
        for _ in 0..2 {
            let then = people::in_hours(world, 5, day);
            if let Some(thing) = things.pop() {
                world.read(&who, then, &thing);
            }
        }
    }
}

/// A user that was made for it: never seen before.
fn own_principal(world: &mut World, at: i64) {
    let from = abroad(world);
    let user = Who {
        kind: Kind::User,
        key: "AKIAI44QH8DHBEXAMPLE".to_owned(),
        ..Who::role(PRODUCTION, "backup-service", from, "Boto3/1.36.1 Python/3.13")
    };
    world.list(&user, at, PRODUCTION);
    let things = some_others(world, 0, 5, 9);
    world.read_all(&user, at + 9, &things, (1, 8));
}

fn batch(world: &mut World, who: &Who, at: i64, request: Value) {
    let account = who.account;
    world.call(
        who,
        at,
        Call { source: "secretsmanager", name: "BatchGetSecretValue", account, region: HOME, request, error: None },
    );
}

/// A function's role asks for twenty by name, from where the function runs.
fn batch_by_names(world: &mut World, at: i64) {
    let role = Who::role(
        PRODUCTION,
        &format!("lambda-{}-hook-role-1x2y3z", world.teams.first().expect("a team").word),
        "13.50.4.4",
        "Boto3/1.35.0 exec-env/AWS_Lambda_python3.12",
    );
    let who = role.session(&mut world.chance, "hook");
    let names: Vec<String> =
        others(world, 0).into_iter().filter(|thing| !thing.is_parameter()).map(|thing| thing.name).take(18).collect();
    batch(world, &who, at, json!({"secretIdList": names}));
}

fn batch_by_description(world: &mut World, at: i64) {
    let team = any_team(world);
    let who = task(world, team);
    for page in 0..3 {
        batch(
            world,
            &who,
            at + page * 4,
            json!({"filters": [{"key": "description", "values": ["!nothing-has-this"]}], "maxResults": 20}),
        );
    }
}

/// Where decryptions are not recorded: ten pages, and nothing says what was on them.
fn below_the_root(world: &mut World, at: i64) {
    let team = any_team(world);
    let who = task(world, team);
    for page in 0..10 {
        let request = json!({"path": "/", "recursive": true, "withDecryption": true});
        world.call(
            &who,
            at + page,
            Call {
                source: "ssm",
                name: "GetParametersByPath",
                account: PRODUCTION,
                region: HOME,
                request,
                error: None,
            },
        );
    }
}

fn old_values(world: &mut World, at: i64) {
    let who = people::person(world, 2);
    let at = people::in_hours(world, 2, weekday(at));
    let things: Vec<Thing> = others(world, 2).into_iter().filter(Thing::is_parameter).take(5).collect();
    for (nth, thing) in (0_i64..).zip(&things) {
        let request = json!({"name": thing.name, "withDecryption": true});
        world.call(
            &who,
            at + nth * 30,
            Call {
                source: "ssm",
                name: "GetParameterHistory",
                account: PRODUCTION,
                region: HOME,
                request,
                error: None,
            },
        );
    }
}

fn refused_then_read(world: &mut World, at: i64) {
    let team = any_team(world);
    let who = task(world, team);
    let things = some_others(world, team, 9, 9);
    for (nth, thing) in (0_i64..).zip(&things) {
        if nth < 6 { world.refused(&who, at + nth * 7, thing) } else { world.read(&who, at + nth * 7, thing) }
    }
}

/// An instance's credential abroad reads only what the instance reads.
fn instance_abroad(world: &mut World, at: i64) {
    let from = abroad(world);
    let who = habits::jenkins(world).from(from);
    let thing = Thing { account: TOOLS, region: HOME, name: "ci/npm-token".to_owned(), own_key: true };
    world.read(&who, at, &thing);
}

/// Three roles' credentials on one machine, each reading what it always reads.
fn three_roles(world: &mut World, at: i64) {
    let from = abroad(world);
    for (nth, team) in (0_i64..).zip([1, 4, 7]) {
        let who = task(world, team).from(from);
        let things: Vec<Thing> = world.teams.get(team).expect("a team").production.iter().take(3).cloned().collect();
        world.read_all(&who, at + nth * 4 * MINUTE, &things, (1, 5));
    }
}

fn root_user(world: &mut World, at: i64) {
    let from = abroad(world);
    let root = Who { kind: Kind::Root, ..Who::role(STAGING, "root", from, people_console()) };
    let who = root.session(&mut world.chance, "");
    let thing = world.teams.get(3).and_then(|team| team.staging.first()).cloned().expect("a secret");
    world.read(&who, at, &thing);
}

fn people_console() -> &'static str {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
}

fn trail_deleted(world: &mut World, at: i64) {
    let from = abroad(world);
    let who = people::person(world, 2).from(from);
    let request = json!({"name": "bank-trail"});
    world.call(
        &who,
        at,
        Call { source: "cloudtrail", name: "DeleteTrail", account: PRODUCTION, region: HOME, request, error: None },
    );
}

/// A person lets an account in that is nobody's here, and it reads.
fn opened(world: &mut World, at: i64) {
    let who = people::person(world, 5);
    let thing = world
        .teams
        .get(7)
        .and_then(|team| team.production.iter().find(|thing| !thing.is_parameter()))
        .or_else(|| world.teams.get(8).and_then(|team| team.production.first()))
        .cloned()
        .expect("a secret");
    world.call(
        &who,
        at,
        Call {
            source: "secretsmanager",
            name: "PutResourcePolicy",
            account: PRODUCTION,
            region: HOME,
            request: json!({"secretId": thing.name, "resourcePolicy": "x"}),
            error: None,
        },
    );
    let from = abroad(world);
    let stranger = Who::role("123456789012", "loader", from, "Boto3/1.36.1").session(&mut world.chance, "s");
    world.read(&stranger, at + HOUR, &thing);
}

/// A service's role gives itself a grant, and reads what the key locks.
fn grant(world: &mut World, at: i64) {
    let team = any_team(world);
    let who = task(world, team);
    let key = "arn:aws:kms:eu-north-1:111122223333:key/11111111-2222-3333-4444-555555555555";
    let request = json!({"keyId": key, "granteePrincipal": who.arn(), "operations": ["Decrypt"]});
    world.call(
        &who,
        at,
        Call { source: "kms", name: "CreateGrant", account: PRODUCTION, region: HOME, request, error: None },
    );
    let things = some_others(world, team, 2, 4);
    world.read_all(&who, at + 90, &things, (10, 60));
}

fn staging_reads(world: &mut World, at: i64) {
    let who = habits::pulumi(world, at);
    let things = some_others(world, 0, 2, 3);
    world.read_all(&who, at, &things, (10, 60));
}

/// A preview is made, and in the same session and seconds somebody takes more.
fn behind_a_preview(world: &mut World, at: i64) {
    let attack = world.episodes.pop().expect("just begun");
    world.begin("preview", false);
    let who = habits::preview(world, at);
    world.episodes.push(attack);
    let all: Vec<Thing> = world.teams.iter().flat_map(|team| team.staging.clone()).collect();
    let count = world.chance.of(4, 7);
    let things = world.chance.some(&all, count);
    world.read_all(&who, at + 35, &things, (0, 2));
}

/// The script is off since the eleventh day; its key is not.
fn old_key(world: &mut World, _: i64) {
    let who = people::old_user(world);
    let at = world.chance.of(26, 29) * DAY + 4 * HOUR;
    let things: Vec<Thing> = world.teams.iter().take(2).filter_map(|team| team.production.first().cloned()).collect();
    world.read_all(&who, at, &things, (1, 3));
}

fn windows(world: &mut World, at: i64) {
    let who = people::person(world, 0);
    let at = people::in_hours(world, 0, weekday(at));
    for nth in 0..world.chance.of(4, 8) {
        let id = format!("i-0{}", world.chance.hex(16));
        world.call(
            &who,
            at + nth * 20,
            Call {
                source: "ec2",
                name: "GetPasswordData",
                account: PRODUCTION,
                region: HOME,
                request: json!({"instanceId": id}),
                error: None,
            },
        );
    }
}

/// Somebody who left reads the one secret that they always read.
fn gone(world: &mut World, at: i64) {
    world.left = Some((people::LEAVER.1.to_owned(), people::LAST_DAY + 1));
    let who = people::person(world, people::LEAVER.0);
    let thing = people::own(world, people::LEAVER.0).first().cloned().expect("a secret");
    world.read(&who, (people::LAST_DAY + 2) * DAY + at % DAY, &thing);
}

fn decoy(world: &mut World, at: i64) {
    let team = any_team(world);
    let (who, thing) = (task(world, team), world.decoy.clone());
    world.read(&who, at, &thing);
}

fn destroyed(world: &mut World, at: i64) {
    let who = people::person(world, 2);
    let at = people::in_hours(world, 2, weekday(at));
    let things: Vec<Thing> = others(world, 2).into_iter().filter(|thing| !thing.is_parameter()).collect();
    let things = world.chance.some(&things, 4);
    world.read_all(&who, at, &things, (5, 30));
    for (nth, thing) in (0_i64..).zip(&things) {
        world.write(&who, at + 10 * MINUTE + nth, "DeleteSecret", thing);
    }
}

/// From the person's own line, in the middle of their night: two of production that are not theirs.
fn night(world: &mut World, at: i64) {
    let who = people::person(world, 0);
    let at = (at / DAY) * DAY + world.chance.of(23, 24) * HOUR + 20 * MINUTE;
    let things = some_others(world, 0, 2, 2);
    world.read_all(&who, at, &things, (30, 200));
}

fn five_regions(world: &mut World, at: i64) {
    let team = any_team(world);
    let who = task(world, team);
    let thing = some_others(world, team, 1, 1).pop().expect("a secret");
    for (nth, region) in (0_i64..).zip(["eu-west-1", "us-east-1", "us-west-2", "ap-south-1", "eu-central-1"]) {
        world.read(&who, at + nth * 15, &Thing { region, ..thing.clone() });
    }
}
