//! Reminders: what is due soon, by owner, and reviews. Nothing is said when nothing is due.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use keyturn_domain::filter::Filter;
use keyturn_domain::rotation::due::DueState;
use serde::{Deserialize, Serialize};

use super::calendar::reviews;
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

/// A review of access that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewReminder {
    /// Its name; `of access` for the next one, which nobody has opened.
    pub name: String,
    /// Its date.
    pub on: NaiveDate,
}

/// What to remind of on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRemind {
    /// Today, in the policy's zone.
    pub today: NaiveDate,
    /// Rotations by owner.
    pub rotations: Vec<Reminder>,
    /// Reviews, the most overdue first.
    pub reviews: Vec<ReviewReminder>,
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

    /// What to remind of today; nothing where reminders are off, nothing is due, or it was shown today.
    pub async fn remind(&self) -> Result<Option<ToRemind>, AppError> {
        let reminders = self.reminders().await?;
        if !reminders.on {
            return Ok(None);
        }
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let (due, said, reviews) = database.read(|reader| {
                let said: Option<NaiveDate> = reader.settings().get(SHOWN)?;
                Ok((evaluate(reader, &kept, &Filter::default(), now)?, said, reviews(reader)?))
            })?;
            let due = due?;
            if said == Some(due.today) {
                return Ok(None);
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
            let near = |on: NaiveDate| (on - due.today).num_days() <= i64::from(reminders.within_days);
            let reviews = reviews.into_iter().filter(|review| near(review.on));
            let mut reviews: Vec<ReviewReminder> =
                reviews.map(|review| ReviewReminder { name: review.name, on: review.on }).collect();
            reviews.sort_by(|a, b| (a.on, &a.name).cmp(&(b.on, &b.name)));
            let reminder = |(owner, (overdue, soon))| Reminder { owner, overdue, soon };
            let rotations: Vec<Reminder> = by_owner.into_iter().map(reminder).collect();
            let any = !rotations.is_empty() || !reviews.is_empty();
            Ok(any.then_some(ToRemind { today: due.today, rotations, reviews }))
        })
        .await
    }

    /// Notes that the reminder of this day was shown: it is not shown again.
    pub async fn reminded(&self, on: NaiveDate) -> Result<(), AppError> {
        self.with_database(move |database| Ok(database.write(|writer| writer.settings().set(SHOWN, &on))?)).await
    }
}
