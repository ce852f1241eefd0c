//! An incident: what its log comes to.
//!
//! Nothing of it is stored but the log: [`Incident::replay`] gives the same from the same entries, in whichever process.

mod check;
mod lines;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::clock::{Course, PhaseBudget};
use super::entry::{Entry, Opening, Pinned, Role};
use super::evidence::{Evidence, HandOver};
use super::ledger::{Mark, Marked};
use super::log::LogEntry;
use super::name::Series;
use super::notice::{Moment, Moments, NoticeDecision};
use super::postmortem::{ExposurePath, FollowUp, Past, Times, measured};
use super::scope::{OpenEnd, Scope};
use super::severity::Severity;
use super::step::Acted;
use super::update::{NextUpdate, Variant, next_update};
use super::watch::{Hit, Watch};
use crate::code::codes;

pub use check::Fault;
pub use lines::timeline;

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being looked into.
    Open,
    /// The old value is refused.
    Contained,
    /// Consumers are on new values.
    Resolved,
    /// Closed. It can be opened again.
    Closed,
}

codes!(State { Open => "open", Contained => "contained", Resolved => "resolved", Closed => "closed" });

impl State {
    /// The word that a status update has for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "Investigating",
            Self::Contained => "Contained",
            Self::Resolved => "Resolved",
            Self::Closed => "Closed",
        }
    }
}

/// An update that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentUpdate {
    /// Its number.
    pub number: u32,
    /// What it was for.
    pub variant: Variant,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Where to.
    pub channel: String,
}

/// A log that begins with something else than an opening.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log does not begin with an opening")]
pub struct NotOpened;

/// An incident, as its log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// How it began.
    pub opening: Opening,
    /// When it was opened (UTC).
    pub opened_at: DateTime<Utc>,
    /// Who opened it.
    pub opened_by: String,
    /// Where it stands.
    pub state: State,
    /// Since when (UTC).
    pub state_at: DateTime<Utc>,
    /// How grave it is.
    pub severity: Severity,
    /// How grave it was at its worst.
    pub worst: Severity,
    /// The runbook that leads it now.
    pub runbook: Pinned,
    /// The moments from which clocks run.
    pub moments: Moments,
    /// Who has which role.
    pub roles: BTreeMap<Role, String>,
    /// What people typed in for placeholders and inputs of the runbook, by name. Hostile text.
    pub values: BTreeMap<String, String>,
    /// Steps of the team's own: id, title and phase.
    pub added_steps: Vec<(String, String, String)>,
    /// What was done with steps.
    pub acts: Vec<Acted>,
    /// What was exposed.
    pub scope: Scope,
    /// Watches, in the order of their numbers.
    pub watches: Vec<Watch>,
    /// Watches that ended.
    pub ended_watches: BTreeSet<u32>,
    /// Calls that watches saw, with the watch's number.
    pub hits: Vec<(u32, Hit)>,
    /// Decisions on notices.
    pub decisions: Vec<NoticeDecision>,
    /// Updates that were sent.
    pub updates: Vec<SentUpdate>,
    /// Evidence, in the order of its numbers.
    pub evidence: Vec<Evidence>,
    /// Hand-overs of evidence.
    pub handed: Vec<HandOver>,
    /// How the value got out.
    pub path: Option<ExposurePath>,
    /// Follow-ups, in the order of their numbers.
    pub follow_ups: Vec<FollowUp>,
    /// Numbers of follow-ups that are done.
    pub done_follow_ups: BTreeSet<u32>,
    /// When it was last opened again (UTC).
    pub reopened_at: Option<DateTime<Utc>>,
    /// When it was last closed (UTC). Kept when it is opened again.
    pub closed_at: Option<DateTime<Utc>>,
    /// The newest time in the log (UTC): clocks never begin before it.
    pub newest_at: DateTime<Utc>,
    /// How many entries the log has.
    pub entries: u64,
}

impl Incident {
    /// What a log comes to. The chain is checked elsewhere ([`super::log::verify`]).
    pub fn replay(entries: &[LogEntry]) -> Result<Self, NotOpened> {
        let (first, rest) = entries.split_first().ok_or(NotOpened)?;
        let Entry::Opened(opening) = &first.entry else { return Err(NotOpened) };
        let mut incident = Self {
            opened_at: first.at,
            opened_by: first.by.clone(),
            state: State::Open,
            state_at: first.at,
            severity: opening.severity,
            worst: opening.severity,
            runbook: opening.runbook.clone(),
            moments: [(Moment::Detected, opening.detected_at)].into(),
            roles: BTreeMap::new(),
            values: BTreeMap::new(),
            added_steps: Vec::new(),
            acts: Vec::new(),
            scope: Scope::default(),
            watches: Vec::new(),
            ended_watches: BTreeSet::new(),
            hits: Vec::new(),
            decisions: Vec::new(),
            updates: Vec::new(),
            evidence: Vec::new(),
            handed: Vec::new(),
            path: None,
            follow_ups: Vec::new(),
            done_follow_ups: BTreeSet::new(),
            reopened_at: None,
            closed_at: None,
            newest_at: first.at,
            entries: 1,
            opening: (**opening).clone(),
        };
        for entry in rest {
            incident.apply(entry);
        }
        Ok(incident)
    }

    /// Takes one more entry of its log, in order.
    pub fn apply(&mut self, log_entry: &LogEntry) {
        let LogEntry { at, by, entry, .. } = log_entry;
        self.newest_at = self.newest_at.max(*at);
        self.entries += 1;
        match entry {
            // A log begins once, and what only the report and the timeline need is read from the log itself.
            Entry::Opened(_) | Entry::Copied { .. } | Entry::Noted(_) | Entry::ReportSet { .. } => {}
            Entry::SeveritySet { severity, .. } => {
                self.severity = *severity;
                self.worst = self.worst.max(*severity);
            }
            Entry::MomentSet { moment, at } => {
                self.moments.insert(*moment, *at);
            }
            Entry::RoleGiven { role, to } => {
                self.roles.insert(*role, to.clone());
            }
            Entry::ValueSet { name, value } if value.is_empty() => drop(self.values.remove(name)),
            Entry::ValueSet { name, value } => {
                self.values.insert(name.clone(), value.clone());
            }
            Entry::StepAdded { id, title, phase, .. } => {
                self.added_steps.push((id.clone(), title.clone(), phase.clone()));
            }
            Entry::Step { step, act } => {
                self.acts.push(Acted { step: step.clone(), act: act.clone(), by: by.clone(), at: *at });
            }
            Entry::Exposed(exposed) => self.scope.add(exposed.clone(), *at),
            Entry::ExposureBegan { number, from, .. } => self.scope.began(*number, *from),
            Entry::Marked { number, marked } => self.scope.mark(*number, marked.clone()),
            Entry::WatchSet(watch) => self.watches.push(watch.clone()),
            Entry::WatchHit { watch, hit } => self.hits.push((*watch, hit.clone())),
            Entry::WatchEnded { watch, .. } => {
                self.ended_watches.insert(*watch);
            }
            Entry::NoticeDecided(decision) => self.decisions.push(decision.clone()),
            Entry::UpdateSent { number, variant, channel } => {
                self.updates.push(SentUpdate { number: *number, variant: *variant, at: *at, channel: channel.clone() });
            }
            Entry::EvidenceAdded(evidence) => self.evidence.push(evidence.clone()),
            Entry::EvidenceHanded(handed) => self.handed.push(handed.clone()),
            Entry::PathFound { path, .. } => self.path = Some(*path),
            Entry::FollowUpAdded(follow_up) => self.follow_ups.push(follow_up.clone()),
            Entry::FollowUpDone { number, .. } => {
                self.done_follow_ups.insert(*number);
            }
            Entry::RunbookMoved { to, .. } => self.runbook = to.clone(),
            Entry::Contained { .. } => self.enter(State::Contained, *at),
            Entry::Resolved { .. } => self.enter(State::Resolved, *at),
            Entry::Closed { .. } => {
                self.enter(State::Closed, *at);
                self.closed_at = Some(*at);
            }
            Entry::Reopened { .. } => {
                self.enter(State::Open, *at);
                self.reopened_at = Some(*at);
            }
        }
    }

    fn enter(&mut self, state: State, at: DateTime<Utc>) {
        (self.state, self.state_at) = (state, at);
    }

    /// Whether it is an exercise.
    pub fn is_drill(&self) -> bool {
        self.opening.id.is_drill()
    }

    /// Whether it is a rotation or a review that follows a runbook.
    pub fn is_run(&self) -> bool {
        self.opening.id.series == Series::Run
    }

    /// What keeps it from being closed. A run has no ledger: the rotation or the review says itself what it proves.
    pub fn open_ends(&self) -> Vec<OpenEnd> {
        if self.is_run() { Vec::new() } else { self.scope.open_ends() }
    }

    /// When it was first noticed (UTC), by what is known now.
    pub fn detected_at(&self) -> DateTime<Utc> {
        self.moments.get(&Moment::Detected).copied().unwrap_or(self.opening.detected_at)
    }

    /// From when its clocks count. After it was opened again they count from then.
    pub fn course(&self) -> Course {
        let stopped_at = (self.state == State::Closed).then_some(self.state_at);
        match self.reopened_at {
            Some(again) => Course { detected_at: again, opened_at: again, stopped_at },
            None => Course { detected_at: self.detected_at(), opened_at: self.opened_at, stopped_at },
        }
    }

    /// When the next update is due.
    pub fn next_update(&self) -> NextUpdate {
        // What goes to customers is no update to those who work on it.
        let internal = self.updates.iter().rfind(|update| update.variant != Variant::Customers);
        let opened_at = self.reopened_at.unwrap_or(self.opened_at);
        let last = internal.filter(|update| update.at >= opened_at).map(|update| (update.at, update.variant));
        next_update(self.severity, self.state, opened_at, last)
    }

    /// When what happened, for the report and the numbers.
    pub fn times(&self) -> Times {
        Times {
            exposed: self.scope.window().and_then(|window| window.from),
            detected: Some(self.detected_at()),
            opened: Some(self.opened_at),
            revoked: self.scope.all(Mark::Revoked),
            proved: self.scope.all(Mark::Proved),
            replaced: self.scope.all(Mark::Replaced),
            closed: (self.state == State::Closed).then_some(self.state_at),
        }
    }

    /// The incident for the numbers over many, with its spans against the budgets of its runbook's phases.
    pub fn past(&self, phases: &[PhaseBudget], public_or_confirmed: bool) -> Past {
        let open = |one: &&FollowUp| !self.done_follow_ups.contains(&one.number);
        Past {
            drill: self.is_drill(),
            severity: self.worst,
            path: self.path,
            runbook: self.runbook.id.clone(),
            exposed: self.scope.entries().iter().map(|entry| entry.exposed.name.clone()).collect(),
            measured: measured(&self.times(), self.worst, public_or_confirmed, phases),
            open_follow_ups: self.follow_ups.iter().filter(open).cloned().collect(),
        }
    }

    /// What is to be written when a watch saw a call: the hit; and where the call worked, that the incident is open again
    /// and its credential exposed. Nothing for a call that was written before.
    pub fn on_hit(&self, watch: u32, hit: &Hit) -> Vec<Entry> {
        let seen = self.hits.iter().any(|(of, seen)| *of == watch && seen.event_id == hit.event_id);
        let Some(watch) = self.watches.iter().find(|one| one.number == watch && !seen && hit.at > one.from) else {
            return Vec::new();
        };
        let mut entries = vec![Entry::WatchHit { watch: watch.number, hit: hit.clone() }];
        if hit.refused {
            return entries;
        }
        if self.state != State::Open {
            let why = format!("watch {} saw a use after the revocation", watch.number);
            entries.push(Entry::Reopened { why });
        }
        let statement = format!("used after it was revoked: CloudTrail event {}", hit.event_id);
        let marked = Marked { mark: Mark::ExposedAgain, at: hit.at, by: KEYTURN.to_owned(), statement };
        entries.push(Entry::Marked { number: watch.entry, marked });
        entries
    }

    /// How long it has been since it was detected, or until it was closed.
    pub fn elapsed(&self, now: DateTime<Utc>) -> TimeDelta {
        let Course { detected_at, stopped_at, .. } = self.course();
        (stopped_at.unwrap_or(now) - detected_at).max(TimeDelta::zero())
    }
}

/// The name under which Keyturn writes what it saw by itself.
pub const KEYTURN: &str = "Keyturn";

#[cfg(test)]
mod tests;
