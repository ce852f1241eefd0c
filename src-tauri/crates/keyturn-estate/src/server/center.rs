//! Identity Center and its identity store. Only the management account is told, in the one region where it lives.
//!
//! <https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html>,
//! <https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/welcome.html>

use serde_json::{Value, json};

use super::accounts::management;
use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use crate::identity_center::{HeldIdentityCenter, HeldPermissionSet};

const PAGING: Paging =
    Paging { size: "MaxResults", most: 100, usual: 100, token: "NextToken", bad_token: "ValidationException" };

fn answer(call: &Call<'_>, list: &str, entries: &[Value]) -> Result<String, Refusal> {
    let page = Page::of(call, &PAGING, entries.len())?;
    let entries: Vec<String> = entries.iter().map(Value::to_string).collect();
    Ok(page.answer(list, "NextToken", entries.iter().map(String::as_str)))
}

/// The Identity Center that the caller is told of.
fn told<'a>(call: &Call<'a>) -> Option<&'a HeldIdentityCenter> {
    let (organisation, _) = management(call).ok()?;
    organisation.identity_center.as_ref().filter(|center| center.region == call.signer.place.region)
}

fn not_found(what: &str) -> Refusal {
    Refusal::new("ResourceNotFoundException", format!("The {what} could not be found."))
}

/// The instance that the call names.
fn instance<'a>(call: &Call<'a>) -> Result<&'a HeldIdentityCenter, Refusal> {
    let arn = call.required("InstanceArn")?;
    let denied = || Refusal::new("AccessDeniedException", "You do not have sufficient access to perform this action.");
    told(call).filter(|center| center.arn == arn).ok_or_else(denied)
}

fn set<'a>(call: &Call<'a>) -> Result<(&'a HeldIdentityCenter, &'a HeldPermissionSet), Refusal> {
    let center = instance(call)?;
    let arn = call.required("PermissionSetArn")?;
    let set = center.sets.iter().find(|set| set.arn == arn).ok_or_else(|| not_found("permission set"))?;
    Ok((center, set))
}

/// The identity store that the call names.
fn store<'a>(call: &Call<'a>) -> Result<&'a HeldIdentityCenter, Refusal> {
    let id = call.required("IdentityStoreId")?;
    told(call).filter(|center| center.store == id).ok_or_else(|| not_found("identity store"))
}

fn arn(what: &str, id: &str) -> String {
    format!("arn:aws:identitystore:::{what}/{id}")
}

pub(super) fn list_instances(call: &Call<'_>) -> Result<String, Refusal> {
    let entry = |center: &HeldIdentityCenter| {
        let owner = call.signer.place.account.as_str();
        json!({"InstanceArn": center.arn, "IdentityStoreId": center.store, "OwnerAccountId": owner, "Status": "ACTIVE"})
    };
    answer(call, "Instances", &told(call).map(entry).into_iter().collect::<Vec<_>>())
}

pub(super) fn list_sets(call: &Call<'_>) -> Result<String, Refusal> {
    let sets = instance(call)?.sets.iter().map(|set| set.arn.as_str().into());
    answer(call, "PermissionSets", &sets.collect::<Vec<_>>())
}

pub(super) fn describe_set(call: &Call<'_>) -> Result<String, Refusal> {
    let (_, set) = set(call)?;
    Ok(json!({"PermissionSet": {"Name": set.name, "PermissionSetArn": set.arn, "SessionDuration": "PT4H"}}).to_string())
}

pub(super) fn list_accounts(call: &Call<'_>) -> Result<String, Refusal> {
    let (center, set) = set(call)?;
    let mut accounts: Vec<&str> =
        center.assignments.iter().filter(|one| one.set == set.arn).map(|one| one.account.as_str()).collect();
    accounts.dedup();
    answer(call, "AccountIds", &accounts.into_iter().map(Value::from).collect::<Vec<_>>())
}

pub(super) fn list_assignments(call: &Call<'_>) -> Result<String, Refusal> {
    let (center, set) = set(call)?;
    let account = call.required("AccountId")?;
    let here = center.assignments.iter().filter(|one| one.set == set.arn && one.account.as_str() == account);
    let entries = here.map(|one| {
        let kind = if one.group { "GROUP" } else { "USER" };
        json!({"AccountId": account, "PermissionSetArn": set.arn, "PrincipalType": kind, "PrincipalId": one.who})
    });
    answer(call, "AccountAssignments", &entries.collect::<Vec<_>>())
}

pub(super) fn list_users(call: &Call<'_>) -> Result<String, Refusal> {
    let center = store(call)?;
    let entries = center.people.iter().map(|person| {
        let (given, family) = person.display_name.split_once(' ').unwrap_or((&person.display_name, ""));
        json!({
            "UserName": person.user_name, "UserId": person.id, "DisplayName": person.display_name,
            "UserArn": arn("user", &person.id), "Revision": "1",
            "Name": {"GivenName": given, "FamilyName": family}, "IdentityStoreId": center.store,
            "Emails": [{"Value": person.user_name, "Type": "work", "Primary": true}],
        })
    });
    answer(call, "Users", &entries.collect::<Vec<_>>())
}

pub(super) fn list_groups(call: &Call<'_>) -> Result<String, Refusal> {
    let center = store(call)?;
    let entries = center.groups.iter().map(|group| {
        json!({"GroupId": group.id, "DisplayName": group.name, "IdentityStoreId": center.store,
            "GroupArn": arn("group", &group.id), "Revision": "1"})
    });
    answer(call, "Groups", &entries.collect::<Vec<_>>())
}

pub(super) fn list_members(call: &Call<'_>) -> Result<String, Refusal> {
    let center = store(call)?;
    let id = call.required("GroupId")?;
    let group = center.groups.iter().find(|group| group.id == id).ok_or_else(|| not_found("group"))?;
    let entries = group.members.iter().map(|member| {
        // An id of its own for each pair: one half from either.
        let membership: String = id.chars().take(18).chain(member.chars().skip(18)).collect();
        json!({
            "IdentityStoreId": center.store, "GroupId": id, "MemberId": {"UserId": member},
            "MembershipArn": arn("membership", &membership), "MembershipId": membership,
        })
    });
    answer(call, "GroupMemberships", &entries.collect::<Vec<_>>())
}
