//! Coverage, backup, restore, audit: what keeps an inventory trustworthy.

use std::path::{Path, PathBuf};

use keyturn_api::contract::audit::{AuditListReply, AuditListRequest, AuditVerifyReply};
use keyturn_api::contract::coverage::CoverageReply;
use keyturn_api::contract::error::CommandError;
use keyturn_api::host::{self, KeyringUse, Zeroizing};
use keyturn_api::{Host, backup as backups, coverage as coverages};

use super::Ended;
use crate::arguments::AuditCommand;
use crate::output::{Ending, Output};
use crate::passphrase;

pub(crate) async fn coverage(host: &Host, output: Output) -> Ended {
    let reply = coverages::show(host).await?;
    output.reply(&reply, coverage_words);
    Ok(if reply.problems.is_empty() { Ending::Done } else { Ending::InPart })
}

fn coverage_words(output: Output, reply: &CoverageReply) {
    let name = |id: &str| {
        let account = reply.accounts.iter().find(|account| account.id == id);
        account.and_then(|account| account.name.clone()).unwrap_or_else(|| id.to_owned())
    };
    let rows: Vec<Vec<String>> = reply
        .cells
        .iter()
        .map(|cell| {
            let read = cell.read_in_full_at.map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string());
            vec![
                name(&cell.account),
                cell.region.clone(),
                cell.store.clone(),
                cell.state.clone(),
                read.unwrap_or_else(|| "never".to_owned()),
                cell.secrets.to_string(),
            ]
        })
        .collect();
    output.table(&["ACCOUNT", "REGION", "STORE", "STATE", "READ IN FULL", "SECRETS"], &rows);
    output.line(&format!("\n{} of {} cells read.", reply.read, reply.cells.len()));
    output.problems(&reply.problems);
}

pub(crate) async fn backup(host: &Host, file: &Path, output: Output) -> Ended {
    let passphrase = needed(passphrase::for_backup(true))?;
    let reply = backups::write(host, file, &passphrase).await?;
    output.reply(&reply, |output, reply| output.line(&format!("Written: {}", reply.backup.display())));
    Ok(Ending::Done)
}

pub(crate) fn restore(file: &Path, data_dir: Option<PathBuf>, keyring: KeyringUse, output: Output) -> Ended {
    let folder = host::data_dir(data_dir, false)?;
    let passphrase = needed(passphrase::for_backup(false))?;
    let reply = backups::restore(file, &passphrase, folder, keyring, &passphrase::ask)?;
    output.reply(&reply, |output, reply| output.line(&format!("Restored into {}", reply.data_dir.display())));
    Ok(Ending::Done)
}

fn needed(passphrase: Option<Zeroizing<String>>) -> Result<Zeroizing<String>, CommandError> {
    passphrase.ok_or_else(|| {
        CommandError::bad_request(
            "a passphrase is needed: type it on a terminal, or name its file with KEYTURN_BACKUP_PASSPHRASE_FILE"
                .to_owned(),
        )
    })
}

pub(crate) async fn audit(host: &Host, request: AuditCommand, output: Output) -> Ended {
    match request {
        AuditCommand::Verify => {
            let reply = keyturn_api::audit::verify(host).await?;
            output.reply(&reply, verify_words);
            Ok(if reply.holds { Ending::Done } else { Ending::Findings })
        }
        AuditCommand::List { limit } => {
            let reply = keyturn_api::audit::list(host, AuditListRequest { offset: 0, limit }).await?;
            output.reply(&reply, list_words);
            Ok(Ending::Done)
        }
    }
}

fn verify_words(output: Output, reply: &AuditVerifyReply) {
    match &reply.broken {
        None => output.line(&format!("The chain holds: {} entries, newest {}", reply.entries, reply.newest_hash)),
        Some(broken) => output.line(&format!("The chain is broken after {} good entries: {broken}", reply.entries)),
    }
}

fn list_words(output: Output, reply: &AuditListReply) {
    let rows: Vec<Vec<String>> = reply
        .entries
        .iter()
        .map(|entry| {
            vec![
                entry.sequence.to_string(),
                entry.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
                entry.actor.clone(),
                entry.origin.clone(),
                entry.action.clone(),
                entry.subject.clone(),
            ]
        })
        .collect();
    output.table(&["#", "AT", "WHO", "FROM", "WHAT", "TO"], &rows);
}
