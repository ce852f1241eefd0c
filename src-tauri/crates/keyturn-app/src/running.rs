//! Long work of this process, one of a kind at a time: its progress, its stop, and the lock that keeps others out.

use std::sync::{Arc, Mutex, PoisonError};

use keyturn_store::SyncLock;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The place of one kind of work: empty, or held by the work that runs. `P` says where it stands.
#[derive(Debug)]
pub(crate) struct Slot<P>(Mutex<Option<Running<P>>>);

/// Work that has not ended.
#[derive(Debug)]
struct Running<P> {
    progress: watch::Receiver<P>,
    cancel: CancellationToken,
}

/// What every part of the work reports to, and listens to.
#[derive(Debug)]
pub(crate) struct Signals<P> {
    pub(crate) progress: watch::Sender<P>,
    pub(crate) cancel: CancellationToken,
}

/// What the work itself holds: it ends when this is dropped, so that a panic or an early return leaves no mark behind.
#[derive(Debug)]
pub(crate) struct Run<P> {
    pub(crate) signals: Signals<P>,
    slot: Arc<Slot<P>>,
    _lock: Option<SyncLock>,
}

impl<P> Default for Slot<P> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<P: Clone> Slot<P> {
    /// Stops the work that runs; `false` where none does.
    pub(crate) fn cancel(&self) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().inspect(|running| running.cancel.cancel()).is_some()
    }

    /// Where the work that runs stands.
    pub(crate) fn progress(&self) -> Option<P> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.progress.borrow().clone())
    }
}

impl<P> Signals<P> {
    pub(crate) fn new(progress: P) -> Self {
        Self { progress: watch::Sender::new(progress), cancel: CancellationToken::new() }
    }
}

impl<P> Clone for Signals<P> {
    fn clone(&self) -> Self {
        Self { progress: self.progress.clone(), cancel: self.cancel.clone() }
    }
}

impl<P> Run<P> {
    /// Takes the slot; `None` where other work of the kind holds it. Work that writes nothing needs no lock. `watching` is called with a receiver of the
    /// progress; it ends when the work does.
    pub(crate) fn begin(
        slot: &Arc<Slot<P>>,
        lock: impl Into<Option<SyncLock>>,
        progress: P,
        watching: impl FnOnce(watch::Receiver<P>),
    ) -> Option<Self> {
        let signals = Signals::new(progress);
        let receiver = signals.progress.subscribe();
        {
            let mut held = slot.0.lock().unwrap_or_else(PoisonError::into_inner);
            if held.is_some() {
                return None;
            }
            *held = Some(Running { progress: receiver.clone(), cancel: signals.cancel.clone() });
        }
        watching(receiver);
        Some(Self { signals, slot: Arc::clone(slot), _lock: lock.into() })
    }
}

impl<P> Drop for Run<P> {
    fn drop(&mut self) {
        *self.slot.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
