//! Syncing: reading every cell of every source into the database.
//!
//! Cells are read in parallel and each is complete or not by itself: its pages are staged, and when the last one is
//! there the difference goes into the database in one transaction with its audit entry. A cell that fails, or that a
//! person stops, keeps its last complete picture; so does every cell after a kill.

mod cell;
mod progress;
mod report;

use std::sync::Arc;

use keyturn_aws::{Discovery, Target};
use keyturn_domain::account::Account;
use keyturn_domain::cell::{Cell, CellState, Coverage};
use keyturn_domain::problem::Problem;
use keyturn_domain::source::Source;
use keyturn_domain::store::Store;
use keyturn_store::SyncLock;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use progress::{CellProgress, CellStep, Progress};
pub use report::{ReportLine, SyncReport};

use crate::app::App;
use crate::error::AppError;
use crate::running::{Run, Signals};

/// Regions of accounts that are read at the same time, each in both stores. AWS limits each account and region by itself,
/// so this bounds memory and sockets here rather than requests there.
const REGIONS_AT_ONCE: usize = 12;

impl App {
    /// Reads every cell of the sources that are set up.
    ///
    /// `watching` is called with a receiver as soon as the sync runs; it ends when the sync does.
    pub async fn sync(
        self: &Arc<Self>,
        watching: impl FnOnce(watch::Receiver<Progress>),
    ) -> Result<SyncReport, AppError> {
        let sources = self.sources().await?;
        self.sync_from(&sources, watching).await
    }

    /// Reads every cell of these sources.
    pub async fn sync_from(
        self: &Arc<Self>,
        sources: &[Source],
        watching: impl FnOnce(watch::Receiver<Progress>),
    ) -> Result<SyncReport, AppError> {
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let lock = SyncLock::acquire(&self.data_dir)?;
        let started_at = self.now();
        let run = Run::begin(&self.running_sync, lock, Progress::new(started_at), watching);
        let run = run.ok_or(AppError::SyncRunning)?;
        let Signals { progress, cancel } = &run.signals;
        self.connection.sign_ins.ask_again();
        let discovery = tokio::select! {
            found = keyturn_aws::discover(&self.connection, sources) => found,
            () = cancel.cancelled() => Discovery::default(),
        };
        let outcome = self.read_all(discovery, progress, cancel).await?;
        self.forget_access();
        self.match_seen_values().await?;
        let report = self.close_sync(started_at, outcome, cancel.is_cancelled()).await?;
        drop(run);
        self.prove_removals().await?;
        if let Err(error) = self.ask_watches(None).await {
            // The sync stands without it; the next round asks again.
            tracing::warn!("watches were not asked: {error}");
        }
        Ok(report)
    }

    /// Stops the running sync of this process, if there is one. Cells that are complete stay.
    pub fn cancel_sync(&self) -> bool {
        self.running_sync.cancel()
    }

    /// Where the running sync of this process stands, if there is one.
    pub fn sync_progress(&self) -> Option<Progress> {
        self.running_sync.progress()
    }

    /// The last sync that ended, in this process or another.
    pub async fn last_sync(&self) -> Result<Option<SyncReport>, AppError> {
        self.with_database(|database| {
            let document = database.read(|reader| reader.syncs().last())?;
            Ok(document.and_then(|text| serde_json::from_str(&text).ok()))
        })
        .await
    }

    async fn read_all(
        self: &Arc<Self>,
        discovery: Discovery,
        progress: &watch::Sender<Progress>,
        cancel: &CancellationToken,
    ) -> Result<Outcome, AppError> {
        let accounts: Vec<Account> = discovery.targets.iter().map(|target| target.account.clone()).collect();
        let off: Vec<Cell> = discovery.targets.iter().flat_map(Target::cells_off).collect();
        let problems = discovery.problems.clone();
        self.note_sources(accounts, off, problems).await?;

        let targets: Vec<Arc<Target>> = discovery.targets.into_iter().map(Arc::new).collect();
        progress.send_modify(|now| {
            now.expect_cells(targets.iter().map(|target| (&target.account, target.cells())));
        });

        let mut outcome = Outcome { problems: discovery.problems, ..Outcome::default() };
        let mut tasks = JoinSet::new();
        let of_target = |target: &Arc<Target>| {
            target.regions.iter().map(|region| (Arc::clone(target), region.clone())).collect::<Vec<_>>()
        };
        let mut waiting = targets.iter().flat_map(of_target).collect::<Vec<_>>().into_iter();
        loop {
            // A region that waits is a name; one that is read is a task with all that calls need.
            while tasks.len() < REGIONS_AT_ONCE {
                let Some((target, region)) = waiting.next() else { break };
                let (app, progress, cancel) = (Arc::clone(self), progress.clone(), cancel.clone());
                tasks.spawn(async move {
                    let [secrets, parameters] = Store::ALL.map(|store| Cell {
                        account: target.account.id.clone(),
                        region: region.clone(),
                        store,
                    });
                    // Both stores' cells share the region's clients, which go when both have ended.
                    let readings = tokio::join!(
                        cell::read(&app, &target, &secrets, &progress, &cancel),
                        cell::read(&app, &target, &parameters, &progress, &cancel),
                    );
                    target.rest(&region);
                    readings
                });
            }
            match tasks.join_next().await {
                None => return Ok(outcome),
                Some(Ok((secrets, parameters))) => outcome.cells.extend([secrets?, parameters?]),
                Some(Err(broken)) => return Err(AppError::BrokenOff(broken.to_string())),
            }
        }
    }

    /// Remembers the accounts that were found, the cells of regions that they have not enabled, and what could not be
    /// found.
    async fn note_sources(
        &self,
        accounts: Vec<Account>,
        off: Vec<Cell>,
        problems: Vec<Problem>,
    ) -> Result<(), AppError> {
        let now = self.now();
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                for account in &accounts {
                    writer.accounts().upsert(account)?;
                }
                for cell in off {
                    writer.problems().replace_for_cell(&cell, &[])?;
                    writer.cells().record(&Coverage {
                        cell,
                        state: CellState::NotEnabled,
                        attempted_at: Some(now),
                        read_in_full_at: None,
                        secrets: 0,
                    })?;
                }
                writer.problems().replace_for_sources(&problems)
            })?)
        })
        .await
    }

    /// Writes the report and its audit entry.
    async fn close_sync(
        &self,
        started_at: chrono::DateTime<chrono::Utc>,
        outcome: Outcome,
        cancelled: bool,
    ) -> Result<SyncReport, AppError> {
        let ended_at = self.now();
        let report = report::make(started_at, ended_at, cancelled, outcome);
        let act = self.act(ended_at, "sync.ended", &format!("{} cells", report.cells), &report.facts());
        let document = serde_json::to_string(&report).map_err(|error| AppError::BrokenOff(error.to_string()))?;
        self.with_database(move |database| {
            database.write(|writer| {
                writer.syncs().record(started_at, ended_at, &document)?;
                writer.audit().append(act)
            })?;
            Ok(report)
        })
        .await
    }
}

/// What the cells of one sync brought.
#[derive(Debug, Default)]
struct Outcome {
    cells: Vec<cell::Reading>,
    problems: Vec<Problem>,
}
