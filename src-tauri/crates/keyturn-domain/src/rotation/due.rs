//! When a value is due, by a policy: the rule, the date, the state.
//!
//! Days are days in the policy's zone: a value is due so many dates after the date on which it was made there, whatever
//! the clocks did in between. The states (requirement D3): due soon in the last 15 % of the age and at least 7 days, due
//! on the day, overdue after it. An age that is not known is [`DueState::Unknown`], never in order.

mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::level::Level;
use super::policy::{Age, CompiledPolicy, Match, Precedence, Rule, strict_days};
use super::schedule::{AwsState, AwsVerdict, Cadences};
use super::{RotatedBy, Rotation};
use crate::age::{AgeBasis, ValueAge};
use crate::kind::Kind;

/// From this age in days a value is a finding whatever the policy says; signing keys, which are versioned, excepted.
pub(super) const YEAR: u64 = 365;

/// How long after an incident ages are halved (requirement E).
const AFTER_INCIDENT: Days = Days::new(90);

/// What the evaluation needs of a secret, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The secret's name.
    pub name: &'a str,
    /// Tags. `None` where they could not be read.
    pub tags: Option<&'a BTreeMap<String, String>>,
    /// Its kind, a person's correction included.
    pub kind: Kind,
    /// How much depends on it, a person's correction included.
    pub level: Level,
    /// When its value was made.
    pub value: ValueAge,
    /// The store's own rotation settings.
    pub rotation: &'a Rotation,
    /// A certificate's life, where it is known.
    pub life: Option<Life>,
    /// The last day of an exception in force, where there is one.
    pub excepted_until: Option<NaiveDate>,
    /// What shortens its age.
    pub circumstances: Circumstances,
}

impl Subject<'_> {
    /// Whether something rotates it by itself.
    pub fn is_automatic(&self) -> bool {
        self.rotation.by != RotatedBy::Nobody
    }
}

/// From when until when a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// `notBefore` (UTC).
    pub begins_at: DateTime<Utc>,
    /// `notAfter` (UTC).
    pub ends_at: DateTime<Utc>,
}

/// What shortens an age (requirement D2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// It opens more than its kind says: administration, every account, many systems.
    pub privileged: bool,
    /// The day on which the last incident that touched it was opened.
    pub incident_on: Option<NaiveDate>,
    /// The organisation says that the threat is raised.
    pub raised_threat: bool,
}

/// A reason for which an age was halved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modifier {
    /// Higher privilege.
    Privileged,
    /// Within 90 days of an incident.
    AfterIncident,
    /// A raised threat.
    RaisedThreat,
}

impl Modifier {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::AfterIncident => "after_incident",
            Self::RaisedThreat => "raised_threat",
        }
    }
}

/// How a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Past its date.
    Overdue,
    /// Its date is today.
    Due,
    /// In the last 15 % of its age, or the last 7 days.
    DueSoon,
    /// Its age, or a certificate's end, is not known.
    Unknown,
    /// An exception holds.
    Excepted,
    /// In order.
    Ok,
    /// Rotated on events, not by the calendar.
    EventDriven,
    /// Nothing to rotate: dynamic, configuration, without a value.
    NotApplicable,
}

impl DueState {
    /// Every state, the most pressing first.
    pub const ALL: [Self; 8] = [
        Self::Overdue,
        Self::Due,
        Self::DueSoon,
        Self::Unknown,
        Self::Excepted,
        Self::Ok,
        Self::EventDriven,
        Self::NotApplicable,
    ];

    /// The code that is stored, filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::DueSoon => "due_soon",
            Self::Unknown => "unknown",
            Self::Excepted => "excepted",
            Self::Ok => "ok",
            Self::EventDriven => "event_driven",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a policy says of one secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The rule that decided.
    pub rule_id: String,
    /// By what it fits.
    pub precedence: Precedence,
    /// Why this rule and this date, in words.
    pub why: String,
    /// The age in days after which the value is due, modifiers applied. `None` where no days are counted.
    pub age_limit_days: Option<u32>,
    /// From when it is due soon.
    pub due_soon_from: Option<NaiveDate>,
    /// The last day on which it is not overdue, in the policy's zone. `None` where there is none or it is not known.
    pub due_on: Option<NaiveDate>,
    /// How it stands.
    pub state: DueState,
    /// How the store's own rotation compares. `None` where nothing rotates it.
    pub aws: Option<AwsVerdict>,
    /// Older than a year: a finding of its own, for everything but versioned keys.
    pub older_than_a_year: bool,
    /// A new version beside the old one, never a replacement in place.
    pub new_version_only: bool,
    /// What halved the age.
    pub modifiers: Vec<Modifier>,
    /// The tags could not be read and may have made another rule decide.
    pub tags_unknown: bool,
}

impl Due {
    /// Whether AWS says that it rotates the secret, and has not.
    pub fn has_failed(&self) -> bool {
        self.aws.as_ref().is_some_and(|verdict| verdict.state == AwsState::Failed)
    }
}

/// What a policy says of one secret at this instant.
pub fn due(policy: &CompiledPolicy, subject: &Subject<'_>, now: DateTime<Utc>) -> Due {
    due_with(policy, subject, (now, policy.policy().date_of(now)), &mut Cadences::default())
}

/// What a policy says of many secrets at this instant, in their order.
pub fn due_all(policy: &CompiledPolicy, subjects: &[Subject<'_>], now: DateTime<Utc>) -> Vec<Due> {
    let mut cadences = Cadences::default();
    let today = policy.policy().date_of(now);
    subjects.iter().map(|subject| due_with(policy, subject, (now, today), &mut cadences)).collect()
}

fn due_with<'a>(
    policy: &CompiledPolicy,
    subject: &Subject<'a>,
    (now, today): (DateTime<Utc>, NaiveDate),
    cadences: &mut Cadences<'a>,
) -> Due {
    let found = judge(policy, subject, today);
    let Match { rule, tags_unknown } = found.by;
    Due {
        rule_id: rule.id.clone(),
        precedence: rule.precedence(),
        why: words::why(subject, &found),
        age_limit_days: found.limit,
        due_soon_from: found.due_soon_from,
        due_on: found.due_on,
        state: found.state,
        aws: cadences.verdict(subject.rotation, subject.value, found.limit, now),
        older_than_a_year: older_than_a_year(subject, &found, today),
        new_version_only: matches!(rule.age, Age::Versioned(_)),
        modifiers: found.modifiers.into_iter().flatten().collect(),
        tags_unknown,
    }
}

/// A judgement without its words: cheap enough to be made twice for each of many secrets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judgement<'p> {
    pub(super) by: Match<'p>,
    pub(super) state: DueState,
    pub(super) limit: Option<u32>,
    pub(super) made_on: Option<NaiveDate>,
    pub(super) due_soon_from: Option<NaiveDate>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) modifiers: [Option<Modifier>; 3],
}

/// Judges a subject on a day in the policy's zone.
pub(super) fn judge<'p>(policy: &'p CompiledPolicy, subject: &Subject<'_>, today: NaiveDate) -> Judgement<'p> {
    let by = policy.rule_for(subject);
    let date_of = |instant| policy.policy().date_of(instant);
    let mut found = Judgement {
        by,
        state: DueState::Unknown,
        limit: None,
        made_on: subject.value.made_at.map(date_of),
        due_soon_from: None,
        due_on: None,
        modifiers: [None; 3],
    };
    // Configuration is on no calendar unless a rule names it.
    let unnamed = !subject.kind.is_secret() && by.rule.precedence() == Precedence::Default;
    match by.rule.age {
        Age::None => found.state = DueState::NotApplicable,
        _ if unnamed || subject.value.basis == AgeBasis::NoValue => found.state = DueState::NotApplicable,
        Age::Event => found.state = DueState::EventDriven,
        Age::Days(days) | Age::Versioned(days) => {
            found.modifiers = modifiers(subject.circumstances, today);
            let limit = shortened(days, by.rule, subject.kind, found.modifiers.iter().flatten().count());
            found.limit = Some(limit);
            found.due_on = found.made_on.and_then(|made_on| made_on.checked_add_days(Days::new(u64::from(limit))));
            let soon = Days::new(u64::from((limit * 15).div_ceil(100).max(7)));
            found.due_soon_from = found.due_on.and_then(|due_on| due_on.checked_sub_days(soon));
        }
        Age::ShareOfLife { alert, critical } => {
            if let Some(life) = subject.life {
                let whole = (life.ends_at - life.begins_at).num_days().max(0);
                let before_end =
                    |days: i64| date_of(life.ends_at).checked_sub_days(Days::new(u64::try_from(days).unwrap_or(0)));
                found.due_on = before_end(critical.of_life(whole));
                found.due_soon_from = before_end(alert.of_life(whole));
            }
        }
    }
    if let Some(due_on) = found.due_on {
        found.state = match today.cmp(&due_on) {
            std::cmp::Ordering::Greater => DueState::Overdue,
            std::cmp::Ordering::Equal => DueState::Due,
            std::cmp::Ordering::Less if found.due_soon_from.is_some_and(|soon| today >= soon) => DueState::DueSoon,
            std::cmp::Ordering::Less => DueState::Ok,
        };
    }
    let on_calendar = !matches!(found.state, DueState::EventDriven | DueState::NotApplicable);
    if on_calendar && subject.excepted_until.is_some_and(|until| today <= until) {
        found.state = DueState::Excepted;
    }
    found
}

fn modifiers(circumstances: Circumstances, today: NaiveDate) -> [Option<Modifier>; 3] {
    let within = |day: NaiveDate| day <= today && day.checked_add_days(AFTER_INCIDENT).is_some_and(|end| today <= end);
    [
        circumstances.privileged.then_some(Modifier::Privileged),
        circumstances.incident_on.is_some_and(within).then_some(Modifier::AfterIncident),
        circumstances.raised_threat.then_some(Modifier::RaisedThreat),
    ]
}

/// Each modifier halves the days, but none takes them below the strict value; an age that is below it stays.
fn shortened(days: u32, rule: &Rule, kind: Kind, halvings: usize) -> u32 {
    if halvings == 0 {
        return days;
    }
    let strict = rule.strict_days.or_else(|| strict_days(kind)).unwrap_or(1);
    (0..halvings).fold(days, |days, _| days / 2).max(strict.min(days))
}

/// Requirement D: a finding at 365 days for every kind but versioned keys, whatever the policy allows. A value that is
/// replaced on its last day never trips it.
pub(super) fn older_than_a_year(subject: &Subject<'_>, found: &Judgement<'_>, today: NaiveDate) -> bool {
    let exempt = matches!(found.by.rule.age, Age::Versioned(_) | Age::None) || !subject.kind.is_secret();
    let last_day = found.made_on.and_then(|made_on| made_on.checked_add_days(Days::new(YEAR)));
    !exempt && last_day.is_some_and(|last_day| today > last_day)
}

#[cfg(test)]
mod tests;
