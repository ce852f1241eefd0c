//! Coverage.

use keyturn_api::contract::coverage::CoverageReply;
use keyturn_api::{Host, coverage};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn coverage_show(host: State<'_, Host>) -> Reply<CoverageReply> {
    coverage::show(&host).await
}
