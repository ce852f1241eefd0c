//! At which step a rotation stands, from labels and events.

use proptest::prelude::*;

use super::*;
use crate::samples::{at, secret};
use crate::version::{SecretVersion, VersionStage};

fn with_pending(made_at: Option<&str>, stages: &[VersionStage]) -> Secret {
    let mut secret = secret("prod/db");
    let version = |id: &str, stages: &[VersionStage], made_at: Option<&str>| SecretVersion {
        id: id.to_owned(),
        stages: stages.to_vec(),
        created_at: made_at.map(at),
        last_read_on: None,
    };
    secret.versions = vec![version("v1", &[VersionStage::Current], Some("2026-01-01")), version("v2", stages, made_at)];
    secret
}

fn events(calls: &[(RotationCall, &str)]) -> Vec<RotationEvent> {
    calls.iter().map(|(call, day)| RotationEvent { at: at(day), call: *call }).collect()
}

#[test]
fn where_a_rotation_stands() {
    use ManagedStep::{Create, Finish, Set};
    use RotationCall::{Abandoned, Cancelled, Failed, LabelMoved, Started, Succeeded, ValuePut};
    let pending = || with_pending(Some("2026-07-01"), &[VersionStage::Pending]);
    let settled = || with_pending(Some("2025-12-01"), &[VersionStage::Previous]);
    let check = |secret: Secret, calls: &[(RotationCall, &str)], now: &str, expect: &str| {
        assert_eq!(stands(&secret, &events(calls), at(now)).words(), expect, "{calls:?}");
    };
    let july = "2026-07-01";
    check(settled(), &[], "2026-07-10", "No rotation by Secrets Manager is known.");
    check(pending(), &[], july, "Runs since 2026-07-01 12:00 UTC.");
    check(
        pending(),
        &[],
        "2026-07-10",
        "Has not ended between createSecret and finishSecret, began on 2026-07-01 12:00 UTC.",
    );
    check(
        with_pending(None, &[VersionStage::Pending]),
        &[],
        "2026-07-10",
        "Has not ended between createSecret and finishSecret.",
    );
    check(settled(), &[(Started, july)], july, "Runs since 2026-07-01 12:00 UTC.");
    check(settled(), &[(Started, july)], "2026-07-02", "Has not ended at createSecret, began on 2026-07-01 12:00 UTC.");
    check(settled(), &[(Started, july), (Succeeded, july)], "2026-07-02", "Ended well on 2026-07-01 12:00 UTC.");
    check(
        settled(),
        &[(Failed, july), (Started, july)],
        july,
        "Failed at createSecret, began on 2026-07-01 12:00 UTC.",
    );
    check(
        pending(),
        &[(Started, july), (ValuePut, july), (Failed, july)],
        july,
        "Failed between setSecret and finishSecret, began on 2026-07-01 12:00 UTC.",
    );
    check(
        pending(),
        &[(Started, july), (Failed, july)],
        july,
        "Failed between createSecret and finishSecret, began on 2026-07-01 12:00 UTC.",
    );
    check(
        settled(),
        &[(Started, july), (ValuePut, july), (LabelMoved, july), (Failed, july)],
        july,
        "Failed at finishSecret, began on 2026-07-01 12:00 UTC.",
    );
    check(
        settled(),
        &[(Started, july), (Abandoned, july)],
        july,
        "Given up on 2026-07-01 12:00 UTC: another value was written meanwhile.",
    );
    check(
        pending(),
        &[(Started, july), (Cancelled, july)],
        july,
        "Turned off while it ran, on 2026-07-01 12:00 UTC. A pending version was left: it blocks the next rotation.",
    );
    // The last one that began decides.
    check(
        settled(),
        &[(Started, "2026-06-01"), (Failed, "2026-06-01"), (Started, july), (Succeeded, july)],
        "2026-07-10",
        "Ended well on 2026-07-01 12:00 UTC.",
    );
    check(
        settled(),
        &[(Started, "2026-06-01"), (Succeeded, "2026-06-01"), (Started, july), (Failed, july)],
        "2026-07-10",
        "Failed at createSecret, began on 2026-07-01 12:00 UTC.",
    );
    assert_eq!([Create, Set, ManagedStep::Test, Finish].map(ManagedStep::name).len(), 4);
}

#[test]
fn names_of_events_that_tell_of_a_rotation() {
    for (name, expect) in [
        ("RotationStarted", Some(RotationCall::Started)),
        ("RotationAbandoned", Some(RotationCall::Abandoned)),
        ("UpdateSecretVersionStage", Some(RotationCall::LabelMoved)),
        ("TestRotationFailed", None),
        ("RotateSecret", None),
        ("rotationstarted", None),
        ("", None),
    ] {
        assert_eq!(RotationCall::from_event_name(name), expect, "{name}");
    }
}

proptest! {
    #[test]
    fn the_order_in_which_events_come_changes_nothing(
        calls in prop::collection::vec((0..7_usize, 1..5_u32), 0..8).prop_shuffle(),
        now in 1..9_u32,
    ) {
        use RotationCall::{Abandoned, Cancelled, Failed, LabelMoved, Started, Succeeded, ValuePut};
        let kinds = [Started, Succeeded, Failed, Abandoned, Cancelled, ValuePut, LabelMoved];
        let events: Vec<RotationEvent> = calls
            .iter()
            .map(|(kind, day)| RotationEvent { at: at(&format!("2026-07-{day:02}")), call: kinds[*kind] })
            .collect();
        let mut sorted = events.clone();
        sorted.sort_by_key(|event| (event.at, event.call));
        let now = at(&format!("2026-07-{now:02}"));
        let secret = with_pending(Some("2026-07-01"), &[VersionStage::Pending]);
        let found = stands(&secret, &events, now);
        prop_assert_eq!(found, stands(&secret, &sorted, now));
        let reported_well = sorted.iter().any(|event| event.call == Succeeded);
        let ended_well = matches!(found, ManagedRotation::Succeeded { .. });
        prop_assert!(reported_well || !ended_well);
    }
}
