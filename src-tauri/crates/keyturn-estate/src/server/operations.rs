//! Every operation that the estate serves: those that Keyturn calls, and those that it must never call.

use super::call::Call;
use super::refusal::Refusal;
use super::{accounts, buckets, center, iam, keys, lookup, parameters, secrets, tags, trails, tree, values};

/// An AWS service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Sts,
    Iam,
    Organizations,
    SecretsManager,
    ParameterStore,
    Tagging,
    Kms,
    CloudTrail,
    S3,
    IdentityCenter,
    IdentityStore,
    /// Identity Center's OIDC service: device codes and tokens.
    SignIn,
    /// The start page's own service: accounts, roles, credentials.
    Portal,
    /// Account Management.
    Account,
    /// A service that the estate does not know.
    Unknown,
}

impl Service {
    /// The service of an `X-Amz-Target` header.
    pub(super) fn of_target(prefix: &str) -> Self {
        match prefix {
            "AWSOrganizationsV20161128" => Self::Organizations,
            "secretsmanager" => Self::SecretsManager,
            "AmazonSSM" => Self::ParameterStore,
            "ResourceGroupsTaggingAPI_20170126" => Self::Tagging,
            "TrentService" => Self::Kms,
            "SWBExternalService" => Self::IdentityCenter,
            "AWSIdentityStore" => Self::IdentityStore,
            // The first is what botocore sends, the second what SDKs of AWS's newer models send.
            "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101" | "CloudTrail_20131101" => Self::CloudTrail,
            _ => Self::Unknown,
        }
    }

    /// The service's name in the scope of a signature.
    pub(super) fn signing_name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::Organizations => "organizations",
            Self::SecretsManager => "secretsmanager",
            Self::ParameterStore => "ssm",
            Self::Tagging => "tagging",
            Self::Kms => "kms",
            Self::CloudTrail => "cloudtrail",
            Self::S3 => "s3",
            Self::IdentityCenter | Self::Portal => "sso",
            Self::SignIn => "sso-oauth",
            Self::IdentityStore => "identitystore",
            Self::Account => "account",
            Self::Unknown => "",
        }
    }

    /// The service's name in IAM actions.
    pub(super) fn action_prefix(self) -> &'static str {
        if self == Self::Tagging { "tag" } else { self.signing_name() }
    }

    /// Whether it speaks the query protocol: forms in, XML out.
    pub(super) fn is_query(self) -> bool {
        matches!(self, Self::Sts | Self::Iam)
    }

    /// Whether it is REST in JSON, where the header says what went wrong.
    pub(super) fn is_rest(self) -> bool {
        matches!(self, Self::SignIn | Self::Portal | Self::Account)
    }

    /// Whether a call goes to the whole organisation, not to a region.
    pub(super) fn is_global(self) -> bool {
        matches!(self, Self::Sts | Self::Iam | Self::Organizations | Self::Account)
    }
}

/// One operation.
pub(super) struct Operation {
    pub(super) service: Service,
    /// The name as AWS writes it.
    pub(super) name: &'static str,
    /// Service and name: how calls are counted and faults matched.
    pub(super) label: &'static str,
    /// Whether it returns a secret's value.
    pub(super) reads_value: bool,
    pub(super) answer: fn(&Call<'_>) -> Result<String, Refusal>,
}

type Answer = fn(&Call<'_>) -> Result<String, Refusal>;

const fn reads(service: Service, name: &'static str, label: &'static str, answer: Answer) -> Operation {
    Operation { service, name, label, reads_value: false, answer }
}

const fn reads_value(service: Service, name: &'static str, label: &'static str, answer: Answer) -> Operation {
    Operation { service, name, label, reads_value: true, answer }
}

/// The table of all of them.
pub(super) const OPERATIONS: &[Operation] = &[
    reads(Service::Sts, "GetCallerIdentity", "STS.GetCallerIdentity", accounts::caller_identity),
    reads(Service::Sts, "AssumeRole", "STS.AssumeRole", accounts::assume_role),
    reads(Service::Sts, "GetSessionToken", "STS.GetSessionToken", accounts::session_token),
    reads(Service::Organizations, "ListAccounts", "Organizations.ListAccounts", accounts::list),
    reads(
        Service::Organizations,
        "DescribeOrganization",
        "Organizations.DescribeOrganization",
        accounts::describe_organization,
    ),
    reads(Service::Organizations, "ListRoots", "Organizations.ListRoots", tree::list_roots),
    reads(
        Service::Organizations,
        "ListOrganizationalUnitsForParent",
        "Organizations.ListOrganizationalUnitsForParent",
        tree::list_units,
    ),
    reads(Service::Organizations, "ListAccountsForParent", "Organizations.ListAccountsForParent", tree::list_accounts),
    reads(Service::Organizations, "ListPolicies", "Organizations.ListPolicies", tree::list_policies),
    reads(Service::Organizations, "DescribePolicy", "Organizations.DescribePolicy", tree::describe_policy),
    reads(Service::Organizations, "ListTargetsForPolicy", "Organizations.ListTargetsForPolicy", tree::list_targets),
    reads(
        Service::Iam,
        "GetAccountAuthorizationDetails",
        "IAM.GetAccountAuthorizationDetails",
        iam::authorization_details,
    ),
    reads(Service::Account, "ListRegions", "Account.ListRegions", accounts::list_regions),
    reads(Service::SecretsManager, "ListSecrets", "SecretsManager.ListSecrets", secrets::list),
    reads(
        Service::SecretsManager,
        "ListSecretVersionIds",
        "SecretsManager.ListSecretVersionIds",
        secrets::list_versions,
    ),
    reads(Service::SecretsManager, "DescribeSecret", "SecretsManager.DescribeSecret", secrets::describe),
    reads(Service::SecretsManager, "GetResourcePolicy", "SecretsManager.GetResourcePolicy", secrets::policy),
    reads(Service::SecretsManager, "RotateSecret", "SecretsManager.RotateSecret", secrets::rotate),
    reads(Service::ParameterStore, "DescribeParameters", "SSM.DescribeParameters", parameters::describe),
    reads(Service::ParameterStore, "ListTagsForResource", "SSM.ListTagsForResource", parameters::list_tags),
    reads(Service::ParameterStore, "GetResourcePolicies", "SSM.GetResourcePolicies", parameters::policies),
    reads(Service::Tagging, "GetResources", "Tagging.GetResources", tags::get_resources),
    reads(Service::Kms, "ListAliases", "KMS.ListAliases", keys::list_aliases),
    reads(Service::Kms, "ListKeys", "KMS.ListKeys", keys::list),
    reads(Service::Kms, "DescribeKey", "KMS.DescribeKey", keys::describe),
    reads(Service::CloudTrail, "LookupEvents", "CloudTrail.LookupEvents", lookup::lookup_events),
    reads(Service::CloudTrail, "DescribeTrails", "CloudTrail.DescribeTrails", trails::describe),
    reads(Service::CloudTrail, "GetTrailStatus", "CloudTrail.GetTrailStatus", trails::status),
    reads(Service::CloudTrail, "GetEventSelectors", "CloudTrail.GetEventSelectors", trails::selectors),
    reads(Service::S3, "GetBucketLifecycleConfiguration", "S3.GetBucketLifecycleConfiguration", buckets::lifecycle),
    reads(Service::Kms, "GetKeyPolicy", "KMS.GetKeyPolicy", keys::policy),
    reads(Service::Kms, "ListGrants", "KMS.ListGrants", keys::list_grants),
    reads(Service::Kms, "ListResourceTags", "KMS.ListResourceTags", keys::list_tags),
    reads(Service::IdentityCenter, "ListInstances", "SSO.ListInstances", center::list_instances),
    reads(Service::IdentityCenter, "ListPermissionSets", "SSO.ListPermissionSets", center::list_sets),
    reads(Service::IdentityCenter, "DescribePermissionSet", "SSO.DescribePermissionSet", center::describe_set),
    reads(
        Service::IdentityCenter,
        "ListAccountsForProvisionedPermissionSet",
        "SSO.ListAccountsForProvisionedPermissionSet",
        center::list_accounts,
    ),
    reads(Service::IdentityCenter, "ListAccountAssignments", "SSO.ListAccountAssignments", center::list_assignments),
    reads(Service::IdentityStore, "ListUsers", "IdentityStore.ListUsers", center::list_users),
    reads(Service::IdentityStore, "ListGroups", "IdentityStore.ListGroups", center::list_groups),
    reads(Service::IdentityStore, "ListGroupMemberships", "IdentityStore.ListGroupMemberships", center::list_members),
    reads_value(Service::SecretsManager, "GetSecretValue", "SecretsManager.GetSecretValue", values::get_secret),
    reads_value(
        Service::SecretsManager,
        "BatchGetSecretValue",
        "SecretsManager.BatchGetSecretValue",
        values::batch_get_secrets,
    ),
    reads_value(Service::ParameterStore, "GetParameter", "SSM.GetParameter", values::get_parameter),
    reads_value(Service::ParameterStore, "GetParameters", "SSM.GetParameters", values::get_parameters),
    reads_value(Service::ParameterStore, "GetParametersByPath", "SSM.GetParametersByPath", values::get_by_path),
    reads_value(Service::ParameterStore, "GetParameterHistory", "SSM.GetParameterHistory", values::get_history),
    reads_value(Service::Kms, "Decrypt", "KMS.Decrypt", values::decrypt),
];
