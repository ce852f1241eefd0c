//! The doctor: whether this machine is in order, which of the actions that Keyturn uses each account allows, and what
//! each one that is refused hides, in numbers where the database knows them.
//!
//! Every action is tried once in each place by one small call (`ask`); what was found is put together by account
//! (`accounts`) and said in a sentence for each refused action (`sentences`). Nothing is written.

mod accounts;
mod ask;
mod csv;
mod known;
mod machine;
mod policy;
mod progress;
mod sentences;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use keyturn_aws::Target;
use keyturn_domain::account::{Account, AccountId, Region};
use keyturn_domain::problem::{Problem, Reason};
use keyturn_store::{KeyPlace, SyncLock};
use tokio::sync::watch;

pub use csv::to_csv;
pub use keyturn_aws::actions::{ACTIONS, Action, Asked};
pub use machine::{Check, CheckOf, CheckState};
pub use policy::{PolicyForm, policy};
pub use progress::{AccountProgress, DoctorProgress};
pub use sentences::Sentence;

use crate::app::App;
use crate::error::AppError;
use crate::running::{Run, Signals};

/// What the doctor found.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// When it was asked (UTC).
    pub at: DateTime<Utc>,
    /// Whether a person stopped it before everything was tried.
    pub cancelled: bool,
    /// How many sources are set up.
    pub sources: usize,
    /// What is so on this machine.
    pub checks: Vec<Check>,
    /// What each refused action hides, the gravest first.
    pub sentences: Vec<Sentence>,
    /// Accounts that were reached.
    pub accounts: Vec<AccountDiagnosis>,
    /// What could not be tried, and why.
    pub problems: Vec<Problem>,
}

/// What may be read in one account.
#[derive(Clone, Debug)]
pub struct AccountDiagnosis {
    /// The account.
    pub account: Account,
    /// The profile through which it was reached.
    pub profile: Option<String>,
    /// The regions in which it was tried.
    pub regions: Vec<Region>,
    /// What was found of each action, in the order of the policy. What is asked once for the organisation is of one
    /// account alone.
    pub actions: Vec<ActionFound>,
}

/// What was found of one action in one account.
#[derive(Clone, Debug)]
pub struct ActionFound {
    /// The action.
    pub action: &'static Action,
    /// All regions taken together.
    pub state: ActionState,
    /// The regions that refuse it, where it is asked in regions.
    pub refused_in: Vec<Region>,
    /// The first refusal or failure, with AWS's words.
    pub problem: Option<Problem>,
}

/// How an action stands in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionState {
    /// Allowed wherever it was tried.
    Allowed,
    /// Refused wherever it was tried.
    Refused,
    /// Refused in some regions and allowed in others.
    Differs,
    /// It could not be tried: no network, throttled, an error of AWS's own.
    Failed,
    /// There was nothing to try it on.
    NotTried,
}

impl ActionState {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Refused => "refused",
            Self::Differs => "differs",
            Self::Failed => "failed",
            Self::NotTried => "not_tried",
        }
    }

    /// Whether it is refused anywhere.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Refused | Self::Differs)
    }
}

/// From which account the organisation was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedFrom {
    /// The account.
    pub(crate) account: AccountId,
    /// Whether it is the management account; `None` where that is not known.
    pub(crate) management: Option<bool>,
}

/// What the doctor found last in this process.
pub(crate) type LastDiagnosis = Mutex<Option<Arc<Diagnosis>>>;

impl Diagnosis {
    /// Whether everything was tried, everything is allowed and nothing on this machine is broken.
    pub fn is_well(&self) -> bool {
        !self.cancelled
            && self.sentences.is_empty()
            && self.problems.is_empty()
            && self.checks.iter().all(|check| check.state != CheckState::Bad)
    }

    /// Whether part of it could not be tried.
    pub fn is_partial(&self) -> bool {
        self.cancelled || !self.problems.is_empty()
    }
}

impl App {
    /// Checks this machine, and tries every action that Keyturn uses in each account of the sources, and in each region
    /// where regions may differ. `key` is where the database's key is kept.
    ///
    /// `watching` is called with a receiver of the progress as soon as it runs; it ends when that does.
    pub async fn diagnose(
        self: &Arc<Self>,
        key: Option<KeyPlace>,
        watching: impl FnOnce(watch::Receiver<DoctorProgress>),
    ) -> Result<Arc<Diagnosis>, AppError> {
        let at = self.now();
        let run = Run::begin(&self.running_doctor, None::<SyncLock>, DoctorProgress::new(at), watching);
        let run = run.ok_or(AppError::DoctorRunning)?;
        let Signals { progress, cancel } = &run.signals;
        let sources = self.sources().await?;
        let discovery = tokio::select! {
            found = keyturn_aws::discover(&self.connection, &sources) => found,
            () = cancel.cancelled() => keyturn_aws::Discovery::default(),
        };
        let targets: Vec<Arc<Target>> = discovery.targets.into_iter().map(Arc::new).collect();
        progress.send_modify(|now| now.expect(&targets));
        let checks = self.check_machine(key, sources.len(), &targets).await?;
        let asked = ask::ask(&targets, &run.signals).await?;
        let (accounts, mut problems) = accounts::put_together(&targets, asked.probes);
        let known = self.known().await?;
        let sentences = sentences::all(&accounts, &discovery.problems, asked.from.as_ref(), &known);
        let said = |problem: &Problem| {
            problem.reason == Reason::MissingAction && sentences.iter().any(|said| said.action == problem.action)
        };
        problems.splice(0..0, discovery.problems.into_iter().filter(|problem| !said(problem)));
        let cancelled = cancel.is_cancelled();
        let diagnosis = Diagnosis { at, cancelled, sources: sources.len(), checks, sentences, accounts, problems };
        let diagnosis = Arc::new(diagnosis);
        *self.diagnosis.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&diagnosis));
        drop(run);
        Ok(diagnosis)
    }

    /// Stops the running diagnosis of this process, if there is one. What was tried is told.
    pub fn cancel_diagnosis(&self) -> bool {
        self.running_doctor.cancel()
    }

    /// Where the running diagnosis of this process stands, if there is one.
    pub fn diagnosis_progress(&self) -> Option<DoctorProgress> {
        self.running_doctor.progress()
    }

    /// What the doctor found last in this process.
    pub fn last_diagnosis(&self) -> Option<Arc<Diagnosis>> {
        self.diagnosis.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
