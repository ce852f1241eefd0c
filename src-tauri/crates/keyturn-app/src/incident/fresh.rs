//! The facts of an incident, fresh: CloudTrail is asked for its subjects first.

use std::collections::BTreeSet;
use std::sync::Arc;

use keyturn_domain::incident::Incident;
use keyturn_domain::incident::watch::Watched;
use keyturn_store::{Reader, StoreError};
use tokio::sync::watch;

use super::facts::{IncidentFacts, Subjects, window};
use crate::app::App;
use crate::error::AppError;
use crate::trail::{Seek, Sought, TrailProgress};

/// How many sessions of a role are asked for: CloudTrail finds calls by the session's name, not by the role's.
const MOST_SESSIONS: u32 = 20;

impl App {
    /// The same for the incident with this number.
    pub async fn fresh_facts_of_incident(
        self: &Arc<Self>,
        id: &str,
        watching: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<(IncidentFacts, Sought), AppError> {
        let (incident, notes) = self.incident_with_notes(id).await?;
        self.fresh_incident_facts(&incident, &notes, watching).await
    }

    /// Asks CloudTrail for the subjects of an incident within its window, takes in what is new, and gives the facts
    /// with what could not be asked. `watching` is called with a receiver of the progress.
    pub async fn fresh_incident_facts(
        self: &Arc<Self>,
        incident: &Incident,
        notes: &BTreeSet<String>,
        watching: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<(IncidentFacts, Sought), AppError> {
        let (within, _) = window(incident, self.now());
        let asked = incident.clone();
        let seek = self.with_database(move |database| Ok(database.read(|reader| seek(reader, &asked))?)).await?;
        let sought = self.seek(seek, within, &incident.opening.id.to_string(), watching).await?;
        Ok((self.incident_facts(incident, notes).await?, sought))
    }
}

/// What is asked for: the stores of secrets where they are, and callers everywhere.
fn seek(reader: &Reader<'_>, incident: &Incident) -> Result<Seek, StoreError> {
    let subjects = Subjects::of(reader, incident)?;
    let mut seek = Seek::default();
    for arn in &subjects.secrets {
        let place = (arn.account().clone(), arn.region().clone(), arn.store());
        if !seek.stores.contains(&place) {
            seek.stores.push(place);
        }
    }
    seek.stores.sort();
    seek.callers.extend(subjects.keys.into_iter().map(Watched::AccessKeyId));
    for (principal, session) in subjects.principals {
        match (principal.name.split_once('/'), session) {
            (Some(("role", _)), Some(session)) => seek.callers.push(Watched::Username(session)),
            (Some(("role", _)), None) => {
                let sessions = reader.trail().sessions_of(&principal, MOST_SESSIONS)?;
                seek.callers.extend(sessions.into_iter().map(Watched::Username));
            }
            (Some((_, name)), _) => seek.callers.push(Watched::Username(name.to_owned())),
            (None, _) => seek.callers.push(Watched::Username(principal.name)),
        }
    }
    seek.callers.sort();
    seek.callers.dedup();
    Ok(seek)
}
