//! Today.

use keyturn_api::contract::today::TodayReply;
use keyturn_api::{Host, today};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn today_show(host: State<'_, Host>) -> Reply<TodayReply> {
    today::show(&host).await
}
