//! The schedule: syncing every so often while Keyturn runs, never two at once, and what was missed.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use keyturn_domain::source::Source;
use keyturn_domain::sync_schedule::{Hindrance, Looked, MOST_HOURS, Missed, Network, SyncSchedule};
use keyturn_store::{Reader, StoreError};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::app::App;
use crate::error::AppError;
use crate::sources;
use crate::sync::{Progress, SyncReport};
use crate::trail::{TrailProgress, TrailWish};

const KEY: &str = "sync.schedule";
const PAST: &str = "sync.schedule.past";

/// How far a scheduled collection reaches back at least and at most, in days. What is covered is not asked again.
const TRAIL_DAYS: (i64, i64) = (1, 90);

/// How far the first scheduled collection reaches back, in days: more takes hours, which a person starts knowingly.
const FIRST_TRAIL_DAYS: u32 = 7;

/// What the looks of this process saw, kept from one to the next.
#[derive(Debug, Default)]
pub(crate) struct Looks(Mutex<Looked>);

/// What is kept of the schedule's past.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Past {
    /// From when runs are counted, where no sync came after (UTC): the schedule was set then, or a run was tried.
    from: Option<DateTime<Utc>>,
    last: Option<ScheduledRun>,
}

/// A run of the schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledRun {
    /// When it ended (UTC).
    pub at: DateTime<Utc>,
    /// Why it could not be done, in a sentence; `None` where it was. What could not be read is in the sync's report.
    pub failed: Option<String>,
    /// Runs before it that did not happen.
    pub missed: Option<Missed>,
}

/// The schedule as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleStanding {
    /// The schedule.
    pub schedule: SyncSchedule,
    /// When the next run is due (UTC); it may be past where something holds it. `None` where it is off, or nothing is
    /// set up to sync from.
    pub next_at: Option<DateTime<Utc>>,
    /// What holds the run that is due.
    pub held: Option<Hindrance>,
    /// The last run.
    pub last: Option<ScheduledRun>,
}

impl App {
    /// The schedule as it stands.
    pub async fn schedule(&self) -> Result<ScheduleStanding, AppError> {
        let looks = Arc::clone(&self.looks);
        self.with_database(move |database| Ok(database.read(|reader| standing(reader, looks.now()))?)).await
    }

    /// Sets the schedule. Runs are counted from now on.
    pub async fn save_schedule(&self, schedule: SyncSchedule) -> Result<ScheduleStanding, AppError> {
        if schedule.every_hours.is_some_and(|hours| !(1..=MOST_HOURS).contains(&hours)) {
            return Err(AppError::BadRequest(format!("a schedule has 1 to {MOST_HOURS} hours between two syncs")));
        }
        let now = self.now();
        let SyncSchedule { every_hours, trail, on_metered } = schedule;
        let facts = serde_json::json!({ "every_hours": every_hours, "trail": trail, "on_metered": on_metered });
        let act = self.act(now, "schedule.saved", "", &facts);
        self.looks.set(Looked { before: Some(now), held: None });
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                let settings = writer.settings();
                let past: Past = settings.get(PAST)?.unwrap_or_default();
                settings.set(KEY, &schedule)?;
                settings.set(PAST, &Past { from: Some(now), ..past })?;
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await?;
        self.schedule().await
    }

    /// Looks whether a run is due, and makes it: a sync, and after it a collection of events where that is wanted.
    /// `None` where none was due, something held it, or another sync was running. `network` is asked only when one is
    /// due. The watchers are called as [`App::sync`] and [`App::collect_trail`] say.
    pub async fn run_schedule(
        self: &Arc<Self>,
        network: impl Future<Output = Network>,
        syncing: impl FnOnce(watch::Receiver<Progress>),
        collecting: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<Option<(ScheduledRun, Option<SyncReport>)>, AppError> {
        let now = self.now();
        let (schedule, last) = self.with_database(|database| Ok(database.read(counted)?)).await?;
        let looked = self.looks.now();
        let due = last.filter(|last| schedule.next_at(*last).is_some_and(|next| next <= now));
        let Some(last) = due else {
            self.looks.set(Looked { before: Some(now), held: None });
            return Ok(None);
        };
        if let Some(held) = schedule.hindered(network.await) {
            self.looks.set(Looked { before: Some(now), held: Some(held) });
            return Ok(None);
        }
        let missed = schedule.missed(last, looked, now);
        self.looks.set(Looked { before: Some(now), held: None });
        let (report, failed) = match self.sync(syncing).await {
            Ok(report) => (Some(report), None),
            // Whoever runs reads what this would have: it counts as the last when it has ended.
            Err(AppError::SyncRunning | AppError::Store(StoreError::SyncRunning)) => return Ok(None),
            Err(error) => (None, Some(error.to_string())),
        };
        let failed = match (failed, schedule.trail) {
            (None, true) => self.collect_scheduled(collecting).await?,
            (failed, _) => failed,
        };
        // A run that took long is no sleep.
        let at = self.now();
        self.looks.set(Looked { before: Some(at), held: None });
        let run = ScheduledRun { at, failed, missed };
        let past = Past { from: Some(at), last: Some(run.clone()) };
        self.with_database(move |database| Ok(database.write(|writer| writer.settings().set(PAST, &past))?)).await?;
        Ok(Some((run, report)))
    }

    /// Collects events since the last that are known; why it could not.
    async fn collect_scheduled(
        self: &Arc<Self>,
        collecting: impl FnOnce(watch::Receiver<TrailProgress>),
    ) -> Result<Option<String>, AppError> {
        let known = self.with_database(|database| Ok(database.read(|reader| reader.trail().summary())?.to)).await?;
        let days = known.map_or(FIRST_TRAIL_DAYS, |to| {
            let days = ((self.now() - to).num_days() + 1).clamp(TRAIL_DAYS.0, TRAIL_DAYS.1);
            u32::try_from(days).unwrap_or(FIRST_TRAIL_DAYS)
        });
        match self.collect_trail(&TrailWish { days, leave_out: Vec::new() }, collecting).await {
            Ok(_) | Err(AppError::TrailRunning) => Ok(None),
            Err(error) => Ok(Some(error.to_string())),
        }
    }
}

impl Looks {
    /// What the last look saw.
    pub(crate) fn now(&self) -> Looked {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, looked: Looked) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = looked;
    }
}

/// The schedule, and from when the next run is counted: the last sync, or the moment when the schedule was set or last
/// tried. `None` where nothing is set up to sync from.
fn counted(reader: &Reader<'_>) -> Result<(SyncSchedule, Option<DateTime<Utc>>), StoreError> {
    let schedule: SyncSchedule = reader.settings().get(KEY)?.unwrap_or_default();
    let past: Past = reader.settings().get(PAST)?.unwrap_or_default();
    let any = !reader.settings().get::<Vec<Source>>(sources::SETTING)?.unwrap_or_default().is_empty();
    let synced = reader.syncs().last()?.and_then(|report| serde_json::from_str::<SyncReport>(&report).ok());
    let last = past.from.max(synced.map(|report| report.ended_at));
    Ok((schedule, last.filter(|_| any)))
}

/// The schedule as it stands in this moment of the database.
pub(crate) fn standing(reader: &Reader<'_>, looked: Looked) -> Result<ScheduleStanding, StoreError> {
    let (schedule, last) = counted(reader)?;
    let past: Past = reader.settings().get(PAST)?.unwrap_or_default();
    let next_at = last.and_then(|last| schedule.next_at(last));
    Ok(ScheduleStanding { schedule, next_at, held: looked.held.filter(|_| next_at.is_some()), last: past.last })
}
