//! `keyturn sync`.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use keyturn_api::contract::sources::{SourceAccounts, SourceDto, SourcesSaveRequest};
use keyturn_api::contract::sync::{SyncProgress, SyncReport};
use keyturn_api::{Host, sources, sync};
use tokio::sync::mpsc;

use super::Ended;
use crate::arguments::SyncArguments;
use crate::output::{Ending, Output};

/// Reads every cell. Ctrl-C stops it and keeps what is complete.
pub(crate) async fn run(host: &Host, request: SyncArguments, output: Output) -> Ended {
    let named = request.names_any();
    if named || sources::show(host).await?.sources.is_empty() {
        sources::save(host, SourcesSaveRequest { sources: named_sources(request) }).await?;
    }
    let (sender, receiver) = mpsc::channel(8);
    let drawing = tokio::spawn(draw(receiver));
    let mut reading = Box::pin(sync::start(host, Some(sender)));
    let report = loop {
        tokio::select! {
            ended = &mut reading => break ended?,
            _ = tokio::signal::ctrl_c() => {
                output.complain("stopping; what is complete is kept");
                sync::cancel(host).await?;
            }
        }
    };
    // The drawing ends with its channel; a fault in it is no reason to lose the report.
    drop(drawing.await);
    output.reply(&report, words);
    Ok(ending(&report))
}

fn ending(report: &SyncReport) -> Ending {
    match (report.problems.is_empty(), report.cells_read) {
        (true, _) => Ending::Done,
        (false, 0) => Ending::Nothing,
        (false, _) => Ending::InPart,
    }
}

/// The sources that the flags name. Without a profile, what the environment gives, as for every other AWS tool.
fn named_sources(request: SyncArguments) -> Vec<SourceDto> {
    let accounts = match request.role {
        None => SourceAccounts::Own,
        Some(role) if request.account.is_empty() => SourceAccounts::Organization { role },
        Some(role) => SourceAccounts::List { role, accounts: request.account },
    };
    let through = |profile| SourceDto { profile, accounts: accounts.clone(), regions: request.region.clone() };
    if request.profile.is_empty() {
        vec![through(None)]
    } else {
        request.profile.into_iter().map(|name| through(Some(name))).collect()
    }
}

/// One line on a terminal: cells that ended, secrets so far.
async fn draw(mut receiver: mpsc::Receiver<SyncProgress>) {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} cells  {msg}") {
        bar.set_style(style);
    }
    while let Some(progress) = receiver.recv().await {
        let ended = progress.cells.iter().filter(|cell| !matches!(cell.state.as_str(), "waiting" | "listing"));
        bar.set_length(progress.cells.len() as u64);
        bar.set_position(ended.count() as u64);
        bar.set_message(format!("{} secrets", progress.secrets));
    }
    bar.finish_and_clear();
}

/// The report in words.
pub(crate) fn words(output: Output, report: &SyncReport) {
    let stopped = if report.cancelled { " (stopped)" } else { "" };
    output.line(&format!(
        "{} secrets in {} of {} cells{stopped}: {} added, {} changed, {} gone.",
        report.secrets, report.cells_read, report.cells, report.added, report.changed, report.gone
    ));
    let news: Vec<_> = report.changes.iter().filter(|line| line.what != "added").take(40).collect();
    for line in news {
        output.line(&format!("  {} {} ({})", line.what, line.name, line.detail));
    }
    output.problems(&report.problems);
}
