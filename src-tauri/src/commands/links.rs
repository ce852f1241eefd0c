//! Links that opened Keyturn.

use keyturn_api::contract::incidents::LinkDto;
use tauri::State;

use super::Reply;
use crate::links::Waiting;

#[tauri::command]
pub(crate) async fn link_take(waiting: State<'_, Waiting>) -> Reply<Option<LinkDto>> {
    Ok(waiting.take())
}
