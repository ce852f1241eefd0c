//! The reads of one secret that gave its value, as spans: what says who still holds an old value.

use chrono::{DateTime, Utc};
use keyturn_domain::account::Region;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::holders::ReadSpan;
use keyturn_domain::store::Store;
use rusqlite::{Connection, Row};

use super::uses::Ended;
use super::{Trail, principals};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_uses";

impl Trail<'_> {
    /// Who read a secret's value since a day (UTC), as one span for each principal, day and way, by day. Principals are
    /// named with their account. Reads of its replicas are among them: they give the same value. What was read as part
    /// of a path is not, unless its decryption was recorded.
    pub fn read_spans(&self, arn: &SecretArn, since: DateTime<Utc>) -> Result<Vec<ReadSpan>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT p.account, p.name, u.first_at, u.last_at
             FROM trail_uses u JOIN trail_principals p ON p.id = u.principal
             WHERE u.object IN (SELECT id FROM trail_objects WHERE arn IN (SELECT value FROM json_each(?1)))
                 AND u.day >= ?2 AND u.outcome = ?3
             ORDER BY u.day, u.principal, u.part, u.object, u.way",
        )?;
        let arns = row::to_json(TABLE, &copies(self.0, arn)?)?;
        query.query_and_then((arns, row::day_number(since.date_naive()), Ended::Done.number()), span)?.collect()
    }
}

/// A secret and what its replicas are called, in whatever region there may be one: the six random characters at the end
/// of the ARN are the same. Parameters have no replicas.
pub(super) fn copies(connection: &Connection, arn: &SecretArn) -> Result<Vec<SecretArn>, StoreError> {
    let mut copies = vec![arn.clone()];
    if arn.store() == Store::SecretsManager {
        let mut query = connection.prepare_cached("SELECT DISTINCT region FROM cells WHERE account = ?1")?;
        let rows = query.query_and_then([arn.account().as_str()], |found| {
            row::parsed::<Region>(TABLE, &found.get::<_, String>(0)?)
        })?;
        for region in rows {
            copies.push(arn.in_region(&region?));
        }
    }
    Ok(copies)
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
    use keyturn_trail::target::SecretName;

    use super::*;
    use crate::table::trail::testing::{at, event, principal, secret_name, take_in};
    use crate::testing::{arn, cell, instant, read_in_full, region};
    use crate::{Database, ObjectUse};

    fn used(object: SecretName, ended: Ended, seconds: i64) -> ObjectUse {
        ObjectUse {
            object: Object::Secret(object),
            way: Way::Named,
            ended,
            count: 3,
            first_at: at(seconds),
            last_at: at(seconds + 60),
        }
    }

    fn span(name: &str, seconds: i64) -> ReadSpan {
        ReadSpan { principal: principal(name).to_string(), first_at: at(seconds), last_at: at(seconds + 60) }
    }

    #[test]
    fn reads_that_gave_the_value_are_told_by_principal_and_day() {
        let database = Database::open_in_memory().expect("a database");
        take_in(&database, &[event(1, "role/ci", "a", 0), event(2, "role/ci", "b", 0)]);
        for code in ["eu-west-1", "us-east-1"] {
            read_in_full(&database, &cell(code), &[], instant(1)).expect("a cell");
        }
        let far = SecretName { region: region("us-east-1"), ..secret_name("a") };
        let (a, b) = (secret_name("a"), secret_name("b"));
        let known = [
            ("role/ci", -86_400, vec![used(a.clone(), Ended::Done, -86_400)]),
            (
                "role/ci",
                0,
                vec![used(a.clone(), Ended::Done, 0), used(a.clone(), Ended::Denied, 5), used(b, Ended::Done, 7)],
            ),
            ("role/ci", 86_400, vec![used(secret_name("a-a1B2c3"), Ended::Done, 86_400)]),
            ("role/web", 0, vec![used(a.clone(), Ended::Failed, 9)]),
            ("role/far", 172_800, vec![used(far.clone(), Ended::Done, 172_800)]),
        ];
        let spans = database.write(|writer| {
            let trail = writer.trail();
            for (who, seconds, uses) in &known {
                trail.put_day(&principal(who), at(*seconds).date_naive(), uses, None::<&()>)?;
            }
            let here = Some(arn("eu-west-1", "a"));
            let names = [(a, here.clone()), (secret_name("a-a1B2c3"), here), (far, Some(arn("us-east-1", "a")))];
            trail.resolve(&names)?;
            trail.read_spans(&arn("eu-west-1", "a"), at(0))
        });
        assert_eq!(spans.expect("spans"), [span("role/ci", 0), span("role/ci", 86_400), span("role/far", 172_800)]);
    }
}
