//! `ui/src/ipc/bindings.ts` is what the contract says. `KEYTURN_UPDATE_BINDINGS=1` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use keyturn_api::contract::{
    access, audit, calendar, commands, coverage, due, error, policy, reads, rotations, secrets, session, sources, sync,
    trail, views,
};
use ts_rs::{Config, TS};

/// The declarations of the listed types, in order.
macro_rules! declarations {
    ($config:expr; $($type:ty),* $(,)?) => {{
        let mut text = String::new();
        $(
            if let Some(docs) = <$type as TS>::docs() {
                text.push_str(&docs);
            }
            let _ = writeln!(text, "export {}\n", <$type as TS>::decl($config));
        )*
        text
    }};
}

fn bindings() -> String {
    // Numbers travel as JSON, which knows one kind; none here is beyond 2^53.
    let config = Config::default().with_large_int("number");
    let mut text = String::from(
        "// Made from keyturn-api by its test `bindings`: KEYTURN_UPDATE_BINDINGS=1 cargo test -p keyturn-api\n\n",
    );
    text.push_str(&declarations!(&config;
        error::Code,
        error::CommandError,
        secrets::SortDto,
        secrets::SecretsListRequest,
        secrets::SecretsListReply,
        secrets::RowDue,
        secrets::SecretRow,
        secrets::ReaderCounts,
        secrets::ProblemDto,
        secrets::SecretRequest,
        secrets::SecretReply,
        secrets::VersionDto,
        secrets::TagDto,
        secrets::RotationDto,
        secrets::ReplicaDto,
        secrets::ResourcePolicyDto,
        secrets::ChangeDto,
        secrets::NoteDto,
        secrets::SecretNoteRequest,
        secrets::SecretKindRequest,
        secrets::KindDto,
        secrets::SecretsExportRequest,
        secrets::SecretsExportReply,
        sync::SyncProgress,
        sync::CellProgress,
        sync::SyncReport,
        sync::SyncChange,
        sync::SyncStatusReply,
        coverage::CoverageReply,
        coverage::AccountDto,
        coverage::CoverageCell,
        sources::SourceDto,
        sources::SourceAccounts,
        sources::SourcesReply,
        sources::ProfileDto,
        sources::SourcesSaveRequest,
        views::ViewDto,
        views::ViewColumn,
        views::ViewsReply,
        views::ViewCount,
        views::ViewRequest,
        session::SessionReply,
        session::LockState,
        session::UnlockRequest,
        trail::TrailReply,
        trail::TrailCell,
        trail::Stretch,
        trail::TrailSyncRequest,
        trail::TrailEstimateReply,
        trail::TrailAsk,
        trail::TrailProgress,
        trail::TrailReport,
        trail::CountDto,
        trail::SkippedDto,
        trail::TrailImportRequest,
        trail::TrailChecksReply,
        trail::AccountChecks,
        trail::CheckDto,
        trail::SecretUsageRequest,
        trail::PrincipalUsageRequest,
        trail::UsageReply,
        trail::UseDto,
        trail::PrincipalDto,
        trail::ObjectDto,
        trail::DecoyRequest,
        trail::TrailSettingsDto,
        trail::DepartedDto,
        reads::ReadsListRequest,
        reads::ReadsListReply,
        reads::EventRow,
        reads::ReadsGroupsRequest,
        reads::ReadsGroupsReply,
        reads::GroupDto,
        reads::ReadsTimelineRequest,
        reads::ReadsTimelineReply,
        reads::LaneDto,
        reads::ReadsExportRequest,
        reads::ReadsExportReply,
        reads::FindingsListRequest,
        reads::FindingsListReply,
        reads::FindingRow,
        reads::FindingRequest,
        reads::FindingReply,
        reads::ComparedDto,
        reads::DetectionDto,
        reads::TriageDto,
        reads::FindingTriageRequest,
        reads::SilenceScope,
        reads::SilencesReply,
        reads::SilenceDto,
        reads::SilenceRequest,
        access::AccessReply,
        access::AccessProgress,
        access::AccessPlace,
        access::AccessAccount,
        access::ReadersRequest,
        access::ReadersReply,
        access::AccessSecret,
        access::ReaderDto,
        access::AccessPrincipal,
        access::OutsideDto,
        access::AccessPrincipalsRequest,
        access::AccessPrincipalsReply,
        access::PrincipalRow,
        access::PrincipalAccessRequest,
        access::PrincipalAccessReply,
        access::StatementDto,
        access::AccessWhyRequest,
        access::AccessWhyReply,
        access::WhyStep,
        access::WhyCondition,
        access::AccessFindingsReply,
        access::AccessFindingDto,
        access::AccessMapRequest,
        access::AccessMapReply,
        access::MapGroup,
        access::MapPath,
        access::MapCell,
        access::AccessCellRequest,
        access::AccessCellReply,
        access::AccessExportReply,
        due::SecretRef,
        due::DueListRequest,
        due::DueListReply,
        due::DueCounts,
        due::DueRow,
        due::AwsScheduleDto,
        due::SecretRotationReply,
        due::HoldersDto,
        due::HolderDto,
        due::RotationSettingsDto,
        due::RotationSettingsRequest,
        due::ExceptionDto,
        due::ExceptionsReply,
        due::ExceptionRequest,
        due::ExceptionEndRequest,
        policy::PolicyReply,
        policy::RuleDto,
        policy::PresetDto,
        policy::PresetRequest,
        policy::PolicyText,
        policy::PolicyEditRequest,
        policy::WhatIfReply,
        policy::WeekLoad,
        policy::PolicyFaultDto,
        policy::PolicyExportReply,
        rotations::RotationsRequest,
        rotations::RotationsReply,
        rotations::RotationSummary,
        rotations::RotationRequest,
        rotations::RotationReply,
        rotations::RotationStepDto,
        rotations::ManagedStepsDto,
        rotations::ManagedStepDto,
        rotations::RotationPlanRequest,
        rotations::PlanItem,
        rotations::RotationMoveRequest,
        rotations::RotationRecordRequest,
        rotations::TasksReply,
        rotations::TaskDto,
        rotations::TriggerRequest,
        rotations::TriggerPreview,
        rotations::TriggeredSecret,
        rotations::TaskDropRequest,
        rotations::ValueRequest,
        rotations::ValueReply,
        rotations::CostRequest,
        rotations::CostReply,
        rotations::CostLine,
        rotations::CostMove,
        calendar::CalendarRequest,
        calendar::CalendarReply,
        calendar::CalendarEntry,
        calendar::DayCount,
        calendar::WeekCount,
        calendar::FreezeDto,
        calendar::FreezesReply,
        calendar::FreezeRequest,
        calendar::SpreadRequest,
        calendar::SpreadReply,
        calendar::Proposal,
        calendar::CalendarExportRequest,
        calendar::CalendarExportReply,
        calendar::RemindersDto,
        audit::AuditListRequest,
        audit::AuditListReply,
        audit::AuditEntryDto,
        audit::AuditVerifyReply,
    ));
    text.push_str("/** Every command with what it takes and what it gives. */\nexport type Commands = {\n");
    for command in commands::all(&config) {
        let _ = writeln!(text, "  {}: {{ request: {}; reply: {} }};", command.name, command.request, command.reply);
    }
    text.push_str("};\n");
    text
}

#[test]
fn the_bindings_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/ipc/bindings.ts");
    let expect = bindings();
    if std::env::var_os("KEYTURN_UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::write(&path, &expect).expect("the bindings are written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expect,
        "ui/src/ipc/bindings.ts is stale: run KEYTURN_UPDATE_BINDINGS=1 cargo test -p keyturn-api"
    );
}
