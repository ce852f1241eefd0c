//! The made-up organisation: accounts, regions, and what each place holds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};

use crate::held::{HeldBucket, HeldKey, HeldParameter, HeldSecret, HeldTrail};
use crate::identities::{Identities, Tree};
use crate::identity_center::HeldIdentityCenter;

/// One region of one account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
}

/// An account of the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: AccountId,
    /// Its name, such as `prod-us`.
    pub name: String,
    /// The address of its root user.
    pub email: String,
    /// When it joined (UTC).
    pub joined_at: DateTime<Utc>,
    /// Whether it is active. A suspended account is listed and cannot be entered.
    pub active: bool,
}

/// What a place holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Secrets of Secrets Manager.
    pub secrets: Vec<HeldSecret>,
    /// Parameters of Parameter Store.
    pub parameters: Vec<HeldParameter>,
    /// KMS keys.
    pub keys: Vec<HeldKey>,
}

/// An organisation that does not exist, with everything that its stores hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id, such as `o-a1b2c3d4e5`.
    pub id: String,
    /// The instant that every age in it is counted from (UTC).
    pub now: DateTime<Utc>,
    /// Its accounts; the first is the management account, and only active ones hold anything.
    pub members: Vec<Member>,
    /// The regions that its accounts have enabled.
    pub regions: Vec<Region>,
    /// Places of those regions that their accounts have not enabled after all.
    pub not_enabled: BTreeSet<Place>,
    /// Its trails.
    pub trails: Vec<HeldTrail>,
    /// The buckets of its trails.
    pub buckets: Vec<HeldBucket>,
    /// What each place holds.
    pub places: BTreeMap<Place, Contents>,
    /// The identities of each active account.
    pub identities: BTreeMap<AccountId, Identities>,
    /// The tree of units with its policies.
    pub tree: Tree,
    /// Its Identity Center, where it has one.
    pub identity_center: Option<HeldIdentityCenter>,
}

impl Organisation {
    /// The management account: the first. `None` in an organisation without accounts.
    pub fn management(&self) -> Option<&Member> {
        self.members.first()
    }

    /// The accounts that can be entered.
    pub fn active(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.active)
    }

    /// The account with this id.
    pub fn member(&self, id: &AccountId) -> Option<&Member> {
        self.members.iter().find(|member| &member.id == id)
    }

    /// What a place holds.
    pub fn contents(&self, account: &AccountId, region: &Region) -> Option<&Contents> {
        self.places.get(&Place { account: account.clone(), region: region.clone() })
    }

    /// What a place holds, to be changed.
    pub fn contents_mut(&mut self, account: &AccountId, region: &Region) -> Option<&mut Contents> {
        self.places.get_mut(&Place { account: account.clone(), region: region.clone() })
    }

    /// Every secret, replicas included.
    pub fn secrets(&self) -> impl Iterator<Item = &HeldSecret> {
        self.places.values().flat_map(|contents| &contents.secrets)
    }

    /// Every parameter.
    pub fn parameters(&self) -> impl Iterator<Item = &HeldParameter> {
        self.places.values().flat_map(|contents| &contents.parameters)
    }

    /// The secret with this ARN, to be changed.
    pub fn secret_mut(&mut self, arn: &str) -> Option<&mut HeldSecret> {
        self.places.values_mut().flat_map(|contents| &mut contents.secrets).find(|secret| secret.arn == arn)
    }

    /// The parameter with this ARN, to be changed.
    pub fn parameter_mut(&mut self, arn: &str) -> Option<&mut HeldParameter> {
        self.places.values_mut().flat_map(|contents| &mut contents.parameters).find(|parameter| parameter.arn == arn)
    }

    /// Takes the secret or parameter with this ARN away, at once, and says whether it was there.
    pub fn remove(&mut self, arn: &str) -> bool {
        let before = self.len();
        for contents in self.places.values_mut() {
            contents.secrets.retain(|secret| secret.arn != arn);
            contents.parameters.retain(|parameter| parameter.arn != arn);
        }
        self.len() < before
    }

    /// How many secrets and parameters there are, replicas included.
    pub fn len(&self) -> usize {
        self.places.values().map(|contents| contents.secrets.len() + contents.parameters.len()).sum()
    }

    /// Whether there is neither a secret nor a parameter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every value: what must never be seen outside.
    pub fn canaries(&self) -> impl Iterator<Item = &str> {
        let versions = self.secrets().flat_map(|secret| &secret.versions).map(|version| version.value.as_str());
        versions.chain(self.parameters().map(|parameter| parameter.value.as_str()))
    }
}
