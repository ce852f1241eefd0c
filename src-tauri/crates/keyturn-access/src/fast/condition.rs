//! Conditions, prepared once and decided for a class of principals and columns.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::facts::Fact;
use super::glob::{Glob, Template};
use super::keys::{KeyId, Keys};
use super::verdict::Verdict;
use crate::policy::{self, Over, Test, Version, date};

/// One entry of a `Condition`.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// What is compared.
    pub(super) key: KeyId,
    pub(super) test: Test,
    if_exists: bool,
    over: Option<Over>,
    /// The values as they stand, as patterns, and as patterns of a text that is known in part.
    values: Vec<(String, Template, Template)>,
    /// Every key that it looks at.
    pub(super) looks_at: Vec<KeyId>,
}

impl Condition {
    /// Prepares a condition.
    pub(super) fn read(condition: &policy::Condition, version: Version, keys: &mut Keys) -> Self {
        use Test as T;
        let test = condition.operator.test;
        let arn = matches!(test, T::ArnEquals | T::ArnLike | T::ArnNotEquals | T::ArnNotLike);
        let like = matches!(test, T::StringLike | T::StringNotLike);
        let key = keys.id(&condition.key);
        let mut values = Vec::with_capacity(condition.values.len());
        let mut looks_at = vec![key];
        for text in &condition.values {
            let whole = Template::read(text, version, arn || like, arn, keys);
            let part = Template::read(text, version, like, false, keys);
            looks_at.extend(&whole.variables);
            values.push((text.clone(), whole, part));
        }
        looks_at.sort_unstable();
        looks_at.dedup();
        let operator = condition.operator;
        Self { key, test, if_exists: operator.if_exists, over: operator.over, values, looks_at }
    }

    /// Whether it holds, by what is known of the keys that it looks at.
    pub(super) fn holds<'w>(&self, keys: &Keys, fact: &dyn Fn(KeyId) -> Fact<'w>) -> Verdict {
        let negated = self.test.is_negated();
        let turn = |verdict: Verdict| if negated { verdict.not() } else { verdict };
        let known = fact(self.key);
        match &known {
            Fact::Open => return Verdict::On(keys.cause(self.key)),
            Fact::Missing => return Verdict::Unread,
            _ => {}
        }
        let absent = known == Fact::Absent || known == Fact::Many(Vec::new());
        if self.test == Test::Null {
            return Verdict::sure(self.values.iter().any(|(text, ..)| text.eq_ignore_ascii_case("true") == absent));
        }
        if absent {
            return match (self.over, self.if_exists) {
                (Some(Over::All), _) | (_, true) => Verdict::Yes,
                (Some(Over::Any), _) => Verdict::No,
                (None, _) => Verdict::sure(negated),
            };
        }
        if let Fact::Prefix(prefix) = &known {
            return turn(self.matches_beginning(prefix, keys, fact));
        }
        let globs: Vec<Glob> = if self.test.takes_variables() {
            self.values.iter().map(|(_, template, _)| template.glob(keys, fact)).collect()
        } else {
            Vec::new()
        };
        if negated && globs.iter().any(|glob| glob.void) {
            return Verdict::No;
        }
        let one = |value: &str| turn(self.compare(value, &globs));
        let values: &[_] = match &known {
            Fact::One(value) => std::slice::from_ref(value),
            Fact::Many(values) => values,
            _ => &[],
        };
        match (self.over, negated) {
            (Some(Over::All), _) | (None, true) => Verdict::all(values.iter().map(|value| one(value))),
            _ => Verdict::any(values.iter().map(|value| one(value))),
        }
    }

    /// The texts that it compares with, where each is a text and nothing more.
    pub(super) fn literals<'w>(&self, keys: &Keys, fact: &dyn Fn(KeyId) -> Fact<'w>) -> Option<Vec<String>> {
        let globs: Vec<Glob> = self.values.iter().map(|(_, template, _)| template.glob(keys, fact)).collect();
        let text = |glob: &Glob| if glob.open.is_some() { None } else { glob.literal().map(str::to_owned) };
        globs.iter().filter(|glob| !glob.void).map(text).collect()
    }

    fn matches_beginning<'w>(&self, prefix: &str, keys: &Keys, fact: &dyn Fn(KeyId) -> Fact<'w>) -> Verdict {
        let lower = matches!(self.test, Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase);
        let open = Verdict::On(keys.cause(self.key));
        Verdict::any(self.values.iter().map(|(_, _, template)| {
            let glob = template.glob(keys, fact);
            if lower {
                glob.in_lower_case().matches_beginning(&prefix.to_lowercase(), open)
            } else {
                glob.matches_beginning(prefix, open)
            }
        }))
    }

    /// Whether a value is one of the policy's, by the operator without its negation.
    fn compare(&self, value: &str, globs: &[Glob]) -> Verdict {
        use Test as T;
        let texts = || self.values.iter().map(|(text, ..)| text.as_str());
        let ordered = |holds: fn(f64, f64) -> bool| {
            let number: Option<f64> = value.parse().ok();
            Verdict::sure(texts().any(|text| number.zip(text.parse().ok()).is_some_and(|(a, b)| holds(a, b))))
        };
        let dated = |holds: fn(DateTime<Utc>, DateTime<Utc>) -> bool| {
            let instant = date(value);
            Verdict::sure(texts().any(|text| instant.zip(date(text)).is_some_and(|(a, b)| holds(a, b))))
        };
        match self.test {
            T::StringEquals | T::StringNotEquals | T::StringLike | T::StringNotLike => {
                Verdict::any(globs.iter().map(|glob| glob.matches(value)))
            }
            T::StringEqualsIgnoreCase | T::StringNotEqualsIgnoreCase => {
                let lower = value.to_lowercase();
                Verdict::any(globs.iter().map(|glob| glob.in_lower_case().matches(&lower)))
            }
            T::ArnEquals | T::ArnLike | T::ArnNotEquals | T::ArnNotLike => {
                Verdict::any(globs.iter().map(|glob| glob.matches_arn(value, false)))
            }
            T::NumericEquals | T::NumericNotEquals => ordered(|a, b| a.to_bits() == b.to_bits()),
            T::NumericLessThan => ordered(|a, b| a < b),
            T::NumericLessThanEquals => ordered(|a, b| a <= b),
            T::NumericGreaterThan => ordered(|a, b| a > b),
            T::NumericGreaterThanEquals => ordered(|a, b| a >= b),
            T::DateEquals | T::DateNotEquals => dated(|a, b| a == b),
            T::DateLessThan => dated(|a, b| a < b),
            T::DateLessThanEquals => dated(|a, b| a <= b),
            T::DateGreaterThan => dated(|a, b| a > b),
            T::DateGreaterThanEquals => dated(|a, b| a >= b),
            T::Bool => Verdict::sure(texts().any(|text| text.eq_ignore_ascii_case(value))),
            T::IpAddress | T::NotIpAddress => Verdict::sure(texts().any(|text| lies_in(value, text))),
            T::BinaryEquals | T::Null => Verdict::sure(texts().any(|text| text == value)),
        }
    }
}

/// Whether an address lies in a range of addresses.
fn lies_in(address: &str, range: &str) -> bool {
    let (start, bits) = range.split_once('/').map_or((range, None), |(start, bits)| (start, Some(bits)));
    let (Ok(address), Ok(start)) = (address.parse::<IpAddr>(), start.parse::<IpAddr>()) else { return false };
    let octets = |address: IpAddr| match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let (address, start) = (octets(address), octets(start));
    let whole = address.len() * 8;
    let bits = bits.filter(|bits| !bits.is_empty()).map_or(Some(whole), |bits| bits.parse().ok());
    let Some(bits) = bits.filter(|bits| *bits <= whole && address.len() == start.len()) else { return false };
    let same = |bit: usize| (address[bit / 8] ^ start[bit / 8]) >> (7 - bit % 8) & 1 == 0;
    (0..bits).all(same)
}
