//! Rules about facts and conditions: L08, L15 for what is shown beside a step, L27, L31.

use std::collections::{BTreeMap, BTreeSet};

use keyturn_domain::kind::Kind;

use super::Told;
use crate::finding::Rule;
use crate::markdown::short;
use crate::placeholder::meaning;
use crate::runbook::{Runbook, Step, Timer};
use crate::words::RunbookKind;

/// Facts that a run knows without a step, and the values that they can have; none where any value can be.
pub const BUILT_IN: &[(&str, &[&str])] = &[
    // The codes are those of `keyturn_domain::kind::Kind`.
    ("secret.kind", &[]),
    ("secret.store", &["secretsmanager", "ssm"]),
    ("secret.environment", &[]),
    ("secret.classification", &[]),
    ("secret.supports_dual", &["yes", "no"]),
    ("principal.type", &["user", "role", "root", "service", "person"]),
    ("db.engine", &["mysql", "postgresql", "other"]),
    ("exposure.state", &["confirmed", "exposed", "anomalous", "false"]),
    ("exposure.used", &["yes", "no", "unknown"]),
    ("data.personal", &["yes", "no", "unknown"]),
];

pub(super) fn facts(runbook: &Runbook, told: &mut Told) {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    // Each fact that is known so far, with its values where they are a list.
    let mut known: BTreeMap<String, Option<BTreeSet<&str>>> = BTreeMap::new();
    for (fact, values) in BUILT_IN {
        let values = if *fact == "secret.kind" { kinds.as_slice() } else { values };
        known.insert((*fact).to_owned(), (!values.is_empty()).then(|| values.iter().copied().collect()));
    }
    for input in &runbook.head.inputs {
        let options: BTreeSet<&str> = input.options.iter().map(String::as_str).collect();
        known.insert(format!("input.{}", input.id), (!options.is_empty()).then_some(options));
    }
    // What is shown beside a step may be set by a later one: it is shown when it is known.
    let set: BTreeSet<&str> = runbook.steps().flat_map(|(_, step)| step.sets.iter().map(String::as_str)).collect();
    for (_, step) in runbook.steps() {
        // A library's step stands in other runbooks, whose earlier steps set its facts.
        if runbook.head.kind != RunbookKind::Library {
            condition(step, &known, told);
        }
        for name in step.prefill.iter().filter(|name| meaning(name).is_none()) {
            if !known.contains_key(name.as_str()) && !set.contains(name.as_str()) {
                let message = format!("“{}” is neither a placeholder nor a fact", short(name));
                told.error(Rule::L15, step.places.of("prefill"), message);
            }
        }
        if let Some(Timer::Fact(fact)) = step
            .timer
            .as_ref()
            .filter(|timer| matches!(timer, Timer::Fact(fact) if meaning(fact).is_none() && !known.contains_key(fact)))
        {
            told.error(
                Rule::L15,
                step.places.of("timer"),
                format!("“{}” is neither a placeholder nor a fact", short(fact)),
            );
        }
        for fact in &step.sets {
            let values: Option<BTreeSet<&str>> = step.values_of(fact).map(|values| values.into_iter().collect());
            let merged = match (known.remove(fact), values) {
                // A fact with a list of values and one without can be anything.
                (Some(Some(before)), Some(now)) => Some(before.union(&now).copied().collect()),
                (None, values) => values,
                _ => None,
            };
            known.insert(fact.clone(), merged);
        }
    }
}

fn condition(step: &Step, known: &BTreeMap<String, Option<BTreeSet<&str>>>, told: &mut Told) {
    let Some(when) = &step.when else { return };
    let at = step.places.of("when");
    for (fact, compared) in when.comparisons() {
        match known.get(fact) {
            None => {
                let message = format!("nothing sets “{}” before this step, and no input asks for it", short(fact));
                told.error(Rule::L08, at, message);
            }
            Some(Some(values)) => {
                for value in compared.iter().filter(|value| !values.contains(value.as_str())) {
                    let list: Vec<&str> = values.iter().take(12).copied().collect();
                    let message = format!("“{fact}” is never “{}”; it is one of: {}", short(value), list.join(", "));
                    told.error(Rule::L31, at, message);
                }
            }
            Some(None) => {}
        }
    }
    let values = |fact: &str| known.get(fact).and_then(Option::as_ref).map(|values| values.iter().copied().collect());
    if when.is_ever_true(values) == Some(false) {
        told.error(Rule::L27, at, "this is never true, so the step is never reached");
    }
}
