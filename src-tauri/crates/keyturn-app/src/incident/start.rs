//! An incident starts: one transaction, and no network.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::incident::ledger::Exposed;
use keyturn_domain::incident::{Entry, IncidentId, Opening, Role, Series, Severity, Subject, codename};
use keyturn_store::{Triage, TriageState, Writer};

use super::library::{can_lead, pinned};
use super::propose::{propose, year_of};
use super::show::{self, Shown};
use super::subject::{self, Start};
use super::{Answer, Clocks, ok, open_tasks};
use crate::app::App;
use crate::error::AppError;
use crate::rotation::LastDue;
use crate::runbooks::Library;

/// What an incident starts with. What is `None` is taken from the proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewIncident {
    /// A pasted ARN, access key id or name. Empty with a finding.
    pub text: String,
    /// A finding's key.
    pub finding: Option<String>,
    /// What happened, in the person's words.
    pub trigger: String,
    /// What was chosen other than proposed.
    pub wanted: Wanted,
    /// When it was first noticed (UTC); `None` for now.
    pub detected_at: Option<DateTime<Utc>>,
    /// Whether it is an exercise.
    pub drill: bool,
    /// The person's name; `None` for the system's user name.
    pub by: Option<String>,
}

/// What was chosen other than proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The title.
    pub title: Option<String>,
    /// The runbook, by its id.
    pub runbook: Option<String>,
    /// The severity.
    pub severity: Option<Severity>,
}

/// What a start needs beside what was asked.
struct Ground {
    runbooks: Arc<Library>,
    due: Arc<LastDue>,
    clocks: Arc<Clocks>,
    by: String,
    chance: u64,
    now: DateTime<Utc>,
}

impl App {
    /// Starts an incident.
    pub async fn start_incident(&self, new: NewIncident) -> Result<Shown, AppError> {
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(|error| AppError::BrokenOff(error.to_string()))?;
        let ground = Ground {
            runbooks: self.runbook_library().await?,
            due: Arc::clone(&self.due),
            clocks: Arc::clone(&self.incident_clocks),
            by: self.named(new.by.as_deref()),
            chance: u64::from_le_bytes(chance),
            now: self.now(),
        };
        let act = self.act(ground.now, "incident.opened", "", &serde_json::json!({}));
        self.with_database(move |database| database.write(|writer| start(writer, &new, &ground, act))?).await
    }

    /// The name under which a person acts in an incident: the one given, else the system's user name.
    pub(super) fn named(&self, by: Option<&str>) -> String {
        by.map(str::trim).filter(|by| !by.is_empty()).unwrap_or(self.actor()).to_owned()
    }
}

fn start(writer: &Writer<'_>, new: &NewIncident, ground: &Ground, act: Act) -> Answer<Shown> {
    let Ground { runbooks: library, due, by, now, .. } = ground;
    let now = *now;
    let reader = writer.reader();
    let start = ok!(subject::start(reader, due, &new.text, new.finding.as_deref(), now)?);
    let proposal = propose(reader, &library.catalogue, &start, &new.trigger, new.wanted.runbook.as_deref())?;
    let chosen = new.wanted.runbook.clone().or_else(|| proposal.runbooks.first().map(|one| one.id.clone()));
    let (runbook, text, entry) = ok!(pinned(library, &chosen.unwrap_or_default()));
    if !can_lead(entry, new.drill) {
        let head = &entry.runbook.head;
        return Ok(Err(AppError::BadRequest(format!(
            "{} is a {} runbook in state {}: it cannot lead {}",
            head.id,
            head.kind,
            head.status,
            if new.drill { "an exercise" } else { "an incident; a draft leads exercises only" },
        ))));
    }
    let series = if new.drill { Series::Drill } else { Series::Incident };
    let id = writer.incidents().next_id(series, year_of(now))?;
    let mut reasons = proposal.reasons;
    let severity = new.wanted.severity.unwrap_or(proposal.severity);
    if severity != proposal.severity {
        reasons.push(format!("Set to {} by {by} at the start.", severity.code()));
    }
    let opening = Opening {
        id,
        codename: codename(ground.chance),
        title: new.wanted.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or(proposal.title),
        subject: start.subject.clone(),
        trigger: new.trigger.trim().to_owned(),
        detected_at: new.detected_at.unwrap_or(now),
        severity,
        reasons,
        runbook,
    };
    ok!(opening.check(by, now));
    let mut more = exposed(&start);
    more.push(Entry::RoleGiven { role: Role::Responder, to: by.clone() });
    let detail = serde_json::json!({
        "runbook": opening.runbook.id, "version": opening.runbook.version, "severity": severity.code(), "by": by,
    });
    let act = Act { subject: id.to_string(), detail: detail.to_string(), ..act };
    writer.incidents().pin(&text)?;
    writer.incidents().open(opening, more, now, by, act.clone())?;
    let of_tasks =
        Act { action: "tasks.opened".to_owned(), detail: "{\"trigger\":\"compromise\"}".to_owned(), ..act.clone() };
    let subjects: Vec<&Subject> = start.exposed.iter().map(|one| &one.what).collect();
    open_tasks::open(writer, due, id, &subjects, by, now, of_tasks)?;
    triage(writer, &start, id, by, now, act)?;
    show::shown(reader, id, &ground.clocks, due, library)
}

/// The ledger as it begins.
fn exposed(start: &Start) -> Vec<Entry> {
    let because =
        if start.finding.is_some() { "among what the finding speaks of" } else { "the incident started with it" };
    (1..)
        .zip(&start.exposed)
        .map(|(number, one)| {
            Entry::Exposed(Exposed {
                number,
                what: one.what.clone(),
                name: one.name.clone(),
                level: one.level,
                exposed_from: one.from,
                because: because.to_owned(),
            })
        })
        .collect()
}

/// The finding becomes the incident's. An exercise leaves it as it is.
fn triage(
    writer: &Writer<'_>,
    start: &Start,
    id: IncidentId,
    by: &str,
    at: DateTime<Utc>,
    act: Act,
) -> Result<(), keyturn_store::StoreError> {
    let Some(stored) = start.finding.as_ref().filter(|_| !id.is_drill()) else { return Ok(()) };
    let triage = Triage { state: TriageState::Incident, note: id.to_string(), by: by.to_owned(), at };
    let key = &stored.finding.key;
    let detail = serde_json::json!({ "decision": "incident", "incident": id });
    let act = Act { action: "finding.decided".to_owned(), subject: key.clone(), detail: detail.to_string(), ..act };
    writer.trail().triage(key, Some(&triage), act)?;
    Ok(())
}
