//! The one list of commands: name, request, reply. The TypeScript bindings, the shell's permissions and the contract
//! test all come from it, so that a command which is misspelt or not registered does not pass.

use super::access::{
    AccessCellReply, AccessCellRequest, AccessExportReply, AccessFindingsReply, AccessMapReply, AccessMapRequest,
    AccessPrincipalsReply, AccessPrincipalsRequest, AccessReply, AccessWhyReply, AccessWhyRequest,
    PrincipalAccessReply, PrincipalAccessRequest, ReadersReply, ReadersRequest,
};
use super::audit::{AuditListReply, AuditListRequest, AuditVerifyReply};
use super::calendar::{
    CalendarExportReply, CalendarExportRequest, CalendarReply, CalendarRequest, FreezeDto, FreezeRequest, FreezesReply,
    RemindersDto, SpreadReply, SpreadRequest,
};
use super::coverage::CoverageReply;
use super::data::{
    DataBackupRequest, DataDeleteRequest, DataReply, DataWritten, PassphraseRequest, RestoreFile, RestorePlan,
    RestoreRequest,
};
use super::doctor::{DoctorExportRequest, DoctorFile, DoctorPolicy, DoctorPolicyRequest, DoctorReply};
use super::due::{
    DueListReply, DueListRequest, ExceptionEndRequest, ExceptionRequest, ExceptionsReply, RotationSettingsRequest,
    SecretRotationReply,
};
use super::incident_facts::{
    EvidenceFileRequest, EvidenceTextRequest, IncidentFactsReply, IncidentFile, IncidentReport, IncidentReportRequest,
    RotateNowPlan, RotateNowRequest, RotateNowSettings, UpdateRequest, UpdateText,
};
use super::incident_run::{
    IncidentActRequest, IncidentActed, IncidentCopyRequest, IncidentTimelineReply, IncidentTimelineRequest,
};
use super::incidents::{
    IncidentProposal, IncidentProposeRequest, IncidentReply, IncidentRequest, IncidentStartRequest, IncidentsReply,
    LinkDto,
};
use super::policy::{PolicyEditRequest, PolicyExportReply, PolicyReply, PolicyText, PresetRequest, WhatIfReply};
use super::reads::{
    FindingReply, FindingRequest, FindingTriageRequest, FindingsListReply, FindingsListRequest, ReadsExportReply,
    ReadsExportRequest, ReadsGroupsReply, ReadsGroupsRequest, ReadsListReply, ReadsListRequest, ReadsTimelineReply,
    ReadsTimelineRequest, SilenceRequest, SilencesReply,
};
use super::review_items::{
    ReviewActExportRequest, ReviewActReply, ReviewActRequest, ReviewDecideRequest, ReviewDecided, ReviewItemReply,
    ReviewItemRequest, ReviewItemsReply, ReviewItemsRequest, ReviewUndoRequest,
};
use super::review_pack::{
    HandOutRequest, PackDiffReply, PackReply, PackRequest, ReviewFileReply, TakeInReply, TakeInRequest, TextFile,
    VerifyReply,
};
use super::reviews::{
    LeaversReply, LeaversRequest, ReviewCloseRequest, ReviewDelegateRequest, ReviewOpenRequest, ReviewPreview,
    ReviewReply, ReviewRequest, ReviewsReply,
};
use super::rotations::{
    CostReply, CostRequest, RotationMoveRequest, RotationPlanRequest, RotationRecordRequest, RotationReply,
    RotationRequest, RotationsReply, RotationsRequest, TaskDropRequest, TasksReply, TriggerPreview, TriggerRequest,
    ValueReply, ValueRequest,
};
use super::runbooks::{
    IssuerReply, IssuerRequest, RunbookApproveRequest, RunbookDifferenceReply, RunbookExportRequest,
    RunbookFolderRequest, RunbookReply, RunbookRequest, RunbooksReply,
};
use super::runs::{LeadingReply, LedRequest, RunStartRequest};
use super::schedule::{ScheduleDto, ScheduleReply};
use super::secrets::{
    KindDto, NoteDto, SecretKindRequest, SecretNoteRequest, SecretReply, SecretRequest, SecretsExportReply,
    SecretsExportRequest, SecretsListReply, SecretsListRequest,
};
use super::session::{SessionReply, UnlockRequest};
use super::sign_in::{
    ProfilesTriedReply, ProfilesTryRequest, SignInAnswer, SignInProgress, SignInRequest, SignInsReply,
    SourcesTriedReply,
};
use super::sources::{SourcesReply, SourcesSaveRequest};
use super::sync::{SyncReport, SyncStatusReply};
use super::today::TodayReply;
use super::trail::{
    DecoyRequest, PrincipalUsageRequest, SecretUsageRequest, TrailChecksReply, TrailEstimateReply, TrailImportRequest,
    TrailReply, TrailReport, TrailSettingsDto, TrailSyncRequest, UsageReply,
};
use super::views::{ViewDto, ViewRequest, ViewsReply};

/// One command of the contract.
#[derive(Clone, Debug)]
pub struct Command {
    /// Its name over IPC.
    pub name: &'static str,
    /// The request's TypeScript type; `null` where there is nothing to say.
    pub request: String,
    /// The reply's TypeScript type.
    pub reply: String,
}

macro_rules! commands {
    ($($name:ident($request:ty) -> $reply:ty;)*) => {
        /// Every command's name, in the order of the contract.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Every command, in the order of the contract.
        pub fn all(config: &ts_rs::Config) -> Vec<Command> {
            vec![$(Command {
                name: stringify!($name),
                request: <$request as ts_rs::TS>::name(config),
                reply: <$reply as ts_rs::TS>::name(config),
            }),*]
        }
    };
}

commands! {
    session_show(()) -> SessionReply;
    session_unlock(UnlockRequest) -> SessionReply;
    link_take(()) -> Option<LinkDto>;
    today_show(()) -> TodayReply;
    secrets_list(SecretsListRequest) -> SecretsListReply;
    secrets_export(SecretsExportRequest) -> SecretsExportReply;
    secret_show(SecretRequest) -> SecretReply;
    secret_inspect(SecretRequest) -> SecretReply;
    secret_note_save(SecretNoteRequest) -> Option<NoteDto>;
    secret_kind_save(SecretKindRequest) -> SecretReply;
    kinds_list(()) -> Vec<KindDto>;
    views_list(()) -> ViewsReply;
    view_save(ViewDto) -> ViewsReply;
    view_delete(ViewRequest) -> ViewsReply;
    schedule_show(()) -> ScheduleReply;
    schedule_save(ScheduleDto) -> ScheduleReply;
    sync_start(()) -> SyncReport;
    sync_cancel(()) -> SyncStatusReply;
    sync_status(()) -> SyncStatusReply;
    coverage_show(()) -> CoverageReply;
    doctor_show(()) -> DoctorReply;
    doctor_run(()) -> DoctorReply;
    doctor_cancel(()) -> DoctorReply;
    doctor_export(DoctorExportRequest) -> Option<DoctorFile>;
    doctor_policy(DoctorPolicyRequest) -> DoctorPolicy;
    doctor_policy_export(DoctorPolicyRequest) -> Option<DoctorFile>;
    sources_show(()) -> SourcesReply;
    sources_save(SourcesSaveRequest) -> SourcesReply;
    sources_try(SourcesSaveRequest) -> SourcesTriedReply;
    profiles_try(ProfilesTryRequest) -> ProfilesTriedReply;
    try_cancel(()) -> ();
    sign_ins_show(()) -> SignInsReply;
    sign_in_start(SignInRequest) -> SignInProgress;
    sign_in_cancel(SignInRequest) -> SignInsReply;
    sign_in_browse(SignInRequest) -> ();
    sign_in_answer(SignInAnswer) -> SignInProgress;
    trail_show(()) -> TrailReply;
    trail_estimate(TrailSyncRequest) -> TrailEstimateReply;
    trail_sync(TrailSyncRequest) -> TrailReport;
    trail_import(TrailImportRequest) -> TrailReport;
    trail_cancel(()) -> TrailReply;
    trail_checks(()) -> TrailChecksReply;
    trail_checks_ask(()) -> TrailChecksReply;
    trail_settings_show(()) -> TrailSettingsDto;
    trail_settings_save(TrailSettingsDto) -> TrailSettingsDto;
    secret_usage(SecretUsageRequest) -> UsageReply;
    secret_decoy_save(DecoyRequest) -> UsageReply;
    principal_usage(PrincipalUsageRequest) -> UsageReply;
    reads_list(ReadsListRequest) -> ReadsListReply;
    reads_groups(ReadsGroupsRequest) -> ReadsGroupsReply;
    reads_timeline(ReadsTimelineRequest) -> ReadsTimelineReply;
    reads_export(ReadsExportRequest) -> ReadsExportReply;
    findings_list(FindingsListRequest) -> FindingsListReply;
    finding_show(FindingRequest) -> FindingReply;
    finding_triage(FindingTriageRequest) -> FindingReply;
    silences_list(()) -> SilencesReply;
    silence_end(SilenceRequest) -> SilencesReply;
    access_show(()) -> AccessReply;
    access_collect(()) -> AccessReply;
    access_cancel(()) -> AccessReply;
    access_import(()) -> AccessReply;
    access_export(()) -> AccessExportReply;
    access_readers(ReadersRequest) -> ReadersReply;
    access_principals(AccessPrincipalsRequest) -> AccessPrincipalsReply;
    access_principal(PrincipalAccessRequest) -> PrincipalAccessReply;
    access_why(AccessWhyRequest) -> AccessWhyReply;
    access_findings(()) -> AccessFindingsReply;
    access_map(AccessMapRequest) -> AccessMapReply;
    access_cell(AccessCellRequest) -> AccessCellReply;
    due_list(DueListRequest) -> DueListReply;
    secret_rotation(SecretRequest) -> SecretRotationReply;
    rotation_settings_save(RotationSettingsRequest) -> SecretRotationReply;
    policy_show(()) -> PolicyReply;
    policy_preset(PresetRequest) -> PolicyText;
    policy_edit(PolicyEditRequest) -> PolicyText;
    policy_what_if(PolicyText) -> WhatIfReply;
    policy_save(PolicyText) -> PolicyReply;
    policy_open(()) -> Option<PolicyText>;
    policy_export(PolicyText) -> Option<PolicyExportReply>;
    exceptions_list(()) -> ExceptionsReply;
    exception_add(ExceptionRequest) -> ExceptionsReply;
    exception_end(ExceptionEndRequest) -> ExceptionsReply;
    trigger_preview(TriggerRequest) -> TriggerPreview;
    trigger_open(TriggerRequest) -> TasksReply;
    tasks_list(()) -> TasksReply;
    task_drop(TaskDropRequest) -> TasksReply;
    rotations_list(RotationsRequest) -> RotationsReply;
    rotation_show(RotationRequest) -> RotationReply;
    rotation_plan(RotationPlanRequest) -> RotationsReply;
    rotation_move(RotationMoveRequest) -> RotationReply;
    rotation_record(RotationRecordRequest) -> RotationReply;
    value_preview(ValueRequest) -> ValueReply;
    value_copy(ValueRequest) -> ValueReply;
    cost_show(CostRequest) -> CostReply;
    calendar_show(CalendarRequest) -> CalendarReply;
    calendar_spread(SpreadRequest) -> SpreadReply;
    calendar_export(CalendarExportRequest) -> Option<CalendarExportReply>;
    freeze_save(FreezeDto) -> FreezesReply;
    freeze_delete(FreezeRequest) -> FreezesReply;
    reminders_show(()) -> RemindersDto;
    reminders_save(RemindersDto) -> RemindersDto;
    reviews_list(()) -> ReviewsReply;
    review_preview(ReviewOpenRequest) -> ReviewPreview;
    review_open(ReviewOpenRequest) -> ReviewReply;
    review_leavers(LeaversRequest) -> LeaversReply;
    review_leavers_open(()) -> Option<TextFile>;
    review_show(ReviewRequest) -> ReviewReply;
    review_items(ReviewItemsRequest) -> ReviewItemsReply;
    review_item(ReviewItemRequest) -> ReviewItemReply;
    review_decide(ReviewDecideRequest) -> ReviewDecided;
    review_undo(ReviewUndoRequest) -> ReviewDecided;
    review_delegate(ReviewDelegateRequest) -> ReviewReply;
    review_act(ReviewActRequest) -> ReviewActReply;
    review_act_export(ReviewActExportRequest) -> Option<ReviewFileReply>;
    review_hand_out(HandOutRequest) -> Option<ReviewFileReply>;
    review_packet_open(()) -> Option<TextFile>;
    review_take_in(TakeInRequest) -> TakeInReply;
    review_close(ReviewCloseRequest) -> ReviewReply;
    review_pack(PackRequest) -> Option<PackReply>;
    review_verify(()) -> Option<VerifyReply>;
    review_diff(()) -> Option<PackDiffReply>;
    runbooks_list(()) -> RunbooksReply;
    runbook_show(RunbookRequest) -> RunbookReply;
    runbook_export(RunbookExportRequest) -> Option<ReviewFileReply>;
    runbook_approve(RunbookApproveRequest) -> RunbooksReply;
    runbook_folder_add(()) -> Option<RunbooksReply>;
    runbook_folder_remove(RunbookFolderRequest) -> RunbooksReply;
    issuer_show(IssuerRequest) -> IssuerReply;
    incidents_list(()) -> IncidentsReply;
    incident_propose(IncidentProposeRequest) -> IncidentProposal;
    incident_start(IncidentStartRequest) -> IncidentReply;
    incident_show(IncidentRequest) -> IncidentReply;
    incident_act(IncidentActRequest) -> IncidentActed;
    incident_copy(IncidentCopyRequest) -> IncidentActed;
    incident_timeline(IncidentTimelineRequest) -> IncidentTimelineReply;
    incident_facts(IncidentRequest) -> IncidentFactsReply;
    incident_facts_fresh(IncidentRequest) -> IncidentFactsReply;
    incident_facts_cancel(()) -> ();
    incident_watch_ask(IncidentRequest) -> IncidentReply;
    incident_evidence_text(EvidenceTextRequest) -> IncidentActed;
    incident_evidence_file(EvidenceFileRequest) -> Option<IncidentActed>;
    incident_evidence_events(EvidenceFileRequest) -> Option<IncidentActed>;
    incident_update(UpdateRequest) -> UpdateText;
    incident_report(IncidentReportRequest) -> IncidentReport;
    incident_report_export(IncidentReportRequest) -> Option<IncidentFile>;
    incident_difference(IncidentRequest) -> RunbookDifferenceReply;
    run_leading(LedRequest) -> LeadingReply;
    run_start(RunStartRequest) -> IncidentReply;
    rotate_now_settings(()) -> RotateNowSettings;
    rotate_now_settings_save(RotateNowSettings) -> RotateNowSettings;
    rotate_now_plan(RotateNowRequest) -> RotateNowPlan;
    rotate_now(RotateNowRequest) -> IncidentActed;
    data_show(()) -> DataReply;
    data_backup(DataBackupRequest) -> Option<DataWritten>;
    data_export(()) -> Option<DataWritten>;
    data_restore_choose(()) -> Option<RestoreFile>;
    data_restore_plan(RestoreRequest) -> RestorePlan;
    data_restore(RestoreRequest) -> ();
    data_passphrase(PassphraseRequest) -> DataReply;
    data_delete(DataDeleteRequest) -> ();
    audit_list(AuditListRequest) -> AuditListReply;
    audit_verify(()) -> AuditVerifyReply;
}
