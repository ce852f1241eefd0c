//! What a principal read within some days, in sums: from the daily facts, along their primary key.

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_trail::principal::Principal;
use keyturn_trail::read::Object;
use rusqlite::Row;

use super::uses::Ended;
use super::{Trail, objects, principals};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_uses";

/// How one principal read one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectReads {
    /// What.
    pub object: Object,
    /// The inventory's identity of it, where it is known.
    pub arn: Option<SecretArn>,
    /// The first attempt (UTC).
    pub first_at: DateTime<Utc>,
    /// The last attempt (UTC).
    pub last_at: DateTime<Utc>,
    /// Reads that worked.
    pub reads: u64,
    /// Attempts that were refused.
    pub denied: u64,
}

impl Trail<'_> {
    /// What a principal read, or was refused, from one day to another, both included; the latest first. Spellings of
    /// one secret of the inventory are one.
    pub fn objects_read_by(
        &self,
        principal: &Principal,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<ObjectReads>, StoreError> {
        let Some(id) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {}, o.arn, min(u.first_at), max(u.last_at), sum(iif(u.outcome = ?4, u.count, 0)),
                 sum(iif(u.outcome = ?5, u.count, 0))
             FROM trail_uses u CROSS JOIN trail_objects o ON o.id = u.object
             WHERE u.principal = ?1 AND u.day BETWEEN ?2 AND ?3 AND u.outcome IN (?4, ?5)
             GROUP BY coalesce(o.arn, o.id) ORDER BY max(u.last_at) DESC, o.id",
            objects::COLUMNS
        );
        let (done, denied) = (Ended::Done.number(), Ended::Denied.number());
        let mut query = self.0.prepare_cached(&sql)?;
        let bound = (id, row::day_number(from), row::day_number(to), done, denied);
        query.query_and_then(bound, object_reads)?.collect()
    }

    /// Who read a secret, from one day to another, both included, in sums; by the principal's name. It reaches further
    /// back than single events do.
    pub fn readers_by_day(
        &self,
        arn: &SecretArn,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(Principal, ObjectReads)>, StoreError> {
        let sql = format!(
            "SELECT {}, o.arn, min(u.first_at), max(u.last_at), sum(iif(u.outcome = ?4, u.count, 0)),
                 sum(iif(u.outcome = ?5, u.count, 0)), p.account, p.name
             FROM trail_uses u INDEXED BY trail_uses_of CROSS JOIN trail_objects o ON o.id = u.object
             CROSS JOIN trail_principals p ON p.id = u.principal
             WHERE u.object IN (SELECT id FROM trail_objects WHERE arn = ?1) AND u.day BETWEEN ?2 AND ?3
                 AND u.outcome IN (?4, ?5)
             GROUP BY u.principal ORDER BY p.account, p.name",
            objects::COLUMNS
        );
        let (done, denied) = (Ended::Done.number(), Ended::Denied.number());
        let mut query = self.0.prepare_cached(&sql)?;
        let bound = (arn.as_str(), row::day_number(from), row::day_number(to), done, denied);
        let rows = query.query_and_then(bound, |found| {
            Ok((principals::principal(&found.get::<_, String>(10)?, found.get(11)?)?, object_reads(found)?))
        })?;
        rows.collect()
    }
}

fn object_reads(found: &Row<'_>) -> Result<ObjectReads, StoreError> {
    let arn: Option<String> = found.get(5)?;
    Ok(ObjectReads {
        object: objects::object(found, 0)?,
        arn: arn.map(|arn| row::parsed(TABLE, &arn)).transpose()?,
        first_at: row::instant(TABLE, found.get(6)?)?,
        last_at: row::instant(TABLE, found.get(7)?)?,
        reads: row::count(found.get(8)?).into(),
        denied: row::count(found.get(9)?).into(),
    })
}
