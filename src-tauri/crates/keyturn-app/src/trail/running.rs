//! The one collection or import of events that runs.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_store::{StoreError, SyncLock};
use tokio::sync::watch;

use super::progress::{By, TrailProgress};
use crate::app::App;
use crate::error::AppError;
use crate::running;

/// The right to change the folder's events, for as long as it is held.
pub(super) type Run = running::Run<TrailProgress>;

/// What every part of the work reports to, and listens to.
pub(super) type Signals = running::Signals<TrailProgress>;

/// Takes the right to change the folder's events, or says at once that another holds it.
///
/// `watching` is called with a receiver of the progress; it ends when the work does.
pub(super) fn begin(
    app: &App,
    by: By,
    started_at: DateTime<Utc>,
    watching: impl FnOnce(watch::Receiver<TrailProgress>),
) -> Result<Run, AppError> {
    let lock = SyncLock::acquire_for_trail(&app.data_dir).map_err(|error| match error {
        StoreError::SyncRunning => AppError::TrailRunning,
        other => other.into(),
    })?;
    let slot = Arc::clone(&app.running_trail);
    Run::begin(&slot, lock, TrailProgress::new(by, started_at), watching).ok_or(AppError::TrailRunning)
}

impl App {
    /// Stops the running collection or import of this process, if there is one. What was read stays.
    pub fn cancel_trail(&self) -> bool {
        self.running_trail.cancel()
    }

    /// Where the running collection or import of this process stands, if there is one.
    pub fn trail_progress(&self) -> Option<TrailProgress> {
        self.running_trail.progress()
    }
}
