//! Every incident in a line, and the numbers over all of them.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::incident::postmortem::{FollowUp, Numbers, Past, numbers};
use keyturn_domain::incident::{Exposure, Incident, IncidentId};
use keyturn_store::{Reader, StoreError};

use super::clocks::Clocks;
use super::follow_ups::open_in;
use super::lead::{self, LedRun};
use super::marks::{self, MarkShown};
use super::run::Run;
use super::values::{Known, values};
use super::{is_running, read_all};
use crate::app::App;
use crate::error::AppError;
use crate::rotation::LastDue;
use crate::runbooks::Library;

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
                let around = Around { library: &library, due: &due, clocks: &clocks };
                let (rows, past): (Vec<Row>, Vec<Past>) =
                    rows_of(reader, read_all(reader)?, around)?.into_iter().unzip();
                let follow_ups = open_in(rows.iter().map(|row| &row.incident));
                Ok(Incidents { rows, numbers: numbers(&past, today), follow_ups })
            })?)
        })
        .await
    }
}

/// What an incident's line is worked out from beside its log.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The library of runbooks, with the issuers' cards.
    pub(crate) library: &'a Library,
    /// The last evaluation of due dates.
    pub(crate) due: &'a LastDue,
    /// What time it is in each incident.
    pub(crate) clocks: &'a Clocks,
}

/// What of incidents and runs waits for somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Incidents that run, by their marks; exercises too.
    pub incidents: Vec<Row>,
    /// Runs of rotations and reviews, the oldest first.
    pub runs: Vec<LedRun>,
    /// Follow-ups that are not done, the earliest first. Exercises are left out.
    pub follow_ups: Vec<(IncidentId, FollowUp)>,
}

impl<'a> Around<'a> {
    /// What values are worked out from, at `now`.
    fn known(self, now: DateTime<Utc>) -> Known<'a> {
        Known { due: self.due, issuers: &self.library.catalogue.issuers, now }
    }
}

/// What waits for somebody; of follow-ups, what is due by `until`.
pub(crate) fn waiting(reader: &Reader<'_>, around: Around<'_>, until: NaiveDate) -> Result<Waiting, StoreError> {
    let mut incidents = read_all(reader)?;
    let mut follow_ups = open_in(&incidents);
    follow_ups.retain(|(_, one)| one.due_on <= until);
    incidents.retain(is_running);
    let (led, incidents): (Vec<Incident>, Vec<Incident>) = incidents.into_iter().partition(Incident::is_run);
    let mut runs = Vec::with_capacity(led.len());
    for run in led {
        let now = around.clocks.now(&run).at;
        runs.push(lead::line(reader, run, around.known(now))?);
    }
    runs.sort_by_key(|run| run.incident.opening.id);
    let rows = rows_of(reader, incidents, around)?.into_iter().map(|(row, _)| row);
    Ok(Waiting { incidents: rows.collect(), runs, follow_ups })
}

/// Lines of incidents: running ones first, by their marks; then closed ones, in the order given.
fn rows_of(reader: &Reader<'_>, incidents: Vec<Incident>, around: Around<'_>) -> Result<Vec<(Row, Past)>, StoreError> {
    let mut rows = Vec::with_capacity(incidents.len());
    // A run counts where the rotation or the review counts.
    for incident in incidents.into_iter().filter(|incident| !incident.is_run()) {
        rows.push(row_of(reader, incident, around)?);
    }
    rows.sort_by_key(|(row, _)| {
        let running = is_running(&row.incident);
        let mark = row.mark.as_ref().filter(|_| running).map(|mark| mark.mark.at);
        (!running, mark.unwrap_or(DateTime::<Utc>::MAX_UTC))
    });
    Ok(rows)
}

fn row_of(reader: &Reader<'_>, incident: Incident, around: Around<'_>) -> Result<(Row, Past), StoreError> {
    let now = around.clocks.now(&incident).at;
    let known = around.known(now);
    let values = values(reader, &incident, known)?;
    let run = Run::read(reader, &incident, &values)?;
    let answers = reader.incidents().answers(incident.opening.id)?;
    let past = incident.past(&run.set_budgets(), public_or_confirmed(&run));
    let mark = marks::of(&incident, &run, &answers, &around.library.notices, now).into_iter().next();
    Ok((Row { incident, mark }, past))
}

/// Whether the exposure was confirmed, as far as a step said so: then the budget to revoke is the shorter one.
pub(super) fn public_or_confirmed(run: &Run) -> bool {
    run.facts.get("exposure.state").is_some_and(|state| state == Exposure::Confirmed.code())
}
