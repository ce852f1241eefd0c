//! Asking CloudTrail now for what an incident is about, beside what is collected anyway.
//!
//! The reads of a secret list no resource, so that they are asked for by their calls' names, as a collection does, and
//! what was read in full is covered from then on. What an access key, a user or a session did is asked for by its name;
//! that covers nothing, as other callers are not in it.

use std::sync::{Arc, Mutex, PoisonError};

use keyturn_aws::Target;
use keyturn_aws::lookup::{self, Ask};
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::incident::watch::Watched;
use keyturn_domain::problem::Problem;
use keyturn_domain::store::Store;
use keyturn_store::Stretch;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::batch::Batch;
use super::closing;
use super::collect::{Brought, Collecting, PLACES_AT_ONCE, Place};
use super::intake::Intake;
use super::progress::{By, Stage, TrailProgress};
use super::report::Tally;
use super::running;
use crate::app::App;
use crate::error::AppError;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seek {
    /// Accounts and regions of secrets, with their stores.
    pub(crate) stores: Vec<(AccountId, Region, Store)>,
    /// Callers, in every account and region that is read.
    pub(crate) callers: Vec<Watched>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Events that are new.
    pub new_events: u64,
    /// Findings that are new.
    pub findings: u32,
    /// Whether a person stopped it. What was read stays.
    pub cancelled: bool,
    /// What could not be asked.
    pub problems: Vec<Problem>,
}

impl App {
    /// Asks for it within a window, takes in what comes, each event once, and judges it. `watching` is called with a
    /// receiver of the progress; it ends when the work does.
    pub(crate) async fn seek(
        self: &Arc<Self>,
        seek: Seek,
        within: Stretch,
        subject: &str,
        watching: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<Sought, AppError> {
        let started_at = self.now();
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let run = running::begin(self, By::Lookup, started_at, watching)?;
        let targets = async {
            let mut accounts: Vec<&AccountId> = seek.stores.iter().map(|(account, ..)| account).collect();
            accounts.dedup();
            match accounts[..] {
                [only] if seek.callers.is_empty() => {
                    keyturn_aws::discover_account(&self.connection, &sources, only).await
                }
                _ => keyturn_aws::discover(&self.connection, &sources).await,
            }
        };
        let discovery = tokio::select! {
            found = targets => found,
            () = run.signals.cancel.cancelled() => keyturn_aws::Discovery::default(),
        };
        let mut found = Sought { problems: discovery.problems, ..Sought::default() };
        let left_out = self.with_database(|database| Ok(database.read(closing::left_out)?)).await?;
        let window = Stretch { from: within.from.max(started_at - lookup::KEPT), to: started_at };
        let wanted = wanted(&seek, discovery.targets, &left_out);
        run.signals.progress.send_modify(|now| now.begin(Stage::Collecting, wanted.len()));
        let intake = Arc::new(Mutex::new(Intake::begin(Arc::clone(&self.database))?));
        let index = Arc::new(self.secret_index().await?);
        let limit = Arc::new(Semaphore::new(PLACES_AT_ONCE));
        let mut tasks = JoinSet::new();
        for (place, asks) in wanted {
            let collecting = Collecting {
                app: Arc::clone(self),
                intake: Arc::clone(&intake),
                index: Arc::clone(&index),
                signals: run.signals.clone(),
                window,
            };
            let (callers, limit) = (seek.callers.clone(), Arc::clone(&limit));
            tasks.spawn(async move {
                let _turn = limit.acquire_owned().await;
                let mut brought = collecting.callers(&place, &callers).await?;
                let more = collecting.place(&place, &asks).await?;
                brought.tally.add(more.tally);
                brought.problems.extend(more.problems);
                Ok::<Brought, AppError>(brought)
            });
        }
        let mut tally = Tally::default();
        while let Some(ended) = tasks.join_next().await {
            let brought = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))??;
            tally.add(brought.tally);
            found.problems.extend(brought.problems);
        }
        let place = |problem: &Problem| (problem.account.clone(), problem.region.clone(), problem.action.clone());
        found.problems.sort_by_key(place);
        let touched = intake.lock().unwrap_or_else(PoisonError::into_inner).end();
        found.cancelled = run.signals.cancel.is_cancelled();
        found.new_events = tally.new;
        found.findings = self.judge(touched, &run.signals).await?;
        let facts = serde_json::json!({
            "events": tally.events, "new": tally.new, "findings": found.findings, "cancelled": found.cancelled,
            "problems": found.problems.len(),
        });
        let act = self.act(self.now(), "incident.cloudtrail_asked", subject, &facts);
        self.with_database(move |database| Ok(database.write(|writer| writer.audit().append(act).map(|_| ()))?))
            .await?;
        drop(run);
        Ok(found)
    }
}

/// The places to go to, each with its asks; those that the last collection left out stay left out.
fn wanted(seek: &Seek, targets: Vec<Target>, left_out: &[String]) -> Vec<(Place, Vec<Ask>)> {
    let plan: Vec<Ask> = lookup::plan().into_iter().filter(|ask| !left_out.contains(&ask.code())).collect();
    let mut wanted = Vec::new();
    for target in targets.into_iter().map(Arc::new) {
        let mut regions = target.regions.clone();
        let of_account = seek.stores.iter().filter(|(account, ..)| *account == target.account.id);
        regions.extend(of_account.map(|(_, region, _)| region.clone()));
        regions.sort();
        regions.dedup();
        for region in regions {
            let here = |store: Store| seek.stores.contains(&(target.account.id.clone(), region.clone(), store));
            let asks: Vec<Ask> = plan
                .iter()
                .filter(|ask| {
                    let of = |service: &str| {
                        keyturn_trail::call::Call::ALL.iter().any(|call| call.service() == service && ask.covers(*call))
                    };
                    // A decryption tells which parameters the read of a path opened, and whether a store was bypassed.
                    (here(Store::SecretsManager) && of("secretsmanager"))
                        || (here(Store::ParameterStore) && (of("ssm") || of("kms")))
                })
                .copied()
                .collect();
            if !asks.is_empty() || !seek.callers.is_empty() {
                wanted.push((Place { target: Arc::clone(&target), region }, asks));
            }
        }
    }
    wanted
}

impl Collecting {
    /// What these callers did in one place, the newest first. The first refusal ends it.
    async fn callers(&self, place: &Place, callers: &[Watched]) -> Result<Brought, AppError> {
        let mut brought = Brought::default();
        for what in callers {
            let mut reader = place.target.lookup_watched(&place.region, what, self.window.from, self.window.to);
            loop {
                let page = tokio::select! {
                    page = reader.next_page() => page,
                    () = self.signals.cancel.cancelled() => return Ok(brought),
                };
                let page = match page {
                    Ok(page) => page,
                    Err(problem) => {
                        brought.problems.push(problem);
                        return Ok(brought);
                    }
                };
                let mut batch = Batch::default();
                for record in &page.records {
                    batch.take(record.as_bytes(), &self.index);
                }
                let (intake, events) = (Arc::clone(&self.intake), std::mem::take(&mut batch.events));
                let taken = self
                    .app
                    .with_database(move |_| intake.lock().unwrap_or_else(PoisonError::into_inner).put(&events, None))
                    .await?;
                batch.tally.took(taken);
                self.signals.progress.send_modify(|now| now.count(&batch.tally));
                brought.tally.add(batch.tally);
                brought.problems.extend(reader.problems());
                if page.ended {
                    break;
                }
            }
        }
        Ok(brought)
    }
}
