//! Cells and their coverage: how the last attempt ended, and when each was last listed in full.

use keyturn_domain::cell::{Cell, CellState, Coverage};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "cells";

pub(crate) const CREATE: &str = "
    CREATE TABLE cells (
        id              INTEGER PRIMARY KEY,
        account         TEXT NOT NULL,
        region          TEXT NOT NULL,
        store           TEXT NOT NULL,
        state           TEXT NOT NULL,
        attempted_at    INTEGER,
        read_in_full_at INTEGER,
        secrets         INTEGER NOT NULL,
        UNIQUE (account, region, store)
    ) STRICT;";

super::handles!(cells, Cells, CellsWriter, "what is known of each cell's reading");

/// The row of a cell, if there is one.
pub(super) fn find(connection: &Connection, cell: &Cell) -> Result<Option<i64>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT id FROM cells WHERE account = ?1 AND region = ?2 AND store = ?3")?;
    let key = (cell.account.as_str(), cell.region.as_str(), cell.store.code());
    Ok(query.query_row(key, |found| found.get(0)).optional()?)
}

/// The row of a cell; one that was never tried gets its row here.
pub(super) fn find_or_add(connection: &Connection, cell: &Cell) -> Result<i64, StoreError> {
    if let Some(id) = find(connection, cell)? {
        return Ok(id);
    }
    let mut insert = connection
        .prepare_cached("INSERT INTO cells (account, region, store, state, secrets) VALUES (?1, ?2, ?3, ?4, 0)")?;
    let row = (cell.account.as_str(), cell.region.as_str(), cell.store.code(), CellState::Never.code());
    Ok(insert.insert(row)?)
}

impl Cells<'_> {
    /// Every cell that was ever tried, by account, region and store.
    pub fn all(&self) -> Result<Vec<Coverage>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT account, region, store, state, attempted_at, read_in_full_at, secrets
             FROM cells ORDER BY account, region, store",
        )?;
        query.query_and_then([], coverage)?.collect()
    }
}

fn coverage(found: &Row<'_>) -> Result<Coverage, StoreError> {
    let text = |column: usize| found.get::<_, String>(column);
    let state = text(3)?;
    Ok(Coverage {
        cell: Cell {
            account: row::parsed(TABLE, &text(0)?)?,
            region: row::parsed(TABLE, &text(1)?)?,
            store: row::parsed(TABLE, &text(2)?)?,
        },
        state: row::known(TABLE, &state, CellState::from_code(&state))?,
        attempted_at: row::instant_maybe(TABLE, found.get(4)?)?,
        read_in_full_at: row::instant_maybe(TABLE, found.get(5)?)?,
        secrets: row::count(found.get(6)?),
    })
}

impl CellsWriter<'_> {
    /// Records how an attempt ended. One that did not list every page keeps what the last full listing left.
    pub fn record(&self, coverage: &Coverage) -> Result<(), StoreError> {
        let id = find_or_add(self.0.0, &coverage.cell)?;
        let mut update = self.0.0.prepare_cached(
            "UPDATE cells SET state = ?2, attempted_at = ?3,
                 read_in_full_at = coalesce(?4, read_in_full_at),
                 secrets = CASE WHEN ?4 IS NULL THEN secrets ELSE ?5 END
             WHERE id = ?1",
        )?;
        update.execute((
            id,
            coverage.state.code(),
            coverage.attempted_at.map(row::millis),
            coverage.read_in_full_at.map(row::millis),
            coverage.secrets,
        ))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::testing::{cell, instant};

    #[test]
    fn a_failed_attempt_keeps_the_last_full_listing() {
        let database = Database::open_in_memory().expect("a database");
        let attempt = |state, day: u32, full: bool, secrets| Coverage {
            cell: cell("eu-west-1"),
            state,
            attempted_at: Some(instant(day)),
            read_in_full_at: full.then(|| instant(day)),
            secrets,
        };
        let check = |written: &Coverage, full_on: Option<u32>, secrets: u32| {
            let all = database.write(|writer| {
                writer.cells().record(written)?;
                writer.cells().all()
            });
            let expect = Coverage { read_in_full_at: full_on.map(instant), secrets, ..written.clone() };
            assert_eq!(all.expect("cells"), [expect]);
        };
        check(&attempt(CellState::Failed, 1, false, 0), None, 0);
        check(&attempt(CellState::Complete, 2, true, 7), Some(2), 7);
        check(&attempt(CellState::Cancelled, 3, false, 0), Some(2), 7);
        check(&attempt(CellState::Failed, 4, false, 0), Some(2), 7);
        check(&attempt(CellState::Partial, 5, true, 6), Some(5), 6);
    }
}
