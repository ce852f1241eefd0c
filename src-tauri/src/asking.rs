//! Questions that only a person can answer, on their way to the window.

use std::time::Duration;

use keyturn_api::{Host, sign_in};
use tauri::{AppHandle, Manager as _};

use crate::commands::watcher;

/// How often it is looked whether a locked data folder was opened.
const EVERY: Duration = Duration::from_secs(1);

/// Sends the event `sign_in_asked` whenever what is asked changes, from the moment the data folder is open.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        while sign_in::follow_questions(&app.state::<Host>(), watcher(&app, "sign_in_asked")).is_err() {
            tokio::time::sleep(EVERY).await;
        }
    });
}
