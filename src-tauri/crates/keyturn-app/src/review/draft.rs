//! What a campaign is to hold: every question of its scope, with everything that stands beside it, made from what is
//! stored.
//!
//! Everything is read once ([`Gathered`]); access is explained once for each kind of pair within a group.

mod access;
mod gathered;
mod secrets;
mod why;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use keyturn_domain::review::leavers::Leaver;
use keyturn_domain::review::{Coverage, Item, ItemId, Reviewer, Scope, Seed};

use self::gathered::Gathered;
use super::{NewReview, Review, ReviewPreview, coverage, previous};
use crate::app::App;
use crate::error::AppError;

/// What a campaign is asked to hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What is reviewed.
    pub scope: Scope,
    /// Who decides what falls to nobody else.
    pub lead: Reviewer,
    /// Who reviews what: the first that fits.
    pub reviewers: Vec<Reviewer>,
    /// People who left, beside those who are marked so already.
    pub leavers: Vec<Leaver>,
    /// When the next review is due.
    pub next_review_on: NaiveDate,
}

/// What a campaign would hold.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its items, numbered in the campaign's order.
    pub items: Vec<Item>,
    /// What was read of its scope.
    pub coverage: Coverage,
}

impl Wanted {
    /// What a new review asks for.
    fn of(new: &NewReview) -> Self {
        let next = new.due_on.checked_add_months(Months::new(new.cadence_months));
        Self {
            scope: new.scope.clone(),
            lead: new.lead.clone(),
            reviewers: new.reviewers.clone(),
            leavers: new.leavers.clone(),
            next_review_on: next.unwrap_or(new.due_on),
        }
    }
}

impl App {
    /// What a review would hold, and why it could not open. Nothing is kept.
    pub async fn preview_review(self: &Arc<Self>, new: NewReview) -> Result<ReviewPreview, AppError> {
        let draft = self.draft(&Wanted::of(&new)).await?;
        self.preview_drafted(new, &draft.items, draft.coverage)
    }

    /// Opens a review over what is known now.
    pub async fn open_review(self: &Arc<Self>, new: NewReview) -> Result<Review, AppError> {
        let draft = self.draft(&Wanted::of(&new)).await?;
        self.open_drafted(new, draft.items, draft.coverage).await
    }

    /// Makes the items of a scope from what is stored, with the evidence that stands beside each.
    pub async fn draft(self: &Arc<Self>, wanted: &Wanted) -> Result<Draft, AppError> {
        let (evaluation, now, wanted) = (self.access().await?, self.now(), wanted.clone());
        let last = Arc::clone(&self.due);
        self.with_database(move |database| {
            let gathered = database.read(|reader| Gathered::of(reader, evaluation, &last, &wanted, now))??;
            let previous = database.read(previous::of)?;
            let coverage = database.read(|reader| coverage::of(reader, &wanted.scope, &gathered.evaluation, now))?;
            let mut items = access::items(&gathered);
            items.extend(secrets::items(&gathered, wanted.next_review_on));
            tell_apart(&mut items);
            for item in &mut items {
                previous.beside(item);
            }
            Ok(Draft { items: numbered(items), coverage })
        })
        .await
    }
}

/// Gives each reviewer's part of one question an id of its own. A question that one person decides keeps the id that it
/// has in every campaign.
fn tell_apart(items: &mut [Item]) {
    let mut asked: HashMap<ItemId, u32> = HashMap::new();
    for item in items.iter() {
        *asked.entry(item.id.clone()).or_default() += 1;
    }
    for item in items.iter_mut().filter(|item| asked.get(&item.id).is_some_and(|times| *times > 1)) {
        let subject = item.principal.as_ref().unwrap_or(&item.subject);
        item.id = ItemId::of_reviewer(item.kind, subject, &item.account, &item.path, &item.reviewer);
    }
}

/// In the campaign's order: the most urgent question first, then account, principal and path.
fn numbered(mut items: Vec<Item>) -> Vec<Item> {
    let urgency = |item: &Item| item.seeds.first().copied();
    items.sort_by(|a, b| {
        let key = |item: &Item| {
            let first: Option<Seed> = urgency(item);
            (first.is_none(), first)
        };
        key(a).cmp(&key(b)).then_with(|| {
            (&a.account, a.kind, &a.subject, &a.path, &a.id).cmp(&(&b.account, b.kind, &b.subject, &b.path, &b.id))
        })
    });
    for (number, item) in (1..).zip(&mut items) {
        item.number = number;
    }
    items
}
