//! The access snapshot: AWS's own answers about identities, policies, secrets and keys, in one file.
//!
//! Entries are kept as they stand and are read one by one by [`crate::world::World::of`], so that one which cannot be
//! understood is named and the rest counts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the file that this program reads and writes.
pub const SCHEMA: u64 = 1;

/// An access snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The version of its form.
    pub schema: u64,
    /// When it was taken, as it says.
    #[serde(default)]
    pub taken_at: Option<String>,
    /// The organisation. Without one, the accounts stand alone: no control policies.
    #[serde(default)]
    pub organization: Option<Organization>,
    /// What was read of each account.
    #[serde(default)]
    pub accounts: Vec<Account>,
}

/// The organisation tree with its control policies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// `o-…`.
    pub id: String,
    /// The account that no control policy binds.
    pub management_account: String,
    /// The member accounts with their place in the tree.
    pub accounts: Vec<Member>,
    /// Control policies with what they are attached to.
    pub policies: Vec<Control>,
    /// Who is assigned to the permission sets of Identity Center; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center: Option<IdentityCenter>,
    /// What could not be read.
    pub missing: Vec<Missing>,
}

/// An Identity Center: who is assigned to which permission set in which account. No access rests on it: it tells who
/// stands behind the roles that it made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IdentityCenter {
    /// `arn:aws:sso:::instance/ssoins-…`.
    pub instance_arn: String,
    /// `d-…`.
    pub identity_store_id: String,
    /// `sso-admin describe-permission-set`, of each.
    pub permission_sets: Vec<PermissionSet>,
    /// `sso-admin list-account-assignments`, of each permission set in each account that has it.
    pub assignments: Vec<Assignment>,
    /// `identitystore list-users`: `UserId`, `UserName`, `DisplayName`, `Emails`, of those who are assigned, themselves
    /// or through a group. Absent where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<Value>>,
    /// `identitystore list-groups`: `GroupId`, `DisplayName`, of those that are assigned, each with `members`, the
    /// `UserId`s of `list-group-memberships`. Without `members` where those could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<Value>>,
}

/// A permission set: in each account that has it, a role `AWSReservedSSO_<name>_<16 hexadecimal digits>`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PermissionSet {
    /// `arn:aws:sso:::permissionSet/ssoins-…/ps-…`.
    pub arn: String,
    /// Its name.
    pub name: String,
}

/// A person or group that has a permission set in an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assignment {
    /// The account's twelve digits.
    pub account: String,
    /// The permission set.
    pub permission_set_arn: String,
    /// `USER` or `GROUP`.
    pub principal_type: String,
    /// The `UserId` or `GroupId`.
    pub principal_id: String,
}

/// An account's place in the tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// Twelve digits.
    pub id: String,
    /// From the root down: `r-…`, `ou-…`.
    pub path: Vec<String>,
}

/// A control policy at one place of the tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// `SCP` or `RCP`.
    pub kind: String,
    /// A root, an OU or an account.
    pub target: String,
    /// Its name, where the file has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The policy, as an object or as text.
    pub document: Value,
}

/// What was read of one account: AWS's answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// `iam get-account-authorization-details`.
    pub authorization_details: Value,
    /// `secretsmanager list-secrets`, each with its `ResourcePolicy`.
    pub secrets: Vec<Value>,
    /// `ssm describe-parameters`, each with its `Tags` and resource `Policies`.
    pub parameters: Vec<Value>,
    /// `kms describe-key`, each with its `Policy`, `Grants`, `Tags` and, where they were read, `Aliases`.
    pub keys: Vec<Value>,
    /// What could not be read.
    pub missing: Vec<Missing>,
}

/// Something that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Missing {
    /// The call that was refused, with the ARN that it was about: `kms:GetKeyPolicy arn:aws:kms:…`.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Text that is no access snapshot.
#[derive(Debug, thiserror::Error)]
pub enum NotASnapshot {
    /// Not JSON, or not of this shape.
    #[error("not an access snapshot: {0}")]
    Shape(#[from] serde_json::Error),
    /// Of a version that this program does not know.
    #[error("an access snapshot of schema {0}: this program reads schema {SCHEMA}")]
    Schema(u64),
}

/// Reads a snapshot.
pub fn read(text: &str) -> Result<Snapshot, NotASnapshot> {
    /// A later version is refused as such, and not for its shape.
    #[derive(Deserialize)]
    struct Schema {
        schema: u64,
    }
    let read: Result<Snapshot, _> = serde_json::from_str(text);
    let schema = match &read {
        Ok(snapshot) => Some(snapshot.schema),
        Err(_) => serde_json::from_str(text).ok().map(|Schema { schema }| schema),
    };
    match schema {
        Some(schema) if schema != SCHEMA => Err(NotASnapshot::Schema(schema)),
        _ => Ok(read?),
    }
}
