//! What an incident is about: several credentials, each with its own state, and the window in which they were exposed.

use chrono::{DateTime, TimeDelta, Utc};

use super::ledger::{Exposed, ExposureState, LedgerEntry, LedgerFault, Mark, Marked};
use super::text::{self, LONGEST_NAME};
use super::timeline::CLOCK_SKEW;

/// The credentials of an incident, in the order in which they came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    entries: Vec<LedgerEntry>,
}

/// From when to when something was exposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first moment (UTC). `None`: of none of them is it known.
    pub from: Option<DateTime<Utc>>,
    /// The last moment (UTC). `None`: it is not over.
    pub until: Option<DateTime<Utc>>,
    /// The numbers of entries whose beginning is not known: the window may have begun earlier.
    pub unknown_from: Vec<u32>,
}

impl Window {
    /// How long it was, or is by now. `None` where its beginning is not known.
    pub fn length(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let from = self.from?;
        Some((self.until.unwrap_or(now) - from).max(TimeDelta::zero()))
    }
}

/// What keeps an incident from being closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenEnd {
    /// There is nothing in the ledger.
    #[error("the ledger is empty: say what was exposed, or that it was not")]
    EmptyLedger,
    /// An entry has neither proof nor a written reason.
    #[error("{name} is {}: prove that the old value is refused, or write why that cannot be shown", .state.code())]
    NotProved {
        /// Its number.
        number: u32,
        /// Its name. Hostile text.
        name: String,
        /// How it stands.
        state: ExposureState,
    },
}

impl Scope {
    /// Its entries.
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// The entry with this number.
    pub fn entry(&self, number: u32) -> Option<&LedgerEntry> {
        self.entries.iter().find(|entry| entry.exposed.number == number)
    }

    /// The number that the next entry gets.
    pub fn next_number(&self) -> u32 {
        self.entries.iter().map(|entry| entry.exposed.number).max().unwrap_or(0) + 1
    }

    /// Checks an entry that is to be added: that it is not in it, and says why it belongs in it.
    pub fn check_added(&self, new: &Exposed, now: DateTime<Utc>) -> Result<(), LedgerFault> {
        if let Some(entry) = self.entries.iter().find(|entry| entry.exposed.what == new.what) {
            let name = text::one_line(&entry.exposed.name, LONGEST_NAME);
            return Err(LedgerFault::Already(name, entry.exposed.number));
        }
        if new.number != self.next_number() {
            return Err(LedgerFault::NotNext(self.next_number()));
        }
        if new.exposed_from.is_some_and(|from| from > now + CLOCK_SKEW) {
            return Err(LedgerFault::InFuture);
        }
        if !text::is_said(&new.because) {
            return Err(LedgerFault::Unsaid("why it belongs in the incident"));
        }
        Ok(text::check(&new.because)?)
    }

    /// Checks a mark on the entry with this number.
    pub fn check_marked(&self, number: u32, new: &Marked, now: DateTime<Utc>) -> Result<(), LedgerFault> {
        self.entry(number).ok_or(LedgerFault::NoSuchEntry(number))?.check(new, now)
    }

    /// Adds an entry.
    pub fn add(&mut self, exposed: Exposed, added_at: DateTime<Utc>) {
        self.entries.push(LedgerEntry { exposed, added_at, marks: Vec::new() });
    }

    /// Puts a mark on an entry.
    pub fn mark(&mut self, number: u32, marked: Marked) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.exposed.number == number) {
            entry.marks.push(marked);
        }
    }

    /// Takes what was learnt of the beginning of an exposure.
    pub fn began(&mut self, number: u32, from: Option<DateTime<Utc>>) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.exposed.number == number) {
            entry.exposed.exposed_from = from;
        }
    }

    /// The window of exposure over all that was exposed: from the earliest beginning known to the last refusal, open
    /// while one of them is not refused. `None` when nothing was exposed.
    pub fn window(&self) -> Option<Window> {
        let exposed = || self.entries.iter().filter(|entry| entry.state() != ExposureState::NotExposed);
        exposed().next()?;
        let open = exposed().any(|entry| entry.exposed_until().is_none());
        Some(Window {
            from: exposed().filter_map(|entry| entry.exposed.exposed_from).min(),
            until: if open { None } else { exposed().filter_map(LedgerEntry::exposed_until).max() },
            unknown_from: exposed()
                .filter(|entry| entry.exposed.exposed_from.is_none())
                .map(|entry| entry.exposed.number)
                .collect(),
        })
    }

    /// When the last of those that were exposed got a mark (UTC). `None` while one has not got it.
    pub fn all(&self, mark: Mark) -> Option<DateTime<Utc>> {
        let exposed = self.entries.iter().filter(|entry| entry.state() != ExposureState::NotExposed);
        exposed.map(|entry| entry.at(mark)).collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// What keeps the incident from being closed.
    pub fn open_ends(&self) -> Vec<OpenEnd> {
        if self.entries.is_empty() {
            return vec![OpenEnd::EmptyLedger];
        }
        let unsettled = self.entries.iter().filter(|entry| !entry.state().is_settled());
        unsettled
            .map(|entry| OpenEnd::NotProved {
                number: entry.exposed.number,
                name: text::one_line(&entry.exposed.name, LONGEST_NAME),
                state: entry.state(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::subject::Subject;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).expect("a time")
    }

    fn exposed(number: u32, name: &str, from: Option<i64>) -> Exposed {
        Exposed {
            number,
            what: Subject::Name { name: name.to_owned() },
            name: name.to_owned(),
            level: None,
            exposed_from: from.map(at),
            because: "read in the same session".to_owned(),
        }
    }

    fn marked(mark: Mark, minutes: i64) -> Marked {
        Marked { mark, at: at(minutes), by: "Ada".to_owned(), statement: "seen".to_owned() }
    }

    #[test]
    fn scope_grows_and_closes_when_each_is_settled() {
        let mut scope = Scope::default();
        assert_eq!(scope.open_ends(), [OpenEnd::EmptyLedger]);
        assert_eq!((scope.window(), scope.all(Mark::Revoked)), (None, None));
        scope.add(exposed(1, "prod/db", Some(-60)), at(0));
        assert_eq!(
            scope.check_added(&exposed(2, "prod/db", None), at(1)),
            Err(LedgerFault::Already("prod/db".into(), 1))
        );
        assert_eq!(scope.check_added(&exposed(3, "prod/key", None), at(1)), Err(LedgerFault::NotNext(2)));
        assert_eq!(scope.check_added(&exposed(2, "prod/key", Some(9)), at(1)), Err(LedgerFault::InFuture));
        assert_eq!(scope.check_added(&exposed(2, "prod/key", None), at(1)), Ok(()));
        scope.add(exposed(2, "prod/key", None), at(1));
        scope.add(exposed(3, "prod/other", Some(-90)), at(1));
        let window = scope.window().expect("a window");
        assert_eq!(window, Window { from: Some(at(-90)), until: None, unknown_from: vec![2] });
        assert_eq!(window.length(at(10)), Some(TimeDelta::minutes(100)));
        assert_eq!(scope.open_ends().len(), 3);
        // The third was not exposed: the window shrinks.
        scope.mark(3, marked(Mark::NotExposed, 5));
        for (number, minutes) in [(1, 10), (2, 20)] {
            assert_eq!(scope.check_marked(number, &marked(Mark::Revoked, minutes), at(60)), Ok(()));
            scope.mark(number, marked(Mark::Revoked, minutes));
        }
        assert_eq!(scope.all(Mark::Revoked), Some(at(20)));
        scope.mark(1, marked(Mark::Proved, 30));
        assert_eq!((scope.all(Mark::Proved), scope.open_ends().len()), (None, 1));
        scope.mark(2, marked(Mark::Proved, 25));
        scope.began(2, Some(at(-70)));
        let window = scope.window().expect("a window");
        assert_eq!(window, Window { from: Some(at(-70)), until: Some(at(30)), unknown_from: vec![] });
        assert_eq!((window.length(at(99)), scope.open_ends()), (Some(TimeDelta::minutes(100)), vec![]));
        assert_eq!(scope.check_marked(9, &marked(Mark::Proved, 1), at(1)), Err(LedgerFault::NoSuchEntry(9)));
    }
}
