//! An open Keyturn: the database, how AWS is reached, who is acting.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use keyturn_aws::Connection;
use keyturn_domain::audit::Act;
use keyturn_domain::path::PathTemplate;
use keyturn_store::Database;
use tokio_util::sync::CancellationToken;

use crate::access::{AccessProgress, LastEvaluation};
use crate::clock::Clock;
use crate::doctor::{DoctorProgress, LastDiagnosis};
use crate::error::AppError;
use crate::incident::Clocks;
use crate::restore::Restoring;
use crate::rotation::LastDue;
use crate::runbooks::LastLibrary;
use crate::running::Slot;
use crate::schedule::Looks;
use crate::sign_in::SigningIn;
use crate::sync::Progress;
use crate::trail::TrailProgress;

/// Through which face a person acts; kept in the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The window.
    Window,
    /// The command line.
    CommandLine,
}

impl Origin {
    fn words(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command line",
        }
    }
}

/// An open Keyturn.
#[derive(Debug)]
pub struct App {
    pub(crate) database: Arc<Database>,
    pub(crate) data_dir: PathBuf,
    pub(crate) connection: Connection,
    pub(crate) templates: Vec<PathTemplate>,
    pub(crate) running_sync: Arc<Slot<Progress>>,
    pub(crate) running_trail: Arc<Slot<TrailProgress>>,
    pub(crate) running_access: Arc<Slot<AccessProgress>>,
    /// What was seen when it was last looked whether a scheduled sync is due.
    pub(crate) looks: Arc<Looks>,
    pub(crate) running_doctor: Arc<Slot<DoctorProgress>>,
    /// What the doctor found last in this process.
    pub(crate) diagnosis: LastDiagnosis,
    /// What is known of access, once it was asked for.
    pub(crate) access: Mutex<LastEvaluation>,
    /// How every secret stands under the rotation policy, once it was asked for.
    pub(crate) due: Arc<LastDue>,
    /// The library of runbooks, as its files were last read.
    pub(crate) runbooks: Arc<LastLibrary>,
    /// What time it is in the incidents that this process leads.
    pub(crate) incident_clocks: Arc<Clocks>,
    /// Sign-ins that a person has begun here.
    pub(crate) signing_in: Arc<SigningIn>,
    /// What stops the profiles or sources that are being tried.
    pub(crate) trying: Mutex<CancellationToken>,
    /// How far a person has come with restoring a backup.
    pub(crate) restoring: Mutex<Restoring>,
    clock: Clock,
    actor: String,
    origin: String,
}

impl App {
    /// Joins an open database with a way to reach AWS.
    pub fn new(database: Database, data_dir: PathBuf, connection: Connection, clock: Clock, origin: Origin) -> Self {
        let actor = actor();
        let person = connection.person.clone().unwrap_or_else(|| actor.clone());
        let connection = Connection { person: Some(person), ..connection };
        Self {
            database: Arc::new(database),
            data_dir,
            connection,
            templates: PathTemplate::defaults().to_vec(),
            running_sync: Arc::default(),
            running_trail: Arc::default(),
            running_access: Arc::default(),
            looks: Arc::default(),
            running_doctor: Arc::default(),
            diagnosis: LastDiagnosis::default(),
            access: Mutex::default(),
            due: Arc::default(),
            runbooks: Arc::default(),
            incident_clocks: Arc::new(Clocks::new(clock)),
            signing_in: Arc::default(),
            trying: Mutex::default(),
            restoring: Mutex::default(),
            clock,
            actor,
            origin: origin_words(origin),
        }
    }

    /// The present (UTC).
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The present by the machine (UTC); `None` where the clock is held still.
    pub(crate) fn machine_time(&self) -> Option<DateTime<Utc>> {
        matches!(self.clock, Clock::System).then(|| self.clock.now())
    }

    /// Who acts: the operating system's user name.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// What somebody does here and now, ready for the audit log.
    pub(crate) fn act(&self, at: DateTime<Utc>, action: &str, subject: &str, detail: &serde_json::Value) -> Act {
        Act {
            at,
            actor: self.actor.clone(),
            origin: self.origin.clone(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_string(),
        }
    }

    /// Runs database work away from the threads that answer the window.
    pub(crate) async fn with_database<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let database = Arc::clone(&self.database);
        match tokio::task::spawn_blocking(move || work(&database)).await {
            Ok(done) => done,
            Err(broken) => Err(AppError::BrokenOff(broken.to_string())),
        }
    }
}

/// The user's name as the operating system gives it, for the audit log.
fn actor() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}

/// The face and the machine, for the audit log.
fn origin_words(origin: Origin) -> String {
    match whoami::hostname() {
        Ok(host) => format!("{} on {host}", origin.words()),
        Err(_) => origin.words().to_owned(),
    }
}
