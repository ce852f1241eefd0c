//! Watches on what was revoked, while the application runs.

use std::time::Duration;

use keyturn_api::{Host, incident_facts};
use tauri::{AppHandle, Emitter as _, Manager as _};

/// How often it is looked whether a watch wants an answer. The shortest interval of a watch is a minute.
const EVERY: Duration = Duration::from_mins(1);

/// The event that names incidents that were opened again.
const REOPENED: &str = "incident_reopened";

/// Looks now and every minute until the application ends. A locked database has nothing to watch yet.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        loop {
            match incident_facts::watch_due(&app.state::<Host>()).await {
                Ok(reopened) if reopened.is_empty() => {}
                Ok(reopened) => {
                    if let Err(error) = app.emit(REOPENED, reopened) {
                        tracing::warn!("what a watch saw did not reach the window: {error}");
                    }
                }
                Err(error) => tracing::debug!("no watch was asked: {}", error.message),
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}
