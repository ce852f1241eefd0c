//! The facts of an incident with the event `incident_progress` while CloudTrail is asked; watches; rotate now.

use keyturn_api::contract::incident_facts::{IncidentFactsReply, RotateNowPlan, RotateNowRequest, RotateNowSettings};
use keyturn_api::contract::incident_run::IncidentActed;
use keyturn_api::contract::incidents::{IncidentReply, IncidentRequest};
use keyturn_api::{Host, incident_facts as facts};
use tauri::{AppHandle, Manager as _, State};

use super::{Reply, watcher};

/// The event that tells how far a question to CloudTrail is.
const PROGRESS: &str = "incident_progress";

#[tauri::command]
pub(crate) async fn incident_facts(host: State<'_, Host>, request: IncidentRequest) -> Reply<IncidentFactsReply> {
    facts::facts(&host, request).await
}

#[tauri::command]
pub(crate) async fn incident_facts_fresh(app: AppHandle, request: IncidentRequest) -> Reply<IncidentFactsReply> {
    facts::fresh(&app.state::<Host>(), request, Some(watcher(&app, PROGRESS))).await
}

#[tauri::command]
pub(crate) async fn incident_facts_cancel(host: State<'_, Host>) -> Reply<()> {
    facts::cancel(&host)
}

#[tauri::command]
pub(crate) async fn incident_watch_ask(host: State<'_, Host>, request: IncidentRequest) -> Reply<IncidentReply> {
    facts::watch_ask(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotate_now_settings(host: State<'_, Host>) -> Reply<RotateNowSettings> {
    facts::rotate_now_settings(&host).await
}

#[tauri::command]
pub(crate) async fn rotate_now_settings_save(
    host: State<'_, Host>,
    request: RotateNowSettings,
) -> Reply<RotateNowSettings> {
    facts::rotate_now_settings_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotate_now_plan(host: State<'_, Host>, request: RotateNowRequest) -> Reply<RotateNowPlan> {
    facts::rotate_now_plan(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotate_now(host: State<'_, Host>, request: RotateNowRequest) -> Reply<IncidentActed> {
    facts::rotate_now(&host, request).await
}
