//! The clocks of an incident: what time it is, how much of each phase's budget is left, and what comes next.
//!
//! Budgets count from detection (5, 15 and 60 minutes, 24 hours, 30 days). They must be right after sleep, after a
//! restart and when the wall clock is set, so the time is taken from two clocks ([`Session::now`]).

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::code::codes;

/// The clocks when a process began to lead an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The wall clock (UTC).
    pub wall: DateTime<Utc>,
    /// What the counter of elapsed time said at that moment.
    pub elapsed: TimeDelta,
    /// Whether that counter runs on while the machine sleeps, as Linux's `CLOCK_BOOTTIME` does and `CLOCK_MONOTONIC`
    /// does not: <https://man7.org/linux/man-pages/man2/clock_gettime.2.html>.
    pub counts_sleep: bool,
    /// The time of the newest line in the incident's log, written by an earlier process or another one.
    pub newest_logged: Option<DateTime<Utc>>,
}

/// What time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The time that holds (UTC).
    pub at: DateTime<Utc>,
    /// What the clocks disagree on.
    pub doubt: Option<Doubt>,
}

/// How the clocks disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The wall clock went back by so much while the process ran. It is not followed.
    SetBack(TimeDelta),
    /// The wall clock went forward by so much more than time passed. It is not followed.
    SetForward(TimeDelta),
    /// The machine slept for so long, or its wall clock was set forward: the counter cannot tell. The wall clock is
    /// followed: a budget that ends too early does less harm than one that ends too late.
    SleptOrSetForward(TimeDelta),
    /// The wall clock is so much behind what the log shows has passed: it was set back between two processes. Time
    /// goes on from the log's newest line.
    BehindLog(TimeDelta),
}

impl Doubt {
    /// The doubt in a sentence for the person.
    pub fn words(self) -> String {
        match self {
            Self::SetBack(by) => format!("The clock of this machine was set back by {}; it is not followed.", span(by)),
            Self::SetForward(by) => {
                format!("The clock of this machine was set forward by {}; it is not followed.", span(by))
            }
            Self::SleptOrSetForward(by) => {
                format!("This machine slept for {}, or its clock was set forward.", span(by))
            }
            Self::BehindLog(by) => {
                format!("The clock of this machine is {} behind the incident's own log.", span(by))
            }
        }
    }
}

/// A span in words: `40 s`, `6 min`, `4 h 10 min`, `3 d 2 h`. Never negative.
pub fn span(span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) if minutes % 60 == 0 => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        _ if hours % 24 == 0 => format!("{days} d"),
        _ => format!("{days} d {} h", hours % 24),
    }
}

impl Session {
    /// What time it is, from both clocks as they stand now.
    ///
    /// The wall clock holds while it moves as fast as the counter. Time never runs slower than the counter, and never
    /// begins before the log's newest line.
    pub fn now(&self, wall: DateTime<Utc>, elapsed: TimeDelta) -> Now {
        let counted = (elapsed - self.elapsed).max(TimeDelta::zero());
        let slack = slack(counted);
        let logged = self.newest_logged.filter(|newest| *newest > self.wall + slack);
        let by_counter = logged.unwrap_or(self.wall) + counted;
        let ahead = wall - by_counter;
        let (at, doubt) = if ahead < -slack {
            let doubt = if logged.is_some() { Doubt::BehindLog(-ahead) } else { Doubt::SetBack(-ahead) };
            (by_counter, Some(doubt))
        } else if ahead <= slack || logged.is_some() {
            // After a start behind the log, a wall clock that is ahead again was put right.
            (wall.max(by_counter - slack), None)
        } else if self.counts_sleep {
            (by_counter, Some(Doubt::SetForward(ahead)))
        } else {
            (wall, Some(Doubt::SleptOrSetForward(ahead)))
        };
        Now { at, doubt }
    }
}

/// How far two clocks may drift apart: two seconds, and the 500 parts in a million by which a time daemon may slew.
fn slack(counted: TimeDelta) -> TimeDelta {
    TimeDelta::seconds(2) + counted / 2_000
}

/// From when a phase's budget counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetFrom {
    /// From detection, cumulative.
    #[default]
    Detected,
    /// From the end of the phase before; the first one from the start.
    Phase,
    /// From the start of the run.
    Start,
}

codes!(BudgetFrom { Detected => "detected", Phase => "phase", Start => "start" });

/// A phase's budget, as its runbook has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseBudget {
    /// The phase's id, such as `contain`.
    pub id: String,
    /// In minutes.
    pub minutes: u32,
    /// From when.
    pub from: BudgetFrom,
}

/// The budgets of an incident whose runbook sets none: id and minutes from detection (requirements, J1, J6, J7).
pub const USUAL_BUDGETS: [(&str, u32); 5] =
    [("assess", 5), ("contain", 15), ("recover", 60), ("analyse", 24 * 60), ("improve", 30 * 24 * 60)];

/// When the clocks of an incident began, and whether they stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When it was detected, or the hit that opened it again (UTC).
    pub detected_at: DateTime<Utc>,
    /// When it was opened (UTC).
    pub opened_at: DateTime<Utc>,
    /// When its clocks stopped (UTC): closed.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// How a phase stands against its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its budget counts from the end of an earlier phase that has not ended.
    Waiting,
    /// It runs, with so much left.
    Left(TimeDelta),
    /// It runs, and is over by so much.
    Over(TimeDelta),
    /// It ended in time, after so long.
    Ended(TimeDelta),
    /// It ended late by so much.
    EndedLate(TimeDelta),
    /// The incident was closed before it ended.
    Stopped,
}

/// A phase with its clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseClock {
    /// The phase's id.
    pub id: String,
    /// Until when it should end (UTC). `None` while it waits.
    pub due_at: Option<DateTime<Utc>>,
    /// How it stands.
    pub standing: Standing,
}

/// The clock of each phase, in the order of the runbook. `ended` has the phases that ended, with when (UTC).
pub fn phase_clocks(
    phases: &[PhaseBudget],
    course: &Course,
    ended: &BTreeMap<String, DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Vec<PhaseClock> {
    let mut before = Some(course.opened_at);
    phases
        .iter()
        .map(|phase| {
            let from = match phase.from {
                BudgetFrom::Detected => Some(course.detected_at),
                BudgetFrom::Start => Some(course.opened_at),
                BudgetFrom::Phase => before,
            };
            let end = ended.get(&phase.id).copied();
            let due_at = from.map(|from| from + TimeDelta::minutes(phase.minutes.into()));
            let standing = match (from.zip(due_at), end) {
                (Some((_, due_at)), Some(end)) if end > due_at => Standing::EndedLate(end - due_at),
                (Some((from, _)), Some(end)) => Standing::Ended((end - from).max(TimeDelta::zero())),
                (None, Some(_)) => Standing::Ended(TimeDelta::zero()),
                (_, None) if course.stopped_at.is_some() => Standing::Stopped,
                (None, None) => Standing::Waiting,
                (Some((_, due_at)), None) if now > due_at => Standing::Over(now - due_at),
                (Some((_, due_at)), None) => Standing::Left(due_at - now),
            };
            before = end;
            PhaseClock { id: phase.id.clone(), due_at, standing }
        })
        .collect()
}

/// A moment by which something must have happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// What.
    pub what: Marked,
}

/// What a mark is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marked {
    /// A step's `due`, by the step's id.
    Step(String),
    /// The end of a phase's budget, by the phase's id.
    Phase(String),
    /// The next status update.
    Update,
    /// A notice, by the id of its row.
    Notice(String),
    /// The end of a watch, by the id of what is watched.
    Watch(String),
}

/// What is late, and what comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Marks that have passed, the oldest first.
    pub late: Vec<Mark>,
    /// The next one.
    pub next: Option<Mark>,
}

/// Sorts the marks of what is still to be done. A mark of this very second is not yet late.
pub fn marks(open: impl IntoIterator<Item = Mark>, now: DateTime<Utc>) -> Marks {
    let (mut late, coming): (Vec<Mark>, Vec<Mark>) = open.into_iter().partition(|mark| mark.at < now);
    late.sort();
    Marks { late, next: coming.into_iter().min() }
}

#[cfg(test)]
mod tests;
