//! Where a running diagnosis stands.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_aws::Target;
use keyturn_domain::account::{Account, AccountId};

/// Where a running diagnosis stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorProgress {
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// Each account; none before they are known.
    pub accounts: Vec<AccountProgress>,
}

/// Where one account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountProgress {
    /// The account.
    pub account: Account,
    /// Places that were tried: its regions, itself, and perhaps the organisation.
    pub done: u32,
    /// How many there are.
    pub of: u32,
    /// Refusals so far.
    pub refused: u32,
}

impl DoctorProgress {
    pub(super) fn new(started_at: DateTime<Utc>) -> Self {
        Self { started_at, accounts: Vec::new() }
    }

    pub(super) fn expect(&mut self, targets: &[Arc<Target>]) {
        let of = |target: &Arc<Target>| AccountProgress {
            account: target.account.clone(),
            done: 0,
            of: u32::try_from(target.regions.len()).unwrap_or(u32::MAX).saturating_add(1),
            refused: 0,
        };
        self.accounts = targets.iter().map(of).collect();
    }

    pub(super) fn one(&mut self, account: &AccountId) -> Option<&mut AccountProgress> {
        self.accounts.iter_mut().find(|one| &one.account.id == account)
    }
}
