//! The log of a campaign: entries are added, and never changed or removed. Adding one settles the items it touches.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::review::log::{self, Entry, LogEntry};
use keyturn_domain::review::{Campaign, CampaignId, Delegation, ItemId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Reviews, ReviewsWriter, items};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "review_log";

/// The triggers stop mistakes of ours. Somebody with the key can drop them; the chain of hashes shows that.
pub(crate) const CREATE: &str = "
    CREATE TABLE review_log (
        campaign      TEXT NOT NULL,
        sequence      INTEGER NOT NULL,
        at_micros     INTEGER NOT NULL,
        by_whom       TEXT NOT NULL,
        what          TEXT NOT NULL,
        item          TEXT,
        entry         TEXT NOT NULL,
        previous_hash TEXT NOT NULL,
        hash          TEXT NOT NULL,
        PRIMARY KEY (campaign, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX review_log_item ON review_log (campaign, item, sequence);
    CREATE INDEX review_log_what ON review_log (campaign, what, sequence);
    CREATE TRIGGER review_log_is_not_changed BEFORE UPDATE ON review_log
    BEGIN SELECT RAISE(ABORT, 'the log of a review is append-only'); END;
    CREATE TRIGGER review_log_is_not_shortened BEFORE DELETE ON review_log
    BEGIN SELECT RAISE(ABORT, 'the log of a review is append-only'); END;";

const COLUMNS: &str = "sequence, at_micros, by_whom, entry, previous_hash, hash";

/// An entry about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemEntry {
    /// The entry.
    pub entry: LogEntry,
    /// Whether it was taken back.
    pub taken_back: bool,
}

impl Reviews<'_> {
    /// The whole log, oldest first.
    pub fn log(&self, campaign: &CampaignId) -> Result<Vec<LogEntry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM review_log WHERE campaign = ?1 ORDER BY sequence");
        self.0.prepare_cached(&sql)?.query_and_then([campaign.as_str()], entry)?.collect()
    }

    /// Entries of one sort, by [`Entry::code`], oldest first.
    pub fn log_of(&self, campaign: &CampaignId, what: &str) -> Result<Vec<LogEntry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM review_log WHERE campaign = ?1 AND what = ?2 ORDER BY sequence");
        self.0.prepare_cached(&sql)?.query_and_then((campaign.as_str(), what), entry)?.collect()
    }

    /// Entries about an item, oldest first.
    pub fn log_of_item(&self, campaign: &CampaignId, item: &ItemId) -> Result<Vec<ItemEntry>, StoreError> {
        let gone = log::taken_back(&self.log_of(campaign, "undone")?);
        let entries = of_item(self.0, campaign, item)?.into_iter();
        Ok(entries.map(|entry| ItemEntry { taken_back: gone.contains(&entry.sequence), entry }).collect())
    }

    /// Entries from `first` on, `many` of them at most, oldest first.
    pub fn log_from(&self, campaign: &CampaignId, first: u64, many: u32) -> Result<Vec<LogEntry>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM review_log WHERE campaign = ?1 AND sequence >= ?2 ORDER BY sequence LIMIT ?3"
        );
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        self.0.prepare_cached(&sql)?.query_and_then((campaign.as_str(), first, many), entry)?.collect()
    }

    /// Where somebody's last decision begins that was not taken back: the sequence number of the first of its bulk.
    pub fn last_bulk(&self, campaign: &CampaignId, by: &str) -> Result<Option<u64>, StoreError> {
        let gone = log::taken_back(&self.log_of(campaign, "undone")?);
        let sql = format!(
            "SELECT {COLUMNS} FROM review_log WHERE campaign = ?1 AND what = 'decided' AND by_whom = ?2
             ORDER BY sequence DESC"
        );
        let mut query = self.0.prepare_cached(&sql)?;
        for found in query.query_and_then((campaign.as_str(), by), entry)? {
            let found = found?;
            // A bulk is taken back as a whole, so the last entry that is left is the last of its bulk.
            if let (Entry::Decided(decided), false) = (&found.entry, gone.contains(&found.sequence)) {
                return Ok(Some((found.sequence + 1).saturating_sub(decided.bulk.max(1).into())));
            }
        }
        Ok(None)
    }

    /// The sequence number and hash of the newest entry.
    pub fn log_end(&self, campaign: &CampaignId) -> Result<Option<(u64, String)>, StoreError> {
        let sql = "SELECT sequence, hash FROM review_log WHERE campaign = ?1 ORDER BY sequence DESC LIMIT 1";
        let end: Option<(i64, String)> = self
            .0
            .prepare_cached(sql)?
            .query_row([campaign.as_str()], |found| Ok((found.get(0)?, found.get(1)?)))
            .optional()?;
        Ok(end.map(|(sequence, hash)| (u64::try_from(sequence).unwrap_or_default(), hash)))
    }

    /// Delegations, oldest first.
    pub fn delegations(&self, campaign: &CampaignId) -> Result<Vec<Delegation>, StoreError> {
        let entries = self.log_of(campaign, "delegated")?.into_iter();
        Ok(entries
            .filter_map(|entry| match entry.entry {
                Entry::Delegated(delegation) => Some(delegation),
                _ => None,
            })
            .collect())
    }
}

fn of_item(connection: &Connection, campaign: &CampaignId, item: &ItemId) -> Result<Vec<LogEntry>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM review_log WHERE campaign = ?1 AND item = ?2 ORDER BY sequence");
    connection.prepare_cached(&sql)?.query_and_then((campaign.as_str(), item.as_str()), entry)?.collect()
}

fn entry(found: &Row<'_>) -> Result<LogEntry, StoreError> {
    row::log_entry(TABLE, found)
}

impl ReviewsWriter<'_> {
    /// Adds entries to the end of a campaign's log, each with when it was done and by whom, and settles the items they
    /// touch. What a person did brings its audit entry; what a sync saw has none.
    pub fn append(
        &self,
        campaign: &Campaign,
        entries: Vec<(DateTime<Utc>, String, Entry)>,
        act: Option<Act>,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let connection = self.0.0;
        let mut end = self.log_end(&campaign.id)?;
        let mut added = Vec::with_capacity(entries.len());
        let mut touched = BTreeSet::new();
        for (at, by, entry) in entries {
            let last = end.as_ref().map(|(sequence, hash)| (*sequence, hash.as_str()));
            let new = log::append(last, at, &by, entry);
            end = Some((new.sequence, new.hash.clone()));
            insert(connection, &campaign.id, &new)?;
            touched.extend(new.entry.item().cloned());
            if let Entry::Undone { sequence, bulk } = new.entry {
                let undone = self.log_from(&campaign.id, sequence, bulk)?;
                touched.extend(undone.iter().filter_map(|entry| entry.entry.item()).cloned());
            }
            added.push(new);
        }
        self.settle(campaign, touched)?;
        if let Some(act) = act {
            audit_log::append(connection, act)?;
        }
        Ok(added)
    }

    /// Works out anew how every item stands that the log names.
    pub(super) fn settle_all(&self, campaign: &Campaign) -> Result<(), StoreError> {
        let named = "SELECT DISTINCT item FROM review_log WHERE campaign = ?1 AND item IS NOT NULL";
        let items = self
            .0
            .0
            .prepare_cached(named)?
            .query_and_then([campaign.id.as_str()], |found| row::parsed(TABLE, &found.get::<_, String>(0)?))?
            .collect::<Result<BTreeSet<ItemId>, StoreError>>()?;
        self.settle(campaign, items)
    }

    fn settle(&self, campaign: &Campaign, touched: BTreeSet<ItemId>) -> Result<(), StoreError> {
        let gone = log::taken_back(&self.log_of(&campaign.id, "undone")?);
        for item in touched {
            let mut entries = of_item(self.0.0, &campaign.id, &item)?;
            entries.retain(|entry| !gone.contains(&entry.sequence));
            items::settle(self.0.0, campaign, &item, &entries)?;
        }
        Ok(())
    }
}

fn insert(connection: &Connection, campaign: &CampaignId, new: &LogEntry) -> Result<(), StoreError> {
    connection.prepare_cached("INSERT INTO review_log VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?.execute((
        campaign.as_str(),
        i64::try_from(new.sequence).map_err(|error| StoreError::row(TABLE, &error))?,
        new.at.timestamp_micros(),
        &new.by,
        new.entry.code(),
        new.entry.item().map(ItemId::as_str),
        row::to_json(TABLE, &new.entry)?,
        &new.previous_hash,
        &new.hash,
    ))?;
    Ok(())
}

#[cfg(test)]
mod tests;
