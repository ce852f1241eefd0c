//! What is kept on this machine: shown, backed up, exported, encrypted anew, deleted.

use std::path::{Path, PathBuf};

use keyturn_app::restore::{ChosenBackup, Contents};
use keyturn_app::{Zeroizing, text_file};
use serde::Serialize;

use crate::contract::audit::AuditListRequest;
use crate::contract::data::{
    DELETE_WORD, DataBackupRequest, DataContents, DataDeleteRequest, DataFile, DataReply, DataWritten,
    PassphraseRequest, RestoreFile, RestorePlan, RestoreRequest,
};
use crate::contract::due::DueListRequest;
use crate::contract::error::CommandError;
use crate::contract::incidents::IncidentRequest;
use crate::contract::reads::FindingsListRequest;
use crate::contract::secrets::{SecretsExportRequest, SortDto};
use crate::error::from_open;
use crate::host::Host;
use crate::{audit, backup, coverage, due, findings, incidents, policy, reviews, rotations, secrets, sources, views};

/// How many rows are asked for at a time.
const PAGE: u32 = 500;

/// What is kept.
pub async fn show(host: &Host) -> Result<DataReply, CommandError> {
    let standing = host.app()?.data().await?;
    let file = |(path, bytes): &(PathBuf, u64)| DataFile { path: path.display().to_string(), bytes: number(*bytes) };
    Ok(DataReply {
        data_dir: host.session.data_dir().display().to_string(),
        files: standing.files.iter().map(file).collect(),
        has_passphrase: standing.has_passphrase,
        events: number(standing.events.0),
        events_days: standing.events.1,
        audit_entries: number(standing.audit_entries),
        last_backup_at: standing.last_backup_at,
    })
}

/// Writes a backup.
pub async fn write_backup(host: &Host, request: DataBackupRequest, path: &Path) -> Result<DataWritten, CommandError> {
    let passphrase = Zeroizing::new(request.passphrase);
    let written = backup::write(host, path, &passphrase).await?;
    Ok(DataWritten { path: written.backup.display().to_string(), files: 1 })
}

/// Notes the backup that is to be restored. A demonstration's is not: its passphrase is in the source.
pub fn choose_backup(host: &Host, path: &Path) -> Result<RestoreFile, CommandError> {
    if host.session.demo().is_some() {
        let message = "a backup is not restored over a demonstration: start Keyturn without --demo";
        return Err(CommandError::bad_request(message.to_owned()));
    }
    Ok(restore_file(&host.app()?.choose_backup(path)?))
}

/// What restoring the chosen backup would do.
pub async fn plan_restore(host: &Host, request: RestoreRequest) -> Result<RestorePlan, CommandError> {
    let passphrase = Zeroizing::new(request.passphrase);
    let plan = host.app()?.plan_restore(&passphrase).await?;
    Ok(RestorePlan {
        file: restore_file(&plan.backup),
        holds: contents(&plan.holds),
        replaces: contents(&plan.replaces),
        kept_as: plan.kept_as.display().to_string(),
    })
}

/// Restores the backup that was looked into. The face starts anew on it.
pub async fn restore(host: &Host, request: RestoreRequest) -> Result<(), CommandError> {
    let passphrase = Zeroizing::new(request.passphrase);
    host.app()?.restore_planned(&passphrase).await?;
    Ok(())
}

fn restore_file(of: &ChosenBackup) -> RestoreFile {
    RestoreFile { path: of.path.display().to_string(), bytes: number(of.bytes) }
}

fn contents(of: &Contents) -> DataContents {
    DataContents {
        last_entry_at: of.last_entry_at,
        secrets: number(of.secrets),
        reviews: number(of.reviews),
        incidents: number(of.incidents),
        audit_entries: number(of.audit_entries),
    }
}

/// JavaScript's numbers are whole up to more than this.
fn number(of: u64) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Encrypts the database anew.
pub async fn change_passphrase(host: &Host, request: PassphraseRequest) -> Result<DataReply, CommandError> {
    let (current, new) = (Zeroizing::new(request.current), Zeroizing::new(request.new));
    host.app()?.change_passphrase(&current, &new).await?;
    show(host).await
}

/// Deletes everything, where the person typed what says so. Nothing can be asked after.
pub fn delete(host: &Host, request: &DataDeleteRequest) -> Result<(), CommandError> {
    if request.typed.trim() != DELETE_WORD {
        return Err(CommandError::bad_request(format!("type \"{DELETE_WORD}\" to delete everything")));
    }
    host.session.delete_everything().map_err(|error| from_open(&error))
}

/// Writes everything that people would want to take elsewhere into a new folder within `parent`, as JSON: the same replies
/// as everywhere. Not encrypted; events of CloudTrail are exported by their own query.
pub async fn export(host: &Host, parent: &Path) -> Result<DataWritten, CommandError> {
    let app = host.app()?;
    let folder = parent.join(format!("keyturn-export-{}", app.now().format("%Y-%m-%dT%H%M%SZ")));
    let failed = |error: std::io::Error| CommandError::bad_request(format!("{}: {error}", folder.display()));
    std::fs::create_dir(&folder).map_err(failed)?;
    let mut out = Out { folder: &folder, files: 0 };
    let sort = SortDto { column: "name".to_owned(), descending: false };
    let asked = SecretsExportRequest { filter: String::new(), sort, columns: Vec::new(), format: "json".to_owned() };
    secrets::export(host, asked, folder.join("secrets.json")).await?;
    out.files += 1;
    out.json("coverage", &coverage::show(host).await?)?;
    out.json("sources", &sources::show(host).await?.sources)?;
    out.json("views", &views::list(host).await?)?;
    out.text("policy.toml", &policy::show(host).await?.text)?;
    out.json("exceptions", &due::exceptions(host).await?)?;
    out.json("tasks", &rotations::tasks(host).await?)?;
    out.json("reviews", &reviews::list(host).await?)?;
    out.json("due", &all_due(host).await?)?;
    out.json("findings", &all_findings(host).await?)?;
    out.json("audit", &all_audit(host).await?)?;
    for row in incidents::list(host).await?.incidents {
        let whole = incidents::show(host, IncidentRequest { id: row.id.clone() }).await?;
        out.json(&row.id, &whole)?;
    }
    Ok(DataWritten { path: folder.display().to_string(), files: out.files })
}

/// The folder of an export.
struct Out<'a> {
    folder: &'a Path,
    files: u32,
}

impl Out<'_> {
    fn json<T: Serialize>(&mut self, name: &str, reply: &T) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(reply).map_err(|error| CommandError::bad_request(error.to_string()))?;
        self.text(&format!("{name}.json"), &text)
    }

    fn text(&mut self, name: &str, text: &str) -> Result<(), CommandError> {
        text_file::write(&self.folder.join(name), text)?;
        self.files += 1;
        Ok(())
    }
}

async fn all_due(host: &Host) -> Result<Vec<impl Serialize + use<>>, CommandError> {
    let mut rows = Vec::new();
    loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let page = due::list(host, DueListRequest { offset, limit: PAGE, ..DueListRequest::default() }).await?.rows;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

async fn all_findings(host: &Host) -> Result<Vec<impl Serialize + use<>>, CommandError> {
    let mut rows = Vec::new();
    loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let asked = FindingsListRequest { state: "all".to_owned(), arn: None, about: None, offset, limit: PAGE };
        let page = findings::list(host, asked).await?.findings;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

async fn all_audit(host: &Host) -> Result<Vec<impl Serialize + use<>>, CommandError> {
    let mut rows = Vec::new();
    loop {
        let offset = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let page = audit::list(host, AuditListRequest { offset, limit: PAGE }).await?.entries;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}
