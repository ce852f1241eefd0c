//! What changed between two versions of a runbook, step by step, for whoever decides whether a run moves.

use serde::{Deserialize, Serialize};

use crate::runbook::{Phase, Runbook, Step};

/// How one step differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The newer version alone has it.
    Added,
    /// The older version alone has it: its state in a run has nowhere to go.
    Removed,
    /// These parts of it differ.
    Changed(Vec<Part>),
}

/// A part of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the parts are the fields of a step")]
pub enum Part {
    Phase,
    Order,
    Title,
    Role,
    Act,
    When,
    Needs,
    Budget,
    Due,
    TwoPerson,
    Choices,
    Sets,
    Timer,
    Evidence,
    Prefill,
    Action,
    Reaches,
    Verify,
    Prose,
    Snippets,
}

/// A step that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepChange {
    /// Its id, which is the same in both versions.
    pub id: String,
    /// Its title, in the newer version where it has one.
    pub title: String,
    /// How it differs.
    pub change: Change,
}

/// Every step that differs: in the order of the newer version, and then what it lost.
pub fn difference(old: &Runbook, new: &Runbook) -> Vec<StepChange> {
    let say = |step: &Step, change| StepChange { id: step.id.clone(), title: step.title.clone(), change };
    // Steps that both have, in each version's order: a step out of this order was moved.
    let order = |one: &Runbook, other: &Runbook| -> Vec<String> {
        one.steps().map(|(_, step)| step.id.clone()).filter(|id| other.step(id).is_some()).collect()
    };
    let (old_order, new_order) = (order(old, new), order(new, old));
    let before = |order: &[String], id: &str| {
        order.iter().position(|one| one == id).and_then(|at| at.checked_sub(1)).map(|at| order[at].clone())
    };
    let mut changes = Vec::new();
    for (phase, step) in new.steps() {
        let Some((old_phase, old_step)) = old.steps().find(|(_, one)| one.id == step.id) else {
            changes.push(say(step, Change::Added));
            continue;
        };
        let mut parts = parts(old_phase, old_step, phase, step);
        if before(&old_order, &step.id) != before(&new_order, &step.id) {
            parts.insert(usize::from(parts.first() == Some(&Part::Phase)), Part::Order);
        }
        if !parts.is_empty() {
            changes.push(say(step, Change::Changed(parts)));
        }
    }
    changes.extend(
        old.steps().filter(|(_, step)| new.step(&step.id).is_none()).map(|(_, step)| say(step, Change::Removed)),
    );
    changes
}

fn parts(old_phase: &Phase, old: &Step, new_phase: &Phase, new: &Step) -> Vec<Part> {
    // The places in files differ and say nothing about the snippets.
    let snippets = |step: &Step| -> Vec<_> {
        step.snippets.iter().map(|snippet| (snippet.language, snippet.risk, snippet.code.clone())).collect()
    };
    let differs = [
        (Part::Phase, old_phase.id != new_phase.id),
        (Part::Title, old.title != new.title),
        (Part::Role, old.role != new.role),
        (Part::Act, old.act != new.act),
        (Part::When, old.when != new.when),
        (Part::Needs, old.needs != new.needs),
        (Part::Budget, old.budget != new.budget),
        (Part::Due, old.due != new.due),
        (Part::TwoPerson, old.two_person != new.two_person),
        (Part::Choices, old.choices != new.choices),
        (Part::Sets, old.sets != new.sets),
        (Part::Timer, old.timer != new.timer),
        (Part::Evidence, old.evidence != new.evidence),
        (Part::Prefill, old.prefill != new.prefill),
        (Part::Action, old.action != new.action),
        (Part::Reaches, old.reaches != new.reaches),
        (Part::Verify, old.verify != new.verify),
        (Part::Prose, old.prose != new.prose),
        (Part::Snippets, snippets(old) != snippets(new)),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}
