//! The steps of a run: what was done, by whom, what is current, and what a step must have before it counts.
//!
//! The runbook's text, and what its conditions mean, lie elsewhere: here a step is its id, its phase and what it asks
//! for. State is never stored: it follows from the acts in the log.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::text::{self, LONGEST_NAME, same_person};
use crate::code::codes;
use crate::rotation::statement::StatementFault;

/// What a step's condition comes to, on the facts known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It has none, or it holds.
    #[default]
    Holds,
    /// It does not hold.
    Fails,
    /// A fact is missing.
    Undecided,
}

codes!(Condition { Holds => "holds", Fails => "fails", Undecided => "undecided" });

/// A step as its runbook has it, with its condition worked out on what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// Its id, unique in the runbook.
    pub id: String,
    /// The id of its phase.
    pub phase: String,
    /// Its condition.
    pub condition: Condition,
    /// Whether a second person confirms.
    pub two_person: bool,
    /// The ids of steps that should come before.
    pub needs: Vec<String>,
    /// The values that a decision chooses from; empty for other steps. A value may be a runbook's id.
    pub choices: Vec<String>,
    /// The facts that it sets, such as `exposure.state`.
    pub sets: Vec<String>,
    /// The ids of what it asks to be recorded.
    pub records: Vec<String>,
}

/// One recorded field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The field's id, such as `revoked_at`.
    pub id: String,
    /// What was entered, as text.
    pub value: String,
}

/// What somebody did with a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum StepAct {
    /// Did it.
    Done {
        /// What was chosen, in a decision.
        choice: Option<String>,
        /// The second person, by name.
        second: Option<String>,
        /// What was recorded.
        records: Vec<Recorded>,
    },
    /// Found that it does not apply.
    NotApplicable {
        /// Why.
        why: String,
    },
    /// Gave it to somebody else.
    HandedOver {
        /// To whom.
        to: String,
        /// What they must know. May be empty.
        note: String,
    },
    /// Answered whether it applies, where its condition could not be decided.
    Answered {
        /// Whether it applies.
        applies: bool,
        /// Why.
        why: String,
    },
    /// Took back what was said of it.
    Reopened {
        /// Why.
        why: String,
    },
}

/// An act on a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// The step's id.
    pub step: String,
    /// What.
    pub act: StepAct,
    /// Who.
    pub by: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
}

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// To be done.
    Open {
        /// Who has it, where it was handed over.
        holder: Option<String>,
    },
    /// Its condition cannot be decided: the person is asked.
    Asks,
    /// Its condition does not hold: shown dimmed.
    Dimmed,
    /// Done.
    Done {
        /// When (UTC).
        at: DateTime<Utc>,
        /// By whom.
        by: String,
    },
    /// Does not apply.
    NotApplicable {
        /// When that was said (UTC).
        at: DateTime<Utc>,
        /// By whom.
        by: String,
        /// Why.
        why: String,
    },
}

impl StepState {
    /// The code that is put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Asks => "asks",
            Self::Dimmed => "dimmed",
            Self::Done { .. } => "done",
            Self::NotApplicable { .. } => "not_applicable",
        }
    }

    /// Whether something is still to be done or answered.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::Asks)
    }
}

/// Why an act on a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// The run has no such step.
    #[error("the runbook has no step {0:?}")]
    NoSuchStep(String),
    /// It was done, or said not to apply.
    #[error("{0} is {1} already: reopen it first")]
    Already(String, &'static str),
    /// It is open as it is.
    #[error("{0} is open")]
    IsOpen(String),
    /// Nobody asked whether it applies.
    #[error("whether {0} applies is not in question")]
    NotAsked(String),
    /// A second person is missing.
    #[error("{0} wants a second person, by name")]
    NoSecond(String),
    /// The second person is the first.
    #[error("the second person is the one who did it")]
    SameSecond,
    /// Steps that must come before a two-person step are open.
    #[error("{step} comes after {}", .needs.join(", "))]
    Blocked {
        /// Which.
        step: String,
        /// What is open.
        needs: Vec<String>,
    },
    /// Nothing was chosen, or something else than offered.
    #[error("choose one of {}", .0.join(", "))]
    NoChoice(Vec<String>),
    /// There is nothing to choose.
    #[error("{0} is no decision")]
    NotADecision(String),
    /// A field is recorded that the step does not ask for, or twice.
    #[error("{0:?} is not asked for, or given twice")]
    Unasked(String),
    /// A field is missing.
    #[error("{} must be recorded", .0.join(", "))]
    Unrecorded(Vec<String>),
    /// A reason or a name is missing.
    #[error("say {0}")]
    Unsaid(&'static str),
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

/// How a step stands after these acts, of which only its own count.
pub fn state(step: &PlannedStep, acts: &[Acted]) -> StepState {
    let mut holder = None;
    let mut answer = None;
    let mut end = None;
    for acted in acts.iter().filter(|acted| acted.step == step.id) {
        match &acted.act {
            StepAct::Done { .. } => end = Some(StepState::Done { at: acted.at, by: acted.by.clone() }),
            StepAct::NotApplicable { why } => {
                end = Some(StepState::NotApplicable { at: acted.at, by: acted.by.clone(), why: why.clone() });
            }
            StepAct::HandedOver { to, .. } => holder = Some(to.clone()),
            StepAct::Answered { applies, .. } => answer = Some(*applies),
            // An answer about the condition is taken back with the rest.
            StepAct::Reopened { .. } => (end, answer) = (None, None),
        }
    }
    if let Some(end) = end {
        return end;
    }
    // In doubt it is shown: a "no" counts only while the facts say nothing, a "yes" always.
    match (step.condition, answer) {
        (Condition::Holds, _) | (_, Some(true)) => StepState::Open { holder },
        (Condition::Undecided, None) => StepState::Asks,
        (Condition::Fails, _) | (Condition::Undecided, Some(false)) => StepState::Dimmed,
    }
}

/// The step to do now: the first that is open or asks.
pub fn current<'a>(plan: &'a [PlannedStep], acts: &[Acted]) -> Option<&'a PlannedStep> {
    plan.iter().find(|step| state(step, acts).is_open())
}

/// When each phase ended (UTC): with the last act on it, when none of its steps is open. A phase of which no step
/// applies ends with the one before.
pub fn phase_ends(plan: &[PlannedStep], acts: &[Acted]) -> BTreeMap<String, DateTime<Utc>> {
    let mut ends = BTreeMap::new();
    let mut before = None;
    for steps in plan.chunk_by(|a, b| a.phase == b.phase) {
        let Some(first) = steps.first() else { continue };
        let open = steps.iter().any(|step| state(step, acts).is_open());
        let ids: BTreeSet<&str> = steps.iter().map(|step| step.id.as_str()).collect();
        let last = acts.iter().filter(|acted| ids.contains(acted.step.as_str())).map(|acted| acted.at).max();
        before = if open { None } else { last.or(before) };
        if let Some(end) = before {
            ends.insert(first.phase.clone(), end);
        }
    }
    ends
}

/// The facts that the acts set, by name: of a decision the chosen value, else the recorded field that has the fact's
/// last name. They branch the rest of the run; what was reopened sets nothing.
pub fn facts(plan: &[PlannedStep], acts: &[Acted]) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for step in plan {
        let last = acts.iter().rev().find(|acted| {
            acted.step == step.id
                && matches!(acted.act, StepAct::Done { .. } | StepAct::NotApplicable { .. } | StepAct::Reopened { .. })
        });
        let Some(Acted { act: StepAct::Done { choice, records, .. }, .. }) = last else { continue };
        for fact in &step.sets {
            let field = fact.rsplit('.').next().unwrap_or(fact);
            let recorded = || records.iter().find(|one| one.id == field).map(|one| one.value.clone());
            if let Some(value) = choice.clone().or_else(recorded) {
                facts.insert(fact.clone(), value);
            }
        }
    }
    facts
}

/// Checks an act. What comes back are the steps that should have come before and are open: a warning, as most orders
/// can be left for a reason. Where two persons are needed they must have come before.
pub fn check(plan: &[PlannedStep], acts: &[Acted], new: &Acted) -> Result<Vec<String>, StepFault> {
    let id = || new.step.clone();
    let step = plan.iter().find(|step| step.id == new.step).ok_or_else(|| StepFault::NoSuchStep(id()))?;
    let now = state(step, acts);
    if !text::is_said(&new.by) {
        return Err(StepFault::Unsaid("who did it"));
    }
    if let StepAct::Reopened { why } = &new.act {
        let answered =
            acts.iter().rev().find(|acted| acted.step == step.id && !matches!(acted.act, StepAct::HandedOver { .. }));
        let was_answered = answered.is_some_and(|acted| matches!(acted.act, StepAct::Answered { .. }));
        if now.is_open() && !was_answered {
            return Err(StepFault::IsOpen(id()));
        }
        said(why, "why it is opened again")?;
        return Ok(Vec::new());
    }
    match &now {
        StepState::Done { .. } => return Err(StepFault::Already(id(), "done")),
        StepState::NotApplicable { .. } => return Err(StepFault::Already(id(), "set aside")),
        _ => {}
    }
    match &new.act {
        StepAct::Done { choice, second, records } => {
            let needs: Vec<String> = step
                .needs
                .iter()
                .filter(|need| plan.iter().any(|other| other.id == **need && state(other, acts).is_open()))
                .cloned()
                .collect();
            check_second(step, &new.by, second.as_deref())?;
            if step.two_person && !needs.is_empty() {
                return Err(StepFault::Blocked { step: id(), needs });
            }
            check_choice(step, choice.as_deref())?;
            check_records(step, records)?;
            return Ok(needs);
        }
        StepAct::NotApplicable { why } => said(why, "why it does not apply")?,
        StepAct::HandedOver { to, note } => {
            said(to, "to whom")?;
            text::check(note)?;
        }
        StepAct::Answered { why, .. } => {
            if step.condition == Condition::Holds {
                return Err(StepFault::NotAsked(id()));
            }
            said(why, "why")?;
        }
        StepAct::Reopened { .. } => {}
    }
    Ok(Vec::new())
}

fn said(text: &str, what: &'static str) -> Result<(), StepFault> {
    if !text::is_said(text) {
        return Err(StepFault::Unsaid(what));
    }
    Ok(text::check(text)?)
}

fn check_second(step: &PlannedStep, by: &str, second: Option<&str>) -> Result<(), StepFault> {
    let second = second.filter(|name| text::is_said(name));
    match second {
        Some(name) if same_person(name, by) => Err(StepFault::SameSecond),
        Some(name) if name.chars().count() > LONGEST_NAME => Err(StepFault::Unsaid("a shorter name")),
        Some(name) => Ok(text::check(name)?),
        None if step.two_person => Err(StepFault::NoSecond(step.id.clone())),
        None => Ok(()),
    }
}

fn check_choice(step: &PlannedStep, choice: Option<&str>) -> Result<(), StepFault> {
    match choice {
        Some(_) if step.choices.is_empty() => Err(StepFault::NotADecision(step.id.clone())),
        Some(value) if step.choices.iter().any(|one| one == value) => Ok(()),
        None if step.choices.is_empty() => Ok(()),
        _ => Err(StepFault::NoChoice(step.choices.clone())),
    }
}

fn check_records(step: &PlannedStep, records: &[Recorded]) -> Result<(), StepFault> {
    let mut given = BTreeSet::new();
    for one in records {
        if !step.records.contains(&one.id) || !given.insert(one.id.as_str()) {
            return Err(StepFault::Unasked(text::one_line(&one.id, LONGEST_NAME)));
        }
        text::check(&one.value)?;
    }
    let said = |id: &str| records.iter().any(|one| one.id == id && text::is_said(&one.value));
    let missing: Vec<String> = step.records.iter().filter(|id| !said(id)).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(StepFault::Unrecorded(missing)) }
}

#[cfg(test)]
mod tests;
