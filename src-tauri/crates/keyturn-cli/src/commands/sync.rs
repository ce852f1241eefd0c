//! `keyturn sync`.

use keyturn_api::contract::sources::{SourceAccounts, SourceDto, SourcesSaveRequest};
use keyturn_api::contract::sync::{SyncProgress, SyncReport};
use keyturn_api::{Host, sign_in, sources, sync};
use tokio::sync::mpsc;

use super::Ended;
use super::asking::answering;
use super::progress::{Line, until_stopped};
use crate::arguments::SyncArguments;
use crate::output::{Ending, Output};

/// Reads every cell. Ctrl-C stops it and keeps what is complete.
pub(crate) async fn run(host: &Host, request: SyncArguments, output: Output) -> Ended {
    let named = request.names_any();
    if named || sources::show(host).await?.sources.is_empty() {
        sources::save(host, SourcesSaveRequest { sources: named_sources(request) }).await?;
    }
    let (sender, receiver) = mpsc::channel(8);
    let stop = async || sync::cancel(host).await.map(drop);
    for one in sign_in::show(host).await?.sign_ins.into_iter().filter(|one| one.expires_during_sync) {
        output.aside(&format!(
            "The sign-in to {label} may end before this sync does. To renew it first: keyturn sign-in {label}",
            label = one.label
        ));
    }
    let work = until_stopped(sync::start(host, Some(sender)), receiver, line, stop, "what is complete is kept", output);
    let report = answering(host, work, output).await?;
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
    let through = |profile| SourceDto {
        enabled_regions: request.enabled_regions,
        ..SourceDto::new(profile, accounts.clone(), request.region.clone())
    };
    if request.profile.is_empty() {
        vec![through(None)]
    } else {
        request.profile.into_iter().map(|name| through(Some(name))).collect()
    }
}

/// Cells that ended, secrets so far.
fn line(progress: &SyncProgress) -> Line {
    let ended = progress.cells.iter().filter(|cell| !matches!(cell.state.as_str(), "waiting" | "listing"));
    Line {
        done: ended.count() as u64,
        of: progress.cells.len() as u64,
        words: format!("cells  {} secrets", progress.secrets),
    }
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
