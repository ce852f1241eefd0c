//! How old a value is: a table of what AWS says, what was known before, and what follows.

use super::*;
use crate::samples::{at, secret};
use crate::version::VersionStage;

fn version(id: &str, stage: VersionStage, day: Option<&str>) -> SecretVersion {
    SecretVersion { id: id.to_owned(), stages: vec![stage], created_at: day.map(at), last_read_on: None }
}

/// A secret made on one day and last changed on another, whose current version was made on a third.
fn of_secrets_manager(created: &str, changed: &str, current: Option<&str>) -> Secret {
    let mut secret = secret("prod/db");
    secret.created_at = Some(at(created));
    secret.changed_at = Some(at(changed));
    secret.versions = vec![version("v1", VersionStage::Current, current)];
    secret
}

fn parameter(version: i64, changed: Option<&str>) -> Secret {
    let mut secret = secret("/prod/KEY");
    secret.parameter_version = Some(version);
    secret.changed_at = changed.map(at);
    secret
}

fn known(version: i64, made: Option<&str>) -> Known {
    let basis = if made.is_some() { AgeBasis::ParameterVersion } else { AgeBasis::Unknown };
    Known { value: ValueAge { made_at: made.map(at), basis }, parameter_version: Some(version), versions: Vec::new() }
}

fn check(case: &str, secret: &Secret, known: Option<&Known>, made: Option<&str>, basis: AgeBasis) {
    assert_eq!(settle(secret, known), ValueAge { made_at: made.map(at), basis }, "{case}");
}

#[test]
fn values_of_secrets_manager() {
    use AgeBasis::{Creation, CurrentVersion, NoValue, Unknown};
    let of = of_secrets_manager;
    let today = "2026-11-21";
    check("made today, no version dates needed", &of(today, today, None), None, Some(today), Creation);
    check("made today, dates listed", &of(today, today, Some(today)), None, Some(today), CurrentVersion);
    let tagged = of("2025-01-01", "2026-11-20", Some("2025-01-01"));
    check("tags changed yesterday: the value is as old as before", &tagged, None, Some("2025-01-01"), CurrentVersion);
    let by_hand = of("2024-01-01", "2026-07-01", Some("2026-07-01"));
    assert_eq!(by_hand.rotation.last_at, None);
    check("rotated by hand: LastRotatedDate is empty", &by_hand, None, Some("2026-07-01"), CurrentVersion);
    let mut rotated = by_hand.clone();
    rotated.rotation.last_at = Some(at("2026-06-01"));
    check("LastRotatedDate never counts", &rotated, None, Some("2026-07-01"), CurrentVersion);
    check("changed, and no dates could be read", &of("2024-01-01", today, None), None, None, Unknown);
    let mut pending = of("2024-01-01", "2026-07-01", Some("2026-07-01"));
    pending.versions.insert(0, version("v2", VersionStage::Pending, Some(today)));
    check("a rotation that lingers is no new value", &pending, None, Some("2026-07-01"), CurrentVersion);
    let mut empty = of(today, today, None);
    empty.versions.clear();
    check("made without a value", &empty, None, None, NoValue);
    let mut undated = of(today, today, None);
    undated.created_at = None;
    check("no creation date", &undated, None, None, Unknown);
    let mut replaced = of("2024-01-01", today, None);
    replaced.created_at = Some(at(today) + chrono::Duration::milliseconds(1500));
    check("a second and more apart is a change", &replaced, None, None, Unknown);
}

#[test]
fn values_of_parameters() {
    use AgeBasis::{ParameterVersion, Unknown};
    let first = parameter(3, Some("2026-07-01"));
    check("seen first", &first, None, Some("2026-07-01"), ParameterVersion);
    let before = known(3, Some("2026-07-01"));
    let touched = parameter(3, Some("2026-11-20"));
    check("metadata alone changed: the date stays", &touched, Some(&before), Some("2026-07-01"), ParameterVersion);
    let raised = parameter(4, Some("2026-11-20"));
    check("the version rose: a new value", &raised, Some(&before), Some("2026-11-20"), ParameterVersion);
    let recreated = parameter(1, Some("2026-11-20"));
    check("made anew under the same name", &recreated, Some(&before), Some("2026-11-20"), ParameterVersion);
    let earlier = parameter(3, Some("2026-06-01"));
    check(
        "an earlier date of the same version is nearer",
        &earlier,
        Some(&before),
        Some("2026-06-01"),
        ParameterVersion,
    );
    check("no date now, but one before", &parameter(3, None), Some(&before), Some("2026-07-01"), ParameterVersion);
    check("no date for a new version", &parameter(4, None), Some(&before), None, Unknown);
    check(
        "the first date for a version known without",
        &first,
        Some(&known(3, None)),
        Some("2026-07-01"),
        ParameterVersion,
    );
    let mut unnumbered = parameter(3, Some("2026-11-20"));
    unnumbered.parameter_version = None;
    let before = Known { parameter_version: None, ..before };
    check(
        "without numbers nothing is known to be the same",
        &unnumbered,
        Some(&before),
        Some("2026-11-20"),
        ParameterVersion,
    );
}

#[test]
fn whole_days_are_counted_and_never_less_than_none() {
    for (made, now, days) in [
        (Some("2026-11-21"), "2026-11-21", Some(0)),
        (Some("2026-11-20"), "2026-11-21", Some(1)),
        (Some("2024-02-28"), "2024-03-01", Some(2)),
        (Some("2026-11-25"), "2026-11-21", Some(0)),
        (None, "2026-11-21", None),
    ] {
        let age = ValueAge { made_at: made.map(at), basis: AgeBasis::CurrentVersion };
        assert_eq!(age.days(at(now)), days, "{made:?} to {now}");
    }
    let almost = ValueAge { made_at: Some(at("2026-11-20") + chrono::Duration::seconds(1)), ..ValueAge::default() };
    assert_eq!(almost.days(at("2026-11-21")), Some(0));
}

#[test]
fn dates_are_asked_for_only_where_nothing_else_says_them() {
    let of = of_secrets_manager;
    // Dates alone would say that nothing has changed.
    let mut replaced = of("2026-07-01", "2026-07-01", None);
    replaced.versions.push(version("v0", VersionStage::Previous, None));
    let mut rotated = of("2026-07-01", "2026-07-01", None);
    rotated.rotation.last_at = Some(at("2026-09-01"));
    for (case, secret, needs) in [
        ("a version before the current one", replaced, true),
        ("a rotation that ended", rotated, true),
        ("unchanged since it was made", of("2026-07-01", "2026-07-01", None), false),
        ("changed, without dates", of("2024-01-01", "2026-07-01", None), true),
        ("changed, with dates", of("2024-01-01", "2026-07-01", Some("2026-07-01")), false),
        ("a parameter", parameter(3, Some("2026-07-01")), false),
        ("without a value", secret("prod/empty"), false),
    ] {
        assert_eq!(needs_version_dates(&secret), needs, "{case}");
    }
}

#[test]
fn a_version_keeps_the_date_that_was_known() {
    let before = Known {
        versions: vec![
            version("v1", VersionStage::Current, Some("2026-07-01")),
            version("v0", VersionStage::Previous, Some("2025-01-01")),
        ],
        ..Known::default()
    };
    let mut secret = of_secrets_manager("2024-01-01", "2026-11-20", None);
    secret.versions.push(version("v2", VersionStage::Pending, None));
    secret.versions.push(version("v0", VersionStage::Previous, Some("2025-02-02")));
    carry_dates(&mut secret, &before);
    let dates: Vec<_> = secret.versions.iter().map(|version| version.created_at).collect();
    assert_eq!(dates, [Some(at("2026-07-01")), None, Some(at("2025-02-02"))]);
    check("and needs no call", &secret, Some(&before), Some("2026-07-01"), AgeBasis::CurrentVersion);
    assert!(!needs_version_dates(&secret));
}

#[test]
fn codes_find_their_basis() {
    for basis in AgeBasis::ALL {
        assert_eq!(AgeBasis::from_code(basis.code()), Some(basis));
        assert_eq!(serde_json::to_string(&basis).expect("json"), format!("{:?}", basis.code()));
    }
}
