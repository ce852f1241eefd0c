//! Each trigger's clock, and what makes two triggers the same.

use super::*;
use crate::samples::at;

fn departure(person: &str, last: &str) -> Trigger {
    Trigger::Departure { person: person.to_owned(), last_working_hour: at(last) }
}

fn finding(severity: AuditSeverity) -> Trigger {
    Trigger::AuditFinding { severity, finding: "F-12".to_owned() }
}

fn every() -> Vec<Trigger> {
    vec![
        Trigger::Scheduled,
        Trigger::Compromise { public_or_confirmed: false, why: String::new() },
        departure("Ada", "2026-07-10"),
        Trigger::SupplierBreach { supplier: "Stripe".to_owned() },
        finding(AuditSeverity::High),
        Trigger::PolicyChange { policy: "strict".to_owned() },
        Trigger::AfterIncident { incident: "2026-07 leak".to_owned() },
    ]
}

#[test]
fn each_trigger_has_its_own_clock() {
    let now = at("2026-07-01");
    let minutes = |minutes| Some(now + TimeDelta::minutes(minutes));
    let check = |trigger: Trigger, policy: Option<&str>, revoke_by, rotate_by| {
        let found = trigger.clock(now, policy.map(at));
        assert_eq!(found, Clock { revoke_by, rotate_by }, "{trigger:?} {policy:?}");
    };
    let far = Some("2026-12-01");
    check(Trigger::Scheduled, far, None, far.map(at));
    check(Trigger::Scheduled, None, None, None);
    check(Trigger::Compromise { public_or_confirmed: true, why: String::new() }, far, minutes(5), minutes(60));
    check(Trigger::Compromise { public_or_confirmed: false, why: String::new() }, None, minutes(15), minutes(60));
    check(departure("Ada", "2026-07-10"), far, None, Some(at("2026-07-11")));
    check(departure("Ada", "2026-06-20"), far, None, Some(at("2026-06-21")));
    check(departure("Ada", "2026-07-10"), Some("2026-07-03"), None, Some(at("2026-07-03")));
    check(Trigger::SupplierBreach { supplier: "x".to_owned() }, far, None, minutes(240));
    check(finding(AuditSeverity::Critical), far, None, Some(at("2026-07-02")));
    check(finding(AuditSeverity::High), far, None, Some(at("2026-07-08")));
    check(finding(AuditSeverity::Medium), far, None, Some(at("2026-07-31")));
    check(finding(AuditSeverity::Low), far, None, Some(at("2026-09-29")));
    check(finding(AuditSeverity::Low), Some("2026-06-01"), None, Some(at("2026-09-29")));
    check(Trigger::PolicyChange { policy: "strict".to_owned() }, far, None, far.map(at));
    check(Trigger::AfterIncident { incident: "x".to_owned() }, far, None, Some(at("2026-09-29")));
    check(Trigger::AfterIncident { incident: "x".to_owned() }, Some("2026-08-01"), None, Some(at("2026-08-01")));
}

#[test]
fn two_triggers_are_the_same_when_kind_and_subject_are_and_neither_is_more_urgent() {
    let check =
        |one: Trigger, other: Trigger, same: bool| assert_eq!(one.key() == other.key(), same, "{one:?} {other:?}");
    for (index, one) in every().into_iter().enumerate() {
        for (other_index, other) in every().into_iter().enumerate() {
            check(one.clone(), other, index == other_index);
        }
    }
    check(departure("Ada Lovelace", "2026-07-10"), departure(" ada lovelace", "2026-07-10"), true);
    check(departure("Ada", "2026-07-10"), departure("Bob", "2026-07-10"), false);
    check(departure("Ada", "2026-07-10"), departure("Ada", "2026-07-03"), false);
    let compromise = |public_or_confirmed| Trigger::Compromise { public_or_confirmed, why: String::new() };
    check(compromise(true), compromise(false), false);
    check(finding(AuditSeverity::High), finding(AuditSeverity::Critical), false);
}

#[test]
fn codes_are_what_serde_writes() {
    for (trigger, code) in every().into_iter().zip(Trigger::CODES) {
        assert_eq!(trigger.code(), code);
        let json = serde_json::to_value(&trigger).expect("json");
        assert_eq!(json["kind"], code);
        assert_eq!(serde_json::from_value::<Trigger>(json).expect("a trigger"), trigger);
        assert!(!trigger.words().is_empty());
    }
    for severity in AuditSeverity::ALL {
        assert_eq!(AuditSeverity::from_code(severity.code()), Some(severity));
    }
}

#[test]
fn a_compromise_keeps_what_happened() {
    let told = Trigger::Compromise { public_or_confirmed: false, why: "in a public gist".to_owned() };
    assert_eq!(told.words(), "suspected compromise: in a public gist");
    assert_eq!(told.typed(), "in a public gist");
    let bare = Trigger::Compromise { public_or_confirmed: false, why: String::new() };
    assert_eq!((told.key(), bare.words().as_str()), (bare.key(), "suspected compromise"));
    let before = r#"{"kind":"compromise","public_or_confirmed":false}"#;
    assert_eq!(serde_json::from_str::<Trigger>(before).expect("what was kept before"), bare);
}
