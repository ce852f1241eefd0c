//! What another policy would change, before it is saved.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::filter::Filter;
use keyturn_domain::rotation::due::{self, Subject};
use keyturn_domain::rotation::policy::PolicyFault;
use keyturn_domain::rotation::what_if::{self, WhatIf};

use super::kept::evaluate;
use super::policy::{self, RuleShown};
use super::standing::{Beside, Standing};
use crate::app::App;
use crate::error::AppError;

/// What a text would change.
#[derive(Clone, Debug)]
pub struct Tried {
    /// What is wrong with the text; with any of these, nothing else is there.
    pub faults: Vec<PolicyFault>,
    /// How many secrets are in each state before and after, and the load by week.
    pub changes: Option<WhatIf>,
    /// Secrets that become overdue, as they stand under the text; the most overdue first.
    pub become_overdue: Vec<Standing>,
    /// Today, in the zone of the policy in force.
    pub today: NaiveDate,
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
    /// The text's rules, with how many secrets each decides.
    pub rules: Vec<RuleShown>,
}

impl App {
    /// Evaluates every secret under a text and under the policy in force.
    pub async fn try_policy(&self, text: &str) -> Result<Tried, AppError> {
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        let tried = match policy::read(text) {
            Ok(tried) => tried,
            Err(AppError::Policy(faults)) => {
                let (today, now) = (now.date_naive(), now);
                return Ok(Tried { faults, changes: None, become_overdue: Vec::new(), today, now, rules: Vec::new() });
            }
            Err(error) => return Err(error),
        };
        self.with_database(move |database| {
            let (before, beside) = database
                .read(|reader| Ok((evaluate(reader, &kept, &Filter::default(), now)?, Beside::read(reader)?)))?;
            let before = before?;
            let secrets = before.standings.iter().map(|standing| (&standing.secret, &standing.level));
            let subjects: Vec<Subject<'_>> =
                beside.subjects(&before.policy, secrets, now).into_iter().map(|(subject, _)| subject).collect();
            let changes = what_if::what_if(&before.policy, &tried, &subjects, now);
            let after = due::due_all(&tried, &subjects, now);
            let rules = policy::rules(&tried, after.iter().map(|due| due.rule_id.as_str()));
            let overdue = changes.becomes_overdue.iter().filter_map(|at| {
                let (standing, due) = (before.standings.get(*at)?, after.get(*at)?);
                Some(Standing { due: due.clone(), ..Standing::clone(standing) })
            });
            let mut become_overdue: Vec<Standing> = overdue.collect();
            become_overdue.sort_by_key(|standing| standing.due.due_on);
            let today = before.today;
            Ok(Tried { faults: Vec::new(), changes: Some(changes), become_overdue, today, now, rules })
        })
        .await
    }
}
