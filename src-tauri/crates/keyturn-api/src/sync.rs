//! Syncing.

use std::time::Duration;

use keyturn_app::coverage::AccountNames;
use keyturn_app::sync::{Progress, SyncReport as Report};

use crate::contract::error::CommandError;
use crate::contract::sync::{CellProgress, SyncChange, SyncProgress, SyncReport, SyncStatusReply};
use crate::host::Host;
use crate::progress::{PACE, follow_at};
use crate::secrets::problems;
use tokio::sync::mpsc;

/// How many cells are told of ten times a second; of more, they are told in proportion less often.
const CELLS_AT_PACE: usize = 500;

/// Reads every cell of the sources; progress goes to `watcher` ten times a second at most, and ends with the sync.
pub async fn start(host: &Host, watcher: Option<mpsc::Sender<SyncProgress>>) -> Result<SyncReport, CommandError> {
    let app = host.app()?;
    let report = app.sync(move |running| follow_at(running, watcher, pace, progress)).await?;
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

fn pace(now: &Progress) -> Duration {
    PACE * u32::try_from(1 + now.cells.len() / CELLS_AT_PACE).unwrap_or(u32::MAX)
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
