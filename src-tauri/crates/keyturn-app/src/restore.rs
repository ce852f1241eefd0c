//! Restoring a backup over what is open: chosen, looked into, and only then done, on exactly what was shown.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use keyturn_store::SyncLock;
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::AppError;

pub use keyturn_store::Contents;

/// A backup that a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenBackup {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What restoring it would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestorePlan {
    /// The backup.
    pub backup: ChosenBackup,
    /// What stands in it.
    pub holds: Contents,
    /// What it takes the place of.
    pub replaces: Contents,
    /// Where that is kept.
    pub kept_as: PathBuf,
}

/// How far a person has come.
#[derive(Debug, Default)]
pub(crate) enum Restoring {
    /// Nothing was chosen.
    #[default]
    Not,
    Chosen(ChosenBackup),
    Planned(RestorePlan),
}

impl App {
    /// Notes the backup that is to be restored. Nothing of it is read yet.
    pub fn choose_backup(&self, path: &Path) -> Result<ChosenBackup, AppError> {
        let found = std::fs::metadata(path).map_err(|source| AppError::Read { path: path.to_owned(), source })?;
        let chosen = ChosenBackup { path: path.to_owned(), bytes: found.len() };
        *self.restoring() = Restoring::Chosen(chosen.clone());
        Ok(chosen)
    }

    /// What restoring the chosen backup would do. Nothing is changed.
    pub async fn plan_restore(&self, passphrase: &str) -> Result<RestorePlan, AppError> {
        let backup = match &*self.restoring() {
            Restoring::Chosen(chosen) => chosen.clone(),
            Restoring::Planned(plan) => plan.backup.clone(),
            Restoring::Not => return Err(AppError::BadRequest("choose a backup first".to_owned())),
        };
        let kept_as = keyturn_store::kept_as(&self.data_dir, self.now());
        let passphrase = Zeroizing::new(passphrase.to_owned());
        let plan = self
            .with_database(move |database| {
                let holds = keyturn_store::contents_of_backup(&backup.path, &passphrase)?;
                Ok(RestorePlan { backup, holds, replaces: database.contents()?, kept_as })
            })
            .await?;
        *self.restoring() = Restoring::Planned(plan.clone());
        Ok(plan)
    }

    /// Does what was planned last. What this process knows beside the database is of the one that was replaced: the face
    /// starts anew. Refused while a sync or a collection runs, in this process or another.
    pub async fn restore_planned(&self, passphrase: &str) -> Result<RestorePlan, AppError> {
        // Refused, it stays chosen: the person may try again.
        let plan = match &*self.restoring() {
            Restoring::Planned(plan) => plan.clone(),
            Restoring::Chosen(_) | Restoring::Not => {
                return Err(AppError::BadRequest("look into the backup first".to_owned()));
            }
        };
        let running = (SyncLock::acquire(&self.data_dir)?, SyncLock::acquire_for_trail(&self.data_dir)?);
        let detail = serde_json::json!({ "kept_as": plan.kept_as.display().to_string() });
        let act = self.act(self.now(), "backup.restored", &plan.backup.path.display().to_string(), &detail);
        let passphrase = Zeroizing::new(passphrase.to_owned());
        let planned = plan.clone();
        self.with_database(move |database| {
            if keyturn_store::contents_of_backup(&planned.backup.path, &passphrase)? != planned.holds {
                let message = "the backup is not the one that was looked into: choose it again";
                return Err(AppError::BadRequest(message.to_owned()));
            }
            Ok(database.replace_by(&planned.backup.path, &passphrase, &planned.kept_as, act)?)
        })
        .await?;
        *self.restoring() = Restoring::Not;
        drop(running);
        Ok(plan)
    }

    fn restoring(&self) -> std::sync::MutexGuard<'_, Restoring> {
        self.restoring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
