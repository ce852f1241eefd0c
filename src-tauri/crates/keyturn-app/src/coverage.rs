//! Coverage: what was read, when, and what was not.

use std::collections::BTreeMap;

use keyturn_domain::account::{Account, AccountId};
use keyturn_domain::cell::Coverage;
use keyturn_domain::filter::Filter;
use keyturn_domain::problem::Problem;

use crate::app::App;
use crate::error::AppError;

/// The state of every cell that was ever tried.
#[derive(Clone, Debug)]
pub struct CoverageMatrix {
    /// Accounts, by name and then id.
    pub accounts: Vec<Account>,
    /// Cells, by account, region and store.
    pub cells: Vec<Coverage>,
    /// What the last attempts could not read.
    pub problems: Vec<Problem>,
    /// How many secrets there are. Replicas count with their primary, gone ones not at all.
    pub secrets: u32,
}

/// The names of accounts, where they are known.
pub type AccountNames = BTreeMap<AccountId, String>;

impl App {
    /// The names of the accounts that were ever found.
    pub async fn account_names(&self) -> Result<AccountNames, AppError> {
        self.with_database(|database| {
            let accounts = database.read(|reader| reader.accounts().all())?;
            Ok(accounts.into_iter().filter_map(|account| Some((account.id, account.name?))).collect())
        })
        .await
    }

    /// The coverage matrix.
    pub async fn coverage(&self) -> Result<CoverageMatrix, AppError> {
        let now = self.now();
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let mut accounts = reader.accounts().all()?;
                accounts.sort_by(|a, b| (a.name.is_none(), &a.name, &a.id).cmp(&(b.name.is_none(), &b.name, &b.id)));
                Ok(CoverageMatrix {
                    accounts,
                    cells: reader.cells().all()?,
                    problems: reader.problems().all()?,
                    secrets: reader.secrets().count(&Filter::default(), now)?,
                })
            })?)
        })
        .await
    }
}
