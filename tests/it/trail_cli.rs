//! `keyturn trail`: collecting, asking, deciding and scanning, as a script or a person at a terminal meets it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use keyturn_estate::traffic::bucket::{self, BucketSpec};
use keyturn_estate::traffic::{self, Attack, Attacks, Traffic, TrafficSpec};
use keyturn_estate::{Spec, generate};
use keyturn_tests::estate::noon;
use keyturn_tests::shell::{json, keyturn, list, text, words};
use serde_json::Value;

/// The findings of a scan: one JSON object a line and nothing else.
fn lines(output: &Output, code: i32) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(code), "{}", words(output));
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// What a terminal would obey.
fn hostile(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| *byte < 0x20 && *byte != b'\n').collect()
}

#[test]
fn the_demo_is_collected_asked_and_decided_about() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let run = |arguments: &[&str]| {
        let folder = data.to_string_lossy();
        keyturn(home.path(), &[&["--data-dir", &*folder][..], arguments].concat())
    };
    let trail = |arguments: &[&str], code: i32| json(&run(&[&["trail"][..], arguments, &["--json"]].concat()), code);
    json(&run(&["demo", "--json"]), 0);

    // Collected by the demonstration itself; what is covered is not asked for again.
    let again = trail(&["sync"], 0);
    assert_eq!(
        (&again["by"], &again["new_events"], &again["problems"]),
        (&"lookup".into(), &0.into(), &Value::Array(vec![]))
    );

    let open = trail(&["findings"], 0);
    assert!(list(&open, "findings").len() >= 5, "{open}");
    assert_eq!(run(&["trail", "findings", "--fail-on", "info"]).status.code(), Some(1), "there are findings");
    assert_eq!(run(&["trail", "findings", "--state", "incident", "--fail-on", "info"]).status.code(), Some(0));

    // A finding leads to its reads: the query line that comes with it finds its events.
    let finding = &list(&open, "findings")[0];
    let key = text(&finding["key"]);
    let whole = trail(&["show", key], 0);
    assert!(!text(&whole["reason"]).is_empty() && !text(&whole["next_words"]).is_empty(), "{whole}");
    let ids = |reply: &Value| -> Vec<String> {
        list(reply, "events").iter().map(|event| text(&event["id"]).to_owned()).collect()
    };
    let found = ids(&trail(&["query", text(&whole["query"]), "--limit", "2000"], 0));
    for id in ids(&whole) {
        assert!(found.contains(&id), "{id} by {}", whole["query"]);
    }

    // A group's line asks for the group alone.
    for by in ["principal", "source"] {
        let groups = trail(&["query", "since:14d", "--by", by, "--limit", "1"], 0);
        assert!(!list(&groups, "groups").is_empty(), "{by}: {groups}");
        for group in list(&groups, "groups") {
            let alone = trail(&["query", text(&group["query"]), "--limit", "1"], 0);
            assert_eq!(alone["total"], group["events"], "{by}: {group}");
        }
    }
    let limits = trail(&["query", "--limit", "1"], 0);
    let newer = list(&limits, "limits").iter().all(|limit| text(limit).starts_with("What happened after"));
    assert!(newer, "no hole is told of where all was collected: {limits}");
    let wrong = trail(&["query", "secrt:x"], 3);
    assert_eq!(wrong["error"]["code"], "bad_filter");

    // CSV goes to standard output, with a row for each event.
    let csv = run(&["trail", "query", "outcome:denied", "--csv"]);
    let denied = trail(&["query", "outcome:denied", "--limit", "1"], 0);
    assert_eq!(csv.status.code(), Some(0), "{}", words(&csv));
    let rows = String::from_utf8_lossy(&csv.stdout).lines().filter(|line| line.starts_with("event,")).count();
    assert_eq!(Some(rows as u64), denied["total"].as_u64());

    decisions(&run, &trail, &whole["finding"]);

    // On a secret's page: who reads it.
    let secret = list(&whole, "objects").iter().find_map(|object| object["arn"].as_str());
    let arn = secret.map_or_else(|| known_secret(&trail), str::to_owned);
    let usage = trail(&["usage", &arn], 0);
    assert!(!list(&usage, "uses").is_empty() && list(&usage["uses"][0], "by_day").len() == 90, "{usage}");

    let checks = run(&["trail", "checks", "--json"]);
    assert!(matches!(checks.status.code(), Some(0 | 1)), "{}", words(&checks));
    let kept = run(&["trail", "checks", "--kept", "--json"]);
    assert_eq!((kept.status.code(), &kept.stdout), (checks.status.code(), &checks.stdout));

    // Tables hold nothing that a terminal obeys.
    for arguments in [&["trail", "query"][..], &["trail", "show", key]] {
        let printed = run(arguments);
        assert_eq!(hostile(&printed.stdout), Vec::<u8>::new(), "{arguments:?}");
    }
    assert_eq!(json(&run(&["audit", "verify", "--json"]), 0)["holds"], true);
}

/// A secret of the inventory that was read.
fn known_secret(trail: &dyn Fn(&[&str], i32) -> Value) -> String {
    let reads = trail(&["query", "class:read outcome:done", "--limit", "100"], 0);
    let mut objects = list(&reads, "events").iter().flat_map(|event| list(event, "objects"));
    objects.find_map(|object| object["arn"].as_str()).expect("a known secret was read").to_owned()
}

/// Expected with a silence, and back again.
fn decisions(run: &dyn Fn(&[&str]) -> Output, trail: &dyn Fn(&[&str], i32) -> Value, finding: &Value) {
    let key = text(&finding["key"]);
    let until = (chrono::Utc::now() + chrono::TimeDelta::days(30)).date_naive().to_string();
    assert_eq!(run(&["trail", "triage", key, "--expected"]).status.code(), Some(2), "a note says why");
    assert_eq!(run(&["trail", "triage", key]).status.code(), Some(2), "one decision is named");
    let value = concat!("AKIA", "Z5T7QK3PLM2XVBNA");
    let refused = trail(&["triage", key, "--watch", "--note", value], 3);
    assert_eq!(refused["error"]["code"], "looks_like_secret");
    let watched = trail(&["triage", key, "--watch", "--note", "who is it?"], 0);
    assert_eq!((&watched["finding"]["state"], &watched["triage"]["note"]), (&"watch".into(), &"who is it?".into()));
    let expected = trail(&["triage", key, "--expected", "--note", "the audit", "--until", &until], 0);
    assert_eq!(expected["finding"]["state"], "expected");
    let silences = trail(&["silences"], 0);
    let silence = &silences["silences"][0];
    assert_eq!((&silence["in_force"], &silence["ends_on"]), (&true.into(), &until.as_str().into()), "{silences}");
    assert_eq!((&silence["rule"], &silence["principal"]["name"]), (&finding["rule"], &finding["principal"]["name"]));
    let open = trail(&["triage", key, "--open"], 0);
    assert_eq!((&open["finding"]["state"], &open["triage"]), (&"open".into(), &Value::Null));
    assert_eq!(trail(&["silences"], 0)["silences"][0]["in_force"], false, "taken back with its decision");
    let too_long = (chrono::Utc::now() + chrono::TimeDelta::days(400)).date_naive().to_string();
    let refused = trail(&["triage", key, "--expected", "--note", "for ever", "--until", &too_long], 3);
    assert_eq!(refused["error"]["code"], "bad_request");
    assert_eq!(trail(&["show", "no-such-finding"], 3)["error"]["code"], "not_found");
}

/// Two weeks with two attacks among them.
fn attacked() -> Traffic {
    let organisation = generate(&Spec::demo(noon()));
    let attacks = Attacks::These(vec![Attack::StolenWorkload, Attack::BatchCatchAll]);
    let spec = TrafficSpec { days: 14, attacks, poll_minutes: 720, ..TrafficSpec::month(20) };
    traffic::generate(&organisation, &spec)
}

#[test]
fn a_bucket_is_scanned_without_a_folder_of_ones_own() {
    let home = tempfile::tempdir().expect("a folder");
    let logs = home.path().join("logs");
    let traffic = attacked();
    let delivery = bucket::write(&traffic, &logs, &BucketSpec { wanted_percent: 80, ..BucketSpec::default() })
        .expect("the bucket is written");
    let scan = |arguments: &[&str]| {
        keyturn(home.path(), &[&["trail", "scan", &*logs.to_string_lossy()][..], arguments].concat())
    };
    let output = scan(&["--json"]);
    let found = lines(&output, 0);
    for finding in &found {
        let fields: Vec<&String> = finding.as_object().expect("an object").keys().collect();
        let expect =
            ["rule", "severity", "account", "principal", "first_at", "last_at", "secrets", "event_ids", "reason"];
        assert_eq!(fields, expect, "{finding}");
        chrono::DateTime::parse_from_rfc3339(text(&finding["first_at"])).expect("RFC 3339");
        assert!(list(finding, "secrets").iter().chain(list(finding, "event_ids")).all(Value::is_string), "{finding}");
        assert!(!text(&finding["principal"]).is_empty() && !text(&finding["reason"]).is_empty(), "{finding}");
    }
    assert_eq!(traffic.attacks().count(), 2);
    for (attack, label) in traffic.attacks() {
        let ids: Vec<String> = label.event_ids.iter().map(ToString::to_string).collect();
        let seen = found.iter().any(|one| list(one, "event_ids").iter().any(|id| ids.contains(&text(id).to_owned())));
        assert!(seen, "{} was not found: {found:#?}", attack.code());
    }
    let summary = String::from_utf8_lossy(&output.stderr);
    let counted = format!("{} records read", delivery.events + delivery.other_files);
    for part in [&*counted, "duplicates", "digest"] {
        assert!(summary.contains(part), "{part}: {summary}");
    }

    assert_eq!(scan(&["--fail-on", "info"]).status.code(), Some(1));
    let severe = found.iter().any(|finding| finding["severity"] == "critical");
    assert_eq!(scan(&["--fail-on", "critical"]).status.code(), Some(i32::from(severe)));
    assert_eq!(scan(&["--fail-on", "huge"]).status.code(), Some(2));
    let explained = lines(&scan(&["--json", "--explained"]), 0);
    assert!(
        explained.len() > found.len() && explained[..found.len()] == found[..],
        "explained ones only when asked for"
    );
    assert!(explained[found.len()..].iter().all(|one| one["severity"] == "info"));
    let left: Vec<_> = fs::read_dir(home.path()).expect("the home").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["logs"], "nothing is kept");
}

#[test]
fn bad_files_are_told_of_and_nothing_else_is_lost() {
    let home = tempfile::tempdir().expect("a folder");
    let good = home.path().join("good");
    bucket::write(&attacked(), &good, &BucketSpec { wanted_percent: 80, ..BucketSpec::default() })
        .expect("the bucket is written");
    let path = |name: &str| home.path().join(name).to_string_lossy().into_owned();
    let before = lines(&keyturn(home.path(), &["trail", "scan", &path("good"), "--json"]), 0);

    let bad = home.path().join("bad");
    fs::create_dir(&bad).expect("a folder");
    let packed = one_packed(&good);
    fs::write(bad.join("cut.json.gz"), &packed[..packed.len() * 2 / 3]).expect("a file");
    fs::write(bad.join("empty.json"), "").expect("a file");
    fs::write(bad.join("letter.txt"), "Dear all,\nthis is no log.\n").expect("a file");
    fs::write(bad.join("esc\u{1b}[2J.json"), [0xff, 0xfe, 0x00]).expect("a file");
    let output = keyturn(home.path(), &["trail", "scan", &path("good"), &path("bad"), "--json"]);
    let after = lines(&output, 4);
    assert_eq!(after, before, "a part of a file that is there twice changes nothing");
    let summary = String::from_utf8_lossy(&output.stderr);
    for name in ["cut.json.gz", "empty.json", "letter.txt", "[2J.json"] {
        assert!(summary.contains(name), "{name}: {summary}");
    }
    assert_eq!(hostile(&output.stderr), Vec::<u8>::new());

    for (paths, code) in [
        (vec![path("missing")], 3),
        (vec![path("bad/letter.txt")], 3),
        (vec![path("good"), path("missing")], 4),
        (vec![], 2),
    ] {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let output = keyturn(home.path(), &[&["trail", "scan"][..], &paths].concat());
        assert_eq!(output.status.code(), Some(code), "{paths:?}: {}", words(&output));
    }
}

/// The bytes of the largest log file below a folder.
fn one_packed(folder: &Path) -> Vec<u8> {
    let mut waiting = vec![folder.to_owned()];
    let mut files: Vec<(u64, PathBuf)> = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let kind = entry.metadata().expect("its kind");
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if entry.path().to_string_lossy().contains("/CloudTrail/") {
                files.push((kind.len(), entry.path()));
            }
        }
    }
    let (_, largest) = files.into_iter().max().expect("a log file");
    fs::read(largest).expect("it is read")
}

#[expect(clippy::print_stderr, reason = "who runs the tests is told what was not tried")]
fn told(text: &str) {
    eprintln!("{text}");
}

/// Events that Stratus Red Team's attacks left in a real account, recorded by its authors.
#[test]
fn recorded_attacks_are_found() {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/trail/stratus");
    if !recorded.exists() {
        told(&format!("skipped: {} is missing", recorded.display()));
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    for attack in [
        "secretsmanager-retrieve-secrets",
        "secretsmanager-batch-retrieve-secrets",
        "ssm-retrieve-securestring-parameters",
    ] {
        let file = recorded.join(format!("aws.credential-access.{attack}.json"));
        let output = keyturn(home.path(), &["trail", "scan", &file.to_string_lossy(), "--json"]);
        assert!(!lines(&output, 0).is_empty(), "{attack}: {}", words(&output));
    }
}
