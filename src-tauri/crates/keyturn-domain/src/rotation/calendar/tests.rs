//! Entries with ids that stay, freezes, and days that are spread.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, FixedOffset, TimeDelta, Weekday};
use proptest::prelude::*;

use proptest::strategy::Strategy as _;

use super::*;
use crate::incident::postmortem::Effect;
use crate::rotation::exception::NewException;
use crate::rotation::record::{Plan, State, Step, ToldBy};
use crate::rotation::strategy::{Strategy, Timings};
use crate::rotation::task::NewTask;
use crate::rotation::trigger::Trigger;
use crate::samples::{at, secret};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn record() -> RotationRecord {
    let plan = Plan {
        secret: secret("prod/db").arn,
        name: "prod/db".to_owned(),
        trigger: Trigger::Scheduled,
        strategy: Strategy::TwoAtOnce,
        timings: Timings::default(),
        planned_on: day("2026-07-10"),
        owner: Some("payments".to_owned()),
        revoke_by: None,
        due_at: None,
        planned_at: at("2026-07-01"),
        planned_by: "ada".to_owned(),
        note: String::new(),
    };
    RotationRecord { id: 7, plan, steps: Vec::new() }
}

fn task() -> Task {
    let task = NewTask {
        secret: secret("prod/db").arn,
        name: "prod/db".to_owned(),
        owner: None,
        trigger: Trigger::SupplierBreach { supplier: "Stripe".to_owned() },
        because: String::new(),
        opened_at: at("2026-07-01"),
        opened_by: "ada".to_owned(),
        revoke_by: None,
        due_at: Some("2026-07-01T23:30:00Z".parse().expect("an instant")),
    };
    Task { id: 3, task, end: None }
}

fn exception() -> Exception {
    let exception = NewException {
        covers: Covers::Path("/prod/legacy/*".to_owned()),
        why: "why".to_owned(),
        compensating_control: "control".to_owned(),
        asked_by: "Ada".to_owned(),
        approved_by: "Grace".to_owned(),
        from: day("2026-07-01"),
        until: day("2026-09-28"),
    };
    Exception { id: 2, exception, ended_on: None }
}

#[test]
fn every_kind_of_entry() {
    let arn = secret("/prod/web/KEY").arn;
    let key = EntrySecret { arn: &arn, name: "/prod/web/KEY", owner: Some("web"), kind: Kind::ApiKey };
    let berlin = FixedOffset::east_opt(2 * 3600).expect("an offset");
    let entries = [
        Some(Entry::due(key, day("2026-07-10"))),
        Some(Entry::aws_schedule(key, "2026-07-10T22:30:00Z".parse().expect("an instant"), &berlin)),
        Entry::planned(&record(), Some(Kind::DatabasePassword)),
        Entry::task(&task(), None, &berlin),
        Entry::exception_ends(&exception()),
        Some(Entry::review(Some(&CampaignId::from_bytes([7; 8])), "Q3", day("2026-09-30"), Some("Grace"))),
        Some(Entry::follow_up("INC-2026-014".parse().expect("a number"), &follow_up())),
    ];
    let entries: Vec<Entry> = entries.into_iter().map(|entry| entry.expect("an entry")).collect();
    assert_eq!(entries.iter().map(|entry| &entry.id).collect::<BTreeSet<_>>().len(), entries.len());
    insta::assert_json_snapshot!(entries);
}

fn follow_up() -> FollowUp {
    FollowUp {
        number: 1,
        action: "scan before commits".to_owned(),
        effect: Effect::Prevents,
        owner: "Bob".to_owned(),
        due_on: day("2026-12-05"),
        link: String::new(),
    }
}

#[test]
fn an_id_stays_when_the_day_moves_and_ended_ones_are_gone() {
    let arn = secret("/prod/web/KEY").arn;
    let key = EntrySecret { arn: &arn, name: "/prod/web/KEY", owner: None, kind: Kind::ApiKey };
    assert_eq!(Entry::due(key, day("2026-07-10")).id, Entry::due(key, day("2026-08-10")).id);
    let step = Step {
        state: State::Stored,
        at: at("2026-07-09"),
        by: "ada".to_owned(),
        told_by: ToldBy::Sync,
        evidence: String::new(),
        version: Some("v2".to_owned()),
    };
    let mut stored = record();
    stored.steps.push(step);
    assert_eq!(Entry::planned(&stored, None), None);
    assert_eq!(Entry::exception_ends(&Exception { ended_on: Some(day("2026-07-05")), ..exception() }), None);
    let mut without_time = task();
    without_time.task.due_at = None;
    assert_eq!(Entry::task(&without_time, None, &Utc), None);
}

#[test]
fn freezes_are_checked_and_hold_where_they_are_for() {
    let freeze =
        |scope| Freeze { from: day("2026-12-20"), until: day("2027-01-02"), why: "holidays".to_owned(), scope };
    let check = |scope: FreezeScope, on: &str, holds: bool| {
        let freeze = freeze(scope);
        assert_eq!(freeze.check(), Ok(()));
        let found = freeze.holds(day(on), &secret("/prod/web/KEY").arn, "/prod/web/KEY", Some("web"));
        assert_eq!(found, holds, "{freeze:?} {on}");
    };
    check(FreezeScope::All, "2026-12-20", true);
    check(FreezeScope::All, "2027-01-02", true);
    check(FreezeScope::All, "2026-12-19", false);
    check(FreezeScope::All, "2027-01-03", false);
    check(FreezeScope::Path("/prod/web/*".to_owned()), "2026-12-24", true);
    check(FreezeScope::Path("/prod/api/*".to_owned()), "2026-12-24", false);
    check(FreezeScope::Owner("web".to_owned()), "2026-12-24", true);
    check(FreezeScope::Owner("we".to_owned()), "2026-12-24", false);
    check(FreezeScope::Account("111122223333".parse().expect("an account")), "2026-12-24", true);
    check(FreezeScope::Account("444455556666".parse().expect("an account")), "2026-12-24", false);
    let fault = |freeze: Freeze| freeze.check().expect_err("a fault").to_string();
    let all = || freeze(FreezeScope::All);
    assert_eq!(fault(Freeze { until: day("2026-12-19"), ..all() }), "it ends before it begins");
    assert_eq!(fault(Freeze { until: day("2027-01-20"), ..all() }), "32 days are too long: at most 31");
    assert_eq!(fault(Freeze { why: " ".to_owned(), ..all() }), "the reason is missing");
    assert_eq!(fault(freeze(FreezeScope::Path(String::new()))), "what it is for is missing");
}

fn to_spread(name: &str, owner: Option<&str>, due_on: &str) -> ToSpread {
    ToSpread { secret: secret(name).arn, name: name.to_owned(), owner: owner.map(str::to_owned), due_on: day(due_on) }
}

#[test]
fn days_are_spread_before_they_are_due() {
    let check = |secrets: &[ToSpread], freezes: &[Freeze], expect: &[Result<&str, NoDay>]| {
        let found: Vec<_> =
            spread(secrets, freezes, day("2026-07-01")).into_iter().map(|proposed| proposed.on).collect();
        let expect: Vec<_> = expect.iter().map(|on| on.map(day)).collect();
        assert_eq!(found, expect, "{secrets:?}");
    };
    // 2026-07-31 is a Friday.
    check(&[to_spread("/a/1", None, "2026-07-31")], &[], &[Ok("2026-07-31")]);
    check(&[to_spread("/a/1", None, "2026-08-02")], &[], &[Ok("2026-07-31")]);
    let path = [1, 2, 3].map(|number| to_spread(&format!("/a/{number}"), None, "2026-07-31"));
    check(&path, &[], &[Ok("2026-07-31"), Ok("2026-07-30"), Ok("2026-07-29")]);
    let owner =
        [("/a/1", "x"), ("/b/1", "x"), ("/c/1", "y")].map(|(name, owner)| to_spread(name, Some(owner), "2026-07-31"));
    check(&owner, &[], &[Ok("2026-07-31"), Ok("2026-07-30"), Ok("2026-07-29")]);
    check(&[to_spread("/a/1", None, "2026-07-01")], &[], &[Ok("2026-07-01")]);
    check(&[to_spread("/a/1", None, "2026-06-30")], &[], &[Err(NoDay::Overdue)]);
    check(&[to_spread("/a/1", None, "2026-08-02")], &[], &[Ok("2026-07-31")]);
    let freeze =
        |from: &str, until: &str, scope| Freeze { from: day(from), until: day(until), why: "x".to_owned(), scope };
    let july = freeze("2026-07-06", "2026-07-31", FreezeScope::Path("/a/*".to_owned()));
    check(&path[..2], std::slice::from_ref(&july), &[Ok("2026-07-03"), Ok("2026-07-03")]);
    check(&[to_spread("/b/1", None, "2026-07-31")], std::slice::from_ref(&july), &[Ok("2026-07-31")]);
    let all = freeze("2026-07-01", "2026-07-31", FreezeScope::All);
    check(&path[..1], &[all], &[Err(NoDay::Frozen)]);
}

fn drawn() -> impl proptest::strategy::Strategy<Value = (Vec<ToSpread>, Vec<Freeze>)> {
    let start = day("2026-07-01");
    let secrets = prop::collection::vec((0..3_u8, 0..40_u8, 0..3_u8, -5..70_i64), 0..60).prop_map(move |drawn| {
        let one = |(path, name, owner, due): &(u8, u8, u8, i64)| ToSpread {
            secret: secret(&format!("/{path}/{name}")).arn,
            name: format!("/{path}/{name}"),
            owner: (*owner > 0).then(|| owner.to_string()),
            due_on: start + TimeDelta::days(*due),
        };
        let by_name: BTreeMap<String, ToSpread> = drawn.iter().map(one).map(|one| (one.name.clone(), one)).collect();
        by_name.into_values().collect::<Vec<_>>()
    });
    let freezes = prop::collection::vec((0..70_i64, 0..12_i64, 0..4_u8), 0..4).prop_map(move |drawn| {
        let one = |(from, days, scope): &(i64, i64, u8)| Freeze {
            from: start + TimeDelta::days(*from),
            until: start + TimeDelta::days(from + days),
            why: "x".to_owned(),
            scope: if *scope == 3 { FreezeScope::All } else { FreezeScope::Path(format!("/{scope}/*")) },
        };
        drawn.iter().map(one).collect::<Vec<_>>()
    });
    (secrets, freezes)
}

proptest! {
    #[test]
    fn proposals_keep_every_rule((secrets, freezes) in drawn(), turn in 0..60_usize) {
        let first = day("2026-07-01");
        let allowed = |one: &ToSpread, on: NaiveDate| {
            on >= first
                && on <= one.due_on
                && !matches!(on.weekday(), Weekday::Sat | Weekday::Sun)
                && !freezes.iter().any(|freeze| freeze.holds(on, &one.secret, &one.name, one.owner.as_deref()))
        };
        let found = spread(&secrets, &freezes, first);
        prop_assert_eq!(found.len(), secrets.len());
        for (one, proposed) in secrets.iter().zip(&found) {
            prop_assert_eq!(&one.secret, &proposed.secret);
            match proposed.on {
                Ok(on) => prop_assert!(allowed(one, on), "{:?}", proposed),
                Err(NoDay::Overdue) => prop_assert!(one.due_on < first),
                Err(NoDay::Frozen) => {
                    let days = std::iter::successors(Some(first), NaiveDate::succ_opt);
                    prop_assert!(one.due_on >= first);
                    prop_assert!(!days.take_while(|on| *on <= one.due_on).any(|on| allowed(one, on)));
                }
            }
        }
        let mut turned = secrets.clone();
        turned.rotate_left(turn % secrets.len().max(1));
        let on = |proposed: Vec<Proposed>| {
            proposed.into_iter().map(|one| (one.secret, one.on)).collect::<BTreeMap<_, _>>()
        };
        prop_assert_eq!(on(found), on(spread(&turned, &freezes, first)));
    }

    #[test]
    fn one_path_due_all_on_a_day_is_spread_over_the_weeks_before(number in 1..200_usize) {
        let one = |one| to_spread(&format!("/a/{one}"), Some("x"), "2026-10-30");
        let secrets: Vec<ToSpread> = (0..number).map(one).collect();
        let mut counts: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for proposed in spread(&secrets, &[], day("2026-07-01")) {
            *counts.entry(proposed.on.expect("a day")).or_default() += 1;
        }
        // Four weeks have twenty working days.
        prop_assert_eq!(counts.values().max().copied(), Some(number.div_ceil(20)));
    }
}
