//! What must be no finding.

use chrono::TimeDelta;

use super::verdicts;
use super::world::*;
use crate::call::Call;
use crate::event::Outcome;
use crate::read::{Object, Way};
use crate::scene::Scene;
use crate::target::Target;

type Graft = fn(&mut World);

/// What is grafted into the month, and a word of the explanation that somebody who looks it up finds.
const SILENT: &[(&str, Graft, &str)] = &[
    ("nothing", |_| {}, "its usual start"),
    (
        "a deployment reads what it created",
        |w| {
            let made = some("/prod/new/KEY_", 20);
            w.write(&terraform(), at(20, 15, 0), Call::PutParameter, &made);
            w.read(&terraform(), at(20, 15, 0) + TimeDelta::seconds(12), &made);
        },
        "12 seconds earlier",
    ),
    (
        "a service goes live",
        |w| {
            let made = some("/prod/fresh/KEY_", 4);
            w.write(&terraform(), at(20, 15, 0), Call::PutParameter, &made);
            w.daily(&Who::role("fresh", "10.0.7.7"), 20..30, &[16, 18], &made);
            w.daily(&operator(), 20..30, &[16, 17], &made);
        },
        "created less than three days before",
    ),
    (
        "a roll-out restarts a fleet",
        |w| {
            for n in 0..40 {
                let task = web().session(&format!("web-{n}")).from(&format!("10.0.{}.{n}", 10 + n % 4));
                w.read(&task, at(22, 13, 30) + TimeDelta::seconds(n), &some("/prod/web/KEY_", 6));
            }
        },
        "sessions of one role at once",
    ),
    (
        "a rotation function",
        |w| {
            let rotator = Who::role("rotator", "10.0.8.8");
            for n in 0..30 {
                let one = [secret(&format!("/prod/db{n}/PASSWORD"))];
                w.read(&rotator, at(n, 4, 0), &one);
                w.write(&rotator, at(n, 4, 1), Call::PutSecretValue, &one);
                w.read(&rotator, at(n, 4, 2), &one);
            }
        },
        "a rotation",
    ),
    (
        "a scanner lists everything and reads nothing",
        |w| {
            for n in 0..30 {
                for hour in [1, 13] {
                    w.call(
                        &Who::role("scanner", "203.0.113.77"),
                        at(n, hour, 0),
                        Call::ListSecrets,
                        vec![],
                        Outcome::Done,
                    );
                    w.call(
                        &Who::role("scanner", "203.0.113.77"),
                        at(n, hour, 1),
                        Call::DescribeParameters,
                        vec![],
                        Outcome::Done,
                    );
                }
            }
        },
        "",
    ),
    (
        "the same refusal every day",
        |w| {
            for n in 0..30 {
                for name in some("/prod/nope/KEY_", 4) {
                    let denied = Outcome::Denied("AccessDeniedException".to_owned());
                    w.try_read(&web(), at(n, 3, 30), Object::Secret(name), Way::Named, denied);
                }
            }
        },
        "",
    ),
    (
        "one more secret in its own path",
        |w| {
            w.read(&orders(), at(24, 14, 6), &[secret("/prod/orders/KEY_9")]);
            w.read(&operator(), at(3, 14, 6), &[secret("/prod/orders/KEY_9")]);
        },
        "alone it is no finding",
    ),
    (
        "a person in working hours, from a train",
        |w| {
            w.read(&ann().from("198.18.40.4"), at(22, 10, 0), &some("/prod/web/KEY_", 1));
        },
        "alone it is no finding",
    ),
    (
        "throttled reads",
        |w| {
            for name in some("/prod/payments/KEY_", 12) {
                w.try_read(
                    &web(),
                    at(22, 10, 0),
                    Object::Secret(name),
                    Way::Named,
                    Outcome::Failed("ThrottlingException".to_owned()),
                );
            }
        },
        "",
    ),
    (
        "a whole network moves",
        |w| {
            let behind =
                [(orders(), "/prod/orders/KEY_"), (terraform(), "/dev/stack0/KEY_"), (billing(), "/prod/billing/KEY_")];
            w.daily(&billing(), 0..26, &[12], &some("/prod/billing/KEY_", 3));
            for (who, set) in behind {
                for n in 26..30 {
                    w.read(&who.from("192.0.2.99"), at(n, 12, 0), &some(set, 3));
                }
            }
        },
        "alone it is no finding",
    ),
    (
        "a path that is asked for every day",
        |w| {
            let job = Who::role("job", "10.0.9.9");
            for n in 0..30 {
                let own = Target::Path { path: "/prod/job/".to_owned(), recursive: true };
                w.call(&job, at(n, 6, 0), Call::GetParametersByPath, vec![own], Outcome::Done);
                for name in some("/prod/job/KEY_", 7) {
                    w.try_read(&job, at(n, 6, 0), Object::Secret(name), Way::Path, Outcome::Done);
                }
            }
        },
        "its usual start",
    ),
];

#[test]
fn ordinary_things_are_silent_and_explained() {
    for (what, graft, word) in SILENT {
        let mut world = World::month();
        graft(&mut world);
        let verdicts = verdicts(&world, &Scene::default());
        let found: Vec<_> = verdicts.findings.iter().map(|f| (f.first_at, &f.title, &f.reason)).collect();
        assert!(found.is_empty(), "{what}: {found:#?}");
        let explained = verdicts.explained.iter().any(|f| f.explained.as_ref().is_some_and(|said| said.contains(word)));
        assert!(word.is_empty() || explained, "{what}: no explanation says {word:?}");
    }
}

/// Three credentials turn up on one machine. Only two of them had left by the same gateway: that is no move of it.
#[test]
fn three_stolen_credentials_are_no_move() {
    let mut world = World::month();
    for (who, set) in [(web(), "/prod/web/KEY_"), (orders(), "/prod/orders/KEY_"), (terraform(), "/dev/stack0/KEY_")] {
        world.read(&who.from("198.18.7.7"), at(27, 12, 0), &some(set, 3));
    }
    let titles: Vec<_> = verdicts(&world, &Scene::default()).findings.into_iter().map(|found| found.title).collect();
    for who in ["role/web", "role/orders", "role/terraform"] {
        assert!(titles.iter().any(|title| title.starts_with(who)), "{who} is silent: {titles:?}");
    }
}
