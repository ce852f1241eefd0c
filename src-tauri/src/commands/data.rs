//! What is kept on this machine.

use keyturn_api::contract::data::{
    DataBackupRequest, DataDeleteRequest, DataReply, DataWritten, PassphraseRequest, RestoreFile, RestorePlan,
    RestoreRequest,
};
use keyturn_api::{Host, data};
use tauri::{AppHandle, State};

use super::Reply;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn data_show(host: State<'_, Host>) -> Reply<DataReply> {
    data::show(&host).await
}

#[tauri::command]
pub(crate) async fn data_backup(
    app: AppHandle,
    host: State<'_, Host>,
    request: DataBackupRequest,
) -> Reply<Option<DataWritten>> {
    let Some(path) = dialogs::save(&app, "Write a backup", "keyturn.backup").await? else { return Ok(None) };
    data::write_backup(&host, request, &path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn data_export(app: AppHandle, host: State<'_, Host>) -> Reply<Option<DataWritten>> {
    let Some(parent) = dialogs::folder(&app, "Export everything into a folder").await? else { return Ok(None) };
    data::export(&host, &parent).await.map(Some)
}

#[tauri::command]
pub(crate) async fn data_passphrase(host: State<'_, Host>, request: PassphraseRequest) -> Reply<DataReply> {
    data::change_passphrase(&host, request).await
}

#[tauri::command]
pub(crate) async fn data_restore_choose(app: AppHandle, host: State<'_, Host>) -> Reply<Option<RestoreFile>> {
    let Some(path) = dialogs::open(&app, "Choose a backup", None).await? else { return Ok(None) };
    data::choose_backup(&host, &path).map(Some)
}

#[tauri::command]
pub(crate) async fn data_restore_plan(host: State<'_, Host>, request: RestoreRequest) -> Reply<RestorePlan> {
    data::plan_restore(&host, request).await
}

/// Restores a backup, and starts anew on it.
#[tauri::command]
pub(crate) async fn data_restore(app: AppHandle, host: State<'_, Host>, request: RestoreRequest) -> Reply<()> {
    data::restore(&host, request).await?;
    app.restart()
}

/// Deletes everything, and starts anew as on the first day.
#[tauri::command]
pub(crate) async fn data_delete(app: AppHandle, host: State<'_, Host>, request: DataDeleteRequest) -> Reply<()> {
    data::delete(&host, &request)?;
    app.restart()
}
