//! The schedule: shown, set, and run by the face that stays open.

use keyturn_app::schedule::{ScheduleStanding, ScheduledRun};
use keyturn_domain::sync_schedule::SyncSchedule;
use tokio::sync::mpsc;

pub use keyturn_domain::sync_schedule::Network;

use crate::contract::error::CommandError;
use crate::contract::schedule::{ScheduleDto, ScheduleReply, ScheduledRunDto};
use crate::contract::sync::{SyncProgress, SyncReport};
use crate::contract::trail::TrailProgress;
use crate::host::Host;
use crate::progress::follow;
use crate::{sync, trail};

/// The schedule as it stands.
pub async fn show(host: &Host) -> Result<ScheduleReply, CommandError> {
    Ok(reply(&host.app()?.schedule().await?))
}

/// Sets the schedule.
pub async fn save(host: &Host, request: ScheduleDto) -> Result<ScheduleReply, CommandError> {
    let ScheduleDto { every_hours, trail, on_metered } = request;
    Ok(reply(&host.app()?.save_schedule(SyncSchedule { every_hours, trail, on_metered }).await?))
}

/// Makes the run that is due, if one is: what was missed before it, and the report of its sync. `network` is asked only
/// then; progress goes to the watchers as that of a sync and a collection that a person starts.
pub async fn run_due(
    host: &Host,
    network: impl Future<Output = Network>,
    syncing: mpsc::Sender<SyncProgress>,
    collecting: mpsc::Sender<TrailProgress>,
) -> Result<Option<(ScheduledRunDto, Option<SyncReport>)>, CommandError> {
    let app = host.app()?;
    let syncing = |running| follow(running, Some(syncing), sync::progress);
    let collecting = |running| follow(running, Some(collecting), trail::progress);
    let Some((run, report)) = app.run_schedule(network, syncing, collecting).await? else { return Ok(None) };
    let names = app.account_names().await?;
    Ok(Some((run_dto(&run), report.map(|report| sync::report_dto(report, &names)))))
}

/// The schedule, for the contract.
pub(crate) fn reply(of: &ScheduleStanding) -> ScheduleReply {
    let SyncSchedule { every_hours, trail, on_metered } = of.schedule;
    ScheduleReply {
        schedule: ScheduleDto { every_hours, trail, on_metered },
        next_at: of.next_at,
        held: of.held.map(|held| held.code().to_owned()),
        last: of.last.as_ref().map(run_dto),
    }
}

fn run_dto(of: &ScheduledRun) -> ScheduledRunDto {
    ScheduledRunDto {
        at: of.at,
        failed: of.failed.clone(),
        missed: of.missed.map_or(0, |missed| missed.runs),
        because: of.missed.map(|missed| missed.because.code().to_owned()),
    }
}
