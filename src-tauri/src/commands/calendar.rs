//! The calendar, freezes, spreading, the feed, reminders.

use keyturn_api::contract::calendar::{
    CalendarExportReply, CalendarExportRequest, CalendarReply, CalendarRequest, FreezeDto, FreezeRequest, FreezesReply,
    RemindersDto, SpreadReply, SpreadRequest,
};
use keyturn_api::{Host, calendar};
use tauri::{AppHandle, State};

use super::Reply;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn calendar_show(host: State<'_, Host>, request: CalendarRequest) -> Reply<CalendarReply> {
    calendar::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn calendar_spread(host: State<'_, Host>, request: SpreadRequest) -> Reply<SpreadReply> {
    calendar::spread(&host, request).await
}

#[tauri::command]
pub(crate) async fn calendar_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: CalendarExportRequest,
) -> Reply<Option<CalendarExportReply>> {
    let Some(path) = dialogs::save(&app, "Export the calendar", "keyturn.ics").await? else { return Ok(None) };
    calendar::export(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn freeze_save(host: State<'_, Host>, request: FreezeDto) -> Reply<FreezesReply> {
    calendar::freeze_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn freeze_delete(host: State<'_, Host>, request: FreezeRequest) -> Reply<FreezesReply> {
    calendar::freeze_delete(&host, request).await
}

#[tauri::command]
pub(crate) async fn reminders_show(host: State<'_, Host>) -> Reply<RemindersDto> {
    calendar::reminders(&host).await
}

#[tauri::command]
pub(crate) async fn reminders_save(host: State<'_, Host>, request: RemindersDto) -> Reply<RemindersDto> {
    calendar::reminders_save(&host, request).await
}
