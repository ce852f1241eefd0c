//! Where a policy stands.

use std::fmt;

use serde::Serialize;

/// Where a policy stands: what a person looks for to change it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the names and ids that AWS gives")]
pub enum Place {
    /// A managed policy, attached to the principal.
    Attached { arn: String },
    /// An inline policy of the principal.
    Inline { name: String },
    /// A managed policy, attached to a group of the user.
    GroupAttached { group: String, arn: String },
    /// An inline policy of a group of the user.
    GroupInline { group: String, name: String },
    /// The permissions boundary.
    Boundary { arn: String },
    /// A session policy.
    Session,
    /// A service control policy, by the root, OU or account that it is attached to.
    ServiceControl { target: String, name: Option<String> },
    /// A resource control policy, by the root, OU or account that it is attached to.
    ResourceControl { target: String, name: Option<String> },
    /// The policy on the secret or parameter.
    Resource { arn: String },
    /// The policy on the key.
    Key { arn: String },
    /// A grant on the key.
    Grant { key: String, id: String },
    /// The trust policy of a role.
    Trust { role: String },
    /// Not a policy: the root user may do anything in its account.
    RootUser,
}

impl fmt::Display for Place {
    /// In words: what a person looks for, without whose it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attached { arn } => write!(f, "policy {arn}"),
            Self::Inline { name } => write!(f, "inline policy {name}"),
            Self::GroupAttached { group, arn } => write!(f, "policy {arn} of group {group}"),
            Self::GroupInline { group, name } => write!(f, "inline policy {name} of group {group}"),
            Self::Boundary { arn } => write!(f, "permissions boundary {arn}"),
            Self::Session => f.write_str("the session policy"),
            Self::ServiceControl { target, .. } => write!(f, "service control policy at {target}"),
            Self::ResourceControl { target, .. } => write!(f, "resource control policy at {target}"),
            Self::Resource { arn } => write!(f, "the policy of {arn}"),
            Self::Key { arn } => write!(f, "the key policy of {arn}"),
            Self::Grant { key, id } => write!(f, "grant {id} on {key}"),
            Self::Trust { role } => write!(f, "the trust policy of {role}"),
            Self::RootUser => f.write_str("the root user"),
        }
    }
}
