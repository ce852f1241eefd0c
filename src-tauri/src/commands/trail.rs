//! CloudTrail: collecting and importing, with their events: `trail_progress` while one runs, `trail_ended` with the
//! report.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::trail::{
    DecoyRequest, PrincipalUsageRequest, SecretUsageRequest, TrailChecksReply, TrailEstimateReply, TrailImportRequest,
    TrailReply, TrailReport, TrailSettingsDto, TrailSyncRequest, UsageReply,
};
use keyturn_api::{Host, trail, usage};
use tauri::{AppHandle, Emitter as _, Manager as _, State};

use super::{Reply, watcher};
use crate::dialogs;

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

#[tauri::command]
pub(crate) async fn trail_import(app: AppHandle, request: TrailImportRequest) -> Reply<TrailReport> {
    let title = "Import CloudTrail logs";
    let chosen = if request.folder {
        dialogs::folder(&app, title).await?.map(|folder| vec![folder])
    } else {
        dialogs::open_all(&app, title, None).await?
    };
    let paths = chosen.ok_or_else(CommandError::dismissed)?;
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

fn tell_end(app: &AppHandle, report: &TrailReport) {
    if let Err(error) = app.emit("trail_ended", report) {
        tracing::warn!("the report did not reach the window: {error}");
    }
}
