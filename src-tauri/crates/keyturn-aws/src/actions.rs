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

const fn account(hides: Hidden, name: &'static str) -> Action {
    of(Asked::Account, hides, None, name)
}

const fn organization(hides: Hidden, name: &'static str) -> Action {
    of(Asked::Organization, hides, None, name)
}

/// Names each action as a constant, and lists them all.
macro_rules! actions {
    ($($constant:ident: $kind:ident($hides:ident) $name:literal;)+) => {
        $(#[doc = concat!("`", $name, "`.")] pub(crate) const $constant: &str = $name;)+

        /// How many there are.
        const COUNT: usize = [$($name),+].len();

        /// Every action, in the order of the policy.
        ///
        /// `sts:GetCallerIdentity` needs no permission; *rotate now* has a policy of its own.
        /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
        pub const ACTIONS: [Action; COUNT] = [$($kind(Hidden::$hides, $constant)),+];
    };
}

actions! {
    LIST_SECRETS: secrets(Secrets) "secretsmanager:ListSecrets";
    LIST_SECRET_VERSION_IDS: secrets(Ages) "secretsmanager:ListSecretVersionIds";
    DESCRIBE_SECRET: secrets(Secrets) "secretsmanager:DescribeSecret";
    GET_RESOURCE_POLICY: secrets(Readers) "secretsmanager:GetResourcePolicy";
    DESCRIBE_PARAMETERS: parameters(Secrets) "ssm:DescribeParameters";
    LIST_TAGS_FOR_RESOURCE: parameters(Tags) "ssm:ListTagsForResource";
    GET_RESOURCE_POLICIES: parameters(Readers) "ssm:GetResourcePolicies";
    GET_RESOURCES: parameters(Tags) "tag:GetResources";
    LIST_ALIASES: region(Keys) "kms:ListAliases";
    LIST_KEYS: region(Readers) "kms:ListKeys";
    DESCRIBE_KEY: region(Readers) "kms:DescribeKey";
    GET_KEY_POLICY: region(Readers) "kms:GetKeyPolicy";
    LIST_GRANTS: region(Readers) "kms:ListGrants";
    LIST_RESOURCE_TAGS: region(Readers) "kms:ListResourceTags";
    GET_ACCOUNT_AUTHORIZATION_DETAILS: account(Readers) "iam:GetAccountAuthorizationDetails";
    LIST_REGIONS: account(Regions) "account:ListRegions";
    LOOKUP_EVENTS: region(Reads) "cloudtrail:LookupEvents";
    DESCRIBE_TRAILS: region(Trails) "cloudtrail:DescribeTrails";
    GET_TRAIL_STATUS: region(Trails) "cloudtrail:GetTrailStatus";
    GET_EVENT_SELECTORS: region(Trails) "cloudtrail:GetEventSelectors";
    LIST_ACCOUNTS: organization(Accounts) "organizations:ListAccounts";
    DESCRIBE_ORGANIZATION: organization(Readers) "organizations:DescribeOrganization";
    LIST_ROOTS: organization(Readers) "organizations:ListRoots";
    LIST_ORGANIZATIONAL_UNITS_FOR_PARENT: organization(Readers) "organizations:ListOrganizationalUnitsForParent";
    LIST_ACCOUNTS_FOR_PARENT: organization(Readers) "organizations:ListAccountsForParent";
    LIST_POLICIES: organization(Readers) "organizations:ListPolicies";
    DESCRIBE_POLICY: organization(Readers) "organizations:DescribePolicy";
    LIST_TARGETS_FOR_POLICY: organization(Readers) "organizations:ListTargetsForPolicy";
    LIST_INSTANCES: organization(People) "sso:ListInstances";
    LIST_PERMISSION_SETS: organization(People) "sso:ListPermissionSets";
    DESCRIBE_PERMISSION_SET: organization(People) "sso:DescribePermissionSet";
    LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET: organization(People) "sso:ListAccountsForProvisionedPermissionSet";
    LIST_ACCOUNT_ASSIGNMENTS: organization(People) "sso:ListAccountAssignments";
    LIST_USERS: organization(People) "identitystore:ListUsers";
    LIST_GROUPS: organization(People) "identitystore:ListGroups";
    LIST_GROUP_MEMBERSHIPS: organization(People) "identitystore:ListGroupMemberships";
}

/// The action by which the base profile enters the other accounts.
pub const ENTER: &str = "sts:AssumeRole";

/// The action that entering needs as well where the source names session tags. It has no call of its own: `AssumeRole`
/// asks for it. <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>
pub const TAG: &str = "sts:TagSession";

impl Action {
    /// The action of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }
}
