//! Who has fetched the new version, and what is said of it.

use proptest::prelude::*;

use super::*;
use crate::samples::at;

fn read(principal: &str, first: &str, last: &str) -> ReadSpan {
    ReadSpan { principal: principal.to_owned(), first_at: at(first), last_at: at(last) }
}

fn once(principal: &str, day: &str) -> ReadSpan {
    read(principal, day, day)
}

const MADE: &str = "2026-07-01";

#[test]
fn who_still_holds_the_old_value() {
    use HolderState::{Fetched, Gone, NotYet};
    let check = |reads: &[ReadSpan], gone: &[&str], expect: &[(&str, HolderState)]| {
        let gone = gone.iter().map(|name| (*name).to_owned()).collect();
        let found = holders(at(MADE), reads, &gone, Some(at("2026-01-01")));
        let found: Vec<_> = found.holders.iter().map(|holder| (holder.principal.as_str(), holder.state)).collect();
        assert_eq!(found, expect, "{reads:?}");
    };
    check(&[], &[], &[]);
    check(&[once("web", "2026-06-30")], &[], &[("web", NotYet)]);
    check(&[once("web", "2026-06-30"), once("web", MADE)], &[], &[("web", Fetched)]);
    check(&[read("web", "2026-06-30", "2026-07-02")], &[], &[("web", Fetched)]);
    check(&[once("web", "2026-06-30")], &["web"], &[("web", Gone)]);
    check(&[read("web", "2026-06-30", "2026-07-02")], &["web"], &[("web", Fetched)]);
    // A consumer that came since never held it; one that stopped 91 days before is not counted.
    check(&[once("new", "2026-07-02")], &[], &[]);
    check(&[once("old", "2026-04-01")], &[], &[]);
    check(&[once("old", "2026-04-02")], &[], &[("old", NotYet)]);
    check(
        &[once("c", "2026-06-01"), once("a", "2026-06-01"), once("a", "2026-07-03"), once("b", "2026-06-01")],
        &["b"],
        &[("c", NotYet), ("a", Fetched), ("b", Gone)],
    );
}

#[test]
fn the_last_read_before_and_the_first_since_are_kept() {
    let reads =
        [read("web", "2026-06-01", "2026-06-20"), read("web", "2026-07-05", "2026-07-09"), once("web", "2026-06-10")];
    let found = holders(at(MADE), &reads, &BTreeSet::new(), Some(at("2026-01-01")));
    insta::assert_json_snapshot!(found);
}

#[test]
fn what_is_said() {
    let check = |fetched: usize, not_yet: usize, gone: usize, known_from: Option<&str>, expect: &str| {
        let name = |kind: &str, number: usize| format!("{kind}{number}");
        let mut reads = Vec::new();
        let mut left = BTreeSet::new();
        for number in 0..fetched {
            reads.push(read(&name("f", number), "2026-06-30", "2026-07-02"));
        }
        for number in 0..not_yet {
            reads.push(once(&name("n", number), "2026-06-30"));
        }
        for number in 0..gone {
            reads.push(once(&name("g", number), "2026-06-30"));
            left.insert(name("g", number));
        }
        let found = holders(at(MADE), &reads, &left, known_from.map(at));
        assert_eq!(found.sentence(), expect);
        assert_eq!(found.all_moved(), not_yet == 0 && found.is_covered());
    };
    let known = Some("2026-01-01");
    check(7, 2, 0, known, "7 of 9 consumers have fetched the new version; these two have not.");
    check(0, 9, 0, known, "0 of 9 consumers have fetched the new version; these nine have not.");
    check(1, 12, 0, known, "1 of 13 consumers has fetched the new version; these 12 have not.");
    check(
        3,
        1,
        1,
        known,
        "3 of 4 consumers have fetched the new version; this one has not. One more is no longer there.",
    );
    check(9, 0, 2, known, "All 9 consumers have fetched the new version. 2 more are no longer there.");
    check(1, 0, 0, known, "The one consumer has fetched the new version.");
    check(0, 1, 0, known, "The one consumer has not fetched the new version.");
    check(0, 0, 0, known, "No consumer is known to have read it in the 90 days before.");
    check(0, 0, 1, known, "No consumer is known to have read it in the 90 days before. One more is no longer there.");
    check(
        2,
        0,
        0,
        Some("2026-05-10"),
        "Both consumers have fetched the new version. Reads are known from 2026-05-10 on: others may hold the old \
         value.",
    );
    check(
        0,
        0,
        0,
        None,
        "No consumer is known to have read it in the 90 days before. No reads are known: others may hold the old \
         value.",
    );
}

proptest! {
    #[test]
    fn everybody_who_read_before_is_named_once(reads in prop::collection::vec((0..4_u8, 1..29_u32, 0..4_i64), 0..20)) {
        let made_at = at("2026-06-15");
        let spans: Vec<ReadSpan> = reads
            .iter()
            .map(|(who, day, length)| {
                let first_at = at(&format!("2026-06-{day:02}"));
                ReadSpan { principal: who.to_string(), first_at, last_at: first_at + TimeDelta::days(*length) }
            })
            .collect();
        let found = holders(made_at, &spans, &BTreeSet::new(), None);
        let named: Vec<&str> = found.holders.iter().map(|holder| holder.principal.as_str()).collect();
        let expect: BTreeSet<&str> =
            spans.iter().filter(|span| span.first_at < made_at).map(|span| span.principal.as_str()).collect();
        prop_assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), expect);
        prop_assert_eq!(named.len(), found.holders.len());
        for holder in &found.holders {
            let has_since = spans.iter().any(|span| span.principal == holder.principal && span.last_at >= made_at);
            prop_assert_eq!(holder.state == HolderState::Fetched, has_since);
        }
    }
}
