//! The calendar: what falls on which day, days on which nothing is rotated, and days that are proposed.

mod freeze;
mod spread;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::exception::{Covers, Exception};
use super::record::RotationRecord;
use super::task::Task;
use crate::account::AccountId;
use crate::arn::SecretArn;
use crate::incident::IncidentId;
use crate::incident::postmortem::FollowUp;
use crate::kind::Kind;
use crate::review::CampaignId;

pub use freeze::{Freeze, FreezeFault, FreezeScope, LONGEST_FREEZE_DAYS};
pub use spread::{NoDay, Proposed, ToSpread, spread};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A secret is due by its policy.
    Due,
    /// A rotation is planned.
    Planned,
    /// A task's time runs out.
    Task,
    /// The last day of an exception.
    ExceptionEnds,
    /// The day on which AWS means to rotate.
    AwsSchedule,
    /// A review is due.
    Review,
    /// Something to be done after an incident is due.
    FollowUp,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Due, Self::Planned, Self::Task, Self::ExceptionEnds, Self::AwsSchedule, Self::Review, Self::FollowUp];

    /// The code that is filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Planned => "planned",
            Self::Task => "task",
            Self::ExceptionEnds => "exception_ends",
            Self::AwsSchedule => "aws_schedule",
            Self::Review => "review",
            Self::FollowUp => "follow_up",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Due => "Due",
            Self::Planned => "Rotation planned",
            Self::Task => "Rotation task",
            Self::ExceptionEnds => "Exception ends",
            Self::AwsSchedule => "AWS rotates",
            Self::Review => "Review",
            Self::FollowUp => "Follow-up",
        }
    }
}

/// One entry of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Stays the same while the entry moves from day to day, and names nothing: 32 hexadecimal digits.
    pub id: String,
    /// The day, in the team's zone.
    pub on: NaiveDate,
    /// The instant (UTC), where there is one.
    pub at: Option<DateTime<Utc>>,
    /// What it is.
    pub kind: EntryKind,
    /// Of which secret, where it is one's.
    pub secret: Option<SecretArn>,
    /// The secret's name, or what else it is about. Hostile text.
    pub name: String,
    /// In which account, where it is one's.
    pub account: Option<AccountId>,
    /// Who owns it.
    pub owner: Option<String>,
    /// What kind of secret it is, where that is known.
    pub secret_kind: Option<Kind>,
    /// The number of the record, task or exception behind it.
    pub of: Option<i64>,
}

/// What an entry takes from the list of secrets.
#[derive(Clone, Copy, Debug)]
pub struct EntrySecret<'a> {
    /// Which.
    pub arn: &'a SecretArn,
    /// Its name.
    pub name: &'a str,
    /// Who owns it.
    pub owner: Option<&'a str>,
    /// What kind it is.
    pub kind: Kind,
}

impl Entry {
    /// A secret that is due on a day.
    pub fn due(secret: EntrySecret<'_>, on: NaiveDate) -> Self {
        Self::of_secret(EntryKind::Due, secret, on)
    }

    /// The day on which AWS means to rotate a secret.
    pub fn aws_schedule<Z: TimeZone>(secret: EntrySecret<'_>, next_at: DateTime<Utc>, zone: &Z) -> Self {
        Self { at: Some(next_at), ..Self::of_secret(EntryKind::AwsSchedule, secret, day_in(next_at, zone)) }
    }

    /// A planned rotation on its day. `None` for one that has ended, or whose new value is stored already.
    pub fn planned(record: &RotationRecord, kind: Option<Kind>) -> Option<Self> {
        let waiting = record.is_open() && record.step(super::record::State::Stored).is_none();
        let plan = &record.plan;
        waiting.then(|| Self {
            id: id(EntryKind::Planned, &format!("{}\n{}", record.id, plan.planned_at.timestamp_millis())),
            on: plan.planned_on,
            at: None,
            kind: EntryKind::Planned,
            secret: Some(plan.secret.clone()),
            name: plan.name.clone(),
            account: Some(plan.secret.account().clone()),
            owner: plan.owner.clone(),
            secret_kind: kind,
            of: Some(record.id),
        })
    }

    /// The time of an open task. `None` for one that has ended or has no time.
    pub fn task<Z: TimeZone>(task: &Task, kind: Option<Kind>, zone: &Z) -> Option<Self> {
        let at = task.task.due_at.filter(|_| task.is_open())?;
        Some(Self {
            id: id(EntryKind::Task, &format!("{}\n{}", task.id, task.task.opened_at.timestamp_millis())),
            on: day_in(at, zone),
            at: Some(at),
            kind: EntryKind::Task,
            secret: Some(task.task.secret.clone()),
            name: task.task.name.clone(),
            account: Some(task.task.secret.account().clone()),
            owner: task.task.owner.clone(),
            secret_kind: kind,
            of: Some(task.id),
        })
    }

    /// The last day of an exception. `None` for one that a person ended.
    pub fn exception_ends(exception: &Exception) -> Option<Self> {
        let covers = &exception.exception.covers;
        let secret = match covers {
            Covers::Secret(arn) => Some(arn.clone()),
            Covers::Path(_) | Covers::Rule(_) => None,
        };
        exception.ended_on.is_none().then(|| Self {
            id: id(EntryKind::ExceptionEnds, &format!("{}\n{}", exception.id, covers.text())),
            on: exception.exception.until,
            at: None,
            kind: EntryKind::ExceptionEnds,
            account: secret.as_ref().map(|arn| arn.account().clone()),
            secret,
            name: covers.text().to_owned(),
            owner: Some(exception.exception.asked_by.clone()),
            secret_kind: None,
            of: Some(exception.id),
        })
    }

    /// A review of access on the day on which it is to be done. Its id ends in the campaign's, or in `next` for one that
    /// is not open yet: both name nothing.
    pub fn review(campaign: Option<&CampaignId>, name: &str, on: NaiveDate, owner: Option<&str>) -> Self {
        Self {
            id: format!("review-{}", campaign.map_or("next", CampaignId::as_str)),
            on,
            at: None,
            kind: EntryKind::Review,
            secret: None,
            name: name.to_owned(),
            account: None,
            owner: owner.map(str::to_owned),
            secret_kind: None,
            of: None,
        }
    }

    /// A follow-up of an incident on the day by which it is due. Its id names the incident's number, and nothing else.
    pub fn follow_up(incident: IncidentId, follow_up: &FollowUp) -> Self {
        Self {
            id: id(EntryKind::FollowUp, &format!("{incident}\n{}", follow_up.number)),
            on: follow_up.due_on,
            at: None,
            kind: EntryKind::FollowUp,
            secret: None,
            name: format!("{incident}: {}", follow_up.action),
            account: None,
            owner: Some(follow_up.owner.clone()),
            secret_kind: None,
            of: Some(follow_up.number.into()),
        }
    }

    fn of_secret(kind: EntryKind, secret: EntrySecret<'_>, on: NaiveDate) -> Self {
        Self {
            id: id(kind, secret.arn.as_str()),
            on,
            at: None,
            kind,
            secret: Some(secret.arn.clone()),
            name: secret.name.to_owned(),
            account: Some(secret.arn.account().clone()),
            owner: secret.owner.map(str::to_owned),
            secret_kind: Some(secret.kind),
            of: None,
        }
    }
}

/// The day of an instant in a zone.
pub fn day_in<Z: TimeZone>(at: DateTime<Utc>, zone: &Z) -> NaiveDate {
    at.with_timezone(zone).date_naive()
}

/// Made of the kind and what it is about, so that a calendar recognises an entry that moved; with more than a row's
/// number, so that feeds of two databases stay apart; hashed, so that a feed without names has none here either.
fn id(kind: EntryKind, about: &str) -> String {
    let digest = Sha256::digest(format!("{}\n{about}", kind.code()));
    hex::encode(digest).chars().take(32).collect()
}

#[cfg(test)]
mod tests;
