//! The reads of one secret that gave its value, as spans: what says who still holds an old value.

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::holders::ReadSpan;
use rusqlite::Row;

use super::uses::Ended;
use super::{Trail, principals};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_uses";

impl Trail<'_> {
    /// Who read a secret's value since a day (UTC), as one span for each principal, day and way, by day. Principals are
    /// named with their account. What was read as part of a path is not among them unless its decryption was recorded.
    pub fn read_spans(&self, arn: &SecretArn, since: DateTime<Utc>) -> Result<Vec<ReadSpan>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT p.account, p.name, u.first_at, u.last_at
             FROM trail_uses u JOIN trail_principals p ON p.id = u.principal
             WHERE u.object IN (SELECT id FROM trail_objects WHERE arn = ?1) AND u.day >= ?2 AND u.outcome = ?3
             ORDER BY u.day, u.principal, u.part, u.object, u.way",
        )?;
        let day = row::day_number(since.date_naive());
        query.query_and_then((arn.as_str(), day, Ended::Done.number()), span)?.collect()
    }
}

fn span(found: &Row<'_>) -> Result<ReadSpan, StoreError> {
    Ok(ReadSpan {
        principal: principals::principal(&found.get::<_, String>(0)?, found.get(1)?)?.to_string(),
        first_at: row::instant(TABLE, found.get(2)?)?,
        last_at: row::instant(TABLE, found.get(3)?)?,
    })
}

#[cfg(test)]
mod tests {
    use keyturn_trail::read::{Object, Way};

    use super::*;
    use crate::table::trail::testing::{at, event, principal, secret_name, take_in};
    use crate::testing::arn;
    use crate::{Database, ObjectUse};

    #[test]
    fn reads_that_gave_the_value_are_told_by_principal_and_day() {
        let database = Database::open_in_memory().expect("a database");
        take_in(&database, &[event(1, "role/ci", "a", 0), event(2, "role/ci", "b", 0)]);
        let used = |name: &str, ended, seconds| ObjectUse {
            object: Object::Secret(secret_name(name)),
            way: Way::Named,
            ended,
            count: 3,
            first_at: at(seconds),
            last_at: at(seconds + 60),
        };
        let day = |seconds| at(seconds).date_naive();
        let (ci, web) = (principal("role/ci"), principal("role/web"));
        let known: [(_, i64, Vec<ObjectUse>); 4] = [
            (&ci, -86_400, vec![used("a", Ended::Done, -86_400)]),
            (&ci, 0, vec![used("a", Ended::Done, 0), used("a", Ended::Denied, 5), used("b", Ended::Done, 7)]),
            (&ci, 86_400, vec![used("a-a1B2c3", Ended::Done, 86_400)]),
            (&web, 0, vec![used("a", Ended::Failed, 9)]),
        ];
        let spans = database.write(|writer| {
            let trail = writer.trail();
            for (who, seconds, uses) in &known {
                trail.put_day(who, day(*seconds), uses, None::<&()>)?;
            }
            let arn = arn("eu-west-1", "a");
            trail.resolve(&[(secret_name("a"), Some(arn.clone())), (secret_name("a-a1B2c3"), Some(arn.clone()))])?;
            trail.read_spans(&arn, at(0))
        });
        let span = |seconds| ReadSpan {
            principal: principal("role/ci").to_string(),
            first_at: at(seconds),
            last_at: at(seconds + 60),
        };
        assert_eq!(spans.expect("spans"), [span(0), span(86_400)]);
    }
}
