//! The frozen items, whole: one line of JSON each, which the campaign's hash is over. Apart from the rows that are
//! listed and counted, because they are long.

use keyturn_domain::review::{CampaignId, Item, ItemId};
use rusqlite::OptionalExtension;

use super::Reviews;
use super::items::ItemRow;
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "review_frozen";

pub(crate) const CREATE: &str = "
    CREATE TABLE review_frozen (
        id       INTEGER PRIMARY KEY,
        campaign TEXT NOT NULL,
        number   INTEGER NOT NULL,
        line     TEXT NOT NULL,
        UNIQUE (campaign, number)
    ) STRICT;";

impl Reviews<'_> {
    /// An item with how it stands.
    pub fn item(&self, campaign: &CampaignId, id: &ItemId) -> Result<Option<(ItemRow, Item)>, StoreError> {
        let Some(found) = self.row(campaign, id)? else { return Ok(None) };
        let line: Option<String> = self
            .0
            .prepare_cached("SELECT line FROM review_frozen WHERE campaign = ?1 AND number = ?2")?
            .query_row((campaign.as_str(), found.number), |line| line.get(0))
            .optional()?;
        let Some(line) = line else { return Err(StoreError::row(TABLE, &format!("item {id} has no line"))) };
        Ok(Some((found, row::from_json(TABLE, &line)?)))
    }

    /// Every item of a campaign, in its order.
    pub fn frozen(&self, campaign: &CampaignId) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        self.each_line(campaign, |line| {
            items.push(row::from_json(TABLE, line)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// Gives every line of a campaign's snapshot, in order.
    pub fn each_line(
        &self,
        campaign: &CampaignId,
        mut each: impl FnMut(&str) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut query = self.0.prepare_cached("SELECT line FROM review_frozen WHERE campaign = ?1 ORDER BY number")?;
        let mut rows = query.query([campaign.as_str()])?;
        while let Some(found) = rows.next()? {
            each(found.get_ref(0)?.as_str().map_err(|error| StoreError::row(TABLE, &error))?)?;
        }
        Ok(())
    }
}
