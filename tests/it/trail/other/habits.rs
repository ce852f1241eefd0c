//! What programs do day after day.

use serde_json::json;

use super::{
    Call, Chance, DAY, DAYS, HOME, HOUR, Kind, MINUTE, PRODUCTION, STAGING, SUPPLIER, TOOLS, Team, Thing, Who, World,
};

const WORDS: &[&str] = &[
    "ledger",
    "cards",
    "onboarding",
    "risk",
    "crm",
    "statements",
    "fx",
    "disputes",
    "loans",
    "limits",
    "notices",
    "kyc",
];
const KEYS: &[&str] = &[
    "db",
    "db-readonly",
    "kafka",
    "smtp",
    "s3-signing",
    "partner-api",
    "jwt",
    "redis",
    "sftp",
    "webhook",
    "mq",
    "vision",
];

/// Teams with their secrets: half of them in Parameter Store below a path of their own, half in Secrets Manager.
pub(super) fn teams(chance: &mut Chance) -> Vec<Team> {
    let words = chance.some(WORDS, 9);
    let team = |(nth, word): (usize, &'static str)| {
        let keys = KEYS.iter().take(5 + nth % 4 * 2);
        let named = |key: &str| match nth % 3 {
            0 => format!("/{word}/{}", key.replace('-', ".")),
            1 => format!("{word}/{key}"),
            _ => format!("{word}-{key}"),
        };
        let all: Vec<String> = keys.map(|key| named(key)).collect();
        let of = |account| {
            all.iter().map(|name| Thing { account, region: HOME, name: name.clone(), own_key: nth % 2 == 0 }).collect()
        };
        Team { word, production: of(PRODUCTION), staging: of(STAGING) }
    };
    words.into_iter().enumerate().map(team).collect()
}

/// A service's role.
pub(super) fn service(world: &World, team: usize) -> Who {
    let team = world.teams.get(team).expect("a team").clone();
    let nth = world.teams.iter().position(|other| other.word == team.word).unwrap_or(0);
    // Some behind an endpoint, some behind a NAT gateway.
    let (from, endpoint) = if nth % 2 == 0 { ("10.20.7.14", Some("vpce-0bank")) } else { ("198.51.100.8", None) };
    let agent = if nth % 3 == 0 {
        "aws-sdk-java/2.29.1 Linux/5.10 OpenJDK/21"
    } else {
        "aws-sdk-go-v2/1.36.3 os/linux lang/go#1.24"
    };
    Who { endpoint, ..Who::role(PRODUCTION, &format!("svc-{}", team.word), from, agent) }
}

/// A gateway was replaced on this day: who left by it has another address from then on.
pub(super) fn moved(who: &Who, day: i64, gateway_day: i64) -> Who {
    if who.from == "198.51.100.8" && day >= gateway_day { who.from("203.0.113.200") } else { who.clone() }
}

pub(super) fn play(world: &mut World) {
    let gateway_day = world.chance.of(14, 20);
    for team in 0..world.teams.len() {
        starts(world, team, gateway_day);
    }
    functions(world);
    runners(world);
    previews(world);
    operator(world);
    copies(world);
    rotations(world);
    scans(world);
    supplier(world);
    batches(world);
    mistakes(world);
    newcomers(world);
    cloudformation(world);
}

/// The tasks of a service start: after deployments on working days, and at times by themselves. What a deployment
/// brings at times is a new secret of the team's own, and once in a month one of another team.
fn starts(world: &mut World, team: usize, gateway_day: i64) {
    let role = service(world, team);
    let own = world.teams.get(team).expect("a team").clone();
    let all = own.production;
    let mut used: Vec<Thing> = all.iter().take(all.len() - 2).cloned().collect();
    let mut later: Vec<Thing> = all.iter().skip(all.len() - 2).cloned().collect();
    let other = (team + 1) % world.teams.len();
    let (dependency, joins) =
        (world.teams.get(other).and_then(|team| team.production.first()).cloned(), world.chance.of(9, 60));
    let by_path = used.first().is_some_and(Thing::is_parameter);
    for day in 0..DAYS {
        let mut at = Vec::new();
        if !World::is_weekend(day) && world.chance.hit(45) {
            at.push(day * DAY + world.chance.of(8 * HOUR, 16 * HOUR));
            if world.chance.hit(9) {
                used.extend(later.pop());
            }
            if day >= joins && world.chance.hit(50) {
                used.extend(dependency.clone().filter(|thing| !used.contains(thing)));
            }
        }
        if world.chance.hit(35) {
            at.push(day * DAY + world.chance.of(0, DAY - 1));
        }
        for at in at {
            world.begin("service-start", false);
            for _ in 0..world.chance.of(1, 4) {
                let session = world.chance.hex(32);
                let task = moved(&role, day, gateway_day).session(&mut world.chance, session);
                let begin = at + world.chance.of(0, 240);
                if by_path {
                    let path = format!("/{}/", own.word);
                    world.read_path(&task, begin, &path, &used);
                    let rest: Vec<Thing> =
                        used.iter().filter(|thing| !thing.name.starts_with(&path)).cloned().collect();
                    world.read_all(&task, begin, &rest, (0, 1));
                } else {
                    world.read_all(&task, begin, &used.clone(), (0, 2));
                }
            }
        }
    }
}

/// Functions outside of any VPC: each cold start has another of AWS's addresses.
fn functions(world: &mut World) {
    for nth in 0..5 {
        let team = world.teams.get(nth).expect("a team").clone();
        let role = Who::role(
            PRODUCTION,
            &format!("lambda-{}-hook-role-1x2y3z", team.word),
            "",
            "Boto3/1.35.0 exec-env/AWS_Lambda_python3.12",
        );
        let reads: Vec<Thing> = team.production.iter().take(2).cloned().collect();
        for day in 0..DAYS {
            for _ in 0..world.chance.of(1, 6) {
                world.begin("function-start", false);
                let from = format!(
                    "{}.{}.{}.9",
                    world.chance.one(&["13.48", "13.50", "16.16"]),
                    world.chance.of(0, 255),
                    world.chance.of(0, 255)
                );
                let who = role.from(from).session(&mut world.chance, format!("{}-hook", team.word));
                let at = day * DAY + world.chance.of(0, DAY - 1);
                world.read_all(&who, at, &reads, (0, 1));
            }
        }
    }
}

/// The pipelines' roles: one with hosted runners and tokens, one on an instance of its own.
pub(super) fn hosted(world: &mut World) -> Who {
    let from = format!("20.{}.{}.{}", world.chance.of(1, 250), world.chance.of(1, 250), world.chance.of(1, 250));
    let job = world.chance.of(100_000, 999_999);
    let role = Who { kind: Kind::Token, ..Who::role(TOOLS, "gitlab-deployer", &from, "aws-cli/2.22.1 md/awscrt") };
    role.session(&mut world.chance, format!("GitLab-{job}"))
}

pub(super) fn jenkins(world: &mut World) -> Who {
    Who::role(TOOLS, "jenkins-agent", "203.0.113.31", "aws-sdk-java/1.12.780 Linux")
        .session(&mut world.chance, "i-0ab12cd34ef56789a")
}

fn runners(world: &mut World) {
    let tools: Vec<Thing> = ["ci/npm-token", "ci/sonar", "ci/docker-hub", "ci/signing"]
        .iter()
        .map(|name| Thing { account: TOOLS, region: HOME, name: (*name).to_owned(), own_key: true })
        .collect();
    for day in (0..DAYS).filter(|day| !World::is_weekend(*day)) {
        for _ in 0..world.chance.of(3, 9) {
            world.begin("pipeline", false);
            let who = hosted(world);
            let count = world.chance.of(2, 3);
            let at = day * DAY + world.chance.of(7 * HOUR, 17 * HOUR);
            let reads: Vec<Thing> = tools.iter().take(usize::try_from(count).expect("a count")).cloned().collect();
            world.read_all(&who, at, &reads, (1, 20));
        }
        for _ in 0..world.chance.of(1, 3) {
            world.begin("pipeline", false);
            let who = jenkins(world);
            let at = day * DAY + world.chance.of(7 * HOUR, 17 * HOUR);
            let mut reads = tools.clone();
            // It tests against staging, of one team or another.
            let team = usize::try_from(world.chance.of(0, 2)).expect("a team");
            reads.extend(world.teams.get(team).and_then(|team| team.staging.first()).cloned());
            world.read_all(&who, at, &reads, (0, 4));
        }
    }
}

/// Infrastructure as code: Pulumi from the runner's network.
pub(super) fn pulumi(world: &mut World, at: i64) -> Who {
    Who::role(STAGING, "pulumi-previews", "203.0.113.32", "aws-sdk-go-v2/1.32 pulumi-aws/6.66")
        .session(&mut world.chance, format!("pulumi-{at}"))
}

/// Previews are made, read back, refreshed for hours, and destroyed.
fn previews(world: &mut World) {
    for day in (0..DAYS).filter(|day| !World::is_weekend(*day)) {
        for _ in 0..world.chance.of(1, 3) {
            let at = day * DAY + world.chance.of(7 * HOUR, 15 * HOUR);
            world.begin("preview", false);
            preview(world, at);
        }
    }
}

pub(super) fn preview(world: &mut World, at: i64) -> Who {
    let who = pulumi(world, at);
    let number = world.chance.of(1000, 9999);
    let count = world.chance.of(5, 14);
    let made: Vec<Thing> = (0..count)
        .map(|nth| {
            let name = if number % 2 == 0 {
                format!("preview/pr-{number}/key-{nth}")
            } else {
                format!("/preview/pr-{number}/{nth}")
            };
            Thing { account: STAGING, region: HOME, name, own_key: false }
        })
        .collect();
    for (nth, thing) in (0_i64..).zip(&made) {
        let call = if thing.is_parameter() { "PutParameter" } else { "CreateSecret" };
        world.write(&who, at + nth, call, thing);
    }
    world.read_all(&who, at + 30, &made, (0, 1));
    let again = world.chance.of(20 * MINUTE, 4 * HOUR);
    world.read_all(&who, at + again, &made, (0, 1));
    for (nth, thing) in (0_i64..).zip(&made) {
        let call = if thing.is_parameter() { "DeleteParameter" } else { "DeleteSecret" };
        world.write(&who, at + again + HOUR + nth, call, thing);
    }
    who
}

/// An operator reads the same every 40 minutes, for two teams; from day 12 for a third.
fn operator(world: &mut World) {
    let role = Who {
        kind: Kind::Token,
        endpoint: Some("vpce-0bank"),
        ..Who::role(PRODUCTION, "eso-irsa", "10.20.9.2", "external-secrets/0.12 aws-sdk-go/1.55")
    };
    let mut who = role.session(&mut world.chance, "1700000000000000000");
    for turn in 0..DAYS * DAY / (40 * MINUTE) {
        let at = turn * 40 * MINUTE;
        if turn % 18 == 0 {
            let session = world.chance.of(1_700_000_000, 1_800_000_000);
            who = role.session(&mut world.chance, format!("{session}000000000"));
        }
        let teams = if at > 12 * DAY { 3 } else { 2 };
        let reads: Vec<Thing> =
            world.teams.iter().skip(3).take(teams).flat_map(|team| team.production.clone()).collect();
        world.begin("polling", false);
        world.read_all(&who, at, &reads, (0, 1));
    }
}

/// Every night everything is copied to a safe; each week there is something more.
fn copies(world: &mut World) {
    let role = Who::role(PRODUCTION, "dr-export", "10.20.3.3", "Boto3/1.34.2 Python/3.11");
    for day in 0..DAYS {
        let session = format!("dr-{day}");
        let who = role.session(&mut world.chance, session);
        let weeks = usize::try_from(day / 7).expect("a small number");
        let reads: Vec<Thing> =
            world.teams.iter().flat_map(|team| team.production.iter().take(4 + weeks).cloned()).collect();
        world.begin("nightly-copy", false);
        world.list(&who, day * DAY + 2 * HOUR, PRODUCTION);
        world.read_all(&who, day * DAY + 2 * HOUR + 5, &reads, (0, 1));
    }
}

/// A function of a name that says nothing rotates a password each night.
fn rotations(world: &mut World) {
    let role = Who {
        endpoint: Some("vpce-0bank"),
        ..Who::role(PRODUCTION, "pwd-changer-exec", "10.20.5.5", "Boto3/1.34.0 exec-env/AWS_Lambda_python3.11")
    };
    for day in 0..DAYS {
        let all: Vec<Thing> =
            world.teams.iter().flat_map(|team| team.production.clone()).filter(|thing| !thing.is_parameter()).collect();
        let thing = world.chance.one(&all).clone();
        let who = role.session(&mut world.chance, "pwd-changer");
        let at = day * DAY + world.chance.of(0, 5 * HOUR);
        world.begin("rotation", false);
        for step in 0..4 {
            world.read(&who, at + step * 2, &thing);
            world.write(
                &who,
                at + step * 2 + 1,
                ["DescribeSecret", "PutSecretValue", "DescribeSecret", "UpdateSecretVersionStage"]
                    [usize::try_from(step).expect("a step")],
                &thing,
            );
        }
    }
}

/// A scanner lists and describes, and is refused what it tries to read as a test, each week the same.
fn scans(world: &mut World) {
    let role = Who::role(TOOLS, "posture-scanner", "203.0.113.90", "Boto3/1.33 wiz-like/3");
    for day in (0..DAYS).step_by(2) {
        let who = role.session(&mut world.chance, "scan");
        world.begin("scanner", false);
        for account in [PRODUCTION, STAGING, TOOLS] {
            world.list(&who, day * DAY + 5 * HOUR, account);
        }
        let all: Vec<Thing> = world.teams.iter().flat_map(|team| team.production.clone()).collect();
        for (nth, thing) in (0_i64..).zip(all.iter().filter(|thing| !thing.is_parameter())) {
            world.write(&who, day * DAY + 5 * HOUR + 10 + nth, "DescribeSecret", thing);
        }
    }
}

/// A supplier reads the one secret that is meant for it.
fn supplier(world: &mut World) {
    let thing = Thing { account: PRODUCTION, region: HOME, name: "partners/metering-feed".to_owned(), own_key: true };
    let role = Who::role(SUPPLIER, "collector", "192.0.2.77", "aws-sdk-js/3.700.0");
    for day in 0..DAYS {
        let who = role.session(&mut world.chance, format!("c-{day}"));
        world.begin("supplier", false);
        world.read(&who, day * DAY + 6 * HOUR, &thing);
    }
}

/// A batch job asks for its secrets in one call, by name.
fn batches(world: &mut World) {
    let team = world.teams.get(1).expect("a team").clone();
    let role = Who {
        endpoint: Some("vpce-0bank"),
        ..Who::role(PRODUCTION, &format!("batch-{}", team.word), "10.20.8.8", "aws-sdk-java/2.29.1")
    };
    for day in 0..DAYS {
        let who = role.session(&mut world.chance, format!("AWSBatch-{day}"));
        let at = day * DAY + 3 * HOUR + world.chance.of(0, 600);
        world.begin("batch-job", false);
        let names: Vec<&String> = team.production.iter().map(|thing| &thing.name).collect();
        let request = json!({"secretIdList": names});
        world.call(
            &who,
            at,
            Call {
                source: "secretsmanager",
                name: "BatchGetSecretValue",
                account: PRODUCTION,
                region: HOME,
                request,
                error: None,
            },
        );
        for thing in &team.production {
            let request = json!({"secretId": thing.arn()});
            world.call(
                &who,
                at,
                Call {
                    source: "secretsmanager",
                    name: "GetSecretValue",
                    account: PRODUCTION,
                    region: HOME,
                    request,
                    error: None,
                },
            );
        }
    }
}

/// A wrong permission after a deployment, tried again and again for two days; calls over the limit; a wrong name.
fn mistakes(world: &mut World) {
    let begin = world.chance.of(8, 22) * DAY + 10 * HOUR;
    let who = service(world, 2).session(&mut world.chance, "0123456789abcdef0123456789abcdef");
    let missing = Thing {
        account: PRODUCTION,
        region: HOME,
        name: format!("{}-new-feature", world.teams.get(2).expect("a team").word),
        own_key: false,
    };
    world.begin("wrong-permission", false);
    for turn in 0..150 {
        world.refused(&who, begin + turn * 20 * MINUTE, &missing);
    }
    let who = service(world, 4).session(&mut world.chance, "fedcba9876543210fedcba9876543210");
    let things = world.teams.get(4).expect("a team").production.clone();
    let begin = world.chance.of(8, 26) * DAY + 11 * HOUR;
    world.begin("over-the-limit", false);
    for turn in 0..60 {
        let thing = world.chance.one(&things).clone();
        let error = Some(("ThrottlingException", "Rate exceeded".to_owned()));
        world.call(
            &who,
            begin + turn / 4,
            Call {
                source: "secretsmanager",
                name: "GetSecretValue",
                account: PRODUCTION,
                region: HOME,
                request: json!({"secretId": thing.name}),
                error,
            },
        );
    }
    let begin = world.chance.of(8, 26) * DAY + 12 * HOUR;
    world.begin("wrong-name", false);
    for turn in 0..6 {
        let error = Some(("ResourceNotFoundException", "Secrets Manager can't find the specified secret.".to_owned()));
        world.call(
            &who,
            begin + turn * 10,
            Call {
                source: "secretsmanager",
                name: "GetSecretValue",
                account: PRODUCTION,
                region: HOME,
                request: json!({"secretId": "kafak-credentials"}),
                error,
            },
        );
    }
}

/// Two new services: one whose secrets were made by a person a day before, one whose secrets are old.
fn newcomers(world: &mut World) {
    for (word, made) in [("insights", true), ("archive", false)] {
        let live = world.chance.of(10, 24);
        let own: Vec<Thing> = ["db", "kafka", "jwt"]
            .iter()
            .map(|key| Thing { account: PRODUCTION, region: HOME, name: format!("{word}/{key}"), own_key: false })
            .collect();
        let role = Who {
            endpoint: Some("vpce-0bank"),
            ..Who::role(PRODUCTION, &format!("svc-{word}"), "10.20.7.90", "aws-sdk-go-v2/1.36.3")
        };
        world.begin("new-service", false);
        if made {
            let maker = super::people::person(world, 0);
            for (nth, thing) in (0_i64..).zip(&own) {
                world.write(&maker, (live - 1) * DAY + 13 * HOUR + nth * 40, "CreateSecret", thing);
            }
        }
        for day in live..DAYS {
            let session = world.chance.hex(32);
            let who = role.session(&mut world.chance, session);
            let at = day * DAY + world.chance.of(8 * HOUR, 15 * HOUR);
            world.read_all(&who, at, &own, (0, 1));
        }
    }
}

/// CloudFormation resolves references in the name of who deploys.
fn cloudformation(world: &mut World) {
    let things = world.teams.get(5).expect("a team").staging.clone();
    for day in (1..DAYS).step_by(3) {
        let who = super::people::person(world, 1);
        world.begin("cloudformation", false);
        for thing in things.iter().take(5).filter(|thing| !thing.is_parameter()) {
            let request = json!({"secretId": thing.name});
            let call = Call {
                source: "secretsmanager",
                name: "GetSecretValue",
                account: STAGING,
                region: HOME,
                request,
                error: None,
            };
            world.record(&who, day * DAY + 9 * HOUR, call, Some("cloudformation.amazonaws.com"));
        }
    }
}
