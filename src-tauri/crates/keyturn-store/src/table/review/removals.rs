//! What is to go, and what the syncs since say of it.

use keyturn_domain::review::{CampaignId, Removal};

use super::{Reviews, ReviewsWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "review_removals";

pub(crate) const CREATE: &str = "
    CREATE TABLE review_removals (
        campaign TEXT NOT NULL,
        item     TEXT NOT NULL,
        state    TEXT NOT NULL,
        removal  TEXT NOT NULL,
        PRIMARY KEY (campaign, item)
    ) STRICT, WITHOUT ROWID;";

impl Reviews<'_> {
    /// Everything that is to go, in the campaign's order.
    pub fn removals(&self, campaign: &CampaignId) -> Result<Vec<Removal>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT removal FROM review_removals AS removals
             LEFT JOIN review_items AS items ON items.campaign = removals.campaign AND items.id = removals.item
             WHERE removals.campaign = ?1 ORDER BY items.number, removals.item",
        )?;
        query.query_and_then([campaign.as_str()], |found| row::from_json(TABLE, &found.get::<_, String>(0)?))?.collect()
    }
}

impl ReviewsWriter<'_> {
    /// Keeps what the newest sync says of what is to go; what is not named any more is to go no more.
    pub fn set_removals(&self, campaign: &CampaignId, removals: &[Removal]) -> Result<(), StoreError> {
        let connection = self.0.0;
        connection.prepare_cached("DELETE FROM review_removals WHERE campaign = ?1")?.execute([campaign.as_str()])?;
        let mut insert = connection.prepare_cached("INSERT INTO review_removals VALUES (?1, ?2, ?3, ?4)")?;
        for removal in removals {
            let values =
                (campaign.as_str(), removal.item.as_str(), removal.state.code(), row::to_json(TABLE, removal)?);
            insert.execute(values)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::review::{RemovalState, Verdict};

    use super::*;
    use crate::Database;
    use crate::table::review::testing::{campaign, items, lines};
    use crate::testing::{act, instant};

    #[test]
    fn what_is_to_go_is_replaced_as_a_whole() {
        let database = Database::open_in_memory().expect("a database");
        let (one, items) = (campaign(), items());
        let removal = |item: usize, state| Removal {
            item: items[item].id.clone(),
            verdict: Verdict::Revoke,
            wanted_gone: vec!["arn:x'; --".to_owned()],
            state,
            seen_at: Some(instant(2)),
            words: "not yet".to_owned(),
        };
        let first = [removal(0, RemovalState::NextSync), removal(2, RemovalState::NextSync)];
        let second = [removal(2, RemovalState::Removed)];
        database
            .write(|writer| {
                let review = writer.review();
                review.open(&one, &items, &lines(), act("open"))?;
                review.set_removals(&one.id, &[first[1].clone(), first[0].clone()])?;
                assert_eq!(review.removals(&one.id)?, first);
                review.set_removals(&one.id, &second)?;
                assert_eq!(review.removals(&one.id)?, second);
                Ok(())
            })
            .expect("written");
    }
}
