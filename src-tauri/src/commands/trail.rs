//! CloudTrail: collecting and importing, with their events: `trail_progress` while one runs, `trail_ended` with the
//! report.

use std::path::PathBuf;

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::trail::{
    DecoyRequest, PrincipalUsageRequest, SecretUsageRequest, TrailChecksReply, TrailEstimateReply, TrailImportRequest,
    TrailReply, TrailReport, TrailSettingsDto, TrailSyncRequest, UsageReply,
};
use keyturn_api::{Host, trail, usage};
use tauri::{AppHandle, Emitter as _, Manager as _, State};
use tauri_plugin_dialog::{DialogExt as _, FilePath};

use super::{Reply, watcher};

/// The event that tells how a collection or import goes.
const PROGRESS: &str = "trail_progress";

#[tauri::command]
pub(crate) async fn trail_show(host: State<'_, Host>) -> Reply<TrailReply> {
    trail::show(&host).await
}

#[tauri::command]
pub(crate) async fn trail_estimate(host: State<'_, Host>, request: TrailSyncRequest) -> Reply<TrailEstimateReply> {
    trail::estimate(&host, request).await
}

#[tauri::command]
pub(crate) async fn trail_sync(app: AppHandle, request: TrailSyncRequest) -> Reply<TrailReport> {
    run(&app, request).await
}

/// The paths come from the native dialog alone: the page never names a file.
#[tauri::command]
pub(crate) async fn trail_import(app: AppHandle, request: TrailImportRequest) -> Reply<TrailReport> {
    let paths = chosen(&app, request.folder).await?;
    let report = trail::import(&app.state::<Host>(), paths, Some(watcher(&app, PROGRESS))).await?;
    tell_end(&app, &report);
    Ok(report)
}

#[tauri::command]
pub(crate) async fn trail_cancel(host: State<'_, Host>) -> Reply<TrailReply> {
    trail::cancel(&host).await
}

#[tauri::command]
pub(crate) async fn trail_checks(host: State<'_, Host>) -> Reply<TrailChecksReply> {
    trail::checks(&host).await
}

#[tauri::command]
pub(crate) async fn trail_checks_ask(host: State<'_, Host>) -> Reply<TrailChecksReply> {
    trail::checks_ask(&host).await
}

#[tauri::command]
pub(crate) async fn trail_settings_show(host: State<'_, Host>) -> Reply<TrailSettingsDto> {
    trail::settings(&host).await
}

#[tauri::command]
pub(crate) async fn trail_settings_save(host: State<'_, Host>, request: TrailSettingsDto) -> Reply<TrailSettingsDto> {
    trail::settings_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn secret_usage(host: State<'_, Host>, request: SecretUsageRequest) -> Reply<UsageReply> {
    usage::of_secret(&host, request).await
}

#[tauri::command]
pub(crate) async fn secret_decoy_save(host: State<'_, Host>, request: DecoyRequest) -> Reply<UsageReply> {
    usage::decoy_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn principal_usage(host: State<'_, Host>, request: PrincipalUsageRequest) -> Reply<UsageReply> {
    usage::of_principal(&host, request).await
}

/// Collects and tells the window how it goes.
pub(crate) async fn run(app: &AppHandle, request: TrailSyncRequest) -> Reply<TrailReport> {
    let report = trail::sync(&app.state::<Host>(), request, Some(watcher(app, PROGRESS))).await?;
    tell_end(app, &report);
    Ok(report)
}

/// Asks with the desktop's own dialog for a folder, or for files.
async fn chosen(app: &AppHandle, folder: bool) -> Reply<Vec<PathBuf>> {
    let (sender, chosen) = tokio::sync::oneshot::channel();
    let dialog = app.dialog().file().set_title("Import CloudTrail logs");
    // The receiver is gone only when the window is: then nobody wants the import.
    if folder {
        dialog.pick_folder(move |path| drop(sender.send(path.map(|path| vec![path]))));
    } else {
        dialog.pick_files(move |paths| drop(sender.send(paths)));
    }
    let paths = chosen.await.ok().flatten().ok_or_else(CommandError::dismissed)?;
    let paths = paths.into_iter().map(FilePath::into_path).collect::<Result<_, _>>();
    paths.map_err(|error| CommandError::bad_request(error.to_string()))
}

fn tell_end(app: &AppHandle, report: &TrailReport) {
    if let Err(error) = app.emit("trail_ended", report) {
        tracing::warn!("the report did not reach the window: {error}");
    }
}
