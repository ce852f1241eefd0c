//! Passing the progress of long work on.

use std::time::Duration;

use tokio::sync::{mpsc, watch};

/// How often progress is passed on.
pub(crate) const PACE: Duration = Duration::from_millis(100);

/// Passes progress on, ten times a second at most, until the work or the watcher ends.
pub(crate) fn follow<P, T>(
    receiver: watch::Receiver<P>,
    watcher: Option<mpsc::Sender<T>>,
    tell: impl Fn(&P) -> T + Send + 'static,
) where
    P: Send + Sync + 'static,
    T: Send + 'static,
{
    follow_at(receiver, watcher, |_| PACE, tell);
}

/// The same, as often as `pace` says: what is large costs each time that it is told.
pub(crate) fn follow_at<P, T>(
    mut receiver: watch::Receiver<P>,
    watcher: Option<mpsc::Sender<T>>,
    pace: fn(&P) -> Duration,
    tell: impl Fn(&P) -> T + Send + 'static,
) where
    P: Send + Sync + 'static,
    T: Send + 'static,
{
    let Some(watcher) = watcher else { return };
    tokio::spawn(async move {
        while receiver.changed().await.is_ok() {
            let (now, wait) = {
                let seen = receiver.borrow_and_update();
                (tell(&seen), pace(&seen))
            };
            if watcher.send(now).await.is_err() {
                return;
            }
            tokio::time::sleep(wait).await;
        }
    });
}
