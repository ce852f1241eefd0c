//! Days on which nothing is rotated that can wait.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::arn::SecretArn;
use crate::rotation::path_pattern::{self, PatternFault};
use crate::rotation::statement::{self, StatementFault};

/// For what a freeze counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "of", content = "what", rename_all = "snake_case")]
pub enum FreezeScope {
    /// Everything.
    All,
    /// One account.
    Account(AccountId),
    /// Secrets whose name matches a glob, as in policies.
    Path(String),
    /// One owner's secrets.
    Owner(String),
}

/// Days on which nothing is rotated that can wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// The first day, in the team's zone.
    pub from: NaiveDate,
    /// The last day, in the team's zone.
    pub until: NaiveDate,
    /// Why.
    pub why: String,
    /// For what.
    pub scope: FreezeScope,
}

/// Why a freeze is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FreezeFault {
    /// It ends before it begins.
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    /// Longer than anything may be put off.
    #[error("{0} days are too long: at most {LONGEST_FREEZE_DAYS}")]
    TooLong(i64),
    /// Something is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The path cannot be used.
    #[error(transparent)]
    Path(#[from] PatternFault),
    /// The reason cannot be kept.
    #[error(transparent)]
    Statement(#[from] StatementFault),
}

/// The longest freeze, in days: the shortest age that policies know as usual is 30.
pub const LONGEST_FREEZE_DAYS: i64 = 31;

impl Freeze {
    /// Checks its days and its texts.
    pub fn check(&self) -> Result<(), FreezeFault> {
        let scope = match &self.scope {
            FreezeScope::Path(text) | FreezeScope::Owner(text) => text.as_str(),
            FreezeScope::Account(account) => account.as_str(),
            FreezeScope::All => "all",
        };
        for (what, text) in [("the reason", self.why.as_str()), ("what it is for", scope)] {
            if !statement::is_said(text) {
                return Err(FreezeFault::Missing(what));
            }
            statement::check(text)?;
        }
        if let FreezeScope::Path(pattern) = &self.scope {
            path_pattern::check(pattern)?;
        }
        match (self.until - self.from).num_days() + 1 {
            ..=0 => Err(FreezeFault::EndsBeforeItBegins),
            days if days > LONGEST_FREEZE_DAYS => Err(FreezeFault::TooLong(days)),
            _ => Ok(()),
        }
    }

    /// Whether it holds for a secret on a day.
    pub fn holds(&self, on: NaiveDate, secret: &SecretArn, name: &str, owner: Option<&str>) -> bool {
        (self.from..=self.until).contains(&on) && self.is_for(secret, name, owner)
    }

    pub(super) fn is_for(&self, secret: &SecretArn, name: &str, owner: Option<&str>) -> bool {
        match &self.scope {
            FreezeScope::All => true,
            FreezeScope::Account(account) => secret.account() == account,
            FreezeScope::Path(pattern) => path_pattern::matches(pattern, name),
            FreezeScope::Owner(whose) => owner == Some(whose.as_str()),
        }
    }
}
