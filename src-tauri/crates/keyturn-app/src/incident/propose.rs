//! What an incident would be led by, and how grave it is taken for. The person chooses.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::incident::proposal::{self, Offered};
use keyturn_domain::incident::severity;
use keyturn_domain::incident::text::one_line;
use keyturn_domain::incident::{IncidentId, Severity, Subject};
use keyturn_runbook::catalogue::{Catalogue, Entry};
use keyturn_runbook::words::Status;
use keyturn_store::{Reader, StoreError};

use super::library::can_lead;
use super::subject::{self, Start};
use super::{is_running, ok, read_all};
use crate::app::App;
use crate::error::AppError;

/// The longest title, in characters.
pub(super) const LONGEST_TITLE: usize = 200;

/// What an incident would start from and be led by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What it starts from.
    pub subject: Subject,
    /// Its name for people. Hostile text.
    pub name: String,
    /// Whether Keyturn knows it.
    pub known: bool,
    /// The title.
    pub title: String,
    /// How grave.
    pub severity: Severity,
    /// Why.
    pub reasons: Vec<String>,
    /// Runbooks that fit, the best first; then those that were not proposed, by title.
    pub runbooks: Vec<ProposedRunbook>,
    /// The running incident that has it in its ledger.
    pub already_in: Option<IncidentId>,
}

/// A runbook that can lead it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedRunbook {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Why it fits; empty for one that was not proposed.
    pub reason: String,
    /// Whether it is a draft.
    pub draft: bool,
}

impl App {
    /// What an incident would start from and be led by. Asks no network.
    pub async fn propose_incident(
        &self,
        text: &str,
        finding: Option<String>,
        trigger: &str,
    ) -> Result<Proposal, AppError> {
        let library = self.runbook_library().await?;
        let (text, trigger, now, due) = (text.to_owned(), trigger.to_owned(), self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            database.read(|reader| {
                let start = ok!(subject::start(reader, &due, &text, finding.as_deref(), now)?);
                propose(reader, &library.catalogue, &start, &trigger, None).map(Ok)
            })?
        })
        .await
    }
}

/// A proposal. With a runbook chosen, it stands first.
pub(super) fn propose(
    reader: &Reader<'_>,
    catalogue: &Catalogue,
    start: &Start,
    trigger: &str,
    chosen: Option<&str>,
) -> Result<Proposal, StoreError> {
    let asked = proposal::Start {
        kind: start.kind,
        detection: start.finding.as_ref().map(|stored| stored.finding.rule.as_str()),
        trigger,
    };
    let offered: Vec<Offered> =
        catalogue.runbooks.values().filter(|entry| can_lead(entry, false)).map(offered).collect();
    let mut runbooks: Vec<ProposedRunbook> = proposal::propose(&asked, &offered)
        .into_iter()
        .filter_map(|one| Some(shown(catalogue.runbooks.get(&one.id)?, one.fit.reason())))
        .collect();
    let mut others: Vec<ProposedRunbook> = catalogue
        .runbooks
        .values()
        .filter(|entry| can_lead(entry, true) && !runbooks.iter().any(|one| one.id == entry.runbook.head.id))
        .map(|entry| shown(entry, String::new()))
        .collect();
    others.sort_by(|a, b| a.title.cmp(&b.title));
    runbooks.extend(others);
    if let Some(at) = chosen.and_then(|id| runbooks.iter().position(|one| one.id == id)) {
        let first = runbooks.remove(at);
        runbooks.insert(0, first);
    }
    let (severity, reasons) = severity(catalogue, start, runbooks.first());
    let what = runbooks.first().map_or("Incident", |one| one.title.as_str());
    Ok(Proposal {
        subject: start.subject.clone(),
        name: start.name.clone(),
        known: start.known,
        title: one_line(&format!("{what}: {}", start.name), LONGEST_TITLE),
        severity,
        reasons,
        already_in: already_in(reader, start)?,
        runbooks,
    })
}

/// The severity of the facts or of the runbook, whichever is higher: in doubt the higher one holds.
fn severity(catalogue: &Catalogue, start: &Start, first: Option<&ProposedRunbook>) -> (Severity, Vec<String>) {
    let proposed = severity::propose(&start.grounds());
    let entry = first.and_then(|first| catalogue.runbooks.get(&first.id));
    let opens_as = entry.and_then(|entry| Severity::from_code(entry.runbook.head.severity?.code()));
    let mut reasons = proposed.reasons;
    match opens_as {
        Some(opens_as) if opens_as > proposed.severity => {
            reasons.push(format!("The runbook opens as {}.", opens_as.code()));
            (opens_as, reasons)
        }
        _ => (proposed.severity, reasons),
    }
}

fn offered(entry: &Entry) -> Offered {
    let head = &entry.runbook.head;
    Offered {
        id: head.id.clone(),
        applies_to: head.applies_to.clone(),
        triggers: head.triggers.clone(),
        detections: head.detections.clone(),
    }
}

pub(super) fn shown(entry: &Entry, reason: String) -> ProposedRunbook {
    let head = &entry.runbook.head;
    ProposedRunbook {
        id: head.id.clone(),
        title: entry.runbook.title.clone(),
        version: head.version.to_string(),
        reason,
        draft: head.status == Status::Draft,
    }
}

/// The running incident, exercises apart, that has one of these in its ledger.
fn already_in(reader: &Reader<'_>, start: &Start) -> Result<Option<IncidentId>, StoreError> {
    let has = |what: &Subject| start.subject == *what || start.exposed.iter().any(|one| one.what == *what);
    let all = read_all(reader)?;
    let found = all.iter().find(|incident| {
        is_running(incident)
            && !incident.is_drill()
            && (incident.opening.subject == start.subject
                || incident.scope.entries().iter().any(|entry| has(&entry.exposed.what)))
    });
    Ok(found.map(|incident| incident.opening.id))
}

/// The time, where an incident starts.
pub(super) fn year_of(now: DateTime<Utc>) -> u16 {
    u16::try_from(chrono::Datelike::year(&now)).unwrap_or_default()
}
