//! Grafted into the month: each must be a finding of its reader, in which the named detection speaks.

use chrono::{DateTime, TimeDelta, Utc};

use super::verdicts;
use super::world::*;
use crate::call::Call;
use crate::event::Outcome;
use crate::finding::Severity;
use crate::read::{Object, Way};
use crate::scene::{Known, Scene};
use crate::target::Target;

type Graft = fn(&mut World, DateTime<Utc>) -> Who;

/// What is grafted, the detection that must speak, and the least severity.
const ATTACKS: &[(&str, Graft, &str, Severity)] = &[
    (
        "a stolen workload credential lists and takes, from elsewhere",
        |w, at| {
            let who = orders().from("198.18.7.7").agent("aws-cli/2");
            w.call(&who, at, Call::DescribeParameters, vec![], Outcome::Done);
            w.read(&who, at + TimeDelta::seconds(3), &some("/prod/payments/KEY_", 12));
            who
        },
        "enumeration",
        Severity::High,
    ),
    (
        "the same stolen credential, only what the role usually reads",
        |w, at| {
            let who = orders().from("198.18.7.7");
            w.read(&who, at, &some("/prod/orders/KEY_", 5));
            who
        },
        "new-network",
        Severity::Low,
    ),
    (
        "the role of a deployment, from its address, in its minute",
        |w, at| {
            let made = some("/dev/fresh/KEY_", 20);
            w.write(&terraform(), at, Call::PutParameter, &made);
            w.read(&terraform(), at + TimeDelta::seconds(12), &made);
            w.read(&terraform(), at + TimeDelta::seconds(15), &some("/prod/payments/KEY_", 4));
            terraform()
        },
        "outside-path",
        Severity::Medium,
    ),
    (
        "a pipeline reads another team's production",
        |w, at| {
            let who = ci().from("20.99.1.7");
            w.read(&who, at, &some("/prod/payments/KEY_", 3));
            who
        },
        "cross-environment",
        Severity::Medium,
    ),
    (
        "a pipeline reads one secret of production",
        |w, at| {
            let who = ci().from("20.99.1.7");
            w.read(&who, at, &some("/prod/payments/KEY_", 1));
            who
        },
        "cross-environment",
        Severity::Low,
    ),
    (
        "a few a day, over days",
        |w, at| {
            for day in 0..5 {
                let names: Vec<_> = (0..3).map(|n| secret(&format!("/prod/web/OTHER_{day}_{n}"))).collect();
                w.read(&web(), at - TimeDelta::days(4 - day), &names);
            }
            web()
        },
        "slow",
        Severity::Medium,
    ),
    (
        "one secret of another service, by one that is settled",
        |w, at| {
            w.read(&web(), at, &some("/prod/payments/KEY_", 1));
            web()
        },
        "outside-path",
        Severity::Low,
    ),
    (
        "a batch that takes everything",
        |w, at| {
            let all = Target::Filter { words: "tag-key !x".to_owned(), catch_all: true };
            w.call(&orders(), at, Call::BatchGetSecretValue, vec![all], Outcome::Done);
            w.try_read(&orders(), at, Object::Filter("tag-key !x".to_owned()), Way::Batch, Outcome::Done);
            orders()
        },
        "catch-all",
        Severity::Medium,
    ),
    (
        "old values",
        |w, at| {
            w.try_read(&web(), at, Object::Secret(secret("/prod/web/KEY_0")), Way::History, Outcome::Done);
            web()
        },
        "history",
        Severity::Low,
    ),
    (
        "everything below the root",
        |w, at| {
            let root = Target::Path { path: "/".to_owned(), recursive: true };
            w.call(&web(), at, Call::GetParametersByPath, vec![root], Outcome::Done);
            w.try_read(&web(), at, Object::Path("/".to_owned()), Way::Path, Outcome::Done);
            web()
        },
        "above-path",
        Severity::Medium,
    ),
    (
        "refused on other people's secrets",
        |w, at| {
            for (n, name) in (0_i64..).zip(some("/prod/payments/KEY_", 6)) {
                let denied = Outcome::Denied("AccessDeniedException".to_owned());
                w.try_read(&web(), at + TimeDelta::seconds(n), Object::Secret(name), Way::Named, denied);
            }
            web()
        },
        "probing",
        Severity::Medium,
    ),
    (
        "a person, at night, on production",
        |w, at| {
            let late = at.date_naive().and_hms_opt(2, 14, 0).unwrap().and_utc();
            w.read(&ann(), late, &some("/prod/web/KEY_", 1));
            ann()
        },
        "off-hours",
        Severity::Low,
    ),
    (
        "a person who never reads production",
        |w, at| {
            w.read(&bob(), at, &some("/prod/payments/KEY_", 2));
            bob()
        },
        "human-production",
        Severity::Low,
    ),
    (
        "a person who comes back from nowhere",
        |w, at| {
            let eve = Who::person("eve", "198.51.100.30");
            w.daily(&eve, 0..6, &[9], &some("/prod/web/KEY_", 2));
            w.read(&eve.from("198.18.3.3"), at, &some("/prod/web/KEY_", 2));
            eve
        },
        "dormant-reader",
        Severity::Low,
    ),
    (
        "a person who left",
        |w, at| {
            let gone = Who::person("gone", "198.51.100.31");
            w.daily(&gone, 0..20, &[9], &some("/dev/web/KEY_", 2));
            w.read(&gone, at, &some("/dev/web/KEY_", 2));
            gone
        },
        "departed",
        Severity::High,
    ),
    (
        "a secret that nobody read",
        |w, at| {
            w.read(&web(), at, &[secret("/prod/web/OLD")]);
            web()
        },
        "dormant-secret",
        Severity::Low,
    ),
    (
        "a decoy",
        |w, at| {
            w.read(&ann(), at, &[secret("/prod/web/DECOY")]);
            ann()
        },
        "decoy",
        Severity::High,
    ),
    (
        "another account's secret",
        |w, at| {
            w.read(&web(), at, &[secret_in("/prod/web/KEY_0", "444455556666")]);
            web()
        },
        "cross-account",
        Severity::Medium,
    ),
    (
        "a principal of another account",
        |w, at| {
            let who = Who { account: "999988887777", ..Who::role("vendor", "198.18.4.4") };
            w.read(&who, at, &some("/prod/payments/KEY_", 2));
            who
        },
        "cross-account",
        Severity::Low,
    ),
    (
        "root",
        |w, at| {
            let who = Who {
                name: "root".to_owned(),
                nature: crate::principal::Nature::Human,
                ..Who::role("x", "198.18.5.5")
            };
            w.read(&who, at, &some("/prod/web/KEY_", 1));
            who
        },
        "root",
        Severity::High,
    ),
    (
        "the trail is stopped, then secrets are read",
        |w, at| {
            let who = ci().from("20.98.1.7");
            w.call(&who, at, Call::StopLogging, vec![Target::Trail("main".to_owned())], Outcome::Done);
            w.read(&who, at + TimeDelta::minutes(5), &some("/prod/payments/KEY_", 6));
            who
        },
        "trail-changed",
        Severity::High,
    ),
    (
        "Windows passwords",
        |w, at| {
            for n in 0..12 {
                let denied = Outcome::Denied("Client.UnauthorizedOperation".to_owned());
                w.try_read(
                    &web(),
                    at + TimeDelta::seconds(n),
                    Object::Instance(format!("i-{n}")),
                    Way::Password,
                    denied,
                );
            }
            web()
        },
        "password-data",
        Severity::High,
    ),
    (
        "a grant, then first reads",
        |w, at| {
            w.call(&orders(), at, Call::CreateGrant, vec![Target::Key("k".to_owned())], Outcome::Done);
            w.read(&orders(), at + TimeDelta::minutes(3), &some("/prod/payments/KEY_", 1));
            orders()
        },
        "policy-then-read",
        Severity::Medium,
    ),
    (
        "an instance's credential outside",
        |w, at| {
            let inside = Who::role("batch", "10.0.5.5").session("i-0123456789abcdef0");
            w.daily(&inside, 0..30, &[4], &some("/prod/batch/KEY_", 3));
            let outside = inside.from("198.18.6.6");
            w.read(&outside, at, &some("/prod/batch/KEY_", 3));
            outside
        },
        "elsewhere",
        Severity::Medium,
    ),
    (
        "read, then deleted",
        |w, at| {
            let taken = some("/prod/payments/KEY_", 3);
            w.read(&orders(), at, &taken);
            w.write(&orders(), at + TimeDelta::minutes(9), Call::DeleteParameter, &taken);
            orders()
        },
        "around-deletion",
        Severity::High,
    ),
];

fn scene() -> Scene {
    let mut scene = Scene::default();
    scene.departed.insert("gone@example.com".to_owned(), day(21));
    scene.secrets.insert(secret("/prod/web/DECOY"), Known { decoy: true, ..Known::default() });
    scene
}

fn check(when: DateTime<Utc>) {
    for (what, graft, rule, least) in ATTACKS {
        let mut world = World::month();
        let who = graft(&mut world, when);
        let verdicts = verdicts(&world, &scene());
        let finding = verdicts.findings.iter().find(|finding| {
            finding.principal.name == who.name
                && (finding.rule == *rule || finding.also.iter().any(|also| also == rule))
        });
        let all: Vec<_> = verdicts
            .findings
            .iter()
            .chain(&verdicts.explained)
            .filter(|f| f.principal.name == who.name)
            .map(|f| (&f.title, &f.rule, &f.also, &f.severity, &f.explained))
            .collect();
        let finding = finding.unwrap_or_else(|| panic!("{what} on {when}: {all:#?}"));
        assert!(finding.severity >= *least, "{what} on {when}: {finding:#?}");
        assert!(verdicts.findings.iter().all(|f| f.principal.name == who.name), "{what} makes others odd");
    }
}

#[test]
fn attacks_are_found_after_learning() {
    check(at(25, 13, 7));
}
