//! What may be written into an incident's log.

use chrono::{DateTime, Utc};

use super::{Incident, State};
use crate::incident::entry::{Entry, Opening, Pinned};
use crate::incident::evidence::{EvidenceFault, is_sha256};
use crate::incident::ledger::LedgerFault;
use crate::incident::notice::{Answer, Moment, NoticeFault, Row};
use crate::incident::postmortem::FollowUpFault;
use crate::incident::scope::OpenEnd;
use crate::incident::step::{self, Acted, PlannedStep, StepFault};
use crate::incident::text::{self, LONGEST_NAME};
use crate::incident::timeline::{CLOCK_SKEW, NoteFault};
use crate::incident::watch::Watch;
use crate::rotation::statement::StatementFault;

/// Why an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The log has begun.
    #[error("the incident is open already")]
    Opened,
    /// It is closed.
    #[error("the incident is closed: open it again first")]
    Closed,
    /// It is where it is asked to go, or cannot go there from where it stands.
    #[error("the incident is {}", .0.code())]
    State(State),
    /// Nobody is named.
    #[error("say who")]
    NoName,
    /// Something is not said.
    #[error("say {0}")]
    Unsaid(&'static str),
    /// A time lies in the future, or out of order.
    #[error("{0}")]
    Time(&'static str),
    /// Numbers follow each other.
    #[error("the next number is {0}")]
    NotNext(u32),
    /// What it is about is not there.
    #[error("there is no {what} {number}")]
    NoSuch {
        /// What.
        what: &'static str,
        /// Its number.
        number: u64,
    },
    /// It was done.
    #[error("that was recorded already")]
    Twice,
    /// A runbook is pinned without exact hashes.
    #[error("a runbook is pinned with the SHA-256 of its source and of its resolved form")]
    NotExact,
    /// A watch without places watches nothing.
    #[error("name at least one account and region to watch")]
    NoPlace,
    /// An exercise tells no authority.
    #[error("this is an exercise: nothing is filed")]
    Drill,
    /// A run leads a rotation or a review, and has nothing that was exposed.
    #[error("this run leads a {0}: start an incident for what was exposed")]
    Run(&'static str),
    /// Something keeps it from being closed.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    OpenEnds(Vec<OpenEnd>),
    /// A step.
    #[error(transparent)]
    Step(#[from] StepFault),
    /// A note.
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    /// A notice.
    #[error(transparent)]
    Notice(#[from] NoticeFault),
    /// Evidence.
    #[error(transparent)]
    Evidence(#[from] EvidenceFault),
    /// A follow-up.
    #[error(transparent)]
    FollowUp(#[from] FollowUpFault),
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

impl Fault {
    /// What a text looks like that was refused because it looks like a secret, with its article.
    pub fn looks_secret(&self) -> Option<&'static str> {
        let (Self::Text(text)
        | Self::Step(StepFault::Text(text))
        | Self::Note(NoteFault::Text(text))
        | Self::Ledger(LedgerFault::Text(text))
        | Self::Notice(NoticeFault::Text(text))
        | Self::Evidence(EvidenceFault::Text(text))
        | Self::FollowUp(FollowUpFault::Text(text))) = self
        else {
            return None;
        };
        match text {
            StatementFault::LooksSecret { what } => Some(what),
            StatementFault::TooLong { .. } => None,
        }
    }
}

impl Opening {
    /// Checks how an incident begins.
    pub fn check(&self, by: &str, now: DateTime<Utc>) -> Result<(), Fault> {
        if !text::is_said(by) {
            return Err(Fault::NoName);
        }
        said(&self.title, "what it is about")?;
        said(&self.codename, "its code name")?;
        for text in self.reasons.iter().chain([&self.trigger]) {
            text::check(text)?;
        }
        if self.detected_at > now + CLOCK_SKEW {
            return Err(Fault::Time("it was detected in the future"));
        }
        exact(&self.runbook)
    }
}

impl Incident {
    /// Checks an entry that is to be written now. `plan` are the steps of the runbook that leads it, with the team's own,
    /// and `rows` the clocks for notices. What comes back are warnings: the steps that should have come before.
    pub fn check(
        &self,
        entry: &Entry,
        by: &str,
        plan: &[PlannedStep],
        rows: &[Row],
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, Fault> {
        if !text::is_said(by) || by.chars().count() > LONGEST_NAME {
            return Err(Fault::NoName);
        }
        if self.state == State::Closed && !entry.goes_after_close() {
            return Err(Fault::Closed);
        }
        if self.is_run() && entry.is_of_incidents() {
            return Err(Fault::Run(self.opening.subject.code()));
        }
        match entry {
            Entry::Opened(_) => return Err(Fault::Opened),
            Entry::Step { step, act } => {
                let acted = Acted { step: step.clone(), act: act.clone(), by: by.to_owned(), at: now };
                return Ok(step::check(plan, &self.acts, &acted)?);
            }
            Entry::SeveritySet { why, .. } => said(why, "why")?,
            Entry::MomentSet { moment, at } => check_moment(*moment, *at, now)?,
            Entry::RoleGiven { to, .. } => said(to, "to whom")?,
            Entry::ValueSet { name, value } => {
                if !is_value_name(name) {
                    return Err(Fault::Unsaid("which value: letters, digits, _ and dots, such as db.host"));
                }
                text::check(value)?;
            }
            Entry::StepAdded { id, title, phase, why } => {
                if plan.iter().any(|step| step.id == *id) {
                    return Err(Fault::Twice);
                }
                for (text, what) in [(id, "its id"), (title, "its title"), (phase, "its phase"), (why, "why")] {
                    said(text, what)?;
                }
            }
            Entry::Copied { step, sha256, .. } => {
                if !plan.iter().any(|planned| planned.id == *step) {
                    return Err(StepFault::NoSuchStep(text::one_line(step, LONGEST_NAME)).into());
                }
                if !is_sha256(sha256) {
                    return Err(EvidenceFault::NotAHash.into());
                }
            }
            Entry::Noted(note) => note.check(now)?,
            Entry::ReportSet { number, .. } => within(*number, self.entries, "entry")?,
            Entry::Exposed(exposed) => self.scope.check_added(exposed, now)?,
            Entry::ExposureBegan { number, from, why } => {
                within((*number).into(), self.scope.entries().len() as u64, "entry of the ledger")?;
                said(why, "what shows it")?;
                if from.is_some_and(|from| from > now + CLOCK_SKEW) {
                    return Err(Fault::Time("it began in the future"));
                }
            }
            Entry::Marked { number, marked } => self.scope.check_marked(*number, marked, now)?,
            Entry::WatchSet(watch) => self.check_watch(watch, now)?,
            Entry::WatchHit { watch, hit } => {
                self.known_watch(*watch)?;
                if self.hits.iter().any(|(of, seen)| of == watch && seen.event_id == hit.event_id) {
                    return Err(Fault::Twice);
                }
            }
            Entry::WatchEnded { watch, .. } => {
                self.known_watch(*watch)?;
                if self.ended_watches.contains(watch) {
                    return Err(Fault::Twice);
                }
            }
            Entry::NoticeDecided(decision) => {
                decision.check(rows, now)?;
                if self.is_drill() && matches!(decision.answer, Answer::Filed { .. }) {
                    return Err(Fault::Drill);
                }
            }
            Entry::UpdateSent { number, channel, .. } => {
                next(*number, self.updates.len())?;
                said(channel, "where it was sent")?;
            }
            Entry::EvidenceAdded(evidence) => evidence.check(next_number(self.evidence.len()), now)?,
            Entry::EvidenceHanded(handed) => handed.check(&self.evidence, &self.handed, now)?,
            Entry::PathFound { basis, .. } => said(basis, "what shows it")?,
            Entry::FollowUpAdded(follow_up) => follow_up.check(next_number(self.follow_ups.len()))?,
            Entry::FollowUpDone { number, note } => {
                within((*number).into(), self.follow_ups.len() as u64, "follow-up")?;
                if self.done_follow_ups.contains(number) {
                    return Err(Fault::Twice);
                }
                text::check(note)?;
            }
            Entry::RunbookMoved { to, why, .. } => {
                exact(to)?;
                if *to == self.runbook {
                    return Err(Fault::Twice);
                }
                said(why, "why")?;
            }
            Entry::Contained { why } => {
                self.stands_in(&[State::Open])?;
                said(why, "what shows that the old value is refused")?;
            }
            Entry::Resolved { cause } => {
                self.stands_in(&[State::Open, State::Contained])?;
                said(cause, "the cause, in a sentence")?;
            }
            Entry::Closed { statement } => {
                let open_ends = self.open_ends();
                if !open_ends.is_empty() {
                    return Err(Fault::OpenEnds(open_ends));
                }
                said(statement, "why it can be closed")?;
            }
            Entry::Reopened { why } => {
                self.stands_in(&[State::Contained, State::Resolved, State::Closed])?;
                said(why, "why it is opened again")?;
            }
        }
        Ok(Vec::new())
    }

    fn stands_in(&self, states: &[State]) -> Result<(), Fault> {
        if states.contains(&self.state) { Ok(()) } else { Err(Fault::State(self.state)) }
    }

    fn known_watch(&self, number: u32) -> Result<&Watch, Fault> {
        let no_such = Fault::NoSuch { what: "watch", number: number.into() };
        self.watches.iter().find(|watch| watch.number == number).ok_or(no_such)
    }

    fn check_watch(&self, watch: &Watch, now: DateTime<Utc>) -> Result<(), Fault> {
        next(watch.number, self.watches.len())?;
        within(watch.entry.into(), self.scope.entries().len() as u64, "entry of the ledger")?;
        if watch.places.is_empty() {
            return Err(Fault::NoPlace);
        }
        if watch.from > now + CLOCK_SKEW {
            return Err(Fault::Time("the watch begins in the future"));
        }
        said(watch.what.value(), "what is watched")
    }
}

fn check_moment(moment: Moment, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Fault> {
    if moment == Moment::Filed {
        return Err(Fault::Time("when a notice was filed is told with its decision"));
    }
    if at > now + CLOCK_SKEW {
        return Err(Fault::Time("it lies in the future"));
    }
    Ok(())
}

/// Whether a text can name a value: parts of small letters, digits, `_` and `-`, with dots between them.
fn is_value_name(name: &str) -> bool {
    let of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    name.len() <= LONGEST_NAME && name.split('.').all(|part| !part.is_empty() && part.bytes().all(of_name))
}

fn said(text: &str, what: &'static str) -> Result<(), Fault> {
    if !text::is_said(text) {
        return Err(Fault::Unsaid(what));
    }
    Ok(text::check(text)?)
}

fn exact(runbook: &Pinned) -> Result<(), Fault> {
    if !runbook.is_exact() {
        return Err(Fault::NotExact);
    }
    said(&runbook.id, "which runbook")?;
    said(&runbook.version, "which version")
}

fn next_number(so_far: usize) -> u32 {
    u32::try_from(so_far).unwrap_or(u32::MAX).saturating_add(1)
}

fn next(number: u32, so_far: usize) -> Result<(), Fault> {
    if number == next_number(so_far) { Ok(()) } else { Err(Fault::NotNext(next_number(so_far))) }
}

fn within(number: u64, count: u64, what: &'static str) -> Result<(), Fault> {
    if (1..=count).contains(&number) { Ok(()) } else { Err(Fault::NoSuch { what, number }) }
}
