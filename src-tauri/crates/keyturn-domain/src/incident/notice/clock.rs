//! How each notice's clock stands.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Answer, Calendar, Deadline, Moment, NoticeDecision, Notices, Row, due};

/// When each moment was, as far as it was (UTC). [`Moment::Filed`] is not among them: it follows from the decisions.
pub type Moments = BTreeMap<Moment, DateTime<Utc>>;

/// How a notice stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// Nobody has decided.
    Undecided,
    /// It is due.
    Due,
    /// Decided not to notify.
    No,
    /// Filed.
    Filed {
        /// When (UTC).
        at: DateTime<Utc>,
    },
}

impl NoticeState {
    /// The code that is put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Due => "due",
            Self::No => "no",
            Self::Filed { .. } => "filed",
        }
    }
}

/// A notice with its clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeClock<'a> {
    /// Its row.
    pub row: &'a Row,
    /// How it stands.
    pub state: NoticeState,
    /// When its clock started (UTC). `None`: its moment has not come, or nobody has recorded it.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when it is due (UTC). `None`: it has not started, or must be done at once.
    pub due_at: Option<DateTime<Utc>>,
    /// By how much it is, or was, late. The clock of what nobody has decided runs too.
    pub late_by: Option<TimeDelta>,
    /// The decision that counts.
    pub decision: Option<&'a NoticeDecision>,
}

/// The clock of each row, in the order of the rows. `decisions` are in the order in which they were taken.
pub fn clocks<'a>(
    notices: &'a Notices,
    moments: &Moments,
    decisions: &'a [NoticeDecision],
    now: DateTime<Utc>,
) -> Vec<NoticeClock<'a>> {
    let calendar = notices.calendar();
    notices.rows.iter().map(|row| clock(row, moments, decisions, &calendar, now)).collect()
}

fn clock<'a>(
    row: &'a Row,
    moments: &Moments,
    decisions: &'a [NoticeDecision],
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> NoticeClock<'a> {
    let decision = last(decisions, &row.id);
    let starts_at = match &row.after {
        Some(after) => filed_at(last(decisions, after)),
        None => moments.get(&row.starts_from).copied(),
    };
    let own = starts_at.and_then(|start| due(row.deadline, start, calendar));
    let second = row.no_later_than.and_then(|second| {
        let from = moments.get(&second.from)?;
        due(Deadline::Hours(second.hours), *from, calendar)
    });
    // The second clock runs also while the first has not started.
    let due_at = own.into_iter().chain(second).min();
    let state = match decision.map(|decision| &decision.answer) {
        None => NoticeState::Undecided,
        Some(Answer::Notify) => NoticeState::Due,
        Some(Answer::No) => NoticeState::No,
        Some(Answer::Filed { at, .. }) => NoticeState::Filed { at: *at },
    };
    let until = match state {
        NoticeState::No => None,
        NoticeState::Filed { at } => Some(at),
        NoticeState::Undecided | NoticeState::Due => Some(now),
    };
    let late_by = due_at.zip(until).map(|(due_at, until)| until - due_at).filter(|late| *late > TimeDelta::zero());
    NoticeClock { row, state, starts_at, due_at, late_by, decision }
}

fn last<'a>(decisions: &'a [NoticeDecision], row: &str) -> Option<&'a NoticeDecision> {
    decisions.iter().rfind(|decision| decision.row == row)
}

fn filed_at(decision: Option<&NoticeDecision>) -> Option<DateTime<Utc>> {
    match decision?.answer {
        Answer::Filed { at, .. } => Some(at),
        Answer::Notify | Answer::No => None,
    }
}
