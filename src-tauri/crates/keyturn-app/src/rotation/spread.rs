//! Proposes days, so that one path or team is not due all on a day. Nothing is planned by it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter;
use keyturn_domain::rotation::calendar::{self, Freeze, NoDay, ToSpread};
use keyturn_domain::rotation::due::DueState;

use super::kept::evaluate;
use super::standing::Standing;
use crate::app::App;
use crate::error::AppError;

/// A day for a secret.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The secret as it stands.
    pub standing: Arc<Standing>,
    /// The day, or why there is none.
    pub on: Result<NaiveDate, NoDay>,
    /// Whether the day is after the date on which it is due.
    pub late: bool,
}

impl App {
    /// Days from `from` to `to` for secrets that pass the filter, are overdue or due by then, and have no open rotation.
    /// What is overdue gets a day until `to`, anything else until it is due.
    pub async fn spread(&self, text: &str, from: NaiveDate, to: NaiveDate) -> Result<Vec<Proposal>, AppError> {
        let filter = filter::parse(text)?;
        if to < from {
            return Err(AppError::BadRequest("the last day is before the first".to_owned()));
        }
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let (due, freezes) = database.read(|reader| {
                Ok((evaluate(reader, &kept, &filter, now)?, reader.rotation().freezes(NaiveDate::MIN)?))
            })?;
            let due = due?;
            let first = from.max(due.today);
            let freezes: Vec<Freeze> = freezes.into_iter().map(|stored| stored.freeze).collect();
            let wanted: Vec<(&Arc<Standing>, NaiveDate)> = due
                .standings
                .iter()
                .filter(|standing| standing.open.is_none() && standing.due.state != DueState::Excepted)
                .filter_map(|standing| Some((standing, standing.due.due_on?)))
                .filter(|(_, due_on)| *due_on <= to)
                .collect();
            let to_spread: Vec<ToSpread> = wanted
                .iter()
                .map(|(standing, due_on)| ToSpread {
                    secret: standing.secret.listed.arn.clone(),
                    name: standing.secret.listed.name.clone(),
                    owner: standing.secret.listed.owner.clone(),
                    due_on: if *due_on < first { to } else { *due_on },
                })
                .collect();
            let days: HashMap<SecretArn, Result<NaiveDate, NoDay>> = calendar::spread(&to_spread, &freezes, first)
                .into_iter()
                .map(|proposed| (proposed.secret, proposed.on))
                .collect();
            let mut proposals: Vec<Proposal> = wanted
                .into_iter()
                .filter_map(|(standing, due_on)| {
                    let on = *days.get(&standing.secret.listed.arn)?;
                    Some(Proposal { standing: Arc::clone(standing), late: on.is_ok_and(|on| on > due_on), on })
                })
                .collect();
            proposals.sort_by_key(|proposal| (proposal.on.is_err(), proposal.on.ok()));
            Ok(proposals)
        })
        .await
    }
}
