//! One campaign: how far it and each of its parts are, what keeps it open, how decisions were taken.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use keyturn_domain::review::reviewer::same;
use keyturn_domain::review::{
    Campaign, Decided, Delegation, Entry, LogEntry, Pace, Progress, Removal, Reviewer, Role, log, pace, sign_off,
};
use keyturn_store::{Reader, ReviewTally, StoreError};

use super::{ReviewState, campaign};
use crate::app::App;
use crate::error::AppError;

/// One campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The campaign.
    pub campaign: Campaign,
    /// Where it is.
    pub state: ReviewState,
    /// How far it is.
    pub progress: Progress,
    /// How far its parts are: by tab, by account.
    pub tally: ReviewTally,
    /// The lead first, then the others.
    pub reviewers: Vec<ReviewerStanding>,
    /// What is to go.
    pub removals: Vec<RemovalShown>,
    /// Days until it is due; negative where it is late.
    pub days_left: i64,
    /// Why it cannot be closed yet, in a sentence each.
    pub blocked: Vec<String>,
    /// In whose name decisions are recorded here.
    pub acting: String,
    /// How decisions were taken.
    pub pace: Pace,
}

/// One reviewer's part of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewerStanding {
    /// Who.
    pub reviewer: Reviewer,
    /// Whether this is the lead.
    pub lead: bool,
    /// How far they are.
    pub progress: Progress,
    /// When a packet was last written for them (UTC).
    pub handed_out_at: Option<DateTime<Utc>>,
    /// When their decisions were last brought back (UTC).
    pub taken_in_at: Option<DateTime<Utc>>,
    /// The delegation of theirs that holds today, the newest of them.
    pub delegation: Option<Delegation>,
    /// Whether the campaign is late and they have not decided all of theirs.
    pub late: bool,
}

/// Something that is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalShown {
    /// What, and what the syncs since say.
    pub removal: Removal,
    /// The item in a line: `user/old-deploy → /prod/**`.
    pub title: String,
}

impl App {
    /// One campaign.
    pub async fn review(&self, id: &str) -> Result<Review, AppError> {
        let (id, now) = (id.to_owned(), self.now());
        self.with_database(move |database| {
            database.read(|reader| {
                let (campaign, progress) = match campaign(reader, &id)? {
                    Ok(found) => found,
                    Err(error) => return Ok(Err(error)),
                };
                shown(reader, campaign, progress, now).map(Ok)
            })?
        })
        .await
    }
}

/// A campaign with everything that is said of it.
pub(super) fn shown(
    reader: &Reader<'_>,
    campaign: Campaign,
    progress: Progress,
    now: DateTime<Utc>,
) -> Result<Review, StoreError> {
    let review = reader.review();
    let today = now.date_naive();
    let tally = review.tally(&campaign.id)?;
    let delegations = review.delegations(&campaign.id)?;
    let handed_out = last_by(&review.log_of(&campaign.id, "handed_out")?);
    let taken_in = last_by(&review.log_of(&campaign.id, "taken_in")?);
    let late = campaign.is_open() && campaign.days_left(today) < 0;
    let reviewers = campaign.everybody().map(|reviewer| {
        let key = reviewer.name.trim().to_lowercase();
        let progress = tally.reviewers.get(&reviewer.name).copied().unwrap_or_default();
        let theirs = |one: &&Delegation| same(&one.from, &reviewer.name) && one.until >= today;
        ReviewerStanding {
            lead: campaign.lead.is(&reviewer.name),
            progress,
            handed_out_at: handed_out.get(&key).copied(),
            taken_in_at: taken_in.get(&key).copied(),
            delegation: delegations.iter().rev().find(theirs).cloned(),
            late: late && progress.decided < progress.items,
            reviewer: reviewer.clone(),
        }
    });
    let reviewers = reviewers.collect();
    let mut removals = Vec::new();
    for removal in review.removals(&campaign.id)? {
        let row = review.row(&campaign.id, &removal.item)?;
        let title = row.map(|row| format!("{} → {}", row.subject, row.path)).unwrap_or_default();
        removals.push(RemovalShown { removal, title });
    }
    let taken = decisions(&review.log_of(&campaign.id, "decided")?, &review.log_of(&campaign.id, "undone")?);
    let blocked = match (&campaign.role, campaign.is_open()) {
        (Role::Lead, true) => sign_off::blocked(&progress).iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    Ok(Review {
        state: ReviewState::of(reader, &campaign)?,
        days_left: campaign.days_left(today),
        acting: campaign.acting().to_owned(),
        pace: pace::of(&taken),
        campaign,
        progress,
        tally,
        reviewers,
        removals,
        blocked,
    })
}

/// For each person who was handed out to or taken in from, when that was last.
fn last_by(entries: &[LogEntry]) -> BTreeMap<String, DateTime<Utc>> {
    let named = entries.iter().filter_map(|entry| match &entry.entry {
        Entry::HandedOut { to: name, .. } | Entry::TakenIn { reviewer: name, .. } => {
            Some((name.trim().to_lowercase(), entry.at))
        }
        _ => None,
    });
    named.collect()
}

/// Decisions that were not taken back.
fn decisions(decided: &[LogEntry], undone: &[LogEntry]) -> Vec<Decided> {
    let gone = log::taken_back(undone);
    let left = decided.iter().filter(|entry| !gone.contains(&entry.sequence));
    left.filter_map(|entry| match &entry.entry {
        Entry::Decided(decided) => Some(decided.clone()),
        _ => None,
    })
    .collect()
}
