//! Watches on what was revoked, while the application runs.

use std::time::Duration;

use keyturn_api::contract::calendar::NoticePlace;
use keyturn_api::{Host, incident_facts};
use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::notices;

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
                    for id in &reopened {
                        if let Err(error) = tell(&app, id).await {
                            tracing::warn!("that {id} was opened again could not be shown on the desktop: {error}");
                        }
                    }
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

/// Tells the person, who may be in another window.
async fn tell(app: &AppHandle, id: &str) -> Result<(), String> {
    let title = format!("{id} was opened again");
    let body = "Something that was revoked in it was used after.".to_owned();
    notices::show(app, title, body, NoticePlace { place: "incidents".to_owned(), id: Some(id.to_owned()) }).await
}
