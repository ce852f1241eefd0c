//! The exposure ledger: one exposed credential, from exposed to proved dead.
//!
//! Deleting a file closes nothing, and neither does a new value: an entry is settled when the old value is revoked and
//! its refusal is recorded, or when somebody wrote down why that cannot be shown (requirement B7).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::subject::Subject;
use super::text;
use super::timeline::CLOCK_SKEW;
use crate::code::codes;
use crate::rotation::level::Level;
use crate::rotation::statement::StatementFault;

/// What happened to an exposed credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The old value was revoked where it was issued.
    Revoked,
    /// A new value is in the store and its consumers are on it.
    Replaced,
    /// The old value was tried and refused.
    Proved,
    /// That the old value is dead cannot be shown.
    NotVerifiable,
    /// It was not exposed after all.
    NotExposed,
    /// It was used after it was revoked: what was recorded before no longer holds.
    ExposedAgain,
}

codes!(Mark {
    Revoked => "revoked",
    Replaced => "replaced",
    Proved => "proved",
    NotVerifiable => "not_verifiable",
    NotExposed => "not_exposed",
    ExposedAgain => "exposed_again",
});

impl Mark {
    /// What its statement must say.
    fn wanted(self) -> &'static str {
        match self {
            Self::Revoked => "where it was revoked, and by whom",
            Self::Replaced => "the new version, or what shows that consumers are on it",
            Self::Proved => "the call that was refused, and where it was made",
            Self::NotVerifiable => "why it cannot be shown that the old value is dead",
            Self::NotExposed => "what shows that it was not exposed",
            Self::ExposedAgain => "what shows that it was used",
        }
    }
}

/// A mark on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// What.
    pub mark: Mark,
    /// When it happened (UTC).
    pub at: DateTime<Utc>,
    /// Who says so.
    pub by: String,
    /// What shows it, or why. No secrets.
    pub statement: String,
}

/// A credential in the ledger, when it is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposed {
    /// Its number in the incident: 1, 2, 3 ….
    pub number: u32,
    /// What: a secret, an access key, a principal or a name.
    pub what: Subject,
    /// Its name for people. Hostile text.
    pub name: String,
    /// How much depends on it. `None`: not known.
    pub level: Option<Level>,
    /// The first moment of its exposure (UTC), not of detection. `None`: not known.
    pub exposed_from: Option<DateTime<Utc>>,
    /// Why it is in it: such as `read by role/ci-deploy in the same session`.
    pub because: String,
}

/// An entry with what happened to it since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// What was added, with the latest that is known of its exposure.
    pub exposed: Exposed,
    /// When it was added (UTC).
    pub added_at: DateTime<Utc>,
    /// What happened to it, in the order in which it was told.
    pub marks: Vec<Marked>,
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposureState {
    /// The old value is good. A new one may be there already.
    Exposed,
    /// It is revoked, without a new value.
    Revoked,
    /// It is revoked, and consumers are on a new value.
    Replaced,
    /// It is revoked and was refused.
    Proved,
    /// That it is dead cannot be shown, for a written reason.
    NotVerifiable,
    /// It was not exposed, for a written reason.
    NotExposed,
}

codes!(ExposureState {
    Exposed => "exposed",
    Revoked => "revoked",
    Replaced => "replaced",
    Proved => "proved",
    NotVerifiable => "not_verifiable",
    NotExposed => "not_exposed",
});

impl ExposureState {
    /// Whether it no longer keeps the incident open.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Proved | Self::NotVerifiable | Self::NotExposed)
    }
}

/// Why a mark or an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// There is no such entry.
    #[error("the ledger has no entry {0}")]
    NoSuchEntry(u32),
    /// It is in the ledger.
    #[error("{0} is in the ledger already, as number {1}")]
    Already(String, u32),
    /// Numbers follow each other.
    #[error("the next number is {0}")]
    NotNext(u32),
    /// It has that mark.
    #[error("{0} was recorded already")]
    Twice(&'static str),
    /// A refusal without a revocation proves nothing.
    #[error("record first that it was revoked: a refusal may have other grounds")]
    NotRevoked,
    /// The refusal came before the revocation.
    #[error("it was refused before it was revoked: try it again")]
    RefusedBefore,
    /// It lies in the future.
    #[error("it lies in the future")]
    InFuture,
    /// Something is not said.
    #[error("say {0}")]
    Unsaid(&'static str),
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

impl LedgerEntry {
    /// The marks that hold: those since it was last exposed again.
    fn holding(&self) -> impl Iterator<Item = &Marked> {
        let again = self.marks.iter().rposition(|one| one.mark == Mark::ExposedAgain);
        self.marks.iter().skip(again.map_or(0, |at| at + 1))
    }

    /// When something happened to it (UTC), as far as it holds.
    pub fn at(&self, mark: Mark) -> Option<DateTime<Utc>> {
        self.holding().find(|one| one.mark == mark).map(|one| one.at)
    }

    /// How it stands. What was last settled counts; a new value beside a good old one is still exposed.
    pub fn state(&self) -> ExposureState {
        let settled = self.holding().filter_map(|one| match one.mark {
            Mark::Proved => Some(ExposureState::Proved),
            Mark::NotVerifiable => Some(ExposureState::NotVerifiable),
            Mark::NotExposed => Some(ExposureState::NotExposed),
            _ => None,
        });
        settled.last().unwrap_or(match (self.at(Mark::Revoked), self.at(Mark::Replaced)) {
            (Some(_), Some(_)) => ExposureState::Replaced,
            (Some(_), None) => ExposureState::Revoked,
            (None, _) => ExposureState::Exposed,
        })
    }

    /// Until when it was exposed (UTC): when it was refused. `None` while nothing shows that it is dead; revoking alone
    /// does not end it.
    pub fn exposed_until(&self) -> Option<DateTime<Utc>> {
        self.at(Mark::Proved)
    }

    /// Checks a mark.
    pub fn check(&self, new: &Marked, now: DateTime<Utc>) -> Result<(), LedgerFault> {
        if !text::is_said(&new.by) {
            return Err(LedgerFault::Unsaid("who says so"));
        }
        if !text::is_said(&new.statement) {
            return Err(LedgerFault::Unsaid(new.mark.wanted()));
        }
        text::check(&new.statement)?;
        if new.at > now + CLOCK_SKEW {
            return Err(LedgerFault::InFuture);
        }
        if new.mark != Mark::ExposedAgain && self.at(new.mark).is_some() {
            return Err(LedgerFault::Twice(new.mark.code()));
        }
        match (new.mark, self.at(Mark::Revoked)) {
            (Mark::Proved, None) => Err(LedgerFault::NotRevoked),
            (Mark::Proved, Some(revoked)) if new.at < revoked => Err(LedgerFault::RefusedBefore),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).expect("a time")
    }

    fn entry(marks: &[(Mark, i64)]) -> LedgerEntry {
        let marks = marks
            .iter()
            .map(|(mark, minutes)| Marked {
                mark: *mark,
                at: at(*minutes),
                by: "Ada".to_owned(),
                statement: "seen".to_owned(),
            })
            .collect();
        let exposed = Exposed {
            number: 1,
            what: Subject::Name { name: "prod/db".to_owned() },
            name: "prod/db".to_owned(),
            level: None,
            exposed_from: None,
            because: "it started with it".to_owned(),
        };
        LedgerEntry { exposed, added_at: at(0), marks }
    }

    #[test]
    fn an_entry_is_settled_by_proof_or_a_written_reason() {
        use ExposureState as E;
        use Mark::{ExposedAgain, NotExposed, NotVerifiable, Proved, Replaced, Revoked};
        for (marks, expect, until) in [
            (&[][..], E::Exposed, None),
            (&[(Replaced, 1)], E::Exposed, None),
            (&[(Revoked, 1)], E::Revoked, None),
            (&[(Replaced, 1), (Revoked, 2)], E::Replaced, None),
            (&[(Revoked, 1), (Replaced, 2)], E::Replaced, None),
            (&[(Revoked, 1), (Proved, 3)], E::Proved, Some(3)),
            (&[(Revoked, 1), (Proved, 3), (Replaced, 5)], E::Proved, Some(3)),
            (&[(Revoked, 1), (NotVerifiable, 3)], E::NotVerifiable, None),
            (&[(NotVerifiable, 1), (Revoked, 2), (Proved, 3)], E::Proved, Some(3)),
            (&[(NotExposed, 3)], E::NotExposed, None),
            (&[(Revoked, 1), (Proved, 3), (ExposedAgain, 9)], E::Exposed, None),
            (&[(Revoked, 1), (Proved, 3), (ExposedAgain, 9), (Revoked, 10)], E::Revoked, None),
        ] {
            let found = entry(marks);
            assert_eq!((found.state(), found.exposed_until()), (expect, until.map(at)), "{marks:?}");
        }
    }

    #[test]
    fn marks_are_taken_or_refused() {
        use Mark::{ExposedAgain, Proved, Replaced, Revoked};
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        for (before, mark, minutes, statement, expect) in [
            (&[][..], Revoked, 1, "IAM console, Ada", ""),
            (&[], Revoked, 1, " ", "say where it was revoked, and by whom"),
            (&[], Revoked, 16, "IAM", "it lies in the future"),
            (&[(Revoked, 1)], Revoked, 2, "IAM", "revoked was recorded already"),
            (&[], Proved, 2, "403 from psql", "record first that it was revoked"),
            (&[(Revoked, 3)], Proved, 2, "403 from psql", "it was refused before it was revoked"),
            (&[(Revoked, 1)], Proved, 2, "403 from psql", ""),
            (&[(Revoked, 1)], Proved, 2, "", "say the call that was refused"),
            (&[(Revoked, 1)], Proved, 2, token.as_str(), "the text holds what looks like a GitHub token"),
            (&[], Replaced, 2, "version 7", ""),
            (&[(Revoked, 1), (ExposedAgain, 2)], Revoked, 3, "IAM", ""),
            (&[(ExposedAgain, 2)], ExposedAgain, 3, "event 1", ""),
        ] {
            let new = Marked { mark, at: at(minutes), by: "Ada".to_owned(), statement: statement.to_owned() };
            let found = entry(before).check(&new, at(10)).err().map(|fault| fault.to_string()).unwrap_or_default();
            assert!(found.starts_with(expect) && found.is_empty() == expect.is_empty(), "{before:?} {mark:?}: {found}");
        }
    }
}
