//! Accounts: their ids and, where something names them, their names.

use keyturn_domain::account::Account;

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "accounts";

pub(crate) const CREATE: &str = "
    CREATE TABLE accounts (
        id   TEXT PRIMARY KEY,
        name TEXT
    ) STRICT, WITHOUT ROWID;";

super::handles!(accounts, Accounts, AccountsWriter, "accounts");

impl Accounts<'_> {
    /// Every account, by id.
    pub fn all(&self) -> Result<Vec<Account>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT id, name FROM accounts ORDER BY id")?;
        let rows = query.query_and_then([], |found| {
            let id: String = found.get(0)?;
            Ok(Account { id: row::parsed(TABLE, &id)?, name: found.get(1)? })
        })?;
        rows.collect()
    }
}

impl AccountsWriter<'_> {
    /// Adds an account or renames it. A name that is known stays where the new reading has none.
    pub fn upsert(&self, account: &Account) -> Result<(), StoreError> {
        let mut insert = self.0.0.prepare_cached(
            "INSERT INTO accounts (id, name) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET name = COALESCE(excluded.name, name)",
        )?;
        insert.execute((account.id.as_str(), &account.name))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::account::AccountId;

    use super::*;
    use crate::Database;

    #[test]
    fn a_known_name_outlives_a_reading_without_one() {
        let database = Database::open_in_memory().expect("a database");
        let id: AccountId = "111122223333".parse().expect("an account");
        let named = |name: Option<&str>| Account { id: id.clone(), name: name.map(str::to_owned) };
        for (written, expect) in [(None, None), (Some("prod"), Some("prod")), (None, Some("prod"))] {
            let all = database.write(|writer| {
                writer.accounts().upsert(&named(written))?;
                writer.accounts().all()
            });
            assert_eq!(all.expect("accounts"), [named(expect)]);
        }
    }
}
