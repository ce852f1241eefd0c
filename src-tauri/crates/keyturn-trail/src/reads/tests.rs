//! Tables of events and the reads they tell of, and what no order may change.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::record::{Parsed, parse};
use crate::resolve::Index;

/// An event from a line: `second caller call [argument…] [!error] [#id] [=shared] [~corrected]`. Calls are `get secret`,
/// `batch secret…`, `batch ?filter`, `param name…`, `ref secret`, `path path`, `history name`, `password instance`,
/// `opens secret` (Secrets Manager's decryption), `opens /parameter` (Parameter Store's), `by-ssm secret` (Secrets
/// Manager's record of a reference), `put secret`, `putp /parameter`, `raw secret` (a decryption without a store).
fn event(line: &str) -> Event {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let mut mark = |sign: char| {
        let at = words.iter().position(|word| word.starts_with(sign))?;
        Some(words.remove(at)[1..].to_owned())
    };
    let (error, id, shared, corrected) = (mark('!'), mark('#'), mark('='), mark('~'));
    let [second, caller, call, arguments @ ..] = &words[..] else { panic!("{line}") };
    let second: i64 = second.parse().expect("a second");
    let arn = |secret: &str| match secret.strip_prefix('/') {
        Some(name) => ("PARAMETER_ARN", "ssm", format!("arn:aws:ssm:eu-west-1:111122223333:parameter/{name}")),
        None => (
            "SecretARN",
            "secretsmanager",
            format!("arn:aws:secretsmanager:eu-west-1:111122223333:secret:{secret}-a1B2c3"),
        ),
    };
    let first = arguments.first().copied().unwrap_or_default();
    let mut through = None;
    let (source, name, request) = match *call {
        "get" => ("secretsmanager", "GetSecretValue", json!({"secretId": first})),
        "by-ssm" => {
            through = Some("ssm");
            ("secretsmanager", "GetSecretValue", json!({"secretId": first}))
        }
        "batch" => match first.strip_prefix('?') {
            Some(filter) => {
                ("secretsmanager", "BatchGetSecretValue", json!({"filters": [{"key": "name", "values": [filter]}]}))
            }
            None => ("secretsmanager", "BatchGetSecretValue", json!({"secretIdList": arguments})),
        },
        "param" => ("ssm", "GetParameters", json!({"names": arguments, "withDecryption": true})),
        "ref" => (
            "ssm",
            "GetParameter",
            json!({"name": format!("/aws/reference/secretsmanager/{first}"), "withDecryption": true}),
        ),
        "path" => ("ssm", "GetParametersByPath", json!({"path": first, "recursive": true, "withDecryption": true})),
        "flat" => ("ssm", "GetParametersByPath", json!({"path": first, "withDecryption": true})),
        "history" => ("ssm", "GetParameterHistory", json!({"name": first, "withDecryption": true})),
        "password" => ("ec2", "GetPasswordData", json!({"instanceId": first})),
        "put" => ("secretsmanager", "PutSecretValue", json!({"secretId": first})),
        "opens" | "raw" => {
            let (key, store, arn) = arn(first);
            through = (*call == "opens").then_some(store);
            ("kms", "Decrypt", json!({"encryptionContext": {key: arn}}))
        }
        _ => panic!("{line}"),
    };
    let (role, session) = caller.split_once('/').unwrap_or((caller, "s"));
    let identity = match role {
        "owner" => json!({"type": "AWSAccount", "accountId": "444455556666"}),
        "service" => json!({"type": "AWSService", "invokedBy": "rds.amazonaws.com"}),
        _ => json!({"type": "AssumedRole", "arn": format!("arn:aws:sts::111122223333:assumed-role/{role}/{session}"),
            "accountId": "111122223333", "invokedBy": through.map(|service| format!("{service}.amazonaws.com"))}),
    };
    let record = json!({
        "eventVersion": "1.11", "userIdentity": identity, "eventSource": format!("{source}.amazonaws.com"),
        "eventTime": DateTime::from_timestamp(1_785_000_000 + second, 0).expect("a time").to_rfc3339(),
        "eventName": name, "awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7", "userAgent": "Boto3/1.34",
        "requestParameters": request, "eventID": id.unwrap_or_else(|| line.replace(' ', "_")), "errorCode": error,
        "sharedEventID": shared, "recipientAccountId": "111122223333",
        "addendum": corrected.map_or(Value::Null, |id| json!({"reason": "UPDATED_DATA", "originalEventID": id})),
    });
    match parse(record.to_string().as_bytes(), &Index::default()) {
        Parsed::Event(event) => *event,
        other => panic!("{line}: {other:?}"),
    }
}

/// A read in a word: `role way object`, with `!` where it was refused or failed, and how many records tell of it.
fn word(read: &Read) -> String {
    let object = match &read.object {
        Object::Secret(secret) => secret.name.clone(),
        Object::Path(path) => format!("path:{path}"),
        Object::Filter(words) => format!("filter:{words}"),
        Object::Instance(id) => id.clone(),
        Object::Unknown => "unknown".to_owned(),
    };
    let failed = if read.outcome == Outcome::Done { "" } else { "!" };
    let role = read.by.principal.name.trim_start_matches("role/");
    format!("{failed}{role} {} {object} {}", read.way.code(), read.events.len())
}

const CASES: [(&str, &[&str], &[&str]); 30] = [
    ("one", &["0 web get db"], &["web named db 1"]),
    ("copies of one event", &["0 web get db #1", "0 web get db #1"], &["web named db 1"]),
    ("two events", &["0 web get db #1", "0 web get db #2"], &["web named db 1", "web named db 1"]),
    ("the owner's copy", &["0 owner get db #1 =s", "0 web get db #2 =s"], &["web named db 2"]),
    ("the owner's copy, later", &["0 web get db #1 =s", "0 owner get db #2 =s"], &["web named db 2"]),
    ("corrected", &["0 web get db #1", "0 web get other #2 ~1"], &["web named other 1"]),
    ("corrected with the same id", &["0 web get db #1", "0 web get other #1 ~1"], &["web named other 1"]),
    ("correcting each other", &["0 web get db #1 ~2", "0 web get other #2 ~1"], &["web named db 1"]),
    (
        "refused",
        &["0 web get db !AccessDenied", "9 web get db !ThrottlingException"],
        &["!web named db 1", "!web named db 1"],
    ),
    ("several names", &["0 web param /a/b /a/c"], &["web named /a/b 1", "web named /a/c 1"]),
    (
        "a batch and its singles",
        &["0 web batch a b", "1 web get a", "1 web get b"],
        &["web batch a 2", "web batch b 2"],
    ),
    (
        "a filter and its singles",
        &["1 web batch ?x", "0 web get a", "1 web get b"],
        &["web batch a 2", "web batch b 2"],
    ),
    ("two pages in a second", &["0 web batch ?x #1", "0 web batch ?x #2", "0 web get a"], &["web batch a 2"]),
    ("a batch alone", &["0 web batch a b"], &["web batch a 1", "web batch b 1"]),
    ("a filter alone", &["0 web batch ?x"], &["web batch filter:name=x 1"]),
    (
        "a filter with decryptions",
        &["0 web batch ?x", "1 web opens a", "1 web opens b"],
        &["web batch a 2", "web batch b 2"],
    ),
    ("a refused batch", &["0 web batch a b !AccessDenied"], &["!web batch a 1", "!web batch b 1"]),
    ("a single of another session", &["0 web/s batch a", "1 web/t get a"], &["web batch a 1", "web named a 1"]),
    ("a single of another secret", &["0 web batch a", "1 web get z"], &["web batch a 1", "web named z 1"]),
    ("a single much later", &["0 web batch a", "9 web get a"], &["web batch a 1", "web named a 1"]),
    ("a witness", &["0 web get db", "1 web opens db"], &["web named db 2"]),
    ("a witness twice", &["0 web get db", "1 web opens db #1", "1 web opens db #2"], &["web named db 3"]),
    (
        "a path",
        &["0 web path /a", "1 web opens /a/b", "2 web opens /a/c/d", "2 web opens /ab/c"],
        &["web path /a/b 2", "web path /a/c/d 2", "web decrypt /ab/c 1"],
    ),
    (
        "one level of a path",
        &["0 web flat /a/", "1 web opens /a/b", "2 web opens /a/c/d"],
        &["web path /a/b 2", "web decrypt /a/c/d 1"],
    ),
    ("a path without decryptions", &["0 web path /"], &["web path path:/ 1"]),
    (
        "a name and a path",
        &["0 web param /a/b", "0 web path /a", "1 web opens /a/b #1", "1 web opens /a/b #2"],
        &["web named /a/b 2", "web path /a/b 2"],
    ),
    ("old values", &["0 web history /a/b", "1 web opens /a/b #1", "1 web opens /a/b #2"], &["web history /a/b 3"]),
    ("a reference", &["0 web ref db", "1 web by-ssm db", "1 web opens db"], &["web named db 3"]),
    (
        "unexplained",
        &["0 web opens db", "0 web raw db", "0 web/t opens db", "0 web put z", "1 web opens z"],
        &["web decrypt db 1", "web decrypt db 1"],
    ),
    ("of an instance, and of a service", &["0 web password i-1", "1 service raw db"], &["web password i-1 1"]),
];

#[test]
fn what_events_tell_of() {
    for (name, lines, expected) in CASES {
        let events: Vec<Event> = lines.iter().map(|line| event(line)).collect();
        let mut found: Vec<String> = reads(&events).iter().map(word).collect();
        found.sort();
        let mut expected: Vec<String> = expected.iter().map(|&word| word.to_owned()).collect();
        expected.sort();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_read_by_path_comes_from_where_the_path_was_asked() {
    let found = reads(&[event("0 web path /a #p"), event("1 web opens /a/b #d")]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].by.through.as_deref(), found[0].decrypted), (None, true));
    assert_eq!(found[0].events, [EventId("p".to_owned()), EventId("d".to_owned())]);
}

proptest! {
    /// The order of arrival and copies change nothing.
    #[test]
    fn order_and_copies_do_not_matter(
        picked in proptest::collection::vec((0..CASES.len(), 0_i64..8), 1..6),
        order in proptest::collection::vec(any::<u32>(), 40),
    ) {
        let mut events: Vec<Event> = Vec::new();
        for (case, shift) in picked {
            events.extend(CASES[case].1.iter().map(|line| {
                let mut event = event(line);
                event.at += TimeDelta::seconds(shift);
                event
            }));
        }
        let expected = reads(&events);
        let mut shuffled = events.clone();
        shuffled.extend(events.iter().zip(&order).filter(|(_, order)| *order % 3 == 0).map(|(event, _)| event.clone()));
        let mut keyed: Vec<(u32, Event)> = shuffled.into_iter().enumerate()
            .map(|(i, event)| (order.get(i % order.len()).copied().unwrap_or_default().rotate_left(u32::from(i > 20)), event)).collect();
        keyed.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<Event> = keyed.into_iter().map(|(_, event)| event).collect();
        prop_assert_eq!(reads(&shuffled), expected);
    }
}
