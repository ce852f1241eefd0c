//! Status updates in each variant, and when the next is due.

use chrono::TimeDelta;

use super::*;

fn at(minutes: i64) -> DateTime<Utc> {
    // 2026-11-21 14:02 UTC, and so many minutes.
    DateTime::from_timestamp(1_795_269_720 + minutes * 60, 0).expect("a time")
}

fn update(variant: Variant) -> Update {
    let action = |minutes, what: &str| Action { at: at(minutes), what: what.to_owned() };
    Update {
        number: 2,
        variant,
        incident: "INC-2026-014".parse().expect("a number"),
        codename: "amber heron".to_owned(),
        severity: Severity::Critical,
        state: State::Contained,
        at: at(30),
        detected_at: at(0),
        aware_at: Some(at(3)),
        lead: "Lea".to_owned(),
        affected: vec!["checkout (prod-us)".to_owned(), "a\nstrange name".to_owned()],
        summary: "A payment key was posted in a public gist.".to_owned(),
        impact: "Refunds could be made; none is known.".to_owned(),
        actions: vec![action(9, "revoked at the issuer"), action(12, "refusal recorded")],
        next_actions: vec![NextAction { what: "roll out".to_owned(), role: "owner".to_owned(), until: Some(at(60)) }],
        needed: String::new(),
        refused_at: Some(at(12)),
        watched_until: Some(at(30 * 24 * 60)),
        next: NextUpdate::At(at(60)),
        contact: String::new(),
    }
}

#[test]
fn each_variant_fills_its_template() {
    let all: Vec<String> = Variant::ALL.iter().map(|variant| compose(&update(*variant)).expect("a text")).collect();
    insta::assert_snapshot!(all.join("\n=====\n\n"));
    let empty = Update {
        aware_at: None,
        lead: " ".to_owned(),
        affected: vec![],
        summary: String::new(),
        impact: String::new(),
        actions: vec![],
        next_actions: vec![],
        ..update(Variant::Progress)
    };
    let text = compose(&empty).expect("a text");
    assert_eq!(text.matches("not known yet").count(), 6, "{text}");
}

#[test]
fn a_drill_says_so_first_and_no_secret_goes_out() {
    let drill = Update { incident: "DRILL-2026-003".parse().expect("a number"), ..update(Variant::First) };
    for variant in Variant::ALL {
        let text = compose(&Update { variant: *variant, ..drill.clone() }).expect("a text");
        assert!(text.starts_with("DRILL: THIS IS AN EXERCISE."), "{text}");
    }
    let token = format!("rk_live_{}", "a1B2c3D4e5F6".repeat(2));
    let key_id = format!("the key AKIA{} was used", "Q7ZP".repeat(4));
    for (summary, internal, customers) in
        [(token.as_str(), false, false), (key_id.as_str(), true, false), ("nothing odd", true, true)]
    {
        let check = |variant| compose(&Update { summary: summary.to_owned(), ..update(variant) }).is_ok();
        assert_eq!((check(Variant::Progress), check(Variant::Customers)), (internal, customers), "{summary}");
    }
}

#[test]
fn the_next_update_follows_severity() {
    use Severity::{Critical, High, Low, Medium};
    for (severity, state, last, expect) in [
        (Critical, State::Open, None, NextUpdate::At(at(31))),
        (Critical, State::Open, Some((20, Variant::First)), NextUpdate::At(at(50))),
        (High, State::Contained, Some((20, Variant::Contained)), NextUpdate::At(at(140))),
        (Medium, State::Open, None, NextUpdate::AtMilestones),
        (Low, State::Open, None, NextUpdate::AtEnd),
        (Critical, State::Resolved, Some((20, Variant::Progress)), NextUpdate::AtEnd),
        (Critical, State::Resolved, Some((20, Variant::Resolved)), NextUpdate::None),
        // Opened again after it was told that it is over.
        (Critical, State::Open, Some((20, Variant::Resolved)), NextUpdate::At(at(50))),
    ] {
        let last = last.map(|(minutes, variant)| (at(minutes), variant));
        assert_eq!(next_update(severity, state, at(1), last), expect, "{severity:?} {state:?} {last:?}");
    }
    assert_eq!(Critical.update_every(), Some(TimeDelta::minutes(30)));
}
