//! What a sync did, in figures and by name.

use chrono::{DateTime, Utc};
use keyturn_domain::problem::Problem;
use serde::{Deserialize, Serialize};

use super::Outcome;

/// How many lines a report names.
const LINES: usize = 200;

/// What a sync did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncReport {
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// When it ended (UTC).
    pub ended_at: DateTime<Utc>,
    /// Whether a person stopped it.
    pub cancelled: bool,
    /// Secrets listed in cells that were listed in full.
    pub secrets: u32,
    /// Secrets that were not known before.
    pub added: u32,
    /// Secrets of which something changed.
    pub changed: u32,
    /// Secrets that a full listing no longer had.
    pub gone: u32,
    /// Cells listed in full.
    pub cells_read: u32,
    /// Cells tried.
    pub cells: u32,
    /// What was added, changed and gone, by name; at most 200 lines.
    pub lines: Vec<ReportLine>,
    /// What was not read.
    pub problems: Vec<Problem>,
}

/// One secret of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `added`, `changed` or `gone`.
    pub what: String,
    /// The codes of the facts that changed.
    pub facts: Vec<String>,
}

impl SyncReport {
    /// The figures, for the audit log.
    pub(super) fn facts(&self) -> serde_json::Value {
        serde_json::json!({
            "secrets": self.secrets, "added": self.added, "changed": self.changed, "gone": self.gone,
            "cells": self.cells, "cells_read": self.cells_read, "problems": self.problems.len(),
            "cancelled": self.cancelled,
        })
    }
}

pub(super) fn make(
    started_at: DateTime<Utc>,
    ended_at: DateTime<Utc>,
    cancelled: bool,
    outcome: Outcome,
) -> SyncReport {
    let mut report = SyncReport {
        started_at,
        ended_at,
        cancelled,
        secrets: 0,
        added: 0,
        changed: 0,
        gone: 0,
        cells_read: 0,
        cells: u32::try_from(outcome.cells.len()).unwrap_or(u32::MAX),
        lines: Vec::new(),
        problems: outcome.problems,
    };
    for reading in outcome.cells {
        report.secrets += reading.delta.listed;
        report.added += reading.delta.added;
        report.changed += reading.delta.changed;
        report.gone += reading.delta.gone;
        report.cells_read += u32::from(reading.full);
        report.problems.extend(reading.problems);
        report.lines.extend(reading.delta.lines.into_iter().map(|line| ReportLine {
            arn: line.arn.to_string(),
            name: line.name,
            what: line.what.code().to_owned(),
            facts: line.facts.into_iter().map(|fact| fact.code().to_owned()).collect(),
        }));
    }
    let place = |problem: &Problem| (problem.account.clone(), problem.region.clone(), problem.store);
    report.problems.sort_by_key(place);
    report.lines.sort_by(|a, b| (&a.what, &a.name, &a.arn).cmp(&(&b.what, &b.name, &b.arn)));
    report.lines.truncate(LINES);
    report
}
