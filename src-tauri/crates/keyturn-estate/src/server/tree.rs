//! Organizations: the tree, and the policies on it. Only the management account is told.

use keyturn_domain::account::AccountId;
use serde_json::{Value, json};

use super::accounts::{self, management};
use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use crate::identities::OrganisationPolicy;

const PAGING: Paging =
    Paging { size: "MaxResults", most: 20, usual: 20, token: "NextToken", bad_token: "InvalidInputException" };

fn answer(call: &Call<'_>, list: &str, entries: &[String]) -> Result<String, Refusal> {
    let page = Page::of(call, &PAGING, entries.len())?;
    Ok(page.answer(list, "NextToken", entries.iter().map(String::as_str)))
}

fn arn(call: &Call<'_>, what: &str, id: &str) -> Result<String, Refusal> {
    let (organisation, management) = management(call)?;
    Ok(format!("arn:aws:organizations::{}:{what}/{}/{id}", management.id, organisation.id))
}

/// The parent that is asked for, which must be the root or a unit.
fn parent<'a>(call: &Call<'a>) -> Result<&'a str, Refusal> {
    let (organisation, _) = management(call)?;
    let id = call.required("ParentId")?;
    let tree = &organisation.tree;
    if tree.root == id || tree.units.iter().any(|unit| unit.id == id) {
        return Ok(id);
    }
    Err(Refusal::new("ParentNotFoundException", "You specified parent that doesn't exist."))
}

pub(super) fn list_roots(call: &Call<'_>) -> Result<String, Refusal> {
    let (organisation, _) = management(call)?;
    let id = &organisation.tree.root;
    let types: Vec<Value> = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
        .map(|policy_type| json!({"Type": policy_type, "Status": "ENABLED"}))
        .to_vec();
    let root = json!({"Id": id, "Arn": arn(call, "root", id)?, "Name": "Root", "PolicyTypes": types});
    answer(call, "Roots", &[root.to_string()])
}

pub(super) fn list_units(call: &Call<'_>) -> Result<String, Refusal> {
    let (organisation, _) = management(call)?;
    let parent = parent(call)?;
    let units = organisation.tree.units.iter().filter(|unit| unit.parent == parent);
    let entries: Result<Vec<String>, Refusal> = units
        .map(|unit| Ok(json!({"Id": unit.id, "Arn": arn(call, "ou", &unit.id)?, "Name": unit.name}).to_string()))
        .collect();
    answer(call, "OrganizationalUnits", &entries?)
}

pub(super) fn list_accounts(call: &Call<'_>) -> Result<String, Refusal> {
    let (organisation, management) = management(call)?;
    let parent = parent(call)?;
    let there = |account: &AccountId| {
        organisation.tree.places.iter().any(|(member, place)| member == account && place == parent)
    };
    let members = organisation.members.iter().filter(|member| there(&member.id));
    let entries: Vec<String> = members.map(|member| accounts::entry(organisation, management, member)).collect();
    answer(call, "Accounts", &entries)
}

fn summary(call: &Call<'_>, policy: &OrganisationPolicy) -> Result<Value, Refusal> {
    let kind = policy.kind.code();
    let arn = if policy.aws_managed {
        format!("arn:aws:organizations::aws:policy/{}/{}", kind.to_lowercase(), policy.id)
    } else {
        arn(call, "policy", &format!("{}/{}", kind.to_lowercase(), policy.id))?
    };
    Ok(json!({"Id": policy.id, "Arn": arn, "Name": policy.name, "Description": "", "Type": kind,
        "AwsManaged": policy.aws_managed}))
}

pub(super) fn list_policies(call: &Call<'_>) -> Result<String, Refusal> {
    let (organisation, _) = management(call)?;
    let filter = call.required("Filter")?;
    let policies = organisation.tree.policies.iter().filter(|policy| policy.kind.code() == filter);
    let entries: Result<Vec<String>, Refusal> = policies.map(|policy| Ok(summary(call, policy)?.to_string())).collect();
    answer(call, "Policies", &entries?)
}

fn policy<'a>(call: &Call<'a>) -> Result<&'a OrganisationPolicy, Refusal> {
    let (organisation, _) = management(call)?;
    let id = call.required("PolicyId")?;
    let mut policies = organisation.tree.policies.iter();
    policies.find(|policy| policy.id == id).ok_or_else(|| {
        Refusal::new("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.")
    })
}

pub(super) fn describe_policy(call: &Call<'_>) -> Result<String, Refusal> {
    let policy = policy(call)?;
    Ok(json!({"Policy": {"PolicySummary": summary(call, policy)?, "Content": policy.document}}).to_string())
}

pub(super) fn list_targets(call: &Call<'_>) -> Result<String, Refusal> {
    let (organisation, _) = management(call)?;
    let policy = policy(call)?;
    let entry = |target: &String| {
        let tree = &organisation.tree;
        let unit = tree.units.iter().find(|unit| &unit.id == target);
        let member = organisation.members.iter().find(|member| member.id.as_str() == target);
        let (what, kind, name) = match (unit, member) {
            (Some(unit), _) => ("ou", "ORGANIZATIONAL_UNIT", unit.name.as_str()),
            (_, Some(member)) => ("account", "ACCOUNT", member.name.as_str()),
            _ => ("root", "ROOT", "Root"),
        };
        Ok(json!({"TargetId": target, "Arn": arn(call, what, target)?, "Name": name, "Type": kind}).to_string())
    };
    let entries: Result<Vec<String>, Refusal> = policy.targets.iter().map(entry).collect();
    answer(call, "Targets", &entries?)
}
