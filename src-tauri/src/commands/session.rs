//! Opening the database.

use keyturn_api::contract::session::{SessionReply, UnlockRequest};
use keyturn_api::{Host, session};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn session_show(host: State<'_, Host>) -> Reply<SessionReply> {
    Ok(session::show(&host))
}

#[tauri::command]
pub(crate) async fn session_unlock(host: State<'_, Host>, request: UnlockRequest) -> Reply<SessionReply> {
    session::unlock(&host, &request)
}
