//! One entry of a condition, against what is known of the call.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::pattern::{Pattern, open_cause};
use super::standing::Match;
use super::words;
use crate::policy::{Condition, Effect, Over, Test, Version, date};
use crate::request::{Known, Request};

/// Whether a condition holds.
pub(super) fn holds(condition: &Condition, effect: Effect, version: Version, request: &Request) -> Match {
    let known = request.key(&condition.key);
    let words = || words::condition(condition, effect);
    let operator = condition.operator;
    let negated = operator.test.is_negated();
    if operator.test == Test::Null {
        let absent = match known {
            Known::Absent => true,
            Known::Values(values) => values.is_empty(),
            Known::Prefix(_) => false,
            open => return open_cause(&condition.key, open, words()).map_or(Match::No, Match::Open),
        };
        return Match::sure(condition.values.iter().any(|value| value.eq_ignore_ascii_case("true") == absent));
    }
    let values = match known {
        Known::Values(values) if !values.is_empty() => values,
        Known::Values(_) | Known::Absent => {
            return match operator.over {
                Some(Over::All) => Match::Yes,
                _ if operator.if_exists => Match::Yes,
                Some(Over::Any) => Match::No,
                None => Match::sure(negated),
            };
        }
        Known::Prefix(prefix) => {
            let one =
                Match::any(condition.values.iter().map(|value| {
                    prefix_matches(operator.test, value, &prefix, version, request, &condition.key, words())
                }));
            return if negated { one.not() } else { one };
        }
        open => return open_cause(&condition.key, open, words()).map_or(Match::No, Match::Open),
    };
    let void = |value: &String| Pattern::of(value, version, request, true).is_void();
    if negated && operator.test.takes_variables() && condition.values.iter().any(void) {
        return Match::No;
    }
    // One of the request's values against all of the policy's: one must match, or none may.
    let one = |value: &String| {
        let found =
            Match::any(condition.values.iter().map(|wanted| compare(operator.test, wanted, value, version, request)));
        if negated { found.not() } else { found }
    };
    let every = |values: &[String]| Match::any(values.iter().map(|value| one(value).not())).not();
    match operator.over {
        Some(Over::All) => every(&values),
        None if negated => every(&values),
        Some(Over::Any) | None => Match::any(values.iter().map(one)),
    }
}

/// Whether one value of the policy matches one of the request, by the operator without its negation.
fn compare(test: Test, wanted: &str, value: &str, version: Version, request: &Request) -> Match {
    use Test as T;
    let pattern = |wild| Pattern::of(wanted, version, request, wild);
    match test {
        T::StringEquals | T::StringNotEquals => pattern(false).matches(value),
        T::StringEqualsIgnoreCase | T::StringNotEqualsIgnoreCase => {
            pattern(false).in_lower_case().matches(&value.to_lowercase())
        }
        T::StringLike | T::StringNotLike => pattern(true).matches(value),
        T::ArnEquals | T::ArnLike | T::ArnNotEquals | T::ArnNotLike => pattern(true).matches_arn(value, false),
        T::NumericEquals | T::NumericNotEquals => {
            numbers(wanted, value, |wanted, value| value.total_cmp(&wanted).is_eq())
        }
        T::NumericLessThan => numbers(wanted, value, |wanted, value| value < wanted),
        T::NumericLessThanEquals => numbers(wanted, value, |wanted, value| value <= wanted),
        T::NumericGreaterThan => numbers(wanted, value, |wanted, value| value > wanted),
        T::NumericGreaterThanEquals => numbers(wanted, value, |wanted, value| value >= wanted),
        T::DateEquals | T::DateNotEquals => dates(wanted, value, |wanted, value| value == wanted),
        T::DateLessThan => dates(wanted, value, |wanted, value| value < wanted),
        T::DateLessThanEquals => dates(wanted, value, |wanted, value| value <= wanted),
        T::DateGreaterThan => dates(wanted, value, |wanted, value| value > wanted),
        T::DateGreaterThanEquals => dates(wanted, value, |wanted, value| value >= wanted),
        T::Bool => Match::sure(wanted.eq_ignore_ascii_case(value)),
        T::IpAddress | T::NotIpAddress => Match::sure(in_range(wanted, value).unwrap_or(false)),
        // Base64 text on both sides. `Null` was answered before values are looked at.
        T::BinaryEquals | T::Null => Match::sure(wanted == value),
    }
}

/// The same, for a value of which only the beginning is known.
fn prefix_matches(
    test: Test,
    wanted: &str,
    prefix: &str,
    version: Version,
    request: &Request,
    key: &str,
    words: String,
) -> Match {
    let key = crate::keys::canonical(key);
    let wild = matches!(test, Test::StringLike | Test::StringNotLike);
    let pattern = Pattern::of(wanted, version, request, wild);
    match test {
        Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase => {
            pattern.in_lower_case().matches_prefix(&prefix.to_lowercase(), &key, words)
        }
        _ => pattern.matches_prefix(prefix, &key, words),
    }
}

fn numbers(wanted: &str, value: &str, holds: fn(f64, f64) -> bool) -> Match {
    Match::sure(wanted.parse().ok().zip(value.parse().ok()).is_some_and(|(wanted, value)| holds(wanted, value)))
}

fn dates(wanted: &str, value: &str, holds: fn(DateTime<Utc>, DateTime<Utc>) -> bool) -> Match {
    Match::sure(date(wanted).zip(date(value)).is_some_and(|(wanted, value)| holds(wanted, value)))
}

/// Whether an address lies in a range; `None` where either is none.
fn in_range(range: &str, address: &str) -> Option<bool> {
    let (start, bits) = range.split_once('/').unwrap_or((range, ""));
    let address: IpAddr = address.parse().ok()?;
    let start: IpAddr = start.parse().ok()?;
    let (size, start, address) = match (start, address) {
        (IpAddr::V4(start), IpAddr::V4(address)) => (32, u128::from(start.to_bits()), u128::from(address.to_bits())),
        (IpAddr::V6(start), IpAddr::V6(address)) => (128, start.to_bits(), address.to_bits()),
        _ => return Some(false),
    };
    let bits: u32 = if bits.is_empty() { size } else { bits.parse().ok().filter(|bits| *bits <= size)? };
    Some((start ^ address).checked_shr(size - bits).unwrap_or(0) == 0)
}
