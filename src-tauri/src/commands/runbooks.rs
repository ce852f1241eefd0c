//! The library of runbooks and issuer cards.

use keyturn_api::contract::review_pack::ReviewFileReply;
use keyturn_api::contract::runbooks::{
    IssuerReply, IssuerRequest, RunbookApproveRequest, RunbookExportRequest, RunbookFolderRequest, RunbookReply,
    RunbookRequest, RunbooksReply,
};
use keyturn_api::{Host, runbooks};
use tauri::{AppHandle, State};

use super::Reply;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn runbooks_list(host: State<'_, Host>) -> Reply<RunbooksReply> {
    runbooks::list(&host).await
}

#[tauri::command]
pub(crate) async fn runbook_show(host: State<'_, Host>, request: RunbookRequest) -> Reply<RunbookReply> {
    runbooks::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn runbook_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: RunbookExportRequest,
) -> Reply<Option<ReviewFileReply>> {
    let name = runbooks::export_name(&request)?;
    let Some(path) = dialogs::save(&app, "Export the runbook", &name).await? else { return Ok(None) };
    runbooks::export(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn runbook_approve(host: State<'_, Host>, request: RunbookApproveRequest) -> Reply<RunbooksReply> {
    runbooks::approve(&host, request).await
}

#[tauri::command]
pub(crate) async fn runbook_folder_add(app: AppHandle, host: State<'_, Host>) -> Reply<Option<RunbooksReply>> {
    let Some(path) = dialogs::folder(&app, "Add a folder of runbooks").await? else { return Ok(None) };
    runbooks::folder_add(&host, &path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn runbook_folder_remove(
    host: State<'_, Host>,
    request: RunbookFolderRequest,
) -> Reply<RunbooksReply> {
    runbooks::folder_remove(&host, request).await
}

#[tauri::command]
pub(crate) async fn issuer_show(host: State<'_, Host>, request: IssuerRequest) -> Reply<IssuerReply> {
    runbooks::issuer(&host, request).await
}
