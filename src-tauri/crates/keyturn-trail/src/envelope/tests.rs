//! Containers, faults and bounds.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::resolve::Index;

/// The records that come out, and how it ended.
fn split(bytes: &[u8], limits: &Limits) -> (Vec<String>, Tally) {
    let mut found = Vec::new();
    let tally = read(bytes, limits, |record| {
        found.push(String::from_utf8_lossy(record).into_owned());
        ControlFlow::Continue(())
    });
    (found, tally)
}

/// Gives bytes one at a time.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        match (self.0.split_first(), room.first_mut()) {
            (Some((byte, rest)), Some(place)) => {
                *place = *byte;
                self.0 = rest;
                Ok(1)
            }
            _ => Ok(0),
        }
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn containers() {
    let limits = Limits { depth: 5, record: 60, ..Limits::default() };
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(60));
    let cases: Vec<(&str, String, &[&str], &str)> = vec![
        ("records", r#"{"Records":[{"a":1},{"b":{"c":[2]}}]}"#.into(), &[r#"{"a":1}"#, r#"{"b":{"c":[2]}}"#], ""),
        (
            "spaced",
            "{ \"Records\" :\n [ {\"a\":1} , {\"b\":2} ] , \"x\": [{}] }".into(),
            &[r#"{"a":1}"#, r#"{"b":2}"#],
            "",
        ),
        ("array", r#"[{"a":1},{"b":2}]"#.into(), &[r#"{"a":1}"#, r#"{"b":2}"#], ""),
        ("lines", "{\"a\":1}\r\n{\"b\":2}\n".into(), &[r#"{"a":1}"#, r#"{"b":2}"#], ""),
        (
            "lines of files",
            "{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"b\":2}]}".into(),
            &[r#"{"a":1}"#, r#"{"b":2}"#],
            "",
        ),
        ("one, pretty", "{\n  \"a\": 1\n}\n".into(), &["{\n  \"a\": 1\n}"], ""),
        ("looked up", r#"{"Events":[{"E":"{\"a\":1}"}],"NextToken":"x"}"#.into(), &[r#"{"E":"{\"a\":1}"}"#], ""),
        ("a string", r#""{\"a\":1}""#.into(), &[r#""{\"a\":1}""#], ""),
        ("brackets in strings", r#"[{"a":"]}{[\"\\"},{"b":2}]"#.into(), &[r#"{"a":"]}{[\"\\"}"#, r#"{"b":2}"#], ""),
        ("byte order mark", "\u{feff}{\"a\":1}".into(), &[r#"{"a":1}"#], ""),
        ("empty list", r#"{"Records":[]}"#.into(), &[], ""),
        ("nothing", String::new(), &[], ""),
        ("comma-separated", "a,b\n1,\"2\"\n".into(), &[], "broken 2"),
        ("strays in a list", r#"[null,1,{"a":1},true,{"b":2}]"#.into(), &[r#"{"a":1}"#, r#"{"b":2}"#], "broken 2"),
        ("a cut line", "{\"a\":1,\"x\n{\"b\":2}\n{\"c\":3}".into(), &[r#"{"b":2}"#, r#"{"c":3}"#], "broken 1"),
        ("a cut number", "{\"a\":1\n{\"b\":2}\n{\"c\":3}".into(), &[r#"{"b":2}"#, r#"{"c":3}"#], "broken 1"),
        ("too long", format!("[{long},{{\"b\":2}}]"), &[r#"{"b":2}"#], "long 1"),
        ("too deep", r#"[{"a":[[[[[[[1]]]]]]]},{"b":2}]"#.into(), &[r#"{"b":2}"#], "deep 1"),
        ("cut off", r#"{"Records":[{"a":1},{"b":"#.into(), &[r#"{"a":1}"#], "cut"),
        ("cut off between", r#"{"Records":[{"a":1},"#.into(), &[r#"{"a":1}"#], "cut"),
        ("cut off in an escape", "[{\"a\":1},{\"b\":\"\\".into(), &[r#"{"a":1}"#], "cut"),
    ];
    for (name, text, records, fault) in cases {
        let (found, tally) = split(text.as_bytes(), &limits);
        assert_eq!(found, records, "{name}");
        let seen = match tally {
            Tally { end: End::Truncated, .. } => "cut".to_owned(),
            Tally { broken: 1.., .. } => format!("broken {}", tally.broken),
            Tally { too_long: 1.., .. } => format!("long {}", tally.too_long),
            Tally { too_deep: 1.., .. } => format!("deep {}", tally.too_deep),
            _ => String::new(),
        };
        assert_eq!(seen, fault, "{name}");
        assert_eq!(tally.records, records.len() as u64, "{name}");

        let (unpacked, _) = split(&packed(text.as_bytes()), &limits);
        assert_eq!(unpacked, records, "{name}, packed");
        let mut dripped = Vec::new();
        read(Dripping(text.as_bytes()), &limits, |record| {
            dripped.push(String::from_utf8_lossy(record).into_owned());
            ControlFlow::Continue(())
        });
        assert_eq!(dripped, records, "{name}, a byte at a time");
    }
}

#[test]
fn a_cut_packed_file_gives_what_was_read_before() {
    let text = format!("{{\"Records\":[{}]}}", vec![r#"{"a":"0123456789"}"#; 40_000].join(","));
    let mut bytes = packed(text.as_bytes());
    bytes.truncate(bytes.len() / 2);
    let (found, tally) = split(&bytes, &Limits::default());
    assert_eq!(tally.end, End::Truncated);
    assert!(found.len() > 1000, "{}", found.len());

    let damaged = [packed(b"{\"a\":1}"), b"this is not gzip at all".to_vec()].concat();
    let (found, tally) = split(&damaged, &Limits::default());
    assert_eq!((found.len(), tally.end), (1, End::Damaged));
}

#[test]
fn members_of_a_packed_file_follow_each_other() {
    let two = [packed(b"{\"a\":1}\n"), packed(b"{\"b\":2}\n")].concat();
    assert_eq!(split(&two, &Limits::default()).0, [r#"{"a":1}"#, r#"{"b":2}"#]);
}

#[test]
fn a_bomb_is_left() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let blank = vec![b' '; 1 << 20];
    for _ in 0..4 {
        encoder.write_all(&blank).expect("memory takes it");
    }
    let bytes = encoder.finish().expect("memory takes it");
    let (_, tally) = split(&bytes, &Limits { unsuspected: 1 << 20, ..Limits::default() });
    assert_eq!(tally.end, End::TooLong);
    assert_eq!(split(&bytes, &Limits::default()).1.end, End::Complete);
    let (_, tally) = split(&vec![b' '; 1 << 20], &Limits { total: 1000, ..Limits::default() });
    assert_eq!(tally.end, End::TooLong);
}

#[test]
fn a_file_of_brackets_costs_nothing() {
    let (found, tally) = split(&vec![b'['; 4 << 20], &Limits::default());
    assert_eq!((found.len(), tally.end), (0, End::Truncated));
    let (found, tally) = split(&b"{\"a\":".repeat(1 << 20), &Limits::default());
    assert_eq!((found.len(), tally.too_deep), (0, 1));
}

#[test]
fn a_caller_can_stop() {
    let mut seen = 0;
    let tally = read(&br#"[{"a":1},{"b":2}]"#[..], &Limits::default(), |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    assert_eq!((seen, tally.records, tally.end), (1, 1, End::Stopped));
}

#[test]
fn files_that_are_skipped_say_why() {
    for (name, text, skipped) in [
        ("digest", r#"{"awsAccountId":"1","digestS3Bucket":"b","logFiles":[]}"#, Some(Skipped::Digest)),
        (
            "insight",
            r#"{"Records":[{"eventType":"AwsCloudTrailInsight","insightDetails":{"eventName":"X"}}]}"#,
            Some(Skipped::Insight),
        ),
        ("other JSON", r#"{"configurationItems":[{"a":1}]}"#, Some(Skipped::NotCloudTrail)),
        ("text", "Dear all,\nthis is no log.\n", Some(Skipped::NotJson)),
        ("empty", "", Some(Skipped::Empty)),
        ("empty list", r#"{"Records":[]}"#, Some(Skipped::Empty)),
        ("other calls", r#"{"Records":[{"eventName":"RunInstances","eventSource":"ec2.amazonaws.com"}]}"#, None),
    ] {
        let intake = events(text.as_bytes(), &Limits::default(), &Index::default(), |_| ControlFlow::Continue(()));
        assert_eq!((intake.skipped, intake.wanted, intake.unusable.len()), (skipped, 0, 0), "{name}");
    }
}

proptest! {
    /// Where the chunks end makes no difference, and whatever the bytes are, nothing is found in one and not in the other.
    #[test]
    fn chunks_do_not_matter(text in r#"([{}\[\]",:\\ \n]|[a-c]|"Records"|\{"a":1\}){0,60}"#) {
        let limits = Limits { depth: 4, ..Limits::default() };
        let (whole, tally) = split(text.as_bytes(), &limits);
        let mut dripped = Vec::new();
        let slow = read(Dripping(text.as_bytes()), &limits, |record| {
            dripped.push(String::from_utf8_lossy(record).into_owned());
            ControlFlow::Continue(())
        });
        prop_assert_eq!(&whole, &dripped);
        prop_assert_eq!(tally, slow);
    }
}
