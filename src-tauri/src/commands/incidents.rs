//! Incidents: the list, the start, the screen, what is written, evidence, updates and reports.

use std::time::Duration;

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::incident_facts::{
    EvidenceFileRequest, EvidenceTextRequest, IncidentFile, IncidentReport, IncidentReportRequest, UpdateRequest,
    UpdateText,
};
use keyturn_api::contract::incident_run::{
    IncidentActRequest, IncidentActed, IncidentCopyRequest, IncidentTimelineReply, IncidentTimelineRequest,
};
use keyturn_api::contract::incidents::{
    IncidentProposal, IncidentProposeRequest, IncidentReply, IncidentRequest, IncidentStartRequest, IncidentsReply,
};
use keyturn_api::contract::runbooks::RunbookDifferenceReply;
use keyturn_api::{Host, incidents};
use tauri::{AppHandle, State};

use super::Reply;
use crate::clipboard::Copied;
use crate::dialogs;

/// For how long a copied command stays on the clipboard: long enough to find the right terminal.
const STAYS: Duration = Duration::from_mins(10);

#[tauri::command]
pub(crate) async fn incidents_list(host: State<'_, Host>) -> Reply<IncidentsReply> {
    incidents::list(&host).await
}

#[tauri::command]
pub(crate) async fn incident_propose(
    host: State<'_, Host>,
    request: IncidentProposeRequest,
) -> Reply<IncidentProposal> {
    incidents::propose(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_start(host: State<'_, Host>, request: IncidentStartRequest) -> Reply<IncidentReply> {
    incidents::start(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_show(host: State<'_, Host>, request: IncidentRequest) -> Reply<IncidentReply> {
    incidents::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_act(host: State<'_, Host>, request: IncidentActRequest) -> Reply<IncidentActed> {
    incidents::act(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_copy(
    host: State<'_, Host>,
    copied: State<'_, Copied>,
    request: IncidentCopyRequest,
) -> Reply<IncidentActed> {
    let (text, acted) = incidents::copy(&host, request).await?;
    copied
        .put(text, STAYS)
        .map_err(|error| CommandError::bad_request(format!("the clipboard cannot be written: {error}")))?;
    Ok(acted)
}

#[tauri::command]
pub(crate) async fn incident_timeline(
    host: State<'_, Host>,
    request: IncidentTimelineRequest,
) -> Reply<IncidentTimelineReply> {
    incidents::timeline(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_evidence_text(
    host: State<'_, Host>,
    request: EvidenceTextRequest,
) -> Reply<IncidentActed> {
    incidents::evidence_text(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_evidence_file(
    app: AppHandle,
    host: State<'_, Host>,
    request: EvidenceFileRequest,
) -> Reply<Option<IncidentActed>> {
    let Some(path) = dialogs::open(&app, "Take in a file as evidence", None).await? else { return Ok(None) };
    incidents::evidence_file(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn incident_evidence_events(
    app: AppHandle,
    host: State<'_, Host>,
    request: EvidenceFileRequest,
) -> Reply<Option<IncidentActed>> {
    let name = format!("{}-events.jsonl", request.id);
    let Some(path) = dialogs::save(&app, "Export the events of the window", &name).await? else { return Ok(None) };
    incidents::evidence_events(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn incident_update(host: State<'_, Host>, request: UpdateRequest) -> Reply<UpdateText> {
    incidents::update(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_report(host: State<'_, Host>, request: IncidentReportRequest) -> Reply<IncidentReport> {
    incidents::report(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_report_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: IncidentReportRequest,
) -> Reply<Option<IncidentFile>> {
    let name = incidents::report_name(&request)?;
    let Some(path) = dialogs::save(&app, "Export the report", &name).await? else { return Ok(None) };
    incidents::report_export(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn incident_difference(
    host: State<'_, Host>,
    request: IncidentRequest,
) -> Reply<RunbookDifferenceReply> {
    incidents::difference(&host, request).await
}
