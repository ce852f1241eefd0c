//! Spreads rotations over days, so that one path or owner is not due all on a day.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use super::Freeze;
use crate::arn::SecretArn;
use crate::path;

/// A secret whose rotation is to get a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSpread {
    /// Which.
    pub secret: SecretArn,
    /// Its name: the path is what stands before the last slash.
    pub name: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// When it is due, in the team's zone.
    pub due_on: NaiveDate,
}

/// Why no day is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoDay {
    /// It was due before the first day that can be proposed.
    Overdue,
    /// Every day until it is due is in a freeze or on a weekend.
    Frozen,
}

impl NoDay {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Overdue => "It is overdue: there is no day left to propose.",
            Self::Frozen => "Every day until it is due is frozen or on a weekend.",
        }
    }
}

/// The day that is proposed for a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Which secret.
    pub secret: SecretArn,
    /// When it is due.
    pub due_on: NaiveDate,
    /// The day proposed, never after it is due.
    pub on: Result<NaiveDate, NoDay>,
}

/// How many days are looked at before the day on which a secret is due, before going further back.
const WINDOW_DAYS: i64 = 28;

/// What is on the days already.
#[derive(Default)]
struct Load<'a> {
    path: HashMap<(&'a str, NaiveDate), u32>,
    owner: HashMap<(&'a str, NaiveDate), u32>,
    day: HashMap<NaiveDate, u32>,
}

/// Proposes a day for each secret, in the order given: never before `first`, never after it is due, never on a weekend
/// or in a freeze that is for it.
///
/// Of the four weeks before it is due, the day on which its path and its owner have least, then the day with least at
/// all, then the latest. Where those weeks are all frozen, the last free day before them. The one that is due first
/// chooses first, so the order in which they are given changes nothing.
pub fn spread(secrets: &[ToSpread], freezes: &[Freeze], first: NaiveDate) -> Vec<Proposed> {
    let mut order: Vec<usize> = (0..secrets.len()).collect();
    order.sort_by_key(|index| secrets.get(*index).map(|secret| (secret.due_on, &secret.secret)));
    let mut load = Load::default();
    let mut days: Vec<Option<Result<NaiveDate, NoDay>>> = vec![None; secrets.len()];
    for index in order {
        let (Some(secret), Some(slot)) = (secrets.get(index), days.get_mut(index)) else { continue };
        let day = choose(secret, freezes, first, &load);
        if let Ok(day) = day {
            load.add(secret, day);
        }
        *slot = Some(day);
    }
    let proposed = secrets.iter().zip(days).map(|(secret, day)| Proposed {
        secret: secret.secret.clone(),
        due_on: secret.due_on,
        on: day.unwrap_or(Err(NoDay::Overdue)),
    });
    proposed.collect()
}

fn choose(secret: &ToSpread, freezes: &[Freeze], first: NaiveDate, load: &Load<'_>) -> Result<NaiveDate, NoDay> {
    if secret.due_on < first {
        return Err(NoDay::Overdue);
    }
    let owner = secret.owner.as_deref();
    let its: Vec<&Freeze> =
        freezes.iter().filter(|freeze| freeze.is_for(&secret.secret, &secret.name, owner)).collect();
    let free = |day: &NaiveDate| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            && !its.iter().any(|freeze| (freeze.from..=freeze.until).contains(day))
    };
    let back_from =
        |day: NaiveDate| std::iter::successors(Some(day), NaiveDate::pred_opt).take_while(move |day| *day >= first);
    let window_begins = secret.due_on - TimeDelta::days(WINDOW_DAYS);
    let window = back_from(secret.due_on).take_while(|day| *day > window_begins).filter(free);
    let least = window.min_by_key(|day| (load.of(secret, *day), std::cmp::Reverse(*day)));
    least.or_else(|| back_from(window_begins).find(free)).ok_or(NoDay::Frozen)
}

impl<'a> Load<'a> {
    fn add(&mut self, secret: &'a ToSpread, day: NaiveDate) {
        *self.path.entry((path::split(&secret.name).0, day)).or_default() += 1;
        if let Some(owner) = &secret.owner {
            *self.owner.entry((owner, day)).or_default() += 1;
        }
        *self.day.entry(day).or_default() += 1;
    }

    /// The more of path and owner, both together, and all of a day.
    fn of(&self, secret: &ToSpread, day: NaiveDate) -> (u32, u32, u32) {
        let path = self.path.get(&(path::split(&secret.name).0, day)).copied().unwrap_or(0);
        let owner = secret.owner.as_deref().and_then(|owner| self.owner.get(&(owner, day))).copied().unwrap_or(0);
        (path.max(owner), path + owner, self.day.get(&day).copied().unwrap_or(0))
    }
}
