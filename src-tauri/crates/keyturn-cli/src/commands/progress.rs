//! Long work on a terminal: one line that says how far it is, and Ctrl-C to stop it.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use keyturn_api::contract::error::CommandError;
use tokio::sync::mpsc;

use crate::output::Output;

/// How far work is, for one line.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) done: u64,
    pub(crate) of: u64,
    /// What follows the numbers. Made safe for a terminal by whoever writes it.
    pub(crate) words: String,
}

/// Draws the progress of work until it ends. Ctrl-C calls `stop`; the work then ends by itself. `kept` says what
/// of it stays.
pub(crate) async fn until_stopped<T, P: Send + 'static>(
    work: impl Future<Output = Result<T, CommandError>>,
    receiver: mpsc::Receiver<P>,
    line: fn(&P) -> Line,
    stop: impl AsyncFn() -> Result<(), CommandError>,
    kept: &str,
    output: Output,
) -> Result<T, CommandError> {
    let drawing = tokio::spawn(draw(receiver, line));
    let mut work = Box::pin(work);
    let ended = loop {
        tokio::select! {
            ended = &mut work => break ended?,
            _ = tokio::signal::ctrl_c() => {
                output.complain(&format!("stopping; {kept}"));
                stop().await?;
            }
        }
    };
    // The drawing ends with its channel; a fault in it is no reason to lose the report.
    drop(drawing.await);
    Ok(ended)
}

async fn draw<P>(mut receiver: mpsc::Receiver<P>, line: fn(&P) -> Line) {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    while let Some(progress) = receiver.recv().await {
        let Line { done, of, words } = line(&progress);
        bar.set_length(of);
        bar.set_position(done);
        bar.set_message(words);
    }
    bar.finish_and_clear();
}
