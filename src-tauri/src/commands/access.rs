//! Access: who can read, and why; `access_progress` while it is collected, `access_changed` when it was evaluated anew.

use keyturn_api::contract::access::{
    AccessCellReply, AccessCellRequest, AccessExportReply, AccessFindingsReply, AccessMapReply, AccessMapRequest,
    AccessPrincipalsReply, AccessPrincipalsRequest, AccessReply, AccessWhyReply, AccessWhyRequest,
    PrincipalAccessReply, PrincipalAccessRequest, ReadersReply, ReadersRequest,
};
use keyturn_api::contract::error::CommandError;
use keyturn_api::{Host, access};
use tauri::{AppHandle, Emitter as _, Manager as _, State};

use super::{Reply, watcher};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn access_show(host: State<'_, Host>) -> Reply<AccessReply> {
    access::show(&host).await
}

#[tauri::command]
pub(crate) async fn access_collect(app: AppHandle) -> Reply<AccessReply> {
    run(&app).await
}

#[tauri::command]
pub(crate) async fn access_cancel(host: State<'_, Host>) -> Reply<AccessReply> {
    access::cancel(&host).await
}

#[tauri::command]
pub(crate) async fn access_import(app: AppHandle) -> Reply<AccessReply> {
    let chosen = dialogs::open_all(&app, "Import access snapshots", Some(("Access snapshots", &["json"]))).await?;
    let paths = chosen.ok_or_else(CommandError::dismissed)?;
    let reply = access::import(&app.state::<Host>(), paths).await?;
    tell(&app, &reply);
    Ok(reply)
}

#[tauri::command]
pub(crate) async fn access_export(app: AppHandle, host: State<'_, Host>) -> Reply<AccessExportReply> {
    let chosen = dialogs::save(&app, "Export what access rests on", "keyturn-access.json").await?;
    access::export(&host, chosen.ok_or_else(CommandError::dismissed)?).await
}

#[tauri::command]
pub(crate) async fn access_readers(host: State<'_, Host>, request: ReadersRequest) -> Reply<ReadersReply> {
    access::readers(&host, request).await
}

#[tauri::command]
pub(crate) async fn access_principals(
    host: State<'_, Host>,
    request: AccessPrincipalsRequest,
) -> Reply<AccessPrincipalsReply> {
    access::principals(&host, request).await
}

#[tauri::command]
pub(crate) async fn access_principal(
    host: State<'_, Host>,
    request: PrincipalAccessRequest,
) -> Reply<PrincipalAccessReply> {
    access::principal(&host, request).await
}

#[tauri::command]
pub(crate) async fn access_why(host: State<'_, Host>, request: AccessWhyRequest) -> Reply<AccessWhyReply> {
    access::why(&host, request).await
}

#[tauri::command]
pub(crate) async fn access_findings(host: State<'_, Host>) -> Reply<AccessFindingsReply> {
    access::findings(&host).await
}

#[tauri::command]
pub(crate) async fn access_map(host: State<'_, Host>, request: AccessMapRequest) -> Reply<AccessMapReply> {
    access::map(&host, request).await
}

#[tauri::command]
pub(crate) async fn access_cell(host: State<'_, Host>, request: AccessCellRequest) -> Reply<AccessCellReply> {
    access::cell(&host, request).await
}

/// Collects what access rests on, and tells the window.
pub(crate) async fn run(app: &AppHandle) -> Reply<AccessReply> {
    let reply = access::collect(&app.state::<Host>(), Some(watcher(app, "access_progress"))).await?;
    tell(app, &reply);
    Ok(reply)
}

fn tell(app: &AppHandle, reply: &AccessReply) {
    if let Err(error) = app.emit("access_changed", reply) {
        tracing::warn!("the evaluation did not reach the window: {error}");
    }
}
