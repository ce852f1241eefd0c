//! Reminders: what is due soon, by owner. Nothing is said when nothing is due.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use keyturn_domain::filter::Filter;
use keyturn_domain::rotation::due::DueState;
use serde::{Deserialize, Serialize};

use super::kept::evaluate;
use crate::app::App;
use crate::error::AppError;

const KEY: &str = "rotation.reminders";
const SHOWN: &str = "rotation.reminded_on";

/// Whether reminders are shown, and how far ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// Whether they are shown.
    pub on: bool,
    /// How many days ahead: 1 to 90.
    pub within_days: u32,
}

impl Default for Reminders {
    fn default() -> Self {
        Self { on: true, within_days: 14 }
    }
}

/// One owner's reminder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The owner, from tags. `None` for secrets without one.
    pub owner: Option<String>,
    /// How many are overdue.
    pub overdue: usize,
    /// How many are due within the days.
    pub soon: usize,
}

impl App {
    /// Whether reminders are shown.
    pub async fn reminders(&self) -> Result<Reminders, AppError> {
        self.with_database(|database| Ok(database.read(|reader| reader.settings().get(KEY))?.unwrap_or_default())).await
    }

    /// Turns reminders on or off.
    pub async fn save_reminders(&self, reminders: Reminders) -> Result<(), AppError> {
        if !(1..=90).contains(&reminders.within_days) {
            return Err(AppError::BadRequest("reminders look 1 to 90 days ahead".to_owned()));
        }
        let facts = serde_json::json!({ "on": reminders.on, "within_days": reminders.within_days });
        let act = self.act(self.now(), "reminders.saved", "", &facts);
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                writer.settings().set(KEY, &reminders)?;
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await
    }

    /// What to remind of today, by owner; nothing where reminders are off, nothing is due, or it was said today.
    pub async fn remind(&self) -> Result<Vec<Reminder>, AppError> {
        let reminders = self.reminders().await?;
        if !reminders.on {
            return Ok(Vec::new());
        }
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let due = database.read(|reader| evaluate(reader, &kept, &Filter::default(), now))??;
            let said: Option<NaiveDate> = database.read(|reader| reader.settings().get(SHOWN))?;
            if said == Some(due.today) {
                return Ok(Vec::new());
            }
            let mut by_owner: BTreeMap<Option<String>, (usize, usize)> = BTreeMap::new();
            for standing in &due.standings {
                let within =
                    standing.days(due.today).is_some_and(|days| i64::from(days) <= i64::from(reminders.within_days));
                let (overdue, soon) = match standing.due.state {
                    DueState::Overdue => (1, 0),
                    DueState::Due | DueState::DueSoon | DueState::Ok if within => (0, 1),
                    _ => continue,
                };
                let counts = by_owner.entry(standing.secret.listed.owner.clone()).or_default();
                *counts = (counts.0 + overdue, counts.1 + soon);
            }
            if !by_owner.is_empty() {
                database.write(|writer| writer.settings().set(SHOWN, &due.today))?;
            }
            Ok(by_owner.into_iter().map(|(owner, (overdue, soon))| Reminder { owner, overdue, soon }).collect())
        })
        .await
    }
}
