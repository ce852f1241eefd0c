//! Sources: through which profiles and roles Keyturn reads which accounts and regions.

use serde::{Deserialize, Serialize};

use crate::account::{AccountId, Region};

/// One way into AWS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// A profile of `~/.aws/config`; `None` for the environment's default credentials.
    pub profile: Option<String>,
    /// Which accounts.
    pub accounts: Accounts,
    /// Regions; empty for the profile's own region.
    pub regions: Vec<Region>,
}

/// Which accounts a source reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum Accounts {
    /// The profile's own account.
    Own,
    /// Every active account of the organisation (`organizations:ListAccounts`), by assuming this role in each; the
    /// profile's own account is read without assuming it.
    Organization {
        /// The role's name, with its path if it has one.
        role: String,
    },
    /// These accounts, by assuming this role in each.
    List {
        /// The role's name, with its path if it has one.
        role: String,
        /// The accounts.
        accounts: Vec<AccountId>,
    },
}
