//! Items as they are listed: what was asked, who decides now, and what follows.

use std::collections::{BTreeSet, HashMap};

use keyturn_domain::review::{Campaign, CampaignId, Item, ItemId, ItemKind, LogEntry, Outcome, Seed, Settled, Verdict};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::Reviews;
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "review_items";

/// `frozen_reviewer` was to decide when the campaign opened, `reviewer` is now. `seeds` is `,departed,broad,`; `title` is
/// in lower case; `members` are numbers of secrets within the campaign, 4 bytes each, to count distinct ones.
pub(crate) const CREATE: &str = "
    CREATE TABLE review_items (
        campaign        TEXT NOT NULL,
        number          INTEGER NOT NULL,
        id              TEXT NOT NULL,
        kind            TEXT NOT NULL,
        subject         TEXT NOT NULL,
        principal       TEXT,
        account         TEXT NOT NULL,
        account_name    TEXT,
        path            TEXT NOT NULL,
        title           TEXT NOT NULL,
        secrets         INTEGER NOT NULL,
        seeds           TEXT NOT NULL,
        suggestion      TEXT,
        frozen_reviewer TEXT NOT NULL,
        reviewer        TEXT NOT NULL,
        outcome         TEXT NOT NULL,
        reopened        INTEGER NOT NULL,
        members         BLOB NOT NULL,
        PRIMARY KEY (campaign, number)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX review_items_id ON review_items (campaign, id);
    CREATE INDEX review_items_outcome ON review_items (campaign, outcome, number);
    CREATE INDEX review_items_reviewer ON review_items (campaign, reviewer, outcome, number);
    CREATE INDEX review_items_reopened ON review_items (campaign, outcome) WHERE reopened = 1;";

/// An item in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// Its id.
    pub id: ItemId,
    /// Its number in the campaign, from 1.
    pub number: u32,
    /// What is asked.
    pub kind: ItemKind,
    /// The principal's or owner's short name. Hostile text.
    pub subject: String,
    /// The principal's ARN, for access. Hostile text.
    pub principal: Option<String>,
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known. Hostile text.
    pub account_name: Option<String>,
    /// The path.
    pub path: String,
    /// How many secrets.
    pub secrets: u32,
    /// The questions from which it comes.
    pub seeds: BTreeSet<Seed>,
    /// What is suggested.
    pub suggestion: Option<Verdict>,
    /// Who is to decide now.
    pub reviewer: String,
    /// What follows from the decisions.
    pub outcome: Outcome,
    /// Whether it was opened again after the close.
    pub reopened: bool,
}

/// A tab: which items by how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// All.
    #[default]
    All,
    /// Without a decision that stands; not those on which people differ.
    Undecided,
    /// On which people differ.
    Differs,
    /// From one of the questions.
    Seed(Seed),
    /// With a decision that stands.
    Decided,
    /// Opened again after the close.
    Reopened,
}

impl Tab {
    /// Every tab, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::Undecided,
        Self::Differs,
        Self::Seed(Seed::Departed),
        Self::Seed(Seed::Service),
        Self::Seed(Seed::Broad),
        Self::Seed(Seed::NeverUsed),
        Self::Seed(Seed::NotRotated),
        Self::Seed(Seed::OddUse),
        Self::Decided,
        Self::Reopened,
        Self::All,
    ];

    /// Its code: `undecided`, a question's code, `all`.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Differs => "differs",
            Self::Seed(seed) => seed.code(),
            Self::Decided => "decided",
            Self::Reopened => "reopened",
        }
    }

    /// The tab with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.code() == code)
    }

    /// Whether an item that stands so is in it.
    pub(super) fn holds(self, outcome: &Outcome, seeds: &str, reopened: bool) -> bool {
        match self {
            Self::All => true,
            Self::Undecided => !outcome.is_decided() && *outcome != Outcome::Differs,
            Self::Differs => *outcome == Outcome::Differs,
            Self::Seed(seed) => seeds.contains(&marked(seed)),
            Self::Decided => outcome.is_decided(),
            Self::Reopened => reopened,
        }
    }

    fn condition(self) -> (&'static str, Option<Value>) {
        match self {
            Self::All => ("1", None),
            Self::Undecided => ("outcome IN ('undecided', 'reassign', 'cannot_decide')", None),
            Self::Differs => ("outcome = 'differs'", None),
            Self::Seed(seed) => ("instr(seeds, ?) > 0", Some(Value::Text(marked(seed)))),
            Self::Decided => ("outcome IN ('keep', 'revoke', 'reduce')", None),
            Self::Reopened => ("reopened = 1", None),
        }
    }
}

fn marked(seed: Seed) -> String {
    format!(",{},", seed.code())
}

/// Which items are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemsAsked {
    /// By how they stand.
    pub tab: Tab,
    /// Those that this reviewer is to decide now, by the name as the campaign has it.
    pub reviewer: Option<String>,
    /// Those of one account.
    pub account: Option<String>,
    /// Those whose title holds this, in any case.
    pub text: String,
}

impl ItemsAsked {
    fn condition(&self, campaign: &CampaignId) -> (String, Vec<Value>) {
        let mut parts = vec!["campaign = ?"];
        let mut values = vec![Value::Text(campaign.as_str().to_owned())];
        let (tab, value) = self.tab.condition();
        parts.push(tab);
        values.extend(value);
        if let Some(reviewer) = &self.reviewer {
            parts.push("reviewer = ?");
            values.push(Value::Text(reviewer.clone()));
        }
        if let Some(account) = &self.account {
            parts.push("account = ?");
            values.push(Value::Text(account.clone()));
        }
        if !self.text.trim().is_empty() {
            parts.push("instr(title, ?) > 0");
            values.push(Value::Text(self.text.trim().to_lowercase()));
        }
        (parts.join(" AND "), values)
    }
}

const COLUMNS: &str = "id, number, kind, subject, principal, account, account_name, path, secrets, seeds, suggestion,
    reviewer, outcome, reopened";

impl Reviews<'_> {
    /// A page of items in the campaign's order, and how many there are.
    pub fn items(
        &self,
        campaign: &CampaignId,
        asked: &ItemsAsked,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<ItemRow>, u64), StoreError> {
        let (condition, mut values) = asked.condition(campaign);
        let count = format!("SELECT count(*) FROM review_items WHERE {condition}");
        let total: i64 = self.0.prepare_cached(&count)?.query_row(params_from_iter(&values), |found| found.get(0))?;
        values.extend([limit, offset].map(|number| Value::Integer(number.into())));
        let page = format!("SELECT {COLUMNS} FROM review_items WHERE {condition} ORDER BY number LIMIT ? OFFSET ?");
        let mut query = self.0.prepare_cached(&page)?;
        let rows = query.query_and_then(params_from_iter(values), item_row)?.collect::<Result<_, _>>()?;
        Ok((rows, u64::try_from(total).unwrap_or_default()))
    }

    /// How many items were opened again after the close and have no decision that stands.
    pub fn reopened_undecided(&self, campaign: &CampaignId) -> Result<u32, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT count(*) FROM review_items
             WHERE campaign = ?1 AND reopened = 1 AND outcome NOT IN ('keep', 'revoke', 'reduce')",
        )?;
        Ok(row::count(query.query_row([campaign.as_str()], |found| found.get(0))?))
    }

    /// One item in a line.
    pub fn row(&self, campaign: &CampaignId, id: &ItemId) -> Result<Option<ItemRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM review_items WHERE campaign = ?1 AND id = ?2");
        let mut query = self.0.prepare_cached(&sql)?;
        query.query_row((campaign.as_str(), id.as_str()), |found| Ok(item_row(found))).optional()?.transpose()
    }
}

fn item_row(found: &Row<'_>) -> Result<ItemRow, StoreError> {
    let (kind, seeds, outcome): (String, String, String) = (found.get(2)?, found.get(9)?, found.get(12)?);
    let (suggestion, reviewer): (Option<String>, String) = (found.get(10)?, found.get(11)?);
    let seeds = seeds.split(',').filter(|code| !code.is_empty());
    Ok(ItemRow {
        id: row::parsed(TABLE, &found.get::<_, String>(0)?)?,
        number: row::count(found.get(1)?),
        kind: row::known(TABLE, &kind, ItemKind::from_code(&kind))?,
        subject: found.get(3)?,
        principal: found.get(4)?,
        account: found.get(5)?,
        account_name: found.get(6)?,
        path: found.get(7)?,
        secrets: row::count(found.get(8)?),
        seeds: seeds.map(|code| row::known(TABLE, code, Seed::from_code(code))).collect::<Result<_, _>>()?,
        suggestion: suggestion.map(|code| row::known(TABLE, &code, Verdict::from_code(&code))).transpose()?,
        outcome: row::known(TABLE, &outcome, Outcome::from_code(&outcome, Some(reviewer.clone())))?,
        reviewer,
        reopened: found.get(13)?,
    })
}

/// Numbers of secrets within a campaign, by ARN.
#[derive(Debug, Default)]
pub(super) struct Members<'i>(HashMap<&'i str, u32>);

impl<'i> Members<'i> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn of(&mut self, item: &'i Item) -> Vec<u8> {
        let numbers = item.members.iter().flat_map(|member| {
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            self.0.entry(&member.arn).or_insert(next).to_le_bytes()
        });
        numbers.collect()
    }
}

/// Writes the items of a campaign, nothing decided.
pub(super) fn insert<'i>(
    connection: &Connection,
    campaign: &Campaign,
    items: &'i [Item],
    lines: &[String],
    reviewer: impl Fn(&Item) -> String,
) -> Result<Members<'i>, StoreError> {
    if items.len() != lines.len() {
        return Err(StoreError::row(TABLE, &"items and lines are not the same"));
    }
    let mut members = Members::default();
    let mut rows = connection.prepare_cached(
        "INSERT INTO review_items VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, 'undecided', 0, ?15)",
    )?;
    let mut frozen =
        connection.prepare_cached("INSERT INTO review_frozen (campaign, number, line) VALUES (?1, ?2, ?3)")?;
    for (item, line) in items.iter().zip(lines) {
        let seeds: String = item.seeds.iter().flat_map(|seed| [",", seed.code()]).collect();
        rows.execute(params![
            campaign.id.as_str(),
            item.number,
            item.id.as_str(),
            item.kind.code(),
            item.subject,
            item.principal,
            item.account,
            item.account_name,
            item.path,
            item.title().to_lowercase(),
            u32::try_from(item.members.len()).unwrap_or(u32::MAX),
            format!("{seeds},"),
            item.grounds.suggestion.as_ref().map(|suggestion| suggestion.decision.code()),
            reviewer(item),
            members.of(item),
        ])?;
        frozen.execute((campaign.id.as_str(), item.number, line))?;
    }
    Ok(members)
}

/// Works out anew how an item stands, from its entries that were not taken back.
pub(super) fn settle(
    connection: &Connection,
    campaign: &Campaign,
    id: &ItemId,
    entries: &[LogEntry],
) -> Result<(), StoreError> {
    let settled = Settled::of(&campaign.lead.name, entries);
    let mut update = connection.prepare_cached(
        "UPDATE review_items SET outcome = ?3, reviewer = ifnull(?4, frozen_reviewer), reopened = ?5
         WHERE campaign = ?1 AND id = ?2",
    )?;
    let (campaign, outcome) = (campaign.id.as_str(), settled.outcome.code());
    match update.execute((campaign, id.as_str(), outcome, settled.handed_to, settled.reopened))? {
        1 => Ok(()),
        _ => Err(StoreError::NotFound(id.to_string())),
    }
}

#[cfg(test)]
mod tests;
