//! The schedule.

use keyturn_api::contract::schedule::{ScheduleDto, ScheduleReply};
use keyturn_api::{Host, schedule};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn schedule_show(host: State<'_, Host>) -> Reply<ScheduleReply> {
    schedule::show(&host).await
}

#[tauri::command]
pub(crate) async fn schedule_save(host: State<'_, Host>, request: ScheduleDto) -> Reply<ScheduleReply> {
    schedule::save(&host, request).await
}
