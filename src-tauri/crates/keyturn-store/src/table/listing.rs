//! The list of secrets: one narrow row for each, kept in the order of names, with everything that is shown, filtered
//! or sorted by.

mod query;

use keyturn_domain::age::{AgeBasis, ValueAge};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::derived::Derived;
use keyturn_domain::key::KeyManager;
use keyturn_domain::kind::Kind;
use keyturn_domain::secret::Secret;
use rusqlite::{Connection, Row, named_params};

pub(crate) use query::ListCache;
pub(super) use query::{count, ids};

use crate::error::StoreError;
use crate::row;
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

/// Adds the row of a secret that is new. What people wrote about the ARN before is found again.
pub(super) fn insert(
    connection: &Connection,
    id: i64,
    secret: &Secret,
    derived: &Derived,
    first_seen_at: i64,
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO listing (
             name_key, arn, id, counted, store, account, region, kind, first_seen_at, rotation, key_manager,
             replica_count, pending, plain_text, noted, corrected, test, age_basis, name, replica_regions,
             reported_regions)
         VALUES ('', ?1, ?2, 1, ?3, ?4, ?5, '', ?6, '', '', 0, 0, 0,
             EXISTS (SELECT 1 FROM notes n WHERE n.arn = ?1),
             EXISTS (SELECT 1 FROM kind_corrections k WHERE k.arn = ?1), 0, '', '', '', '')",
    )?;
    let arn = &secret.arn;
    let place = (arn.store().code(), arn.account().as_str(), arn.region().as_str());
    insert.execute((arn.as_str(), id, place.0, place.1, place.2, first_seen_at))?;
    update(connection, id, secret, derived)
}

/// Brings a secret's row up to a new reading. Whether it is gone, noted or counted is not the reading's to say.
pub(super) fn update(connection: &Connection, id: i64, secret: &Secret, derived: &Derived) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE listing SET
             name_key = :name_key, name = :name, environment = :environment, service = :service, owner = :owner,
             kind = COALESCE((SELECT k.kind FROM kind_corrections k WHERE k.arn = :arn), :kind), test = :test,
             value_made_at = :value_made_at, age_basis = :age_basis, rotated_at = :rotated_at, read_on = :read_on,
             changed_at = :changed_at, rotation = :rotation, key_manager = :key_manager, key_alias = :key_alias,
             pending = :pending, plain_text = :plain_text, deleted_at = :deleted_at,
             reported_regions = :reported_regions, primary_arn = :primary_arn,
             counted = counted OR :primary_arn IS NULL
         WHERE id = :id",
    )?;
    let mut regions: Vec<&str> = secret.replicas.iter().map(|replica| replica.region.as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    update.execute(named_params! {
        ":id": id,
        ":arn": secret.arn.as_str(),
        ":name_key": secret.name.to_ascii_lowercase(),
        ":name": secret.name,
        ":environment": derived.environment,
        ":service": derived.service,
        ":owner": derived.owner,
        ":kind": derived.classification.kind.code(),
        ":test": derived.classification.test,
        ":value_made_at": secret.value.made_at.map(row::millis),
        ":age_basis": secret.value.basis.code(),
        ":rotated_at": secret.rotation.last_at.map(row::millis),
        ":read_on": secret.last_read_on.map(row::day_number),
        ":changed_at": secret.changed_at.map(row::millis),
        ":rotation": secret.rotation.by.code(),
        ":key_manager": secret.key.manager.code(),
        ":key_alias": secret.key.alias,
        ":pending": secret.pending_version().is_some(),
        ":plain_text": secret.is_plain_text(),
        ":deleted_at": secret.deleted_at.map(row::millis),
        ":reported_regions": regions.join(","),
        ":primary_arn": primary_arn(secret).as_ref().map(SecretArn::as_str),
    })?;
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

/// The row of a secret as it is shown.
pub(super) fn listed(connection: &Connection, id: i64) -> Result<ListedSecret, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT l.*, a.name AS account_name FROM listing l LEFT JOIN accounts a ON a.id = l.account WHERE l.id = ?1",
    )?;
    query.query_and_then([id], listed_from)?.next().ok_or_else(|| StoreError::NotFound(id.to_string()))?
}

fn listed_from(found: &Row<'_>) -> Result<ListedSecret, StoreError> {
    let arn: SecretArn = row::parsed(TABLE, &found.get::<_, String>("arn")?)?;
    let (kind, basis, manager): (String, String, String) =
        (found.get("kind")?, found.get("age_basis")?, found.get("key_manager")?);
    let regions: String = found.get("replica_regions")?;
    let instant = |column: &str| row::instant_maybe(TABLE, found.get(column)?);
    Ok(ListedSecret {
        name: found.get("name")?,
        account: keyturn_domain::account::Account { id: arn.account().clone(), name: found.get("account_name")? },
        region: arn.region().clone(),
        store: arn.store(),
        kind: row::known(TABLE, &kind, Kind::from_code(&kind))?,
        corrected: found.get("corrected")?,
        test: found.get("test")?,
        environment: found.get("environment")?,
        service: found.get("service")?,
        owner: found.get("owner")?,
        value: ValueAge {
            made_at: instant("value_made_at")?,
            basis: row::known(TABLE, &basis, AgeBasis::from_code(&basis))?,
        },
        rotated_at: instant("rotated_at")?,
        rotation: found.get("rotation")?,
        key_manager: row::known(TABLE, &manager, KeyManager::from_code(&manager))?,
        key_alias: found.get("key_alias")?,
        read_on: found.get::<_, Option<i64>>("read_on")?.map(|number| row::day(TABLE, number)).transpose()?,
        changed_at: instant("changed_at")?,
        first_seen_at: row::instant(TABLE, found.get("first_seen_at")?)?,
        replica_regions: regions
            .split(',')
            .filter(|region| !region.is_empty())
            .map(|region| row::parsed(TABLE, region))
            .collect::<Result<_, _>>()?,
        pending: found.get("pending")?,
        plain_text: found.get("plain_text")?,
        noted: found.get("noted")?,
        deleted_at: instant("deleted_at")?,
        gone_at: instant("gone_at")?,
        arn,
    })
}

#[cfg(test)]
mod tests;
