//! Saved views.

use keyturn_api::contract::views::{ViewDto, ViewRequest, ViewsReply};
use keyturn_api::{Host, views};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn views_list(host: State<'_, Host>) -> Reply<ViewsReply> {
    views::list(&host).await
}

#[tauri::command]
pub(crate) async fn view_save(host: State<'_, Host>, request: ViewDto) -> Reply<ViewsReply> {
    views::save(&host, request).await
}

#[tauri::command]
pub(crate) async fn view_delete(host: State<'_, Host>, request: ViewRequest) -> Reply<ViewsReply> {
    views::delete(&host, request).await
}
