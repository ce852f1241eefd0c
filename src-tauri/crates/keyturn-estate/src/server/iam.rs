//! IAM: every identity of an account in one listing.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

use super::call::Call;
use super::refusal::{Refusal, escape};
use crate::identities::{Grants, HeldGroup, HeldPolicy, HeldRole, HeldUser, Identities, ManagedPolicy};

/// Entries of a page where none is asked for, and at most.
const USUAL: usize = 100;
const MOST: usize = 1000;

/// An entry of one of the four lists.
enum Entry<'a> {
    User(&'a HeldUser),
    Group(&'a HeldGroup),
    Role(&'a HeldRole),
    Policy(&'a ManagedPolicy, &'a Identities),
}

/// `GetAccountAuthorizationDetails`: users, groups, roles, policies, paged as one listing.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>
pub(super) fn authorization_details(call: &Call<'_>) -> Result<String, Refusal> {
    let identities = call.estate.organisation.identities.get(&call.signer.place.account);
    let Some(identities) = identities else { return Err(Refusal::unknown_token()) };
    let entries = wanted(call, identities);
    let size = match call.text("MaxItems") {
        None => USUAL,
        Some(text) => text.parse().ok().filter(|size| (1..=MOST).contains(size)).ok_or_else(|| {
            Refusal::new("ValidationError", format!("Value '{text}' at 'maxItems' failed to satisfy constraint"))
        })?,
    };
    let from = match call.text("Marker") {
        None => 0,
        Some(marker) => marker
            .strip_prefix("authorization-")
            .and_then(|at| at.parse::<usize>().ok())
            .ok_or_else(|| Refusal::new("ValidationError", "Invalid Marker"))?,
    };
    let end = from.saturating_add(size);
    let page: Vec<&Entry<'_>> = entries.iter().skip(from).take(size).collect();
    let mut text = String::from(
        "<GetAccountAuthorizationDetailsResponse \
         xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetAccountAuthorizationDetailsResult>",
    );
    let truncated = end < entries.len() || call.repeat_token;
    let _ = write!(text, "<IsTruncated>{truncated}</IsTruncated>");
    if call.repeat_token {
        let _ = write!(text, "<Marker>{}</Marker>", escape(call.text("Marker").unwrap_or("authorization-0")));
    } else if truncated {
        let _ = write!(text, "<Marker>authorization-{end}</Marker>");
    }
    for (list, write) in LISTS {
        let _ = write!(text, "<{list}>");
        for entry in &page {
            write(&mut text, entry);
        }
        let _ = write!(text, "</{list}>");
    }
    text.push_str(
        "</GetAccountAuthorizationDetailsResult><ResponseMetadata><RequestId>\
         00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata></GetAccountAuthorizationDetailsResponse>",
    );
    Ok(text)
}

type Write = fn(&mut String, &Entry<'_>);

/// The lists of the answer, each with what writes its own kind of entry.
const LISTS: [(&str, Write); 4] =
    [("UserDetailList", user), ("GroupDetailList", group), ("RoleDetailList", role), ("Policies", policy)];

/// The entries that the call's filter wants, in the order in which they are paged.
fn wanted<'a>(call: &Call<'_>, identities: &'a Identities) -> Vec<Entry<'a>> {
    let filters: Vec<&str> = (1..).map_while(|at| call.text(&format!("Filter.member.{at}"))).collect();
    let asked = |name: &str| filters.is_empty() || filters.contains(&name);
    let mut entries: Vec<Entry<'a>> = Vec::new();
    if asked("User") {
        entries.extend(identities.users.iter().map(Entry::User));
    }
    if asked("Group") {
        entries.extend(identities.groups.iter().map(Entry::Group));
    }
    if asked("Role") {
        entries.extend(identities.roles.iter().map(Entry::Role));
    }
    for policy in &identities.policies {
        let own = if policy.arn.starts_with("arn:aws:iam::aws:") { "AWSManagedPolicy" } else { "LocalManagedPolicy" };
        if asked(own) {
            entries.push(Entry::Policy(policy, identities));
        }
    }
    entries
}

/// `<name>text</name>`.
fn element(text: &mut String, name: &str, content: &str) {
    let _ = write!(text, "<{name}>{}</{name}>", escape(content));
}

fn date(text: &mut String, name: &str, at: DateTime<Utc>) {
    element(text, name, &at.to_rfc3339_opts(SecondsFormat::Secs, true));
}

/// Documents travel percent-encoded (RFC 3986).
fn encoded(document: &str) -> String {
    let mut text = String::with_capacity(document.len() * 3 / 2);
    for byte in document.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The last part of an ARN: a name; and its path.
fn name_and_path(arn: &str) -> (&str, String) {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let full = resource.split_once('/').map_or("", |(_, full)| full);
    match full.rsplit_once('/') {
        Some((path, name)) => (name, format!("/{path}/")),
        None => (full, "/".to_owned()),
    }
}

fn inline(text: &mut String, list: &str, policies: &[HeldPolicy]) {
    let _ = write!(text, "<{list}>");
    for policy in policies {
        text.push_str("<member>");
        element(text, "PolicyName", &policy.name);
        element(text, "PolicyDocument", &encoded(&policy.document));
        text.push_str("</member>");
    }
    let _ = write!(text, "</{list}>");
}

fn attached(text: &mut String, grants: &Grants) {
    text.push_str("<AttachedManagedPolicies>");
    for arn in &grants.attached {
        text.push_str("<member>");
        element(text, "PolicyName", name_and_path(arn).0);
        element(text, "PolicyArn", arn);
        text.push_str("</member>");
    }
    text.push_str("</AttachedManagedPolicies>");
    if let Some(arn) = &grants.boundary {
        text.push_str(
            "<PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy</PermissionsBoundaryType>",
        );
        element(text, "PermissionsBoundaryArn", arn);
        text.push_str("</PermissionsBoundary>");
    }
}

fn tags(text: &mut String, tags: &[(String, String)]) {
    text.push_str("<Tags>");
    for (key, value) in tags {
        text.push_str("<member>");
        element(text, "Key", key);
        element(text, "Value", value);
        text.push_str("</member>");
    }
    text.push_str("</Tags>");
}

fn user(text: &mut String, entry: &Entry<'_>) {
    let Entry::User(user) = entry else { return };
    let (name, path) = name_and_path(&user.arn);
    text.push_str("<member>");
    element(text, "Path", &path);
    element(text, "UserName", name);
    element(text, "UserId", &user.id);
    element(text, "Arn", &user.arn);
    date(text, "CreateDate", user.created_at);
    inline(text, "UserPolicyList", &user.grants.inline);
    text.push_str("<GroupList>");
    user.groups.iter().for_each(|group| element(text, "member", group));
    text.push_str("</GroupList>");
    attached(text, &user.grants);
    tags(text, &user.tags);
    text.push_str("</member>");
}

fn group(text: &mut String, entry: &Entry<'_>) {
    let Entry::Group(group) = entry else { return };
    let (name, path) = name_and_path(&group.arn);
    text.push_str("<member>");
    element(text, "Path", &path);
    element(text, "GroupName", name);
    element(text, "GroupId", &group.id);
    element(text, "Arn", &group.arn);
    date(text, "CreateDate", group.created_at);
    inline(text, "GroupPolicyList", &group.grants.inline);
    attached(text, &group.grants);
    text.push_str("</member>");
}

fn role(text: &mut String, entry: &Entry<'_>) {
    let Entry::Role(role) = entry else { return };
    let (name, path) = name_and_path(&role.arn);
    text.push_str("<member>");
    element(text, "Path", &path);
    element(text, "RoleName", name);
    element(text, "RoleId", &role.id);
    element(text, "Arn", &role.arn);
    date(text, "CreateDate", role.created_at);
    element(text, "AssumeRolePolicyDocument", &encoded(&role.trust));
    text.push_str("<InstanceProfileList/>");
    inline(text, "RolePolicyList", &role.grants.inline);
    attached(text, &role.grants);
    tags(text, &role.tags);
    text.push_str("<RoleLastUsed>");
    if let Some(at) = role.used_at {
        date(text, "LastUsedDate", at);
        element(text, "Region", "us-east-1");
    }
    text.push_str("</RoleLastUsed></member>");
}

fn policy(text: &mut String, entry: &Entry<'_>) {
    let Entry::Policy(policy, identities) = entry else { return };
    let (name, path) = name_and_path(&policy.arn);
    let grants = (identities.users.iter().map(|user| &user.grants))
        .chain(identities.groups.iter().map(|group| &group.grants))
        .chain(identities.roles.iter().map(|role| &role.grants));
    let (mut uses, mut bounds) = (0, 0);
    for grants in grants {
        uses += grants.attached.iter().filter(|arn| **arn == policy.arn).count();
        bounds += usize::from(grants.boundary.as_ref() == Some(&policy.arn));
    }
    text.push_str("<member>");
    element(text, "PolicyName", name);
    element(text, "PolicyId", &format!("ANPA{}", policy_id(&policy.arn)));
    element(text, "Arn", &policy.arn);
    element(text, "Path", &path);
    element(text, "DefaultVersionId", policy.versions.first().map_or("v1", |version| &version.name));
    element(text, "AttachmentCount", &uses.to_string());
    element(text, "PermissionsBoundaryUsageCount", &bounds.to_string());
    element(text, "IsAttachable", "true");
    date(text, "CreateDate", policy.created_at);
    date(text, "UpdateDate", policy.created_at);
    text.push_str("<PolicyVersionList>");
    for (at, version) in policy.versions.iter().enumerate() {
        text.push_str("<member>");
        element(text, "Document", &encoded(&version.document));
        element(text, "VersionId", &version.name);
        element(text, "IsDefaultVersion", if at == 0 { "true" } else { "false" });
        date(text, "CreateDate", policy.created_at);
        text.push_str("</member>");
    }
    text.push_str("</PolicyVersionList></member>");
}

/// An id that is the same for the same policy.
fn policy_id(arn: &str) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    sum = arn.bytes().fold(sum, step);
    (0..17u8)
        .map(|at| {
            sum = step(sum, at);
            let letter = usize::try_from(sum >> 59).ok().and_then(|at| letters.get(at)).copied();
            char::from(letter.unwrap_or(b'A'))
        })
        .collect()
}
