//! Reviews of access: campaigns, items and decisions, packets, the pack.

use keyturn_api::contract::review_items::{
    ReviewActExportRequest, ReviewActReply, ReviewActRequest, ReviewDecideRequest, ReviewDecided, ReviewItemReply,
    ReviewItemRequest, ReviewItemsReply, ReviewItemsRequest, ReviewUndoRequest,
};
use keyturn_api::contract::review_pack::{
    HandOutRequest, PackDiffReply, PackReply, PackRequest, ReviewFileReply, TakeInReply, TakeInRequest, TextFile,
    VerifyReply,
};
use keyturn_api::contract::reviews::{
    LeaversReply, LeaversRequest, ReviewCloseRequest, ReviewDelegateRequest, ReviewOpenRequest, ReviewPreview,
    ReviewReply, ReviewRequest, ReviewsReply,
};
use keyturn_api::{Host, review_items, review_pack, reviews};
use tauri::{AppHandle, State};

use super::Reply;
use crate::dialogs;

#[tauri::command]
pub(crate) async fn reviews_list(host: State<'_, Host>) -> Reply<ReviewsReply> {
    reviews::list(&host).await
}

#[tauri::command]
pub(crate) async fn review_preview(host: State<'_, Host>, request: ReviewOpenRequest) -> Reply<ReviewPreview> {
    reviews::preview(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_open(host: State<'_, Host>, request: ReviewOpenRequest) -> Reply<ReviewReply> {
    reviews::open(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_leavers(host: State<'_, Host>, request: LeaversRequest) -> Reply<LeaversReply> {
    reviews::leavers(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_leavers_open(app: AppHandle) -> Reply<Option<TextFile>> {
    let chosen =
        dialogs::open(&app, "Open a list of people who left", Some(("Tables", &["csv", "tsv", "txt"]))).await?;
    chosen.map(|path| review_pack::text_file(&path)).transpose()
}

#[tauri::command]
pub(crate) async fn review_show(host: State<'_, Host>, request: ReviewRequest) -> Reply<ReviewReply> {
    reviews::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_items(host: State<'_, Host>, request: ReviewItemsRequest) -> Reply<ReviewItemsReply> {
    review_items::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_item(host: State<'_, Host>, request: ReviewItemRequest) -> Reply<ReviewItemReply> {
    review_items::show(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_decide(host: State<'_, Host>, request: ReviewDecideRequest) -> Reply<ReviewDecided> {
    review_items::decide(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_undo(host: State<'_, Host>, request: ReviewUndoRequest) -> Reply<ReviewDecided> {
    review_items::undo(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_delegate(host: State<'_, Host>, request: ReviewDelegateRequest) -> Reply<ReviewReply> {
    reviews::delegate(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_act(host: State<'_, Host>, request: ReviewActRequest) -> Reply<ReviewActReply> {
    review_items::act(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_act_export(
    app: AppHandle,
    host: State<'_, Host>,
    request: ReviewActExportRequest,
) -> Reply<Option<ReviewFileReply>> {
    let name = format!("keyturn-what-is-to-go.{}", if request.format == "csv" { "csv" } else { "md" });
    let Some(path) = dialogs::save(&app, "Export what is to go", &name).await? else { return Ok(None) };
    review_items::act_export(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn review_hand_out(
    app: AppHandle,
    host: State<'_, Host>,
    request: HandOutRequest,
) -> Reply<Option<ReviewFileReply>> {
    let name = "keyturn-review-packet.age";
    let Some(path) = dialogs::save(&app, "Write the packet", name).await? else { return Ok(None) };
    review_pack::hand_out(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn review_packet_open(app: AppHandle) -> Reply<Option<TextFile>> {
    let chosen = dialogs::open(&app, "Open a packet", Some(("Packets", &["age"]))).await?;
    chosen.map(|path| review_pack::text_file(&path)).transpose()
}

#[tauri::command]
pub(crate) async fn review_take_in(host: State<'_, Host>, request: TakeInRequest) -> Reply<TakeInReply> {
    review_pack::take_in(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_close(host: State<'_, Host>, request: ReviewCloseRequest) -> Reply<ReviewReply> {
    reviews::close(&host, request).await
}

#[tauri::command]
pub(crate) async fn review_pack(
    app: AppHandle,
    host: State<'_, Host>,
    request: PackRequest,
) -> Reply<Option<PackReply>> {
    let name = if request.zip { "keyturn-review.zip" } else { "keyturn-review" };
    let Some(path) = dialogs::save(&app, "Write the pack", name).await? else { return Ok(None) };
    review_pack::write(&host, request, path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn review_verify(app: AppHandle, host: State<'_, Host>) -> Reply<Option<VerifyReply>> {
    let Some(path) = pack(&app, "Check a pack").await? else { return Ok(None) };
    review_pack::verify(Some(&host), &path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn review_diff(app: AppHandle) -> Reply<Option<PackDiffReply>> {
    let Some(before) = pack(&app, "The older pack").await? else { return Ok(None) };
    let Some(after) = pack(&app, "The newer pack").await? else { return Ok(None) };
    review_pack::diff(&before, &after).await.map(Some)
}

/// A zip, or the manifest of a folder: the dialog chooses files.
async fn pack(app: &AppHandle, title: &str) -> Reply<Option<std::path::PathBuf>> {
    dialogs::open(app, title, Some(("Packs", &["zip", "json"]))).await
}
