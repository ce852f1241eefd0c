//! The list of secrets, one secret whole, notes, kinds, exports.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::secrets::{
    KindDto, NoteDto, SecretKindRequest, SecretNoteRequest, SecretReply, SecretRequest, SecretsExportReply,
    SecretsExportRequest, SecretsListReply, SecretsListRequest,
};
use keyturn_api::{Host, secrets};
use tauri::{AppHandle, State};

use super::Reply;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn secrets_list(host: State<'_, Host>, request: SecretsListRequest) -> Reply<SecretsListReply> {
    secrets::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn secrets_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: SecretsExportRequest,
) -> Reply<SecretsExportReply> {
    let name = format!("keyturn-secrets.{}", if request.format == "json" { "json" } else { "csv" });
    let chosen = dialogs::save(&app, "Export secrets", &name).await?;
    secrets::export(&host, request, chosen.ok_or_else(CommandError::dismissed)?).await
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
