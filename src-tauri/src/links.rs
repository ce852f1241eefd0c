//! Links that open Keyturn, and the one instance that a data folder has.
//!
//! A link comes as an argument: of the first instance, or of a second one, which hands it over and ends. Nothing is done
//! with it but to show it: the window asks the person.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use keyturn_api::contract::incidents::LinkDto;
use keyturn_api::links;
use sha2::{Digest as _, Sha256};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Emitter as _, Manager as _, Runtime};

/// The link that the window has not taken yet: the last one counts.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<Option<LinkDto>>);

impl Waiting {
    /// One that waits with the link of the command line, if it has one.
    pub(crate) fn with(link: Option<&str>) -> Self {
        Self(Mutex::new(link.map(links::read)))
    }

    /// Takes it.
    pub(crate) fn take(&self) -> Option<LinkDto> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, link: LinkDto) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(link);
    }
}

/// Sees to it that a data folder has one window: a second start brings the first one's to the front, with its link.
/// Without a session bus there is no way to find the first, and both run, as the database allows.
pub(crate) fn one_instance<R: Runtime>(folder: &Path) -> TauriPlugin<R> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(folder))
        .callback(|app, arguments, _| {
            show(app);
            if let Some(link) = arguments.iter().skip(1).find(|argument| argument.contains("://")) {
                open(app, link);
            }
        })
        .build()
}

/// A name on the session bus for each data folder.
fn bus_name(folder: &Path) -> String {
    // However it was named: two names of one folder are one folder. One that is not there yet has only this name.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    format!("app.keyturn.desktop.of-{}", hex::encode(hash.get(..8).unwrap_or_default()))
}

/// Brings the window to the front.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window("main") else { return };
    if let Err(error) = window.unminimize().and_then(|()| window.set_focus()) {
        tracing::error!("the window could not be brought to the front: {error}");
    }
}

fn open<R: Runtime>(app: &AppHandle<R>, link: &str) {
    app.state::<Waiting>().put(links::read(link));
    // The window takes it: one that is still loading does so when it is there.
    if let Err(error) = app.emit("link_opened", ()) {
        tracing::error!("the window was not told of a link: {error}");
    }
}
