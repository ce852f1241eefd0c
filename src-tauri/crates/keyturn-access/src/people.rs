//! Who stands behind a role of Identity Center: the people assigned to its permission set, themselves or through groups.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::snapshot::IdentityCenter;
use crate::world::{Principal, PrincipalKind};

/// The path of every role that Identity Center makes. IAM lets nobody else make one there.
/// <https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html>
pub const PATH: &str = "/aws-reserved/sso.amazonaws.com/";

const PREFIX: &str = "AWSReservedSSO_";

/// Characters that are kept of a name: user names have 128 at most, groups 1,024.
const LONGEST: usize = 128;

/// A person, or what is known of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The user name; the id as `user <id>`, or `group <name>` for all members of a group, where nothing more is known.
    /// Hostile text.
    pub name: String,
    /// E-mail addresses. Hostile text.
    pub emails: Vec<String>,
    /// Whether this is one person who is known by name.
    pub known: bool,
}

/// Who is behind each role: by account and name of the permission set.
#[derive(Clone, Debug, Default)]
pub struct People(BTreeMap<(String, String), Vec<Person>>);

impl People {
    /// Reads an Identity Center.
    pub fn of(center: &IdentityCenter) -> Self {
        let sets: BTreeMap<&str, &str> =
            center.permission_sets.iter().map(|set| (set.arn.as_str(), set.name.as_str())).collect();
        let users: BTreeMap<&str, &Value> = by_id(center.users.as_deref(), "UserId");
        let groups: BTreeMap<&str, &Value> = by_id(center.groups.as_deref(), "GroupId");
        let mut found: BTreeMap<(String, String), Vec<Person>> = BTreeMap::new();
        for one in &center.assignments {
            let Some(set) = sets.get(one.permission_set_arn.as_str()) else { continue };
            let people = found.entry((one.account.clone(), (*set).to_owned())).or_default();
            let id = one.principal_id.as_str();
            if one.principal_type == "GROUP" {
                people.extend(members(id, groups.get(id).copied(), &users));
            } else {
                people.push(person(id, users.get(id).copied()));
            }
        }
        for people in found.values_mut() {
            people.sort();
            people.dedup();
        }
        Self(found)
    }

    /// Who is behind this principal, by name; nobody for one that Identity Center did not make, or of which nothing is
    /// known.
    pub fn behind(&self, principal: &Principal) -> &[Person] {
        match principal.kind {
            PrincipalKind::Role => self.behind_role(&principal.account, &principal.path, &principal.name),
            PrincipalKind::User => &[],
        }
    }

    fn behind_role(&self, account: &str, path: &str, name: &str) -> &[Person] {
        let set = permission_set(path, name).map(|set| (account.to_owned(), set.to_owned()));
        set.and_then(|place| self.0.get(&place)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The name of the permission set that a role was made for.
fn permission_set<'a>(path: &str, name: &'a str) -> Option<&'a str> {
    path.starts_with(PATH).then_some(())?;
    let (set, suffix) = name.strip_prefix(PREFIX)?.rsplit_once('_')?;
    let is_suffix = suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_suffix.then_some(set)
}

/// The region of the Identity Center that made a role with this path. The path names it, unless it is `us-east-1`.
pub fn region(path: &str) -> Option<&str> {
    let region = path.strip_prefix(PATH)?.trim_end_matches('/');
    Some(if region.is_empty() { "us-east-1" } else { region })
}

fn by_id<'a>(entries: Option<&'a [Value]>, member: &str) -> BTreeMap<&'a str, &'a Value> {
    let id = |entry: &'a Value| Some((entry.get(member)?.as_str()?, entry));
    entries.into_iter().flatten().filter_map(id).collect()
}

fn bounded(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn person(id: &str, user: Option<&Value>) -> Person {
    let name = user.and_then(|user| user.get("UserName")?.as_str());
    let emails = user.and_then(|user| user.get("Emails")?.as_array()).into_iter().flatten();
    Person {
        name: name.map_or_else(|| format!("user {}", bounded(id)), bounded),
        emails: emails.filter_map(|email| email.get("Value")?.as_str()).map(bounded).collect(),
        known: name.is_some(),
    }
}

/// A group's members; the group itself where they are not known.
fn members(id: &str, group: Option<&Value>, users: &BTreeMap<&str, &Value>) -> Vec<Person> {
    if let Some(members) = group.and_then(|group| group.get("members")?.as_array()) {
        return members.iter().filter_map(Value::as_str).map(|id| person(id, users.get(id).copied())).collect();
    }
    let name = group.and_then(|group| group.get("DisplayName")?.as_str()).unwrap_or(id);
    vec![Person { name: format!("group {}", bounded(name)), emails: Vec::new(), known: false }]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn center() -> IdentityCenter {
        serde_json::from_value(json!({
            "permission_sets": [{"arn": "ps-1", "name": "Data_Engineer"}, {"arn": "ps-2", "name": "Ops"}],
            "assignments": [
                {"account": "111122223333", "permission_set_arn": "ps-1", "principal_type": "USER", "principal_id": "u1"},
                {"account": "111122223333", "permission_set_arn": "ps-1", "principal_type": "GROUP", "principal_id": "g1"},
                {"account": "111122223333", "permission_set_arn": "ps-2", "principal_type": "USER", "principal_id": "u3"},
                {"account": "111122223333", "permission_set_arn": "ps-2", "principal_type": "GROUP", "principal_id": "g2"},
                {"account": "111122223333", "permission_set_arn": "ps-2", "principal_type": "GROUP", "principal_id": "g3"},
                {"account": "111122223333", "permission_set_arn": "ps-9", "principal_type": "USER", "principal_id": "u1"},
            ],
            "users": [
                {"UserId": "u1", "UserName": "ann", "Emails": [{"Value": "ann@example.com"}]},
                {"UserId": "u2", "UserName": "bob"},
            ],
            "groups": [{"GroupId": "g1", "DisplayName": "Data", "members": ["u2", "u1"]}, {"GroupId": "g2", "DisplayName": "Ops"}],
        }))
        .expect("an Identity Center")
    }

    #[test]
    fn people_are_those_assigned_to_the_permission_set_in_the_account() {
        let people = People::of(&center());
        for (account, path, name, expected) in [
            ("111122223333", PATH, "AWSReservedSSO_Data_Engineer_0123456789abcdef", &["ann", "bob"][..]),
            (
                "111122223333",
                "/aws-reserved/sso.amazonaws.com/eu-west-1/",
                "AWSReservedSSO_Ops_0123456789abcdef",
                &["group Ops", "group g3", "user u3"],
            ),
            ("444455556666", PATH, "AWSReservedSSO_Ops_0123456789abcdef", &[]),
            ("111122223333", "/", "AWSReservedSSO_Ops_0123456789abcdef", &[]),
            ("111122223333", PATH, "AWSReservedSSO_Ops_0123", &[]),
            ("111122223333", PATH, "Ops_0123456789abcdef", &[]),
        ] {
            let behind = people.behind_role(account, path, name);
            let names: Vec<&str> = behind.iter().map(|person| person.name.as_str()).collect();
            assert_eq!(names, expected, "{account} {path} {name}");
        }
        let known = |name| people.behind_role("111122223333", PATH, name).iter().map(|person| person.known);
        assert!(known("AWSReservedSSO_Data_Engineer_0123456789abcdef").all(|known| known));
        assert!(!known("AWSReservedSSO_Ops_0123456789abcdef").any(|known| known));
    }

    #[test]
    fn a_path_tells_the_region() {
        for (path, expected) in [
            ("/aws-reserved/sso.amazonaws.com/", Some("us-east-1")),
            ("/aws-reserved/sso.amazonaws.com/eu-west-1/", Some("eu-west-1")),
            ("/", None),
            ("/aws-reserved/", None),
        ] {
            assert_eq!(region(path), expected, "{path}");
        }
    }
}
