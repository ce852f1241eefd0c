//! Items: a page of them, and one with all that stands beside it.

use keyturn_domain::review::decision::{self, Standing};
use keyturn_domain::review::{Item, LogEntry, Settled};
use keyturn_store::{ItemRow, ItemsAsked};

use super::{campaign, item};
use crate::app::App;
use crate::error::AppError;

/// The most items of a page.
const MOST: u32 = 1_000;

/// One item with all that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// The item in a line, with how it stands.
    pub row: ItemRow,
    /// The item as it was frozen.
    pub item: Item,
    /// Its entries in the log: decisions that stand first, then the rest, the newest first in each.
    pub decisions: Vec<ItemDecision>,
    /// Why who acts here may not decide; `None` where they may.
    pub blocked: Option<decision::Fault>,
}

/// A decision on an item, or its reopening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDecision {
    /// The entry.
    pub entry: LogEntry,
    /// Whether it stands: neither taken back nor replaced.
    pub stands: bool,
}

impl App {
    /// A page of a campaign's items in its order (1,000 at most), and how many there are.
    pub async fn review_items(
        &self,
        id: &str,
        asked: ItemsAsked,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<ItemRow>, u64), AppError> {
        let id = id.to_owned();
        self.with_database(move |database| {
            database.read(|reader| {
                let campaign = match campaign(reader, &id)? {
                    Ok((campaign, _)) => campaign,
                    Err(error) => return Ok(Err(error)),
                };
                let mut asked = asked;
                if let Some(name) = &mut asked.reviewer
                    && let Some(known) = campaign.reviewer(name)
                {
                    name.clone_from(&known.name);
                }
                reader.review().items(&campaign.id, &asked, offset, limit.min(MOST)).map(Ok)
            })?
        })
        .await
    }

    /// One item.
    pub async fn review_item(&self, id: &str, named: &str) -> Result<ReviewItem, AppError> {
        let (id, named, today) = (id.to_owned(), named.to_owned(), self.now().date_naive());
        self.with_database(move |database| {
            database.read(|reader| {
                let campaign = match campaign(reader, &id)? {
                    Ok((campaign, _)) => campaign,
                    Err(error) => return Ok(Err(error)),
                };
                let (row, item) = match item(reader, &campaign, &named)? {
                    Ok(found) => found,
                    Err(error) => return Ok(Err(error)),
                };
                let delegations = reader.review().delegations(&campaign.id)?;
                let entries = reader.review().log_of_item(&campaign.id, &item.id)?;
                let left = entries.iter().filter(|one| !one.taken_back).map(|one| &one.entry);
                let standing = Settled::of(&campaign.lead.name, left).standing;
                let mut decisions: Vec<ItemDecision> = entries
                    .into_iter()
                    .rev()
                    .map(|one| ItemDecision { stands: standing.contains(&one.entry.sequence), entry: one.entry })
                    .collect();
                decisions.sort_by_key(|one| !one.stands);
                let on = Standing {
                    campaign: &campaign,
                    item: &item,
                    reviewer: &row.reviewer,
                    reopened: row.reopened,
                    delegations: &delegations,
                    today,
                };
                let blocked = on.blocked(campaign.acting());
                Ok(Ok(ReviewItem { row, item, decisions, blocked }))
            })?
        })
        .await
    }
}
