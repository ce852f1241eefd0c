//! A snapshot brought to one model: principals, secrets, keys, the organisation, and each policy once.

mod build;
mod details;
mod documents;
mod facts;
mod missing;
mod resources;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::place::Place;
use crate::policy::Document;
use crate::snapshot::Missing;

/// A policy's number in [`World::policies`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PolicyId(pub usize);

/// A policy where it is attached.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Attached {
    /// Where.
    pub place: Place,
    /// What it says.
    pub policy: PolicyId,
}

/// Everything that is known, ready to be asked. Numbers in it are places in its lists.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The organisation's id, where there is one.
    pub organization: Option<String>,
    /// Accounts, those of the organisation and those of the snapshot.
    pub accounts: Vec<Account>,
    /// Policies; equal ones once.
    pub policies: Vec<Document>,
    /// Users and roles.
    pub principals: Vec<Principal>,
    /// Secrets and parameters.
    pub secrets: Vec<Secret>,
    /// KMS keys.
    pub keys: Vec<Key>,
    /// What was not understood, with its account.
    pub faults: Vec<PlacedFault>,
    /// What could not be read, with its account; empty for the organisation.
    pub missing: Vec<(String, Missing)>,
}

/// Something that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlacedFault {
    /// The account; empty for the organisation.
    pub account: String,
    /// The policy or entry.
    pub of: String,
    /// Where in it.
    pub place: String,
    /// What.
    pub what: String,
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// From the organisation's root down; empty outside the organisation.
    pub path: Vec<String>,
    /// Whether it belongs to the organisation.
    pub member: bool,
    /// Whether it is the management account, which no control policy binds.
    pub management: bool,
    /// Service control policies by level, from the root down; levels without any are left out.
    pub service_control: Vec<Vec<Attached>>,
    /// Resource control policies of all levels.
    pub resource_control: Vec<Attached>,
}

/// What a principal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// An IAM user.
    User,
    /// A role.
    Role,
}

/// A user or a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Its ARN.
    pub arn: String,
    /// Its account.
    pub account: String,
    /// User or role.
    pub kind: PrincipalKind,
    /// Its name, without path.
    pub name: String,
    /// Its path.
    pub path: String,
    /// Its unique id: `AIDA…`, `AROA…`.
    pub id: String,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// A role that a service made for itself: no control policy binds it.
    pub service_linked: bool,
    /// Its policies, and those of its groups.
    pub identity: Vec<Attached>,
    /// Its permissions boundary.
    pub boundary: Option<Attached>,
    /// Who may assume it; roles alone.
    pub trust: Option<Attached>,
    /// The groups it is in, by name; users alone.
    pub groups: Vec<String>,
    /// When it was made, as AWS says.
    pub created_at: Option<String>,
    /// When a role was last used, as AWS says.
    pub last_used_at: Option<String>,
}

/// Where a secret's value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// Secrets Manager.
    Secret,
    /// Parameter Store.
    Parameter,
}

/// What a value is encrypted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Nothing: a parameter of type String or StringList.
    None,
    /// A key: its number in [`World::keys`].
    Key(usize),
}

/// A secret or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Which store it is in.
    pub kind: SecretKind,
    /// Its account.
    pub account: String,
    /// Its region.
    pub region: String,
    /// What it is encrypted with.
    pub encryption: Encryption,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// What of its tags could not be read.
    pub tags_unread: Option<String>,
    /// Its resource policies.
    pub policies: Vec<Attached>,
    /// The region it is primary in.
    pub primary_region: String,
    /// The function that rotates it.
    pub rotation_function: Option<String>,
}

/// A KMS key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its ARN. Of AWS's own key for a service, which the snapshot does not hold, one that ends in the alias.
    pub arn: String,
    /// Its account.
    pub account: String,
    /// Its region.
    pub region: String,
    /// AWS's own, which resource control policies do not bind.
    pub aws_managed: bool,
    /// `Enabled`, `Disabled`, `PendingDeletion`, …
    pub state: String,
    /// Its policies: one, or what stands in for it.
    pub policies: Vec<Attached>,
    /// Its grants.
    pub grants: Vec<Grant>,
    /// What of its grants could not be read.
    pub grants_unread: Option<String>,
    /// Its aliases, where they were read.
    pub aliases: Option<Vec<String>>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// What of its tags could not be read.
    pub tags_unread: Option<String>,
}

impl Key {
    /// Whether it can decrypt in its state.
    ///
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html>
    pub fn usable(&self) -> bool {
        matches!(self.state.as_str(), "Enabled" | "Updating")
    }
}

/// A grant on a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Who may use it.
    pub grantee: String,
    /// For what: `Decrypt`, …
    pub operations: Vec<String>,
    /// The encryption context that a call must have, and nothing beside.
    pub context_equals: Option<Vec<(String, String)>>,
    /// What a call's encryption context must contain.
    pub context_subset: Option<Vec<(String, String)>>,
    /// The resource on whose behalf a service must call.
    pub source_arn: Option<String>,
}

impl World {
    /// The policy of a number.
    pub fn document(&self, id: PolicyId) -> &Document {
        &self.policies[id.0]
    }

    /// An account by its id.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The place of a user or role in [`World::principals`].
    pub fn principal(&self, arn: &str) -> Option<usize> {
        self.principals.iter().position(|principal| principal.arn == arn)
    }

    /// The place of a secret or parameter in [`World::secrets`], by ARN or, where only one has it, by name.
    pub fn secret(&self, arn_or_name: &str) -> Option<usize> {
        let by_arn = self.secrets.iter().position(|secret| secret.arn == arn_or_name);
        let named = || {
            let mut found = self.secrets.iter().enumerate().filter(|(_, secret)| secret.name == arn_or_name);
            found.next().filter(|_| found.next().is_none()).map(|(place, _)| place)
        };
        by_arn.or_else(named)
    }
}
