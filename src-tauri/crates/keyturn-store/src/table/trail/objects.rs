//! What calls were aimed at and reads read: secrets, paths, filters, instances, keys, trails.

use keyturn_domain::arn::SecretArn;
use keyturn_trail::read::Object;
use keyturn_trail::target::{SecretName, Target};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Trail, TrailWriter};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_objects";

/// `account`, `region` and `store` are empty but for secrets. `arn` is the inventory's identity, once it is known.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_objects (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        kind    TEXT NOT NULL,
        account TEXT NOT NULL,
        region  TEXT NOT NULL,
        store   TEXT NOT NULL,
        name    TEXT NOT NULL,
        arn     TEXT,
        UNIQUE (name, kind, account, region, store)
    ) STRICT;
    CREATE INDEX trail_objects_of ON trail_objects (arn) WHERE arn IS NOT NULL;";

/// The kinds of object, as rows hold them. A path and a tree are a target without and with all levels below; `all` is
/// a filter that matches everything.
pub(super) mod kind {
    pub(in super::super) const SECRET: &str = "secret";
    pub(in super::super) const PATH: &str = "path";
    pub(in super::super) const TREE: &str = "tree";
    pub(in super::super) const FILTER: &str = "filter";
    pub(in super::super) const ALL: &str = "all";
    pub(in super::super) const INSTANCE: &str = "instance";
    pub(in super::super) const KEY: &str = "key";
    pub(in super::super) const TRAIL: &str = "trail";
    pub(in super::super) const UNKNOWN: &str = "unknown";
}

/// An object in columns.
#[derive(Clone, Copy, Debug)]
struct Columns<'a> {
    kind: &'static str,
    secret: Option<&'a SecretName>,
    name: &'a str,
}

impl<'a> Columns<'a> {
    fn plain(kind: &'static str, name: &'a str) -> Self {
        Self { kind, secret: None, name }
    }

    fn secret(secret: &'a SecretName) -> Self {
        Self { kind: kind::SECRET, secret: Some(secret), name: &secret.name }
    }

    fn of_target(target: &'a Target) -> Self {
        match target {
            Target::Secret(secret) => Self::secret(secret),
            Target::Path { path, recursive: false } => Self::plain(kind::PATH, path),
            Target::Path { path, recursive: true } => Self::plain(kind::TREE, path),
            Target::Filter { words, catch_all: false } => Self::plain(kind::FILTER, words),
            Target::Filter { words, catch_all: true } => Self::plain(kind::ALL, words),
            Target::Instance(id) => Self::plain(kind::INSTANCE, id),
            Target::Key(id) => Self::plain(kind::KEY, id),
            Target::Trail(name) => Self::plain(kind::TRAIL, name),
        }
    }

    fn of_object(object: &'a Object) -> Self {
        match object {
            Object::Secret(secret) => Self::secret(secret),
            Object::Path(path) => Self::plain(kind::PATH, path),
            Object::Filter(words) => Self::plain(kind::FILTER, words),
            Object::Instance(id) => Self::plain(kind::INSTANCE, id),
            Object::Unknown => Self::plain(kind::UNKNOWN, ""),
        }
    }

    fn find(self, connection: &Connection) -> Result<Option<i64>, StoreError> {
        let mut query = connection.prepare_cached(
            "SELECT id FROM trail_objects
             WHERE name = ?1 AND kind = ?2 AND account = ?3 AND region = ?4 AND store = ?5",
        )?;
        let (account, region, store) = self.owner();
        Ok(query.query_row((self.name, self.kind, account, region, store), |found| found.get(0)).optional()?)
    }

    fn find_or_add(self, connection: &Connection) -> Result<i64, StoreError> {
        if let Some(id) = self.find(connection)? {
            return Ok(id);
        }
        let mut insert = connection.prepare_cached(
            "INSERT INTO trail_objects (name, kind, account, region, store) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let (account, region, store) = self.owner();
        let id = insert.insert((self.name, self.kind, account, region, store))?;
        super::targets::add_single(connection, id)?;
        Ok(id)
    }

    fn owner(&self) -> (&'a str, &'a str, &'static str) {
        self.secret.map_or(("", "", ""), |s| (s.account.as_str(), s.region.as_str(), s.store.code()))
    }
}

/// The row of a target, added where there is none.
pub(super) fn find_or_add_target(connection: &Connection, target: &Target) -> Result<i64, StoreError> {
    Columns::of_target(target).find_or_add(connection)
}

/// The row of a read's object, added where there is none.
pub(super) fn find_or_add(connection: &Connection, object: &Object) -> Result<i64, StoreError> {
    Columns::of_object(object).find_or_add(connection)
}

/// The columns that [`target`] and [`object`] read, of an alias `o`.
pub(super) const COLUMNS: &str = "o.kind, o.account, o.region, o.store, o.name";

/// A target out of [`COLUMNS`] from `first` on.
pub(super) fn target(found: &Row<'_>, first: usize) -> Result<Target, StoreError> {
    let (kind, name): (String, String) = (found.get(first)?, found.get(first + 4)?);
    Ok(match kind.as_str() {
        kind::SECRET => Target::Secret(secret(found, first, name)?),
        kind::PATH => Target::Path { path: name, recursive: false },
        kind::TREE => Target::Path { path: name, recursive: true },
        kind::FILTER => Target::Filter { words: name, catch_all: false },
        kind::ALL => Target::Filter { words: name, catch_all: true },
        kind::INSTANCE => Target::Instance(name),
        kind::KEY => Target::Key(name),
        kind::TRAIL => Target::Trail(name),
        other => return row::known(TABLE, other, None),
    })
}

/// A read's object out of [`COLUMNS`] from `first` on.
pub(super) fn object(found: &Row<'_>, first: usize) -> Result<Object, StoreError> {
    let (kind, name): (String, String) = (found.get(first)?, found.get(first + 4)?);
    Ok(match kind.as_str() {
        kind::SECRET => Object::Secret(secret(found, first, name)?),
        kind::PATH | kind::TREE => Object::Path(name),
        kind::FILTER | kind::ALL => Object::Filter(name),
        kind::INSTANCE => Object::Instance(name),
        kind::UNKNOWN | kind::KEY | kind::TRAIL => Object::Unknown,
        other => return row::known(TABLE, other, None),
    })
}

fn secret(found: &Row<'_>, first: usize, name: String) -> Result<SecretName, StoreError> {
    let text = |column: usize| found.get::<_, String>(first + column);
    Ok(SecretName {
        account: row::parsed(TABLE, &text(1)?)?,
        region: row::parsed(TABLE, &text(2)?)?,
        store: row::parsed(TABLE, &text(3)?)?,
        name,
    })
}

impl Trail<'_> {
    /// Every secret that events name, each with its identity in the inventory where that is known.
    pub fn named_secrets(&self) -> Result<Vec<(SecretName, Option<SecretArn>)>, StoreError> {
        let sql = format!("SELECT {COLUMNS}, o.arn FROM trail_objects o WHERE o.kind = 'secret' ORDER BY o.id");
        let mut query = self.0.prepare_cached(&sql)?;
        let rows = query.query_and_then([], |found| {
            let arn: Option<String> = found.get(5)?;
            let arn = arn.map(|arn| row::parsed(TABLE, &arn)).transpose()?;
            Ok((secret(found, 0, found.get(4)?)?, arn))
        })?;
        rows.collect()
    }
}

impl TrailWriter<'_> {
    /// Says which secrets of the inventory these names mean; `None` takes an identity back. Names that no event has
    /// yet are left out.
    pub fn resolve(&self, names: &[(SecretName, Option<SecretArn>)]) -> Result<(), StoreError> {
        let mut update =
            self.0.0.prepare_cached("UPDATE trail_objects SET arn = ?2 WHERE id = ?1 AND arn IS NOT ?2")?;
        for (name, arn) in names {
            if let Some(id) = Columns::secret(name).find(self.0.0)? {
                update.execute((id, arn.as_ref().map(SecretArn::as_str)))?;
            }
        }
        Ok(())
    }
}
