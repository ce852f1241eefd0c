//! What a collection would cost, from the first page of each ask in each account and region.

use std::collections::BTreeMap;
use std::sync::Arc;

use keyturn_aws::lookup::Ask;
use keyturn_domain::problem::Problem;
use keyturn_store::Stretch;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{PLACES_AT_ONCE, Place, TrailWish, part, places};
use crate::app::App;
use crate::error::AppError;

/// What a collection would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailEstimate {
    /// By ask, in the plan's order. Those that the wish leaves out are not asked for and have no figures.
    pub asks: Vec<AskEstimate>,
    /// Seconds that the whole would take: accounts and regions are read side by side.
    pub seconds: u64,
    /// What could not be asked.
    pub problems: Vec<Problem>,
}

/// What one ask would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskEstimate {
    /// The ask: its code, its reason, and what would not be seen without it.
    pub ask: Ask,
    /// Events it would bring, over all accounts and regions.
    pub events: u64,
    /// Seconds it would take in the slowest account and region.
    pub seconds: u64,
}

impl App {
    /// Estimates a collection by its first pages. Nothing is kept.
    pub async fn estimate_trail(self: &Arc<Self>, wish: &TrailWish) -> Result<TrailEstimate, AppError> {
        let asks = wish.asks()?;
        let window = wish.window(self.now())?;
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let discovery = keyturn_aws::discover(&self.connection, &sources).await;
        let mut problems = discovery.problems;
        let limit = Arc::new(Semaphore::new(PLACES_AT_ONCE));
        let mut tasks = JoinSet::new();
        for place in places(discovery.targets) {
            let (app, asks, limit) = (Arc::clone(self), asks.clone(), Arc::clone(&limit));
            tasks.spawn(async move {
                let _turn = limit.acquire_owned().await;
                app.estimate_place(&place, &asks, window).await
            });
        }
        let mut by_ask: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut slowest = 0;
        while let Some(ended) = tasks.join_next().await {
            let (costs, problem) = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))??;
            problems.extend(problem);
            slowest = slowest.max(costs.iter().map(|cost| cost.seconds).sum());
            for cost in costs {
                let (events, seconds) = by_ask.entry(cost.ask.code()).or_default();
                *events += cost.events;
                *seconds = cost.seconds.max(*seconds);
            }
        }
        let with_figures = |ask: Ask| {
            let (events, seconds) = by_ask.get(&ask.code()).copied().unwrap_or_default();
            AskEstimate { ask, events, seconds }
        };
        Ok(TrailEstimate { asks: asks.into_iter().map(with_figures).collect(), seconds: slowest, problems })
    }

    /// The costs of one account and region; the first refusal ends it.
    async fn estimate_place(
        &self,
        place: &Place,
        asks: &[Ask],
        window: Stretch,
    ) -> Result<(Vec<AskEstimate>, Option<Problem>), AppError> {
        let mut costs = Vec::new();
        for &ask in asks {
            let mut cost = AskEstimate { ask, events: 0, seconds: 0 };
            for gap in self.missing(&part(place, ask), window).await? {
                let mut reader = place.target.lookup(&place.region, ask, gap.from, gap.to);
                let page = match reader.next_page().await {
                    Ok(page) => page,
                    Err(problem) => return Ok((costs, Some(problem))),
                };
                let rest = reader.estimate();
                cost.events += page.records.len() as u64 + rest.map_or(0, |rest| rest.events);
                // The first page is asked for again.
                cost.seconds += 1 + rest.map_or(0, |rest| rest.seconds);
            }
            costs.push(cost);
        }
        Ok((costs, None))
    }
}
