//! Every incident in a line, and the numbers over all of them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::incident::postmortem::{FollowUp, Numbers, Past, numbers};
use keyturn_domain::incident::watch::Answer as WatchAnswer;
use keyturn_domain::incident::{Exposure, Incident, IncidentId};
use keyturn_store::{Reader, StoreError};

use super::marks::{self, MarkShown};
use super::run::Run;
use super::values::{Known, values};
use super::{is_running, read_all};
use crate::app::App;
use crate::error::AppError;

/// One incident in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The incident.
    pub incident: Incident,
    /// The oldest mark that is late, or the next one.
    pub mark: Option<MarkShown>,
}

/// Every incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incidents {
    /// Running ones first, by their marks; then closed ones, the newest first.
    pub rows: Vec<Row>,
    /// Numbers over all that were no exercises.
    pub numbers: Numbers,
    /// Follow-ups that are not done, the earliest first, with their incidents. Exercises are left out.
    pub follow_ups: Vec<(IncidentId, FollowUp)>,
}

impl App {
    /// Every incident, and the numbers over them.
    pub async fn incidents(&self) -> Result<Incidents, AppError> {
        let library = self.runbook_library().await?;
        let (clocks, due) = (Arc::clone(&self.incident_clocks), Arc::clone(&self.due));
        let today = self.now().date_naive();
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let mut rows = Vec::new();
                let mut past = Vec::new();
                // A run counts where the rotation or the review counts.
                for incident in read_all(reader)?.into_iter().filter(|incident| !incident.is_run()) {
                    let known = Known { due: &due, issuers: &library.catalogue.issuers, now: clocks.now(&incident).at };
                    let (row, one) = row_of(reader, incident, known)?;
                    rows.push(row);
                    past.push(one);
                }
                rows.sort_by_key(|row| {
                    let running = is_running(&row.incident);
                    let mark = row.mark.as_ref().filter(|_| running).map(|mark| mark.mark.at);
                    (!running, mark.unwrap_or(DateTime::<Utc>::MAX_UTC))
                });
                let real = rows.iter().map(|row| &row.incident).filter(|incident| !incident.is_drill());
                let mut follow_ups: Vec<(IncidentId, FollowUp)> = real.flat_map(open_of).collect();
                follow_ups.sort_by_key(|(id, one)| (one.due_on, *id, one.number));
                Ok(Incidents { rows, numbers: numbers(&past, today), follow_ups })
            })?)
        })
        .await
    }
}

/// The follow-ups of an incident that are not done.
pub(super) fn open_of(incident: &Incident) -> impl Iterator<Item = (IncidentId, FollowUp)> + '_ {
    let open = incident.follow_ups.iter().filter(|one| !incident.done_follow_ups.contains(&one.number));
    open.map(|one| (incident.opening.id, one.clone()))
}

fn row_of(reader: &Reader<'_>, incident: Incident, known: Known<'_>) -> Result<(Row, Past), StoreError> {
    let values = values(reader, &incident, known)?;
    let run = Run::read(reader, &incident, &values)?;
    let answers = reader.incidents().answers(incident.opening.id)?;
    let past = incident.past(&run.set_budgets(), public_or_confirmed(&run));
    Ok((row(incident, &run, &answers, known.now), past))
}

/// A line of an incident.
pub(super) fn row(incident: Incident, run: &Run, answers: &[WatchAnswer], now: DateTime<Utc>) -> Row {
    let mark = marks::of(&incident, run, answers, now).into_iter().next();
    Row { incident, mark }
}

/// Whether the exposure was confirmed, as far as a step said so: then the budget to revoke is the shorter one.
pub(super) fn public_or_confirmed(run: &Run) -> bool {
    run.facts.get("exposure.state").is_some_and(|state| state == Exposure::Confirmed.code())
}
