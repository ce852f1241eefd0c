//! What the evaluation rests on: shown, collected, imported, exported.

use std::path::PathBuf;

use keyturn_app::access::AccessProgress as Progress;
use tokio::sync::mpsc;

use super::dto::{self, account_name, count};
use super::findings::grouped;
use crate::contract::access::{AccessAccount, AccessExportReply, AccessPlace, AccessProgress, AccessReply};
use crate::contract::error::CommandError;
use crate::host::Host;
use crate::progress::follow;
use crate::secrets::problems;

/// What access rests on, and what was found.
pub async fn show(host: &Host) -> Result<AccessReply, CommandError> {
    let app = host.app()?;
    let evaluation = app.access().await?;
    let names = app.account_names().await?;
    let taken_at = app.access_taken_at().await?;
    let account = |input: &keyturn_app::access::Input| AccessAccount {
        account: input.account.clone(),
        account_name: account_name(&names, &input.account),
        taken_at: taken_at.get(&input.account).copied(),
        by: input.source.clone(),
        missing: input.missing.clone(),
    };
    Ok(AccessReply {
        accounts: evaluation.inputs.iter().map(account).collect(),
        evaluated_at: (!evaluation.inputs.is_empty()).then_some(evaluation.at),
        principals: count(evaluation.world.principals.len()),
        secrets: count(evaluation.world.secrets.len()),
        can: evaluation.counts.can,
        conditional: evaluation.counts.conditional,
        unknown: evaluation.counts.unknown,
        findings: count(grouped(&evaluation).len()),
        limits: dto::limits(&evaluation, &names),
        problems: problems(&evaluation.problems, &names),
        running: app.access_progress().as_ref().map(progress),
    })
}

/// Reads policies, keys and the organisation from AWS, and evaluates; progress goes to `watcher` ten times a second at
/// most. The problems are those of the inputs, and of what could not be entered at all.
pub async fn collect(host: &Host, watcher: Option<mpsc::Sender<AccessProgress>>) -> Result<AccessReply, CommandError> {
    let app = host.app()?;
    let unreached = app.collect_access(move |running| follow(running, watcher, progress)).await?;
    let unreached = problems(&unreached, &app.account_names().await?);
    let mut reply = show(host).await?;
    let unknown: Vec<_> = unreached.into_iter().filter(|problem| !reply.problems.contains(problem)).collect();
    reply.problems.extend(unknown);
    Ok(reply)
}

/// Stops the running collection; what was known of accounts that were not read stays.
pub async fn cancel(host: &Host) -> Result<AccessReply, CommandError> {
    host.app()?.cancel_access();
    show(host).await
}

fn progress(now: &Progress) -> AccessProgress {
    AccessProgress {
        started_at: now.started_at,
        places: now
            .parts
            .iter()
            .map(|one| AccessPlace {
                account: one.account.id.to_string(),
                account_name: one.account.name.clone(),
                region: one.region.as_ref().map(ToString::to_string),
                what: one.part.code().to_owned(),
                state: one.state.code().to_owned(),
                done: count(one.done),
                of: one.of.map(count),
            })
            .collect(),
    }
}

/// Takes in access snapshots, and evaluates.
pub async fn import(host: &Host, paths: Vec<PathBuf>) -> Result<AccessReply, CommandError> {
    host.app()?.import_access(paths).await?;
    show(host).await
}

/// Writes everything that is known as one access snapshot.
pub async fn export(host: &Host, path: PathBuf) -> Result<AccessExportReply, CommandError> {
    let written = host.app()?.export_access(path).await?;
    Ok(AccessExportReply { path: written.path.display().to_string(), accounts: count(written.accounts) })
}
