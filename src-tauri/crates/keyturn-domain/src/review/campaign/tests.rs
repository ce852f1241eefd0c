//! Campaigns and what opens them.

use super::*;
use crate::review::samples::{campaign, day};

#[test]
fn ids_are_sixteen_digits() {
    for (text, good) in [
        ("0123456789abcdef", true),
        ("0123456789ABCDEF", false),
        ("0123456789abcde", false),
        ("0123456789abcdef0", false),
        ("0123456789abcdeg", false),
        ("", false),
    ] {
        assert_eq!(text.parse::<CampaignId>().is_ok(), good, "{text}");
    }
    assert_eq!(CampaignId::from_bytes([0, 1, 2, 3, 4, 5, 6, 255]).as_str(), "00010203040506ff");
}

#[test]
fn a_snapshot_is_what_sha256sum_says_of_its_lines() {
    // printf '' | sha256sum; printf '{}\n{}\n' | sha256sum
    let empty: [&str; 0] = [];
    assert_eq!(snapshot_hash(empty), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(snapshot_hash(["{}", "{}"]), hex::encode(Sha256::digest("{}\n{}\n")));
    assert_ne!(snapshot_hash(["{}{}"]), snapshot_hash(["{}", "{}"]));
}

#[test]
fn codes_are_those_of_json() {
    for one in Framework::ALL {
        assert_eq!(serde_json::to_string(one).expect("JSON"), format!("\"{}\"", one.code()));
    }
    for one in GapState::ALL {
        assert_eq!(serde_json::to_string(one).expect("JSON"), format!("\"{}\"", one.code()));
    }
    assert_eq!(serde_json::to_string(&Role::Lead).expect("JSON"), "\"lead\"");
}

#[test]
fn what_keeps_a_campaign_from_opening_is_named() {
    let check = |change: fn(&mut Campaign), expect: &[CampaignFault]| {
        let mut one = campaign();
        change(&mut one);
        assert_eq!(one.check(1, day(10)), expect);
    };
    check(|_| {}, &[]);
    check(|one| one.name = " ".to_owned(), &[CampaignFault::Missing("the name")]);
    check(|one| one.period = "p".repeat(201), &[CampaignFault::TooLong { field: "the period", found: 201 }]);
    check(|one| one.cadence_source = String::new(), &[CampaignFault::Missing("whose policy asks for it")]);
    check(|one| one.scope.accounts = vec!["1".to_owned()], &[CampaignFault::Account("1".to_owned())]);
    let everything =
        || CampaignFault::Path { pattern: "**".to_owned(), fault: PatternFault::Everything("**".to_owned()) };
    check(|one| one.scope.paths = vec!["**".to_owned()], &[everything()]);
    check(|one| one.reviewers[0].paths = vec!["**".to_owned()], &[]);
    let stars = || CampaignFault::Path { pattern: "/a**".to_owned(), fault: PatternFault::Stars };
    check(|one| one.reviewers[0].paths = vec!["/a**".to_owned()], &[stars()]);
    check(|one| one.reviewers[0].name = "LEA lead".to_owned(), &[CampaignFault::Twice("LEA lead".to_owned())]);
    check(|one| one.due_on = day(9), &[CampaignFault::DueBefore(day(9))]);
    check(|one| one.cadence_months = 0, &[CampaignFault::Cadence(0)]);
    check(gap, &[CampaignFault::Gaps(1)]);
    let anyway = |one: &mut Campaign| {
        gap(one);
        one.open_anyway = Some("the account is being closed".to_owned());
    };
    check(anyway, &[]);
    check(|one| one.open_anyway = Some(String::new()), &[CampaignFault::Missing("why it opens anyway")]);
    assert_eq!(campaign().check(0, day(10)), [CampaignFault::Nothing]);
}

#[test]
fn the_next_one_follows_the_cadence() {
    let one = campaign();
    assert_eq!(one.next_on(), NaiveDate::from_ymd_opt(2027, 2, 28));
    assert_eq!((one.days_left(day(28)), one.days_left(day(30))), (2, 0));
    assert_eq!((one.acting(), one.reviewer(" ADA").map(|found| found.name.as_str())), ("Lea Lead", Some("ada")));
    assert_eq!(Campaign { role: Role::Reviewer("bob".to_owned()), ..one }.acting(), "bob");
}

fn gap(one: &mut Campaign) {
    let account = "111122223333".to_owned();
    let what = "policies".to_owned();
    one.coverage.gaps =
        vec![Gap { account, account_name: None, region: None, what, state: GapState::Never, read_at: None }];
}
