//! What an exception needs, how long it holds, and when it comes back.

use super::*;
use crate::samples::secret;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn asked() -> NewException {
    NewException {
        covers: Covers::Path("/prod/legacy/*".to_owned()),
        why: "The vendor's appliance cannot change its key before the upgrade in September.".to_owned(),
        compensating_control: "Network policy: only the appliance reaches the API.".to_owned(),
        asked_by: "Ada".to_owned(),
        approved_by: "Grace".to_owned(),
        from: day("2026-07-01"),
        until: day("2026-09-28"),
    }
}

#[test]
fn what_an_exception_needs() {
    let check = |critical: bool, change: &dyn Fn(&mut NewException), expect: &[&str]| {
        let mut exception = asked();
        change(&mut exception);
        let faults = exception.check(critical, day("2026-07-05"));
        assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), expect, "{exception:?}");
    };
    check(true, &|_| {}, &[]);
    check(true, &|e| e.until = day("2026-09-29"), &["91 days are too long: at most 90 for what is critical"]);
    check(false, &|e| e.until = day("2026-12-27"), &[]);
    check(false, &|e| e.until = day("2026-12-28"), &["181 days are too long: at most 180 for this"]);
    check(false, &|e| e.until = e.from, &["it ended on 2026-07-01, before today"]);
    check(false, &|e| e.until = day("2026-06-30"), &["it ends before it begins"]);
    check(false, &|e| e.approved_by = " ada ".to_owned(), &["Ada asked for it: somebody else must approve"]);
    check(false, &|e| e.approved_by = String::new(), &["who approved is missing"]);
    check(
        false,
        &|e| {
            e.why = " ".to_owned();
            e.compensating_control = String::new();
            e.covers = Covers::Rule(String::new());
        },
        &["what it covers is missing", "the reason is missing", "the compensating control is missing"],
    );
    check(false, &|e| e.covers = Covers::Path("/**".to_owned()), &["\"/**\" covers every secret: name a path"]);
    check(
        false,
        &|e| e.why = format!("key ghp_{}", "a1B2c3D4e5F6".repeat(3)),
        &["the reason: the text holds what looks like a GitHub token: say where it is kept, never what it is"],
    );
}

#[test]
fn what_an_exception_is_for() {
    let (arn, other) = (secret("/prod/legacy/KEY").arn, secret("/prod/web/KEY").arn);
    for (covers, expect) in [
        (Covers::Secret(arn.clone()), [true, false]),
        (Covers::Path("/prod/legacy/*".to_owned()), [true, false]),
        (Covers::Path("/prod/**".to_owned()), [true, true]),
        (Covers::Rule("api-keys".to_owned()), [true, false]),
    ] {
        let found =
            [covers.is_for(&arn, "/prod/legacy/KEY", "api-keys"), covers.is_for(&other, "/prod/web/KEY", "databases")];
        assert_eq!(found, expect, "{covers:?}");
    }
}

#[test]
fn an_exception_ends_by_itself_or_by_a_person() {
    let check = |ended_on: Option<&str>, today: &str, expect| {
        let exception = Exception { id: 1, exception: asked(), ended_on: ended_on.map(day) };
        assert_eq!(exception.state(day(today)), expect, "{ended_on:?} {today}");
        let holds = matches!(expect, ExceptionState::InForce { .. });
        assert_eq!(exception.holds(day(today)), holds);
    };
    check(None, "2026-06-30", ExceptionState::NotYet);
    check(None, "2026-07-01", ExceptionState::InForce { days_left: 89 });
    check(None, "2026-09-28", ExceptionState::InForce { days_left: 0 });
    check(None, "2026-09-29", ExceptionState::RanOut { since: day("2026-09-29") });
    check(Some("2026-08-01"), "2026-07-31", ExceptionState::InForce { days_left: 59 });
    check(Some("2026-08-01"), "2026-08-01", ExceptionState::Ended { since: day("2026-08-01") });
    check(Some("2026-08-01"), "2026-10-01", ExceptionState::Ended { since: day("2026-08-01") });
    check(Some("2026-06-01"), "2026-06-15", ExceptionState::Ended { since: day("2026-06-01") });
}

#[test]
fn what_ran_out_comes_back_unless_it_was_renewed_or_ended() {
    let one = |id, covers: &str, until: &str, ended_on: Option<&str>| Exception {
        id,
        exception: NewException { covers: Covers::Path(covers.to_owned()), until: day(until), ..asked() },
        ended_on: ended_on.map(day),
    };
    let exceptions = [
        one(1, "/a/*", "2026-07-10", None),
        one(2, "/b/*", "2026-07-12", None),
        one(3, "/c/*", "2026-07-12", Some("2026-07-05")),
        one(4, "/d/*", "2026-07-10", None),
        one(5, "/d/*", "2026-08-10", None),
        one(6, "/e/*", "2026-07-10", None),
        one(7, "/e/*", "2026-07-14", None),
        one(8, "/f/*", "2026-08-10", None),
    ];
    let back = come_back(&exceptions, day("2026-07-20"));
    let found: Vec<(i64, String)> = back.iter().map(|(found, since)| (found.id, since.to_string())).collect();
    let expect = [(7, "2026-07-15"), (2, "2026-07-13"), (1, "2026-07-11")];
    assert_eq!(found, expect.map(|(id, since)| (id, since.to_owned())));
}
