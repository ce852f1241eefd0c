//! Reminders on the desktop: once a day, and only when something is due.

use std::time::Duration;

use keyturn_api::contract::error::Code;
use keyturn_api::{Host, calendar};
use tauri::{AppHandle, Manager as _};

/// How often it is looked whether a new day has something due.
const EVERY: Duration = Duration::from_hours(1);

/// How often it is looked whether somebody has unlocked the database.
const LOCKED: Duration = Duration::from_secs(10);

/// What holds a notification on the screen.
#[cfg(target_os = "linux")]
type Shown = notify_rust::NotificationHandle;
#[cfg(not(target_os = "linux"))]
type Shown = ();

/// Looks now and every hour until the application ends. A locked database has nothing to say yet.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        // Some desktops take a notification away when the connection that sent it closes.
        let mut shown: Option<Shown> = None;
        loop {
            let mut wait = EVERY;
            match calendar::remind(&app.state::<Host>()).await {
                Ok(Some(notice)) => {
                    let on = notice.on;
                    match show(&app, notice).await {
                        Ok(handle) => {
                            drop(shown.replace(handle));
                            if let Err(error) = calendar::reminded(&app.state::<Host>(), on).await {
                                tracing::error!("the reminder is not noted as shown: {}", error.message);
                            }
                        }
                        // It is not noted as shown: the next hour tries again.
                        Err(error) => tracing::error!("the reminder could not be shown: {error}"),
                    }
                }
                Ok(None) => {}
                Err(error) if error.code == Code::Locked => wait = LOCKED,
                Err(error) => tracing::debug!("no reminder: {}", error.message),
            }
            tokio::time::sleep(wait).await;
        }
    });
}

/// Hands a reminder to the desktop and waits until it was taken.
///
/// The plugin sends it from a thread of its own and tells nobody when that fails.
#[cfg(target_os = "linux")]
async fn show(_app: &AppHandle, notice: calendar::Notice) -> Result<Shown, String> {
    let sent = tauri::async_runtime::spawn_blocking(move || {
        let mut notification = notify_rust::Notification::new();
        notification.appname("Keyturn").summary(&notice.title).body(&notice.body).auto_icon();
        notification.show().map_err(|error| error.to_string())
    });
    sent.await.map_err(|error| error.to_string())?
}

/// Hands a reminder to the system, which keeps it.
#[cfg(not(target_os = "linux"))]
async fn show(app: &AppHandle, notice: calendar::Notice) -> Result<Shown, String> {
    use tauri_plugin_notification::NotificationExt as _;
    app.notification().builder().title(notice.title).body(notice.body).show().map_err(|error| error.to_string())
}
