//! Sources.

use keyturn_api::contract::sources::{SourcesReply, SourcesSaveRequest};
use keyturn_api::{Host, sources};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn sources_show(host: State<'_, Host>) -> Reply<SourcesReply> {
    sources::show(&host).await
}

#[tauri::command]
pub(crate) async fn sources_save(host: State<'_, Host>, request: SourcesSaveRequest) -> Reply<SourcesReply> {
    sources::save(&host, request).await
}
