//! The audit log.

use crate::contract::audit::{AuditEntryDto, AuditListReply, AuditListRequest, AuditVerifyReply};
use crate::contract::error::CommandError;
use crate::host::Host;

/// A stretch of the log, newest first.
pub async fn list(host: &Host, request: AuditListRequest) -> Result<AuditListReply, CommandError> {
    let page = host.app()?.audit_log(request.offset, request.limit).await?;
    Ok(AuditListReply {
        entries: page
            .entries
            .into_iter()
            .map(|entry| AuditEntryDto {
                sequence: u32::try_from(entry.sequence).unwrap_or(u32::MAX),
                at: entry.at,
                actor: entry.actor,
                origin: entry.origin,
                action: entry.action,
                subject: entry.subject,
                detail: entry.detail,
                hash: entry.hash,
            })
            .collect(),
        total: u32::try_from(page.total).unwrap_or(u32::MAX),
    })
}

/// Walks the chain.
pub async fn verify(host: &Host) -> Result<AuditVerifyReply, CommandError> {
    let verified = host.app()?.verify_audit().await?;
    Ok(AuditVerifyReply {
        holds: verified.broken.is_none(),
        entries: u32::try_from(verified.entries).unwrap_or(u32::MAX),
        newest_hash: verified.newest_hash,
        broken: verified.broken.map(|broken| broken.to_string()),
    })
}
