//! Which incidents follow a runbook.

use chrono::{DateTime, Utc};

use super::read_all;
use crate::app::App;
use crate::error::AppError;

/// An incident that follows a runbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The incident's id.
    pub incident: String,
    /// The version that it is pinned to.
    pub version: String,
    /// When it was opened (UTC).
    pub opened_at: DateTime<Utc>,
    /// Whether it is an exercise.
    pub drill: bool,
}

impl App {
    /// The incidents that follow the runbook with this id, the newest first.
    pub async fn runs_of_runbook(&self, id: &str) -> Result<Vec<Run>, AppError> {
        let id = id.to_owned();
        self.with_database(move |database| {
            let all = database.read(read_all)?;
            let own = all.into_iter().filter(|incident| incident.runbook.id == id);
            let runs = own.map(|incident| Run {
                incident: incident.opening.id.to_string(),
                opened_at: incident.opened_at,
                drill: incident.is_drill(),
                version: incident.runbook.version,
            });
            Ok(runs.collect())
        })
        .await
    }
}
