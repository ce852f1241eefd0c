//! The list of secrets: one narrow row for each, kept in the order of names, with everything that is shown, filtered
//! or sorted by.

mod query;

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use keyturn_domain::account::{Account, Region};
use keyturn_domain::age::{AgeBasis, ValueAge};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::derived::Derived;
use keyturn_domain::key::KeyManager;
use keyturn_domain::kind::Kind;
use keyturn_domain::secret::Secret;
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, params};

pub(crate) use query::ListCache;
pub(super) use query::{count, ids};

use crate::error::StoreError;
use crate::row;
use crate::table::access::ReaderCounts;
use crate::table::secrets::ListedSecret;

const TABLE: &str = "listing";

/// Clustered by name: the usual order needs no sorting, and a scan for a filter reads these rows and nothing else.
///
/// `name_key` is the name in ASCII lower case. `counted` is false for a replica whose primary is here too.
/// `reported_regions` are the copies that the secret's own reading names, `replica_regions` those and the copies that
/// the listings of other regions showed. `primary_arn` is set on replicas.
pub(crate) const CREATE: &str = "
    CREATE TABLE listing (
        name_key         TEXT NOT NULL,
        arn              TEXT NOT NULL,
        id               INTEGER NOT NULL UNIQUE REFERENCES secrets (id),
        counted          INTEGER NOT NULL,
        gone_at          INTEGER,
        store            TEXT NOT NULL,
        account          TEXT NOT NULL,
        region           TEXT NOT NULL,
        kind             TEXT NOT NULL,
        environment      TEXT,
        service          TEXT,
        owner            TEXT,
        value_made_at    INTEGER,
        rotated_at       INTEGER,
        read_on          INTEGER,
        changed_at       INTEGER,
        first_seen_at    INTEGER NOT NULL,
        rotation         TEXT NOT NULL,
        key_manager      TEXT NOT NULL,
        key_alias        TEXT,
        replica_count    INTEGER NOT NULL,
        pending          INTEGER NOT NULL,
        plain_text       INTEGER NOT NULL,
        noted            INTEGER NOT NULL,
        corrected        INTEGER NOT NULL,
        test             INTEGER NOT NULL,
        deleted_at       INTEGER,
        age_basis        TEXT NOT NULL,
        name             TEXT NOT NULL,
        replica_regions  TEXT NOT NULL,
        reported_regions TEXT NOT NULL,
        primary_arn      TEXT,
        PRIMARY KEY (name_key, arn)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX listing_replicas ON listing (primary_arn) WHERE primary_arn IS NOT NULL;
    CREATE INDEX listing_replicated ON listing (account) WHERE replica_count > 0;
    CREATE INDEX listing_reporting ON listing (account) WHERE reported_regions <> '';
    CREATE INDEX listing_gone ON listing (id) WHERE gone_at IS NOT NULL;";

/// Writes a secret's row as a new reading has it. Whether a known secret is gone, noted or counted is not the
/// reading's to say, and it keeps the day on which it was first seen. For a new one, what people wrote about the ARN
/// before is found again.
pub(super) fn put(
    connection: &Connection,
    id: i64,
    secret: &Secret,
    derived: &Derived,
    seen_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT INTO listing (
             id, arn, store, account, region, first_seen_at, name_key, name, environment, service, owner, kind, test,
             value_made_at, age_basis, rotated_at, read_on, changed_at, rotation, key_manager, key_alias, pending,
             plain_text, deleted_at, reported_regions, primary_arn, counted, replica_count, replica_regions, noted,
             corrected)
         VALUES (
             ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
             COALESCE((SELECT k.kind FROM kind_corrections k WHERE k.arn = ?2), ?12),
             ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, 1, 0, '',
             EXISTS (SELECT 1 FROM notes n WHERE n.arn = ?2),
             EXISTS (SELECT 1 FROM kind_corrections k WHERE k.arn = ?2))
         ON CONFLICT DO UPDATE SET
             name_key = excluded.name_key, name = excluded.name, environment = excluded.environment,
             service = excluded.service, owner = excluded.owner, kind = excluded.kind, test = excluded.test,
             value_made_at = excluded.value_made_at, age_basis = excluded.age_basis, rotated_at = excluded.rotated_at,
             read_on = excluded.read_on, changed_at = excluded.changed_at, rotation = excluded.rotation,
             key_manager = excluded.key_manager, key_alias = excluded.key_alias, pending = excluded.pending,
             plain_text = excluded.plain_text, deleted_at = excluded.deleted_at,
             reported_regions = excluded.reported_regions, primary_arn = excluded.primary_arn,
             counted = counted OR excluded.primary_arn IS NULL",
    )?;
    let mut regions: Vec<&str> = secret.replicas.iter().map(|replica| replica.region.as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    // By number: by name, SQLite would look each up in turn for each row.
    put.execute(params![
        id,
        secret.arn.as_str(),
        secret.arn.store().code(),
        secret.arn.account().as_str(),
        secret.arn.region().as_str(),
        row::millis(seen_at),
        secret.name.to_ascii_lowercase(),
        secret.name,
        derived.environment,
        derived.service,
        derived.owner,
        derived.classification.kind.code(),
        derived.classification.test,
        secret.value.made_at.map(row::millis),
        secret.value.basis.code(),
        secret.rotation.last_at.map(row::millis),
        secret.last_read_on.map(row::day_number),
        secret.changed_at.map(row::millis),
        secret.rotation.by.code(),
        secret.key.manager.code(),
        secret.key.alias,
        secret.pending_version().is_some(),
        secret.is_plain_text(),
        secret.deleted_at.map(row::millis),
        regions.join(","),
        primary_arn(secret).as_ref().map(SecretArn::as_str),
    ])?;
    Ok(())
}

/// The ARN of the secret that this one is a copy of.
fn primary_arn(secret: &Secret) -> Option<SecretArn> {
    let region = secret.replica_of.as_ref().filter(|region| *region != secret.arn.region())?;
    Some(secret.arn.in_region(region))
}

/// Marks whether somebody has written a note on a secret.
pub(super) fn set_noted(connection: &Connection, arn: &SecretArn, noted: bool) -> Result<(), StoreError> {
    let mut update = connection
        .prepare_cached("UPDATE listing SET noted = ?2 WHERE id = (SELECT id FROM secrets WHERE arn = ?1)")?;
    update.execute((arn.as_str(), noted))?;
    Ok(())
}

/// Sets the kind that is shown, and whether a person chose it.
pub(super) fn set_kind(connection: &Connection, id: i64, kind: Kind, corrected: bool) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached("UPDATE listing SET kind = ?2, corrected = ?3 WHERE id = ?1")?;
    update.execute((id, kind.code(), corrected))?;
    Ok(())
}

/// Marks a secret as gone. Whether it was there before.
pub(super) fn set_gone(connection: &Connection, id: i64, gone_at: i64) -> Result<bool, StoreError> {
    let mut update = connection.prepare_cached("UPDATE listing SET gone_at = ?2 WHERE id = ?1 AND gone_at IS NULL")?;
    Ok(update.execute((id, gone_at))? > 0)
}

/// Marks a secret as here. Whether it was gone before.
pub(super) fn set_returned(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    let mut update =
        connection.prepare_cached("UPDATE listing SET gone_at = NULL WHERE id = ?1 AND gone_at IS NOT NULL")?;
    Ok(update.execute([id])? > 0)
}

/// The ARN and name of a row.
pub(super) fn naming(connection: &Connection, id: i64) -> Result<(SecretArn, String), StoreError> {
    let mut query = connection.prepare_cached("SELECT arn, name FROM listing WHERE id = ?1")?;
    let (arn, name): (String, String) = query.query_row([id], |found| Ok((found.get(0)?, found.get(1)?)))?;
    Ok((row::parsed(TABLE, &arn)?, name))
}

/// The columns of a [`ListedSecret`], in the order in which they are taken.
pub(super) const LISTED: &str = "l.arn, l.name, a.name, l.kind, l.corrected, l.test, l.environment, l.service, l.owner,
    l.value_made_at, l.age_basis, l.rotated_at, l.rotation, l.key_manager, l.key_alias, l.read_on, l.changed_at,
    l.first_seen_at, l.replica_regions, l.pending, l.plain_text, l.noted, l.deleted_at, l.gone_at, r.can, r.conditional,
    r.unknown";

/// The row of a secret as it is shown.
pub(super) fn listed(connection: &Connection, id: i64) -> Result<ListedSecret, StoreError> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT {LISTED} FROM listing l LEFT JOIN accounts a ON a.id = l.account
             LEFT JOIN access_secrets r ON r.arn = l.arn WHERE l.id = ?1"
        )
    });
    let mut query = connection.prepare_cached(&SELECT)?;
    let mut rows = query.query([id])?;
    let row = rows.next()?.ok_or_else(|| StoreError::NotFound(id.to_string()))?;
    listed_from(&mut Fields { row, next: 0 })
}

/// The same for a statement that selects [`LISTED`] and then two columns of its own.
pub(super) fn listed_and<A: FromSql, B: FromSql>(row: &Row<'_>) -> Result<(ListedSecret, A, B), StoreError> {
    let mut fields = Fields { row, next: 0 };
    Ok((listed_from(&mut fields)?, fields.take()?, fields.take()?))
}

/// Takes a row's columns one after another.
struct Fields<'a, 's> {
    row: &'a Row<'s>,
    next: usize,
}

impl Fields<'_, '_> {
    fn take<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let taken = self.row.get(self.next)?;
        self.next += 1;
        Ok(taken)
    }

    fn take_instant(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        row::instant_maybe(TABLE, self.take()?)
    }

    /// None before the secret was evaluated.
    fn take_readers(&mut self) -> Result<Option<ReaderCounts>, StoreError> {
        let (can, conditional, unknown): (Option<i64>, Option<i64>, Option<i64>) =
            (self.take()?, self.take()?, self.take()?);
        Ok(can.zip(conditional).zip(unknown).map(|((can, conditional), unknown)| ReaderCounts {
            can: row::count(can),
            conditional: row::count(conditional),
            unknown: row::count(unknown),
        }))
    }

    fn take_known<T>(&mut self, from_code: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
        let code: String = self.take()?;
        row::known(TABLE, &code, from_code(&code))
    }
}

fn listed_from(fields: &mut Fields<'_, '_>) -> Result<ListedSecret, StoreError> {
    let arn: SecretArn = row::parsed(TABLE, &fields.take::<String>()?)?;
    // Struct fields are evaluated in the order in which they stand here: that of `LISTED`.
    Ok(ListedSecret {
        region: arn.region().clone(),
        store: arn.store(),
        name: fields.take()?,
        account: Account { id: arn.account().clone(), name: fields.take()? },
        kind: fields.take_known(Kind::from_code)?,
        corrected: fields.take()?,
        test: fields.take()?,
        environment: fields.take()?,
        service: fields.take()?,
        owner: fields.take()?,
        value: ValueAge { made_at: fields.take_instant()?, basis: fields.take_known(AgeBasis::from_code)? },
        rotated_at: fields.take_instant()?,
        rotation: fields.take()?,
        key_manager: fields.take_known(KeyManager::from_code)?,
        key_alias: fields.take()?,
        read_on: fields.take::<Option<i64>>()?.map(|number| row::day(TABLE, number)).transpose()?,
        changed_at: fields.take_instant()?,
        first_seen_at: row::instant(TABLE, fields.take()?)?,
        replica_regions: regions(&fields.take::<String>()?)?,
        pending: fields.take()?,
        plain_text: fields.take()?,
        noted: fields.take()?,
        deleted_at: fields.take_instant()?,
        gone_at: fields.take_instant()?,
        readers: fields.take_readers()?,
        arn,
    })
}

fn regions(joined: &str) -> Result<Vec<Region>, StoreError> {
    joined.split(',').filter(|region| !region.is_empty()).map(|region| row::parsed(TABLE, region)).collect()
}

#[cfg(test)]
mod tests;
