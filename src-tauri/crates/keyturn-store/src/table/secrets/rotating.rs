//! What rotation is evaluated from: of each secret what the list shows, its tags and its store's own schedule.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::Filter;
use keyturn_domain::listing::Sort;
use keyturn_domain::rotation::Rotation;
use rusqlite::Connection;
use serde::Deserialize;

use super::{ListedSecret, Secrets, id_of};
use crate::error::StoreError;
use crate::row;
use crate::table::listing;

/// A secret as rotation sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotatingSecret {
    /// What the list shows.
    pub listed: ListedSecret,
    /// Its tags. `None` where they could not be read. Hostile text.
    pub tags: Option<BTreeMap<String, String>>,
    /// The store's own rotation settings.
    pub rotation: Rotation,
    /// When the secret was made (UTC); parameters do not tell.
    pub created_at: Option<DateTime<Utc>>,
}

/// The few members of the facts that are wanted: the rest is skipped, not built.
#[derive(Deserialize)]
struct Wanted {
    tags: Option<BTreeMap<String, String>>,
    rotation: Rotation,
    created_at: Option<DateTime<Utc>>,
}

impl Secrets<'_, '_> {
    /// The rows of the secrets that pass the filter at `now`, in the order of names.
    pub fn rows(&self, filter: &Filter, now: DateTime<Utc>) -> Result<Arc<[i64]>, StoreError> {
        listing::ids(self.0, filter, Sort::default(), now)
    }

    /// A row as the list shows it; [`StoreError::NotFound`] where there is none.
    pub fn listed(&self, row: i64) -> Result<ListedSecret, StoreError> {
        listing::listed(self.0.connection, row)
    }

    /// The secrets of these rows, in their order; a row that is not there is left out.
    pub fn rotating(&self, rows: &[i64]) -> Result<Vec<(i64, RotatingSecret)>, StoreError> {
        let rows = row::to_json("listing", &rows)?;
        select(self.0.connection, "json_each(?1) w CROSS JOIN listing l ON l.id = w.value", "w.key", &rows)
    }

    /// The row of a secret; gone ones and replicas have one too.
    pub fn row_of(&self, arn: &SecretArn) -> Result<Option<i64>, StoreError> {
        id_of(self.0.connection, arn)
    }

    /// One secret; gone ones and replicas too.
    pub fn find_rotating(&self, arn: &SecretArn) -> Result<Option<RotatingSecret>, StoreError> {
        let Some(id) = id_of(self.0.connection, arn)? else { return Ok(None) };
        Ok(self.rotating(&[id])?.pop().map(|(_, secret)| secret))
    }

    /// Those of these secrets that are known, in one reading; gone ones and replicas too.
    pub fn find_all_rotating(
        &self,
        arns: &BTreeSet<&SecretArn>,
    ) -> Result<HashMap<SecretArn, RotatingSecret>, StoreError> {
        let arns = row::to_json("secrets", arns)?;
        let from = "json_each(?1) w CROSS JOIN secrets s ON s.arn = w.value CROSS JOIN listing l ON l.id = s.id";
        let found = select(self.0.connection, from, "l.id", &arns)?;
        Ok(found.into_iter().map(|(_, secret)| (secret.listed.arn.clone(), secret)).collect())
    }
}

/// One statement for all: `from` names the rows of `listing` (alias `l`) by what is bound to it.
fn select(
    connection: &Connection,
    from: &str,
    order: &str,
    bound: &str,
) -> Result<Vec<(i64, RotatingSecret)>, StoreError> {
    let sql = format!(
        "SELECT {}, f.facts, l.id FROM {from} CROSS JOIN secret_facts f ON f.secret = l.id
         LEFT JOIN accounts a ON a.id = l.account LEFT JOIN access_secrets r ON r.arn = l.arn ORDER BY {order}",
        listing::LISTED
    );
    let mut query = connection.prepare_cached(&sql)?;
    let found = query.query_and_then([bound], |found| {
        let (listed, facts, id): (_, String, i64) = listing::listed_and(found)?;
        let Wanted { tags, rotation, created_at } = row::from_json("secret_facts", &facts)?;
        Ok((id, RotatingSecret { listed, tags, rotation, created_at }))
    })?;
    found.collect()
}
