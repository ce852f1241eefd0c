//! Sources: through which profiles and roles Keyturn reads which accounts and regions.

use std::collections::BTreeMap;

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
    /// Whether every region is read that each account has enabled, in place of `regions`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub enabled_regions: bool,
    /// What the trust policies of its roles ask for as `sts:ExternalId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Session tags that its roles are assumed with (`aws:PrincipalTag`), by key; the trust policies must allow
    /// `sts:TagSession`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub session_tags: BTreeMap<String, String>,
}

impl Source {
    /// A source whose roles ask for nothing but their name.
    pub fn new(profile: Option<String>, accounts: Accounts, regions: Vec<Region>) -> Self {
        Self { profile, accounts, regions, enabled_regions: false, external_id: None, session_tags: BTreeMap::new() }
    }
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
