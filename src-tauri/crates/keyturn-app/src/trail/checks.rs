//! What the trails record and keep: asking AWS, and what was answered last.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::account::AccountId;
use keyturn_domain::problem::Problem;
use keyturn_store::{Reader, StoreError};
use keyturn_trail::checks::{self, Check, TrailView};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::app::App;
use crate::error::AppError;

const SETTING: &str = "trail.trails";

/// The trails of each account, checked.
#[derive(Clone, Debug, Default)]
pub struct TrailChecks {
    /// By account; empty where AWS was never asked.
    pub accounts: Vec<CheckedAccount>,
    /// When AWS was asked last (UTC).
    pub asked_at: Option<DateTime<Utc>>,
    /// What could not be asked.
    pub problems: Vec<Problem>,
}

/// One account's checks.
#[derive(Clone, Debug)]
pub struct CheckedAccount {
    /// The account.
    pub account: AccountId,
    /// Every check, in their order.
    pub checks: Vec<Check>,
}

/// What AWS answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answered {
    asked_at: DateTime<Utc>,
    accounts: Vec<AccountTrails>,
    problems: Vec<Problem>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct AccountTrails {
    account: AccountId,
    /// `None`: they could not be read.
    trails: Option<Vec<TrailView>>,
}

impl App {
    /// The trails as AWS last described them, checked as of now.
    pub async fn trail_checks(&self) -> Result<TrailChecks, AppError> {
        let now = self.now();
        self.with_database(move |database| Ok(database.read(|reader| checked(reader, now))?)).await
    }

    /// Asks AWS for the trails of every account of the sources, and keeps the answer.
    pub async fn ask_trail_checks(self: &Arc<Self>) -> Result<TrailChecks, AppError> {
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let discovery = keyturn_aws::discover(&self.connection, &sources).await;
        let mut problems = discovery.problems;
        let mut tasks = JoinSet::new();
        for target in discovery.targets {
            tasks.spawn(async move { (target.account.id.clone(), target.trails().await) });
        }
        let mut accounts = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            let (account, found) = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))?;
            problems.extend(found.problems);
            accounts.push(AccountTrails { account, trails: found.trails });
        }
        accounts.sort_by(|a, b| a.account.cmp(&b.account));
        problems.sort_by_key(|problem| (problem.account.clone(), problem.region.clone(), problem.action.clone()));
        let now = self.now();
        let facts = serde_json::json!({ "accounts": accounts.len(), "problems": problems.len() });
        let act = self.act(now, "trails.checked", &format!("{} accounts", accounts.len()), &facts);
        let answered = Answered { asked_at: now, accounts, problems };
        self.with_database(move |database| {
            database.write(|writer| {
                writer.settings().set(SETTING, &answered)?;
                writer.audit().append(act)
            })?;
            Ok(database.read(|reader| checked(reader, now))?)
        })
        .await
    }
}

/// What AWS answered last, checked as of now.
pub(super) fn checked(reader: &Reader<'_>, now: DateTime<Utc>) -> Result<TrailChecks, StoreError> {
    let Some(answered) = reader.settings().get::<Answered>(SETTING)? else { return Ok(TrailChecks::default()) };
    let check = |known: AccountTrails| CheckedAccount {
        // Deliveries are as old as they were when AWS was asked: time that passed since says nothing of the trail.
        checks: checks::check(known.trails.as_deref(), &known.account, answered.asked_at.min(now)),
        account: known.account,
    };
    Ok(TrailChecks {
        accounts: answered.accounts.into_iter().map(check).collect(),
        asked_at: Some(answered.asked_at),
        problems: answered.problems,
    })
}
