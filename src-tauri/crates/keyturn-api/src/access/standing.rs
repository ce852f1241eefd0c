//! What the evaluation rests on: shown, collected, imported, exported.

use std::path::PathBuf;

use super::dto::{self, account_name, count};
use super::findings::grouped;
use crate::contract::access::{AccessAccount, AccessExportReply, AccessReply};
use crate::contract::error::CommandError;
use crate::host::Host;
use crate::secrets::problems;

/// What access rests on, and what was found.
pub async fn show(host: &Host) -> Result<AccessReply, CommandError> {
    let app = host.app()?;
    let evaluation = app.access().await?;
    let names = app.account_names().await?;
    let account = |input: &keyturn_app::access::Input| AccessAccount {
        account: input.account.clone(),
        account_name: account_name(&names, &input.account),
        taken_at: input.taken_at,
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
    })
}

/// Reads policies, keys and the organisation from AWS, and evaluates.
pub async fn collect(host: &Host) -> Result<AccessReply, CommandError> {
    host.app()?.collect_access().await?;
    show(host).await
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
