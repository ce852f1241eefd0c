//! What a person does with the library: folders in and out, a text approved, a runbook written into a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyturn_pack::manifest::sha256;
use keyturn_store::{KeptApproval, KeptFolder};

use super::files;
use super::library::{Library, has_error};
use super::page::{Form, text};
use crate::app::App;
use crate::error::AppError;
use crate::review::WrittenFile;
use crate::text_file;

impl App {
    /// Adds a team's folder after the others: its runbooks take the place of those with the same ids. One that is
    /// there already stays where it is.
    pub async fn add_runbook_folder(&self, folder: &Path) -> Result<Arc<Library>, AppError> {
        let unreadable = |source| AppError::Read { path: folder.to_owned(), source };
        let found = folder.canonicalize().map_err(unreadable)?;
        files::list(&found).map_err(unreadable)?;
        let Some(path) = found.to_str().map(str::to_owned) else {
            return Err(AppError::BadRequest(format!("{} has a name that is not UTF-8", found.display())));
        };
        let now = self.now();
        let act = self.act(now, "runbook.folder_added", &path, &serde_json::json!({}));
        let new = KeptFolder { path, by: self.actor().to_owned(), added_at: now };
        self.with_database(move |database| Ok(database.write(|writer| writer.runbooks().add_folder(&new, act))?))
            .await?;
        self.runbook_library().await
    }

    /// Takes a team's folder out of the library. Its files stay, and so do the approvals of their texts.
    pub async fn remove_runbook_folder(&self, path: &str) -> Result<Arc<Library>, AppError> {
        let act = self.act(self.now(), "runbook.folder_removed", path, &serde_json::json!({}));
        let path = path.to_owned();
        self.with_database(move |database| {
            let there = database.write(|writer| writer.runbooks().remove_folder(&path, act))?;
            if there { Ok(()) } else { Err(AppError::NotFound { what: "folder of runbooks", name: path }) }
        })
        .await?;
        self.runbook_library().await
    }

    /// Approves what a runbook says, by the hash of what the person saw; refused where it says something else by now,
    /// or where the lint has an error.
    pub async fn approve_runbook(&self, id: &str, hash: &str) -> Result<Arc<Library>, AppError> {
        let (id, hash, now) = (id.to_owned(), hash.to_owned(), self.now());
        let (kept, by) = (Arc::clone(&self.runbooks), self.actor().to_owned());
        let act = self.act(now, "runbook.approved", &id, &serde_json::json!({}));
        self.with_database(move |database| {
            let library = kept.anew(database, now.date_naive())?;
            let (entry, standing) = library.runbook(&id)?;
            if standing.pinned.json_sha256 != hash {
                let changed = format!("{id} changed since it was shown: read it again, then approve it");
                return Err(AppError::BadRequest(changed));
            }
            if has_error(library.findings_of(entry)) {
                return Err(AppError::BadRequest(format!("{id} has errors: mend them, then approve it")));
            }
            if !standing.approved {
                let version = entry.runbook.head.version.to_string();
                let facts = serde_json::json!({ "version": version, "folder": entry.folder, "sha256": hash });
                let act = keyturn_domain::audit::Act { detail: facts.to_string(), ..act };
                let new = KeptApproval { runbook: id, sha256: hash, by, approved_at: now };
                database.write(|writer| writer.runbooks().approve(&new, act))?;
            }
            kept.now(database, now.date_naive())
        })
        .await
    }

    /// Writes a runbook into a file, includes copied in.
    pub async fn export_runbook(&self, id: &str, form: Form, path: PathBuf) -> Result<WrittenFile, AppError> {
        let library = self.runbook_library().await?;
        let (entry, _) = library.runbook(id)?;
        let text = text(&entry.runbook, form);
        let items = u32::try_from(entry.runbook.steps().count()).unwrap_or(u32::MAX);
        let file = WrittenFile { path, items, sha256: sha256(text.as_bytes()) };
        let facts = serde_json::json!({ "file": file.path.display().to_string(), "form": form.code() });
        let act = self.act(self.now(), "runbook.exported", id, &facts);
        self.with_database(move |database| {
            text_file::write(&file.path, &text)?;
            database.write(|writer| writer.audit().append(act).map(drop))?;
            Ok(file)
        })
        .await
    }
}
