//! Asking for reads; findings, what is decided about them, silences.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::reads::{
    FindingReply, FindingRequest, FindingTriageRequest, FindingsListReply, FindingsListRequest, ReadsExportReply,
    ReadsExportRequest, ReadsGroupsReply, ReadsGroupsRequest, ReadsListReply, ReadsListRequest, ReadsTimelineReply,
    ReadsTimelineRequest, SilenceRequest, SilencesReply,
};
use keyturn_api::{Host, findings, reads};
use tauri::{AppHandle, State};

use super::Reply;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn reads_list(host: State<'_, Host>, request: ReadsListRequest) -> Reply<ReadsListReply> {
    reads::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn reads_groups(host: State<'_, Host>, request: ReadsGroupsRequest) -> Reply<ReadsGroupsReply> {
    reads::groups(&host, request).await
}

#[tauri::command]
pub(crate) async fn reads_timeline(host: State<'_, Host>, request: ReadsTimelineRequest) -> Reply<ReadsTimelineReply> {
    reads::timeline(&host, request).await
}

#[tauri::command]
pub(crate) async fn reads_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: ReadsExportRequest,
) -> Reply<ReadsExportReply> {
    let name = format!("keyturn-reads.{}", if request.format == "json" { "json" } else { "csv" });
    let chosen = dialogs::save(&app, "Export reads", &name).await?;
    reads::export(&host, request, chosen.ok_or_else(CommandError::dismissed)?).await
}

#[tauri::command]
pub(crate) async fn findings_list(host: State<'_, Host>, request: FindingsListRequest) -> Reply<FindingsListReply> {
    findings::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn finding_show(host: State<'_, Host>, request: FindingRequest) -> Reply<FindingReply> {
    findings::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn finding_triage(host: State<'_, Host>, request: FindingTriageRequest) -> Reply<FindingReply> {
    findings::triage(&host, request).await
}

#[tauri::command]
pub(crate) async fn silences_list(host: State<'_, Host>) -> Reply<SilencesReply> {
    findings::silences(&host).await
}

#[tauri::command]
pub(crate) async fn silence_end(host: State<'_, Host>, request: SilenceRequest) -> Reply<SilencesReply> {
    findings::silence_end(&host, request).await
}
