//! `keyturn trail sync`, `import`, `checks`.

use std::path::PathBuf;

use keyturn_api::contract::trail::{
    TrailChecksReply, TrailEstimateReply, TrailProgress, TrailReport, TrailSyncRequest,
};
use keyturn_api::{Host, trail};
use tokio::sync::mpsc;

use super::super::Ended;
use super::super::progress::{Line, until_stopped};
use super::{ending, skipped_words};
use crate::output::{Ending, Output};
use crate::terminal::safe;

pub(super) async fn sync(host: &Host, request: TrailSyncRequest, output: Output) -> Ended {
    let (sender, receiver) = mpsc::channel(8);
    let stop = async || trail::cancel(host).await.map(drop);
    let work = trail::sync(host, request, Some(sender));
    let report = until_stopped(work, receiver, line, stop, "what was read is kept", output).await?;
    output.reply(&report, words);
    if report.problems.is_empty() {
        return Ok(Ending::Done);
    }
    let covered = trail::show(host).await?.cells.iter().any(|cell| !cell.covered.is_empty());
    Ok(if covered { Ending::InPart } else { Ending::Nothing })
}

pub(super) async fn import(host: &Host, paths: Vec<PathBuf>, output: Output) -> Ended {
    let (sender, receiver) = mpsc::channel(8);
    let stop = async || trail::cancel(host).await.map(drop);
    let work = trail::import(host, paths.clone(), Some(sender));
    let report = until_stopped(work, receiver, line, stop, "what was read is kept", output).await?;
    output.reply(&report, words);
    Ok(ending(&paths, report.records, &report.skipped))
}

/// Parts that are done, events so far.
fn line(progress: &TrailProgress) -> Line {
    let current = safe(progress.current.as_deref().unwrap_or_default());
    Line {
        done: progress.parts_done.into(),
        of: progress.parts.into(),
        words: format!(" {}: {} new events  {current}", progress.stage, progress.new_events),
    }
}

/// The report in words.
pub(crate) fn words(output: Output, report: &TrailReport) {
    let stopped = if report.cancelled { " (stopped)" } else { "" };
    output.line(&format!(
        "{} records read{stopped}: {} events about secrets, {} of them new, {} known already. New findings: {}.",
        report.records, report.events, report.new_events, report.duplicates, report.findings
    ));
    for reason in &report.unusable_why {
        output.line(&format!("  {} records not used: {}", reason.count, reason.what));
    }
    for line in skipped_words(&report.skipped) {
        output.line(&line);
    }
    output.problems(&report.problems);
}

pub(super) async fn estimate(host: &Host, request: TrailSyncRequest, output: Output) -> Ended {
    let reply = trail::estimate(host, request).await?;
    output.reply(&reply, estimate_words);
    Ok(match (reply.problems.is_empty(), reply.asks.iter().all(|ask| ask.events == 0)) {
        (true, _) => Ending::Done,
        (false, true) => Ending::Nothing,
        (false, false) => Ending::InPart,
    })
}

fn estimate_words(output: Output, reply: &TrailEstimateReply) {
    let rows: Vec<Vec<String>> = reply
        .asks
        .iter()
        .map(|ask| vec![ask.code.clone(), ask.events.to_string(), duration(ask.seconds), ask.why.clone()])
        .collect();
    output.table(&["CODE", "EVENTS", "TIME", "WHY"], &rows);
    output.line(&format!(
        "\nAltogether {}: accounts and regions are read side by side. --leave-out CODE leaves one out.",
        duration(reply.seconds)
    ));
    output.problems(&reply.problems);
}

fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// Asks AWS, or shows what it answered last, which may be nothing.
pub(super) async fn checks(host: &Host, kept: bool, output: Output) -> Ended {
    let reply = if kept { trail::checks(host).await? } else { trail::checks_ask(host).await? };
    output.reply(&reply, checks_words);
    let mut checks = reply.accounts.iter().flat_map(|account| &account.checks);
    Ok(if checks.any(|check| check.state == "not_met") {
        Ending::Findings
    } else if reply.problems.is_empty() {
        Ending::Done
    } else if reply.accounts.is_empty() {
        Ending::Nothing
    } else {
        Ending::InPart
    })
}

fn checks_words(output: Output, reply: &TrailChecksReply) {
    if reply.asked_at.is_none() {
        output.line("AWS was not asked yet.");
    }
    for account in &reply.accounts {
        output.line(&format!("{} {}", account.account, safe(account.account_name.as_deref().unwrap_or_default())));
        let rows: Vec<Vec<String>> = account
            .checks
            .iter()
            .map(|check| {
                let advice = check.advice.as_deref().filter(|_| check.state == "not_met").unwrap_or_default();
                let state = check.state.replace('_', " ");
                vec![format!("  {}", check.title), state, format!("{} {advice}", check.words)]
            })
            .collect();
        output.table(&["  CHECK", "STATE", ""], &rows);
        output.line("");
    }
    output.problems(&reply.problems);
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_have_two_units() {
        for (seconds, expect) in
            [(0, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (90_000, "25 h 0 min")]
        {
            assert_eq!(duration(seconds), expect);
        }
    }
}
