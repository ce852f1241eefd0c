//! Every campaign in a line.

use chrono::NaiveDate;
use keyturn_domain::review::{Campaign, Progress, Role};
use keyturn_store::{Reader, StoreError};

use crate::app::App;
use crate::error::AppError;

/// Where a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Decisions are taken.
    Open,
    /// It is signed off.
    Closed,
    /// It is signed off, and something drifted since and is not decided again.
    Reopened,
}

impl ReviewState {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    pub(super) fn of(reader: &Reader<'_>, campaign: &Campaign) -> Result<Self, StoreError> {
        Ok(match campaign.is_open() {
            true => Self::Open,
            false if reader.review().reopened_undecided(&campaign.id)? > 0 => Self::Reopened,
            false => Self::Closed,
        })
    }
}

/// A campaign in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSummary {
    /// The campaign.
    pub campaign: Campaign,
    /// Where it is.
    pub state: ReviewState,
    /// How far it is.
    pub progress: Progress,
}

/// Every campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    /// Open ones by their due date, then closed ones, the newest first.
    pub campaigns: Vec<ReviewSummary>,
    /// When the next is due by the cadence of the newest that was opened here.
    pub next_on: Option<NaiveDate>,
}

impl App {
    /// Every campaign, and when the next is due.
    pub async fn reviews(&self) -> Result<Reviews, AppError> {
        self.with_database(|database| {
            Ok(database.read(|reader| {
                let mut campaigns = Vec::new();
                for (campaign, progress) in reader.review().campaigns()? {
                    let state = ReviewState::of(reader, &campaign)?;
                    campaigns.push(ReviewSummary { campaign, state, progress });
                }
                let own = campaigns.iter().map(|one| &one.campaign).filter(|campaign| campaign.role == Role::Lead);
                let next_on = own.max_by_key(|campaign| campaign.opened_at).and_then(Campaign::next_on);
                Ok(Reviews { campaigns, next_on })
            })?)
        })
        .await
    }
}
