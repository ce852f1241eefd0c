//! Reading one cell: pages into the staging table, then the difference into the database.

use keyturn_aws::{CellReader, Target};
use keyturn_domain::cell::{Cell, CellState, Coverage};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_domain::{age, derive};
use keyturn_store::{CellDelta, StagedSecret};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::progress::{CellStep, Progress};
use crate::app::App;
use crate::error::AppError;

/// What one cell brought.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) state: CellState,
    /// Whether every entry of the cell was listed.
    pub(super) full: bool,
    pub(super) delta: CellDelta,
    pub(super) problems: Vec<Problem>,
}

/// Reads one cell to its end, its failure, or a person's stop.
///
/// Fails only when the database does; what AWS refuses is part of the reading.
pub(super) async fn read(
    app: &App,
    target: &Target,
    cell: &Cell,
    progress: &watch::Sender<Progress>,
    cancel: &CancellationToken,
) -> Result<Reading, AppError> {
    let mut reader = target.reader(&cell.region, cell.store);
    let ended = if cancel.is_cancelled() {
        Ok(Err(cancelled(target, cell)))
    } else {
        tokio::select! {
            ended = stage_pages(app, &mut reader, cell, progress) => ended,
            () = cancel.cancelled() => Ok(Err(cancelled(target, cell))),
        }
    };
    let reading = match ended? {
        Ok(()) => complete(app, cell, reader.problems()).await?,
        Err(problem) => fail(app, cell, problem).await?,
    };
    progress.send_modify(|now| now.step(cell, CellStep::Ended(reading.state), reading.delta.listed));
    Ok(reading)
}

/// Lists page after page into the staging table. The inner error is AWS's, the outer the database's.
async fn stage_pages(
    app: &App,
    reader: &mut CellReader,
    cell: &Cell,
    progress: &watch::Sender<Progress>,
) -> Result<Result<(), Problem>, AppError> {
    let place = cell.clone();
    app.with_database(move |database| Ok(database.write(|writer| writer.staged().clear(&place))?)).await?;
    let mut listed = 0;
    loop {
        progress.send_modify(|now| now.step(cell, CellStep::Listing, listed));
        let page = match reader.next_page().await {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(Ok(())),
            Err(problem) => return Ok(Err(problem)),
        };
        if page.is_empty() {
            continue;
        }
        listed += u32::try_from(page.len()).unwrap_or(u32::MAX);
        stage(app, reader, cell, page).await?;
    }
}

/// Dates the values of one page, concludes what can be concluded, and stages it.
async fn stage(app: &App, reader: &mut CellReader, cell: &Cell, mut page: Vec<Secret>) -> Result<(), AppError> {
    let arns = page.iter().map(|secret| secret.arn.clone()).collect::<Vec<_>>();
    let known = app.with_database(move |database| Ok(database.read(|reader| reader.secrets().known(&arns))?)).await?;
    for secret in &mut page {
        if let Some(known) = known.get(&secret.arn) {
            age::carry_dates(secret, known);
        }
    }
    if cell.store == Store::SecretsManager {
        reader.date_versions(&mut page).await;
    }
    let staged: Vec<StagedSecret> = page
        .into_iter()
        .map(|mut secret| {
            secret.value = age::settle(&secret, known.get(&secret.arn));
            let derived = derive::derive(&secret, &app.templates);
            StagedSecret { secret, derived }
        })
        .collect();
    let place = cell.clone();
    app.with_database(move |database| Ok(database.write(|writer| writer.staged().put(&place, &staged))?)).await
}

/// Every page is there: the difference, the coverage and the audit entry in one transaction.
async fn complete(app: &App, cell: &Cell, problems: Vec<Problem>) -> Result<Reading, AppError> {
    let at = app.now();
    let state = if problems.is_empty() { CellState::Complete } else { CellState::Partial };
    // The last page came, but entries that could not be understood were left out of it.
    let holes = problems.iter().any(|problem| problem.hides == Hidden::Secrets);
    let cell = cell.clone();
    let audit = {
        let subject = cell.to_string();
        let base = app.act(at, "cell.read", &subject, &serde_json::Value::Null);
        move |delta: &CellDelta| {
            let facts = serde_json::json!({
                "listed": delta.listed, "added": delta.added, "changed": delta.changed, "gone": delta.gone,
            });
            keyturn_domain::audit::Act { detail: facts.to_string(), ..base }
        }
    };
    app.with_database(move |database| {
        let delta = database.write(|writer| {
            let secrets = writer.secrets();
            let delta =
                if holes { secrets.apply_cell_with_holes(&cell, at)? } else { secrets.apply_cell(&cell, at)? };
            writer.cells().record(&Coverage {
                cell: cell.clone(),
                state,
                attempted_at: Some(at),
                read_in_full_at: (!holes).then_some(at),
                secrets: delta.listed,
            })?;
            writer.problems().replace_for_cell(&cell, &problems)?;
            writer.audit().append(audit(&delta))?;
            Ok(delta)
        })?;
        Ok(Reading { state, full: !holes, delta, problems })
    })
    .await
}

/// The listing did not end: the last complete picture stays, and why is recorded.
async fn fail(app: &App, cell: &Cell, problem: Problem) -> Result<Reading, AppError> {
    let at = app.now();
    let state = if problem.reason == Reason::Cancelled { CellState::Cancelled } else { CellState::Failed };
    let cell = cell.clone();
    let facts = serde_json::json!({ "reason": problem.reason.code(), "action": problem.action });
    let act = app.act(at, "cell.not_read", &cell.to_string(), &facts);
    app.with_database(move |database| {
        let problems = vec![problem];
        database.write(|writer| {
            writer.staged().clear(&cell)?;
            writer.cells().record(&Coverage {
                cell: cell.clone(),
                state,
                attempted_at: Some(at),
                read_in_full_at: None,
                secrets: 0,
            })?;
            writer.problems().replace_for_cell(&cell, &problems)?;
            writer.audit().append(act)
        })?;
        Ok(Reading { state, full: false, delta: CellDelta::default(), problems })
    })
    .await
}

fn cancelled(target: &Target, cell: &Cell) -> Problem {
    Problem {
        account: Some(cell.account.clone()),
        profile: target.profile.clone(),
        region: Some(cell.region.clone()),
        store: Some(cell.store),
        action: match cell.store {
            Store::SecretsManager => "secretsmanager:ListSecrets",
            Store::ParameterStore => "ssm:DescribeParameters",
        }
        .to_owned(),
        reason: Reason::Cancelled,
        hides: Hidden::Secrets,
        message: "The sync was stopped before this cell was complete.".to_owned(),
    }
}
