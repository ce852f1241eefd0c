//! Syncing.

use keyturn_app::coverage::AccountNames;
use keyturn_app::sync::{Progress, SyncReport as Report};

use crate::contract::error::CommandError;
use crate::contract::sync::{CellProgress, SyncChange, SyncProgress, SyncReport, SyncStatusReply};
use crate::host::Host;
use crate::progress::follow;
use crate::secrets::problems;
use tokio::sync::mpsc;

/// Reads every cell of the sources; progress goes to `watcher` ten times a second at most, and ends with the sync.
pub async fn start(host: &Host, watcher: Option<mpsc::Sender<SyncProgress>>) -> Result<SyncReport, CommandError> {
    let app = host.app()?;
    let report = app.sync(move |running| follow(running, watcher, progress)).await?;
    Ok(report_dto(report, &app.account_names().await?))
}

/// Stops the running sync; what is complete stays.
pub async fn cancel(host: &Host) -> Result<SyncStatusReply, CommandError> {
    host.app()?.cancel_sync();
    status(host).await
}

/// The running sync and the last one.
pub async fn status(host: &Host) -> Result<SyncStatusReply, CommandError> {
    let app = host.app()?;
    let names = app.account_names().await?;
    Ok(SyncStatusReply {
        running: app.sync_progress().as_ref().map(progress),
        last: app.last_sync().await?.map(|report| report_dto(report, &names)),
    })
}

/// Where a running sync stands.
pub(crate) fn progress(now: &Progress) -> SyncProgress {
    SyncProgress {
        cells: now
            .cells
            .iter()
            .map(|cell| CellProgress {
                account: cell.account.id.to_string(),
                account_name: cell.account.name.clone(),
                region: cell.cell.region.to_string(),
                store: cell.cell.store.code().to_owned(),
                state: cell.step.code().to_owned(),
                secrets: cell.secrets,
            })
            .collect(),
        secrets: now.secrets(),
        started_at: now.started_at,
    }
}

/// What a sync did.
pub(crate) fn report_dto(report: Report, names: &AccountNames) -> SyncReport {
    SyncReport {
        started_at: report.started_at,
        ended_at: report.ended_at,
        cancelled: report.cancelled,
        secrets: report.secrets,
        added: report.added,
        changed: report.changed,
        gone: report.gone,
        cells_read: report.cells_read,
        cells: report.cells,
        changes: report
            .lines
            .into_iter()
            .map(|line| SyncChange { arn: line.arn, name: line.name, what: line.what, detail: line.facts.join(", ") })
            .collect(),
        problems: problems(&report.problems, names),
    }
}
