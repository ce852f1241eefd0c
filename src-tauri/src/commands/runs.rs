//! Runs: a rotation or a review that follows a runbook.

use keyturn_api::contract::incidents::IncidentReply;
use keyturn_api::contract::runs::{LeadingReply, LedRequest, RunStartRequest};
use keyturn_api::{Host, runs};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn run_leading(host: State<'_, Host>, request: LedRequest) -> Reply<LeadingReply> {
    runs::leading(&host, request).await
}

#[tauri::command]
pub(crate) async fn run_start(host: State<'_, Host>, request: RunStartRequest) -> Reply<IncidentReply> {
    runs::start(&host, request).await
}
