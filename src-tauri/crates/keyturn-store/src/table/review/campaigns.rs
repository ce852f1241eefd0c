//! Campaigns. The columns beside the JSON are what lists need; `principals` and `secrets` are frozen with the items.

use std::collections::HashSet;

use keyturn_domain::audit::Act;
use keyturn_domain::review::{Campaign, CampaignId, Item, Progress};
use rusqlite::{OptionalExtension, Row};

use super::items::insert;
use super::{Reviews, ReviewsWriter, tally};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "review_campaigns";

pub(crate) const CREATE: &str = "
    CREATE TABLE review_campaigns (
        id         TEXT PRIMARY KEY,
        due_on     INTEGER NOT NULL,
        opened_at  INTEGER NOT NULL,
        closed_at  INTEGER,
        principals INTEGER NOT NULL,
        secrets    INTEGER NOT NULL,
        campaign   TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

const COLUMNS: &str = "campaign, principals, secrets";

impl Reviews<'_> {
    /// Every campaign with how far it is: open ones by their due date, then closed ones, the newest first.
    pub fn campaigns(&self) -> Result<Vec<(Campaign, Progress)>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM review_campaigns
             ORDER BY closed_at IS NOT NULL, iif(closed_at IS NULL, due_on, -opened_at), opened_at, id"
        );
        let campaigns: Vec<(Campaign, Progress)> =
            self.0.prepare_cached(&sql)?.query_and_then([], campaign)?.collect::<Result<_, _>>()?;
        campaigns.into_iter().map(|found| self.counted(found)).collect()
    }

    /// The campaign with this id, and how far it is.
    pub fn campaign(&self, id: &CampaignId) -> Result<Option<(Campaign, Progress)>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM review_campaigns WHERE id = ?1");
        let found: Option<Result<_, StoreError>> =
            self.0.prepare_cached(&sql)?.query_row([id.as_str()], |found| Ok(campaign(found))).optional()?;
        found.transpose()?.map(|found| self.counted(found)).transpose()
    }

    fn counted(&self, (campaign, whole): (Campaign, Progress)) -> Result<(Campaign, Progress), StoreError> {
        let mut progress = tally::by_outcome(self.0, &campaign.id)?;
        progress.principals = whole.principals;
        progress.secrets = whole.secrets;
        Ok((campaign, progress))
    }
}

fn campaign(found: &Row<'_>) -> Result<(Campaign, Progress), StoreError> {
    let campaign = row::from_json(TABLE, &found.get::<_, String>(0)?)?;
    let (principals, secrets) = (row::count(found.get(1)?), row::count(found.get(2)?));
    Ok((campaign, Progress { principals, secrets, ..Progress::default() }))
}

impl ReviewsWriter<'_> {
    /// Opens a campaign with its items, in their order. `lines` are the items as the snapshot has them: one line of JSON
    /// each.
    pub fn open(&self, campaign: &Campaign, items: &[Item], lines: &[String], act: Act) -> Result<(), StoreError> {
        self.put_part(campaign, items, lines, |item| item.reviewer.clone(), act)
    }

    /// Keeps a campaign with these items instead of those that are there, each with who is to decide it; the log stays,
    /// and the items follow it. A reviewer's copy grows when more is handed to them.
    pub fn put_part(
        &self,
        campaign: &Campaign,
        items: &[Item],
        lines: &[String],
        reviewer: impl Fn(&Item) -> String,
        act: Act,
    ) -> Result<(), StoreError> {
        let (connection, id) = (self.0.0, campaign.id.as_str());
        for table in ["review_items", "review_frozen"] {
            connection.execute(&format!("DELETE FROM {table} WHERE campaign = ?1"), [id])?;
        }
        let members = insert(connection, campaign, items, lines, reviewer)?;
        let principals: HashSet<&str> = items.iter().filter_map(|item| item.principal.as_deref()).collect();
        connection
            .prepare_cached("INSERT OR REPLACE INTO review_campaigns VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute((
                id,
                row::day_number(campaign.due_on),
                row::millis(campaign.opened_at),
                campaign.closed_at.map(row::millis),
                i64::try_from(principals.len()).unwrap_or(i64::MAX),
                i64::try_from(members.len()).unwrap_or(i64::MAX),
                row::to_json(TABLE, campaign)?,
            ))?;
        self.settle_all(campaign)?;
        audit_log::append(connection, act)?;
        Ok(())
    }

    /// Keeps a campaign as it is now: closed and signed. Its items stay. Whether there is one with its id.
    pub fn keep(&self, campaign: &Campaign, act: Act) -> Result<bool, StoreError> {
        let mut update = self
            .0
            .0
            .prepare_cached("UPDATE review_campaigns SET due_on = ?2, closed_at = ?3, campaign = ?4 WHERE id = ?1")?;
        let (due_on, closed_at) = (row::day_number(campaign.due_on), campaign.closed_at.map(row::millis));
        if update.execute((campaign.id.as_str(), due_on, closed_at, row::to_json(TABLE, campaign)?))? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::review::CampaignId;

    use crate::Database;
    use crate::table::review::testing::{campaign, items, lines};
    use crate::testing::{act, instant};

    #[test]
    fn campaigns_come_back_open_ones_first() {
        let database = Database::open_in_memory().expect("a database");
        let named = |byte: u8, due: u32, opened: u32, closed: Option<u32>| {
            let mut one = campaign();
            one.id = CampaignId::from_bytes([byte; 8]);
            one.due_on = instant(due).date_naive();
            one.opened_at = instant(opened);
            one.closed_at = closed.map(instant);
            one
        };
        let all = [named(1, 60, 1, None), named(2, 50, 2, None), named(3, 40, 1, Some(3)), named(4, 10, 2, Some(3))];
        database
            .write(|writer| {
                for one in &all {
                    writer.review().open(one, &items(), &lines(), act("open"))?;
                }
                let found = writer.review().campaigns()?;
                let order: Vec<&CampaignId> = found.iter().map(|(one, _)| &one.id).collect();
                assert_eq!(order, [&all[1].id, &all[0].id, &all[3].id, &all[2].id]);
                let (one, progress) = writer.review().campaign(&all[0].id)?.expect("a campaign");
                assert_eq!(one, all[0]);
                assert_eq!((progress.items, progress.decided, progress.principals, progress.secrets), (4, 0, 3, 4));
                let closed = named(1, 60, 1, Some(9));
                assert!(writer.review().keep(&closed, act("close"))?);
                assert!(!writer.review().keep(&named(9, 60, 1, None), act("none"))?);
                assert_eq!(writer.review().campaign(&closed.id)?.expect("a campaign").0, closed);
                assert_eq!(writer.review().campaign(&CampaignId::from_bytes([9; 8]))?, None);
                assert_eq!(writer.audit().count()?, 5);
                Ok(())
            })
            .expect("written");
    }
}
