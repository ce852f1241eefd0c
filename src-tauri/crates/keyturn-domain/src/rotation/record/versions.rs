//! New versions that a sync finds, matched to open rotations.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{RotationRecord, State, Step, ToldBy};
use crate::arn::SecretArn;

/// A new value of a known secret, as a sync saw it. The first value of a new secret is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenVersion {
    /// Of which secret.
    pub secret: SecretArn,
    /// The version's id, or a parameter's number.
    pub version: String,
    /// When it was made (UTC). `None`: AWS does not say.
    pub made_at: Option<DateTime<Utc>>,
    /// When Keyturn first saw it (UTC).
    pub seen_at: DateTime<Utc>,
    /// Who made it, where AWS says (parameters only). Hostile text.
    pub made_by: Option<String>,
}

impl SeenVersion {
    /// When it was made as far as is known: not later than it was seen.
    pub fn at(&self) -> DateTime<Utc> {
        self.made_at.unwrap_or(self.seen_at)
    }
}

/// What a new version belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionMatch {
    /// The open rotation with this number: its step "stored".
    Record {
        /// The rotation's number.
        id: i64,
        /// The step to add.
        step: Step,
    },
    /// The rotation with this number, whose "stored" a person told without a version: this is the version.
    Confirms {
        /// The rotation's number.
        id: i64,
        /// The version to note on the step.
        version: String,
    },
    /// No rotation was open for it: rotated outside a plan.
    OutsidePlan(SeenVersion),
}

/// How far from the time that a person told for "stored" a version may have been made and still be the one.
const TOLD_LATE: TimeDelta = TimeDelta::days(1);

/// Matches new versions to the rotations of their secrets, in the order in which they were made.
///
/// A rotation takes one version. One whose "stored" a person told without a version takes one made between the plan and
/// the time told, or within a day of that time. An open one for which nothing was stored takes one made (or, where AWS
/// does not say, first seen) after it was planned; of several the oldest. What no rotation takes was rotated outside a
/// plan.
pub fn match_versions(records: &[RotationRecord], seen: &[SeenVersion]) -> Vec<VersionMatch> {
    let mut takers: Vec<&RotationRecord> = records.iter().filter(|record| wants_version(record)).collect();
    takers.sort_by_key(|record| (record.plan.planned_at, record.id));
    let mut versions: Vec<&SeenVersion> = seen.iter().collect();
    versions.sort_by_key(|version| (version.at(), version.secret.as_str(), version.version.as_str()));
    let matched = versions.into_iter().map(|version| {
        let fits = |record: &&RotationRecord| record.plan.secret == version.secret && takes(record, version.at());
        let told = takers.iter().position(|record| record.step(State::Stored).is_some() && fits(record));
        let Some(taker) = told.or_else(|| takers.iter().position(fits)) else {
            return VersionMatch::OutsidePlan(version.clone());
        };
        let record = takers.remove(taker);
        match record.step(State::Stored) {
            Some(_) => VersionMatch::Confirms { id: record.id, version: version.version.clone() },
            None => VersionMatch::Record { id: record.id, step: stored(version) },
        }
    });
    matched.collect()
}

/// Whether a rotation has no version yet: it is open and stored nothing, or a person told of it without one.
fn wants_version(record: &RotationRecord) -> bool {
    record.step(State::Stored).map_or(record.is_open(), |step| step.version.is_none())
}

fn takes(record: &RotationRecord, made_at: DateTime<Utc>) -> bool {
    let planned_at = record.plan.planned_at;
    record.step(State::Stored).map_or(planned_at <= made_at, |step| {
        (planned_at.min(step.at - TOLD_LATE)..=step.at + TOLD_LATE).contains(&made_at)
    })
}

fn stored(version: &SeenVersion) -> Step {
    let evidence = match version.made_at {
        Some(_) => "A sync saw the new version.",
        None => "A sync saw the new version; AWS does not say when it was made.",
    };
    Step {
        state: State::Stored,
        at: version.at(),
        by: version.made_by.clone().unwrap_or_default(),
        told_by: ToldBy::Sync,
        evidence: evidence.to_owned(),
        version: Some(version.version.clone()),
    }
}
