//! Commands: one line each.

pub(crate) mod audit;
pub(crate) mod coverage;
pub(crate) mod secrets;
pub(crate) mod session;
pub(crate) mod sources;
pub(crate) mod sync;
pub(crate) mod views;

use tauri::ipc::Invoke;

/// Every command of the contract.
pub(crate) fn all() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        session::session_show,
        session::session_unlock,
        secrets::secrets_list,
        secrets::secrets_export,
        secrets::secret_show,
        secrets::secret_inspect,
        secrets::secret_note_save,
        secrets::secret_kind_save,
        secrets::kinds_list,
        views::views_list,
        views::view_save,
        views::view_delete,
        sync::sync_start,
        sync::sync_cancel,
        sync::sync_status,
        coverage::coverage_show,
        sources::sources_show,
        sources::sources_save,
        audit::audit_list,
        audit::audit_verify,
    ]
}

/// The reply of every command.
pub(crate) type Reply<T> = Result<T, keyturn_api::contract::error::CommandError>;
