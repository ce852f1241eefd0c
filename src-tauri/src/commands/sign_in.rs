//! Signing in, with its events: `sign_in_progress` for each stage, `profile_tried` and `account_tried` for each try.

use keyturn_api::contract::sign_in::{
    ProfilesTriedReply, ProfilesTryRequest, SignInAnswer, SignInProgress, SignInRequest, SignInsReply,
    SourcesTriedReply,
};
use keyturn_api::contract::sources::SourcesSaveRequest;
use keyturn_api::{Host, sign_in};
use tauri::{AppHandle, State};

use super::{Reply, teller};
use crate::browser;

#[tauri::command]
pub(crate) async fn sources_try(
    app: AppHandle,
    host: State<'_, Host>,
    request: SourcesSaveRequest,
) -> Reply<SourcesTriedReply> {
    sign_in::try_sources(&host, request, Some(teller(&app, "account_tried"))).await
}

#[tauri::command]
pub(crate) async fn profiles_try(
    app: AppHandle,
    host: State<'_, Host>,
    request: ProfilesTryRequest,
) -> Reply<ProfilesTriedReply> {
    sign_in::try_profiles(&host, request, Some(teller(&app, "profile_tried"))).await
}

#[tauri::command]
pub(crate) async fn try_cancel(host: State<'_, Host>) -> Reply<()> {
    sign_in::cancel_trying(&host)
}

#[tauri::command]
pub(crate) async fn sign_ins_show(host: State<'_, Host>) -> Reply<SignInsReply> {
    sign_in::show(&host).await
}

#[tauri::command]
pub(crate) async fn sign_in_start(
    app: AppHandle,
    host: State<'_, Host>,
    request: SignInRequest,
) -> Reply<SignInProgress> {
    sign_in::start(&host, request, Some(teller(&app, "sign_in_progress"))).await
}

#[tauri::command]
pub(crate) async fn sign_in_cancel(host: State<'_, Host>, request: SignInRequest) -> Reply<SignInsReply> {
    sign_in::cancel(&host, request).await
}

#[tauri::command]
pub(crate) async fn sign_in_browse(host: State<'_, Host>, request: SignInRequest) -> Reply<()> {
    browser::open(&sign_in::page(&host, &request)?).await
}

#[tauri::command]
pub(crate) async fn sign_in_answer(host: State<'_, Host>, request: SignInAnswer) -> Reply<SignInProgress> {
    sign_in::answer(&host, request).await
}
