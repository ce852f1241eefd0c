//! The chain: what holds, and what shows that somebody touched it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::incident::samples::run;

fn log() -> Vec<LogEntry> {
    run("INC-2026-014")
}

#[test]
fn the_sample_has_every_kind_of_entry() {
    let codes: BTreeSet<&str> = log().iter().map(|one| one.entry.code()).collect();
    assert_eq!(codes.len(), 28, "{codes:?}");
    for one in log() {
        let json = serde_json::to_value(&one.entry).expect("json");
        assert_eq!(json.get("event").and_then(Value::as_str), Some(one.entry.code()));
    }
}

#[test]
fn a_log_holds_until_somebody_touches_it() {
    let whole = log();
    let check = |touch: &dyn Fn(&mut Vec<LogEntry>), expect: Result<u64, BrokenLog>| {
        let mut log = whole.clone();
        touch(&mut log);
        assert_eq!(verify(&log).map(|(count, _)| count), expect);
    };
    check(&|_| {}, Ok(whole.len() as u64));
    check(&Vec::clear, Ok(0));
    check(&|log| log.truncate(5), Ok(5));
    check(&|log| drop(log.remove(3)), Err(BrokenLog::Missing(4)));
    check(&|log| log.swap(3, 4), Err(BrokenLog::Reordered { expected: 4, found: 5 }));
    check(&|log| log[3].by.push('x'), Err(BrokenLog::Changed(4)));
    check(&|log| log[3].at += chrono::TimeDelta::microseconds(1), Err(BrokenLog::Changed(4)));
    let rehash = |log: &mut Vec<LogEntry>| {
        log[3].by.push('x');
        log[3].hash = Entry::hash(&log[3]);
    };
    check(&rehash, Err(BrokenLog::Unlinked(5)));
}

#[test]
fn what_is_stored_comes_back_with_its_hash() {
    for one in log() {
        let text = serde_json::to_string(&one).expect("json");
        let back: LogEntry = serde_json::from_str(&text).expect("an entry");
        assert_eq!((&back, Entry::hash(&back)), (&one, one.hash.clone()), "{text}");
    }
}

#[test]
fn two_writers_lose_no_line() {
    // Both saw the same end; the second one appends to what the first one wrote.
    let whole = log();
    let end = whole.last().map(|one| (one.sequence, one.hash.as_str()));
    let entry = whole[6].entry.clone();
    let window = append(end, whole[0].at, "Ada", entry.clone());
    let line = append(Some((window.sequence, &window.hash)), whole[0].at, "Ada", entry);
    let mut both = whole.clone();
    both.extend([window, line]);
    assert_eq!(verify(&both).map(|(count, _)| count), Ok(whole.len() as u64 + 2));
}

/// Changes the leaf with this number; gives how many it has.
fn change(value: &mut Value, at: &mut usize) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| change(value, at)),
        Value::Object(values) => values.iter_mut().for_each(|(_, value)| change(value, at)),
        leaf => {
            if *at == 0 {
                *leaf = match leaf {
                    Value::String(text) => Value::from(format!("{text}x")),
                    Value::Number(number) => Value::from(number.as_u64().unwrap_or(0) + 1),
                    Value::Bool(yes) => Value::from(!*yes),
                    _ => Value::from("x"),
                };
            }
            *at = at.wrapping_sub(1);
        }
    }
}

proptest! {
    /// Whatever is changed in an entry, it is another entry or none.
    #[test]
    fn every_field_is_in_the_hash(which in 0_usize..30, leaf in 0_usize..30) {
        let one = log()[which].clone();
        let before = serde_json::to_value(&one.entry).expect("json");
        let mut after = before.clone();
        let mut left = leaf;
        change(&mut after, &mut left);
        if let Ok(entry) = serde_json::from_value(after.clone()) {
            let changed = LogEntry { entry, ..one.clone() };
            prop_assert_eq!(changed.entry == one.entry, Entry::hash(&changed) == one.hash, "{} {}", before, after);
        }
    }
}
