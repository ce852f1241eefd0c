//! The lint: every rule over every runbook, with what parsing and resolving already told.

mod csf;
mod facts;
mod head;
mod snippets;
mod steps;
mod text;
mod time;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use facts::BUILT_IN;
pub use versions::lint_versions;

use crate::catalogue::Catalogue;
use crate::finding::{Finding, Level, Rule};
use crate::place::Place;
use crate::resolve::resolve;
use crate::runbook::Runbook;

/// What the rules need to know beside the files.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The day for which reviews are judged.
    pub today: NaiveDate,
    /// Ids of the detections that exist. Empty: not checked. Ids with a dot belong to other programs.
    pub detections: &'a [&'a str],
}

/// Everything that is wrong with the files of a catalogue, in their order, each once.
pub fn lint(catalogue: &Catalogue, surroundings: Surroundings<'_>) -> Vec<Finding> {
    let mut findings: BTreeSet<Finding> = catalogue.findings.iter().cloned().collect();
    let known: BTreeSet<&str> = catalogue.runbooks.keys().map(String::as_str).collect();
    for entry in catalogue.runbooks.values() {
        findings.extend(text::file(&entry.document));
        findings.extend(head::related(&entry.runbook, &known));
        findings.extend(lint_runbook(&entry.runbook, surroundings));
    }
    for library in catalogue.libraries.values() {
        findings.extend(text::file(library));
        findings.extend(lint_runbook(&resolve(library, &catalogue.libraries).0, surroundings));
    }
    for card in catalogue.issuers.values() {
        findings.extend(head::issuer(card, surroundings.today));
    }
    findings.into_iter().collect()
}

/// The rules that look at one runbook alone.
pub fn lint_runbook(runbook: &Runbook, surroundings: Surroundings<'_>) -> Vec<Finding> {
    let mut told = Told::default();
    head::head(runbook, surroundings, &mut told);
    steps::steps(runbook, &mut told);
    facts::facts(runbook, &mut told);
    snippets::snippets(runbook, &mut told);
    time::time(runbook, &mut told);
    told.findings
}

/// Whether the lint failed: it has an error.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Error)
}

/// How many findings each rule has.
pub fn count_by_rule(findings: &[Finding]) -> BTreeMap<Rule, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts
}

/// The findings so far.
#[derive(Default)]
struct Told {
    findings: Vec<Finding>,
}

impl Told {
    fn error(&mut self, rule: Rule, at: &Place, message: impl Into<String>) {
        self.findings.push(Finding::error(rule, at, message));
    }

    fn warning(&mut self, rule: Rule, at: &Place, message: impl Into<String>) {
        self.findings.push(Finding::warning(rule, at, message));
    }
}
