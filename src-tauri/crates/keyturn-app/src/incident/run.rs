//! The run of an incident: the runbook that it pinned, its steps with their conditions worked out on what is known, and
//! the budgets of its phases.

use keyturn_domain::incident::Incident;
use keyturn_domain::incident::clock::{BudgetFrom, PhaseBudget};
use keyturn_domain::incident::step::{Condition, PlannedStep, facts};
use keyturn_runbook::condition::{Facts, Tri};
use keyturn_runbook::fill::Values;
use keyturn_runbook::runbook::{Runbook, Step};
use keyturn_runbook::words::{Act, Since};
use keyturn_store::{Reader, StoreError};

/// The budget of a phase that has none, in minutes: for ever.
const NO_BUDGET: u32 = u32::MAX;

/// The pinned runbook of an incident, with the steps that the team added.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The runbook as it was pinned.
    pub(super) runbook: Runbook,
    /// The team's folder that it came from; `None` for a shipped one.
    pub(super) folder: Option<String>,
    /// Its steps in order, with the team's own at the end of their phases.
    pub(super) plan: Vec<PlannedStep>,
    /// What its conditions are worked out on.
    pub(super) facts: Facts,
}

impl Run {
    /// The run of an incident with what is known. The pinned text is this database's own: without it nothing can be
    /// followed, and the log says which it was.
    pub(super) fn read(reader: &Reader<'_>, incident: &Incident, values: &Values) -> Result<Self, StoreError> {
        let pinned = &incident.runbook;
        let missing = |reason: String| StoreError::Row { table: "incident_runbooks", reason };
        let text = reader
            .incidents()
            .pinned(&pinned.resolved_sha256, &pinned.source_sha256)?
            .ok_or_else(|| missing(format!("{} {} is not there", pinned.id, pinned.version)))?;
        let runbook: Runbook = serde_json::from_str(&text.resolved).map_err(|error| missing(error.to_string()))?;
        let mut plan = steps(&runbook, incident);
        let mut known: Facts = values.clone();
        known.extend(facts(&plan, &incident.acts));
        for (planned, step) in plan.iter_mut().filter_map(|planned| {
            let step = runbook.step(&planned.id)?;
            Some((planned, step))
        }) {
            planned.condition = condition(step, &known);
        }
        Ok(Self { runbook, folder: text.folder, plan, facts: known })
    }

    /// The budget of each phase.
    pub(super) fn budgets(&self) -> Vec<PhaseBudget> {
        budgets(&self.runbook)
    }

    /// The budgets that are set: what times are measured against.
    pub(super) fn set_budgets(&self) -> Vec<PhaseBudget> {
        self.budgets().into_iter().filter(|budget| budget.minutes != NO_BUDGET).collect()
    }
}

/// Whether a phase has a budget.
pub(super) fn has_budget(budget: &PhaseBudget) -> bool {
    budget.minutes != NO_BUDGET
}

fn budgets(runbook: &Runbook) -> Vec<PhaseBudget> {
    let budget = |phase: &keyturn_runbook::runbook::Phase| PhaseBudget {
        id: phase.id.clone(),
        minutes: phase.budget.map_or(NO_BUDGET, keyturn_runbook::span::Span::minutes),
        from: match phase.since {
            Since::Detected => BudgetFrom::Detected,
            Since::Phase => BudgetFrom::Phase,
            Since::Start => BudgetFrom::Start,
        },
    };
    runbook.phases.iter().map(budget).collect()
}

/// The steps without their conditions.
fn steps(runbook: &Runbook, incident: &Incident) -> Vec<PlannedStep> {
    let mut steps = Vec::new();
    for phase in &runbook.phases {
        steps.extend(phase.steps.iter().map(|step| planned(step, &phase.id)));
        let own = incident.added_steps.iter().filter(|(.., of)| phase_of(runbook, of) == Some(phase.id.as_str()));
        let planned = |(id, ..): &(String, String, String)| PlannedStep {
            id: id.clone(),
            phase: phase.id.clone(),
            ..PlannedStep::default()
        };
        steps.extend(own.map(planned));
    }
    steps
}

/// The phase of a step that was added: the one named, or the last where the runbook that leads now has none such.
fn phase_of<'r>(runbook: &'r Runbook, named: &str) -> Option<&'r str> {
    let named = runbook.phases.iter().find(|phase| phase.id == named);
    named.or(runbook.phases.last()).map(|phase| phase.id.as_str())
}

fn planned(step: &Step, phase: &str) -> PlannedStep {
    let choices = if step.act == Act::Decision { step.choices.as_slice() } else { &[] };
    PlannedStep {
        id: step.id.clone(),
        phase: phase.to_owned(),
        condition: Condition::Holds,
        two_person: step.two_person,
        needs: step.needs.clone(),
        choices: choices.iter().map(|choice| choice.value.clone()).collect(),
        sets: step.sets.clone(),
        records: step.evidence.iter().map(|evidence| evidence.id.clone()).collect(),
    }
}

fn condition(step: &Step, known: &Facts) -> Condition {
    match step.when.as_ref().map(|when| when.eval(known)) {
        None | Some(Tri::True) => Condition::Holds,
        Some(Tri::False) => Condition::Fails,
        Some(Tri::Unknown) => Condition::Undecided,
    }
}
