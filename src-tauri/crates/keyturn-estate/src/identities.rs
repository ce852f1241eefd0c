//! The identities of the made-up organisation, and its policies: what IAM, KMS and Organizations would say of them.
//!
//! Policy documents are kept as texts, because AWS gives them back as they were put in.

use chrono::{DateTime, Utc};
use keyturn_domain::account::AccountId;

/// A policy's text under its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPolicy {
    /// Its name.
    pub name: String,
    /// Its document, JSON.
    pub document: String,
}

/// A managed policy: AWS's own, or the account's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// Its ARN; `arn:aws:iam::aws:policy/…` for AWS's own.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its documents by version, the default first: `v2`, `v1`.
    pub versions: Vec<HeldPolicy>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
}

/// What a user, a role or a group carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// Inline policies.
    pub inline: Vec<HeldPolicy>,
    /// ARNs of attached managed policies.
    pub attached: Vec<String>,
    /// The ARN of the permissions boundary.
    pub boundary: Option<String>,
}

/// An IAM user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldUser {
    /// Its ARN.
    pub arn: String,
    /// Its id, `AIDA…`.
    pub id: String,
    /// Names of its groups.
    pub groups: Vec<String>,
    /// What it carries.
    pub grants: Grants,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
}

/// An IAM group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldGroup {
    /// Its ARN.
    pub arn: String,
    /// Its id, `AGPA…`.
    pub id: String,
    /// What it carries.
    pub grants: Grants,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
}

/// An IAM role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRole {
    /// Its ARN, with its path.
    pub arn: String,
    /// Its id, `AROA…`.
    pub id: String,
    /// Its trust policy, JSON.
    pub trust: String,
    /// What it carries.
    pub grants: Grants,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was last used (UTC), as IAM tells.
    pub used_at: Option<DateTime<Utc>>,
}

/// The identities of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identities {
    /// Its users.
    pub users: Vec<HeldUser>,
    /// Its groups.
    pub groups: Vec<HeldGroup>,
    /// Its roles.
    pub roles: Vec<HeldRole>,
    /// Managed policies: its own, and those of AWS's that are attached.
    pub policies: Vec<ManagedPolicy>,
}

/// A grant of a KMS key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGrant {
    /// Its id.
    pub id: String,
    /// Who may.
    pub grantee: String,
    /// What, such as `Decrypt`.
    pub operations: Vec<String>,
    /// `EncryptionContextSubset`.
    pub context: Vec<(String, String)>,
    /// When it was made (UTC).
    pub created_at: DateTime<Utc>,
}

/// Which kind of organisation policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationPolicyKind {
    /// A service control policy.
    Service,
    /// A resource control policy.
    Resource,
}

impl OrganisationPolicyKind {
    /// AWS's name of the type.
    pub fn code(self) -> &'static str {
        match self {
            Self::Service => "SERVICE_CONTROL_POLICY",
            Self::Resource => "RESOURCE_CONTROL_POLICY",
        }
    }
}

/// A policy of the organisation, with what it is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationPolicy {
    /// Its id, `p-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationPolicyKind,
    /// Whether AWS wrote it.
    pub aws_managed: bool,
    /// Its document, JSON.
    pub document: String,
    /// Ids of the root, units and accounts it is attached to.
    pub targets: Vec<String>,
}

/// An organisational unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id, `ou-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of what it is in: the root, or a unit.
    pub parent: String,
}

/// The organisation's tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The root's id, `r-…`.
    pub root: String,
    /// The units, parents before children.
    pub units: Vec<Unit>,
    /// Where each account is: the root's or a unit's id.
    pub places: Vec<(AccountId, String)>,
    /// The policies.
    pub policies: Vec<OrganisationPolicy>,
}
