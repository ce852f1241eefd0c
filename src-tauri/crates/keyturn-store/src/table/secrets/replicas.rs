//! Replicas count once: with their primary where that is known, by themselves where it is not.

use std::collections::BTreeSet;

use keyturn_domain::account::AccountId;
use rusqlite::Connection;

use crate::error::StoreError;

/// Brings an account's replicas and primaries up to each other, after either came, changed or went.
pub(super) fn recount(connection: &Connection, account: &AccountId) -> Result<(), StoreError> {
    // A replica that is gone counts with a primary that is gone; one that is here only with one that is here.
    let mut count = connection.prepare_cached(
        "UPDATE listing AS l SET counted = NOT l.counted
         WHERE l.primary_arn IS NOT NULL AND l.account = ?1
         AND l.counted = EXISTS (SELECT 1 FROM secrets s JOIN listing p ON p.id = s.id
             WHERE s.arn = l.primary_arn AND (p.gone_at IS NULL OR l.gone_at IS NOT NULL))",
    )?;
    count.execute([account.as_str()])?;
    gather_regions(connection, account)
}

/// Puts the regions of a primary's copies onto its row: a listing names them only on the copies.
fn gather_regions(connection: &Connection, account: &AccountId) -> Result<(), StoreError> {
    let mut primaries = connection.prepare_cached(
        "SELECT p.id, p.reported_regions, p.replica_regions,
             (SELECT group_concat(r.region) FROM listing r WHERE r.primary_arn = p.arn AND r.gone_at IS NULL)
         FROM listing p WHERE p.id IN (
             SELECT s.id FROM listing r JOIN secrets s ON s.arn = r.primary_arn
             WHERE r.primary_arn IS NOT NULL AND r.account = ?1
             UNION SELECT id FROM listing WHERE replica_count > 0 AND account = ?1
             UNION SELECT id FROM listing WHERE reported_regions <> '' AND account = ?1)",
    )?;
    let mut set =
        connection.prepare_cached("UPDATE listing SET replica_regions = ?2, replica_count = ?3 WHERE id = ?1")?;
    let rows = primaries.query_map([account.as_str()], |found| {
        Ok((found.get::<_, i64>(0)?, found.get::<_, String>(1)?, found.get::<_, String>(2)?, found.get(3)?))
    })?;
    let rows = rows.collect::<Result<Vec<(i64, String, String, Option<String>)>, _>>()?;
    for (id, reported, before, listed) in rows {
        let listed = listed.unwrap_or_default();
        let regions: BTreeSet<&str> =
            reported.split(',').chain(listed.split(',')).filter(|region| !region.is_empty()).collect();
        let after = regions.iter().copied().collect::<Vec<_>>().join(",");
        if after != before {
            set.execute((id, &after, u32::try_from(regions.len()).unwrap_or(u32::MAX)))?;
        }
    }
    Ok(())
}
