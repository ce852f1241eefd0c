//! What a judge of reads must know beyond CloudTrail. All of it is optional.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::account::AccountId;

use crate::finding::Severity;
use crate::principal::{Nature, Principal};
use crate::target::SecretName;

/// What is known of one secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// How much its loss weighs. `None`: not classified.
    pub class: Option<Severity>,
    /// Its environment by the usual word (`prod`, `stage`, `dev`, `test`), where it is known better than by its name.
    pub environment: Option<String>,
    /// When it was made (UTC).
    pub created_at: Option<DateTime<Utc>>,
    /// The last day (UTC) of a read before the judged stretch, as the store reports it.
    pub last_read_on: Option<NaiveDate>,
    /// Whether somebody marked it as a decoy: nobody has a reason to read it.
    pub decoy: bool,
}

/// What is known around the reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// Secrets of the inventory.
    pub secrets: BTreeMap<SecretName, Known>,
    /// Persons who left, in lower case (an IAM user's name, or an Identity Center session's name), and since when.
    pub departed: BTreeMap<String, NaiveDate>,
    /// What people say a principal is, where one record does not show it.
    pub natures: BTreeMap<Principal, Nature>,
    /// A person's time zone as minutes east of UTC, by the name in lower case.
    pub offsets: BTreeMap<String, i32>,
    /// The organisation's accounts. Empty: not known.
    pub accounts: BTreeSet<AccountId>,
    /// The organisation's own public networks, as [`crate::facts::network`] writes them.
    pub networks: BTreeSet<String>,
}

impl Scene {
    /// What is known of this secret.
    pub(crate) fn secret(&self, name: &SecretName) -> Option<&Known> {
        self.secrets.get(name)
    }

    /// Since when this person is gone.
    pub(crate) fn departed(&self, person: &str) -> Option<NaiveDate> {
        if self.departed.is_empty() { None } else { self.departed.get(&person.to_lowercase()).copied() }
    }
}
