//! `keyturn runbook`.

use std::path::Path;

use keyturn_api::contract::runbooks::{
    RunbookApproveRequest, RunbookFindingDto, RunbookFolderRequest, RunbookReply, RunbookRequest, RunbookRow,
    RunbooksReply,
};
use keyturn_api::contract::runs::{LeadingReply, LedRequest, RunStartRequest};
use keyturn_api::runbooks::offline::{self, LintReply};
use keyturn_api::{Host, runbooks, runs};

use super::Ended;
use super::incident::words;
use crate::arguments::RunbookCommand;
use crate::output::{Ending, Output};

/// What needs no data folder.
pub(crate) fn offline(request: &RunbookCommand, output: Output) -> Option<Ended> {
    Some(match request {
        RunbookCommand::Lint { folder, sarif, base } => lint(folder, *sarif, base.as_deref(), output),
        RunbookCommand::Render { runbook, html, folder } => {
            text(offline::page(runbook, folder, if *html { "html" } else { "markdown" }), output)
        }
        RunbookCommand::Export { runbook, folder, .. } => text(offline::page(runbook, folder, "cacao"), output),
        RunbookCommand::New { id, kind, title, owner, folder } => {
            offline::begin(kind, id, title, owner, folder).map(|reply| {
                output.reply(&reply, |output, reply| output.line(&reply.path));
                Ending::Done
            })
        }
        _ => return None,
    })
}

fn lint(folder: &Path, sarif: bool, base: Option<&Path>, output: Output) -> Ended {
    let (reply, log) = offline::lint(folder, base)?;
    if sarif {
        output.reply(&log, |output, log| output.line(&format!("{log:#}")));
    } else {
        output.reply(&reply, linted);
    }
    Ok(match &reply {
        LintReply { failed: true, .. } => Ending::Findings,
        LintReply { problems, .. } if !problems.is_empty() => Ending::InPart,
        _ => Ending::Done,
    })
}

fn linted(output: Output, reply: &LintReply) {
    findings(output, &reply.findings);
    for problem in &reply.problems {
        output.aside(problem);
    }
    let errors = reply.findings.iter().filter(|finding| finding.level == "error").count();
    let warnings = reply.findings.len() - errors;
    output.aside(&format!("{} files: {errors} errors, {warnings} warnings.", reply.files));
}

fn findings(output: Output, findings: &[RunbookFindingDto]) {
    for RunbookFindingDto { file, line, rule, level, message } in findings {
        output.line(&format!("{file}:{line}: {level} {rule}: {message}"));
    }
}

fn text(reply: Result<offline::TextReply, keyturn_api::contract::error::CommandError>, output: Output) -> Ended {
    output.reply(&reply?, |output, reply| output.line(&reply.text));
    Ok(Ending::Done)
}

/// `keyturn runbook …`.
pub(crate) async fn run(host: &Host, request: RunbookCommand, output: Output) -> Ended {
    let library = match request {
        RunbookCommand::Show { id } => {
            let page = runbooks::page(host, RunbookRequest { id: id.clone() }).await?;
            let reply = runbooks::show(host, RunbookRequest { id }).await?;
            output.reply(&reply, |output, reply| shown(output, reply, &page));
            return Ok(Ending::Done);
        }
        RunbookCommand::Run { rotation, review, runbook, by, list } => {
            let of = match (rotation, review) {
                (Some(number), _) => LedRequest { of: "rotation".to_owned(), id: number.to_string() },
                (None, review) => LedRequest { of: "review".to_owned(), id: review.unwrap_or_default() },
            };
            if list {
                output.reply(&runs::leading(host, of).await?, leading);
            } else {
                let reply = runs::start(host, RunStartRequest { of, runbook, by }).await?;
                output.reply(&reply, |output, reply| words::incident(output, reply, false));
            }
            return Ok(Ending::Done);
        }
        RunbookCommand::Approve { id, sha256 } => runbooks::approve(host, RunbookApproveRequest { id, sha256 }).await?,
        RunbookCommand::Add { folder } => runbooks::folder_add(host, &folder).await?,
        RunbookCommand::Remove { folder } => {
            // As it is kept, where it is still there to be asked.
            let path = folder.canonicalize().unwrap_or(folder).to_string_lossy().into_owned();
            runbooks::folder_remove(host, RunbookFolderRequest { path }).await?
        }
        _ => runbooks::list(host).await?,
    };
    output.reply(&library, listed);
    let whole = library.folders.iter().all(|folder| folder.problem.is_none());
    Ok(if whole { Ending::Done } else { Ending::InPart })
}

fn leading(output: Output, reply: &LeadingReply) {
    for run in &reply.runs {
        let current = run.current.as_deref().unwrap_or(if run.running { "nothing left to do" } else { "closed" });
        output.line(&format!("{}: {} of {} steps of {}, now: {current}", run.id, run.ended, run.steps, run.runbook));
    }
    let rows: Vec<Vec<String>> = reply
        .runbooks
        .iter()
        .map(|one| vec![one.id.clone(), one.version.clone(), one.title.clone(), one.reason.clone()])
        .collect();
    output.table(&["ID", "VERSION", "TITLE", "WHY"], &rows);
}

fn listed(output: Output, reply: &RunbooksReply) {
    let rows: Vec<Vec<String>> = reply.runbooks.iter().map(line).collect();
    output.table(&["ID", "VERSION", "KIND", "OPENS AS", "REVIEWED", "MARKS", "TITLE"], &rows);
    for folder in &reply.folders {
        output.aside(&format!("{}: {} runbooks.", folder.path, folder.runbooks));
        if let Some(problem) = &folder.problem {
            output.aside(&format!("  {problem}"));
        }
    }
    findings(output, &reply.findings);
}

fn line(row: &RunbookRow) -> Vec<String> {
    let reviewed = row.reviewed_on.map_or_else(|| "never".to_owned(), |on| on.to_string());
    vec![
        row.id.clone(),
        row.version.clone(),
        row.kind.clone(),
        row.severity.clone().unwrap_or_else(|| "–".to_owned()),
        reviewed,
        marks(row),
        row.title.clone(),
    ]
}

/// What a person should know before following it, in words.
fn marks(row: &RunbookRow) -> String {
    let mut marks = Vec::new();
    marks.extend((row.status != "active").then(|| row.status.clone()));
    marks.extend(row.replaces.as_ref().map(|version| format!("replaces {version}")));
    marks.extend((!row.approved).then(|| "not approved".to_owned()));
    marks.extend(row.overdue.then(|| "review overdue".to_owned()));
    marks.extend((row.findings > 0).then(|| format!("{} findings", row.findings)));
    if marks.is_empty() { "–".to_owned() } else { marks.join(", ") }
}

fn shown(output: Output, reply: &RunbookReply, page: &str) {
    output.line(page);
    let row = &reply.row;
    output.aside(&format!("{} {}: {}", row.id, row.version, marks(row)));
    output.aside(&format!("{}, sha256 {}", row.folder.as_deref().unwrap_or("shipped"), row.sha256));
    findings(output, &reply.findings);
}
