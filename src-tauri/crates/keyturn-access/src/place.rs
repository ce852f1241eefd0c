//! Where a policy stands.

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
