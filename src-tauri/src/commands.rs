//! Commands: one line each.

pub(crate) mod access;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod coverage;
pub(crate) mod data;
pub(crate) mod doctor;
pub(crate) mod incident_facts;
pub(crate) mod incidents;
pub(crate) mod links;
pub(crate) mod reads;
pub(crate) mod reviews;
pub(crate) mod rotation;
pub(crate) mod runbooks;
pub(crate) mod runs;
pub(crate) mod schedule;
pub(crate) mod secrets;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sources;
pub(crate) mod sync;
pub(crate) mod today;
pub(crate) mod trail;
pub(crate) mod views;

use tauri::ipc::Invoke;
use tauri::{AppHandle, Emitter as _};
use tokio::sync::mpsc;

/// Every command of the contract.
pub(crate) fn all() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        session::session_show,
        session::session_unlock,
        links::link_take,
        today::today_show,
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
        schedule::schedule_show,
        schedule::schedule_save,
        sync::sync_start,
        sync::sync_cancel,
        sync::sync_status,
        coverage::coverage_show,
        doctor::doctor_show,
        doctor::doctor_run,
        doctor::doctor_cancel,
        doctor::doctor_export,
        doctor::doctor_policy,
        doctor::doctor_policy_export,
        sources::sources_show,
        sources::sources_save,
        sign_in::sources_try,
        sign_in::profiles_try,
        sign_in::try_cancel,
        sign_in::sign_ins_show,
        sign_in::sign_in_start,
        sign_in::sign_in_cancel,
        sign_in::sign_in_browse,
        sign_in::sign_in_answer,
        trail::trail_show,
        trail::trail_estimate,
        trail::trail_sync,
        trail::trail_import,
        trail::trail_cancel,
        trail::trail_checks,
        trail::trail_checks_ask,
        trail::trail_settings_show,
        trail::trail_settings_save,
        trail::secret_usage,
        trail::secret_decoy_save,
        trail::principal_usage,
        reads::reads_list,
        reads::reads_groups,
        reads::reads_timeline,
        reads::reads_export,
        reads::findings_list,
        reads::finding_show,
        reads::finding_triage,
        reads::silences_list,
        reads::silence_end,
        access::access_show,
        access::access_collect,
        access::access_cancel,
        access::access_import,
        access::access_export,
        access::access_readers,
        access::access_principals,
        access::access_principal,
        access::access_why,
        access::access_findings,
        access::access_map,
        access::access_cell,
        rotation::due_list,
        rotation::secret_rotation,
        rotation::rotation_settings_save,
        rotation::policy_show,
        rotation::policy_preset,
        rotation::policy_edit,
        rotation::policy_what_if,
        rotation::policy_save,
        rotation::policy_open,
        rotation::policy_export,
        rotation::exceptions_list,
        rotation::exception_add,
        rotation::exception_end,
        rotation::trigger_preview,
        rotation::trigger_open,
        rotation::tasks_list,
        rotation::task_drop,
        rotation::rotations_list,
        rotation::rotation_show,
        rotation::rotation_plan,
        rotation::rotation_move,
        rotation::rotation_record,
        rotation::value_preview,
        rotation::value_copy,
        rotation::cost_show,
        calendar::calendar_show,
        calendar::calendar_spread,
        calendar::calendar_export,
        calendar::freeze_save,
        calendar::freeze_delete,
        calendar::reminders_show,
        calendar::reminders_save,
        reviews::reviews_list,
        reviews::review_preview,
        reviews::review_open,
        reviews::review_leavers,
        reviews::review_leavers_open,
        reviews::review_show,
        reviews::review_items,
        reviews::review_item,
        reviews::review_decide,
        reviews::review_undo,
        reviews::review_delegate,
        reviews::review_act,
        reviews::review_act_export,
        reviews::review_hand_out,
        reviews::review_packet_open,
        reviews::review_take_in,
        reviews::review_close,
        reviews::review_pack,
        reviews::review_verify,
        reviews::review_diff,
        incidents::incidents_list,
        incidents::incident_propose,
        incidents::incident_start,
        incidents::incident_show,
        incidents::incident_act,
        incidents::incident_copy,
        incidents::incident_timeline,
        incidents::incident_evidence_text,
        incidents::incident_evidence_file,
        incidents::incident_evidence_events,
        incidents::incident_update,
        incidents::incident_report,
        incidents::incident_report_export,
        incidents::incident_difference,
        incident_facts::incident_facts,
        incident_facts::incident_facts_fresh,
        incident_facts::incident_facts_cancel,
        incident_facts::incident_watch_ask,
        runs::run_leading,
        runs::run_start,
        incident_facts::rotate_now_settings,
        incident_facts::rotate_now_settings_save,
        incident_facts::rotate_now_plan,
        incident_facts::rotate_now,
        runbooks::runbooks_list,
        runbooks::runbook_show,
        runbooks::runbook_export,
        runbooks::runbook_approve,
        runbooks::runbook_folder_add,
        runbooks::runbook_folder_remove,
        runbooks::issuer_show,
        data::data_show,
        data::data_backup,
        data::data_export,
        data::data_passphrase,
        data::data_restore_choose,
        data::data_restore_plan,
        data::data_restore,
        data::data_delete,
        audit::audit_list,
        audit::audit_verify,
    ]
}

/// The reply of every command.
pub(crate) type Reply<T> = Result<T, keyturn_api::contract::error::CommandError>;

/// A channel whose progress goes to the window as `event`.
pub(crate) fn watcher<T: serde::Serialize + Clone + Send + 'static>(
    app: &AppHandle,
    event: &'static str,
) -> mpsc::Sender<T> {
    passing(app, event, 8)
}

/// The same for events of which each one counts, such as profiles that were tried: many may wait for the window.
pub(crate) fn teller<T: serde::Serialize + Clone + Send + 'static>(
    app: &AppHandle,
    event: &'static str,
) -> mpsc::Sender<T> {
    passing(app, event, 512)
}

fn passing<T: serde::Serialize + Clone + Send + 'static>(
    app: &AppHandle,
    event: &'static str,
    waiting: usize,
) -> mpsc::Sender<T> {
    let (sender, mut receiver) = mpsc::channel(waiting);
    let listener = app.clone();
    tauri::async_runtime::spawn(async move {
        while let Some(progress) = receiver.recv().await {
            if let Err(error) = listener.emit::<T>(event, progress) {
                tracing::warn!("progress did not reach the window: {error}");
            }
        }
    });
    sender
}
