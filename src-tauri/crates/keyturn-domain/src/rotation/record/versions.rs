//! New versions that a sync finds, matched to open rotations.

use chrono::{DateTime, Utc};
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
    /// No rotation was open for it: rotated outside a plan.
    OutsidePlan(SeenVersion),
}

/// Matches new versions to the open rotations of their secrets, in the order in which they were made.
///
/// A rotation takes one version: one made (or, where AWS does not say, first seen) after it was planned, if nothing was
/// stored for it yet. Of several open ones the oldest takes it. What no rotation takes was rotated outside a plan.
pub fn match_versions(records: &[RotationRecord], seen: &[SeenVersion]) -> Vec<VersionMatch> {
    let mut open: Vec<&RotationRecord> =
        records.iter().filter(|record| record.is_open() && record.step(State::Stored).is_none()).collect();
    open.sort_by_key(|record| (record.plan.planned_at, record.id));
    let mut versions: Vec<&SeenVersion> = seen.iter().collect();
    versions.sort_by_key(|version| (version.at(), version.secret.as_str(), version.version.as_str()));
    let matched = versions.into_iter().map(|version| {
        let taker = open
            .iter()
            .position(|record| record.plan.secret == version.secret && record.plan.planned_at <= version.at());
        match taker {
            Some(taker) => VersionMatch::Record { id: open.remove(taker).id, step: stored(version) },
            None => VersionMatch::OutsidePlan(version.clone()),
        }
    });
    matched.collect()
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
