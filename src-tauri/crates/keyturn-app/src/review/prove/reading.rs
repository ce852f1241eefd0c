//! What the last reading shows of what items ask.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_access::plain::Access;
use keyturn_domain::filter::Filter;
use keyturn_domain::review::removal::Reading;
use keyturn_domain::review::{Item, ItemKind};
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::rotation::schedule::AwsState;
use keyturn_store::{Reader, StoreError};

use crate::access::Evaluation;
use crate::rotation::kept::evaluate;
use crate::rotation::{LastDue, Standing};

/// What is read once for all items.
pub(super) struct Readings<'e> {
    evaluation: &'e Evaluation,
    /// When each account's policies were taken (UTC).
    taken_at: HashMap<String, DateTime<Utc>>,
    /// When all cells of an account had been listed in full (UTC); `None` where one never was.
    listed_at: HashMap<String, Option<DateTime<Utc>>>,
    standings: HashMap<String, Arc<Standing>>,
    /// By ARN, the place in the world.
    places: HashMap<&'e str, usize>,
}

impl<'e> Readings<'e> {
    /// Reads it.
    pub(super) fn of(
        reader: &Reader<'_>,
        evaluation: &'e Evaluation,
        last: &LastDue,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let mut listed_at: HashMap<String, Option<DateTime<Utc>>> = HashMap::new();
        for cell in reader.cells().all()? {
            let at = listed_at.entry(cell.cell.account.to_string()).or_insert(cell.read_in_full_at);
            *at = (*at).min(cell.read_in_full_at);
        }
        // Without a policy in force nothing is known of rotation, and what is asked of it waits.
        let due = evaluate(reader, last, &Filter::default(), now)?;
        let standings = due.map(|due| due.standings).unwrap_or_default();
        let secrets = evaluation.world.secrets.iter().enumerate();
        Ok(Self {
            evaluation,
            taken_at: reader.access().taken_at()?,
            listed_at,
            standings: standings.into_iter().map(|one| (one.secret.listed.arn.to_string(), one)).collect(),
            places: secrets.map(|(place, secret)| (secret.arn.as_str(), place)).collect(),
        })
    }

    /// What it shows of one item.
    pub(super) fn of_item(&self, item: &Item) -> Reading {
        if item.kind == ItemKind::Access { self.access(item) } else { self.secrets(item) }
    }

    fn access(&self, item: &Item) -> Reading {
        let arn = item.principal.as_deref().unwrap_or_default();
        let account = arn.split(':').nth(4).unwrap_or_default();
        // Both accounts decide who reads.
        let read_at = match (self.taken_at.get(account), self.taken_at.get(&item.account)) {
            (Some(one), Some(other)) => Some(*one.min(other)),
            _ => None,
        };
        let mut reading = Reading { read_at, ..Reading::default() };
        // A principal that is gone reads nothing.
        let Some(principal) = self.evaluation.world.principal(arn) else { return reading };
        for member in &item.members {
            let Some(secret) = self.places.get(member.arn.as_str()) else { continue };
            match self.evaluation.access(principal, *secret) {
                Access::Cannot => {}
                Access::Unknown => {
                    reading.unknown.insert(member.arn.clone());
                    reading.still.insert(member.arn.clone());
                }
                Access::Can | Access::Conditional => {
                    reading.still.insert(member.arn.clone());
                }
            }
        }
        if !item.left_out.is_empty() {
            let outside: BTreeSet<&str> = item.left_out.iter().map(String::as_str).collect();
            for (secret, _) in self.evaluation.cells(principal) {
                let of = &self.evaluation.world.secrets[secret];
                if of.account == item.account && outside.contains(of.name.as_str()) {
                    reading.came.push(of.name.clone());
                }
            }
            // A name that several regions have may be among the members too.
            reading.came.retain(|name| !item.members.iter().any(|member| member.name == *name));
        }
        reading
    }

    fn secrets(&self, item: &Item) -> Reading {
        let is_still = |standing: &Standing| match item.kind {
            ItemKind::Needed => standing.secret.listed.deleted_at.is_none(),
            ItemKind::Owner => standing.secret.listed.owner.as_deref().unwrap_or_default() == item.subject,
            ItemKind::Exception => {
                let id = standing.exception.as_ref().map(|exception| format!("exception {}", exception.id));
                id.as_deref() == Some(item.subject.as_str())
            }
            ItemKind::Rotation => {
                matches!(standing.due.state, DueState::Overdue | DueState::Unknown)
                    || standing.due.aws.is_some_and(|aws| aws.state == AwsState::Failed)
            }
            ItemKind::Access => false,
        };
        let arns = item.members.iter().map(|member| &member.arn);
        let still = arns.filter(|arn| self.standings.get(*arn).is_some_and(|one| is_still(one))).cloned().collect();
        let read_at = self.listed_at.get(&item.account).copied().flatten();
        Reading { still, read_at, ..Reading::default() }
    }
}
