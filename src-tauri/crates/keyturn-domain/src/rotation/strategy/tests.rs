//! What is usual for a kind, and overlaps that are too short.

use proptest::prelude::*;

use super::Strategy;
use super::*;

#[test]
fn what_is_usual_for_each_kind() {
    let lines: Vec<String> = Kind::ALL
        .into_iter()
        .map(|kind| format!("{:24} {}", kind.code(), Strategy::usual(kind, &RotatedBy::Nobody).code()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    for by in [
        RotatedBy::Function { function_arn: "arn:aws:lambda:eu-west-1:111122223333:function:rotate".to_owned() },
        RotatedBy::Service { service: "rds".to_owned() },
    ] {
        assert_eq!(Strategy::usual(Kind::DatabasePassword, &by), Strategy::ManagedSteps);
    }
}

#[test]
fn codes_find_their_strategy() {
    for strategy in Strategy::ALL {
        assert_eq!(Strategy::from_code(strategy.code()), Some(strategy));
        assert_eq!(serde_json::to_string(&strategy).expect("json"), format!("{:?}", strategy.code()));
        assert!(strategy.words().ends_with('.') && !strategy.label().is_empty());
    }
}

fn timings(cache: impl Into<Option<u32>>, rollout: impl Into<Option<u32>>, overlap: impl Into<Option<u32>>) -> Timings {
    Timings { cache_life_minutes: cache.into(), rollout_minutes: rollout.into(), overlap_minutes: overlap.into() }
}

#[test]
fn the_overlap_is_the_cache_life_plus_the_rollout_and_an_hour_at_least() {
    let check = |strategy, timings: Timings, expect: Result<Overlap, &str>| {
        let found = check_overlap(strategy, &Trigger::Scheduled, timings).map_err(|fault| fault.to_string());
        assert_eq!(found, expect.map_err(str::to_owned), "{strategy:?} {timings:?}");
    };
    check(Strategy::TwoAtOnce, timings(60, 90, 150), Ok(Overlap::Holds));
    check(
        Strategy::TwoAtOnce,
        timings(60, 90, 149),
        Err("an overlap of 2 h 29 min is too short: 2 h 30 min at least, which is the longest cache life (1 h) plus \
             the slowest rollout (1 h 30 min)"),
    );
    check(
        Strategy::DualRead,
        timings(5, 10, 59),
        Err("an overlap of 59 min is too short: 1 h at least, which is the floor, because the longest cache life \
             (5 min) plus the slowest rollout (10 min) is less"),
    );
    check(Strategy::DualRead, timings(5, 10, 60), Ok(Overlap::Holds));
    check(Strategy::RollingRestart, timings(5, 10, None), Ok(Overlap::NotKnown));
    check(Strategy::RollingRestart, timings(None, 10, 90), Ok(Overlap::NotKnown));
    check(Strategy::Versioned, timings(5, None, 90), Ok(Overlap::NotKnown));
    check(
        Strategy::Versioned,
        timings(120, None, 90),
        Err("an overlap of 1 h 30 min is too short: 2 h at least, which is the longest cache life (2 h) plus the \
             slowest rollout (0 min)"),
    );
    check(Strategy::ManagedSteps, timings(60, 90, 1), Ok(Overlap::NotNeeded));
    check(Strategy::Replace, timings(60, 90, 0), Ok(Overlap::NotNeeded));
    check(Strategy::TwoAtOnce, timings(u32::MAX, u32::MAX, u32::MAX), Ok(Overlap::Holds));
    let compromise = Trigger::Compromise { public_or_confirmed: true, why: String::new() };
    assert_eq!(check_overlap(Strategy::TwoAtOnce, &compromise, timings(60, 90, 0)), Ok(Overlap::NotNeeded));
}

proptest! {
    #[test]
    fn an_overlap_that_holds_outlives_every_cache(
        cache in 0..10_000_u32,
        rollout in 0..10_000_u32,
        overlap in 0..30_000_u32,
    ) {
        let found = check_overlap(Strategy::TwoAtOnce, &Trigger::Scheduled, timings(cache, rollout, overlap));
        prop_assert_eq!(found.is_ok(), overlap >= cache + rollout && overlap >= FLOOR_MINUTES);
    }
}
