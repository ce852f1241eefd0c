//! What each principal read of each secret of the inventory, by week: one pass for a whole review.

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_trail::principal::Principal;

use super::uses::Ended;
use super::{Trail, principals};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_uses";

/// Reads of one secret by one principal in one stretch of seven days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairReads {
    /// Who.
    pub principal: Principal,
    /// The secret's ARN, as the inventory has it.
    pub arn: String,
    /// Which stretch: 0 begins on the first day.
    pub week: u32,
    /// Reads that gave a value.
    pub reads: u32,
    /// The last of them (UTC).
    pub last_at: DateTime<Utc>,
}

impl Trail<'_> {
    /// What was read of the inventory's secrets from one day to another, both included, in stretches of seven days from
    /// the first day on; by principal, secret and stretch.
    pub fn reads_by_pair(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<PairReads>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT p.account, p.name, o.arn, (u.day - ?2) / 7 AS week, sum(u.count), max(u.last_at)
             FROM trail_uses u JOIN trail_principals p ON p.id = u.principal JOIN trail_objects o ON o.id = u.object
             WHERE o.arn IS NOT NULL AND u.outcome = ?1 AND u.day BETWEEN ?2 AND ?3
             GROUP BY u.principal, o.arn, week ORDER BY u.principal, o.arn, week",
        )?;
        let asked = (Ended::Done.number(), row::day_number(from), row::day_number(to));
        let rows = query.query_and_then(asked, |found| {
            Ok(PairReads {
                principal: principals::principal(&found.get::<_, String>(0)?, found.get(1)?)?,
                arn: found.get(2)?,
                week: row::count(found.get(3)?),
                reads: row::count(found.get(4)?),
                last_at: row::instant(TABLE, found.get(5)?)?,
            })
        })?;
        rows.collect()
    }

    /// How many people or, where none are named, sessions single events show behind each principal, as far as they are
    /// kept.
    pub fn people_by_principal(&self) -> Result<Vec<(Principal, u32)>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT p.account, p.name,
                 count(DISTINCT CASE WHEN a.person = 0 THEN 's' || a.session ELSE 'p' || a.person END)
             FROM trail_actors a JOIN trail_principals p ON p.id = a.principal GROUP BY p.id ORDER BY p.id",
        )?;
        let rows = query.query_and_then([], |found| {
            let principal = principals::principal(&found.get::<_, String>(0)?, found.get(1)?)?;
            Ok((principal, row::count(found.get(2)?)))
        })?;
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use keyturn_trail::read::{Object, Way};

    use super::*;
    use crate::table::trail::testing::{at, event, principal, secret_name, take_in};
    use crate::testing::arn;
    use crate::{Database, ObjectUse};

    #[test]
    fn reads_are_added_up_by_pair_and_week() {
        let database = Database::open_in_memory().expect("a database");
        take_in(&database, &[event(1, "role/ci", "a", 0), event(2, "role/ci", "a-a1B2c3", 86_400)]);
        let day = at(0).date_naive();
        let used = |name: &str, ended, count, on: NaiveDate| ObjectUse {
            object: Object::Secret(secret_name(name)),
            way: Way::Named,
            ended,
            count,
            first_at: on.and_time(chrono::NaiveTime::MIN).and_utc(),
            last_at: on.and_time(chrono::NaiveTime::MIN).and_utc(),
        };
        let found = database.write(|writer| {
            let trail = writer.trail();
            let (ci, web) = (principal("role/ci"), principal("role/web"));
            for (days, uses) in [
                (0, vec![("a", Ended::Done, 3), ("a", Ended::Denied, 2)]),
                (6, vec![("a-a1B2c3", Ended::Done, 4)]),
                (7, vec![("a", Ended::Done, 1)]),
                (91, vec![("a", Ended::Done, 50)]),
            ] {
                let on = day + Days::new(days);
                let facts: Vec<ObjectUse> =
                    uses.into_iter().map(|(name, ended, count)| used(name, ended, count, on)).collect();
                trail.put_day(&ci, on, &facts, None::<&()>)?;
            }
            // Of no secret of the inventory, and never with a value.
            trail.put_day(&web, day, &[used("b", Ended::Done, 1, day)], None::<&()>)?;
            trail.put_day(&web, day + Days::new(1), &[used("a", Ended::Failed, 1, day)], None::<&()>)?;
            let identity = Some(arn("eu-west-1", "a"));
            trail.resolve(&[(secret_name("a"), identity.clone()), (secret_name("a-a1B2c3"), identity)])?;
            trail.reads_by_pair(day, day + Days::new(90))
        });
        let found: Vec<(String, u32, u32)> =
            found.expect("reads").into_iter().map(|one| (one.principal.name, one.week, one.reads)).collect();
        assert_eq!(found, [("role/ci".to_owned(), 0, 7), ("role/ci".to_owned(), 1, 1)]);
    }
}
