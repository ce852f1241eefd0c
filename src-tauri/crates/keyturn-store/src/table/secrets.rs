//! Secrets: their identity, and reading and writing all that is kept of them.

mod apply;
mod replicas;
mod rotating;
mod siblings;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::account::{Account, AccountId, Region};
use keyturn_domain::age::{Known, ValueAge};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::cell::Cell;
use keyturn_domain::change::{Change, What};
use keyturn_domain::derived::Derived;
use keyturn_domain::filter::Filter;
use keyturn_domain::key::KeyManager;
use keyturn_domain::kind::Kind;
use keyturn_domain::listing::Sort;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_domain::version::SecretVersion;
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use apply::Listing;
pub use apply::{CellDelta, DeltaLine, LineKind, MOST_LINES};
pub use rotating::RotatingSecret;
pub use siblings::{Shared, Sibling};

use super::access::ReaderCounts;
use super::kind_corrections::{self, KindCorrection};
use super::secret_facts::{self, PolicyState};
use super::{listing, secret_changes};
use crate::database::{Reader, Writer};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "secrets";

/// Narrow, because each sync writes `last_seen_at` of each row.
pub(crate) const CREATE: &str = "
    CREATE TABLE secrets (
        id           INTEGER PRIMARY KEY,
        arn          TEXT NOT NULL UNIQUE,
        cell         INTEGER NOT NULL REFERENCES cells (id),
        last_seen_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX secrets_of ON secrets (cell);";

/// A secret as the list shows it.
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a row, each shown by itself")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSecret {
    /// Identity.
    pub arn: SecretArn,
    /// The full name. Hostile text: show as text only.
    pub name: String,
    /// The account, with its name where known.
    pub account: Account,
    /// The region.
    pub region: Region,
    /// The store.
    pub store: Store,
    /// The kind: a person's correction, or what the rules gave.
    pub kind: Kind,
    /// Whether a person corrected the kind.
    pub corrected: bool,
    /// Whether it is a value of a test mode.
    pub test: bool,
    /// The environment read from the path.
    pub environment: Option<String>,
    /// The service read from the path.
    pub service: Option<String>,
    /// The owner, from tags.
    pub owner: Option<String>,
    /// When the current value was made.
    pub value: ValueAge,
    /// The last automatic rotation (UTC).
    pub rotated_at: Option<DateTime<Utc>>,
    /// How it is rotated: a code of [`keyturn_domain::rotation::RotatedBy`].
    pub rotation: String,
    /// Who manages its key.
    pub key_manager: KeyManager,
    /// The key's alias, where known.
    pub key_alias: Option<String>,
    /// The day (UTC) of the last read that AWS reports.
    pub read_on: Option<NaiveDate>,
    /// When anything about it last changed (UTC).
    pub changed_at: Option<DateTime<Utc>>,
    /// When Keyturn first saw it (UTC).
    pub first_seen_at: DateTime<Utc>,
    /// Regions that hold copies: those it reports itself, and those whose listings show one.
    pub replica_regions: Vec<Region>,
    /// Whether a rotation began and has not ended.
    pub pending: bool,
    /// Whether it is a parameter in plain text.
    pub plain_text: bool,
    /// Whether a person has written a note.
    pub noted: bool,
    /// When its deletion was asked for (UTC).
    pub deleted_at: Option<DateTime<Utc>>,
    /// When a full listing of its cell first lacked it (UTC).
    pub gone_at: Option<DateTime<Utc>>,
    /// How many can read it, as last evaluated; `None` before it was.
    pub readers: Option<ReaderCounts>,
}

/// A secret, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSecret {
    /// What the list shows.
    pub listed: ListedSecret,
    /// What its store said at the last reading.
    pub secret: Secret,
    /// What the rules concluded from that.
    pub derived: Derived,
    /// Why it has its kind: the rule's reason, or the person's.
    pub kind_reason: String,
    /// The person's correction of its kind.
    pub correction: Option<KindCorrection>,
    /// When Keyturn first saw it (UTC).
    pub first_seen_at: DateTime<Utc>,
    /// When Keyturn last saw it (UTC).
    pub last_seen_at: DateTime<Utc>,
    /// Its resource policy, as far as it has been read.
    pub policy: PolicyState,
}

/// Reads secrets.
#[derive(Debug)]
pub struct Secrets<'r, 'a>(&'r Reader<'a>);

/// Writes secrets; reads what it wrote.
#[derive(Debug)]
pub struct SecretsWriter<'w, 'a>(Secrets<'w, 'a>);

impl<'a> Reader<'a> {
    /// Reads secrets.
    pub fn secrets(&self) -> Secrets<'_, 'a> {
        Secrets(self)
    }
}

impl<'a> Writer<'a> {
    /// Writes secrets.
    pub fn secrets(&self) -> SecretsWriter<'_, 'a> {
        SecretsWriter(Secrets(self.reader()))
    }
}

impl<'w, 'a> std::ops::Deref for SecretsWriter<'w, 'a> {
    type Target = Secrets<'w, 'a>;

    fn deref(&self) -> &Secrets<'w, 'a> {
        &self.0
    }
}

/// The row of an ARN.
fn id_of(connection: &Connection, arn: &SecretArn) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT id FROM secrets WHERE arn = ?1")?;
    Ok(query.query_row([arn.as_str()], |found| found.get(0)).optional()?)
}

impl Secrets<'_, '_> {
    /// How many secrets pass the filter at `now`.
    ///
    /// Replicas count with their primary, gone secrets not at all unless the filter asks for them.
    pub fn count(&self, filter: &Filter, now: DateTime<Utc>) -> Result<u32, StoreError> {
        listing::count(self.0, filter, now)
    }

    /// The secrets that pass the filter at `now`, in order: `limit` of them after the first `offset`.
    pub fn list(
        &self,
        filter: &Filter,
        sort: Sort,
        offset: u32,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<ListedSecret>, StoreError> {
        let ids = listing::ids(self.0, filter, sort, now)?;
        let wanted = ids.iter().skip(offset as usize).take(limit as usize);
        wanted.map(|id| listing::listed(self.0.connection, *id)).collect()
    }

    /// Gives each secret that passes the filter at `now` to `row`, in order, until `row` returns false.
    pub fn each(
        &self,
        filter: &Filter,
        sort: Sort,
        now: DateTime<Utc>,
        row: &mut dyn FnMut(ListedSecret) -> bool,
    ) -> Result<(), StoreError> {
        for id in listing::ids(self.0, filter, sort, now)?.iter() {
            if !row(listing::listed(self.0.connection, *id)?) {
                break;
            }
        }
        Ok(())
    }

    /// One secret, whole; gone ones and replicas too.
    pub fn find(&self, arn: &SecretArn) -> Result<Option<StoredSecret>, StoreError> {
        let connection = self.0.connection;
        let Some(id) = id_of(connection, arn)? else { return Ok(None) };
        let listed = listing::listed(connection, id)?;
        let derived = secret_facts::derived(connection, id)?;
        let correction = kind_corrections::find(connection, arn)?;
        let mut seen = connection.prepare_cached("SELECT last_seen_at FROM secrets WHERE id = ?1")?;
        Ok(Some(StoredSecret {
            secret: secret_facts::facts(connection, id)?,
            kind_reason: correction.as_ref().map_or(&derived.classification.reason, |person| &person.reason).clone(),
            correction,
            first_seen_at: listed.first_seen_at,
            last_seen_at: row::instant(TABLE, seen.query_row([id], |found| found.get(0))?)?,
            policy: secret_facts::policy(connection, id)?,
            listed,
            derived,
        }))
    }

    /// What the last readings found of the secrets of an account, by ARN; replicas too, gone ones not.
    pub fn facts_of(&self, account: &AccountId) -> Result<Vec<Secret>, StoreError> {
        let connection = self.0.connection;
        let mut query =
            connection.prepare_cached("SELECT id FROM listing WHERE account = ?1 AND gone_at IS NULL ORDER BY arn")?;
        let ids = query.query_map([account.as_str()], |found| found.get(0))?;
        ids.map(|id| secret_facts::facts(connection, id?)).collect()
    }

    /// What the last readings found of these secrets, as far as they are the account's; gone ones not.
    pub fn facts(&self, account: &AccountId, arns: &[SecretArn]) -> Result<Vec<Secret>, StoreError> {
        let connection = self.0.connection;
        let mut query = connection.prepare_cached(
            "SELECT listing.id FROM secrets JOIN listing USING (id) WHERE secrets.arn = ?1 AND gone_at IS NULL",
        )?;
        let here = arns.iter().filter(|arn| arn.account() == account);
        let ids = here.map(|arn| query.query_row([arn.as_str()], |found| found.get(0)).optional());
        ids.filter_map(Result::transpose).map(|id| secret_facts::facts(connection, id?)).collect()
    }

    /// The ARNs of the secrets that have exactly this name. Gone ones and counted replicas are left out.
    pub fn by_name(&self, name: &str) -> Result<Vec<SecretArn>, StoreError> {
        let mut query = self.0.connection.prepare_cached(
            "SELECT arn FROM listing WHERE name_key = ?1 AND name = ?2 AND counted AND gone_at IS NULL ORDER BY arn",
        )?;
        let rows = query.query_and_then((name.to_ascii_lowercase(), name), |found| {
            row::parsed(TABLE, &found.get::<_, String>(0)?)
        })?;
        rows.collect()
    }

    /// What earlier readings left of these secrets, as far as ages need it. Secrets that are not known are left out.
    ///
    /// So are parameters that are gone: one that comes back under its name is another, whose versions begin at 1.
    pub fn known(&self, arns: &[SecretArn]) -> Result<HashMap<SecretArn, Known>, StoreError> {
        /// The part of the facts that ages need; the rest is not parsed.
        #[derive(Deserialize)]
        struct Dates {
            value: ValueAge,
            parameter_version: Option<i64>,
            versions: Vec<SecretVersion>,
        }
        let connection = self.0.connection;
        let mut gone = connection.prepare_cached("SELECT gone_at IS NOT NULL FROM listing WHERE id = ?1")?;
        let mut found = HashMap::with_capacity(arns.len());
        for arn in arns {
            let Some(id) = id_of(connection, arn)? else { continue };
            if arn.store() == Store::ParameterStore && gone.query_row([id], |row| row.get(0))? {
                continue;
            }
            let Dates { value, parameter_version, versions } = secret_facts::facts(connection, id)?;
            found.insert(arn.clone(), Known { value, parameter_version, versions });
        }
        Ok(found)
    }
}

impl SecretsWriter<'_, '_> {
    /// Makes the staged listing of a cell its picture: secrets that are new, changed, returned or gone are written
    /// and told, the others are marked as seen. Call it only after the last page.
    pub fn apply_cell(&self, cell: &Cell, at: DateTime<Utc>) -> Result<CellDelta, StoreError> {
        apply::apply(self.0.0.connection, cell, Listing::Full, at)
    }

    /// The same for a listing that came to its last page with entries left out: nothing is gone by it.
    pub fn apply_cell_with_holes(&self, cell: &Cell, at: DateTime<Utc>) -> Result<CellDelta, StoreError> {
        apply::apply(self.0.0.connection, cell, Listing::WithHoles, at)
    }

    /// Keeps a live reading of one secret that is known, and gives what changed.
    ///
    /// `policy` is `None` where the resource policy was not read, `Some(None)` where there is none.
    pub fn inspected(
        &self,
        secret: &Secret,
        derived: &Derived,
        policy: Option<Option<String>>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Change>, StoreError> {
        let connection = self.0.0.connection;
        let id = id_of(connection, &secret.arn)?.ok_or_else(|| StoreError::NotFound(secret.arn.to_string()))?;
        let (facts, derived_json) = secret_facts::as_json(secret, derived)?;
        let mut changes = Vec::new();
        if listing::set_returned(connection, id)? {
            changes.push(secret_changes::bare(What::Returned));
        }
        changes.extend(apply::update(connection, id, secret, derived, at, (&facts, &derived_json))?);
        if let Some(text) = policy {
            let before = match secret_facts::policy(connection, id)? {
                PolicyState::NotRead => None,
                PolicyState::None { .. } => Some(None),
                PolicyState::Text { text, .. } => Some(Some(text)),
            };
            if let Some(before) = before.filter(|before| *before != text) {
                changes.push(Change { what: What::ResourcePolicy, before, after: text.clone() });
            }
            secret_facts::put_policy(connection, id, text.as_deref(), at)?;
        }
        for change in &changes {
            secret_changes::add(connection, id, at, change)?;
        }
        let mut seen = connection.prepare_cached("UPDATE secrets SET last_seen_at = ?2 WHERE id = ?1")?;
        seen.execute((id, row::millis(at)))?;
        replicas::recount(connection, secret.arn.account())?;
        Ok(changes)
    }

    /// Corrects a kind, with the reason and who says so; `None` goes back to what the rules gave.
    pub fn correct_kind(
        &self,
        arn: &SecretArn,
        correction: Option<(Kind, &str, &str)>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let connection = self.0.0.connection;
        let id = id_of(connection, arn)?.ok_or_else(|| StoreError::NotFound(arn.to_string()))?;
        let Some((kind, reason, author)) = correction else {
            kind_corrections::remove(connection, arn)?;
            let derived = secret_facts::derived(connection, id)?;
            return listing::set_kind(connection, id, derived.classification.kind, false);
        };
        let correction =
            KindCorrection { kind, reason: reason.to_owned(), author: author.to_owned(), corrected_at: at };
        kind_corrections::put(connection, arn, &correction)?;
        listing::set_kind(connection, id, kind, true)
    }
}

#[cfg(test)]
mod tests;
