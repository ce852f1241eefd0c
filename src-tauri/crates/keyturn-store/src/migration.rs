//! Migrations: forward only, one table each, in the order in which the tables came.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::error::StoreError;
use crate::table;

/// Every migration. What is here was released: never change or reorder one, add below.
const STEPS: &[M<'static>] = &[
    M::up(table::accounts::CREATE),
    M::up(table::cells::CREATE),
    M::up(table::secrets::CREATE),
    M::up(table::secret_facts::CREATE),
    M::up(table::secret_tags::CREATE),
    M::up(table::listing::CREATE),
    M::up(table::staged::CREATE),
    M::up(table::secret_changes::CREATE),
    M::up(table::kind_corrections::CREATE),
    M::up(table::notes::CREATE),
    M::up(table::views::CREATE),
    M::up(table::settings::CREATE),
    M::up(table::problems::CREATE),
    M::up(table::syncs::CREATE),
    M::up(table::audit_log::CREATE),
];

/// Brings a database to the newest schema; refuses one that is newer still.
pub(crate) fn to_newest(connection: &mut Connection) -> Result<(), StoreError> {
    refuse_newer(connection)?;
    // Two processes may open an older database at once: the second finds the work done.
    connection.set_transaction_behavior(rusqlite::TransactionBehavior::Immediate);
    Ok(Migrations::from_slice(STEPS).to_latest(connection)?)
}

/// Refuses a database of a later Keyturn.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<(), StoreError> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
    let known = newest();
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(()) }
}

/// The newest schema.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
pub(crate) fn to(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
    Ok(Migrations::from_slice(STEPS).to_version(connection, version)?)
}
