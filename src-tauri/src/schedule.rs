//! Syncing by itself, while the application runs.

use std::time::Duration;

use keyturn_api::{Host, schedule};
use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::commands::watcher;
use crate::network;

/// How often it is looked whether a run is due. The shortest interval is an hour.
const EVERY: Duration = Duration::from_mins(1);

/// Looks every minute until the application ends. A locked database has nothing to sync into yet.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        loop {
            // Not at once: the window comes first.
            tokio::time::sleep(EVERY).await;
            let (syncing, collecting) = (watcher(&app, "sync_progress"), watcher(&app, "trail_progress"));
            match schedule::run_due(&app.state::<Host>(), network::ask(), syncing, collecting).await {
                Ok(Some((run, report))) => {
                    let told = report.map_or(Ok(()), |report| app.emit("sync_ended", report));
                    if let Err(error) = told.and_then(|()| app.emit("schedule_ran", run)) {
                        tracing::warn!("a scheduled sync did not reach the window: {error}");
                    }
                }
                Ok(None) => {}
                Err(error) => tracing::debug!("no scheduled sync: {}", error.message),
            }
        }
    });
}
