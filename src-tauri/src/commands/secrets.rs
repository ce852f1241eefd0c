//! The list of secrets, one secret whole, notes, kinds, exports.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::secrets::{
    KindDto, NoteDto, SecretKindRequest, SecretNoteRequest, SecretReply, SecretRequest, SecretsExportReply,
    SecretsExportRequest, SecretsListReply, SecretsListRequest,
};
use keyturn_api::{Host, secrets};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt as _;

use super::Reply;

#[tauri::command]
pub(crate) async fn secrets_list(host: State<'_, Host>, request: SecretsListRequest) -> Reply<SecretsListReply> {
    secrets::list(&host, request).await
}

/// The path comes from the native dialog alone: the page never names a file.
#[tauri::command]
pub(crate) async fn secrets_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: SecretsExportRequest,
) -> Reply<SecretsExportReply> {
    let (sender, chosen) = tokio::sync::oneshot::channel();
    let name = format!("keyturn-secrets.{}", if request.format == "json" { "json" } else { "csv" });
    app.dialog().file().set_title("Export secrets").set_file_name(name).save_file(move |path| {
        // The receiver is gone only when the window is: then nobody wants the export.
        drop(sender.send(path));
    });
    let path = chosen.await.ok().flatten().ok_or_else(CommandError::dismissed)?;
    let path = path.into_path().map_err(|error| CommandError::bad_request(error.to_string()))?;
    secrets::export(&host, request, path).await
}

#[tauri::command]
pub(crate) async fn secret_show(host: State<'_, Host>, request: SecretRequest) -> Reply<SecretReply> {
    secrets::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn secret_inspect(host: State<'_, Host>, request: SecretRequest) -> Reply<SecretReply> {
    secrets::inspect(&host, request).await
}

#[tauri::command]
pub(crate) async fn secret_note_save(host: State<'_, Host>, request: SecretNoteRequest) -> Reply<Option<NoteDto>> {
    secrets::note_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn secret_kind_save(host: State<'_, Host>, request: SecretKindRequest) -> Reply<SecretReply> {
    secrets::kind_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn kinds_list() -> Reply<Vec<KindDto>> {
    Ok(secrets::kinds())
}
