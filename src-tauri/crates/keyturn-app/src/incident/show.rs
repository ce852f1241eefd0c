//! The screen of an incident: the run as it stands, everything filled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::clock::{Now, PhaseClock, phase_clocks};
use keyturn_domain::incident::ledger::LedgerEntry;
use keyturn_domain::incident::notice::{NoticeDecision, NoticeState, Notices, Row as NoticeRow, clocks};
use keyturn_domain::incident::scope::Window;
use keyturn_domain::incident::step::{Acted, PlannedStep, StepState, current, phase_ends, state};
use keyturn_domain::incident::watch::{Answer as WatchAnswer, Watch, Watching, watching};
use keyturn_domain::incident::{Incident, IncidentId, Pinned, Role, Subject};
use keyturn_runbook::condition::Tri;
use keyturn_runbook::fill::{Filled, Values, fill, fill_markdown, fill_text};
use keyturn_runbook::placeholder::visible;
use keyturn_runbook::runbook::{Phase, Snippet, Step, Timer};
use keyturn_runbook::span::Span;
use keyturn_store::{Reader, StoreError};

use super::list::Row;
use super::marks::{self, MarkShown};
use super::reaches::{self, Reached};
use super::run::{Run, has_budget};
use super::values::{Known, values};
use super::{Answer, Clocks, ok, parse_id, read};
use crate::app::App;
use crate::error::AppError;
use crate::markdown::to_html;
use crate::rotation::LastDue;
use crate::runbooks::Library;

/// An incident as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The incident in a line, with all that its log comes to.
    pub row: Row,
    /// What time it is (UTC), and what the machine's clocks disagree on.
    pub now: Now,
    /// The runbook that leads it.
    pub runbook: RunbookShown,
    /// Its phases with their steps.
    pub phases: Vec<PhaseShown>,
    /// The step to do now, by its id.
    pub current: Option<String>,
    /// Marks that are late, the oldest first; then the next one.
    pub marks: Vec<MarkShown>,
    /// Who has which role: the lead, then those that the runbook asks for, in its order.
    pub roles: Vec<(Role, Option<String>)>,
    /// From when to when something was exposed, in words.
    pub window: String,
    /// The rotations of what is in the ledger, by the numbers of its entries.
    pub rotations: BTreeMap<u32, i64>,
    /// Its watches.
    pub watches: Vec<WatchShown>,
    /// The clocks of notices.
    pub notices: Vec<NoticeShown>,
    /// On what calendar their days are counted, in a sentence.
    pub notice_calendar: String,
}

/// The runbook of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunbookShown {
    /// Exactly which.
    pub pinned: Pinned,
    /// Its title.
    pub title: String,
    /// The team's folder; `None` for a shipped one.
    pub folder: Option<String>,
    /// Whether its buttons work: shipped, or approved by a person.
    pub approved: bool,
    /// The version that the library has by now, where its text is another one.
    pub newer: Option<String>,
}

/// A phase.
#[derive(Clone, Debug)]
pub struct PhaseShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it wants.
    pub goal: String,
    /// Its budget in minutes.
    pub budget_minutes: Option<u32>,
    /// Its clock; `None` without a budget.
    pub clock: Option<PhaseClock>,
    /// Its steps.
    pub steps: Vec<StepShown>,
}

/// A step, filled in.
#[derive(Clone, Debug)]
pub struct StepShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub state: StepState,
    /// The act that ended it.
    pub ended: Option<Acted>,
    /// The step in the runbook; `None` for one of the team's own.
    pub step: Option<Step>,
    /// The facts that its condition asks for and nobody knows.
    pub unknown: Vec<String>,
    /// Titles of the steps that should come first and are open.
    pub needs: Vec<String>,
    /// Its hard mark (UTC).
    pub due_at: Option<DateTime<Utc>>,
    /// Facts beside it; `None`: not known. Hostile text, with hidden characters shown as codes.
    pub prefill: Vec<(String, Option<String>)>,
    /// What and why, as HTML that is safe to show.
    pub html: String,
    /// What to copy.
    pub snippets: Vec<SnippetShown>,
    /// How one knows that it worked.
    pub verify: String,
    /// Until when it waits (UTC).
    pub wait_until: Option<DateTime<Utc>>,
    /// What it brings about in what the run leads, and whether that is so.
    pub reached: Option<Reached>,
}

/// A snippet, filled in.
#[derive(Clone, Debug)]
pub struct SnippetShown {
    /// The snippet.
    pub snippet: Snippet,
    /// Its text, and what is missing.
    pub filled: Filled,
}

/// A watch.
#[derive(Clone, Debug)]
pub struct WatchShown {
    /// The watch.
    pub watch: Watch,
    /// What it has shown so far.
    pub watching: Watching,
}

/// A notice with its clock.
#[derive(Clone, Debug)]
pub struct NoticeShown {
    /// Its row.
    pub row: NoticeRow,
    /// Whether the row is an organisation's own.
    pub own: bool,
    /// How it stands.
    pub state: NoticeState,
    /// Whether its clock has started.
    pub started: bool,
    /// Until when it is due (UTC).
    pub due_at: Option<DateTime<Utc>>,
    /// Whether it is, or was, late.
    pub late: bool,
    /// Decisions on it, the newest first.
    pub decisions: Vec<NoticeDecision>,
}

impl App {
    /// The screen of an incident.
    pub async fn incident(&self, id: &str) -> Result<Shown, AppError> {
        let (id, library) = (parse_id(id)?, self.runbook_library().await?);
        let (clocks, due) = (Arc::clone(&self.incident_clocks), Arc::clone(&self.due));
        self.with_database(move |database| database.read(|reader| shown(reader, id, &clocks, &due, &library))?).await
    }
}

/// An incident as it is shown, within a reading or writing.
pub(super) fn shown(
    reader: &Reader<'_>,
    id: IncidentId,
    clocks: &Clocks,
    due: &LastDue,
    library: &Library,
) -> Answer<Shown> {
    let (incident, _) = ok!(read(reader, id)?);
    let now = clocks.now(&incident);
    let values = values(reader, &incident, Known { due, issuers: &library.catalogue.issuers, now: now.at })?;
    let run = Run::read(reader, &incident, &values)?;
    let answers = reader.incidents().answers(id)?;
    let marks = marks::of(&incident, &run, &answers, &library.notices, now.at);
    let mut reached = BTreeMap::new();
    for (_, step) in run.runbook.steps() {
        if let Some(found) = step.reaches.map(|reaches| reaches::reached(reader, &incident.opening.subject, reaches)) {
            reached.extend(found?.map(|found| (step.id.as_str(), found)));
        }
    }
    Ok(Ok(Shown {
        now,
        runbook: runbook(&incident, &run, library),
        phases: phases(&incident, &run, &values, &reached, now.at),
        current: current(&run.plan, &incident.acts).map(|step| step.id.clone()),
        roles: roles(&incident, &run),
        window: window_words(incident.scope.window().as_ref()),
        rotations: rotations(reader, &incident)?,
        watches: watches(&incident, &answers),
        notices: notices(&incident, &library.notices, now.at),
        notice_calendar: library.notices.calendar_words(),
        row: Row { incident, mark: marks.first().cloned() },
        marks,
    }))
}

fn runbook(incident: &Incident, run: &Run, library: &Library) -> RunbookShown {
    let in_library = library.runbook(&incident.runbook.id).ok();
    let is_other = |sha256: &str| sha256 != incident.runbook.resolved_sha256;
    RunbookShown {
        pinned: incident.runbook.clone(),
        title: run.runbook.title.clone(),
        folder: run.folder.clone(),
        // What a person approved is a text: one that has changed since is another.
        approved: run.folder.is_none()
            || in_library.is_some_and(|(_, now)| now.approved && !is_other(&now.pinned.json_sha256)),
        newer: in_library
            .filter(|(_, now)| is_other(&now.pinned.json_sha256))
            .map(|(entry, _)| entry.runbook.head.version.to_string()),
    }
}

fn phases(
    incident: &Incident,
    run: &Run,
    values: &Values,
    reached: &BTreeMap<&str, Reached>,
    now: DateTime<Utc>,
) -> Vec<PhaseShown> {
    let budgets = run.budgets();
    let ends = phase_ends(&run.plan, &incident.acts);
    let clocks = phase_clocks(&budgets, &incident.course(), &ends, now);
    // What is shown may name facts that steps set.
    let mut known = run.facts.clone();
    known.extend(values.clone());
    let phase = |((phase, clock), budget): ((&Phase, PhaseClock), &keyturn_domain::incident::clock::PhaseBudget)| {
        let of_phase = run.plan.iter().filter(|planned| planned.phase == phase.id);
        PhaseShown {
            id: phase.id.clone(),
            title: phase.title.clone(),
            goal: fill_text(&phase.goal, &known),
            budget_minutes: has_budget(budget).then_some(budget.minutes),
            clock: has_budget(budget).then_some(clock),
            steps: of_phase
                .map(|planned| StepShown {
                    reached: reached.get(planned.id.as_str()).cloned(),
                    ..step(planned, incident, run, &known)
                })
                .collect(),
        }
    };
    run.runbook.phases.iter().zip(clocks).zip(&budgets).map(phase).collect()
}

fn step(planned: &PlannedStep, incident: &Incident, run: &Run, known: &Values) -> StepShown {
    let acts = &incident.acts;
    let written = run.runbook.step(&planned.id);
    let own_title =
        || incident.added_steps.iter().find(|(id, ..)| *id == planned.id).map(|(_, title, _)| title.clone());
    let state = state(planned, acts);
    let ended = (!state.is_open()).then(|| acts.iter().rev().find(|acted| acted.step == planned.id).cloned()).flatten();
    let when = written.and_then(|step| step.when.as_ref());
    let undecided = when.filter(|when| when.eval(&run.facts) == Tri::Unknown);
    let unknown = undecided.iter().flat_map(|when| when.facts()).filter(|fact| !run.facts.contains_key(*fact));
    let minutes = |span: Span| TimeDelta::minutes(span.minutes().into());
    StepShown {
        id: planned.id.clone(),
        title: written.map(|step| fill_text(&step.title, known)).or_else(own_title).unwrap_or_default(),
        ended,
        unknown: unknown.map(str::to_owned).collect(),
        needs: needs(planned, incident, run),
        due_at: written.and_then(|step| step.due).map(|due| incident.course().detected_at + minutes(due)),
        prefill: written.map(|step| prefill(step, known)).unwrap_or_default(),
        html: written.map(|step| to_html(&fill_markdown(&step.prose, known))).unwrap_or_default(),
        snippets: written.map(|step| snippets(step, known)).unwrap_or_default(),
        verify: written.map(|step| fill_text(&step.verify, known)).unwrap_or_default(),
        wait_until: written.filter(|_| state.is_open()).and_then(|step| waits(step, planned, incident, run, known)),
        step: written.cloned(),
        reached: None,
        state,
    }
}

fn needs(planned: &PlannedStep, incident: &Incident, run: &Run) -> Vec<String> {
    let open = |id: &&String| run.plan.iter().any(|other| other.id == **id && state(other, &incident.acts).is_open());
    let title = |id: &String| run.runbook.step(id).map_or_else(|| id.clone(), |step| step.title.clone());
    planned.needs.iter().filter(open).map(title).collect()
}

fn prefill(step: &Step, known: &Values) -> Vec<(String, Option<String>)> {
    step.prefill.iter().map(|name| (name.clone(), known.get(name).map(|value| visible(value)))).collect()
}

/// The snippets of a step, filled in.
pub(super) fn snippets(step: &Step, known: &Values) -> Vec<SnippetShown> {
    let shown = |snippet: &Snippet| SnippetShown { filled: fill(snippet, known), snippet: snippet.clone() };
    step.snippets.iter().map(shown).collect()
}

/// A wait begins when what comes before it has ended: the steps that it needs, or all that stand before it.
fn waits(step: &Step, planned: &PlannedStep, incident: &Incident, run: &Run, known: &Values) -> Option<DateTime<Utc>> {
    let span = match step.timer.as_ref()? {
        Timer::Span(span) => *span,
        Timer::Fact(fact) => known.get(fact)?.parse().ok()?,
    };
    let before: Vec<&PlannedStep> = match &planned.needs[..] {
        [] => run.plan.iter().take_while(|other| other.id != planned.id).collect(),
        needs => run.plan.iter().filter(|other| needs.contains(&other.id)).collect(),
    };
    if before.iter().any(|other| state(other, &incident.acts).is_open()) {
        return None;
    }
    let acts = incident.acts.iter().filter(|acted| before.iter().any(|other| other.id == acted.step));
    let began = acts.map(|acted| acted.at).max().unwrap_or(incident.opened_at);
    Some(began + TimeDelta::minutes(span.minutes().into()))
}

fn roles(incident: &Incident, run: &Run) -> Vec<(Role, Option<String>)> {
    let mut roles = vec![Role::Lead];
    let asked = run.runbook.steps().filter_map(|(_, step)| Role::from_code(step.role.code()));
    for role in asked.chain(incident.roles.keys().copied()) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles.into_iter().map(|role| (role, incident.roles.get(&role).cloned())).collect()
}

/// The window of exposure in words.
pub(super) fn window_words(window: Option<&Window>) -> String {
    let Some(window) = window else { return "Nothing is known to be exposed.".to_owned() };
    let utc = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC").to_string();
    let until = window.until.map_or("it is not over".to_owned(), |until| format!("until {}", utc(until)));
    match (window.from, window.unknown_from.len()) {
        (None, _) => format!("Since when is not known; {until}."),
        (Some(from), 0) => format!("From {}, {until}.", utc(from)),
        (Some(from), 1) => format!("From {} or earlier (of one it is not known), {until}.", utc(from)),
        (Some(from), many) => format!("From {} or earlier (of {many} it is not known), {until}.", utc(from)),
    }
}

/// The open rotation of each secret of the ledger, or the last that was planned since it came in.
fn rotations(reader: &Reader<'_>, incident: &Incident) -> Result<BTreeMap<u32, i64>, StoreError> {
    let secret = |entry: &LedgerEntry| -> Option<SecretArn> {
        match &entry.exposed.what {
            Subject::Secret { arn } => Some(arn.clone()),
            _ => None,
        }
    };
    let arns: Vec<SecretArn> = incident.scope.entries().iter().filter_map(secret).collect();
    let records = reader.rotation().records_of(&arns)?;
    let of = |entry: &LedgerEntry| {
        let arn = secret(entry)?;
        let since = |record: &&keyturn_domain::rotation::record::RotationRecord| {
            record.plan.secret == arn && (record.is_open() || record.plan.planned_at >= entry.added_at)
        };
        let record = records.iter().filter(since).max_by_key(|record| (record.is_open(), record.id))?;
        Some((entry.exposed.number, record.id))
    };
    Ok(incident.scope.entries().iter().filter_map(of).collect())
}

fn watches(incident: &Incident, answers: &[WatchAnswer]) -> Vec<WatchShown> {
    let shown = |watch: &Watch| WatchShown { watching: watching(watch, answers), watch: watch.clone() };
    incident.watches.iter().map(shown).collect()
}

/// Decided and running ones first, then the others, in the order of the rows.
fn notices(incident: &Incident, of: &Notices, now: DateTime<Utc>) -> Vec<NoticeShown> {
    let mut shown: Vec<NoticeShown> = clocks(of, &incident.moments, &incident.decisions, now)
        .into_iter()
        .map(|clock| NoticeShown {
            started: clock.starts_at.is_some() || clock.due_at.is_some(),
            due_at: clock.due_at,
            late: clock.late_by.is_some(),
            decisions: incident.decisions.iter().rev().filter(|one| one.row == clock.row.id).cloned().collect(),
            own: of.own.contains(&clock.row.id),
            row: clock.row.clone(),
            state: clock.state,
        })
        .collect();
    shown.sort_by_key(|one| match (&one.state, one.started) {
        (NoticeState::Due, _) => 0,
        (NoticeState::Filed { .. } | NoticeState::No, _) => 1,
        (NoticeState::Undecided, true) => 2,
        (NoticeState::Undecided, false) => 3,
    });
    shown
}
