//! After an incident: its times against the budgets, what is still to be done, and the numbers over many incidents.
//! Exercises count nowhere.

mod numbers;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::clock::{PhaseBudget, USUAL_BUDGETS};
use super::severity::Severity;
use super::text;
use crate::code::codes;
use crate::rotation::statement::StatementFault;

pub use numbers::{Numbers, Past, Repeated, Spread, numbers};

/// How a value got out: the ten exposures of the threat model (requirements, group V).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposurePath {
    /// Committed to a repository.
    Commit,
    /// Written to a log.
    Log,
    /// In a crash or core dump.
    CrashDump,
    /// Leaked by a pipeline.
    Pipeline,
    /// Taken by somebody inside.
    Insider,
    /// Through a policy or a bucket that is too wide.
    Policy,
    /// In a backup.
    Backup,
    /// Through a malicious dependency.
    Dependency,
    /// In memory, or a dump of it.
    Memory,
    /// Inherited by a child process.
    ChildProcess,
    /// Something else.
    Other,
}

codes!(ExposurePath {
    Commit => "commit",
    Log => "log",
    CrashDump => "crash_dump",
    Pipeline => "pipeline",
    Insider => "insider",
    Policy => "policy",
    Backup => "backup",
    Dependency => "dependency",
    Memory => "memory",
    ChildProcess => "child_process",
    Other => "other",
});

/// When what happened (UTC), as far as it did and is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Times {
    /// The first moment of exposure.
    pub exposed: Option<DateTime<Utc>>,
    /// First noticed.
    pub detected: Option<DateTime<Utc>>,
    /// The incident was opened.
    pub opened: Option<DateTime<Utc>>,
    /// The last of the old values was revoked.
    pub revoked: Option<DateTime<Utc>>,
    /// The last of the old values was refused.
    pub proved: Option<DateTime<Utc>>,
    /// The last of the consumers was on a new value.
    pub replaced: Option<DateTime<Utc>>,
    /// Closed.
    pub closed: Option<DateTime<Utc>>,
}

/// A span of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leg {
    /// From the first exposure to detection.
    ExposedToDetected,
    /// From detection to the opened incident.
    DetectedToOpened,
    /// From detection to the last revocation.
    DetectedToRevoked,
    /// From detection to the last refusal.
    DetectedToProved,
    /// From detection to the last consumer on a new value.
    DetectedToReplaced,
    /// From detection to the close.
    DetectedToClosed,
}

codes!(Leg {
    ExposedToDetected => "exposed_to_detected",
    DetectedToOpened => "detected_to_opened",
    DetectedToRevoked => "detected_to_revoked",
    DetectedToProved => "detected_to_proved",
    DetectedToReplaced => "detected_to_replaced",
    DetectedToClosed => "detected_to_closed",
});

impl Times {
    /// How long a span took. `None` where one of its ends is not known; never negative.
    pub fn took(&self, leg: Leg) -> Option<TimeDelta> {
        let (from, to) = match leg {
            Leg::ExposedToDetected => (self.exposed, self.detected),
            Leg::DetectedToOpened => (self.detected, self.opened),
            Leg::DetectedToRevoked => (self.detected, self.revoked),
            Leg::DetectedToProved => (self.detected, self.proved),
            Leg::DetectedToReplaced => (self.detected, self.replaced),
            Leg::DetectedToClosed => (self.detected, self.closed),
        };
        Some((to? - from?).max(TimeDelta::zero()))
    }
}

/// A span against its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Which.
    pub leg: Leg,
    /// How long it took. `None`: not known, or not over.
    pub took: Option<TimeDelta>,
    /// How long it might take. `None`: no budget is set.
    pub budget: Option<TimeDelta>,
}

impl Measured {
    /// By how much it was over its budget. `None`: it was not, or nobody can tell.
    pub fn over(&self) -> Option<TimeDelta> {
        let over = self.took? - self.budget?;
        (over > TimeDelta::zero()).then_some(over)
    }
}

/// Each span against its budget: opened and revoked by severity, proved with the phase that contains, replaced with the
/// one that recovers, closed with the one that improves. A runbook that names its phases otherwise has the usual ones.
pub fn measured(times: &Times, severity: Severity, public_or_confirmed: bool, phases: &[PhaseBudget]) -> Vec<Measured> {
    let phase = |ids: &[&str]| {
        let own = phases.iter().find(|phase| ids.contains(&phase.id.as_str())).map(|phase| phase.minutes);
        let usual = || USUAL_BUDGETS.iter().find(|(id, _)| ids.contains(id)).map(|(_, minutes)| *minutes);
        own.or_else(usual).map(|minutes| TimeDelta::minutes(minutes.into()))
    };
    let budget = |leg| match leg {
        Leg::ExposedToDetected => None,
        Leg::DetectedToOpened => Some(severity.answer_within()),
        Leg::DetectedToRevoked => severity.revoke_within(public_or_confirmed),
        Leg::DetectedToProved => phase(&["contain"]),
        Leg::DetectedToReplaced => phase(&["recover", "replace", "restore"]),
        Leg::DetectedToClosed => phase(&["improve"]),
    };
    Leg::ALL.iter().map(|leg| Measured { leg: *leg, took: times.took(*leg), budget: budget(*leg) }).collect()
}

/// What a follow-up does about the next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It cannot happen the same way.
    Prevents,
    /// It is seen sooner.
    Detects,
    /// It does less harm.
    Limits,
}

codes!(Effect { Prevents => "prevents", Detects => "detects", Limits => "limits" });

/// Something to be done after an incident, with one owner and one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its number in the incident: 1, 2, 3 ….
    pub number: u32,
    /// What.
    pub action: String,
    /// What it does about the next time.
    pub effect: Effect,
    /// Who does it.
    pub owner: String,
    /// The day by which it is due.
    pub due_on: NaiveDate,
    /// Where it is tracked: an https link. May be empty.
    pub link: String,
}

/// Why a follow-up is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpFault {
    /// Numbers follow each other.
    #[error("the next number is {0}")]
    NotNext(u32),
    /// Something is not said.
    #[error("say {0}")]
    Unsaid(&'static str),
    /// The link is none.
    #[error("a link begins with https://")]
    NotALink,
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

impl FollowUp {
    /// Checks it; `next` is the number that it must have.
    pub fn check(&self, next: u32) -> Result<(), FollowUpFault> {
        if self.number != next {
            return Err(FollowUpFault::NotNext(next));
        }
        for (text, what) in [(&self.action, "what is to be done"), (&self.owner, "who does it")] {
            if !text::is_said(text) {
                return Err(FollowUpFault::Unsaid(what));
            }
            text::check(text)?;
        }
        if !self.link.is_empty() && !self.link.starts_with("https://") {
            return Err(FollowUpFault::NotALink);
        }
        Ok(text::check(&self.link)?)
    }
}

#[cfg(test)]
mod tests;
