//! Rules about steps: L04, L05, L09, L12, L25, L26, L30.

use std::collections::{BTreeMap, BTreeSet};

use super::{Told, csf};
use crate::finding::Rule;
use crate::markdown::short;
use crate::runbook::{Runbook, Step};
use crate::words::{Act, RunbookKind};

/// First words of the ids of steps that end a value, a login or a session.
const REVOKES: [&str; 12] = [
    "revoke",
    "deactivate",
    "disable",
    "lock",
    "void",
    "retire",
    "drop",
    "cutover",
    "rotate",
    "kill",
    "end",
    "revoked",
];

/// How a step says that the old value no longer works.
const PROVES: [&str; 4] = ["refused", "refuses", "rejected", "rejects"];

pub(super) fn steps(runbook: &Runbook, told: &mut Told) {
    let mut phases = BTreeSet::new();
    for phase in &runbook.phases {
        if !phases.insert(&phase.id) && !phase.id.is_empty() {
            told.error(Rule::L04, phase.places.of("id"), format!("two phases are called “{}”", short(&phase.id)));
        }
        if let Some(outcome) = phase.csf.as_ref().filter(|outcome| !csf::exists(outcome)) {
            let message = format!("“{}” is no outcome of NIST's Cybersecurity Framework 2.0", short(outcome));
            told.error(Rule::L09, phase.places.of("csf"), message);
        }
    }
    let mut earlier: BTreeMap<&str, &Step> = BTreeMap::new();
    for (_, step) in runbook.steps() {
        step_alone(step, told);
        if let Some(reaches) = step.reaches.filter(|reaches| !reaches.is_of(runbook.head.kind)) {
            let message = format!("a {} runbook does not lead to “{reaches}”", runbook.head.kind);
            told.error(Rule::L09, step.places.of("reaches"), message);
        }
        for need in step.needs.iter().filter(|need| !earlier.contains_key(need.as_str())) {
            let message = match runbook.step(need) {
                Some(_) => format!("needs “{need}”, which comes later"),
                None => format!("needs “{}”, which no step is called", short(need)),
            };
            told.error(Rule::L05, step.places.of("needs"), message);
        }
        if !step.id.is_empty() && earlier.insert(&step.id, step).is_some() {
            told.error(Rule::L04, step.places.of("id"), format!("two steps are called “{}”", short(&step.id)));
        }
    }
    proof(runbook, told);
}

fn step_alone(step: &Step, told: &mut Told) {
    match (step.act, step.choices.len()) {
        (Act::Decision, 0 | 1) => {
            told.error(Rule::L12, step.places.of("do"), "a decision has two or more “choices”");
        }
        (Act::Manual | Act::Wait, 1..) => {
            told.error(Rule::L12, step.places.of("choices"), "only a decision has “choices”: do = \"decision\"");
        }
        _ => {}
    }
    match (step.act, &step.timer) {
        (Act::Wait, None) => told.error(Rule::L12, step.places.of("do"), "a wait has a “timer”"),
        (Act::Manual | Act::Decision, Some(_)) => {
            told.error(Rule::L12, step.places.of("timer"), "only a wait has a “timer”: do = \"wait\"");
        }
        _ => {}
    }
    let mut values = BTreeSet::new();
    for choice in step.choices.iter().filter(|choice| !values.insert(&choice.value)) {
        told.error(Rule::L12, step.places.of("choices"), format!("two choices have the value “{}”", choice.value));
    }
    let mut ids = BTreeSet::new();
    for evidence in step.evidence.iter().filter(|evidence| !ids.insert(&evidence.id)) {
        told.error(
            Rule::L25,
            step.places.of("evidence"),
            format!("two pieces of evidence are called “{}”", evidence.id),
        );
    }
    for fact in &step.sets {
        let last = fact.rsplit('.').next().unwrap_or(fact);
        let has_source = match step.act {
            Act::Decision => true,
            _ => step.evidence.iter().any(|evidence| evidence.id == last),
        };
        if !crate::condition::is_fact(fact) || fact.starts_with("input.") {
            told.error(Rule::L26, step.places.of("sets"), format!("“{}” is no fact that a step can set", short(fact)));
        } else if !has_source {
            let message = format!("“{fact}” has nothing to come from: no decision, and no evidence called “{last}”");
            told.error(Rule::L26, step.places.of("sets"), message);
        }
    }
}

/// L30. Whether a step revokes is told by the first word of its id, whether one proves by what it verifies.
fn proof(runbook: &Runbook, told: &mut Told) {
    if !matches!(runbook.head.kind, RunbookKind::Incident | RunbookKind::Rotation) {
        return;
    }
    let revokes = |step: &Step| step.id.split('-').next().is_some_and(|word| REVOKES.contains(&word));
    let proves = |step: &Step| {
        let verify = step.verify.to_lowercase();
        PROVES.iter().any(|word| verify.contains(word))
    };
    let mut steps = runbook.steps().map(|(_, step)| step).skip_while(|step| !revokes(step)).peekable();
    let Some(first) = steps.peek().copied() else { return };
    if !steps.any(proves) {
        let message = format!("“{}” ends a value, and no step from there on proves that it is refused", first.id);
        told.error(Rule::L30, &first.places.heading, message);
    }
}
