//! Users and roles, out of `iam get-account-authorization-details`.

use std::collections::HashMap;

use serde_json::Value;

use super::documents::Documents;
use super::{Attached, PolicyId, Principal, PrincipalKind};
use crate::place::Place;
use crate::policy::Kind;

/// The text of a member.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// The items of a member that is a list; none where it is absent.
pub(super) fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Tags as IAM, Secrets Manager, SSM (`Key`, `Value`) and KMS (`TagKey`, `TagValue`) list them.
pub(super) fn tags(value: &Value) -> Vec<(String, String)> {
    let tag = |tag: &Value| {
        let name = text(tag, "Key").or_else(|| text(tag, "TagKey"))?;
        let value = text(tag, "Value").or_else(|| text(tag, "TagValue")).unwrap_or_default();
        Some((name.to_owned(), value.to_owned()))
    };
    items(value, "Tags").iter().filter_map(tag).collect()
}

/// Reads an account's users and roles.
pub(super) fn principals(details: &Value, account: &str, documents: &mut Documents) -> Vec<Principal> {
    let managed = managed(details, account, documents);
    let groups: HashMap<&str, &Value> =
        items(details, "GroupDetailList").iter().filter_map(|group| Some((text(group, "GroupName")?, group))).collect();
    let users = items(details, "UserDetailList").iter().map(|user| (user, PrincipalKind::User));
    let roles = items(details, "RoleDetailList").iter().map(|role| (role, PrincipalKind::Role));
    let mut found = Vec::new();
    for (number, (entry, kind)) in users.chain(roles).enumerate() {
        match principal(entry, kind, account, &managed, &groups, documents) {
            Some(principal) => found.push(principal),
            None => documents.fault(account, &format!("user or role {number}"), "Arn", "no ARN"),
        }
    }
    found
}

/// The default version of each managed policy.
fn managed(details: &Value, account: &str, documents: &mut Documents) -> HashMap<String, PolicyId> {
    let mut found = HashMap::new();
    for policy in items(details, "Policies") {
        let Some(arn) = text(policy, "Arn") else {
            documents.fault(account, "a managed policy", "Arn", "no ARN");
            continue;
        };
        let wanted = text(policy, "DefaultVersionId");
        let versions = items(policy, "PolicyVersionList");
        let is_default = |version: &&Value| {
            version.get("IsDefaultVersion").and_then(Value::as_bool) == Some(true)
                || (wanted.is_some() && text(version, "VersionId") == wanted)
        };
        let Some(document) = versions.iter().find(is_default).and_then(|version| version.get("Document")) else {
            documents.fault(account, arn, "PolicyVersionList", "no default version");
            continue;
        };
        let id = documents.read(document, Kind::Identity, account, arn);
        found.insert(arn.to_owned(), id);
    }
    found
}

fn principal(
    entry: &Value,
    kind: PrincipalKind,
    account: &str,
    managed: &HashMap<String, PolicyId>,
    groups: &HashMap<&str, &Value>,
    documents: &mut Documents,
) -> Option<Principal> {
    let arn = text(entry, "Arn")?.to_owned();
    let (name_of, id_of, inline_of) = match kind {
        PrincipalKind::User => ("UserName", "UserId", "UserPolicyList"),
        PrincipalKind::Role => ("RoleName", "RoleId", "RolePolicyList"),
    };
    let name = text(entry, name_of).or(arn.rsplit('/').next()).unwrap_or_default().to_owned();
    let path = text(entry, "Path").map_or_else(|| path_of(&arn), str::to_owned);
    let mut reader = Reader { account, arn: &arn, managed, documents };
    let mut identity = reader.attached(entry, |arn| Place::Attached { arn });
    identity.extend(reader.inline(entry, inline_of, |name| Place::Inline { name }));
    let names: Vec<String> = items(entry, "GroupList").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    for group in &names {
        if let Some(entry) = groups.get(group.as_str()) {
            identity.extend(reader.attached(entry, |arn| Place::GroupAttached { group: group.clone(), arn }));
            let place = |name| Place::GroupInline { group: group.clone(), name };
            identity.extend(reader.inline(entry, "GroupPolicyList", place));
        } else {
            reader.documents.fault(account, &arn, "GroupList", &format!("group {group} is not in the snapshot"));
            let place = Place::GroupInline { group: group.clone(), name: String::new() };
            identity.push(Attached { place, policy: reader.documents.unreadable() });
        }
    }
    let boundary = entry.get("PermissionsBoundary").and_then(|set| text(set, "PermissionsBoundaryArn"));
    let boundary = boundary.map(|arn| reader.policy(arn, Place::Boundary { arn: arn.to_owned() }));
    let trust = entry.get("AssumeRolePolicyDocument").filter(|_| kind == PrincipalKind::Role);
    let trust = trust.map(|document| Attached {
        place: Place::Trust { role: arn.clone() },
        policy: reader.documents.read(document, Kind::Trust, account, &format!("the trust policy of {arn}")),
    });
    Some(Principal {
        account: arn.split(':').nth(4).filter(|account| !account.is_empty()).unwrap_or(account).to_owned(),
        service_linked: kind == PrincipalKind::Role && path.starts_with("/aws-service-role/"),
        id: text(entry, id_of).unwrap_or_default().to_owned(),
        tags: tags(entry),
        created_at: text(entry, "CreateDate").map(str::to_owned),
        last_used_at: entry.get("RoleLastUsed").and_then(|used| text(used, "LastUsedDate")).map(str::to_owned),
        groups: names,
        arn,
        kind,
        name,
        path,
        identity,
        boundary,
        trust,
    })
}

/// The path that an ARN tells: `/team/` of `…:role/team/name`.
fn path_of(arn: &str) -> String {
    let name = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let middle = name.split_once('/').and_then(|(_, rest)| rest.rsplit_once('/')).map(|(path, _)| path);
    middle.map_or_else(|| "/".to_owned(), |path| format!("/{path}/"))
}

/// Reads the policies of one principal.
struct Reader<'a> {
    account: &'a str,
    arn: &'a str,
    managed: &'a HashMap<String, PolicyId>,
    documents: &'a mut Documents,
}

impl Reader<'_> {
    /// A managed policy; what stands in for it, where the snapshot does not hold it.
    fn policy(&mut self, arn: &str, place: Place) -> Attached {
        let policy = self.managed.get(arn).copied().unwrap_or_else(|| {
            self.documents.fault(self.account, self.arn, arn, "the policy is not in the snapshot");
            self.documents.unreadable()
        });
        Attached { place, policy }
    }

    fn attached(&mut self, entry: &Value, place: impl Fn(String) -> Place) -> Vec<Attached> {
        let arns = items(entry, "AttachedManagedPolicies").iter().filter_map(|policy| text(policy, "PolicyArn"));
        arns.map(|arn| self.policy(arn, place(arn.to_owned()))).collect()
    }

    fn inline(&mut self, entry: &Value, list: &str, place: impl Fn(String) -> Place) -> Vec<Attached> {
        let mut found = Vec::new();
        for policy in items(entry, list) {
            let name = text(policy, "PolicyName").unwrap_or_default();
            let of = format!("inline policy {name} of {}", self.arn);
            let document = policy.get("PolicyDocument").unwrap_or(&Value::Null);
            let policy = self.documents.read(document, Kind::Identity, self.account, &of);
            found.push(Attached { place: place(name.to_owned()), policy });
        }
        found
    }
}
