//! Logs that hold, and what each way of tampering is called.

use super::*;
use crate::audit::GENESIS;
use crate::review::samples::{at, decided, delegation};
use crate::review::{SignOffRole, Verdict};

/// One entry of every sort, and one more decision.
fn entries() -> Vec<Entry> {
    let one = Decided { to: None, keep: vec!["arn:a".to_owned()], ..decided("role/web", Verdict::Reduce, "bob") };
    let statement = "I saw it".to_owned();
    let sign_off = SignOff { name: "Carl".to_owned(), role: SignOffRole::Second, statement, at: at(9) };
    vec![
        Entry::Decided(one),
        Entry::Decided(Decided { seconds: Some(3), ..decided("role/etl", Verdict::Keep, "bob") }),
        Entry::Undone { sequence: 2, bulk: 1 },
        Entry::Delegated(delegation("bob", "carl")),
        Entry::TakenIn { reviewer: "bob".to_owned(), head: "0".repeat(64), entries: 3 },
        Entry::HandedOut { to: "bob".to_owned(), items: 7, head: "0".repeat(64) },
        Entry::SignedOff(sign_off),
        Entry::Reopened { item: decided("role/web", Verdict::Keep, "bob").item, why: "a new reader".to_owned() },
    ]
}

fn chain() -> Vec<LogEntry> {
    let mut log: Vec<LogEntry> = Vec::new();
    for (minute, entry) in (0..).zip(entries()) {
        let last = log.last().map(|entry| (entry.sequence, entry.hash.clone()));
        let last = last.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
        log.push(append(last, at(minute), "bob", entry));
    }
    log
}

#[test]
fn a_log_holds_until_somebody_touches_it() {
    let whole = chain();
    assert_eq!(verify(&whole), Ok((8, whole[7].hash.as_str())));
    assert_eq!(verify::<Entry>(&[]), Ok((0, GENESIS)));
    let check = |change: fn(&mut Vec<LogEntry>), expect: BrokenLog| {
        let mut log = chain();
        change(&mut log);
        assert_eq!(verify(&log), Err(expect));
    };
    check(|log| log[3].by.push('!'), BrokenLog::Changed(4));
    check(|log| log[3].at += chrono::TimeDelta::microseconds(1), BrokenLog::Changed(4));
    check(|log| drop(log.remove(3)), BrokenLog::Missing(4));
    check(|log| drop(log.remove(0)), BrokenLog::Missing(1));
    check(|log| log.swap(2, 4), BrokenLog::Reordered { expected: 3, found: 5 });
    check(|log| log.insert(2, log[1].clone()), BrokenLog::Reordered { expected: 3, found: 2 });
    let forge = |log: &mut Vec<LogEntry>| {
        log[3].by.push('!');
        log[3].hash = Entry::hash(&log[3]);
    };
    check(forge, BrokenLog::Unlinked(5));
}

#[test]
fn every_field_of_every_entry_is_in_its_hash() {
    // JSON with one value changed must hash otherwise: whatever the entry's type holds is covered, fields to come too.
    for entry in chain() {
        let whole = serde_json::to_value(&entry).expect("JSON");
        let mut places = Vec::new();
        walk(&whole, String::new(), &mut places);
        for place in places {
            if matches!(place.as_str(), "/hash" | "/entry/what") {
                continue;
            }
            let mut other = whole.clone();
            change(other.pointer_mut(&place).expect("a value"));
            let Ok(other) = serde_json::from_value::<LogEntry>(other) else { continue };
            assert_ne!(Entry::hash(&other), entry.hash, "{place} of {}", entry.entry.code());
        }
    }
}

/// The places of all values that are no object, empty lists and nulls among them.
fn walk(value: &serde_json::Value, place: String, places: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(parts) => {
            for (name, part) in parts {
                walk(part, format!("{place}/{name}"), places);
            }
        }
        _ => places.push(place),
    }
}

fn change(value: &mut serde_json::Value) {
    use serde_json::Value;
    *value = match &*value {
        Value::Number(number) => (number.as_u64().expect("a count") + 1).into(),
        Value::Array(parts) => parts.iter().cloned().chain(["more".into()]).collect(),
        Value::Null => Value::String("more".to_owned()),
        Value::String(text) if text.ends_with('Z') => "2027-01-01T00:00:00Z".into(),
        Value::String(text) if text.starts_with("2026") => "2027-01-01".into(),
        Value::String(text) if text == "second" => "lead".into(),
        Value::String(text) if text == "reduce" || text == "keep" => "revoke".into(),
        Value::String(text) if text.len() == 16 => "0123456789abcdef".into(),
        Value::String(text) => format!("{text}0").into(),
        other => other.clone(),
    };
}

#[test]
fn entries_come_back_from_json_as_they_were() {
    for entry in chain() {
        let text = serde_json::to_string(&entry).expect("JSON");
        assert_eq!(serde_json::from_str::<LogEntry>(&text).expect("an entry"), entry);
        assert!(text.contains(&format!("\"what\":\"{}\"", entry.entry.code())));
    }
}

#[test]
fn an_undo_takes_back_its_bulk_and_nothing_after_itself() {
    let mut log = chain();
    assert_eq!(taken_back(&log), BTreeSet::from([2]));
    log[2].entry = Entry::Undone { sequence: 1, bulk: u32::MAX };
    assert_eq!(taken_back(&log), BTreeSet::from([1, 2]));
}
