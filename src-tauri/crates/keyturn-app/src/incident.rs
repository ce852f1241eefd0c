//! Incidents: started, followed, written down, told and closed.
//!
//! What a person does is one transaction: the entry in the incident's log, what follows from it elsewhere (rotation
//! tasks, the finding it began with), and the audit entry. Everything that is shown is worked out from the log, the
//! runbook that the run pinned, and what is stored of the organisation; nothing here asks the network.

mod act;
mod clocks;
mod copy;
mod difference;
mod evidence;
pub mod facts;
mod follow_ups;
mod fresh;
mod lead;
mod library;
mod list;
mod marks;
mod open_tasks;
mod propose;
mod reaches;
mod report;
mod rotate_now;
mod run;
mod runs;
mod show;
mod start;
mod subject;
mod telling;
mod timeline;
mod values;
mod watches;
mod watching;

use keyturn_domain::incident::{Incident, IncidentId, LogEntry, State};
use keyturn_store::{Reader, StoreError};

pub use act::{Acted, Deed};
pub(crate) use clocks::Clocks;
pub use copy::Copied;
pub use difference::Difference;
pub use evidence::{NewEvidence, TakenFile};
pub use facts::{Fact, FactGroup, IncidentFacts, Question};
pub(crate) use follow_ups::open_follow_ups;
pub use lead::{Leading, Led, LedRun};
pub(crate) use list::{Around, waiting};
pub use list::{Incidents, Row};
pub use marks::MarkShown;
pub use propose::{Proposal, ProposedRunbook};
pub use reaches::Reached;
pub use report::{Form as ReportForm, Report};
pub use rotate_now::{RotateNow, RotateNowPlan};
pub use runs::Run;
pub use show::{NoticeShown, PhaseShown, RunbookShown, Shown, SnippetShown, StepShown, WatchShown};
pub use start::{NewIncident, Wanted};
pub use telling::Telling;
pub use timeline::Timeline;
pub use watching::WatchRound;

// What the use cases give. Faces name these here, so that they need not know how runbooks are read.
pub use keyturn_runbook::difference::{Change, Part};
pub use keyturn_runbook::fill::Gap;
pub use keyturn_runbook::runbook::{Choice, Evidence};

use crate::error::AppError;

/// What stands between a reading and an answer of its own: the database refused, or the use case.
type Answer<T> = Result<Result<T, AppError>, StoreError>;

/// Gives a use case's own refusal back from within a reading or writing.
macro_rules! ok {
    ($answer:expr) => {
        match $answer {
            Ok(value) => value,
            Err(error) => return Ok(Err(error.into())),
        }
    };
}
pub(crate) use ok;

/// The number of an incident as a person writes it.
fn parse_id(id: &str) -> Result<IncidentId, AppError> {
    id.parse().map_err(|_| AppError::NotFound { what: "incident", name: id.chars().take(40).collect() })
}

/// An incident with its log.
fn read(reader: &Reader<'_>, id: IncidentId) -> Answer<(Incident, Vec<LogEntry>)> {
    let log = reader.incidents().log(id)?;
    let not_found = || AppError::NotFound { what: "incident", name: id.to_string() };
    Ok(Incident::replay(&log).map(|incident| (incident, log)).map_err(|_| not_found()))
}

/// Every incident, the newest first.
fn read_all(reader: &Reader<'_>) -> Result<Vec<Incident>, StoreError> {
    let mut all = Vec::new();
    for id in reader.incidents().ids()? {
        all.extend(Incident::replay(&reader.incidents().log(id)?));
    }
    Ok(all)
}

/// Whether work on it goes on.
fn is_running(incident: &Incident) -> bool {
    incident.state != State::Closed
}
