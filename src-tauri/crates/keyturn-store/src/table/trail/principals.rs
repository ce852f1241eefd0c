//! Principals, by the account they belong to.

use keyturn_domain::account::AccountId;
use keyturn_trail::principal::{Nature, Principal};
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_principals";

/// `account` is empty where a principal has none.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_principals (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        account TEXT NOT NULL,
        name    TEXT NOT NULL,
        UNIQUE (account, name)
    ) STRICT;";

/// The row of a principal, if there is one.
pub(super) fn find(connection: &Connection, principal: &Principal) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT id FROM trail_principals WHERE account = ?1 AND name = ?2")?;
    Ok(query.query_row((account_text(principal), &principal.name), |found| found.get(0)).optional()?)
}

/// The row of a principal, added where there is none.
pub(super) fn find_or_add(connection: &Connection, principal: &Principal) -> Result<i64, StoreError> {
    if let Some(id) = find(connection, principal)? {
        return Ok(id);
    }
    let mut insert = connection.prepare_cached("INSERT INTO trail_principals (account, name) VALUES (?1, ?2)")?;
    Ok(insert.insert((account_text(principal), &principal.name))?)
}

/// The account as rows hold it.
pub(super) fn account_text(principal: &Principal) -> &str {
    principal.account.as_ref().map_or("", AccountId::as_str)
}

/// A principal out of its columns.
pub(super) fn principal(account: &str, name: String) -> Result<Principal, StoreError> {
    let account = if account.is_empty() { None } else { Some(row::parsed(TABLE, account)?) };
    Ok(Principal { account, name })
}

const NATURES: [(Nature, &str); 5] = [
    (Nature::Human, "human"),
    (Nature::Workload, "workload"),
    (Nature::AwsService, "aws_service"),
    (Nature::WebIdentity, "web_identity"),
    (Nature::Unknown, "unknown"),
];

/// The word for a nature in rows.
pub(super) fn nature_code(nature: Nature) -> &'static str {
    NATURES.iter().find(|(known, _)| *known == nature).map_or("unknown", |(_, code)| code)
}

/// The nature with this word.
pub(super) fn nature(code: &str) -> Result<Nature, StoreError> {
    row::known(TABLE, code, NATURES.iter().find(|(_, known)| *known == code).map(|(nature, _)| *nature))
}
