//! Notices on the desktop, and what they open when a person chooses them.

use keyturn_api::contract::calendar::NoticePlace;
use tauri::{AppHandle, Emitter as _};

use crate::links;

/// Hands a notice to the desktop and waits until it was taken. Chosen there, it brings the window to the front, at the
/// place that it is about.
///
/// The plugin sends it from a thread of its own, tells nobody when that fails, and hears of no choice.
/// <https://specifications.freedesktop.org/notification-spec/latest/protocol.html#signal-action-invoked>
#[cfg(target_os = "linux")]
pub(crate) async fn show(app: &AppHandle, title: String, body: String, opens: NoticePlace) -> Result<(), String> {
    let sent = tauri::async_runtime::spawn_blocking(move || {
        let mut notification = notify_rust::Notification::new();
        notification.appname("Keyturn").summary(&title).body(&body).auto_icon().action("default", "Open Keyturn");
        notification.show().map_err(|error| error.to_string())
    });
    let shown = sent.await.map_err(|error| error.to_string())??;
    let app = app.clone();
    // It waits until somebody chooses the notice or takes it away. Some desktops take it away themselves when the
    // connection that sent it closes, which this one holds open.
    let waiting = std::thread::Builder::new().name("notice".to_owned()).spawn(move || {
        shown.wait_for_action(|action| {
            if action == "default" {
                open(&app, &opens);
            }
        });
    });
    waiting.map(drop).map_err(|error| error.to_string())
}

/// Hands a notice to the system, which keeps it.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn show(app: &AppHandle, title: String, body: String, _opens: NoticePlace) -> Result<(), String> {
    use tauri_plugin_notification::NotificationExt as _;
    app.notification().builder().title(title).body(body).show().map_err(|error| error.to_string())
}

/// Brings the window to the front, at a place.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux tells what was chosen"))]
fn open(app: &AppHandle, place: &NoticePlace) {
    links::show(app);
    if let Err(error) = app.emit("notice_opened", place) {
        tracing::error!("the window was not told which notice was chosen: {error}");
    }
}
