//! Copies included steps in, so that a runbook changes no more when a library does.

use std::collections::BTreeMap;

use crate::document::{Document, WrittenPhase, WrittenStep};
use crate::finding::{Finding, Rule};
use crate::place::Place;
use crate::runbook::{Phase, Runbook, Step};
use crate::words::{Act, Role};

/// Libraries by their ids.
pub type Libraries = BTreeMap<String, Document>;

/// The runbook of a document, with what is missing from its steps. A step whose include cannot be found stays, with
/// what it says itself: nobody loses a step to a typing error.
pub fn resolve(document: &Document, libraries: &Libraries) -> (Runbook, Vec<Finding>) {
    let mut resolver = Resolver { libraries, findings: Vec::new() };
    let phases = document.phases.iter().map(|phase| resolver.phase(phase)).collect();
    let runbook = Runbook {
        head: document.head.clone(),
        title: document.title.clone(),
        introduction: document.introduction.clone(),
        phases,
        places: document.places.clone(),
    };
    (runbook, resolver.findings)
}

struct Resolver<'a> {
    libraries: &'a Libraries,
    findings: Vec<Finding>,
}

impl Resolver<'_> {
    fn phase(&mut self, phase: &WrittenPhase) -> Phase {
        let mut steps: Vec<Step> = phase.steps.iter().map(|step| self.step(step)).collect();
        for (name, at) in &phase.appended {
            if let Some(included) = self.included(name, at, &mut Vec::new()) {
                steps.push(self.complete(WrittenStep { include: Some(name.clone()), ..included }));
            }
        }
        Phase {
            id: phase.id.clone(),
            title: phase.title.clone(),
            budget: phase.budget,
            since: phase.since,
            goal: phase.goal.clone(),
            csf: phase.csf.clone(),
            prose: phase.prose.clone(),
            steps,
            places: phase.places.clone(),
        }
    }

    fn step(&mut self, step: &WrittenStep) -> Step {
        let whole = self.with_include(step, &mut Vec::new());
        self.complete(whole)
    }

    /// A step with what its include says below its own words.
    fn with_include(&mut self, step: &WrittenStep, trail: &mut Vec<String>) -> WrittenStep {
        let Some(name) = &step.include else { return step.clone() };
        match self.included(name, step.places.of("include"), trail) {
            Some(base) => overlay(step, base),
            None => step.clone(),
        }
    }

    /// The library step of this name, itself with what it includes.
    fn included(&mut self, name: &str, at: &Place, trail: &mut Vec<String>) -> Option<WrittenStep> {
        if trail.iter().any(|passed| passed == name) {
            let message = format!("includes lead in a circle: {} → {name}", trail.join(" → "));
            self.findings.push(Finding::error(Rule::L06, at, message));
            return None;
        }
        let found = name.split_once('.').and_then(|(library, id)| {
            let document = self.libraries.get(library)?;
            document.phases.iter().flat_map(|phase| &phase.steps).find(|step| step.id == id)
        });
        let Some(step) = found else {
            let message = format!("no library has a step “{}”: write library.step", crate::markdown::short(name));
            self.findings.push(Finding::error(Rule::L06, at, message));
            return None;
        };
        trail.push(name.to_owned());
        let whole = self.with_include(step, trail);
        trail.pop();
        Some(whole)
    }

    /// A step of which everything is known, or told as missing.
    fn complete(&mut self, step: WrittenStep) -> Step {
        let heading = step.places.heading.clone();
        // An include that was not found has been told already.
        let known = step.include.is_none() || step.verify.is_some();
        let mut missing = |rule, message: &str| {
            if known {
                self.findings.push(Finding::error(rule, &heading, message));
            }
        };
        if step.role.is_none() {
            missing(Rule::L02, "“role” is missing: who does this step?");
        }
        if step.verify.is_none() {
            missing(Rule::L10, "“verify” is missing: how does one know that it worked?");
        }
        if step.evidence.is_empty() && !step.places.keys.contains_key("evidence") {
            missing(Rule::L11, "“evidence” is missing: what is recorded at the end?");
        }
        Step {
            id: step.id,
            title: step.title,
            from: step.include,
            role: step.role.unwrap_or(Role::Lead),
            act: step.act.unwrap_or(Act::Manual),
            when: step.when,
            needs: step.needs,
            budget: step.budget,
            due: step.due,
            two_person: step.two_person.unwrap_or(false),
            choices: step.choices,
            sets: step.sets,
            timer: step.timer,
            evidence: step.evidence,
            prefill: step.prefill,
            action: step.action,
            reaches: step.reaches,
            verify: step.verify.unwrap_or_default(),
            prose: step.prose,
            snippets: step.snippets,
            places: step.places,
        }
    }
}

/// A step's own words over those of the step that it includes: keys win, prose and snippets come after.
fn overlay(own: &WrittenStep, base: WrittenStep) -> WrittenStep {
    fn list<T: Clone>(own: &[T], base: Vec<T>) -> Vec<T> {
        if own.is_empty() { base } else { own.to_vec() }
    }
    let mut places = base.places;
    places.heading.clone_from(&own.places.heading);
    places.keys.extend(own.places.keys.clone());
    let prose =
        [base.prose.as_str(), own.prose.as_str()].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>();
    WrittenStep {
        id: own.id.clone(),
        title: own.title.clone(),
        include: own.include.clone(),
        role: own.role.or(base.role),
        act: own.act.or(base.act),
        when: own.when.clone().or(base.when),
        needs: list(&own.needs, base.needs),
        budget: own.budget.or(base.budget),
        due: own.due.or(base.due),
        two_person: own.two_person.or(base.two_person),
        choices: list(&own.choices, base.choices),
        sets: list(&own.sets, base.sets),
        timer: own.timer.clone().or(base.timer),
        evidence: list(&own.evidence, base.evidence),
        prefill: list(&own.prefill, base.prefill),
        action: own.action.or(base.action),
        reaches: own.reaches.or(base.reaches),
        verify: own.verify.clone().or(base.verify),
        prose: prose.join("\n\n"),
        snippets: base.snippets.iter().chain(&own.snippets).cloned().collect(),
        places,
    }
}
