//! The moments by which something must have happened, each in words.

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::incident::Incident;
use keyturn_domain::incident::clock::{Mark, Marked, Standing, marks, phase_clocks};
use keyturn_domain::incident::notice::{NoticeState, Notices, clocks};
use keyturn_domain::incident::step::{phase_ends, state};
use keyturn_domain::incident::update::NextUpdate;
use keyturn_domain::incident::watch::{Answer, LONG, SHORT, watching};

use super::is_running;
use super::run::{Run, has_budget};

/// A mark in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkShown {
    /// What, and when (UTC).
    pub mark: Mark,
    /// What, in words.
    pub words: String,
    /// Whether it has passed.
    pub late: bool,
}

/// Marks that are late, the oldest first; then the next one. None of an incident that is closed but those of notices.
pub(super) fn of(
    incident: &Incident,
    run: &Run,
    answers: &[Answer],
    notices: &Notices,
    now: DateTime<Utc>,
) -> Vec<MarkShown> {
    let mut open = Vec::new();
    if is_running(incident) {
        of_steps(incident, run, now, &mut open);
        if let NextUpdate::At(at) = incident.next_update() {
            open.push(Mark { at, what: Marked::Update });
        }
        for watch in incident.watches.iter().filter(|watch| !incident.ended_watches.contains(&watch.number)) {
            let seen = watching(watch, answers);
            let span = if seen.short_done { LONG } else { SHORT };
            if !seen.long_done {
                open.push(Mark { at: watch.from + span, what: Marked::Watch(watch.number.to_string()) });
            }
        }
    }
    for clock in clocks(notices, &incident.moments, &incident.decisions, now) {
        // What nobody has decided is asked beside the rows; it is no mark before somebody says that it applies.
        if let (NoticeState::Due, Some(at)) = (&clock.state, clock.due_at) {
            open.push(Mark { at, what: Marked::Notice(clock.row.id.clone()) });
        }
    }
    let found = marks(open, now);
    let late = found.late.into_iter().map(|mark| (mark, true));
    let shown = |(mark, late): (Mark, bool)| MarkShown { words: words(&mark.what, incident, run, notices), mark, late };
    late.chain(found.next.map(|mark| (mark, false))).map(shown).collect()
}

fn of_steps(incident: &Incident, run: &Run, now: DateTime<Utc>, open: &mut Vec<Mark>) {
    let course = incident.course();
    for planned in run.plan.iter().filter(|planned| state(planned, &incident.acts).is_open()) {
        let due = run.runbook.step(&planned.id).and_then(|step| step.due);
        open.extend(due.map(|due| Mark {
            at: course.detected_at + TimeDelta::minutes(due.minutes().into()),
            what: Marked::Step(planned.id.clone()),
        }));
    }
    let budgets = run.budgets();
    let ends = phase_ends(&run.plan, &incident.acts);
    for (clock, budget) in phase_clocks(&budgets, &course, &ends, now).into_iter().zip(&budgets) {
        let runs = matches!(clock.standing, Standing::Left(_) | Standing::Over(_));
        if let Some(at) = clock.due_at.filter(|_| runs && has_budget(budget)) {
            open.push(Mark { at, what: Marked::Phase(clock.id) });
        }
    }
}

fn words(what: &Marked, incident: &Incident, run: &Run, notices: &Notices) -> String {
    match what {
        Marked::Step(id) => run.runbook.step(id).map_or_else(|| id.clone(), |step| step.title.clone()),
        Marked::Phase(id) => {
            let phase = run.runbook.phases.iter().find(|phase| phase.id == *id);
            format!("end of {}", phase.map_or(id.as_str(), |phase| phase.title.as_str()))
        }
        Marked::Update => "status update".to_owned(),
        Marked::Notice(id) => {
            let row = notices.rows.iter().find(|row| row.id == *id);
            row.map_or_else(|| id.clone(), |row| row.name.clone())
        }
        Marked::Watch(number) => {
            let watch = incident.watches.iter().find(|watch| watch.number.to_string() == *number);
            let name = watch.and_then(|watch| incident.scope.entry(watch.entry)).map(|entry| &entry.exposed.name);
            format!("watch on {}", name.map_or(number.as_str(), String::as_str))
        }
    }
}
