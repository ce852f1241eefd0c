//! Importing files of CloudTrail logs: read and parsed on one thread, written on another, a few batches between them.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use keyturn_store::Database;
use keyturn_trail::event::Event;
use keyturn_trail::resolve::Index;
use tokio::sync::watch;

use super::intake::{Intake, Touched};
use super::progress::{By, Stage, TrailProgress};
use super::reading::{self, Reading};
use super::report::{Tally, TrailReport};
use super::running::{self, Signals};
use super::{delivered, files};
use crate::app::App;
use crate::error::AppError;

/// Batches that may wait between reading and writing: none, so that there are two, one that is filled and one that is
/// written. They are large ([`reading::BATCH`]), and memory is for the database's cache.
const WAITING: usize = 0;

impl App {
    /// Imports files, and folders with everything below them, and judges what came.
    ///
    /// `watching` is called with a receiver of the progress as soon as the import runs; it ends when that does. A stop
    /// keeps what was read; what is imported twice counts once.
    pub async fn import_trail(
        self: &Arc<Self>,
        paths: Vec<PathBuf>,
        watching: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<TrailReport, AppError> {
        if paths.is_empty() {
            return Err(AppError::BadRequest("name at least one file or folder".to_owned()));
        }
        let started_at = self.now();
        let run = running::begin(self, By::Files, started_at, watching)?;
        let index = self.secret_index().await?;
        let (database, signals) = (Arc::clone(&self.database), run.signals.clone());
        let work = move || import(&database, &paths, &index, &signals);
        let imported = match tokio::task::spawn_blocking(work).await {
            Ok(imported) => imported?,
            Err(broken) => return Err(AppError::BrokenOff(broken.to_string())),
        };
        let mut report = TrailReport::new(By::Files, started_at);
        report.tally = imported.reading.tally;
        report.files = imported.reading.files;
        imported.reading.skipped.into_iter().for_each(|skipped| report.skip(skipped));
        self.close_trail(report, imported.touched, run).await
    }
}

/// What an import brought.
pub(super) struct Imported {
    pub(super) reading: Reading,
    pub(super) touched: Touched,
}

/// Reads and writes; returns when the last batch is kept.
pub(super) fn import(
    database: &Arc<Database>,
    paths: &[PathBuf],
    index: &Index,
    signals: &Signals,
) -> Result<Imported, AppError> {
    let found = files::find(paths);
    signals.progress.send_modify(|now| now.begin(Stage::Collecting, found.files.len()));
    let bulk = database.bulk()?;
    let mut intake = Intake::begin(Arc::clone(database))?;
    let (sender, receiver) = sync_channel(WAITING);
    let (read, written) = std::thread::scope(|scope| {
        let files = &found.files;
        let reader = scope.spawn(move || {
            let reading = read(files, index, signals, &sender);
            // Tells the writer that no more comes.
            drop(sender);
            reading
        });
        let written = write(receiver, &mut intake, signals);
        (reader.join(), written)
    });
    let mut reading = read.map_err(|_| AppError::BrokenOff("the reading of files panicked".to_owned()))?;
    let counts = written?;
    reading.tally.took((counts.new, counts.duplicates, counts.corrected));
    reading.skipped.splice(0..0, found.skipped);
    let whole = reading.whole.iter().filter_map(|place| found.files.get(*place));
    for covered in delivered::covered(whole.map(PathBuf::as_path)) {
        intake.put(&[], Some(&covered))?;
    }
    drop(bulk);
    Ok(Imported { reading, touched: intake.end() })
}

/// Reads until the files end, a person stops it, or nobody takes the events any more.
fn read(files: &[PathBuf], index: &Index, signals: &Signals, sender: &SyncSender<Vec<Event>>) -> Reading {
    let mut opened = 0_u32;
    reading::read(
        files,
        index,
        &|| signals.cancel.is_cancelled(),
        &mut |path| {
            signals.progress.send_modify(|now| {
                now.parts_done = opened;
                now.current = Some(path.display().to_string());
            });
            opened += 1;
        },
        &mut |events| match sender.send(events) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        },
    )
}

/// Writes batches until no more come. A failure drops the receiver, which ends the reading.
fn write(receiver: Receiver<Vec<Event>>, intake: &mut Intake, signals: &Signals) -> Result<Tally, AppError> {
    let mut written = Tally::default();
    for events in receiver {
        let mut tally = Tally { events: events.len() as u64, ..Tally::default() };
        tally.took(intake.put(&events, None)?);
        signals.progress.send_modify(|now| now.count(&tally));
        written.add(tally);
    }
    Ok(written)
}
