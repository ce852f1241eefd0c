//! Reminders on the desktop: once a day, and only when something is due.

use std::time::Duration;

use keyturn_api::{Host, calendar};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

/// How often it is looked whether a new day has something due.
const EVERY: Duration = Duration::from_hours(1);

/// Looks now and every hour until the application ends. A locked database has nothing to say yet.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        loop {
            match calendar::remind(&app.state::<Host>()).await {
                Ok(Some((title, body))) => {
                    if let Err(error) = app.notification().builder().title(title).body(body).show() {
                        tracing::error!("the reminder could not be shown: {error}");
                    }
                }
                Ok(None) => {}
                Err(error) => tracing::debug!("no reminder: {}", error.message),
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}
