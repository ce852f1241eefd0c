//! How far a campaign is: by tab, reviewer and account, in one pass over its rows.

use std::collections::{BTreeMap, HashSet};

use keyturn_domain::review::{CampaignId, Outcome, Progress};
use rusqlite::Connection;

use super::Reviews;
use super::items::Tab;
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "review_items";

/// How far a campaign is, in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewTally {
    /// Items by tab, in the order of [`Tab::ALL`].
    pub tabs: Vec<(Tab, u32)>,
    /// By who is to decide now, by name.
    pub reviewers: BTreeMap<String, Progress>,
    /// By account.
    pub accounts: Vec<AccountTally>,
    /// Items that were opened again and have no decision that stands.
    pub reopened_undecided: u32,
}

/// How far an account is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountTally {
    /// The 12 digits.
    pub account: String,
    /// Its name, where known. Hostile text.
    pub account_name: Option<String>,
    /// Items.
    pub items: u32,
    /// Of these, with a decision that stands.
    pub decided: u32,
}

/// What is counted once, however often it comes.
#[derive(Default)]
struct Seen {
    principals: HashSet<String>,
    secrets: HashSet<[u8; 4]>,
}

/// Items by outcome; principals and secrets are left at 0.
pub(super) fn by_outcome(connection: &Connection, campaign: &CampaignId) -> Result<Progress, StoreError> {
    let mut progress = Progress::default();
    let mut query =
        connection.prepare_cached("SELECT outcome, count(*) FROM review_items WHERE campaign = ?1 GROUP BY outcome")?;
    let mut rows = query.query([campaign.as_str()])?;
    while let Some(found) = rows.next()? {
        let code: String = found.get(0)?;
        let outcome = row::known(TABLE, &code, Outcome::from_code(&code, None))?;
        progress.add(&outcome, row::count(found.get(1)?));
    }
    Ok(progress)
}

impl Reviews<'_> {
    /// How far a campaign is, in its parts.
    pub fn tally(&self, campaign: &CampaignId) -> Result<ReviewTally, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT outcome, reviewer, account, account_name, seeds, reopened, principal, members
             FROM review_items WHERE campaign = ?1",
        )?;
        let mut tabs = Tab::ALL.map(|tab| (tab, 0));
        let mut accounts: BTreeMap<String, AccountTally> = BTreeMap::new();
        let mut reviewers: BTreeMap<String, (Progress, Seen)> = BTreeMap::new();
        let mut reopened_undecided = 0;
        let mut rows = query.query([campaign.as_str()])?;
        while let Some(found) = rows.next()? {
            let (code, reviewer, account): (String, String, String) = (found.get(0)?, found.get(1)?, found.get(2)?);
            let outcome = row::known(TABLE, &code, Outcome::from_code(&code, None))?;
            let text = |column| found.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
            let (seeds, reopened) = (text(4)?, found.get(5)?);
            for (tab, items) in &mut tabs {
                *items += u32::from(tab.holds(&outcome, seeds, reopened));
            }
            reopened_undecided += u32::from(reopened && !outcome.is_decided());
            let (progress, seen) = reviewers.entry(reviewer).or_default();
            progress.add(&outcome, 1);
            if let Some(principal) = found.get::<_, Option<String>>(6)? {
                seen.principals.insert(principal);
            }
            let members = found.get_ref(7)?.as_blob().map_err(rusqlite::Error::from)?;
            seen.secrets.extend(members.as_chunks::<4>().0);
            let of_account = accounts.entry(account).or_default();
            of_account.items += 1;
            of_account.decided += u32::from(outcome.is_decided());
            if of_account.account_name.is_none() {
                of_account.account_name = found.get(3)?;
            }
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let reviewers = reviewers.into_iter().map(|(name, (progress, seen))| {
            let (principals, secrets) = (count(seen.principals.len()), count(seen.secrets.len()));
            (name, Progress { principals, secrets, ..progress })
        });
        let accounts = accounts.into_iter().map(|(account, tally)| AccountTally { account, ..tally });
        Ok(ReviewTally {
            tabs: tabs.to_vec(),
            reviewers: reviewers.collect(),
            accounts: accounts.collect(),
            reopened_undecided,
        })
    }
}
