//! What must be a finding, and what must not.

use std::collections::BTreeMap;

use super::*;
use crate::age::AgeBasis;
use crate::kind::Kind;
use crate::rotation::Rotation;
use crate::rotation::due::{Circumstances, Subject, due};
use crate::rotation::exception::{Covers, NewException};
use crate::rotation::level::Level;
use crate::rotation::policy::{CompiledPolicy, preset};
use crate::samples::at;

const TODAY: &str = "2026-11-21";

fn arn(name: &str) -> SecretArn {
    format!("arn:aws:ssm:eu-west-1:111122223333:parameter/{name}").parse().expect("an ARN")
}

/// From when, until when, and when a person ended it.
type Spell<'a> = (&'a str, &'a str, Option<&'a str>);

fn found(kind: Kind, made: Option<&str>, basis: AgeBasis, exception: Option<Spell<'_>>) -> Vec<RotationFinding> {
    found_with(&BTreeMap::new(), kind, made, basis, exception)
}

fn found_with(
    tags: &BTreeMap<String, String>,
    kind: Kind,
    made: Option<&str>,
    basis: AgeBasis,
    exception: Option<Spell<'_>>,
) -> Vec<RotationFinding> {
    let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
    let policy = CompiledPolicy::new(preset("balanced").expect("a preset")).expect("globs");
    let (now, today, rotation) = (at(TODAY), date(TODAY), Rotation::default());
    let exception = exception.map(|(from, until, ended)| Exception {
        id: 7,
        exception: NewException {
            covers: Covers::Secret(arn("prod/web/X")),
            why: "why".to_owned(),
            compensating_control: "control".to_owned(),
            asked_by: "ann".to_owned(),
            approved_by: "bob".to_owned(),
            from: date(from),
            until: date(until),
        },
        ended_on: ended.map(date),
    });
    let value = ValueAge { made_at: made.map(at), basis };
    let subject = Subject {
        name: "/prod/web/X",
        tags: Some(tags),
        kind,
        level: Level::High,
        value,
        rotation: &rotation,
        life: None,
        excepted_until: exception.as_ref().filter(|one| one.holds(today)).map(|one| one.exception.until),
        circumstances: Circumstances::default(),
    };
    let judged = due(&policy, &subject, now);
    findings(&arn("prod/web/X"), value, &judged, exception.as_ref(), policy.policy(), today)
}

#[test]
fn older_than_a_year_must_and_must_not() {
    let holding = Some(("2026-10-01", "2026-12-01", None));
    for (kind, made, exception, since) in [
        (Kind::ApiKey, "2025-11-20", None, Some("2026-11-21")),
        (Kind::ApiKey, "2025-11-21", None, None),
        (Kind::ApiKey, "2020-02-29", None, Some("2021-03-01")),
        (Kind::AwsRole, "2025-11-20", None, Some("2026-11-21")),
        (Kind::Unclassified, "2024-01-01", None, Some("2025-01-01")),
        // Versioned keys get a version beside the old one.
        (Kind::JwtSigningKey, "2020-01-01", None, None),
        (Kind::DataKey, "2020-01-01", None, None),
        // Nothing to rotate.
        (Kind::Configuration, "2020-01-01", None, None),
        // Somebody approved it, until its end.
        (Kind::ApiKey, "2024-01-01", holding, None),
        (Kind::ApiKey, "2024-01-01", Some(("2026-10-01", "2026-11-21", None)), None),
        (Kind::ApiKey, "2024-01-01", Some(("2026-10-01", "2026-11-20", None)), Some("2025-01-01")),
        (Kind::ApiKey, "2024-01-01", Some(("2026-10-01", "2026-12-01", Some("2026-11-01"))), Some("2025-01-01")),
    ] {
        let all = found(kind, Some(made), AgeBasis::CurrentVersion, exception);
        let one = all.iter().find(|finding| finding.rule == RotationRule::OlderThanAYear);
        assert_eq!(one.map(|one| one.since), since.map(|day| day.parse().expect("a date")), "{kind} {made}");
    }
    assert_eq!(found(Kind::ApiKey, None, AgeBasis::Unknown, None), [], "an age that is not known is not a year");
    let dynamic = BTreeMap::from([("keyturn:rotation".to_owned(), "dynamic".to_owned())]);
    let made = Some("2020-01-01");
    assert_eq!(found_with(&dynamic, Kind::DatabasePassword, made, AgeBasis::CurrentVersion, None), [], "dynamic");
}

#[test]
fn an_exception_that_ended_must_and_must_not() {
    let ran_out = Some(("2026-08-01", "2026-10-31", None));
    for (kind, made, exception, since) in [
        (Kind::ApiKey, Some("2026-03-01"), ran_out, Some("2026-11-01")),
        (Kind::ApiKey, None, ran_out, Some("2026-11-01")),
        // It still holds, on its last day too; it never was; a person ended it.
        (Kind::ApiKey, Some("2026-03-01"), Some(("2026-10-01", "2026-12-01", None)), None),
        (Kind::ApiKey, Some("2026-03-01"), Some(("2026-10-01", "2026-11-21", None)), None),
        (Kind::ApiKey, Some("2026-03-01"), None, None),
        (Kind::ApiKey, Some("2026-03-01"), Some(("2026-08-01", "2026-10-31", Some("2026-09-01"))), None),
        // Rotated since: in order, or due again for itself.
        (Kind::ApiKey, Some("2026-11-01"), ran_out, None),
        (Kind::ApiKey, Some("2026-07-01"), Some(("2026-01-01", "2026-05-01", None)), None),
        // On no calendar.
        (Kind::Configuration, Some("2026-03-01"), ran_out, None),
        (Kind::AwsRole, Some("2026-03-01"), ran_out, None),
    ] {
        let basis = if made.is_some() { AgeBasis::CurrentVersion } else { AgeBasis::Unknown };
        let all = found(kind, made, basis, exception);
        let one = all.iter().find(|finding| finding.rule == RotationRule::ExceptionEnded);
        assert_eq!(one.map(|one| one.since), since.map(|day| day.parse().expect("a date")), "{kind} {made:?}");
    }
}

#[test]
fn keys_are_of_rule_and_secret_and_occasions_of_the_value() {
    let of = |made| found(Kind::ApiKey, Some(made), AgeBasis::CurrentVersion, Some(("2025-08-01", "2025-10-31", None)));
    let (old, newer) = (of("2024-01-01"), of("2025-01-01"));
    let parts = |all: &[RotationFinding]| -> (Vec<String>, Vec<String>) {
        all.iter().map(|one| (one.key.clone(), one.occasion.clone())).unzip()
    };
    let ((keys, occasions), (same, others)) = (parts(&old), parts(&newer));
    assert_eq!((keys.len(), &keys), (2, &same));
    assert!(occasions[0] != others[0] && occasions[1] == "7" && others[1] == "7", "{occasions:?} {others:?}");
    for (key, rule) in keys.iter().zip(RotationRule::ALL) {
        assert_eq!(RotationRule::of_key(key), Some(rule), "{key}");
    }
    for other in ["", "burst-00ff", "older_than_a_year", "older_than_a_year_x-1"] {
        assert_eq!(RotationRule::of_key(other), None, "{other}");
    }
}
