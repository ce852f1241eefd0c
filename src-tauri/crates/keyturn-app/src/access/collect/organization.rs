//! The organisation's part: its tree with its policies.

use std::sync::Arc;

use keyturn_access::snapshot::Organization;
use keyturn_aws::Target;
use keyturn_domain::problem::Problem;
use keyturn_store::AccessInput;
use serde_json::Value;

use super::super::progress::{Part, PartState};
use super::{BY_AWS, Signals, as_json, missing};
use crate::app::App;
use crate::error::AppError;

impl App {
    /// The organisation, from whichever account is told; `None` where nothing new is known of it.
    pub(super) async fn collect_organization(
        &self,
        targets: &[Arc<Target>],
        signals: &Signals,
    ) -> Result<Option<AccessInput>, AppError> {
        let asked = tokio::select! {
            biased;
            () = signals.cancel.cancelled() => {
                signals.progress.send_modify(|now| now.stop(None));
                return Ok(None);
            }
            asked = ask(targets, signals) => asked,
        };
        let problems = match asked {
            Ok(None) => return Ok(None),
            Ok(Some(organization)) => return self.organization_input(&organization, &[]).map(Some),
            Err(problem) => [problem],
        };
        let known = self.with_database(|database| Ok(database.read(|reader| reader.access().organization())?)).await?;
        if known.is_some_and(|known| known.problems == "[]") {
            // What was read before is nearer to the truth than nothing; its date stays beside it.
            return Ok(None);
        }
        let lacking = problems.iter().map(|problem| missing(problem, None)).collect();
        let organization = Organization { missing: lacking, ..Organization::default() };
        let organization = serde_json::to_value(organization).unwrap_or_default();
        self.organization_input(&organization, &problems).map(Some)
    }

    fn organization_input(&self, organization: &Value, problems: &[Problem]) -> Result<AccessInput, AppError> {
        Ok(AccessInput {
            account: String::new(),
            taken_at: Some(self.now()),
            source: BY_AWS.to_owned(),
            snapshot: organization.to_string(),
            problems: as_json(problems)?,
        })
    }
}

/// Asks each account until one is told; of those that refuse, the first's words stand for all. `None` without accounts.
async fn ask(targets: &[Arc<Target>], signals: &Signals) -> Result<Option<Value>, Problem> {
    let state = |state| {
        signals.progress.send_modify(|now| {
            if let Some(part) = now.part(Part::Organization, None, None) {
                part.state = state;
            }
        });
    };
    state(PartState::Running);
    let mut refused: Option<Problem> = None;
    for target in targets {
        let found = target.organization().await;
        let Some(problem) = found.problems.into_iter().next() else {
            state(PartState::Done);
            return Ok(Some(found.items.unwrap_or_default()));
        };
        refused.get_or_insert(problem);
    }
    state(PartState::Failed);
    refused.map_or(Ok(None), Err)
}
