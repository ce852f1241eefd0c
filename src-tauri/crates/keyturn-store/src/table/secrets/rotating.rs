//! What rotation is evaluated from: of each secret what the list shows, its tags and its store's own schedule.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::Filter;
use keyturn_domain::listing::Sort;
use keyturn_domain::rotation::Rotation;
use rusqlite::Connection;
use serde::Deserialize;

use super::{ListedSecret, Secrets, id_of};
use crate::error::StoreError;
use crate::table::{listing, secret_facts};

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
    /// The secrets that pass the filter at `now`, in the order of names.
    pub fn rotating(&self, filter: &Filter, now: DateTime<Utc>) -> Result<Vec<RotatingSecret>, StoreError> {
        let ids = listing::ids(self.0, filter, Sort::default(), now)?;
        ids.iter().map(|id| rotating(self.0.connection, *id)).collect()
    }

    /// One secret; gone ones and replicas too.
    pub fn find_rotating(&self, arn: &SecretArn) -> Result<Option<RotatingSecret>, StoreError> {
        id_of(self.0.connection, arn)?.map(|id| rotating(self.0.connection, id)).transpose()
    }
}

fn rotating(connection: &Connection, id: i64) -> Result<RotatingSecret, StoreError> {
    let Wanted { tags, rotation, created_at } = secret_facts::facts(connection, id)?;
    Ok(RotatingSecret { listed: listing::listed(connection, id)?, tags, rotation, created_at })
}
