//! The guides' own example, and where moving helps.

use proptest::prelude::*;

use super::*;

/// 50 secrets, ten million reads a month (O3).
fn example() -> Usage {
    Usage { secrets: 50, calls: 10_000_000, decrypts: 10_000_000, ..Usage::default() }
}

#[test]
fn the_guides_example_costs_seventy_dollars_and_not_nothing() {
    let check = |usage: Usage, parameter_store: &str, secrets_manager: &str| {
        let costs = compare(&usage, &PRICES);
        let found = (in_dollars(costs.parameter_store.total()), in_dollars(costs.secrets_manager.total()));
        assert_eq!(found, (parameter_store.to_owned(), secrets_manager.to_owned()), "{usage:?}");
    };
    check(Usage::default(), "$0.00", "$0.00");
    check(example(), "$29.94", "$70.00");
    check(Usage { decrypts: 0, ..example() }, "$0.00", "$70.00");
    check(Usage { higher_throughput: true, ..example() }, "$79.94", "$70.00");
    check(Usage { replicas: 50, ..example() }, "$29.94", "$90.00");
    check(Usage { advanced: 10, advanced_calls: 2_000_000, ..example() }, "$40.44", "$70.00");
    check(Usage { customer_keys: 2, ..example() }, "$31.94", "$101.94");
    check(Usage { calls: 20_000, decrypts: 20_000, ..example() }, "$0.00", "$20.10");
    check(Usage { calls: 20_001, decrypts: 20_001, ..example() }, "< $0.01", "$20.10");
}

#[test]
fn calls_follow_from_the_cache() {
    for (instances, secrets, seconds, expect) in [
        (1, 1, 300, Some(8_640)),
        (1, 1, 3_600, Some(720)),
        (1_157, 1, 300, Some(9_996_480)),
        (4, 50, 300, Some(1_728_000)),
        (4, 50, 0, None),
    ] {
        assert_eq!(calls_a_month(instances, secrets, seconds), expect, "{instances} {secrets} {seconds}");
    }
}

#[test]
fn where_a_secret_is_best_kept() {
    use Placement::{ParameterStore, SecretsManagerBuiltIn, SecretsManagerFunction};
    for (kind, automatic, every_days, expect) in [
        (Kind::ApiKey, false, Some(1), ParameterStore),
        (Kind::DatabasePassword, false, None, ParameterStore),
        (Kind::DatabasePassword, true, Some(90), SecretsManagerBuiltIn),
        (Kind::ConnectionString, true, None, SecretsManagerBuiltIn),
        (Kind::ServiceToken, true, Some(7), SecretsManagerFunction),
        (Kind::ServiceToken, true, None, SecretsManagerFunction),
        (Kind::ServiceToken, true, Some(27), SecretsManagerFunction),
        (Kind::ServiceToken, true, Some(28), ParameterStore),
    ] {
        assert_eq!(place(kind, automatic, every_days), expect, "{kind} {automatic} {every_days:?}");
    }
}

#[test]
fn moving_is_named_where_it_saves_or_gives_rotation() {
    use Placement::{ParameterStore, SecretsManagerBuiltIn};
    let costs = compare(&example(), &PRICES);
    let check = |now_in, rotated, placement, expect: Option<(i64, bool)>| {
        let found = consider_move(now_in, rotated, placement, &costs).map(|found| (found.saves, found.gives_rotation));
        assert_eq!(found, expect, "{now_in:?} {rotated} {placement:?}");
    };
    check(Store::ParameterStore, false, SecretsManagerBuiltIn, Some((-40_060_000, true)));
    check(Store::ParameterStore, false, ParameterStore, None);
    check(Store::SecretsManager, false, ParameterStore, Some((40_060_000, false)));
    check(Store::SecretsManager, true, ParameterStore, None);
    check(Store::SecretsManager, false, SecretsManagerBuiltIn, None);
}

#[test]
fn amounts_as_people_read_them() {
    for (amount, expect) in [
        (0, "$0.00"),
        (1, "< $0.01"),
        (4_999, "< $0.01"),
        (5_000, "$0.01"),
        (29_940_000, "$29.94"),
        (1_234_567_890, "$1234.57"),
    ] {
        assert_eq!(in_dollars(amount), expect, "{amount}");
    }
}

proptest! {
    #[test]
    fn more_use_never_costs_less(calls in 0..1_u64 << 40, more in 0..1_u64 << 40, secrets in 0..1_u64 << 20) {
        let usage = |calls| Usage { secrets, calls, decrypts: calls, ..Usage::default() };
        let (one, other) = (compare(&usage(calls), &PRICES), compare(&usage(calls + more), &PRICES));
        for store in Store::ALL {
            prop_assert!(one.of(store).total() <= other.of(store).total());
        }
    }
}
