//! Whether CloudTrail's trails record and keep what an investigation of secrets needs.
//!
//! They are about files in a bucket. CloudTrail's event history has management events of the last 90 days without any
//! trail: a check that is not met says what is missing beyond that.

mod selectors;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::account::{AccountId, Region};
use serde::{Deserialize, Serialize};

pub use selectors::{Basic, Field, Recorded, Selectors};

/// One trail, as far as it could be read. Names and errors are AWS's and people's: text only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailView {
    /// Its ARN; of an organisation's trail, that of the organisation's account.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The region in which it was made.
    pub home: Option<Region>,
    /// Whether it records every region.
    pub multi_region: bool,
    /// Whether it records every account of its organisation.
    pub organization: bool,
    /// Whether it writes digests, with which a changed or missing file shows.
    pub validates: bool,
    /// The bucket that it delivers to.
    pub bucket: Option<String>,
    /// What it does now; `None`: could not be read.
    pub status: Option<Status>,
    /// What it records; `None`: could not be read.
    pub selectors: Option<Selectors>,
    /// How long its bucket keeps files; `None`: not known.
    pub retention: Option<Retention>,
}

/// What a trail does now (`GetTrailStatus`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Whether it is switched on.
    pub logging: bool,
    /// When it last delivered a file.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Why the last delivery failed, in S3's words.
    pub delivery_error: Option<String>,
}

/// How long a bucket keeps files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// No rule deletes them.
    Forever,
    /// They are deleted after so many days.
    Days(u32),
}

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// A trail of all regions exists and is switched on.
    MultiRegion,
    /// Management events that read are recorded.
    ManagementReads,
    /// KMS's are among them.
    KmsNotExcluded,
    /// Digests are written.
    Validation,
    /// Files arrive.
    Delivery,
    /// Files are kept for a year.
    Retention,
    /// An organisation's trail records the account.
    Organization,
}

impl CheckId {
    /// Every check, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::MultiRegion,
        Self::ManagementReads,
        Self::KmsNotExcluded,
        Self::Validation,
        Self::Delivery,
        Self::Retention,
        Self::Organization,
    ];

    /// The code in JSON and exports.
    pub fn code(self) -> &'static str {
        match self {
            Self::MultiRegion => "multi_region",
            Self::ManagementReads => "management_reads",
            Self::KmsNotExcluded => "kms_not_excluded",
            Self::Validation => "validation",
            Self::Delivery => "delivery",
            Self::Retention => "retention",
            Self::Organization => "organization",
        }
    }

    /// Its name in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::MultiRegion => "Every region is recorded",
            Self::ManagementReads => "Reads are recorded",
            Self::KmsNotExcluded => "KMS events are recorded",
            Self::Validation => "Log files are validated",
            Self::Delivery => "Log files arrive",
            Self::Retention => "Log files are kept for a year",
            Self::Organization => "The organisation's trail covers the account",
        }
    }

    /// What to do where it is not met.
    pub fn advice(self) -> &'static str {
        match self {
            Self::MultiRegion => "Make a trail of all regions, or switch the one there is on.",
            Self::ManagementReads => "Let the trail record management events that read as well as those that write.",
            Self::KmsNotExcluded => "Take kms.amazonaws.com off the event sources that the trail leaves out.",
            Self::Validation => "Turn on log file validation for the trail.",
            Self::Delivery => {
                "Check the bucket's policy and its KMS key; then look at the trail's last delivery again."
            }
            Self::Retention => "Look at the bucket's lifecycle rules: keep files for 365 days or longer.",
            Self::Organization => "Make an organisation's trail from the management or a delegated account.",
        }
    }

    /// What cannot be seen or proved while it is not met.
    fn hides(self) -> &'static str {
        match self {
            Self::MultiRegion => "What happened more than 90 days ago, in regions without a trail.",
            Self::ManagementReads => "Who read which secret more than 90 days ago: reads are not in the trail's files.",
            Self::KmsNotExcluded => {
                "Which parameters a read by path opened, more than 90 days ago: only KMS's events name them."
            }
            Self::Validation => "Whether a log file was changed or taken away.",
            Self::Delivery => "What was recorded since the last delivery, in the trail's files.",
            Self::Retention => "Reads that are older than the bucket keeps files.",
            Self::Organization => "Reads in the account once somebody in it stops its own trail.",
        }
    }

    /// Where the rule is from.
    fn source(self) -> &'static str {
        match self {
            Self::MultiRegion => {
                "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-1"
            }
            Self::ManagementReads | Self::KmsNotExcluded => {
                "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html"
            }
            Self::Validation => {
                "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-4"
            }
            Self::Delivery => "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html",
            Self::Retention => {
                "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html"
            }
            Self::Organization => {
                "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html"
            }
        }
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not as it should be.
    NotMet,
    /// It could not be told.
    Unknown,
    /// As it should be.
    Met,
}

/// One check's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which.
    pub id: CheckId,
    /// How it ended.
    pub state: State,
    /// What was found, in a sentence. Holds names of trails: text only.
    pub words: String,
    /// What cannot be seen or proved while it is not met.
    pub hides: &'static str,
    /// Where the rule is from.
    pub source: &'static str,
}

/// How old the last delivery of a busy trail may be: CloudTrail delivers about every five minutes.
const RECENT: TimeDelta = TimeDelta::hours(1);

/// How old that of a quiet one may be.
const OLD: TimeDelta = TimeDelta::hours(24);

/// How long log files should be kept, in days.
const YEAR: u32 = 365;

/// Checks the trails that record an account.
///
/// `trails` holds each trail that any region of the account shows, `None` where no region's list could be read. One
/// region's list is enough to know every trail of all regions: such a trail shows in each.
pub fn check(trails: Option<&[TrailView]>, account: &AccountId, now: DateTime<Utc>) -> Vec<Check> {
    let result = |id: CheckId, (state, words): (State, String)| Check {
        id,
        state,
        words,
        hides: id.hides(),
        source: id.source(),
    };
    let Some(trails) = trails else {
        let unread = || (State::Unknown, format!("The trails of {account} could not be read."));
        return CheckId::ALL.into_iter().map(|id| result(id, unread())).collect();
    };
    let sound = sound(trails);
    let judged = |id: CheckId| match id {
        CheckId::MultiRegion => best(trails.iter().map(multi_region), || format!("No trail records {account}.")),
        CheckId::Organization => best(trails.iter().filter(|trail| trail.organization).map(organization), || {
            format!("No organisation's trail records {account}.")
        }),
        _ => best(sound.iter().map(|trail| one(id, trail, now)), || format!("No trail of {account} is switched on.")),
    };
    CheckId::ALL.into_iter().map(|id| result(id, judged(id))).collect()
}

/// The trails to rely on: those of all regions that are switched on, or else whichever are. One whose status could not
/// be read may be on.
fn sound(trails: &[TrailView]) -> Vec<&TrailView> {
    let on: Vec<&TrailView> = trails.iter().filter(|trail| is_on(trail) != Some(false)).collect();
    let everywhere: Vec<&TrailView> = on.iter().copied().filter(|trail| trail.multi_region).collect();
    if everywhere.is_empty() { on } else { everywhere }
}

fn is_on(trail: &TrailView) -> Option<bool> {
    trail.status.as_ref().map(|status| status.logging)
}

/// One trail that does is enough; else what keeps each from it is said.
fn best(judged: impl Iterator<Item = (State, String)>, nothing: impl FnOnce() -> String) -> (State, String) {
    let mut judged: Vec<(State, String)> = judged.collect();
    let Some(state) = judged.iter().map(|(state, _)| *state).max() else { return (State::NotMet, nothing()) };
    judged.retain(|(of, _)| *of == state);
    let said: Vec<String> = judged.into_iter().map(|(_, words)| words).collect();
    match &said[..] {
        [first, ..] if state == State::Met => (state, first.clone()),
        all => (state, all.join(" ")),
    }
}

fn multi_region(trail: &TrailView) -> (State, String) {
    let name = &trail.name;
    match (trail.multi_region, is_on(trail)) {
        (true, Some(true)) => (State::Met, format!("{name} records every region and is on.")),
        (true, None) => (State::Unknown, format!("{name} records every region; whether it is on could not be read.")),
        (true, Some(false)) => (State::NotMet, format!("{name} would record every region and is off.")),
        (false, _) => {
            let home = trail.home.as_ref().map_or("one region", Region::as_str);
            (State::NotMet, format!("{name} records {home} only."))
        }
    }
}

fn organization(trail: &TrailView) -> (State, String) {
    let name = &trail.name;
    let owner = trail.arn.split(':').nth(4).unwrap_or_default();
    match (is_on(trail), trail.multi_region) {
        (Some(true), true) => (State::Met, format!("{name} of {owner} records every account and is on.")),
        (Some(true), false) => {
            (State::NotMet, format!("{name} of {owner} records every account, but only one region."))
        }
        (None, _) => {
            (State::Unknown, format!("{name} of {owner} records every account; whether it is on could not be read."))
        }
        (Some(false), _) => (State::NotMet, format!("{name} of {owner} is off.")),
    }
}

/// A check of one trail by itself.
fn one(id: CheckId, trail: &TrailView, now: DateTime<Utc>) -> (State, String) {
    let name = &trail.name;
    match id {
        CheckId::ManagementReads => {
            let sources = ["secretsmanager.amazonaws.com", "ssm.amazonaws.com"];
            recorded(trail, &sources, "management events that read", "Reads of secrets are not recorded")
        }
        CheckId::KmsNotExcluded => {
            let lost = "KMS events are excluded: reads by path cannot be attributed";
            recorded(trail, &["kms.amazonaws.com"], "KMS events", lost)
        }
        CheckId::Validation if trail.validates => (State::Met, format!("{name} writes digests of its files.")),
        CheckId::Validation => (State::NotMet, format!("{name} writes no digests of its files.")),
        CheckId::Delivery => delivery(trail, now),
        CheckId::Retention => retention(trail),
        CheckId::MultiRegion => multi_region(trail),
        CheckId::Organization => organization(trail),
    }
}

fn recorded(trail: &TrailView, sources: &[&str], what: &str, lost: &str) -> (State, String) {
    let name = &trail.name;
    let Some(selectors) = &trail.selectors else {
        return (State::Unknown, format!("What {name} records could not be read."));
    };
    match sources.iter().map(|source| selectors.reads_of(source)).min().unwrap_or(Recorded::No) {
        Recorded::Yes => (State::Met, format!("{name} records {what}.")),
        Recorded::Part => (State::NotMet, format!("{name} records only some {what}.")),
        Recorded::No => (State::NotMet, format!("{lost} ({name}).")),
    }
}

fn delivery(trail: &TrailView, now: DateTime<Utc>) -> (State, String) {
    let name = &trail.name;
    let Some(status) = &trail.status else {
        return (State::Unknown, format!("When {name} last delivered could not be read."));
    };
    if let Some(error) = &status.delivery_error {
        return (State::NotMet, format!("{name} cannot deliver: {error}"));
    }
    let Some(at) = status.delivered_at else {
        return (State::NotMet, format!("{name} has delivered nothing yet."));
    };
    let age = now - at;
    if age <= RECENT {
        (State::Met, format!("{name} delivered within the last hour."))
    } else if age <= OLD {
        let hours = age.num_hours();
        (State::Unknown, format!("{name} last delivered {hours} h ago: fine where little happens, late elsewhere."))
    } else {
        (State::NotMet, format!("{name} last delivered on {}.", at.format("%Y-%m-%d")))
    }
}

fn retention(trail: &TrailView) -> (State, String) {
    let name = &trail.name;
    let bucket = trail.bucket.as_deref().unwrap_or("the bucket");
    match trail.retention {
        None => (State::Unknown, format!("How long {bucket} keeps the files of {name} is not known.")),
        Some(Retention::Forever) => (State::Met, format!("{bucket} keeps the files of {name} without an end.")),
        Some(Retention::Days(days)) => {
            let state = if days >= YEAR { State::Met } else { State::NotMet };
            (state, format!("{bucket} keeps the files of {name} for {days} days."))
        }
    }
}

#[cfg(test)]
mod tests;
