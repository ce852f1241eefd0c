//! The doctor, with its event `doctor_progress` while it looks.

use keyturn_api::contract::doctor::{DoctorExportRequest, DoctorFile, DoctorPolicy, DoctorPolicyRequest, DoctorReply};
use keyturn_api::{Host, doctor};
use tauri::{AppHandle, State};

use super::{Reply, watcher};
use crate::dialogs;

#[tauri::command]
pub(crate) async fn doctor_show(host: State<'_, Host>) -> Reply<DoctorReply> {
    doctor::show(&host).await
}

#[tauri::command]
pub(crate) async fn doctor_run(app: AppHandle, host: State<'_, Host>) -> Reply<DoctorReply> {
    doctor::diagnose(&host, Some(watcher(&app, "doctor_progress"))).await?;
    doctor::show(&host).await
}

#[tauri::command]
pub(crate) async fn doctor_cancel(host: State<'_, Host>) -> Reply<DoctorReply> {
    doctor::cancel(&host).await
}

#[tauri::command]
pub(crate) async fn doctor_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: DoctorExportRequest,
) -> Reply<Option<DoctorFile>> {
    let name = doctor::export_name(&request)?;
    let Some(path) = dialogs::save(&app, "Export what the doctor found", &name).await? else { return Ok(None) };
    doctor::export(&host, &request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn doctor_policy(request: DoctorPolicyRequest) -> Reply<DoctorPolicy> {
    doctor::policy(&request)
}

#[tauri::command]
pub(crate) async fn doctor_policy_export(app: AppHandle, request: DoctorPolicyRequest) -> Reply<Option<DoctorFile>> {
    let name = doctor::policy(&request)?.file_name;
    let Some(path) = dialogs::save(&app, "Save the policy", &name).await? else { return Ok(None) };
    doctor::export_policy(&request, &path).map(Some)
}
