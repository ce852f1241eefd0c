//! Scanning files of CloudTrail without keeping anything: command line only, so it has no command of the window.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use keyturn_app::trail;
use keyturn_app::trail::finding::Finding;
use keyturn_app::trail::read::Object;
use serde::Serialize;

use crate::contract::error::CommandError;
use crate::contract::trail::{CountDto, SkippedDto};

/// What a scan found.
#[derive(Clone, Debug, Serialize)]
pub struct ScanReply {
    /// What does not fit, in order of time.
    pub findings: Vec<ScanFinding>,
    /// What looks odd and is explained, in order of time; with the explanation as its reason.
    pub explained: Vec<ScanFinding>,
    /// Files that were opened.
    pub files: u64,
    /// Records, wanted or not.
    pub records: u64,
    /// Events of the kinds that are wanted.
    pub events: u64,
    /// Of these, further copies of others.
    pub duplicates: u64,
    /// Records that could not be understood, by reason.
    pub unusable: Vec<CountDto>,
    /// Files that were skipped or broke off.
    pub skipped: Vec<SkippedDto>,
}

/// One finding as a line of JSON. Scripts read it: the fields and their order stay.
#[derive(Clone, Debug, Serialize)]
pub struct ScanFinding {
    /// The detection that weighs most.
    pub rule: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// The account whose trail holds it.
    pub account: String,
    /// Who: `111122223333:role/ci-deploy`. Hostile text.
    pub principal: String,
    /// The first of its events.
    pub first_at: DateTime<Utc>,
    /// The last one.
    pub last_at: DateTime<Utc>,
    /// Names of what was read or tried: secrets; paths, filters and instances where no secret is known. Hostile text.
    pub secrets: Vec<String>,
    /// Ids of its events.
    pub event_ids: Vec<String>,
    /// Why it is odd, or why it is nothing.
    pub reason: String,
}

/// Reads files, and folders with everything below them, and judges all of it against itself.
pub fn scan(paths: &[PathBuf]) -> Result<ScanReply, CommandError> {
    let report = trail::scan(paths)?;
    Ok(ScanReply {
        findings: report.findings.into_iter().map(finding).collect(),
        explained: report.explained.into_iter().map(finding).collect(),
        files: report.files,
        records: report.tally.records,
        events: report.tally.events,
        duplicates: report.tally.duplicates,
        unusable: crate::trail::counts(report.tally.unusable),
        skipped: report.skipped.into_iter().map(crate::trail::skipped).collect(),
    })
}

fn finding(finding: Finding) -> ScanFinding {
    ScanFinding {
        rule: finding.rule,
        severity: finding.severity.code().to_owned(),
        account: finding.account.to_string(),
        principal: finding.principal.to_string(),
        first_at: finding.first_at,
        last_at: finding.last_at,
        secrets: finding.objects.into_iter().filter_map(name).collect(),
        event_ids: finding.events.into_iter().map(|id| id.0).collect(),
        reason: finding.explained.unwrap_or(finding.reason),
    }
}

fn name(object: Object) -> Option<String> {
    match object {
        Object::Secret(secret) => Some(secret.name),
        Object::Path(text) | Object::Filter(text) | Object::Instance(text) => Some(text),
        Object::Unknown => None,
    }
}
