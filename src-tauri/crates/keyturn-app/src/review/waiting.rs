//! Reviews that are not done: how long they have, who is late, what is still to go.

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::review::{Campaign, Progress, RemovalState, Role};
use keyturn_store::{Reader, StoreError};

use super::ReviewState;

/// A review that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewWaiting {
    /// The campaign.
    pub campaign: Campaign,
    /// Where it is: open, or reopened by what drifted.
    pub state: ReviewState,
    /// How far it is.
    pub progress: Progress,
    /// Days until it is due; negative where it is late.
    pub days_left: i64,
    /// Of a late one, who has not decided all of theirs.
    pub late: Vec<LateReviewer>,
    /// What was decided to go and is not proved to have gone.
    pub unproved: usize,
}

/// Somebody who has not decided all of theirs in a review that is late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateReviewer {
    /// Their name.
    pub name: String,
    /// How many items they have not decided.
    pub left: u32,
}

/// Reviews that are not done, the next date first; and when the next is due by the cadence of the newest.
pub(crate) fn waiting(
    reader: &Reader<'_>,
    now: DateTime<Utc>,
) -> Result<(Vec<ReviewWaiting>, Option<NaiveDate>), StoreError> {
    let campaigns = reader.review().campaigns()?;
    let own = campaigns.iter().map(|(campaign, _)| campaign).filter(|campaign| campaign.role == Role::Lead);
    let next_on = own.max_by_key(|campaign| campaign.opened_at).and_then(Campaign::next_on);
    let mut waiting = Vec::new();
    for (campaign, progress) in campaigns {
        let state = ReviewState::of(reader, &campaign)?;
        if state != ReviewState::Closed {
            waiting.push(one(reader, campaign, state, progress, now)?);
        }
    }
    waiting.sort_by_key(|review| review.campaign.due_on);
    Ok((waiting, next_on))
}

fn one(
    reader: &Reader<'_>,
    campaign: Campaign,
    state: ReviewState,
    progress: Progress,
    now: DateTime<Utc>,
) -> Result<ReviewWaiting, StoreError> {
    let days_left = campaign.days_left(now.date_naive());
    // Counting each reviewer's items reads them all: nobody is late before the date.
    let late = if campaign.is_open() && days_left < 0 { late(reader, &campaign)? } else { Vec::new() };
    let removals = reader.review().removals(&campaign.id)?;
    let unproved = removals.iter().filter(|removal| removal.state != RemovalState::Removed).count();
    Ok(ReviewWaiting { campaign, state, progress, days_left, late, unproved })
}

fn late(reader: &Reader<'_>, campaign: &Campaign) -> Result<Vec<LateReviewer>, StoreError> {
    let tally = reader.review().tally(&campaign.id)?;
    let of = tally.reviewers.into_iter().filter(|(_, progress)| progress.decided < progress.items);
    Ok(of.map(|(name, progress)| LateReviewer { name, left: progress.items - progress.decided }).collect())
}
