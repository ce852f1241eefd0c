//! What the library's text of a runbook would change in a run.

use std::collections::BTreeSet;

use keyturn_runbook::difference::{StepChange, difference};

use super::{ok, parse_id};
use crate::app::App;
use crate::error::AppError;

/// What a newer text would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The version of the run.
    pub from: String,
    /// The version of the library.
    pub to: String,
    /// Step by step, only those that differ.
    pub steps: Vec<StepChange>,
    /// The ids of steps with which something was done in this run.
    pub touched: BTreeSet<String>,
}

impl App {
    /// What the library's text of an incident's runbook would change.
    pub async fn incident_difference(&self, id: &str) -> Result<Difference, AppError> {
        let id = parse_id(id)?;
        let hand = self.hand(None, id.to_string()).await?;
        self.with_database(move |database| {
            database.read(|reader| {
                let open = ok!(hand.open(reader, id)?);
                let pinned = &open.incident.runbook;
                let (entry, _) = ok!(hand.runbooks.runbook(&pinned.id));
                Ok(Ok(Difference {
                    from: pinned.version.clone(),
                    to: entry.runbook.head.version.to_string(),
                    steps: difference(&open.run.runbook, &entry.runbook),
                    touched: open.incident.acts.iter().map(|acted| acted.step.clone()).collect(),
                }))
            })?
        })
        .await
    }
}
