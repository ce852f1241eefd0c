//! Where the collecting of events stands.

use keyturn_store::{FindingCount, TrailSummary};
use keyturn_trail::checks::State;

use super::limits::{self, TrailCell};
use super::progress::TrailProgress;
use super::report::TrailReport;
use super::{checks, closing};
use crate::app::App;
use crate::error::AppError;

/// What is collected, what is not, and what needs somebody.
#[derive(Clone, Debug)]
pub struct TrailStanding {
    /// How much is kept, and from when to when.
    pub summary: TrailSummary,
    /// What is covered of the last 90 days, by account and region.
    pub cells: Vec<TrailCell>,
    /// Findings, by state and severity.
    pub findings: Vec<FindingCount>,
    /// Silences in force.
    pub silences: u32,
    /// Checks of the trails that are not met.
    pub checks_not_met: u32,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
    /// The collection or import that runs in this process.
    pub running: Option<TrailProgress>,
    /// The last one that ended.
    pub last: Option<TrailReport>,
}

impl App {
    /// Where the collecting of events stands.
    pub async fn trail(&self) -> Result<TrailStanding, AppError> {
        let (now, running) = (self.now(), self.trail_progress());
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let window = limits::window(now);
                let silences = reader.trail().silences()?;
                let checks = checks::checked(reader, now)?;
                let not_met = checks.accounts.iter().flat_map(|account| &account.checks);
                Ok(TrailStanding {
                    summary: reader.trail().summary()?,
                    cells: limits::cells(reader, window)?,
                    findings: reader.trail().finding_counts()?,
                    silences: count(silences.iter().filter(|silence| silence.until() > now).count()),
                    checks_not_met: count(not_met.filter(|check| check.state == State::NotMet).count()),
                    limits: limits::limits(reader, window, now)?,
                    running,
                    last: closing::last(reader)?,
                })
            })?)
        })
        .await
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
