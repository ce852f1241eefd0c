//! The path of a rotation, what each step needs, what a record proves, and versions matched to records.

use proptest::prelude::*;

use super::*;
use crate::rotation::strategy::{Overlap, Strategy, Timings};
use crate::rotation::trigger::Trigger;
use crate::samples::at;

fn plan(secret: &str, planned_at: &str) -> Plan {
    Plan {
        secret: crate::samples::secret(secret).arn,
        name: secret.to_owned(),
        trigger: Trigger::Scheduled,
        strategy: Strategy::TwoAtOnce,
        timings: Timings::default(),
        planned_on: at("2026-07-10").date_naive(),
        owner: Some("payments".to_owned()),
        revoke_by: None,
        due_at: Some(at("2026-07-20")),
        planned_at: at(planned_at),
        planned_by: "ada".to_owned(),
        note: String::new(),
    }
}

fn record(id: i64, secret: &str, planned_at: &str) -> RotationRecord {
    RotationRecord { id, plan: plan(secret, planned_at), steps: Vec::new() }
}

fn step(state: State, evidence: &str) -> Step {
    Step {
        state,
        at: at("2026-07-11"),
        by: "ada".to_owned(),
        told_by: ToldBy::Person,
        evidence: evidence.to_owned(),
        version: None,
    }
}

fn after(states: &[State]) -> RotationRecord {
    let mut record = record(1, "prod/db", "2026-07-01");
    for state in states {
        record = record.with(step(*state, "psql: password authentication failed"), at("2026-07-12")).expect("a step");
    }
    record
}

#[test]
fn what_may_follow_and_what_it_proves() {
    use State::{Cancelled, Closed, Moved, Refused, Stored, ValueMade};
    let check = |states: &[State], next: &[State], proof| {
        let record = after(states);
        assert_eq!(record.next(), next, "{states:?}");
        assert_eq!(record.proof(), proof, "{states:?}");
        assert_eq!(record.is_open(), !next.is_empty(), "{states:?}");
    };
    check(&[], &[ValueMade, Stored, Refused, Cancelled], Proof::NothingYet);
    check(&[ValueMade], &[Stored, Refused, Cancelled], Proof::NothingYet);
    check(&[Stored], &[Moved, Refused, Closed], Proof::WriteOnly);
    check(&[ValueMade, Stored], &[Moved, Refused, Closed], Proof::WriteOnly);
    check(&[Stored, Moved], &[Refused, Closed], Proof::WriteOnly);
    check(&[Stored, Moved, Refused], &[Closed], Proof::Proved);
    check(&[Stored, Refused], &[Moved, Closed], Proof::Proved);
    check(&[Stored, Moved, Refused, Closed], &[], Proof::Proved);
    check(&[Stored, Moved, Closed], &[], Proof::ClosedWithoutProof);
    check(&[Cancelled], &[], Proof::NothingYet);
    // A compromise: the old value ends first.
    check(&[Refused], &[ValueMade, Stored, Closed], Proof::NothingYet);
    check(&[Refused, Stored], &[Moved, Closed], Proof::Proved);
    check(&[Refused, Closed], &[], Proof::ClosedWithoutProof);
}

#[test]
fn what_each_step_needs() {
    use State::{Cancelled, Closed, Moved, Refused, Stored, ValueMade};
    let check = |states: &[State], step: Step, expect: Result<(), &str>| {
        let found = after(states).check(&step, at("2026-07-12")).map_err(|fault| fault.to_string());
        assert_eq!(found, expect.map_err(str::to_owned), "{states:?} {step:?}");
    };
    check(&[], step(ValueMade, ""), Ok(()));
    check(&[], step(Stored, " "), Err("say which version was stored, or what shows it"));
    check(&[], Step { version: Some("7".to_owned()), ..step(Stored, "") }, Ok(()));
    check(&[], step(Stored, "version 7 in the console"), Ok(()));
    check(&[Stored], step(Moved, ""), Ok(()));
    check(
        &[Stored],
        step(Refused, ""),
        Err("say what shows that the old value is refused: the call that failed, and where"),
    );
    check(&[Stored], step(Closed, ""), Err("say why it is closed without proof that the old value is refused"));
    check(&[Stored], step(Closed, "the issuer was shut down"), Ok(()));
    check(&[Refused], step(Closed, ""), Err("say why it is closed without proof that the old value is refused"));
    check(&[Stored, Refused], step(Closed, ""), Ok(()));
    check(&[], step(Cancelled, ""), Err("say why it is cancelled"));
    check(&[], step(Cancelled, "the service ends in August"), Ok(()));
    check(&[Stored], step(Cancelled, "why"), Err(r#""cancelled" cannot follow "new value stored""#));
    check(&[], step(Moved, "x"), Err(r#""consumers moved" cannot follow "planned""#));
    check(&[], step(Closed, "x"), Err(r#""closed" cannot follow "planned""#));
    check(&[], step(State::Planned, "x"), Err(r#""planned" cannot follow "planned""#));
    check(&[Stored], step(ValueMade, "x"), Err(r#""new value made" cannot follow "new value stored""#));
    check(&[Stored], step(Stored, "x"), Err("new value stored was recorded already"));
    check(&[Stored, Refused, Closed], step(Moved, "x"), Err(r#""consumers moved" cannot follow "closed""#));
    let hour = TimeDelta::hours(1);
    check(&[], Step { at: at("2026-07-12") + hour, ..step(ValueMade, "") }, Err("the step lies in the future"));
    check(&[], Step { at: at("2026-07-12") + CLOCK_SKEW, ..step(ValueMade, "") }, Ok(()));
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let refused = "the text holds what looks like a GitHub token: say where it is kept, never what it is";
    check(&[], step(Stored, &format!("stored {token}")), Err(refused));
    check(&[], Step { version: Some(token), ..step(Stored, "") }, Err(refused));
}

#[test]
fn plans_are_checked_before_they_are_kept() {
    let check = |change: &dyn Fn(&mut Plan), expect: Result<Overlap, &str>| {
        let mut plan = plan("prod/db", "2026-07-01");
        change(&mut plan);
        assert_eq!(plan.check().map_err(|fault| fault.to_string()), expect.map_err(str::to_owned), "{plan:?}");
    };
    check(&|_| {}, Ok(Overlap::NotKnown));
    check(&|plan| plan.strategy = Strategy::ManagedSteps, Ok(Overlap::NotNeeded));
    check(
        &|plan| {
            plan.strategy = Strategy::ManagedSteps;
            plan.secret = crate::samples::secret("/prod/db").arn;
        },
        Err("Parameter Store has no rotation steps: choose another strategy"),
    );
    check(
        &|plan| plan.trigger = Trigger::SupplierBreach { supplier: " ".to_owned() },
        Err("a trigger names whom or what it is about"),
    );
    check(
        &|plan| plan.note = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3)),
        Err("the text holds what looks like a GitHub token: say where it is kept, never what it is"),
    );
    check(
        &|plan| {
            plan.timings =
                Timings { cache_life_minutes: Some(60), rollout_minutes: Some(30), overlap_minutes: Some(60) }
        },
        Err("an overlap of 1 h is too short: 1 h 30 min at least, which is the longest cache life (1 h) plus the \
             slowest rollout (30 min)"),
    );
}

#[test]
fn a_record_is_late_by_either_clock() {
    let mut compromised = record(1, "prod/db", "2026-07-01");
    compromised.plan.revoke_by = Some(at("2026-07-05"));
    let check = |record: &RotationRecord, day: &str, late: bool| assert_eq!(record.is_late(at(day)), late, "{day}");
    check(&compromised, "2026-07-05", false);
    check(&compromised, "2026-07-06", true);
    let refused = compromised.with(step(State::Refused, "401"), at("2026-07-12")).expect("a step");
    check(&refused, "2026-07-20", false);
    check(&refused, "2026-07-21", true);
    check(&after(&[State::Stored, State::Refused, State::Closed]), "2026-08-01", false);
}

fn seen(secret: &str, version: &str, made_at: Option<&str>, seen_at: &str) -> SeenVersion {
    SeenVersion {
        secret: crate::samples::secret(secret).arn,
        version: version.to_owned(),
        made_at: made_at.map(at),
        seen_at: at(seen_at),
        made_by: Some("arn:aws:iam::111122223333:user/ada".to_owned()),
    }
}

#[test]
fn new_versions_are_matched_to_the_oldest_open_record_or_lie_outside_a_plan() {
    let check = |records: &[RotationRecord], versions: &[SeenVersion], expect: &[(&str, Option<i64>)]| {
        let matched = match_versions(records, versions);
        let found: Vec<_> = matched
            .iter()
            .map(|matched| match matched {
                VersionMatch::Record { id, step } => (step.version.as_deref().unwrap_or_default(), Some(*id)),
                VersionMatch::Confirms { id, version } => (version.as_str(), Some(-id)),
                VersionMatch::OutsidePlan(seen) => (seen.version.as_str(), None),
            })
            .collect();
        assert_eq!(found, expect);
    };
    let open = || record(1, "prod/db", "2026-07-05");
    let day = |day| Some(day);
    check(&[open()], &[seen("prod/db", "v2", day("2026-07-06"), "2026-07-09")], &[("v2", Some(1))]);
    check(&[open()], &[seen("prod/db", "v2", day("2026-07-05"), "2026-07-09")], &[("v2", Some(1))]);
    check(&[open()], &[seen("prod/db", "v2", day("2026-07-04"), "2026-07-09")], &[("v2", None)]);
    check(&[open()], &[seen("prod/db", "v2", None, "2026-07-09")], &[("v2", Some(1))]);
    check(&[open()], &[seen("prod/db", "v2", None, "2026-07-04")], &[("v2", None)]);
    check(&[open()], &[seen("prod/api", "v2", day("2026-07-06"), "2026-07-09")], &[("v2", None)]);
    check(&[], &[seen("prod/db", "v2", day("2026-07-06"), "2026-07-09")], &[("v2", None)]);
    // A person told of it on the 11th, without a version.
    let told = || after(&[State::Stored]);
    let made = |day| [seen("prod/db", "v3", Some(day), "2026-07-20")];
    check(&[told()], &made("2026-06-30"), &[("v3", None)]);
    check(&[told()], &made("2026-07-01"), &[("v3", Some(-1))]);
    check(&[told()], &made("2026-07-12"), &[("v3", Some(-1))]);
    check(&[told()], &made("2026-07-13"), &[("v3", None)]);
    check(&[after(&[State::Stored, State::Closed])], &made("2026-07-11"), &[("v3", Some(-1))]);
    check(&[record(2, "prod/db", "2026-07-01"), told()], &made("2026-07-11"), &[("v3", Some(-1))]);
    let mut known = told();
    known.steps[0].version = Some("v2".to_owned());
    check(&[known], &made("2026-07-11"), &[("v3", None)]);
    check(&[after(&[State::Cancelled])], &[seen("prod/db", "v3", day("2026-07-12"), "2026-07-12")], &[("v3", None)]);
    check(&[after(&[State::Refused])], &[seen("prod/db", "v3", day("2026-07-12"), "2026-07-12")], &[("v3", Some(1))]);
    // One record takes one version, the first that was made; two records take one each, the older first.
    let two = [
        seen("prod/db", "v3", day("2026-07-08"), "2026-07-09"),
        seen("prod/db", "v2", day("2026-07-06"), "2026-07-09"),
    ];
    check(&[open()], &two, &[("v2", Some(1)), ("v3", None)]);
    check(&[record(2, "prod/db", "2026-07-07"), open()], &two, &[("v2", Some(1)), ("v3", Some(2))]);
}

#[test]
fn a_matched_version_becomes_a_step_that_the_record_takes() {
    let matched = match_versions(&[record(1, "prod/db", "2026-07-05")], &[seen("prod/db", "v2", None, "2026-07-09")]);
    let [VersionMatch::Record { id: 1, step }] = matched.as_slice() else { panic!("{matched:?}") };
    let record = record(1, "prod/db", "2026-07-05").with(step.clone(), at("2026-07-09")).expect("a step");
    assert_eq!((record.state(), record.proof()), (State::Stored, Proof::WriteOnly));
    insta::assert_json_snapshot!(record);
}

proptest! {
    #[test]
    fn no_path_proves_without_a_stored_value_and_a_refusal(path in prop::collection::vec(0..7_usize, 0..9)) {
        let mut record = record(1, "prod/db", "2026-07-01");
        for index in path {
            let before = record.clone();
            let next = before.next();
            let state = State::ALL[index];
            let taken = record.with(step(state, "because"), at("2026-07-12"));
            prop_assert_eq!(taken.is_ok(), next.contains(&state));
            record = taken.unwrap_or(before);
        }
        let reached = |state| record.steps.iter().filter(|step| step.state == state).count();
        prop_assert!(State::ALL.into_iter().all(|state| reached(state) <= 1));
        prop_assert_eq!(record.proof() == Proof::Proved, reached(State::Stored) == 1 && reached(State::Refused) == 1);
    }
}

#[test]
fn codes_find_their_state_and_proof() {
    for state in State::ALL {
        assert_eq!(State::from_code(state.code()), Some(state));
        assert_eq!(serde_json::to_string(&state).expect("json"), format!("{:?}", state.code()));
    }
    for proof in Proof::ALL {
        assert_eq!(serde_json::to_string(&proof).expect("json"), format!("{:?}", proof.code()));
        assert!(proof.words().ends_with('.'));
    }
    assert_eq!(ToldBy::from_code("sync"), Some(ToldBy::Sync));
}
