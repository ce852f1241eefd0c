//! Compares the rules of a policy with each other: which is narrower, which overlap, which never decide.

use std::ops::Range;

use super::fault::{FaultCode, Faults};
use super::glob::Language;
use super::{Matches, Precedence, Rule};
use crate::kind::Kind;
use crate::rotation::level::Level;

/// The secrets that a rule fits, in a form that can be compared.
pub(super) struct Scope {
    pub(super) precedence: Precedence,
    paths: Option<Language>,
    tags: Vec<(String, Language)>,
    /// One bit for each combination of level and automatic rotation, for each kind.
    cells: [u16; Kind::ALL.len()],
}

impl Scope {
    pub(super) fn of(matches: &Matches) -> Self {
        let mut of_a_kind = 0_u16;
        for (index, level) in Level::ALL.iter().enumerate() {
            let fits = matches.levels.is_empty() || matches.levels.contains(level);
            for automatic in [false, true] {
                if fits && matches.automatic.is_none_or(|wanted| wanted == automatic) {
                    of_a_kind |= 1 << (index * 2 + usize::from(automatic));
                }
            }
        }
        let fits = |kind| matches.kinds.is_empty() || matches.kinds.contains(&kind);
        Self {
            precedence: matches.precedence(),
            paths: (!matches.paths.is_empty()).then(|| Language::of_paths(matches.paths.iter().map(String::as_str))),
            tags: matches.tags.iter().map(|(key, value)| (key.clone(), Language::of_value(value))).collect(),
            cells: Kind::ALL.map(|kind| if fits(kind) { of_a_kind } else { 0 }),
        }
    }

    /// Whether every secret that the other fits is one that this fits.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.cells.iter().zip(&other.cells).all(|(ours, theirs)| theirs & !ours == 0)
            && self.holds_names_and_tags(other)
    }

    /// The same, kinds and levels left aside.
    fn holds_names_and_tags(&self, other: &Self) -> bool {
        let paths = match (&self.paths, &other.paths) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(ours), Some(theirs)) => ours.holds(theirs),
        };
        paths && self.tags.iter().all(|(key, ours)| other.tag(key).is_some_and(|theirs| ours.holds(theirs)))
    }

    /// Whether some secret may be fitted by both.
    fn meets(&self, other: &Self) -> bool {
        self.cells.iter().zip(&other.cells).any(|(ours, theirs)| ours & theirs != 0)
            && match (&self.paths, &other.paths) {
                (Some(ours), Some(theirs)) => ours.meets(theirs),
                _ => true,
            }
            && self.tags.iter().all(|(key, ours)| other.tag(key).is_none_or(|theirs| ours.meets(theirs)))
    }

    /// Whether this decides wherever both fit: it has the higher precedence, or is the narrower one.
    pub(super) fn beats(&self, other: &Self) -> bool {
        match self.precedence.cmp(&other.precedence) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            // Most rules have nothing to do with each other, which is told soonest.
            std::cmp::Ordering::Equal => self.meets(other) && other.holds(self) && !self.holds(other),
        }
    }

    fn tag(&self, key: &str) -> Option<&Language> {
        self.tags.iter().find(|(other, _)| other == key).map(|(_, value)| value)
    }
}

/// Adds a fault for each overlap, each rule that never decides, and a missing default (only where all rules could be
/// read).
pub(super) fn conflicts(rules: &[(Rule, Option<Range<usize>>)], all_read: bool, faults: &mut Faults<'_>) {
    let scopes: Vec<Scope> = rules.iter().map(|(rule, _)| Scope::of(&rule.matches)).collect();
    let plain_default = |(rule, _): &(Rule, _)| rule.matches == Matches::default();
    if all_read && !rules.iter().any(plain_default) {
        let hint = "Add a rule with default = true and neither levels nor automatic.";
        faults.add(FaultCode::NoDefault, None, "no rule is for what nothing else fits", hint);
    }
    for (index, ((rule, place), scope)) in rules.iter().zip(&scopes).enumerate() {
        for ((earlier, _), other) in rules.iter().zip(&scopes).take(index) {
            let both = scope.precedence == other.precedence && scope.meets(other);
            if both && !scope.beats(other) && !other.beats(scope) {
                faults.add(
                    FaultCode::Overlap,
                    place.clone(),
                    format!("{} and {} can fit the same secret, and neither is narrower", earlier.id, rule.id),
                    "Make one of them narrower in everything, or let them name different secrets.",
                );
            }
        }
        let mut left = scope.cells;
        let mut by: Vec<&str> = Vec::new();
        for ((winner, _), other) in rules.iter().zip(&scopes) {
            if other.beats(scope) && other.holds_names_and_tags(scope) {
                let taken = left.iter().zip(&other.cells).any(|(left, theirs)| left & theirs != 0);
                left.iter_mut().zip(&other.cells).for_each(|(left, theirs)| *left &= !theirs);
                if taken {
                    by.push(&winner.id);
                }
            }
        }
        if left.iter().all(|cells| *cells == 0) {
            let message = format!("{} never decides: {} always does", rule.id, by.join(", "));
            faults.add(FaultCode::Unreachable, place.clone(), message, "Leave it out, or widen it.");
        }
    }
}
