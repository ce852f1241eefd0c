//! Secrets Manager's own rotation: at which of its four steps it stands or stopped.
//!
//! The function is called for createSecret (which puts the value of the version labelled `AWSPENDING`), setSecret,
//! testSecret and finishSecret (which moves `AWSCURRENT` to it). Labels and CloudTrail's events together say how far it
//! came; setSecret and testSecret leave no trace of their own, so between them nothing can be told.
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>,
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html>

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// One of the four steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagedStep {
    /// createSecret: makes the new value and keeps it as `AWSPENDING`.
    Create,
    /// setSecret: changes the value in the database or service.
    Set,
    /// testSecret: signs in with the new value.
    Test,
    /// finishSecret: moves `AWSCURRENT` to the new version.
    Finish,
}

impl ManagedStep {
    /// The name AWS gives the step.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "createSecret",
            Self::Set => "setSecret",
            Self::Test => "testSecret",
            Self::Finish => "finishSecret",
        }
    }
}

/// What CloudTrail tells of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RotationCall {
    /// It began.
    Started,
    /// It ended well.
    Succeeded,
    /// It failed.
    Failed,
    /// Another value was written meanwhile, and the pending label was taken off.
    Abandoned,
    /// Rotation was turned off (`CancelRotateSecret`).
    Cancelled,
    /// A value was put (`PutSecretValue`).
    ValuePut,
    /// A label was moved (`UpdateSecretVersionStage`).
    LabelMoved,
}

impl RotationCall {
    /// The call with CloudTrail's `eventName`. Tests of a rotation (`TestRotation…`) change nothing and are none.
    pub fn from_event_name(name: &str) -> Option<Self> {
        match name {
            "RotationStarted" => Some(Self::Started),
            "RotationSucceeded" => Some(Self::Succeeded),
            "RotationFailed" => Some(Self::Failed),
            "RotationAbandoned" => Some(Self::Abandoned),
            "CancelRotateSecret" => Some(Self::Cancelled),
            "PutSecretValue" => Some(Self::ValuePut),
            "UpdateSecretVersionStage" => Some(Self::LabelMoved),
            _ => None,
        }
    }
}

/// One event of a secret's rotation. Only calls that worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RotationEvent {
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// What.
    pub call: RotationCall,
}

/// Where Secrets Manager's rotation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ManagedRotation {
    /// Nothing is known of one.
    None,
    /// It runs.
    Running {
        /// Since when (UTC).
        since: DateTime<Utc>,
    },
    /// It ended well.
    Succeeded {
        /// When (UTC).
        at: DateTime<Utc>,
    },
    /// It stopped and was not taken up again.
    Stopped {
        /// When it began (UTC), where that is known.
        since: Option<DateTime<Utc>>,
        /// The earliest step at which it can have stopped.
        first: ManagedStep,
        /// The latest step at which it can have stopped.
        last: ManagedStep,
        /// Whether AWS reported the failure; otherwise it has merely not ended.
        reported: bool,
    },
    /// Another value was written, and the rotation was given up for it.
    Abandoned {
        /// When (UTC).
        at: DateTime<Utc>,
    },
    /// Rotation was turned off while it ran.
    Cancelled {
        /// When (UTC).
        at: DateTime<Utc>,
        /// Whether a pending version was left behind: it blocks the next rotation.
        left_pending: bool,
    },
}

/// How long a rotation may run before it counts as stopped: four steps of a function's 15 minutes, each tried again.
const LONGEST_RUN: TimeDelta = TimeDelta::hours(4);

/// Where the last rotation of a secret stands, from its labels and from CloudTrail's events in any order.
///
/// With events: the last one that began decides. Without: a version that is labelled `AWSPENDING` and not `AWSCURRENT`
/// is a rotation that has not ended.
pub fn stands(secret: &Secret, events: &[RotationEvent], now: DateTime<Utc>) -> ManagedRotation {
    let mut events = events.to_vec();
    events.sort_by_key(|event| (event.at, event.call));
    let pending = secret.pending_version();
    let began = events.iter().rposition(|event| event.call == RotationCall::Started);
    let Some(began) = began else {
        return match pending {
            None => ManagedRotation::None,
            Some(version) => match version.created_at {
                Some(since) if now - since < LONGEST_RUN => ManagedRotation::Running { since },
                since => stopped(since, ManagedStep::Create, ManagedStep::Finish, false),
            },
        };
    };
    let (since, run) = events
        .split_at_checked(began)
        .map_or((now, events.as_slice()), |(_, run)| (run.first().map_or(now, |event| event.at), run));
    let when = |call| run.iter().find(|event| event.call == call).map(|event| event.at);
    if let Some(at) = when(RotationCall::Succeeded) {
        return ManagedRotation::Succeeded { at };
    }
    if let Some(at) = when(RotationCall::Abandoned) {
        return ManagedRotation::Abandoned { at };
    }
    if let Some(at) = when(RotationCall::Cancelled) {
        return ManagedRotation::Cancelled { at, left_pending: pending.is_some() };
    }
    let reported = when(RotationCall::Failed).is_some();
    if !reported && now - since < LONGEST_RUN {
        return ManagedRotation::Running { since };
    }
    let (first, last) = match (when(RotationCall::LabelMoved), when(RotationCall::ValuePut), pending) {
        (Some(_), _, None) => (ManagedStep::Finish, ManagedStep::Finish),
        (_, Some(_), _) => (ManagedStep::Set, ManagedStep::Finish),
        (_, None, None) => (ManagedStep::Create, ManagedStep::Create),
        // A pending version without a put may be the empty one that a failed createSecret leaves.
        (_, None, Some(_)) => (ManagedStep::Create, ManagedStep::Finish),
    };
    stopped(Some(since), first, last, reported)
}

fn stopped(since: Option<DateTime<Utc>>, first: ManagedStep, last: ManagedStep, reported: bool) -> ManagedRotation {
    ManagedRotation::Stopped { since, first, last, reported }
}

impl ManagedRotation {
    /// Where it stands, in a sentence.
    pub fn words(self) -> String {
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
        match self {
            Self::None => "No rotation by Secrets Manager is known.".to_owned(),
            Self::Running { since } => format!("Runs since {}.", day(since)),
            Self::Succeeded { at } => format!("Ended well on {}.", day(at)),
            Self::Abandoned { at } => format!("Given up on {}: another value was written meanwhile.", day(at)),
            Self::Cancelled { at, left_pending } => {
                let left = if left_pending { " A pending version was left: it blocks the next rotation." } else { "" };
                format!("Turned off while it ran, on {}.{left}", day(at))
            }
            Self::Stopped { since, first, last, reported } => {
                let began = since.map(|at| format!(", began on {}", day(at))).unwrap_or_default();
                let what = if reported { "Failed" } else { "Has not ended" };
                if first == last {
                    format!("{what} at {}{began}.", first.name())
                } else {
                    format!("{what} between {} and {}{began}.", first.name(), last.name())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
