//! What each rule must and must not suggest.

use chrono::{DateTime, NaiveDate, Utc};

use super::secrets::{NeededCase, exception, needed, owner, rotation};
use super::*;

/// Members as `can`, `conditional` or `unknown`, each with its reads: `can 3`.
fn members(given: &[&str]) -> Vec<Member> {
    let one = |(number, text): (usize, &&str)| {
        let (state, reads) = text.split_once(' ').unwrap_or((text, "0"));
        let reads = reads.parse().expect("a number of reads");
        Member {
            arn: format!("arn:{number}"),
            name: format!("/prod/{number}"),
            state: state.to_owned(),
            last_read_at: (reads > 0).then_some(DateTime::<Utc>::UNIX_EPOCH),
            reads,
            words: String::new(),
        }
    };
    given.iter().enumerate().map(one).collect()
}

/// `keep`, `revoke`, `reduce arn:0 arn:2`; `-` where nothing is suggested.
fn short(advice: &Advice) -> String {
    match advice {
        Ok(found) if found.keep.is_empty() => found.decision.code().to_owned(),
        Ok(found) => format!("{} {}", found.decision.code(), found.keep.join(" ")),
        Err(_) => "-".to_owned(),
    }
}

/// Which rule speaks, and what it suggests.
fn check(case: &AccessCase<'_>, rule: &str, expected: &str) {
    let spoke = RULES.iter().find(|(_, says)| says(case).is_some()).map_or("read", |(name, _)| *name);
    let advice = access(case);
    assert_eq!((spoke, short(&advice).as_str()), (rule, expected), "{case:?}");
    let words = advice.map_or_else(|why| why, |found| found.reason);
    assert!(words.ends_with('.') && !words.contains("  "), "{words}");
}

#[test]
fn what_is_suggested_for_access() {
    let usual = AccessCase { complete: true, ..AccessCase::default() };
    let (unread, mixed) = (members(&["can", "can"]), members(&["can 2", "can", "can"]));
    let (all, conditional) = (members(&["can 2", "can 1"]), members(&["conditional", "conditional"]));
    let unknown = members(&["can 1", "unknown"]);
    // Somebody who left goes, whatever else is known.
    for members in [&unread, &mixed, &all, &conditional, &unknown] {
        for complete in [true, false] {
            let case =
                AccessCase { members, departed: Some("ann left"), complete, odd_use: true, ..AccessCase::default() };
            check(&case, "departed", "revoke");
        }
    }
    // Nothing is concluded from what is not known.
    for members in [&unread, &mixed, &all, &conditional] {
        check(&AccessCase { members, ..AccessCase::default() }, "not_collected", "-");
        check(&AccessCase { members, odd_use: true, ..usual.clone() }, "odd_use", "-");
    }
    check(&AccessCase { members: &unknown, ..usual.clone() }, "not_read", "-");
    check(&AccessCase { members: &members(&["unknown", "unknown"]), ..usual.clone() }, "not_read", "-");
    // Never read.
    check(&AccessCase { members: &unread, ..usual.clone() }, "never_read", "revoke");
    check(&AccessCase { members: &unread, age_days: Some(90), ..usual.clone() }, "never_read", "revoke");
    check(&AccessCase { members: &unread, age_days: Some(89), ..usual.clone() }, "new", "-");
    check(&AccessCase { members: &unread, service_linked: true, ..usual.clone() }, "service_linked", "keep");
    check(&AccessCase { members: &unread, break_glass: true, ..usual.clone() }, "break_glass", "keep");
    // What hangs on a condition is never called unused.
    check(&AccessCase { members: &conditional, ..usual.clone() }, "never_read", "-");
    check(&AccessCase { members: &members(&["can", "conditional"]), ..usual.clone() }, "never_read", "reduce arn:1");
    // Read in part.
    check(&AccessCase { members: &mixed, ..usual.clone() }, "read_in_part", "reduce arn:0");
    check(&AccessCase { members: &mixed, break_glass: true, ..usual.clone() }, "read_in_part", "reduce arn:0");
    check(&AccessCase { members: &mixed, age_days: Some(3), ..usual.clone() }, "new", "-");
    let some = members(&["can 2", "conditional", "can"]);
    check(&AccessCase { members: &some, ..usual.clone() }, "read_in_part", "reduce arn:0 arn:1");
    // Read.
    check(&AccessCase { members: &all, weeks_read: 1, ..usual.clone() }, "read", "keep");
    check(&AccessCase { members: &all, age_days: Some(3), ..usual.clone() }, "read", "keep");
    check(&AccessCase { members: &members(&["can 2", "conditional"]), ..usual }, "read", "keep");
}

#[test]
fn a_reason_says_what_is_broad() {
    let marks: Vec<String> = ["broad", "other_account", "public", "wildcard"].map(str::to_owned).to_vec();
    let members = members(&["can 2", "can"]);
    let case = AccessCase { members: &members, complete: true, marks: &marks, ..AccessCase::default() };
    let reason = access(&case).expect("a suggestion").reason;
    assert_eq!(
        reason,
        "1 of 2 secrets was read in 90 days; 1 never was. The secret's policy lets everybody read. It is of another \
         account. The statement allows far more than these."
    );
}

#[test]
fn what_is_suggested_for_secrets() {
    let spared = ["arn:1".to_owned()];
    for (given, spared, complete, expected) in [
        (&["", ""][..], &[][..], true, "revoke"),
        (&["", ""], &spared[..], true, "reduce arn:1"),
        (&[" 1", ""], &[], true, "reduce arn:0"),
        (&[" 1", ""], &spared, true, "keep"),
        (&[" 1", " 4"], &[], false, "keep"),
        (&[" 1", ""], &[], false, "-"),
        (&["", ""], &[], false, "-"),
    ] {
        let members = members(given);
        assert_eq!(short(&needed(&NeededCase { members: &members, spared, complete })), expected, "{given:?}");
    }
    for (who, left, expected) in
        [(Some("ann"), Some("ann left on 2026-10-31"), "revoke"), (Some("payments"), None, "-"), (None, None, "-")]
    {
        assert_eq!(short(&owner(who, left)), expected, "{who:?} {left:?}");
    }
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    for (until, holds, expected) in [
        ("2026-12-01", true, "keep"),
        ("2027-02-28", true, "-"),
        ("2027-03-01", true, "-"),
        ("2026-11-01", false, "revoke"),
    ] {
        assert_eq!(short(&exception(day(until), holds, day("2027-02-28"))), expected, "{until}");
    }
    for (given, expected) in [
        (&["overdue", "overdue"][..], "revoke"),
        (&["overdue", "failed"], "revoke"),
        (&["overdue", "unknown"], "reduce arn:1"),
        (&["ok", "failed"], "reduce arn:0"),
        (&["unknown", "ok"], "-"),
        (&["ok", "excepted", "due_soon"], "keep"),
    ] {
        assert_eq!(short(&rotation(&members(given))), expected, "{given:?}");
    }
}
