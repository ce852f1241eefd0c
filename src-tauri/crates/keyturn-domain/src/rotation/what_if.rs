//! Two policies over the same secrets: what a change would do, before it is saved.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};

use super::due::{DueState, Judgement, Subject, judge, older_than_a_year};
use super::policy::CompiledPolicy;
use super::schedule::{AwsState, Cadences};

/// How many weeks of load are counted.
const WEEKS: u64 = 26;

/// What another policy would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// Secrets by state now; every state is there.
    pub before: BTreeMap<DueState, u32>,
    /// Secrets by state with the other policy; every state is there.
    pub after: BTreeMap<DueState, u32>,
    /// Older than a year now, of any state.
    pub older_before: u32,
    /// Older than a year by the other policy: its rules say which keys are versioned.
    pub older_after: u32,
    /// AWS says that it rotates them, and has not. No policy changes that.
    pub failed: u32,
    /// Places in the given subjects of those that would become overdue.
    pub becomes_overdue: Vec<usize>,
    /// Places in the given subjects of those that would no longer be overdue.
    pub no_longer_overdue: Vec<usize>,
    /// Rotations due in each of the next 26 ISO weeks, this one first. What is overdue is in no week.
    pub load: Vec<WeekLoad>,
}

/// Rotations due in one ISO week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekLoad {
    /// Its Monday.
    pub begins_on: NaiveDate,
    /// The year to which the week belongs (ISO 8601).
    pub year: i32,
    /// The week's number, 1 to 53.
    pub week: u32,
    /// Due in it now.
    pub before: u32,
    /// Due in it with the other policy.
    pub after: u32,
}

/// Compares two policies over subjects at an instant. Weeks begin on Monday in the other policy's zone.
pub fn what_if(
    before: &CompiledPolicy,
    after: &CompiledPolicy,
    subjects: &[Subject<'_>],
    now: DateTime<Utc>,
) -> WhatIf {
    let none = || DueState::ALL.into_iter().map(|state| (state, 0)).collect::<BTreeMap<_, _>>();
    let (today_before, today) = (before.policy().date_of(now), after.policy().date_of(now));
    let mut found = WhatIf {
        before: none(),
        after: none(),
        older_before: 0,
        older_after: 0,
        failed: 0,
        becomes_overdue: Vec::new(),
        no_longer_overdue: Vec::new(),
        load: weeks(today),
    };
    let mut cadences = Cadences::default();
    for (index, subject) in subjects.iter().enumerate() {
        let (was, would) = (judge(before, subject, today_before), judge(after, subject, today));
        *found.before.entry(was.state).or_default() += 1;
        *found.after.entry(would.state).or_default() += 1;
        found.older_before += u32::from(older_than_a_year(subject, &was, today_before));
        found.older_after += u32::from(older_than_a_year(subject, &would, today));
        let verdict = cadences.verdict(subject.rotation, subject.value, would.limit, now);
        found.failed += u32::from(verdict.is_some_and(|verdict| verdict.state == AwsState::Failed));
        match (was.state == DueState::Overdue, would.state == DueState::Overdue) {
            (false, true) => found.becomes_overdue.push(index),
            (true, false) => found.no_longer_overdue.push(index),
            _ => {}
        }
        if let Some(week) = week_of(&mut found.load, &was, subject, today_before) {
            week.before += 1;
        }
        if let Some(week) = week_of(&mut found.load, &would, subject, today) {
            week.after += 1;
        }
    }
    found
}

fn weeks(today: NaiveDate) -> Vec<WeekLoad> {
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday()))).unwrap_or(today);
    let begins = (0..WEEKS).filter_map(|week| monday.checked_add_days(Days::new(7 * week)));
    begins
        .map(|begins_on| {
            let week = begins_on.iso_week();
            WeekLoad { begins_on, year: week.year(), week: week.week(), before: 0, after: 0 }
        })
        .collect()
}

/// The week in which a rotation falls. An exception moves it to its end, when it comes back.
fn week_of<'w>(
    load: &'w mut [WeekLoad],
    found: &Judgement<'_>,
    subject: &Subject<'_>,
    today: NaiveDate,
) -> Option<&'w mut WeekLoad> {
    let due_on = found.due_on?;
    let on = match (found.state, subject.excepted_until) {
        (DueState::Excepted, Some(until)) => due_on.max(until),
        _ => due_on,
    };
    let first = load.first()?.begins_on;
    let week = usize::try_from((on - first).num_days() / 7).ok()?;
    if on < today { None } else { load.get_mut(week) }
}

#[cfg(test)]
mod tests;
