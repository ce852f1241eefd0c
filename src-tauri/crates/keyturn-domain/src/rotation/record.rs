//! One rotation from plan to proof.
//!
//! A rotation is a path of steps: planned → new value made → stored → consumers moved → old value refused → closed.
//! Where the old value must end first (a compromise), "old value refused" may come before the others. A new version
//! alone proves only a write (D4): the record says so until the refusal is there.

mod plan;
mod versions;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::statement::{self, StatementFault};

pub use plan::{Plan, PlanFault};
pub use versions::{SeenVersion, VersionMatch, match_versions};

/// How far a rotation has come: its last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Planned; nothing was done.
    Planned,
    /// The new value was made.
    ValueMade,
    /// The new value is in the store.
    Stored,
    /// Consumers use the new value.
    Moved,
    /// The old value is refused, shown by a call that fails.
    Refused,
    /// Ended.
    Closed,
    /// Given up before anything was stored.
    Cancelled,
}

impl State {
    /// Every state, in the order of a rotation.
    pub const ALL: [Self; 7] =
        [Self::Planned, Self::ValueMade, Self::Stored, Self::Moved, Self::Refused, Self::Closed, Self::Cancelled];

    /// The code that is stored, filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::ValueMade => "value_made",
            Self::Stored => "stored",
            Self::Moved => "moved",
            Self::Refused => "refused",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::ValueMade => "new value made",
            Self::Stored => "new value stored",
            Self::Moved => "consumers moved",
            Self::Refused => "old value refused",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing follows.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

/// Who told of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// A person states it.
    Person,
    /// Keyturn saw it in a sync.
    Sync,
}

impl ToldBy {
    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Sync => "sync",
        }
    }

    /// The teller with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Person, Self::Sync].into_iter().find(|told| told.code() == code)
    }
}

/// One step of a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was reached.
    pub state: State,
    /// When it happened (UTC), which may be before it was told.
    pub at: DateTime<Utc>,
    /// Who did it: a person, or the ARN that AWS names. Hostile text.
    pub by: String,
    /// Who told.
    pub told_by: ToldBy,
    /// What shows it, or why: text, without secrets.
    pub evidence: String,
    /// The version that was seen: a version's id, or a parameter's number.
    pub version: Option<String>,
}

/// A rotation with what has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationRecord {
    /// Its number.
    pub id: i64,
    /// What was planned.
    pub plan: Plan,
    /// The steps after the plan, in the order in which they were told.
    pub steps: Vec<Step>,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// It does not follow from what there is.
    #[error("{:?} cannot follow {:?}", .to.words(), .from.words())]
    NotNext {
        /// Where the rotation is.
        from: State,
        /// What was to follow.
        to: State,
    },
    /// The step has happened already.
    #[error("{} was recorded already", .0.words())]
    Twice(State),
    /// It would have happened later than now.
    #[error("the step lies in the future")]
    InFuture,
    /// Something must be stated: what the refused call said, which version was stored, or why.
    #[error("{what}")]
    Unstated {
        /// What is wanted, as a sentence.
        what: &'static str,
    },
    /// A text cannot be kept.
    #[error(transparent)]
    Statement(#[from] StatementFault),
}

/// What a record proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// No new value was stored.
    NothingYet,
    /// A new version was written; nothing shows that the old value ended.
    WriteOnly,
    /// The new value is stored and the old one is refused.
    Proved,
    /// Closed for a stated reason, without the proof.
    ClosedWithoutProof,
}

impl Proof {
    /// Every proof.
    pub const ALL: [Self; 4] = [Self::NothingYet, Self::WriteOnly, Self::Proved, Self::ClosedWithoutProof];

    /// The code that is filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingYet => "nothing_yet",
            Self::WriteOnly => "write_only",
            Self::Proved => "proved",
            Self::ClosedWithoutProof => "closed_without_proof",
        }
    }

    /// The proof in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NothingYet => "No new value has been stored.",
            Self::WriteOnly => "A new version was written. Nothing shows yet that the old value is refused.",
            Self::Proved => "The new value is stored and the old one is refused.",
            Self::ClosedWithoutProof => "Closed for a stated reason, without proof that the old value is refused.",
        }
    }
}

/// How far the clock of a step may run ahead of ours before it counts as the future.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

impl RotationRecord {
    /// Where it is: its last step.
    pub fn state(&self) -> State {
        self.steps.last().map_or(State::Planned, |step| step.state)
    }

    /// The step by which a state was reached.
    pub fn step(&self, state: State) -> Option<&Step> {
        self.steps.iter().find(|step| step.state == state)
    }

    /// Whether something is still to be done.
    pub fn is_open(&self) -> bool {
        !self.state().is_end()
    }

    /// Whether it is open past its time.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        let revoke_late = self.step(State::Refused).is_none() && self.plan.revoke_by.is_some_and(|by| by < now);
        self.is_open() && (revoke_late || self.plan.due_at.is_some_and(|by| by < now))
    }

    /// What may follow, in the order of a rotation.
    ///
    /// The value is made before it is stored, and stored before consumers move; it can be stored without having been
    /// told that it was made. The old value can be refused at any time. Cancelling ends what has stored nothing and
    /// refused nothing; after that there is only closing.
    pub fn next(&self) -> Vec<State> {
        State::ALL.into_iter().filter(|to| self.follows(*to)).collect()
    }

    fn follows(&self, to: State) -> bool {
        let has = |state| self.step(state).is_some();
        if !self.is_open() || has(to) {
            return false;
        }
        match to {
            State::Planned => false,
            State::ValueMade => !has(State::Stored),
            State::Stored | State::Refused => true,
            State::Moved => has(State::Stored),
            State::Closed => has(State::Stored) || has(State::Refused),
            State::Cancelled => !has(State::Stored) && !has(State::Refused),
        }
    }

    /// Checks a step: that it follows, that it says what it must, and that its text can be kept.
    ///
    /// "Stored" names a version or says what shows it; "refused" quotes the call that failed (B7); cancelling says why,
    /// and so does closing without a refusal or without a new value.
    pub fn check(&self, step: &Step, now: DateTime<Utc>) -> Result<(), StepFault> {
        if self.is_open() && self.step(step.state).is_some() {
            return Err(StepFault::Twice(step.state));
        }
        if !self.follows(step.state) {
            return Err(StepFault::NotNext { from: self.state(), to: step.state });
        }
        if step.at > now + CLOCK_SKEW {
            return Err(StepFault::InFuture);
        }
        statement::check(&step.evidence)?;
        statement::check(step.version.as_deref().unwrap_or_default())?;
        let said = statement::is_said(&step.evidence);
        let versioned = step.version.as_deref().is_some_and(statement::is_said);
        let done = self.step(State::Stored).is_some() && self.step(State::Refused).is_some();
        let wanted = match step.state {
            State::Stored if !said && !versioned => "say which version was stored, or what shows it",
            State::Refused if !said => "say what shows that the old value is refused: the call that failed, and where",
            State::Closed if !said && !done => "say why it is closed without proof that the old value is refused",
            State::Cancelled if !said => "say why it is cancelled",
            _ => return Ok(()),
        };
        Err(StepFault::Unstated { what: wanted })
    }

    /// The record with one more step, if the step passes [`RotationRecord::check`].
    pub fn with(mut self, step: Step, now: DateTime<Utc>) -> Result<Self, StepFault> {
        self.check(&step, now)?;
        self.steps.push(step);
        Ok(self)
    }

    /// What it proves. A new version alone proves only a write.
    pub fn proof(&self) -> Proof {
        let has = |state| self.step(state).is_some();
        match (has(State::Stored), has(State::Refused)) {
            (true, true) => Proof::Proved,
            _ if has(State::Closed) => Proof::ClosedWithoutProof,
            (true, false) => Proof::WriteOnly,
            (false, _) => Proof::NothingYet,
        }
    }
}

#[cfg(test)]
mod tests;
