//! Due dates and states over dates, zones, ages and circumstances.

use chrono::TimeDelta;

use super::*;
use crate::age::ValueAge;
use crate::rotation::policy::{parse, preset};
use crate::samples::at;

const PLAIN: &Rotation =
    &Rotation { by: RotatedBy::Nobody, after_days: None, schedule: None, window: None, next_at: None, last_at: None };

fn subject(kind: Kind, made: Option<&str>) -> Subject<'static> {
    Subject {
        name: "/prod/web/X",
        tags: Some(const { &BTreeMap::new() }),
        kind,
        level: Level::High,
        value: ValueAge { made_at: made.map(at), basis: AgeBasis::CurrentVersion },
        rotation: PLAIN,
        life: None,
        excepted_until: None,
        circumstances: Circumstances::default(),
    }
}

fn compiled(text: &str) -> CompiledPolicy {
    CompiledPolicy::new(parse(text).expect("a policy")).expect("globs")
}

/// A policy with one age for everything, in a zone.
fn every(age: &str, zone: &str) -> CompiledPolicy {
    compiled(&format!(
        "schema = 1\nname = \"t\"\ntime_zone = \"{zone}\"\n[[rule]]\nid = \"all\"\ndefault = true\nage = {age}\nreason = \"r\"\n"
    ))
}

fn balanced() -> CompiledPolicy {
    CompiledPolicy::new(preset("balanced").expect("a preset")).expect("globs")
}

#[test]
fn states_follow_the_days() {
    use DueState::{Due, DueSoon, Ok, Overdue};
    // Age, days since the value was made, state.
    for (age, days, state) in [
        (90, 0, Ok),
        (90, 75, Ok),
        (90, 76, DueSoon),
        (90, 89, DueSoon),
        (90, 90, Due),
        (90, 91, Overdue),
        // Conflict C23: yearly kinds are due soon from day 310.
        (365, 309, Ok),
        (365, 310, DueSoon),
        (365, 365, Due),
        (365, 366, Overdue),
        // At least seven days, so that what is rotated weekly is always due within the week.
        (30, 22, Ok),
        (30, 23, DueSoon),
        (7, 0, DueSoon),
        (1, 0, DueSoon),
        (1, 1, Due),
        (1, 2, Overdue),
    ] {
        let made = at("2026-01-10");
        let mut secret = subject(Kind::ApiKey, None);
        secret.value.made_at = Some(made);
        let found = due(&every(&age.to_string(), "UTC"), &secret, made + TimeDelta::days(days));
        assert_eq!(found.state, state, "{age} days, after {days}");
        assert_eq!(found.older_than_a_year, days > 365);
    }
}

/// Noon in the zone of a date, as UTC, so that the day is what the zone says.
fn noon_in(zone: &str, date: NaiveDate) -> DateTime<Utc> {
    let zone: chrono_tz::Tz = zone.parse().expect("a zone");
    let noon = date.and_hms_opt(12, 0, 0).expect("noon");
    noon.and_local_timezone(zone).earliest().expect("noon exists").to_utc()
}

#[test]
fn due_dates_walk_over_both_clock_changes_and_leap_days() {
    // Zone, made at (UTC), days, due on.
    for (zone, made, days, due_on) in [
        // Berlin changes on 2026-03-29 and 2026-10-25; 23:30 UTC is already the next day there.
        ("Europe/Berlin", "2026-03-28T22:30:00Z", 1, "2026-03-29"),
        ("Europe/Berlin", "2026-03-28T23:30:00Z", 1, "2026-03-30"),
        ("Europe/Berlin", "2026-03-29T21:30:00Z", 1, "2026-03-30"),
        ("Europe/Berlin", "2026-03-29T22:30:00Z", 1, "2026-03-31"),
        ("Europe/Berlin", "2026-10-24T21:30:00Z", 1, "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T22:30:00Z", 1, "2026-10-26"),
        ("Europe/Berlin", "2026-10-25T23:30:00Z", 1, "2026-10-27"),
        ("Europe/Berlin", "2026-09-25T10:00:00Z", 90, "2026-12-24"),
        // New York changes on 2026-03-08 and 2026-11-01.
        ("America/New_York", "2026-03-08T04:30:00Z", 1, "2026-03-08"),
        ("America/New_York", "2026-03-09T03:30:00Z", 1, "2026-03-09"),
        ("America/New_York", "2026-11-02T04:30:00Z", 1, "2026-11-02"),
        // Apia has no 30 December 2011: dates are counted, not hours.
        ("Pacific/Apia", "2011-12-29T12:00:00Z", 2, "2011-12-31"),
        // Leap days: 2028 has one, 2100 has none.
        ("UTC", "2028-02-28T12:00:00Z", 1, "2028-02-29"),
        ("UTC", "2028-02-29T12:00:00Z", 365, "2029-02-28"),
        ("UTC", "2027-12-01T00:00:00Z", 90, "2028-02-29"),
        ("UTC", "2027-03-01T00:00:00Z", 365, "2028-02-29"),
        ("UTC", "2100-02-28T12:00:00Z", 1, "2100-03-01"),
        ("Asia/Kathmandu", "2026-06-30T18:20:00Z", 1, "2026-07-02"),
        ("Pacific/Kiritimati", "2026-06-30T10:00:00Z", 1, "2026-07-02"),
    ] {
        let mut secret = subject(Kind::ApiKey, None);
        let made_at: DateTime<Utc> = made.parse().expect("an instant");
        secret.value.made_at = Some(made_at);
        let found = due(&every(&days.to_string(), zone), &secret, made_at);
        assert_eq!(found.due_on.map(|date| date.to_string()).as_deref(), Some(due_on), "{zone} {made} {days}");
    }
}

/// Day by day over a year and both changes: whatever the hour, the state turns with the date in the zone.
#[test]
fn the_state_turns_at_midnight_in_the_zone() {
    let zone = "Europe/Berlin";
    let policy = every("30", zone);
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    for made_on in first.iter_days().take(366) {
        for hour in [0, 1, 3, 12, 23] {
            let local = made_on.and_hms_opt(hour, 30, 0).expect("a time");
            let made_at = local.and_local_timezone(policy.policy().time_zone).earliest().expect("it exists").to_utc();
            let mut secret = subject(Kind::ApiKey, None);
            secret.value.made_at = Some(made_at);
            for (days, state) in
                [(22, DueState::Ok), (23, DueState::DueSoon), (30, DueState::Due), (31, DueState::Overdue)]
            {
                let found = due(&policy, &secret, noon_in(zone, made_on + Days::new(days)));
                assert_eq!((found.state, found.due_on), (state, Some(made_on + Days::new(30))), "{made_on} {hour}");
            }
        }
    }
}

#[test]
fn what_is_not_known_is_never_in_order() {
    let policy = balanced();
    let now = at("2026-11-21");
    let unknown = |basis| Subject { value: ValueAge { made_at: None, basis }, ..subject(Kind::ApiKey, None) };
    for (case, secret, state, due_on) in [
        ("no date", unknown(AgeBasis::Unknown), DueState::Unknown, None),
        ("no value", unknown(AgeBasis::NoValue), DueState::NotApplicable, None),
        ("a certificate without its end", subject(Kind::TlsCertificate, Some("2026-11-20")), DueState::Unknown, None),
        ("configuration", subject(Kind::Configuration, Some("2020-01-01")), DueState::NotApplicable, None),
        ("a role", subject(Kind::AwsRole, Some("2020-01-01")), DueState::EventDriven, None),
        ("a key", subject(Kind::ApiKey, Some("2026-11-20")), DueState::Ok, Some("2027-02-18")),
    ] {
        let found = due(&policy, &secret, now);
        let due_on = due_on.map(|date: &str| date.parse().expect("a date"));
        assert_eq!((found.state, found.due_on), (state, due_on), "{case}: {}", found.why);
    }
    // A default rule is for secrets: it takes configuration onto no calendar, but a rule that names it does.
    let configuration = subject(Kind::Configuration, Some("2020-01-01"));
    assert_eq!(due(&every("90", "UTC"), &configuration, now).state, DueState::NotApplicable);
    let named = compiled(
        "schema = 1\nname = \"t\"\n[[rule]]\nid = \"d\"\ndefault = true\nage = 1\nreason = \"r\"\n\
         [[rule]]\nid = \"c\"\nkinds = [\"configuration\"]\nage = 90\nreason = \"r\"\n",
    );
    assert_eq!(due(&named, &configuration, now).state, DueState::Overdue);
}

#[test]
fn what_shortens_an_age() {
    let now = at("2026-11-21");
    let on = |day: &str| Some(day.parse::<NaiveDate>().expect("a date"));
    let of = |privileged, incident_on, raised_threat| Circumstances { privileged, incident_on, raised_threat };
    // Kind, circumstances, days, what halved.
    for (kind, circumstances, days, halved) in [
        (Kind::ServiceToken, of(false, None, false), 90, vec![]),
        (Kind::ServiceToken, of(true, None, false), 45, vec![Modifier::Privileged]),
        // Several do not go below the strict value: 30 for a service token.
        (Kind::ServiceToken, of(true, None, true), 30, vec![Modifier::Privileged, Modifier::RaisedThreat]),
        (Kind::OauthClientSecret, of(true, None, false), 182, vec![Modifier::Privileged]),
        (Kind::OauthClientSecret, of(true, None, true), 180, vec![Modifier::Privileged, Modifier::RaisedThreat]),
        // The strict value is the same: nothing is shortened.
        (Kind::ApiKey, of(true, None, true), 90, vec![Modifier::Privileged, Modifier::RaisedThreat]),
        (Kind::JwtSigningKey, of(false, None, true), 182, vec![Modifier::RaisedThreat]),
        // For 90 days after an incident, from its day on.
        (Kind::ServiceToken, of(false, on("2026-11-21"), false), 45, vec![Modifier::AfterIncident]),
        (Kind::ServiceToken, of(false, on("2026-08-23"), false), 45, vec![Modifier::AfterIncident]),
        (Kind::ServiceToken, of(false, on("2026-08-22"), false), 90, vec![]),
        (Kind::ServiceToken, of(false, on("2026-11-22"), false), 90, vec![]),
    ] {
        let secret = Subject { circumstances, ..subject(kind, Some("2026-11-01")) };
        let found = due(&balanced(), &secret, now);
        assert_eq!((found.age_limit_days, found.modifiers), (Some(days), halved), "{kind} {circumstances:?}");
    }
    // Without a strict value of the rule's own the shipped one holds; an age below it stays.
    let raised = |policy: &str, kind| {
        let secret = Subject { circumstances: of(true, None, true), ..subject(kind, Some("2026-11-01")) };
        due(&every(policy, "UTC"), &secret, now).age_limit_days
    };
    assert_eq!(raised("200", Kind::DatabasePassword), Some(50));
    assert_eq!(raised("100", Kind::DatabasePassword), Some(30));
    assert_eq!(raised("20", Kind::DatabasePassword), Some(20));
    assert_eq!(raised("200\nstrict_days = 150", Kind::DatabasePassword), Some(150));
}

#[test]
fn certificates_are_due_by_the_end_of_their_life() {
    // Life in days, day of it, state: due a tenth or 7 days before the end, soon a third or 30 days before.
    for (life, day, state) in [
        (365, 334, DueState::Ok),
        (365, 335, DueState::DueSoon),
        (365, 357, DueState::DueSoon),
        (365, 358, DueState::Due),
        (365, 359, DueState::Overdue),
        (365, 400, DueState::Overdue),
        // 90 days: a third is 30, a tenth is 9, so 7.
        (90, 59, DueState::Ok),
        (90, 60, DueState::DueSoon),
        (90, 83, DueState::Due),
        // 47 days (public ones from March 2029): a third is 15, a tenth is 4.
        (47, 31, DueState::Ok),
        (47, 32, DueState::DueSoon),
        (47, 43, DueState::Due),
        (47, 44, DueState::Overdue),
        // 6 days: a third is 2, a tenth is none.
        (6, 3, DueState::Ok),
        (6, 4, DueState::DueSoon),
        (6, 6, DueState::Due),
        (6, 7, DueState::Overdue),
    ] {
        let begins_at = at("2026-01-01");
        let life = Life { begins_at, ends_at: begins_at + TimeDelta::days(life) };
        let secret = Subject { life: Some(life), ..subject(Kind::TlsCertificate, Some("2026-01-01")) };
        let found = due(&balanced(), &secret, begins_at + TimeDelta::days(day));
        assert_eq!(found.state, state, "{life:?} on day {day}: {found:?}");
    }
    // An end before the beginning is due at once, and nothing breaks.
    let life = Life { begins_at: at("2026-02-01"), ends_at: at("2026-01-01") };
    let secret = Subject { life: Some(life), ..subject(Kind::TlsPrivateKey, None) };
    assert_eq!(due(&balanced(), &secret, at("2026-01-15")).state, DueState::Overdue);
}

#[test]
fn an_exception_ends_by_itself() {
    let until = |day: &str, kind| Subject {
        excepted_until: Some(day.parse().expect("a date")),
        ..subject(kind, Some("2026-01-01"))
    };
    let now = at("2026-11-21");
    for (secret, state) in [
        (until("2026-11-22", Kind::ApiKey), DueState::Excepted),
        (until("2026-11-21", Kind::ApiKey), DueState::Excepted),
        (until("2026-11-20", Kind::ApiKey), DueState::Overdue),
        (until("2026-12-31", Kind::Configuration), DueState::NotApplicable),
        (until("2026-12-31", Kind::AwsRole), DueState::EventDriven),
    ] {
        let found = due(&balanced(), &secret, now);
        assert_eq!(found.state, state, "{:?} {:?}", secret.kind, secret.excepted_until);
    }
    let found = due(&balanced(), &until("2026-12-31", Kind::ApiKey), now);
    assert_eq!(found.due_on, "2026-04-01".parse().ok(), "its date is shown all the same");
}

#[test]
fn older_than_a_year_is_a_finding_for_all_but_versioned_keys() {
    let now = at("2026-11-21");
    for (kind, made, finding, new_version_only) in [
        (Kind::ApiKey, "2025-11-21", false, false),
        (Kind::ApiKey, "2025-11-20", true, false),
        (Kind::RootCredential, "2025-11-20", true, false),
        (Kind::AwsRole, "2025-11-20", true, false),
        (Kind::TlsPrivateKey, "2024-01-01", true, false),
        (Kind::JwtSigningKey, "2024-01-01", false, true),
        (Kind::DataKey, "2024-01-01", false, true),
        (Kind::Configuration, "2024-01-01", false, false),
    ] {
        let found = due(&balanced(), &subject(kind, Some(made)), now);
        assert_eq!((found.older_than_a_year, found.new_version_only), (finding, new_version_only), "{kind} {made}");
    }
    // A team may allow two years: the finding stays, also under an exception.
    let mut secret = subject(Kind::ApiKey, Some("2025-06-01"));
    secret.excepted_until = "2027-01-01".parse().ok();
    let found = due(&every("730", "UTC"), &secret, now);
    assert_eq!((found.state, found.older_than_a_year), (DueState::Excepted, true));
}

#[test]
fn reasons_are_words() {
    let tags = BTreeMap::from([("keyturn:rotation".to_owned(), "scoped".to_owned())]);
    let rds = Rotation {
        by: RotatedBy::Service { service: "rds".to_owned() },
        schedule: Some("rate(7 days)".to_owned()),
        last_at: Some(at("2026-11-20")),
        ..Rotation::default()
    };
    let privileged = Circumstances { privileged: true, raised_threat: true, ..Circumstances::default() };
    let made = Some("2026-11-20");
    let words: Vec<String> = [
        subject(Kind::ApiKey, made),
        Subject { tags: Some(&tags), ..subject(Kind::ApiKey, made) },
        Subject { tags: None, ..subject(Kind::ApiKey, made) },
        Subject { rotation: &rds, ..subject(Kind::DatabasePassword, made) },
        Subject { circumstances: privileged, ..subject(Kind::ServiceToken, made) },
        Subject { circumstances: privileged, ..subject(Kind::ApiKey, made) },
        subject(Kind::JwtSigningKey, None),
        subject(Kind::TlsCertificate, made),
        subject(Kind::Configuration, made),
        subject(Kind::Unclassified, made),
    ]
    .iter()
    .map(|secret| {
        let found = due(&balanced(), secret, at("2026-11-21"));
        let aws = found.aws.map(|verdict| format!(" | {verdict}")).unwrap_or_default();
        format!("{}{aws}", found.why)
    })
    .collect();
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn many_at_once_are_the_same_as_one_by_one() {
    let rds = Rotation {
        by: RotatedBy::Service { service: "rds".to_owned() },
        schedule: Some("cron(0 8 1 * ? *)".to_owned()),
        last_at: Some(at("2026-11-01")),
        ..Rotation::default()
    };
    let subjects: Vec<Subject<'_>> =
        Kind::ALL.into_iter().map(|kind| Subject { rotation: &rds, ..subject(kind, Some("2026-03-01")) }).collect();
    let now = at("2026-11-21");
    let one_by_one: Vec<Due> = subjects.iter().map(|subject| due(&balanced(), subject, now)).collect();
    assert_eq!(due_all(&balanced(), &subjects, now), one_by_one);
}

#[test]
fn codes_find_their_state() {
    for state in DueState::ALL {
        assert_eq!(DueState::from_code(state.code()), Some(state));
        assert_eq!(serde_json::to_string(&state).expect("json"), format!("{:?}", state.code()));
    }
}
