//! The one collection or import that runs: its progress, its stop, and the lock that keeps others out.

use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};
use keyturn_store::{StoreError, SyncLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::progress::{By, TrailProgress};
use crate::app::App;
use crate::error::AppError;

/// A collection or import of this process that has not ended.
#[derive(Debug)]
pub struct RunningTrail {
    progress: watch::Receiver<TrailProgress>,
    cancel: CancellationToken,
}

/// What the work itself holds: it ends when this is dropped, so that a panic or an early return leaves no mark behind.
#[derive(Debug)]
pub(super) struct Run {
    app: Arc<App>,
    pub(super) signals: Signals,
    _lock: SyncLock,
}

/// What every part of the work reports to, and listens to.
#[derive(Clone, Debug)]
pub(super) struct Signals {
    pub(super) progress: watch::Sender<TrailProgress>,
    pub(super) cancel: CancellationToken,
}

impl Signals {
    pub(super) fn new(by: By, started_at: DateTime<Utc>) -> Self {
        Self { progress: watch::Sender::new(TrailProgress::new(by, started_at)), cancel: CancellationToken::new() }
    }
}

impl Run {
    /// Takes the right to change the folder's events, or says at once that another holds it.
    ///
    /// `watching` is called with a receiver of the progress; it ends when the work does.
    pub(super) fn begin(
        app: &Arc<App>,
        by: By,
        started_at: DateTime<Utc>,
        watching: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<Self, AppError> {
        let lock = SyncLock::acquire_for_trail(&app.data_dir).map_err(|error| match error {
            StoreError::SyncRunning => AppError::TrailRunning,
            other => other.into(),
        })?;
        let signals = Signals::new(by, started_at);
        let receiver = signals.progress.subscribe();
        {
            let mut slot = app.running_trail.lock().unwrap_or_else(PoisonError::into_inner);
            if slot.is_some() {
                return Err(AppError::TrailRunning);
            }
            *slot = Some(RunningTrail { progress: receiver.clone(), cancel: signals.cancel.clone() });
        }
        watching(receiver);
        Ok(Self { app: Arc::clone(app), signals, _lock: lock })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        *self.app.running_trail.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl App {
    /// Stops the running collection or import of this process, if there is one. What was read stays.
    pub fn cancel_trail(&self) -> bool {
        let running = self.running_trail.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().inspect(|running| running.cancel.cancel()).is_some()
    }

    /// Where the running collection or import of this process stands, if there is one.
    pub fn trail_progress(&self) -> Option<TrailProgress> {
        let running = self.running_trail.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.progress.borrow().clone())
    }
}
