//! What lies beside a secret: below the same path, under the same key, of the same owner.

use keyturn_domain::arn::SecretArn;
use rusqlite::params;

use super::{ListedSecret, Secrets};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "listing";

/// What two secrets share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shared {
    /// The path up to the last slash.
    Path,
    /// The KMS key, by its alias, in the same account and region.
    Key,
    /// The owner, from tags.
    Owner,
}

/// A secret that shares something with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// Which.
    pub arn: SecretArn,
    /// Its name. Hostile text.
    pub name: String,
    /// What they share, the nearest first.
    pub shared: Vec<Shared>,
}

impl Secrets<'_, '_> {
    /// The secrets beside this one: those that share most first, then by name. Copies and gone ones are left out. A key
    /// that AWS manages is everybody's and tells nothing.
    ///
    /// A path is a range of the list's own order; key and owner are read from the list's narrow rows in one pass, as
    /// filters are.
    pub fn siblings(&self, of: &ListedSecret) -> Result<Vec<Sibling>, StoreError> {
        let prefix = of.name.rfind('/').and_then(|at| of.name.get(..=at)).filter(|path| path.len() > 1);
        let prefix = prefix.unwrap_or_default().to_ascii_lowercase();
        let alias = of.key_alias.as_deref().filter(|alias| !alias.starts_with("aws/"));
        let mut query = self.0.connection.prepare_cached(
            "SELECT l.arn, l.name, ?1 <> '' AND substr(l.name_key, 1, length(?1)) = ?1 AND l.account = ?3,
                 l.key_alias IS ?2 AND ?2 IS NOT NULL AND l.account = ?3 AND l.region = ?4,
                 l.owner IS ?5 AND ?5 IS NOT NULL
             FROM listing l
             WHERE l.counted AND l.gone_at IS NULL AND l.arn <> ?6 AND (
                 (?1 <> '' AND substr(l.name_key, 1, length(?1)) = ?1 AND l.account = ?3)
                 OR (?2 IS NOT NULL AND l.key_alias = ?2 AND l.account = ?3 AND l.region = ?4)
                 OR (?5 IS NOT NULL AND l.owner = ?5))",
        )?;
        let (account, region) = (of.account.id.as_str(), of.region.as_str());
        let rows =
            query.query_and_then(params![prefix, alias, account, region, of.owner, of.arn.as_str()], |found| {
                let shared = [(2, Shared::Path), (3, Shared::Key), (4, Shared::Owner)];
                let mut held = Vec::new();
                for (column, what) in shared {
                    if found.get(column)? {
                        held.push(what);
                    }
                }
                Ok(Sibling { arn: row::parsed(TABLE, &found.get::<_, String>(0)?)?, name: found.get(1)?, shared: held })
            })?;
        let mut siblings: Vec<Sibling> = rows.collect::<Result<_, StoreError>>()?;
        siblings.sort_by(|a, b| {
            (b.shared.len(), &a.shared, &a.name, &a.arn).cmp(&(a.shared.len(), &b.shared, &b.name, &b.arn))
        });
        Ok(siblings)
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::key::{KeyManager, KeyRef};

    use super::*;
    use crate::testing::{cell, derived, instant, secret};
    use crate::{Database, StagedSecret};

    #[test]
    fn siblings_share_a_path_a_key_or_an_owner() {
        let database = Database::open_in_memory().expect("a database");
        let one = |name: &str, alias: &str, owner: Option<&str>| {
            let mut secret = secret("eu-west-1", name);
            secret.key = KeyRef { manager: KeyManager::Customer, id: None, alias: Some(alias.to_owned()) };
            let mut derived = derived();
            derived.owner = owner.map(str::to_owned);
            StagedSecret { secret, derived }
        };
        let page = [
            one("prod/web/db", "prod", Some("payments")),
            one("prod/web/api", "prod", Some("payments")),
            one("prod/web/deep/x", "aws/secretsmanager", None),
            one("prod/webhook", "aws/secretsmanager", Some("payments")),
            one("other", "prod", Some("platform")),
            one("far", "aws/secretsmanager", Some("platform")),
            one("lonely", "aws/secretsmanager", None),
        ];
        let check = |of: &str, expect: &[(&str, &[Shared])]| {
            let found = database.read(|reader| {
                let arn = secret("eu-west-1", of).arn;
                let listed = reader.secrets().find(&arn)?.expect("the secret").listed;
                reader.secrets().siblings(&listed)
            });
            let found = found.expect("siblings");
            let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.shared.as_slice())).collect();
            assert_eq!(found, expect, "{of}");
        };
        database
            .write(|writer| {
                writer.staged().clear(&cell("eu-west-1"))?;
                writer.staged().put(&cell("eu-west-1"), &page)?;
                writer.secrets().apply_cell(&cell("eu-west-1"), instant(2))
            })
            .expect("a picture");
        check(
            "prod/web/db",
            &[
                ("prod/web/api", &[Shared::Path, Shared::Key, Shared::Owner]),
                ("prod/web/deep/x", &[Shared::Path]),
                ("other", &[Shared::Key]),
                ("prod/webhook", &[Shared::Owner]),
            ],
        );
        check("far", &[("other", &[Shared::Owner])]);
        check("lonely", &[]);
    }
}
