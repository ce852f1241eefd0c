//! Every AWS action that Keyturn reads with, once: what the doctor tries, and what the policy to roll out allows.

use keyturn_domain::problem::Hidden;
use keyturn_domain::store::Store;

/// One action that Keyturn reads with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// The IAM action, such as `secretsmanager:ListSecrets`.
    pub name: &'static str,
    /// Where it is asked.
    pub asked: Asked,
    /// What cannot be seen without it.
    pub hides: Hidden,
    /// The store whose secrets it is about; `None` for both.
    pub store: Option<Store>,
}

/// Where an action is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// In each region of each account.
    Region,
    /// Once in each account.
    Account,
    /// Once for the whole organisation, which tells its management account or a delegated administrator.
    Organization,
}

impl Asked {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Account => "account",
            Self::Organization => "organization",
        }
    }
}

const fn of(asked: Asked, hides: Hidden, store: Option<Store>, name: &'static str) -> Action {
    Action { name, asked, hides, store }
}

const fn secrets(hides: Hidden, name: &'static str) -> Action {
    of(Asked::Region, hides, Some(Store::SecretsManager), name)
}

const fn parameters(hides: Hidden, name: &'static str) -> Action {
    of(Asked::Region, hides, Some(Store::ParameterStore), name)
}

const fn region(hides: Hidden, name: &'static str) -> Action {
    of(Asked::Region, hides, None, name)
}

const fn organization(hides: Hidden, name: &'static str) -> Action {
    of(Asked::Organization, hides, None, name)
}

/// Every action, in the order of the policy.
///
/// `sts:GetCallerIdentity` needs no permission; *rotate now* has a policy of its own.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub const ACTIONS: [Action; 35] = [
    secrets(Hidden::Secrets, "secretsmanager:ListSecrets"),
    secrets(Hidden::Ages, "secretsmanager:ListSecretVersionIds"),
    secrets(Hidden::Secrets, "secretsmanager:DescribeSecret"),
    secrets(Hidden::Readers, "secretsmanager:GetResourcePolicy"),
    parameters(Hidden::Secrets, "ssm:DescribeParameters"),
    parameters(Hidden::Tags, "ssm:ListTagsForResource"),
    parameters(Hidden::Readers, "ssm:GetResourcePolicies"),
    parameters(Hidden::Tags, "tag:GetResources"),
    region(Hidden::Keys, "kms:ListAliases"),
    region(Hidden::Readers, "kms:ListKeys"),
    region(Hidden::Readers, "kms:DescribeKey"),
    region(Hidden::Readers, "kms:GetKeyPolicy"),
    region(Hidden::Readers, "kms:ListGrants"),
    region(Hidden::Readers, "kms:ListResourceTags"),
    of(Asked::Account, Hidden::Readers, None, "iam:GetAccountAuthorizationDetails"),
    region(Hidden::Reads, "cloudtrail:LookupEvents"),
    region(Hidden::Trails, "cloudtrail:DescribeTrails"),
    region(Hidden::Trails, "cloudtrail:GetTrailStatus"),
    region(Hidden::Trails, "cloudtrail:GetEventSelectors"),
    organization(Hidden::Accounts, "organizations:ListAccounts"),
    organization(Hidden::Readers, "organizations:DescribeOrganization"),
    organization(Hidden::Readers, "organizations:ListRoots"),
    organization(Hidden::Readers, "organizations:ListOrganizationalUnitsForParent"),
    organization(Hidden::Readers, "organizations:ListAccountsForParent"),
    organization(Hidden::Readers, "organizations:ListPolicies"),
    organization(Hidden::Readers, "organizations:DescribePolicy"),
    organization(Hidden::Readers, "organizations:ListTargetsForPolicy"),
    organization(Hidden::People, "sso:ListInstances"),
    organization(Hidden::People, "sso:ListPermissionSets"),
    organization(Hidden::People, "sso:DescribePermissionSet"),
    organization(Hidden::People, "sso:ListAccountsForProvisionedPermissionSet"),
    organization(Hidden::People, "sso:ListAccountAssignments"),
    organization(Hidden::People, "identitystore:ListUsers"),
    organization(Hidden::People, "identitystore:ListGroups"),
    organization(Hidden::People, "identitystore:ListGroupMemberships"),
];

/// The action by which the base profile enters the other accounts.
pub const ENTER: &str = "sts:AssumeRole";

impl Action {
    /// The action of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }
}
