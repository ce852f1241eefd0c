//! Rotation: due dates, policies, exceptions, tasks, rotations, new values, cost.

use std::time::Duration;

use keyturn_api::contract::due::{
    DueListReply, DueListRequest, ExceptionEndRequest, ExceptionRequest, ExceptionsReply, RotationSettingsRequest,
    SecretRotationReply,
};
use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::policy::{
    PolicyEditRequest, PolicyExportReply, PolicyReply, PolicyText, PresetRequest, WhatIfReply,
};
use keyturn_api::contract::rotations::{
    CostReply, CostRequest, RotationMoveRequest, RotationPlanRequest, RotationRecordRequest, RotationReply,
    RotationRequest, RotationsReply, RotationsRequest, TaskDropRequest, TasksReply, TriggerPreview, TriggerRequest,
    ValueReply, ValueRequest,
};
use keyturn_api::contract::secrets::SecretRequest;
use keyturn_api::{Host, due, policy, rotations};
use tauri::{AppHandle, State};

use super::Reply;
use crate::clipboard::Copied;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn due_list(host: State<'_, Host>, request: DueListRequest) -> Reply<DueListReply> {
    due::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn secret_rotation(host: State<'_, Host>, request: SecretRequest) -> Reply<SecretRotationReply> {
    due::secret(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotation_settings_save(
    host: State<'_, Host>,
    request: RotationSettingsRequest,
) -> Reply<SecretRotationReply> {
    due::settings_save(&host, request).await
}

#[tauri::command]
pub(crate) async fn policy_show(host: State<'_, Host>) -> Reply<PolicyReply> {
    policy::show(&host).await
}

#[tauri::command]
pub(crate) async fn policy_preset(request: PresetRequest) -> Reply<PolicyText> {
    policy::preset(&request)
}

#[tauri::command]
pub(crate) async fn policy_edit(request: PolicyEditRequest) -> Reply<PolicyText> {
    policy::edit(&request)
}

#[tauri::command]
pub(crate) async fn policy_what_if(host: State<'_, Host>, request: PolicyText) -> Reply<WhatIfReply> {
    policy::what_if(&host, request).await
}

#[tauri::command]
pub(crate) async fn policy_save(host: State<'_, Host>, request: PolicyText) -> Reply<PolicyReply> {
    policy::save(&host, request).await
}

#[tauri::command]
pub(crate) async fn policy_open(app: AppHandle) -> Reply<Option<PolicyText>> {
    let chosen = dialogs::open(&app, "Open a rotation policy", Some(("Policies", &["toml"]))).await?;
    chosen.map(|path| policy::open(&path)).transpose()
}

#[tauri::command]
pub(crate) async fn policy_export(app: AppHandle, request: PolicyText) -> Reply<Option<PolicyExportReply>> {
    let chosen = dialogs::save(&app, "Save the rotation policy", "rotation-policy.toml").await?;
    chosen.map(|path| policy::export(&request, &path)).transpose()
}

#[tauri::command]
pub(crate) async fn exceptions_list(host: State<'_, Host>) -> Reply<ExceptionsReply> {
    due::exceptions(&host).await
}

#[tauri::command]
pub(crate) async fn exception_add(host: State<'_, Host>, request: ExceptionRequest) -> Reply<ExceptionsReply> {
    due::exception_add(&host, request).await
}

#[tauri::command]
pub(crate) async fn exception_end(host: State<'_, Host>, request: ExceptionEndRequest) -> Reply<ExceptionsReply> {
    due::exception_end(&host, request).await
}

#[tauri::command]
pub(crate) async fn trigger_preview(host: State<'_, Host>, request: TriggerRequest) -> Reply<TriggerPreview> {
    rotations::trigger_preview(&host, request).await
}

#[tauri::command]
pub(crate) async fn trigger_open(host: State<'_, Host>, request: TriggerRequest) -> Reply<TasksReply> {
    rotations::trigger_open(&host, request).await
}

#[tauri::command]
pub(crate) async fn tasks_list(host: State<'_, Host>) -> Reply<TasksReply> {
    rotations::tasks(&host).await
}

#[tauri::command]
pub(crate) async fn task_drop(host: State<'_, Host>, request: TaskDropRequest) -> Reply<TasksReply> {
    rotations::task_drop(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotations_list(host: State<'_, Host>, request: RotationsRequest) -> Reply<RotationsReply> {
    rotations::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotation_show(host: State<'_, Host>, request: RotationRequest) -> Reply<RotationReply> {
    rotations::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotation_plan(host: State<'_, Host>, request: RotationPlanRequest) -> Reply<RotationsReply> {
    rotations::plan(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotation_move(host: State<'_, Host>, request: RotationMoveRequest) -> Reply<RotationReply> {
    rotations::move_to(&host, request).await
}

#[tauri::command]
pub(crate) async fn rotation_record(host: State<'_, Host>, request: RotationRecordRequest) -> Reply<RotationReply> {
    rotations::record(&host, request).await
}

#[tauri::command]
pub(crate) async fn value_preview(request: ValueRequest) -> Reply<ValueReply> {
    rotations::value_preview(&request)
}

/// The value goes from the generator to the clipboard: the page never sees it.
#[tauri::command]
pub(crate) async fn value_copy(copied: State<'_, Copied>, request: ValueRequest) -> Reply<ValueReply> {
    let (value, reply) = rotations::value_make(&request)?;
    copied
        .put(value, Duration::from_secs(reply.clears_in_seconds.into()))
        .map_err(|error| CommandError::bad_request(format!("the clipboard cannot be written: {error}")))?;
    Ok(reply)
}

#[tauri::command]
pub(crate) async fn cost_show(host: State<'_, Host>, request: CostRequest) -> Reply<CostReply> {
    rotations::cost(&host, request).await
}
