//! Users, groups, roles and policies of an account (`iam:GetAccountAuthorizationDetails`).
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use std::collections::HashSet;

use aws_sdk_iam::types::{
    AttachedPermissionsBoundary, AttachedPolicy, GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail, Tag,
    UserDetail,
};
use aws_smithy_types::date_time::{DateTime, Format};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use serde_json::{Map, Value, json};

use super::Hear;
use crate::actions::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::failure::{self, Failure, Tried};
use crate::held::client;
use crate::rates::Quota;
use crate::target::Target;

impl Target {
    /// What `aws iam get-account-authorization-details` prints for this account, documents percent-encoded as IAM
    /// sends them; `hear` hears of users, groups, roles and policies.
    pub async fn identities(&self, hear: Hear<'_>) -> Result<Value, Problem> {
        let tried =
            Tried { account: Some(self.id().clone()), profile: self.profile.clone(), region: None, store: None };
        list(self, hear)
            .await
            .map_err(|failure| tried.problem(GET_ACCOUNT_AUTHORIZATION_DETAILS, Hidden::Readers, failure))
    }
}

async fn list(target: &Target, hear: Hear<'_>) -> Result<Value, Failure> {
    let (signed, pace) = target.account_wide();
    let client = client!(aws_sdk_iam, signed);
    let (mut users, mut groups, mut roles, mut managed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    let mut marker: Option<String> = None;
    loop {
        pace.ready(Quota::Identities).await;
        let call = client.get_account_authorization_details().max_items(1000).set_marker(marker.take());
        let answer = call.send().await.map_err(|error| failure::of_call(&error, true))?;
        users.extend(answer.user_detail_list.unwrap_or_default().into_iter().map(user));
        groups.extend(answer.group_detail_list.unwrap_or_default().into_iter().map(group));
        roles.extend(answer.role_detail_list.unwrap_or_default().into_iter().map(role));
        managed.extend(answer.policies.unwrap_or_default().into_iter().map(policy));
        hear(users.len() + groups.len() + roles.len() + managed.len(), None);
        match answer.marker.filter(|marker| answer.is_truncated && !marker.is_empty()) {
            None => break,
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of identities repeats itself"));
            }
            next => marker = next,
        }
    }
    Ok(json!({"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": roles, "Policies": managed}))
}

/// An object of the members that are there.
fn object(members: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    let there = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect::<Map<_, _>>())
}

fn text(text: Option<String>) -> Option<Value> {
    text.map(Value::String)
}

fn instant(at: Option<&DateTime>) -> Option<Value> {
    at.and_then(|at| at.fmt(Format::DateTime).ok()).map(Value::String)
}

fn list_of<T>(items: Option<Vec<T>>, write: fn(T) -> Value) -> Value {
    items.unwrap_or_default().into_iter().map(write).collect()
}

fn tag(Tag { key, value, .. }: Tag) -> Value {
    json!({"Key": key, "Value": value})
}

fn inline(policy: PolicyDetail) -> Value {
    object([("PolicyName", text(policy.policy_name)), ("PolicyDocument", text(policy.policy_document))])
}

fn attached(policy: AttachedPolicy) -> Value {
    object([("PolicyName", text(policy.policy_name)), ("PolicyArn", text(policy.policy_arn))])
}

fn boundary(boundary: Option<AttachedPermissionsBoundary>) -> Option<Value> {
    let boundary = boundary?;
    Some(object([
        ("PermissionsBoundaryType", boundary.permissions_boundary_type.map(|kind| kind.as_str().into())),
        ("PermissionsBoundaryArn", text(boundary.permissions_boundary_arn)),
    ]))
}

fn user(user: UserDetail) -> Value {
    object([
        ("Path", text(user.path)),
        ("UserName", text(user.user_name)),
        ("UserId", text(user.user_id)),
        ("Arn", text(user.arn)),
        ("CreateDate", instant(user.create_date.as_ref())),
        ("UserPolicyList", Some(list_of(user.user_policy_list, inline))),
        ("GroupList", Some(list_of(user.group_list, Value::String))),
        ("AttachedManagedPolicies", Some(list_of(user.attached_managed_policies, attached))),
        ("PermissionsBoundary", boundary(user.permissions_boundary)),
        ("Tags", Some(list_of(user.tags, tag))),
    ])
}

fn group(group: GroupDetail) -> Value {
    object([
        ("Path", text(group.path)),
        ("GroupName", text(group.group_name)),
        ("GroupId", text(group.group_id)),
        ("Arn", text(group.arn)),
        ("CreateDate", instant(group.create_date.as_ref())),
        ("GroupPolicyList", Some(list_of(group.group_policy_list, inline))),
        ("AttachedManagedPolicies", Some(list_of(group.attached_managed_policies, attached))),
    ])
}

fn role(role: RoleDetail) -> Value {
    let used = role
        .role_last_used
        .map(|used| object([("LastUsedDate", instant(used.last_used_date.as_ref())), ("Region", text(used.region))]));
    object([
        ("Path", text(role.path)),
        ("RoleName", text(role.role_name)),
        ("RoleId", text(role.role_id)),
        ("Arn", text(role.arn)),
        ("CreateDate", instant(role.create_date.as_ref())),
        ("AssumeRolePolicyDocument", text(role.assume_role_policy_document)),
        ("RolePolicyList", Some(list_of(role.role_policy_list, inline))),
        ("AttachedManagedPolicies", Some(list_of(role.attached_managed_policies, attached))),
        ("PermissionsBoundary", boundary(role.permissions_boundary)),
        ("Tags", Some(list_of(role.tags, tag))),
        ("RoleLastUsed", used),
    ])
}

fn policy(policy: ManagedPolicyDetail) -> Value {
    let versions = policy.policy_version_list.unwrap_or_default().into_iter().map(|version| {
        object([
            ("Document", text(version.document)),
            ("VersionId", text(version.version_id)),
            ("IsDefaultVersion", Some(version.is_default_version.into())),
            ("CreateDate", instant(version.create_date.as_ref())),
        ])
    });
    object([
        ("PolicyName", text(policy.policy_name)),
        ("PolicyId", text(policy.policy_id)),
        ("Arn", text(policy.arn)),
        ("Path", text(policy.path)),
        ("DefaultVersionId", text(policy.default_version_id)),
        ("AttachmentCount", policy.attachment_count.map(Value::from)),
        ("PermissionsBoundaryUsageCount", policy.permissions_boundary_usage_count.map(Value::from)),
        ("IsAttachable", Some(policy.is_attachable.into())),
        ("CreateDate", instant(policy.create_date.as_ref())),
        ("UpdateDate", instant(policy.update_date.as_ref())),
        ("PolicyVersionList", Some(versions.collect())),
    ])
}
