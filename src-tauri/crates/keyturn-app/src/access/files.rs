//! Access snapshots as files: one in, for accounts that Keyturn may not enter; one out, for others.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use keyturn_access::snapshot::{self, Snapshot};
use keyturn_store::AccessInput;
use serde_json::json;

use super::collect;
use super::evaluation::assemble;
use crate::app::App;
use crate::error::AppError;
use crate::export::into_file;

/// Who took an input.
const BY_FILE: &str = "file";

/// What was written.
#[derive(Clone, Debug)]
pub struct AccessExported {
    /// The file.
    pub path: PathBuf,
    /// Accounts in it.
    pub accounts: usize,
}

impl App {
    /// Takes in access snapshots. An account in a file takes the place of what was known of it.
    pub async fn import_access(self: &Arc<Self>, paths: Vec<PathBuf>) -> Result<(), AppError> {
        let now = self.now();
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let act = self.act(now, "access.imported", &names.join(", "), &json!({ "files": names }));
        self.with_database(move |database| {
            let mut inputs = Vec::new();
            let mut organization = None;
            for path in &paths {
                let text =
                    std::fs::read_to_string(path).map_err(|source| AppError::Read { path: path.clone(), source })?;
                let snapshot = snapshot::read(&text)
                    .map_err(|error| AppError::BadRequest(format!("{}: {error}", path.display())))?;
                let taken_at = snapshot.taken_at.as_deref().and_then(instant);
                if let Some(found) = &snapshot.organization {
                    organization = Some(input("", collect::as_json(found)?, taken_at));
                }
                for account in &snapshot.accounts {
                    if account.id.len() != 12 || !account.id.bytes().all(|digit| digit.is_ascii_digit()) {
                        let id: String = account.id.chars().take(40).collect();
                        let words = format!("{}: {id:?} is no account", path.display());
                        return Err(AppError::BadRequest(words));
                    }
                    inputs.push(input(&account.id, collect::as_json(account)?, taken_at));
                }
            }
            Ok(database.write(|writer| {
                for input in &inputs {
                    writer.access().put_input(input)?;
                }
                if let Some(organization) = &organization {
                    writer.access().put_organization(organization)?;
                }
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await?;
        self.forget_access();
        Ok(())
    }

    /// Writes what is known, of all accounts, as one access snapshot.
    pub async fn export_access(&self, path: PathBuf) -> Result<AccessExported, AppError> {
        let now = self.now();
        let act = self.act(now, "access.exported", &path.display().to_string(), &json!({}));
        self.with_database(move |database| {
            let snapshot: Snapshot = database.read(|reader| assemble(reader, now, None))??.snapshot;
            into_file(&path, |out| {
                Ok(serde_json::to_writer_pretty(out, &snapshot).map_err(|e| std::io::Error::from(e).into()))
            })?;
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            Ok(AccessExported { path, accounts: snapshot.accounts.len() })
        })
        .await
    }
}

fn input(account: &str, snapshot: String, taken_at: Option<DateTime<Utc>>) -> AccessInput {
    AccessInput {
        account: account.to_owned(),
        taken_at,
        source: BY_FILE.to_owned(),
        snapshot,
        problems: "[]".to_owned(),
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// As a snapshot writes it.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
