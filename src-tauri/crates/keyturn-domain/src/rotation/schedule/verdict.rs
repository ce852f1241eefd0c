//! How AWS's own rotation compares with a policy, and whether it does what it says.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Rate, Schedule, Window};
use crate::age::ValueAge;
use crate::rotation::{RotatedBy, Rotation};

/// How late a rotation may be before it has failed.
const GRACE: TimeDelta = TimeDelta::days(1);

/// How AWS's rotation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwsState {
    /// It rotates as often as the policy wants, or more often.
    Met,
    /// It rotates more seldom than the policy wants.
    Slower,
    /// It should have rotated and has not.
    Failed,
    /// It rotates, and the policy gives no days to compare with.
    Uncompared,
    /// It says that it rotates, but not how often.
    Unknown,
}

impl AwsState {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Slower => "slower",
            Self::Failed => "failed",
            Self::Uncompared => "uncompared",
            Self::Unknown => "unknown",
        }
    }
}

/// AWS's rotation beside a policy. Its `Display` is one line in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsVerdict {
    /// How it stands.
    pub state: AwsState,
    /// The longest time between two rotations by AWS's schedule, in hours. `None` where it cannot be told.
    pub every_hours: Option<u32>,
    /// The days of the policy.
    pub limit_days: Option<u32>,
    /// The last rotation that ended (UTC), as AWS says it.
    pub last_at: Option<DateTime<Utc>>,
    /// The end of the window by which it should have rotated (UTC), without the day of grace. `None` where it cannot be told.
    pub expected_by: Option<DateTime<Utc>>,
}

/// Compares a store's rotation with the days of a policy. `None` where nothing rotates the secret.
///
/// It has failed when a window has gone by with a day of grace and nothing was rotated: the window after the last
/// rotation by the schedule, or the one that AWS itself announced. A value stored by hand counts for schedules that
/// count from the last rotation, as AWS counts it; a `cron` keeps its dates.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html>
pub fn verdict(
    rotation: &Rotation,
    value: ValueAge,
    limit_days: Option<u32>,
    now: DateTime<Utc>,
) -> Option<AwsVerdict> {
    Cadences::default().verdict(rotation, value, limit_days, now)
}

/// Schedules read before, with their longest gap: many secrets share a few.
#[derive(Debug, Default)]
pub(crate) struct Cadences<'a> {
    known: BTreeMap<&'a str, Option<(Schedule, TimeDelta)>>,
}

impl<'a> Cadences<'a> {
    pub(crate) fn verdict(
        &mut self,
        rotation: &'a Rotation,
        value: ValueAge,
        limit_days: Option<u32>,
        now: DateTime<Utc>,
    ) -> Option<AwsVerdict> {
        if rotation.by == RotatedBy::Nobody {
            return None;
        }
        let cadence = self.cadence(rotation);
        let window = rotation.window.as_deref().and_then(|window| window.parse().ok());
        let by_schedule = cadence.as_ref().and_then(|(schedule, _)| expected(schedule, rotation, value, window));
        // AWS gives the end of the window that it announces.
        let passed = [by_schedule, rotation.next_at].into_iter().flatten().filter(|end| now > *end + GRACE).min();
        let every_hours = cadence.and_then(|(_, gap)| u32::try_from(gap.num_hours()).ok());
        let state = match (every_hours, limit_days) {
            _ if passed.is_some() => AwsState::Failed,
            (None, _) => AwsState::Unknown,
            (Some(_), None) => AwsState::Uncompared,
            (Some(hours), Some(days)) if hours <= days.saturating_mul(24) => AwsState::Met,
            (Some(_), Some(_)) => AwsState::Slower,
        };
        let expected_by = passed.or(rotation.next_at).or(by_schedule);
        Some(AwsVerdict { state, every_hours, limit_days, last_at: rotation.last_at, expected_by })
    }

    /// The schedule, or what AWS makes of it in days where it cannot be read.
    fn cadence(&mut self, rotation: &'a Rotation) -> Option<(Schedule, TimeDelta)> {
        let read = |text: &str| {
            let schedule = Schedule::parse(text).ok()?;
            let gap = schedule.longest_gap();
            Some((schedule, gap))
        };
        let by_text =
            rotation.schedule.as_deref().and_then(|text| self.known.entry(text).or_insert_with(|| read(text)).clone());
        by_text.or_else(|| {
            let rate = Rate::Days(rotation.after_days.filter(|days| *days > 0)?);
            Some((Schedule::Rate(rate), rate.interval()))
        })
    }
}

/// The end of the window after the last rotation.
fn expected(
    schedule: &Schedule,
    rotation: &Rotation,
    value: ValueAge,
    window: Option<Window>,
) -> Option<DateTime<Utc>> {
    let last_at = rotation.last_at?;
    let from = match schedule {
        Schedule::Rate(_) => value.made_at.map_or(last_at, |made_at| made_at.max(last_at)),
        Schedule::Cron(_) => last_at,
    };
    let opens = schedule.next_after(from, Some(from))?;
    opens.checked_add_signed(schedule.open_for(opens, window))
}

impl fmt::Display for AwsVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let every = match self.every_hours {
            Some(24) => "every day".to_owned(),
            Some(hours) if hours % 24 == 0 => format!("every {} days", hours / 24),
            Some(hours) => format!("every {hours} hours"),
            None => "by itself".to_owned(),
        };
        let policy = self.limit_days.map(|days| format!("policy {days} days, ")).unwrap_or_default();
        match (self.state, self.last_at, self.expected_by) {
            (AwsState::Failed, Some(last_at), _) => {
                write!(f, "AWS says it rotates {every}, and has not since {}: failed", last_at.format("%Y-%m-%d"))
            }
            (AwsState::Failed, None, Some(by)) => {
                write!(f, "AWS said it would rotate by {}, and never has: failed", by.format("%Y-%m-%d"))
            }
            (AwsState::Met, ..) => write!(f, "{policy}AWS rotates {every}: met"),
            (AwsState::Slower, ..) => write!(f, "{policy}AWS rotates {every}: slower than the policy"),
            (AwsState::Unknown, ..) => f.write_str("AWS says it rotates, but not how often"),
            (AwsState::Failed | AwsState::Uncompared, ..) => write!(f, "AWS rotates {every}"),
        }
    }
}
