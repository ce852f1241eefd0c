//! Collecting events from AWS: every ask of the plan, in each account and region, from what is not covered yet.
//!
//! A page is kept together with the stretch that it covers, in one transaction, so that a run that is stopped or killed
//! goes on where it was. The last minutes before a run are never called covered: events appear late, and the next run
//! looks at them again.

mod estimate;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::lookup::{self, Ask};
use keyturn_aws::{Discovery, Target};
use keyturn_domain::account::{Account, Region};
use keyturn_domain::problem::Problem;
use keyturn_store::{CoveredBy, CoveredPart, Stretch};
use keyturn_trail::resolve::Index;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

pub use estimate::{AskEstimate, TrailEstimate};

use super::batch::Batch;
use super::intake::Intake;
use super::progress::{By, Stage, TrailProgress};
use super::report::{Tally, TrailReport};
use super::running::{self, Signals};
use crate::app::App;
use crate::error::AppError;

/// Accounts and regions that are read at the same time. CloudTrail limits each by itself.
pub(super) const PLACES_AT_ONCE: usize = 24;

/// What a person wants collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailWish {
    /// Days back from now; 1 to 90, 0 for 90. CloudTrail's event history reaches no further.
    pub days: u32,
    /// Codes of asks not to make.
    pub leave_out: Vec<String>,
}

/// One account and region.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) target: Arc<Target>,
    pub(super) region: Region,
}

/// What one place brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) tally: Tally,
    pub(super) problems: Vec<Problem>,
}

impl TrailWish {
    /// The asks that are left, in the plan's order.
    fn asks(&self) -> Result<Vec<Ask>, AppError> {
        let plan = lookup::plan();
        if let Some(unknown) = self.leave_out.iter().find(|code| plan.iter().all(|ask| ask.code() != **code)) {
            let codes: Vec<String> = plan.into_iter().map(Ask::code).collect();
            return Err(AppError::BadRequest(format!(
                "{unknown:?} is not something that is asked for: use one of {}",
                codes.join(", ")
            )));
        }
        Ok(plan.into_iter().filter(|ask| !self.leave_out.contains(&ask.code())).collect())
    }

    /// The stretch to cover, on whole seconds, ending now.
    fn window(&self, now: DateTime<Utc>) -> Result<Stretch, AppError> {
        let most = u32::try_from(lookup::KEPT.num_days()).unwrap_or(90);
        if self.days > most {
            return Err(AppError::BadRequest(format!("CloudTrail's event history reaches {most} days back")));
        }
        let days = if self.days == 0 { most } else { self.days };
        let whole = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
        Ok(Stretch { from: whole - TimeDelta::days(i64::from(days)), to: whole })
    }
}

impl App {
    /// Collects what is not covered yet, and judges what came.
    ///
    /// `watching` is called with a receiver of the progress as soon as the collection runs; it ends when that does.
    /// What AWS refuses is among the report's problems. A stop keeps what was read.
    pub async fn collect_trail(
        self: &Arc<Self>,
        wish: &TrailWish,
        watching: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<TrailReport, AppError> {
        let asks = wish.asks()?;
        let started_at = self.now();
        let window = wish.window(started_at)?;
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let run = running::begin(self, By::Lookup, started_at, watching)?;
        self.connection.sign_ins.ask_again();
        let discovery = tokio::select! {
            found = keyturn_aws::discover(&self.connection, &sources) => found,
            () = run.signals.cancel.cancelled() => Discovery::default(),
        };
        let mut report = TrailReport::new(By::Lookup, started_at);
        report.left_out.clone_from(&wish.leave_out);
        report.problems = discovery.problems;
        self.note_accounts(discovery.targets.iter().map(|target| target.account.clone()).collect()).await?;

        let places = places(discovery.targets);
        run.signals.progress.send_modify(|now| now.begin(Stage::Collecting, places.len()));
        let index = Arc::new(self.secret_index().await?);
        let intake = Arc::new(Mutex::new(Intake::begin(Arc::clone(&self.database))?));
        let limit = Arc::new(Semaphore::new(PLACES_AT_ONCE));
        let mut tasks = JoinSet::new();
        for place in places {
            let collecting = Collecting {
                app: Arc::clone(self),
                intake: Arc::clone(&intake),
                index: Arc::clone(&index),
                signals: run.signals.clone(),
                window,
            };
            let (asks, limit) = (asks.clone(), Arc::clone(&limit));
            tasks.spawn(async move {
                let _turn = limit.acquire_owned().await;
                collecting.place(&place, &asks).await
            });
        }
        while let Some(ended) = tasks.join_next().await {
            let brought = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))??;
            report.tally.add(brought.tally);
            report.problems.extend(brought.problems);
        }
        let place = |problem: &Problem| (problem.account.clone(), problem.region.clone(), problem.action.clone());
        report.problems.sort_by_key(place);
        let touched = intake.lock().unwrap_or_else(PoisonError::into_inner).end();
        self.close_trail(report, touched, run).await
    }

    /// Remembers the accounts that were found.
    async fn note_accounts(&self, accounts: Vec<Account>) -> Result<(), AppError> {
        self.with_database(move |database| {
            Ok(database.write(|writer| accounts.iter().try_for_each(|account| writer.accounts().upsert(account)))?)
        })
        .await
    }
}

/// What the places of one collection share.
pub(super) struct Collecting {
    pub(super) app: Arc<App>,
    pub(super) intake: Arc<Mutex<Intake>>,
    pub(super) index: Arc<Index>,
    pub(super) signals: Signals,
    pub(super) window: Stretch,
}

impl Collecting {
    /// Reads one account and region, ask by ask, the newest stretch first. The first refusal ends it: what one ask meets,
    /// the others would meet too.
    pub(super) async fn place(&self, place: &Place, asks: &[Ask]) -> Result<Brought, AppError> {
        let (account, region) = (&place.target.account, &place.region);
        let name = account.name.as_deref().unwrap_or(account.id.as_str());
        let current = format!("{name} / {region}");
        let mut brought = Brought::default();
        'asks: for &ask in asks {
            let part = part(place, ask);
            for gap in self.app.missing(&part, self.window).await?.into_iter().rev() {
                if self.signals.cancel.is_cancelled() {
                    break 'asks;
                }
                self.signals.progress.send_modify(|now| now.current = Some(current.clone()));
                if let Err(problem) = self.stretch(place, ask, gap, &part, &mut brought).await? {
                    brought.problems.push(problem);
                    break 'asks;
                }
            }
        }
        self.signals.progress.send_modify(|now| now.parts_done += 1);
        Ok(brought)
    }

    /// Reads one stretch of one ask, and keeps each page together with what it covers. The inner error is AWS's, the
    /// outer the database's.
    async fn stretch(
        &self,
        place: &Place,
        ask: Ask,
        gap: Stretch,
        part: &CoveredPart,
        brought: &mut Brought,
    ) -> Result<Result<(), Problem>, AppError> {
        let settled = self.window.to - lookup::LATE;
        let mut reader = place.target.lookup(&place.region, ask, gap.from, gap.to);
        loop {
            let page = tokio::select! {
                page = reader.next_page() => page,
                () = self.signals.cancel.cancelled() => return Ok(Ok(())),
            };
            let page = match page {
                Ok(page) => page,
                Err(problem) => return Ok(Err(problem)),
            };
            let mut batch = Batch::default();
            for record in &page.records {
                batch.take(record.as_bytes(), &self.index);
            }
            let covered = (part.clone(), Stretch { from: page.from, to: page.to.min(settled) });
            let (intake, events) = (Arc::clone(&self.intake), std::mem::take(&mut batch.events));
            let taken = self
                .app
                .with_database(move |_| {
                    let mut intake = intake.lock().unwrap_or_else(PoisonError::into_inner);
                    intake.put(&events, Some(&covered))
                })
                .await?;
            batch.tally.took(taken);
            self.signals.progress.send_modify(|now| now.count(&batch.tally));
            brought.tally.add(batch.tally);
            brought.problems.extend(reader.problems());
            if page.ended {
                return Ok(Ok(()));
            }
        }
    }
}

impl App {
    /// What of a window one ask has not covered, oldest first.
    async fn missing(&self, part: &CoveredPart, window: Stretch) -> Result<Vec<Stretch>, AppError> {
        let part = part.clone();
        self.with_database(move |database| {
            let covered = database.read(|reader| reader.trail().covered(&part))?;
            Ok(window.without(&covered))
        })
        .await
    }
}

fn part(place: &Place, ask: Ask) -> CoveredPart {
    CoveredPart {
        account: place.target.account.id.clone(),
        region: place.region.clone(),
        by: CoveredBy::Lookup,
        event_name: Some(ask.code()),
    }
}

/// Every account and region, each once.
fn places(targets: Vec<Target>) -> Vec<Place> {
    let of_target = |target: Target| {
        let target = Arc::new(target);
        let regions = target.regions.clone();
        regions.into_iter().map(move |region| Place { target: Arc::clone(&target), region })
    };
    targets.into_iter().flat_map(of_target).collect()
}
