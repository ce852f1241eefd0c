//! Exceptions from the rotation policy: with a reason, a compensating control, two people and an end.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::path_pattern::{self, PatternFault};
use super::statement::{self, StatementFault};
use crate::arn::SecretArn;

/// What an exception is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "of", content = "what", rename_all = "snake_case")]
pub enum Covers {
    /// One secret.
    Secret(SecretArn),
    /// Secrets whose name matches a glob, as in policies.
    Path(String),
    /// Secrets that a rule of the policy decides, by the rule's id.
    Rule(String),
}

impl Covers {
    /// The code of the kind: `secret`, `path` or `rule`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Secret(_) => "secret",
            Self::Path(_) => "path",
            Self::Rule(_) => "rule",
        }
    }

    /// What it names, as text.
    pub fn text(&self) -> &str {
        match self {
            Self::Secret(arn) => arn.as_str(),
            Self::Path(text) | Self::Rule(text) => text,
        }
    }

    /// Whether it is for a secret of this ARN and name that this rule of the policy decides.
    pub fn is_for(&self, secret: &SecretArn, name: &str, rule: &str) -> bool {
        match self {
            Self::Secret(arn) => arn == secret,
            Self::Path(pattern) => path_pattern::matches(pattern, name),
            Self::Rule(id) => id == rule,
        }
    }
}

/// An exception as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewException {
    /// What it is for.
    pub covers: Covers,
    /// Why the policy cannot be kept.
    pub why: String,
    /// What guards the secret meanwhile.
    pub compensating_control: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved: somebody else.
    pub approved_by: String,
    /// The first day on which it holds, in the team's zone.
    pub from: NaiveDate,
    /// The last day on which it holds, in the team's zone.
    pub until: NaiveDate,
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its number.
    pub id: i64,
    /// What was asked for and approved.
    pub exception: NewException,
    /// The day on which a person ended it before its time, if one did: it no longer holds on that day.
    pub ended_on: Option<NaiveDate>,
}

/// The longest exception for what is critical, in days.
pub const LONGEST_CRITICAL_DAYS: i64 = 90;

/// The longest exception for anything else, in days.
pub const LONGEST_DAYS: i64 = 180;

/// Why an exception is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExceptionFault {
    /// Who asked also approved.
    #[error("{0} asked for it: somebody else must approve")]
    SamePerson(String),
    /// Something is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// It ends before it begins.
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    /// It is over already.
    #[error("it ended on {0}, before today")]
    OverAlready(NaiveDate),
    /// It is too long.
    #[error("{days} days are too long: at most {longest} for {}", if *.critical { "what is critical" } else { "this" })]
    TooLong {
        /// How many days it would hold.
        days: i64,
        /// How many it may.
        longest: i64,
        /// Whether it covers anything critical.
        critical: bool,
    },
    /// The path cannot be used.
    #[error(transparent)]
    Path(#[from] PatternFault),
    /// A text cannot be kept.
    #[error("{field}: {fault}")]
    Statement {
        /// Which text.
        field: &'static str,
        /// Why.
        fault: StatementFault,
    },
}

impl NewException {
    /// What is wrong with it, all of it; `critical` where it covers anything critical.
    pub fn check(&self, critical: bool, today: NaiveDate) -> Vec<ExceptionFault> {
        let mut faults = Vec::new();
        for (field, text) in [
            ("what it covers", self.covers.text()),
            ("the reason", self.why.as_str()),
            ("the compensating control", self.compensating_control.as_str()),
            ("who asked", self.asked_by.as_str()),
            ("who approved", self.approved_by.as_str()),
        ] {
            if !statement::is_said(text) {
                faults.push(ExceptionFault::Missing(field));
            } else if let Err(fault) = statement::check(text) {
                faults.push(ExceptionFault::Statement { field, fault });
            }
        }
        if let Covers::Path(pattern) = &self.covers
            && statement::is_said(pattern)
            && let Err(fault) = path_pattern::check(pattern)
        {
            faults.push(fault.into());
        }
        if statement::is_said(&self.asked_by) && same_person(&self.asked_by, &self.approved_by) {
            faults.push(ExceptionFault::SamePerson(self.asked_by.trim().to_owned()));
        }
        let days = self.days();
        let longest = if critical { LONGEST_CRITICAL_DAYS } else { LONGEST_DAYS };
        if days < 1 {
            faults.push(ExceptionFault::EndsBeforeItBegins);
        } else if self.until < today {
            faults.push(ExceptionFault::OverAlready(self.until));
        } else if days > longest {
            faults.push(ExceptionFault::TooLong { days, longest, critical });
        }
        faults
    }

    /// On how many days it holds, the first and the last counted.
    pub fn days(&self) -> i64 {
        (self.until - self.from).num_days() + 1
    }
}

/// Names differ in case and white space only: one person.
fn same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

/// Where an exception is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ExceptionState {
    /// It has not begun.
    NotYet,
    /// It holds.
    InForce {
        /// Whole days until its last day; 0 on that day.
        days_left: i64,
    },
    /// Its time has run out.
    RanOut {
        /// The first day on which it no longer held.
        since: NaiveDate,
    },
    /// A person ended it.
    Ended {
        /// The first day on which it no longer held.
        since: NaiveDate,
    },
}

impl Exception {
    /// Where it is on a day.
    pub fn state(&self, today: NaiveDate) -> ExceptionState {
        let until = self.exception.until;
        match self.ended_on {
            Some(since) if since <= until && since <= today => ExceptionState::Ended { since },
            _ if today < self.exception.from => ExceptionState::NotYet,
            _ if today > until => ExceptionState::RanOut { since: until + TimeDelta::days(1) },
            _ => ExceptionState::InForce { days_left: (until - today).num_days() },
        }
    }

    /// Whether it holds on a day.
    pub fn holds(&self, today: NaiveDate) -> bool {
        matches!(self.state(today), ExceptionState::InForce { .. })
    }
}

/// Exceptions that ran out and come back as findings, with the first day without them, those that ran out last first.
///
/// Not those that a person ended, nor those that another for the same thing outlives: it was renewed.
pub fn come_back(exceptions: &[Exception], today: NaiveDate) -> Vec<(&Exception, NaiveDate)> {
    let outlived = |old: &Exception| {
        let later = |other: &Exception| (other.exception.until, other.id) > (old.exception.until, old.id);
        exceptions.iter().any(|other| other.exception.covers == old.exception.covers && later(other))
    };
    let ran_out = exceptions.iter().filter_map(|exception| match exception.state(today) {
        ExceptionState::RanOut { since } if !outlived(exception) => Some((exception, since)),
        _ => None,
    });
    let mut back: Vec<_> = ran_out.collect();
    back.sort_by_key(|(exception, since)| (std::cmp::Reverse(*since), exception.id));
    back
}

#[cfg(test)]
mod tests;
