//! Collecting what access is evaluated from: each account's identities, keys and resource policies, and the
//! organisation's tree with its policies.
//!
//! An account is read in full or not at all: one that is stopped or cannot be entered keeps what was known of it, with
//! the reason beside it. What was refused within an account is part of its input.

mod account;
mod organization;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keyturn_access::snapshot::Missing;
use keyturn_aws::{Discovery, Target};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_store::{AccessInput, SyncLock};
use serde_json::json;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use self::account::{Reading, unread};
use self::organization::{ask_identity_center, ask_organization};
use super::progress::AccessProgress;
use crate::app::App;
use crate::error::AppError;
use crate::running::{self, Run};

type Signals = running::Signals<AccessProgress>;

/// Accounts that are read at the same time.
const ACCOUNTS_AT_ONCE: usize = 6;

/// Who took an input.
pub(super) const BY_AWS: &str = "aws";

/// What a collection brought, by account: an input, or why there is none.
type Inputs = BTreeMap<String, Result<AccessInput, Problem>>;

impl App {
    /// Reads what access is evaluated from, in every account of the sources, and keeps it. What was refused is kept
    /// beside it, and makes exactly the pairs unknown that it hides. Gives the sources and accounts that could not be
    /// entered.
    ///
    /// `watching` is called with a receiver of the progress as soon as the collection runs; it ends when that does.
    pub async fn collect_access(
        self: &Arc<Self>,
        watching: impl FnOnce(watch::Receiver<AccessProgress>),
    ) -> Result<Vec<Problem>, AppError> {
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let lock = SyncLock::acquire(&self.data_dir)?;
        let run = Run::begin(&self.running_access, lock, AccessProgress::new(self.now()), watching);
        let run = run.ok_or(AppError::SyncRunning)?;
        let signals = &run.signals;
        self.connection.sign_ins.ask_again();
        let discovery = tokio::select! {
            found = keyturn_aws::discover(&self.connection, &sources) => found,
            () = signals.cancel.cancelled() => Discovery { problems: vec![stopped()], ..Discovery::default() },
        };
        let targets: Vec<Arc<Target>> = discovery.targets.into_iter().map(Arc::new).collect();
        signals.progress.send_modify(|now| now.expect(&targets));
        let mut tasks = self.read_accounts(&targets, signals);
        let organization = ask_organization(&targets, signals).await;
        let mut inputs = Inputs::new();
        let mut centers = BTreeSet::new();
        for problem in &discovery.problems {
            if let Some(account) = &problem.account {
                inputs.insert(account.to_string(), Err(problem.clone()));
            }
        }
        while let Some(ended) = tasks.join_next().await {
            let (account, read) = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))??;
            let input = read.map(|(input, regions)| {
                centers.extend(regions);
                input
            });
            inputs.insert(account, input);
        }
        let center = ask_identity_center(&targets, &organization, &centers, signals).await;
        let organization = self.organization_input(organization, center).await?;
        if self.keep_inputs(inputs, organization, signals.cancel.is_cancelled()).await? {
            self.forget_access();
        }
        drop(run);
        self.prove_removals().await?;
        Ok(discovery.problems)
    }

    /// Stops the running collection of this process, if there is one. What was known of accounts that were not read
    /// stays.
    pub fn cancel_access(&self) -> bool {
        self.running_access.cancel()
    }

    /// Where the running collection of this process stands, if there is one.
    pub fn access_progress(&self) -> Option<AccessProgress> {
        self.running_access.progress()
    }

    /// Begins to read every account, some at a time.
    fn read_accounts(self: &Arc<Self>, targets: &[Arc<Target>], signals: &Signals) -> JoinSet<ReadAccount> {
        let places = Arc::new(Semaphore::new(ACCOUNTS_AT_ONCE));
        let mut tasks = JoinSet::new();
        for target in targets {
            let (app, target, places) = (Arc::clone(self), Arc::clone(target), Arc::clone(&places));
            let signals = signals.clone();
            tasks.spawn(async move {
                let _place = places.acquire_owned().await;
                let read = Reading { app: &app, target: &target, signals: &signals }.read().await?;
                Ok((target.account.id.to_string(), read))
            });
        }
        tasks
    }

    /// Keeps what is new, with one audit entry. Gives whether anything but dates has changed.
    async fn keep_inputs(
        &self,
        inputs: Inputs,
        organization: Option<AccessInput>,
        cancelled: bool,
    ) -> Result<bool, AppError> {
        let now = self.now();
        let read = inputs.values().filter(|input| input.is_ok()).count();
        let refused = inputs.values().filter(|input| !matches!(input, Ok(input) if input.problems == "[]")).count();
        let facts = json!({ "accounts": read, "with_problems": refused, "cancelled": cancelled });
        let act = self.act(now, "access.collected", &format!("{read} accounts"), &facts);
        self.with_database(move |database| {
            let (known, known_organization) =
                database.read(|reader| Ok((reader.access().inputs()?, reader.access().organization()?)))?;
            let known: BTreeMap<&str, &AccessInput> =
                known.iter().map(|input| (input.account.as_str(), input)).collect();
            let mut new = Vec::new();
            for (account, input) in inputs {
                let before = known.get(account.as_str()).copied();
                match input {
                    Ok(input) => new.push(input),
                    // A file was sent because Keyturn may not enter the account.
                    Err(_) if before.is_some_and(|before| before.source != BY_AWS) => {}
                    Err(problem) => new.push(unread(&account, before, &problem)?),
                }
            }
            let differs = |input: &AccessInput, before: Option<&AccessInput>| {
                before.is_none_or(|before| AccessInput { taken_at: before.taken_at, ..input.clone() } != *before)
            };
            let changed = new.iter().any(|input| differs(input, known.get(input.account.as_str()).copied()))
                || organization.as_ref().is_some_and(|new| differs(new, known_organization.as_ref()));
            database.write(|writer| {
                for input in &new {
                    writer.access().put_input(input)?;
                }
                if let Some(organization) = &organization {
                    writer.access().put_organization(organization)?;
                }
                writer.audit().append(act).map(|_| ())
            })?;
            Ok(changed)
        })
        .await
    }
}

/// An account's digits with what was read of it, or why nothing was; the outer error is the database's.
type ReadAccount = Result<(String, Result<account::Read, Problem>), AppError>;

/// A collection that a person stopped before the accounts were known.
fn stopped() -> Problem {
    Problem {
        account: None,
        profile: None,
        region: None,
        store: None,
        action: "sts:GetCallerIdentity".to_owned(),
        reason: Reason::Cancelled,
        hides: Hidden::Readers,
        message: "Collecting was stopped before the accounts were known.".to_owned(),
    }
}

/// As JSON text.
pub(super) fn as_json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::BrokenOff(error.to_string()))
}

/// A refused call as the snapshot has it.
fn missing(problem: &Problem, arn: Option<&str>) -> Missing {
    let of = arn.map(|arn| format!(" {arn}")).unwrap_or_default();
    Missing { what: format!("{}{of}", problem.action), why: problem.reason.code().to_owned() }
}
