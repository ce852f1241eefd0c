//! Syncing, with its events: `sync_progress` while it runs, `sync_ended` with the report.

use keyturn_api::contract::sync::{SyncReport, SyncStatusReply};
use keyturn_api::{Host, sync};
use tauri::{AppHandle, Emitter as _, Manager as _, State};

use super::{Reply, watcher};

#[tauri::command]
pub(crate) async fn sync_start(app: AppHandle) -> Reply<SyncReport> {
    run(&app).await
}

#[tauri::command]
pub(crate) async fn sync_cancel(host: State<'_, Host>) -> Reply<SyncStatusReply> {
    sync::cancel(&host).await
}

#[tauri::command]
pub(crate) async fn sync_status(host: State<'_, Host>) -> Reply<SyncStatusReply> {
    sync::status(&host).await
}

/// Syncs and tells the window how it goes.
pub(crate) async fn run(app: &AppHandle) -> Reply<SyncReport> {
    let report = sync::start(&app.state::<Host>(), Some(watcher(app, "sync_progress"))).await?;
    if let Err(error) = app.emit("sync_ended", &report) {
        tracing::warn!("the report did not reach the window: {error}");
    }
    Ok(report)
}
