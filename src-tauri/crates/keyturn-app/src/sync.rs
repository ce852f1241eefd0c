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
use keyturn_domain::cell::Cell;
use keyturn_domain::problem::Problem;
use keyturn_domain::source::Source;
use keyturn_store::SyncLock;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use progress::{CellProgress, CellStep, Progress};
pub use report::{ReportLine, SyncReport};

use crate::app::App;
use crate::error::AppError;
use crate::running::{Run, Signals};

/// Cells that are read at the same time. AWS limits each account and region by itself, so this bounds memory and
/// sockets here rather than requests there.
const CELLS_AT_ONCE: usize = 24;

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
        let problems = discovery.problems.clone();
        self.note_sources(accounts, problems).await?;

        let mut cells: Vec<(Arc<Target>, Cell)> = Vec::new();
        for target in discovery.targets.into_iter().map(Arc::new) {
            cells.extend(target.cells().into_iter().map(|cell| (Arc::clone(&target), cell)));
        }
        progress.send_modify(|now| now.expect_cells(cells.iter().map(|(target, cell)| (&target.account, cell))));

        let mut outcome = Outcome { problems: discovery.problems, ..Outcome::default() };
        let mut tasks = JoinSet::new();
        let mut waiting = cells.into_iter();
        loop {
            // A cell that waits is a name; one that is read is a task with all that a call needs.
            while tasks.len() < CELLS_AT_ONCE {
                let Some((target, cell)) = waiting.next() else { break };
                let (app, progress, cancel) = (Arc::clone(self), progress.clone(), cancel.clone());
                tasks.spawn(async move {
                    let reading = cell::read(&app, &target, &cell, &progress, &cancel).await;
                    target.rest(&cell.region);
                    reading
                });
            }
            match tasks.join_next().await {
                None => return Ok(outcome),
                Some(Ok(reading)) => outcome.cells.push(reading?),
                Some(Err(broken)) => return Err(AppError::BrokenOff(broken.to_string())),
            }
        }
    }

    /// Remembers the accounts that were found, and what could not be found.
    async fn note_sources(&self, accounts: Vec<Account>, problems: Vec<Problem>) -> Result<(), AppError> {
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                for account in &accounts {
                    writer.accounts().upsert(account)?;
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
