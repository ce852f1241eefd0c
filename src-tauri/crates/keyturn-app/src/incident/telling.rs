//! The status update, filled in from what is known. Keyturn sends nothing.

use keyturn_domain::incident::ledger::Mark;
use keyturn_domain::incident::notice::Moment;
use keyturn_domain::incident::record::timeline;
use keyturn_domain::incident::step::{StepState, state};
use keyturn_domain::incident::update::{Action, NextAction, Update, Variant, compose};
use keyturn_domain::incident::watch::LONG;
use keyturn_domain::incident::{Entry, Incident, LogEntry, Role, Subject};

use super::act::{Open, next};
use super::run::Run;
use super::{ok, parse_id, read};
use crate::app::App;
use crate::error::AppError;

/// The most actions of an update; the timeline has the rest.
const MOST: usize = 12;

/// What people write themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// What it is for.
    pub variant: Variant,
    /// Two sentences, facts only; may be empty.
    pub summary: String,
    /// What could be reached; may be empty.
    pub impact: String,
    /// What the reader should do; may be empty.
    pub needed: String,
    /// For customers: whom to ask.
    pub contact: String,
}

impl App {
    /// An update, filled in: its number if it is sent, and its text.
    pub async fn incident_update(&self, id: &str, telling: Telling) -> Result<(u32, String), AppError> {
        let id = parse_id(id)?;
        let hand = self.hand(None, id.to_string()).await?;
        self.with_database(move |database| {
            database.read(|reader| {
                let open = ok!(hand.open(reader, id)?);
                let (_, log) = ok!(read(reader, id)?);
                let number = next(open.incident.updates.len());
                let update = update(&open, &log, telling);
                let text = compose(&update).map_err(|fault| AppError::Incident(fault.into()));
                Ok(text.map(|text| (number, text)))
            })?
        })
        .await
    }
}

fn update(open: &Open, log: &[LogEntry], telling: Telling) -> Update {
    let Open { incident, run, now } = open;
    let Telling { variant, summary, impact, needed, contact } = telling;
    Update {
        number: next(incident.updates.len()),
        variant,
        incident: incident.opening.id,
        codename: incident.opening.codename.clone(),
        severity: incident.severity,
        state: incident.state,
        at: *now,
        detected_at: incident.detected_at(),
        aware_at: incident.moments.get(&Moment::Aware).copied(),
        lead: incident.roles.get(&Role::Lead).cloned().unwrap_or_default(),
        affected: affected(incident),
        summary,
        impact,
        actions: actions(log),
        next_actions: next_actions(incident, run, variant),
        needed,
        refused_at: incident.scope.all(Mark::Proved),
        watched_until: incident.watches.iter().map(|watch| watch.from + LONG).max(),
        next: incident.next_update(),
        contact,
    }
}

/// What is exposed by name, with its account and region.
fn affected(incident: &Incident) -> Vec<String> {
    let entries = incident.scope.entries().iter();
    entries
        .map(|entry| match &entry.exposed.what {
            Subject::Secret { arn } => format!("{} ({} {})", entry.exposed.name, arn.account(), arn.region()),
            _ => entry.exposed.name.clone(),
        })
        .collect()
}

/// What was done: steps, marks and changes of state, as the timeline has them, the newest ones.
fn actions(log: &[LogEntry]) -> Vec<Action> {
    let tells = |number: u64| {
        let entry = log.iter().find(|one| one.sequence == number).map(|one| &one.entry);
        matches!(
            entry,
            Some(
                Entry::Step { .. }
                    | Entry::Marked { .. }
                    | Entry::WatchSet(_)
                    | Entry::WatchHit { .. }
                    | Entry::Contained { .. }
                    | Entry::Resolved { .. }
                    | Entry::Reopened { .. }
            )
        )
    };
    let lines = timeline(log).into_iter().filter(|line| line.in_report && tells(line.number));
    let mut actions: Vec<Action> = lines.map(|line| Action { at: line.happened_at, what: line.text }).collect();
    actions.split_off(actions.len().saturating_sub(MOST))
}

/// What is next: the open steps with their roles; at the end the follow-ups.
fn next_actions(incident: &Incident, run: &Run, variant: Variant) -> Vec<NextAction> {
    if variant == Variant::Resolved {
        let one = |(_, follow_up): (_, keyturn_domain::incident::postmortem::FollowUp)| NextAction {
            what: follow_up.action,
            role: follow_up.owner,
            until: follow_up.due_on.and_hms_opt(23, 59, 59).map(|until| until.and_utc()),
        };
        return super::follow_ups::open_of(incident).map(one).collect();
    }
    let course = incident.course();
    let open = run.plan.iter().filter_map(|planned| {
        let step = run.runbook.step(&planned.id)?;
        let StepState::Open { holder } = state(planned, &incident.acts) else { return None };
        let role = holder.unwrap_or_else(|| step.role.code().to_owned());
        let until = step.due.map(|due| course.detected_at + chrono::TimeDelta::minutes(due.minutes().into()));
        Some(NextAction { what: step.title.clone(), role, until })
    });
    open.take(3).collect()
}
