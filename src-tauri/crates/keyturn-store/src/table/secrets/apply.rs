//! Making a staged listing the picture of its cell.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::cell::Cell;
use keyturn_domain::change::{self, Change, What};
use keyturn_domain::derived::Derived;
use keyturn_domain::secret::Secret;
use rusqlite::{Connection, params};

use super::replicas;
use crate::error::StoreError;
use crate::row;
use crate::table::{cells, listing, secret_changes, secret_facts, secret_tags, staged};

const TABLE: &str = "staged";

/// Most lines that a delta names.
pub const MOST_LINES: usize = 200;

/// What a listing brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellDelta {
    /// Secrets in the listing.
    pub listed: u32,
    /// Secrets that were not known before.
    pub added: u32,
    /// Secrets of which something changed, or that are back.
    pub changed: u32,
    /// Secrets that the listing no longer has.
    pub gone: u32,
    /// The first [`MOST_LINES`] of them by name: gone ones, returned ones, then the others as they were listed.
    pub lines: Vec<DeltaLine>,
}

/// One secret of a delta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeltaLine {
    /// The secret.
    pub arn: SecretArn,
    /// Its name. Hostile text: show as text only.
    pub name: String,
    /// What became of it.
    pub what: LineKind,
    /// Which facts changed.
    pub facts: Vec<What>,
}

/// What became of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// It was not known before.
    Added,
    /// Something of it changed, or it is back.
    Changed,
    /// A full listing no longer has it.
    Gone,
}

impl LineKind {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

impl CellDelta {
    fn tell(&mut self, arn: SecretArn, name: String, what: LineKind, facts: Vec<What>) {
        match what {
            LineKind::Added => self.added += 1,
            LineKind::Changed => self.changed += 1,
            LineKind::Gone => self.gone += 1,
        }
        if self.lines.len() < MOST_LINES {
            self.lines.push(DeltaLine { arn, name, what, facts });
        }
    }
}

/// How much of its cell a listing that came to its last page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listing {
    /// Every entry: what it does not have is gone.
    Full,
    /// Entries were left out because they could not be understood: nothing is gone by it.
    WithHoles,
}

/// Applies what is staged for a cell and empties the staging.
pub(super) fn apply(
    connection: &Connection,
    cell: &Cell,
    listing: Listing,
    at: DateTime<Utc>,
) -> Result<CellDelta, StoreError> {
    let id = cells::find_or_add(connection, cell)?;
    let mut delta = CellDelta::default();
    let count = "SELECT count(*) FROM staged WHERE cell = ?1";
    delta.listed = row::count(connection.prepare_cached(count)?.query_row([id], |found| found.get(0))?);
    if listing == Listing::Full {
        mark_gone(connection, id, at, &mut delta)?;
    }
    let returned = mark_returned(connection, id, at, &mut delta)?;
    mark_seen(connection, id, at)?;
    write_new_and_changed(connection, id, at, &returned, &mut delta)?;
    replicas::recount(connection, &cell.account)?;
    staged::clear(connection, id)?;
    Ok(delta)
}

/// Secrets of the cell that the listing does not have.
fn mark_gone(connection: &Connection, cell: i64, at: DateTime<Utc>, delta: &mut CellDelta) -> Result<(), StoreError> {
    let mut missing = connection.prepare_cached(
        "SELECT s.id FROM secrets s WHERE s.cell = ?1
         AND NOT EXISTS (SELECT 1 FROM staged t WHERE t.cell = ?1 AND t.arn = s.arn)",
    )?;
    let missing = missing.query_map([cell], |found| found.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    for id in missing {
        if listing::set_gone(connection, id, row::millis(at))? {
            secret_changes::add(connection, id, at, &secret_changes::bare(What::Gone))?;
            let (arn, name) = listing::naming(connection, id)?;
            delta.tell(arn, name, LineKind::Gone, vec![What::Gone]);
        }
    }
    Ok(())
}

/// Secrets that were gone and that the listing has again. Gives those of which more may have changed.
fn mark_returned(
    connection: &Connection,
    cell: i64,
    at: DateTime<Utc>,
    delta: &mut CellDelta,
) -> Result<Vec<i64>, StoreError> {
    let mut back = connection.prepare_cached(
        "SELECT l.id, t.facts IS NULL FROM listing l JOIN staged t ON t.cell = ?1 AND t.arn = l.arn
         WHERE l.gone_at IS NOT NULL",
    )?;
    let back = back.query_map([cell], |found| Ok((found.get(0)?, found.get(1)?)))?;
    let back = back.collect::<Result<Vec<(i64, bool)>, _>>()?;
    let mut changed_too = Vec::new();
    for (id, unchanged) in back {
        listing::set_returned(connection, id)?;
        secret_changes::add(connection, id, at, &secret_changes::bare(What::Returned))?;
        if unchanged {
            let (arn, name) = listing::naming(connection, id)?;
            delta.tell(arn, name, LineKind::Changed, vec![What::Returned]);
        } else {
            changed_too.push(id);
        }
    }
    Ok(changed_too)
}

/// Known secrets that the listing has.
fn mark_seen(connection: &Connection, cell: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    let mut seen = connection.prepare_cached(
        "UPDATE secrets SET last_seen_at = ?2, cell = ?1
         WHERE id IN (SELECT secret FROM staged WHERE cell = ?1 AND secret IS NOT NULL)",
    )?;
    seen.execute((cell, row::millis(at)))?;
    Ok(())
}

/// Walks the staged rows that differ from what is known, one at a time: memory stays flat however long the listing is.
fn write_new_and_changed(
    connection: &Connection,
    cell: i64,
    at: DateTime<Utc>,
    returned: &[i64],
    delta: &mut CellDelta,
) -> Result<(), StoreError> {
    let mut differing = connection.prepare_cached(
        "SELECT secret, facts, derived FROM staged WHERE cell = ?1 AND facts IS NOT NULL ORDER BY id",
    )?;
    let mut rows = differing.query([cell])?;
    while let Some(found) = rows.next()? {
        let known: Option<i64> = found.get(0)?;
        let (facts, derived_json): (String, String) = (found.get(1)?, found.get(2)?);
        let secret: Secret = row::from_json(TABLE, &facts)?;
        let derived: Derived = row::from_json(TABLE, &derived_json)?;
        // Another cell's listing may have brought it since it was staged.
        let known = known.map_or_else(|| super::id_of(connection, &secret.arn), |id| Ok(Some(id)))?;
        let Some(id) = known else {
            let id = add(connection, cell, &secret, &derived, at, (&facts, &derived_json))?;
            secret_changes::add(connection, id, at, &secret_changes::bare(What::Added))?;
            delta.tell(secret.arn, secret.name, LineKind::Added, vec![What::Added]);
            continue;
        };
        let changes = update(connection, id, &secret, &derived, at, (&facts, &derived_json))?;
        for change in &changes {
            secret_changes::add(connection, id, at, change)?;
        }
        let back = returned.contains(&id).then_some(What::Returned);
        let facts: Vec<What> = back.into_iter().chain(changes.iter().map(|change| change.what)).collect();
        if !facts.is_empty() {
            delta.tell(secret.arn, secret.name, LineKind::Changed, facts);
        }
    }
    Ok(())
}

/// Adds a secret that was not known, with all its rows.
fn add(
    connection: &Connection,
    cell: i64,
    secret: &Secret,
    derived: &Derived,
    at: DateTime<Utc>,
    json: (&str, &str),
) -> Result<i64, StoreError> {
    let mut insert = connection.prepare_cached("INSERT INTO secrets (arn, cell, last_seen_at) VALUES (?1, ?2, ?3)")?;
    let id = insert.insert(params![secret.arn.as_str(), cell, row::millis(at)])?;
    secret_facts::put(connection, id, json.0, json.1)?;
    secret_tags::add(connection, id, secret.tags.as_ref())?;
    listing::put(connection, id, secret, derived, at)?;
    Ok(id)
}

/// Brings all rows of a known secret up to a new reading, and gives what changed.
pub(super) fn update(
    connection: &Connection,
    id: i64,
    secret: &Secret,
    derived: &Derived,
    at: DateTime<Utc>,
    json: (&str, &str),
) -> Result<Vec<Change>, StoreError> {
    let before: Secret = secret_facts::facts(connection, id)?;
    secret_facts::put(connection, id, json.0, json.1)?;
    if before.tags != secret.tags {
        secret_tags::replace(connection, id, secret.tags.as_ref())?;
    }
    listing::put(connection, id, secret, derived, at)?;
    Ok(change::between(&before, secret))
}
