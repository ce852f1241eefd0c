//! `keyturn trail scan`: findings on standard output, what was read on standard error.

use keyturn_api::findings::is_at_least;
use keyturn_api::scan::{ScanFinding, ScanReply, scan};

use super::super::Ended;
use super::{ending, instant, skipped_words};
use crate::arguments::ScanArguments;
use crate::output::{Ending, Output};

/// Scans. A finding that is severe enough to fail on goes before everything else that may be said of the files.
pub(crate) fn run(request: &ScanArguments, output: Output) -> Ended {
    let reply = scan(&request.paths)?;
    let explained: &[ScanFinding] = if request.explained { &reply.explained } else { &[] };
    if output.is_json() {
        output.json_lines(&reply.findings);
        output.json_lines(explained);
    } else {
        table(output, &reply.findings, explained);
    }
    summary(output, &reply);
    let fails =
        |finding: &ScanFinding| request.fail_on.as_deref().is_some_and(|least| is_at_least(&finding.severity, least));
    if reply.findings.iter().any(fails) {
        return Ok(Ending::Findings);
    }
    Ok(ending(&request.paths, reply.records, &reply.skipped))
}

fn table(output: Output, findings: &[ScanFinding], explained: &[ScanFinding]) {
    let row = |word: &str, finding: &ScanFinding| {
        vec![
            word.to_owned(),
            finding.rule.clone(),
            instant(finding.first_at),
            finding.principal.clone(),
            finding.secrets.len().to_string(),
            finding.event_ids.len().to_string(),
            finding.reason.clone(),
        ]
    };
    let found = findings.iter().map(|finding| row(&finding.severity, finding));
    let rows: Vec<Vec<String>> = found.chain(explained.iter().map(|finding| row("explained", finding))).collect();
    output.table(&["SEVERITY", "RULE", "FIRST", "WHO", "SECRETS", "EVENTS", "WHY"], &rows);
}

fn summary(output: Output, reply: &ScanReply) {
    let unusable: u64 = reply.unusable.iter().map(|reason| reason.count).sum();
    output.aside(&format!(
        "{} files opened, {} records read: {} events about secrets, {} of them duplicates; {unusable} records not used, \
         {} files skipped or cut off. {} findings, {} explained.",
        reply.files,
        reply.records,
        reply.events,
        reply.duplicates,
        reply.skipped.len(),
        reply.findings.len(),
        reply.explained.len()
    ));
    for reason in &reply.unusable {
        output.aside(&format!("  {} records not used: {}", reason.count, reason.what));
    }
    for line in skipped_words(&reply.skipped) {
        output.aside(&line);
    }
}
