//! Passing the progress of long work on.

use tokio::sync::{mpsc, watch};

/// How often progress is passed on.
const PACE: std::time::Duration = std::time::Duration::from_millis(100);

/// Passes progress on, ten times a second at most, until the work or the watcher ends.
pub(crate) fn follow<P, T>(
    mut receiver: watch::Receiver<P>,
    watcher: Option<mpsc::Sender<T>>,
    tell: impl Fn(&P) -> T + Send + 'static,
) where
    P: Send + Sync + 'static,
    T: Send + 'static,
{
    let Some(watcher) = watcher else { return };
    tokio::spawn(async move {
        while receiver.changed().await.is_ok() {
            let now = tell(&receiver.borrow_and_update());
            if watcher.send(now).await.is_err() {
                return;
            }
            tokio::time::sleep(PACE).await;
        }
    });
}
