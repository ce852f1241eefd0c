//! The audit log.

use keyturn_api::contract::audit::{AuditListReply, AuditListRequest, AuditVerifyReply};
use keyturn_api::{Host, audit};
use tauri::State;

use super::Reply;

#[tauri::command]
pub(crate) async fn audit_list(host: State<'_, Host>, request: AuditListRequest) -> Reply<AuditListReply> {
    audit::list(&host, request).await
}

#[tauri::command]
pub(crate) async fn audit_verify(host: State<'_, Host>) -> Reply<AuditVerifyReply> {
    audit::verify(&host).await
}
