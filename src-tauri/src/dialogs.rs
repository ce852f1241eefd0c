//! The desktop's own dialogs for files. Paths come from them alone: the page never names a file.
//!
//! Each answers nothing where the person closed the dialog.

use std::path::PathBuf;

use keyturn_api::contract::error::CommandError;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// What files are called, and their endings.
pub(crate) type Kind = (&'static str, &'static [&'static str]);

/// Where to write a file that is proposed to be called `name`.
pub(crate) async fn save(app: &AppHandle, title: &str, name: &str) -> Result<Option<PathBuf>, CommandError> {
    let (sender, chosen) = oneshot::channel();
    // The receiver is gone only when the window is: then nobody wants the file.
    app.dialog().file().set_title(title).set_file_name(name).save_file(move |path| drop(sender.send(path)));
    chosen.await.ok().flatten().map(path).transpose()
}

/// One file to read.
pub(crate) async fn open(app: &AppHandle, title: &str, kind: Option<Kind>) -> Result<Option<PathBuf>, CommandError> {
    let (sender, chosen) = oneshot::channel();
    of_kind(app, title, kind).pick_file(move |path| drop(sender.send(path)));
    chosen.await.ok().flatten().map(path).transpose()
}

/// Files to read.
pub(crate) async fn open_all(
    app: &AppHandle,
    title: &str,
    kind: Option<Kind>,
) -> Result<Option<Vec<PathBuf>>, CommandError> {
    let (sender, chosen) = oneshot::channel();
    of_kind(app, title, kind).pick_files(move |paths| drop(sender.send(paths)));
    chosen.await.ok().flatten().map(|paths| paths.into_iter().map(path).collect()).transpose()
}

/// A folder.
pub(crate) async fn folder(app: &AppHandle, title: &str) -> Result<Option<PathBuf>, CommandError> {
    let (sender, chosen) = oneshot::channel();
    app.dialog().file().set_title(title).pick_folder(move |path| drop(sender.send(path)));
    chosen.await.ok().flatten().map(path).transpose()
}

fn of_kind(app: &AppHandle, title: &str, kind: Option<Kind>) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file().set_title(title);
    match kind {
        Some((name, endings)) => dialog.add_filter(name, endings),
        None => dialog,
    }
}

fn path(chosen: FilePath) -> Result<PathBuf, CommandError> {
    chosen.into_path().map_err(|error| CommandError::bad_request(error.to_string()))
}
