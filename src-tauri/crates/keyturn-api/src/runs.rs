//! Runs: a rotation or a review that follows a runbook.

use keyturn_app::incident::{Led, LedRun};
use keyturn_domain::review::CampaignId;

use crate::contract::error::CommandError;
use crate::contract::incidents::IncidentReply;
use crate::contract::runs::{LeadingReply, LedRequest, LedRunDto, RunStartRequest};
use crate::host::Host;
use crate::incidents::{reply, runbook_proposal};

/// The runs of a rotation or a review, and the runbooks that could lead it.
pub async fn leading(host: &Host, request: LedRequest) -> Result<LeadingReply, CommandError> {
    let leading = host.app()?.leading(led(&request)?).await?;
    Ok(LeadingReply {
        runs: leading.runs.iter().map(run).collect(),
        runbooks: leading.runbooks.into_iter().map(runbook_proposal).collect(),
    })
}

/// Has a rotation or a review follow a runbook.
pub async fn start(host: &Host, request: RunStartRequest) -> Result<IncidentReply, CommandError> {
    let RunStartRequest { of, runbook, by } = request;
    Ok(reply(&host.app()?.start_run(led(&of)?, runbook, by.as_deref()).await?))
}

fn led(request: &LedRequest) -> Result<Led, CommandError> {
    let found = match request.of.as_str() {
        "rotation" => request.id.parse().ok().map(Led::Rotation),
        "review" => CampaignId::try_from(request.id.clone()).ok().map(Led::Review),
        _ => None,
    };
    found.ok_or_else(|| CommandError::bad_request("name a rotation by its number, or a review by its id".to_owned()))
}

pub(crate) fn run(of: &LedRun) -> LedRunDto {
    LedRunDto {
        id: of.incident.opening.id.to_string(),
        title: of.incident.opening.title.clone(),
        runbook: of.runbook.clone(),
        running: of.incident.state.code() != "closed",
        current: of.current.clone(),
        ended: of.ended,
        steps: of.steps,
    }
}
