//! A delegation: somebody else decides a part, for a reason and until a day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::reviewer::same;
use super::{Campaign, Item, Reviewer};
use crate::rotation::path_pattern::{self, PatternFault};
use crate::rotation::statement::{self, StatementFault};

/// A delegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Who hands over, by name.
    pub from: String,
    /// Who takes it, with their identities.
    pub to: Reviewer,
    /// Path patterns that it covers; empty for all that `from` reviews.
    pub paths: Vec<String>,
    /// Why.
    pub reason: String,
    /// Its last day (UTC): after it, the right to decide is gone.
    pub until: NaiveDate,
}

/// Why a delegation is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DelegationFault {
    /// Who hands over reviews nothing here.
    #[error("{0} is no reviewer of this campaign")]
    NotHere(String),
    /// To themself, or to nobody.
    #[error("somebody else must take it")]
    ToNobody,
    /// Without a reason.
    #[error("the reason is missing")]
    NoReason,
    /// A text cannot be kept.
    #[error(transparent)]
    Statement(#[from] StatementFault),
    /// It is over before it begins.
    #[error("{0} is over: name a day from today on")]
    Over(NaiveDate),
    /// A path cannot be used.
    #[error("the path {pattern:?}: {fault}")]
    Path {
        /// Which.
        pattern: String,
        /// Why.
        fault: PatternFault,
    },
}

impl Delegation {
    /// Why it is refused, all of it.
    pub fn check(&self, campaign: &Campaign, today: NaiveDate) -> Vec<DelegationFault> {
        let mut faults = Vec::new();
        if campaign.reviewer(&self.from).is_none() {
            faults.push(DelegationFault::NotHere(self.from.clone()));
        }
        if !statement::is_said(&self.to.name) || self.to.is(&self.from) {
            faults.push(DelegationFault::ToNobody);
        }
        if !statement::is_said(&self.reason) {
            faults.push(DelegationFault::NoReason);
        }
        for text in [&self.to.name, &self.reason] {
            faults.extend(statement::check(text).err().map(DelegationFault::from));
        }
        if self.until < today {
            faults.push(DelegationFault::Over(self.until));
        }
        for pattern in &self.paths {
            if let Err(fault) = path_pattern::check(pattern) {
                faults.push(DelegationFault::Path { pattern: pattern.clone(), fault });
            }
        }
        faults
    }

    /// Whether it lets somebody decide on an item that `reviewer` is to decide, on a day.
    pub fn lets(&self, name: &str, reviewer: &str, item: &Item, today: NaiveDate) -> bool {
        self.to.is(name) && same(&self.from, reviewer) && today <= self.until && self.covers(item)
    }

    /// Whether its paths cover all secrets of an item.
    pub fn covers(&self, item: &Item) -> bool {
        let covered = |name: &str| self.paths.iter().any(|pattern| path_pattern::matches(pattern, name));
        self.paths.is_empty() || (!item.members.is_empty() && item.members.iter().all(|member| covered(&member.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::samples::{access, campaign, day, delegation};

    #[test]
    fn a_delegation_has_a_scope_a_reason_and_an_end() {
        let item = access("role/web", "/prod/web/*", 3);
        let good = delegation("bob", "carl");
        let with = |change: fn(&mut Delegation)| {
            let mut other = good.clone();
            change(&mut other);
            other
        };
        for (one, name, reviewer, today, expect) in [
            (good.clone(), "carl", "bob", 10, true),
            (good.clone(), " CARL", "Bob", 20, true),
            (good.clone(), "carl", "bob", 21, false),
            (good.clone(), "carl", "ada", 10, false),
            (good.clone(), "dora", "bob", 10, false),
            (with(|one| one.paths = vec!["/prod/**".to_owned()]), "carl", "bob", 10, true),
            (with(|one| one.paths = vec!["/prod/web/0".to_owned()]), "carl", "bob", 10, false),
        ] {
            assert_eq!(one.lets(name, reviewer, &item, day(today)), expect, "{one:?} {name} {reviewer} {today}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let good = delegation("bob", "carl");
        let check = |change: fn(&mut Delegation), expect: &[DelegationFault]| {
            let mut other = good.clone();
            change(&mut other);
            assert_eq!(other.check(&campaign(), day(10)), expect, "{other:?}");
        };
        check(|_| {}, &[]);
        check(|one| one.from = "zoe".to_owned(), &[DelegationFault::NotHere("zoe".to_owned())]);
        check(|one| one.to.name = "BOB ".to_owned(), &[DelegationFault::ToNobody]);
        check(|one| one.to.name = String::new(), &[DelegationFault::ToNobody]);
        check(|one| one.reason = " ".to_owned(), &[DelegationFault::NoReason]);
        check(|one| one.until = day(9), &[DelegationFault::Over(day(9))]);
        let fault = PatternFault::Everything("**".to_owned());
        check(|one| one.paths = vec!["**".to_owned()], &[DelegationFault::Path { pattern: "**".to_owned(), fault }]);
    }
}
