//! The library of runbooks and issuer cards: shown, exported, approved; team folders.

pub mod offline;

use std::path::{Path, PathBuf};

use keyturn_app::incident::Run;
use keyturn_app::runbooks::{self, Entry, Finding, Form, Issuer, Level, Library, SHIPPED, Standing};
use keyturn_app::{AppError, markdown};

use crate::contract::error::CommandError;
use crate::contract::review_pack::ReviewFileReply;
use crate::contract::runbooks::{
    IssuerReply, IssuerRequest, IssuerRow, RunbookApproveRequest, RunbookExportRequest, RunbookFindingDto,
    RunbookFolderDto, RunbookFolderRequest, RunbookLink, RunbookReply, RunbookRequest, RunbookRow, RunbookRun,
    RunbooksReply,
};
use crate::host::Host;
use crate::review_pack;

/// The library.
pub async fn list(host: &Host) -> Result<RunbooksReply, CommandError> {
    Ok(reply(&*host.app()?.runbook_library().await?))
}

/// A runbook as a page.
pub async fn show(host: &Host, request: RunbookRequest) -> Result<RunbookReply, CommandError> {
    let app = host.app()?;
    let library = app.runbook_library().await?;
    let runs = app.runs_of_runbook(&request.id).await?;
    let (entry, standing) = library.runbook(&request.id)?;
    let head = &entry.runbook.head;
    let related = head.related.iter().filter_map(|id| {
        let title = library.catalogue.runbooks.get(id)?.runbook.title.clone();
        Some(RunbookLink { id: id.clone(), title })
    });
    Ok(RunbookReply {
        row: row(&library, entry, standing),
        html: markdown::to_html(&runbooks::text(&entry.runbook, Form::Markdown)),
        related: related.collect(),
        references: head.references.clone(),
        runs: runs.into_iter().map(run).collect(),
        findings: library.findings_of(entry).map(finding).collect(),
    })
}

fn run(run: Run) -> RunbookRun {
    let Run { incident, version, opened_at, drill } = run;
    RunbookRun { incident, version, opened_at, drill }
}

/// A runbook of the library as a page in Markdown.
pub async fn page(host: &Host, request: RunbookRequest) -> Result<String, CommandError> {
    let library = host.app()?.runbook_library().await?;
    let (entry, _) = library.runbook(&request.id)?;
    Ok(runbooks::text(&entry.runbook, Form::Markdown))
}

/// An issuer card.
pub async fn issuer(host: &Host, request: IssuerRequest) -> Result<IssuerReply, CommandError> {
    let library = host.app()?.runbook_library().await?;
    let found = library.catalogue.issuers.get(&request.id);
    let Some(card) = found else {
        return Err(AppError::NotFound { what: "issuer card", name: request.id }.into());
    };
    Ok(IssuerReply {
        row: issuer_row(card),
        console: card.console.clone(),
        new_value: card.new_value.clone(),
        revoke: card.revoke.clone(),
        usage: card.usage.clone(),
        html: markdown::to_html(&card.prose),
        sources: card.sources.clone(),
    })
}

/// The name that is proposed for an export.
pub fn export_name(request: &RunbookExportRequest) -> Result<String, CommandError> {
    Ok(format!("{}.{}", request.id, form(&request.format)?.ending()))
}

/// Writes a runbook into a file.
pub async fn export(
    host: &Host,
    request: RunbookExportRequest,
    path: PathBuf,
) -> Result<ReviewFileReply, CommandError> {
    let form = form(&request.format)?;
    Ok(review_pack::file(host.app()?.export_runbook(&request.id, form, path).await?))
}

/// Approves what a team's runbook says.
pub async fn approve(host: &Host, request: RunbookApproveRequest) -> Result<RunbooksReply, CommandError> {
    Ok(reply(&*host.app()?.approve_runbook(&request.id, &request.sha256).await?))
}

/// Adds a team's folder.
pub async fn folder_add(host: &Host, folder: &Path) -> Result<RunbooksReply, CommandError> {
    Ok(reply(&*host.app()?.add_runbook_folder(folder).await?))
}

/// Takes a team's folder out of the library.
pub async fn folder_remove(host: &Host, request: RunbookFolderRequest) -> Result<RunbooksReply, CommandError> {
    Ok(reply(&*host.app()?.remove_runbook_folder(&request.path).await?))
}

fn form(code: &str) -> Result<Form, CommandError> {
    Form::from_code(code).ok_or_else(|| CommandError::bad_request(format!("{code:?} is none of markdown, html, cacao")))
}

fn reply(library: &Library) -> RunbooksReply {
    let entries = library.catalogue.runbooks.iter();
    let mut rows: Vec<RunbookRow> =
        entries.filter_map(|(id, entry)| Some(row(library, entry, library.standings.get(id)?))).collect();
    rows.sort_by(|a, b| (a.title.to_lowercase(), &a.id).cmp(&(b.title.to_lowercase(), &b.id)));
    let mut issuers: Vec<IssuerRow> = library.catalogue.issuers.values().map(issuer_row).collect();
    issuers.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
    let folders = library.folders.iter().map(|folder| RunbookFolderDto {
        path: folder.path.clone(),
        added_at: folder.added_at,
        runbooks: folder.runbooks,
        problem: (!folder.problems.is_empty()).then(|| folder.problems.join(" ")),
    });
    RunbooksReply {
        runbooks: rows,
        issuers,
        folders: folders.collect(),
        findings: library.findings.iter().map(finding).collect(),
    }
}

fn row(library: &Library, entry: &Entry, standing: &Standing) -> RunbookRow {
    let (head, title) = (&entry.runbook.head, entry.runbook.title.clone());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    RunbookRow {
        id: head.id.clone(),
        title,
        version: head.version.to_string(),
        kind: head.kind.code().to_owned(),
        severity: head.severity.map(|severity| severity.code().to_owned()),
        owner: head.owner.clone(),
        status: head.status.code().to_owned(),
        reviewed_on: head.reviewed,
        overdue: standing.overdue,
        tested_on: head.tested,
        folder: (entry.folder != SHIPPED).then(|| entry.folder.clone()),
        replaces: entry.replaces.as_ref().map(|(_, version)| version.to_string()),
        approved: standing.approved,
        applies_to: head.applies_to.clone(),
        triggers: head.triggers.clone(),
        tags: head.tags.clone(),
        steps: count(entry.runbook.steps().count()),
        findings: count(library.findings_of(entry).count()),
        sha256: standing.pinned.json_sha256.clone(),
    }
}

fn issuer_row(card: &Issuer) -> IssuerRow {
    IssuerRow {
        id: card.id.clone(),
        name: card.name.clone(),
        kinds: card.kinds.clone(),
        two_at_once: card.two_at_once.code().to_owned(),
        takes_effect: card.takes_effect.clone(),
        checked_on: card.checked,
    }
}

pub(crate) fn finding(of: &Finding) -> RunbookFindingDto {
    let level = match of.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    RunbookFindingDto {
        file: of.at.file.clone(),
        line: u32::try_from(of.at.line).unwrap_or(u32::MAX),
        rule: of.rule.code().to_owned(),
        level: level.to_owned(),
        message: of.message.clone(),
    }
}
