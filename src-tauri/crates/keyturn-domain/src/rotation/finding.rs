//! Findings about rotation: what the evaluation of a secret says that somebody has to answer.
//!
//! They are worked out with the due date and never stored: one opens when its rule holds and closes when it no longer
//! does. What people decided is stored beside, and is about one occasion: the value, or the exception, of that time.

use chrono::{Days, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::due::{Due, DueState, YEAR};
use super::exception::{Exception, ExceptionState};
use super::policy::RotationPolicy;
use crate::age::ValueAge;
use crate::arn::SecretArn;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RotationRule {
    /// Older than a year, whatever the policy allows, and no exception holds (requirement D; conflict C23).
    OlderThanAYear,
    /// An exception ran out and the value it was for is still there, due or of unknown age.
    ExceptionEnded,
}

impl RotationRule {
    /// Every rule.
    pub const ALL: [Self; 2] = [Self::OlderThanAYear, Self::ExceptionEnded];

    /// The code that is put into keys and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::OlderThanAYear => "older_than_a_year",
            Self::ExceptionEnded => "exception_ended",
        }
    }

    /// The rule of the finding with this key. `None` where it is no finding about rotation.
    pub fn of_key(key: &str) -> Option<Self> {
        let (code, _) = key.rsplit_once('-')?;
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }
}

/// One finding about a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationFinding {
    /// What is wrong.
    pub rule: RotationRule,
    /// The same for the same rule and secret, always: the rule's code, a hyphen, a hash of the ARN.
    pub key: String,
    /// What it is about this time: the value's date, or the exception's number. A decision holds for one occasion.
    pub occasion: String,
    /// The first day on which it held, in the team's zone.
    pub since: NaiveDate,
}

/// What there is to answer for one secret; `exception` is the one that holds, or the last that ran out.
pub fn findings(
    arn: &SecretArn,
    value: ValueAge,
    due: &Due,
    exception: Option<&Exception>,
    policy: &RotationPolicy,
    today: NaiveDate,
) -> Vec<RotationFinding> {
    let mut found = Vec::new();
    if due.older_than_a_year
        && due.state != DueState::Excepted
        && let Some(made_at) = value.made_at
        && let Some(since) = policy.date_of(made_at).checked_add_days(Days::new(YEAR + 1))
    {
        let occasion = made_at.to_rfc3339_opts(SecondsFormat::Millis, true);
        found.push(RotationFinding::of(RotationRule::OlderThanAYear, arn, occasion, since));
    }
    if matches!(due.state, DueState::Overdue | DueState::Due | DueState::Unknown)
        && let Some(exception) = exception
        && let ExceptionState::RanOut { since } = exception.state(today)
        && value.made_at.is_none_or(|made_at| policy.date_of(made_at) < since)
    {
        found.push(RotationFinding::of(RotationRule::ExceptionEnded, arn, exception.id.to_string(), since));
    }
    found
}

impl RotationFinding {
    fn of(rule: RotationRule, arn: &SecretArn, occasion: String, since: NaiveDate) -> Self {
        let hash = Sha256::digest(arn.as_str());
        let key = format!("{}-{}", rule.code(), hex::encode(hash.get(..8).unwrap_or_default()));
        Self { rule, key, occasion, since }
    }
}

#[cfg(test)]
mod tests;
