//! Access: who can read, and why; `access_progress` while it is collected, `access_changed` when it was evaluated anew.

use keyturn_api::contract::access::{
    AccessCellReply, AccessCellRequest, AccessExportReply, AccessFindingsReply, AccessMapReply, AccessMapRequest,
    AccessPrincipalsReply, AccessPrincipalsRequest, AccessReply, AccessWhyReply, AccessWhyRequest,
    PrincipalAccessReply, PrincipalAccessRequest, ReadersReply, ReadersRequest,
};
use keyturn_api::contract::error::CommandError;
use keyturn_api::{Host, access};
use tauri::{AppHandle, Emitter as _, Manager as _, State};
use tauri_plugin_dialog::DialogExt as _;

use super::{Reply, watcher};

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

/// The paths come from the native dialog alone: the page never names a file.
#[tauri::command]
pub(crate) async fn access_import(app: AppHandle) -> Reply<AccessReply> {
    let (sender, chosen) = tokio::sync::oneshot::channel();
    let dialog = app.dialog().file().set_title("Import access snapshots").add_filter("Access snapshots", &["json"]);
    dialog.pick_files(move |paths| drop(sender.send(paths)));
    let paths = chosen.await.ok().flatten().ok_or_else(CommandError::dismissed)?;
    let paths = paths.into_iter().map(tauri_plugin_dialog::FilePath::into_path).collect::<Result<Vec<_>, _>>();
    let paths = paths.map_err(|error| CommandError::bad_request(error.to_string()))?;
    let reply = access::import(&app.state::<Host>(), paths).await?;
    tell(&app, &reply);
    Ok(reply)
}

/// The path comes from the native dialog alone: the page never names a file.
#[tauri::command]
pub(crate) async fn access_export(app: AppHandle, host: State<'_, Host>) -> Reply<AccessExportReply> {
    let (sender, chosen) = tokio::sync::oneshot::channel();
    let dialog = app.dialog().file().set_title("Export what access rests on").set_file_name("keyturn-access.json");
    dialog.save_file(move |path| drop(sender.send(path)));
    let path = chosen.await.ok().flatten().ok_or_else(CommandError::dismissed)?;
    let path = path.into_path().map_err(|error| CommandError::bad_request(error.to_string()))?;
    access::export(&host, path).await
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
