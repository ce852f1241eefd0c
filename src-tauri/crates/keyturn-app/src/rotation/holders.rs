//! Who still holds the value before the present one.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::holders::{self, BEFORE_DAYS, Holders};
use keyturn_store::{Reader, StoreError, Stretch};

use crate::trail::limits;

/// Who still holds the old value, and what is not known of that.
#[derive(Clone, Debug)]
pub struct HoldersShown {
    /// The readers of the value before. `None` where it is not known since when the present one is.
    pub holders: Option<Holders>,
    /// What CloudTrail does not show, in a sentence each.
    pub limits: Vec<String>,
}

/// Who read the secret in the 90 days before `made_at`, and who has read it since.
pub(super) fn holders_of(
    reader: &Reader<'_>,
    arn: &SecretArn,
    made_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<HoldersShown, StoreError> {
    let said = limits::limits(reader, limits::window(now), now)?;
    let Some(made_at) = made_at else { return Ok(HoldersShown { holders: None, limits: said }) };
    Ok(HoldersShown { holders: Some(holders(reader, arn, made_at, now)?), limits: said })
}

/// Who read the secret in the 90 days before a version that was made at `made_at`, and who has read it since.
pub(crate) fn holders(
    reader: &Reader<'_>,
    arn: &SecretArn,
    made_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Holders, StoreError> {
    let trail = reader.trail();
    let earliest = made_at - TimeDelta::days(BEFORE_DAYS);
    let reads = trail.read_spans(arn, earliest)?;
    let departed = trail.departed()?;
    let has_left = |principal: &str| {
        let person = principal.rsplit('/').next().unwrap_or(principal);
        departed.iter().any(|left| left.person.eq_ignore_ascii_case(person))
    };
    let gone: BTreeSet<String> =
        reads.iter().map(|read| &read.principal).filter(|principal| has_left(principal)).cloned().collect();
    let back = Stretch { from: earliest, to: limits::window(now).to };
    let known_from = limits::known_from(reader, arn.account(), arn.region(), back)?;
    Ok(holders::holders(made_at, &reads, &gone, known_from))
}
