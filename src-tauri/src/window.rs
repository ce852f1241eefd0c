//! The one window.

use tauri::{App, WebviewUrl, WebviewWindowBuilder};

/// The smallest size at which every view still works, in logical pixels.
const SMALLEST: (f64, f64) = (900.0, 600.0);

/// Opens the window. It shows the application's own pages and never goes anywhere else.
pub(crate) fn open(app: &App, demo: bool) -> tauri::Result<()> {
    let title = if demo { "Keyturn – demo" } else { "Keyturn" };
    WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title(title)
        .inner_size(1280.0, 800.0)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
        .build()?;
    Ok(())
}
