//! What the traffic promises.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::{Spec, generate as organise};

fn organisation() -> Organisation {
    organise(&Spec::demo("2026-03-02T09:30:00Z".parse().expect("an instant")))
}

/// A month with an operator that polls every four hours: a third of the records.
fn month(seed: u64) -> TrafficSpec {
    TrafficSpec { poll_minutes: 240, ..TrafficSpec::month(seed) }
}

fn parse(traffic: &Traffic, record: &Record) -> Value {
    serde_json::from_str(&traffic.json(record)).expect("a record is JSON")
}

#[test]
fn the_same_seed_makes_the_same_traffic() {
    let organisation = organisation();
    let texts = |seed| {
        let made = generate(&organisation, &month(seed));
        made.records.iter().map(|record| made.json(record)).collect::<Vec<_>>()
    };
    let once = texts(3);
    assert_eq!(once, texts(3));
    assert_ne!(once, texts(4));
}

#[test]
fn attacks_change_nothing_of_the_rest() {
    let organisation = organisation();
    let ids = |attacks| {
        let made = generate(&organisation, &TrafficSpec { attacks, ..month(5) });
        let attacked: BTreeSet<EventId> = made.attacks().flat_map(|(_, label)| label.event_ids.clone()).collect();
        let rest: BTreeSet<EventId> =
            made.records.iter().map(|record| record.id).filter(|id| !attacked.contains(id)).collect();
        (attacked.len(), rest)
    };
    let (none, quiet) = ids(Attacks::None);
    let (some, rest) = ids(Attacks::These(vec![Attack::Root, Attack::StolenWorkload]));
    assert_eq!(none, 0);
    assert!(some > 10);
    assert_eq!(quiet, rest);
}

/// Organisations of several sizes have every class of the spec, as far as there is somebody to play it.
#[test]
fn every_class_happens() {
    let organisation = organisation();
    for seed in [1, 2, 77, 4242] {
        let made = generate(&organisation, &month(seed));
        let classes: BTreeSet<Class> = made.labels.iter().map(|label| label.class).collect();
        for &attack in Attack::ALL {
            assert!(classes.contains(&Class::Attack(attack)), "{seed} {attack:?}");
        }
        // Nobody is on call every month; the others are always about.
        for &benign in Benign::ALL.iter().filter(|benign| **benign != Benign::OnCall) {
            assert!(classes.contains(&Class::Benign(benign)), "{seed} {benign:?}");
        }
        let known: BTreeSet<EventId> = made.records.iter().map(|record| record.id).collect();
        for label in &made.labels {
            assert!(!label.event_ids.is_empty() && label.first_at <= label.last_at, "{label:?}");
            assert!(label.event_ids.iter().all(|id| known.contains(id)), "{:?}", label.class);
        }
    }
}

#[test]
fn organisations_of_any_size_have_traffic() {
    let now = organisation().now;
    for (accounts, regions, secrets, parameters) in [(1, 1, 0, 0), (1, 1, 1, 1), (2, 1, 40, 40), (9, 2, 300, 300)] {
        let spec = Spec { accounts, regions, secrets, parameters, ..Spec::demo(now) };
        let made = generate(&organise(&spec), &TrafficSpec { days: 3, ..month(9) });
        assert!(!made.records.is_empty(), "{spec:?}");
    }
}

#[test]
fn the_demo_is_of_the_size_of_a_first_start() {
    let organisation = organisation();
    let made = generate(&organisation, &TrafficSpec::demo());
    let count = made.records.len();
    assert!((35_000..=60_000).contains(&count), "{count}");
    let recent = made.attacks().filter(|(_, label)| label.last_at > organisation.now - Duration::days(2)).count();
    assert_eq!((made.attacks().count(), recent), (8, 2));
    let newest = made.attacks().map(|(_, label)| label.first_at).min().expect("attacks");
    assert!(newest > organisation.now - Duration::days(21), "{newest}");
    let busy: BTreeSet<Place> = made.records.iter().filter_map(|record| made.place(record)).cloned().collect();
    assert_eq!(busy.len(), organisation.places.len(), "every account and region has its traffic");
}

#[test]
fn the_cast_is_forty_and_reads_what_there_is() {
    let organisation = organisation();
    let players = cast(&organisation);
    assert_eq!(players.len(), PRINCIPALS as usize);
    let arns: BTreeSet<&str> = organisation
        .secrets()
        .map(|secret| secret.arn.as_str())
        .chain(organisation.parameters().map(|parameter| parameter.arn.as_str()))
        .collect();
    for player in &players {
        assert!(player.reads.iter().all(|arn| arns.contains(arn.as_str())), "{player:?}");
        let reads =
            !matches!(player.kind, Kind::Scanner | Kind::AwsConfig | Kind::BreakGlass | Kind::Root | Kind::OnCall);
        assert_eq!(!player.reads.is_empty(), reads, "{player:?}");
    }
    let kinds: BTreeSet<Kind> = players.iter().map(|player| player.kind).collect();
    assert_eq!(kinds.len(), 17, "{kinds:?}");
    insta::assert_debug_snapshot!(players.iter().map(|player| (player.kind, &player.arn)).collect::<Vec<_>>());
}

#[test]
fn records_are_delivered_late_out_of_order_and_sometimes_twice() {
    let made = generate(&organisation(), &month(8));
    let mut delays: Vec<i64> = made
        .records
        .iter()
        .filter(|record| !record.is_copy)
        .map(|record| (record.delivered_at - record.at).num_seconds())
        .collect();
    delays.sort_unstable();
    assert!(delays.first() >= Some(&60) && delays.last() <= Some(&900), "{:?} {:?}", delays.first(), delays.last());
    let median = delays[delays.len() / 2];
    assert!((180..=220).contains(&median), "{median}");
    assert!(!made.records.is_sorted_by_key(|record| record.at));
    assert!(made.records.is_sorted_by_key(|record| record.delivered_at.timestamp() / 60));
    let mut seen: BTreeMap<EventId, &Record> = BTreeMap::new();
    let mut copies = 0;
    for record in &made.records {
        if let Some(first) = seen.insert(record.id, record) {
            copies += 1;
            assert_eq!(made.json(first), made.json(record));
            assert_ne!(first.folder, record.folder);
        }
    }
    assert!(copies > made.records.len() / 100, "{copies}");
}

#[test]
fn a_read_of_another_accounts_secret_is_told_twice_with_one_shared_id() {
    let spec = TrafficSpec { attacks: Attacks::These(vec![Attack::CrossAccount]), ..month(6) };
    let made = generate(&organisation(), &spec);
    let mut shared: BTreeMap<EventId, Vec<&Record>> = BTreeMap::new();
    for record in made.records.iter().filter(|record| !record.is_copy) {
        if let Some(id) = record.shared {
            shared.entry(id).or_default().push(record);
        }
    }
    assert!(!shared.is_empty());
    for records in shared.values() {
        let [one, other] = records.as_slice() else { panic!("{} copies", records.len()) };
        assert_ne!(one.id, other.id);
        let mut types = [one, other].map(|record| {
            let record = parse(&made, record);
            (record["recipientAccountId"].to_string(), record["userIdentity"]["type"].as_str().unwrap_or("").to_owned())
        });
        assert_ne!(types[0].0, types[1].0);
        types.sort_by(|a, b| a.1.cmp(&b.1));
        assert_eq!((types[0].1.as_str(), types[1].1.as_str()), ("AWSAccount", "AssumedRole"));
    }
}

#[test]
fn no_record_holds_a_value_and_no_secret_is_read_before_it_is_made() {
    let organisation = organisation();
    let made = generate(&organisation, &month(12));
    let since: BTreeMap<&str, DateTime<Utc>> =
        organisation.secrets().map(|secret| (secret.arn.as_str(), secret.created_at)).collect();
    let mut opened = 0;
    for record in &made.records {
        let text = made.json(record);
        assert!(!text.contains("CANARY") && text.len() < 8000, "{text}");
        let json: Value = serde_json::from_str(&text).expect("JSON");
        if let Some(arn) = json["requestParameters"]["encryptionContext"]["SecretARN"].as_str() {
            opened += 1;
            if let Some(made_at) = since.get(arn) {
                assert!(*made_at <= record.at, "{arn} read at {}, made at {made_at}", record.at);
            }
        }
    }
    assert!(opened > 500, "{opened}");
}

/// The members of a record, and of its identity, by name of the call, kind of caller and outcome.
fn shapes(made: &Traffic) -> BTreeMap<String, BTreeSet<String>> {
    let mut shapes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in &made.records {
        let json = parse(made, record);
        let identity = &json["userIdentity"];
        let who = match (identity["type"].as_str(), identity["invokedBy"].as_str()) {
            (Some(kind), None) => kind.to_owned(),
            (Some(kind), Some(service)) => format!("{kind} by {service}"),
            (None, service) => service.unwrap_or_default().to_owned(),
        };
        let error = json["errorCode"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
        let members = json.as_object().into_iter().flatten().map(|(name, _)| name.clone());
        shapes
            .entry(format!("{} {who}{error}", json["eventName"].as_str().unwrap_or_default()))
            .or_default()
            .extend(members);
    }
    shapes
}

#[test]
fn records_are_shaped_as_aws_shapes_them() {
    let made = generate(&organisation(), &month(1));
    let shapes: BTreeMap<String, String> = shapes(&made)
        .into_iter()
        .map(|(name, members)| (name, members.into_iter().collect::<Vec<_>>().join(" ")))
        .collect();
    insta::assert_debug_snapshot!(shapes);
}

/// Every member of a real record of a call is in ours: Stratus Red Team's recordings, where they are at hand.
#[test]
fn real_records_have_no_member_that_these_lack() {
    // Beside the project: `../shared` of the root.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("the root");
    let beside = |up: &Path| up.join("../shared/data/trail/stratus");
    // A work tree may lie a folder deeper.
    let folders = [beside(root), beside(&root.join(".."))];
    let folder = folders.iter().find(|folder| folder.is_dir()).unwrap_or(&folders[0]);
    let Ok(files) = std::fs::read_dir(folder) else {
        use std::io::Write;
        writeln!(std::io::stderr(), "skipped: {} is not here", folder.display()).expect("standard error");
        return;
    };
    let mut ours: BTreeMap<(String, bool), BTreeSet<String>> = BTreeMap::new();
    let made = generate(&organisation(), &month(1));
    for record in &made.records {
        let json = parse(&made, record);
        let members = json.as_object().into_iter().flatten().map(|(name, _)| name.clone());
        let name = json["eventName"].as_str().unwrap_or_default().to_owned();
        ours.entry((name, json["errorCode"].is_string())).or_default().extend(members);
    }
    let mut compared = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("text");
        let events: Vec<Value> = serde_json::from_str(&text).expect("an array");
        for event in events {
            let key = (event["eventName"].as_str().unwrap_or_default().to_owned(), event["errorCode"].is_string());
            let Some(members) = ours.get(&key) else { continue };
            for (name, _) in event.as_object().into_iter().flatten() {
                assert!(members.contains(name), "{key:?} lacks {name}");
            }
            compared.insert(key.0);
        }
    }
    let wanted = [
        "BatchGetSecretValue",
        "DescribeParameters",
        "GetParameters",
        "GetPasswordData",
        "GetSecretValue",
        "ListSecrets",
        "StopLogging",
    ];
    for name in wanted {
        assert!(compared.contains(name), "{name} was not compared");
    }
}
