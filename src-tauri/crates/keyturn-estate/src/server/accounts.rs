//! STS, Organizations and Account Management: who is calling, which accounts there are, the way into each, its regions.

use keyturn_domain::account::Region;
use serde_json::json;

use super::call::{Call, MFA_SESSION, PLAIN_SESSION, access_key_id};
use super::desk::plain;
use super::pages::{Page, Paging};
use super::refusal::{Refusal, escape};
use super::{SECRET_ACCESS_KEY, wire};
use crate::organisation::{Member, Organisation, Place};

/// An answer of the query protocol.
fn xml(operation: &str, result: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>{result}\
         </{operation}Result><ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId>\
         </ResponseMetadata></{operation}Response>"
    )
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every operation")]
pub(super) fn caller_identity(call: &Call<'_>) -> Result<String, Refusal> {
    let account = &call.signer.place.account;
    let arn = escape(&call.signer.arn);
    Ok(xml(
        "GetCallerIdentity",
        &format!("<Arn>{arn}</Arn><UserId>AIDADEMO{account}</UserId><Account>{account}</Account>"),
    ))
}

/// Keys of a session in the role's account, which is what the access key id says. Any role of an active account may be
/// assumed: what a test wants refused, a fault refuses.
pub(super) fn assume_role(call: &Call<'_>) -> Result<String, Refusal> {
    let arn = call.required("RoleArn")?;
    let session = call.required("RoleSessionName")?;
    let refused = || Refusal::denied(call.operation.service, "AssumeRole", &call.signer.arn, arn);
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", _, "iam", "", account, role] = parts.as_slice() else {
        return Err(Refusal::new("ValidationError", format!("{arn} is invalid")));
    };
    let member = call.estate.organisation.active().find(|member| member.id.as_str() == account).ok_or_else(refused)?;
    let role = role.strip_prefix("role/").and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    if !plain(role) || !plain(session) {
        return Err(refused());
    }
    let mut desk = call.desk();
    if desk.script.external_ids.get(role).is_some_and(|wanted| call.text("ExternalId") != Some(wanted)) {
        return Err(refused());
    }
    if desk.script.untagged_roles.contains(role) && call.text("Tags.member.1.Key").is_some() {
        return Err(Refusal::denied(call.operation.service, "TagSession", &call.signer.arn, arn));
    }
    if call.text("TokenCode").is_some() || call.text("SerialNumber").is_some() {
        desk.take_code(call.text("SerialNumber"), call.text("TokenCode"))?;
    } else if desk.script.mfa_roles.contains(role) && !call.signer.mfa {
        return Err(refused());
    }
    let key = access_key_id(&member.id, true);
    let until = desk.sessions_end(&call.estate.organisation);
    let token = desk.session(&format!("{role}/{session}"));
    Ok(xml(
        "AssumeRole",
        &format!(
            "<AssumedRoleUser><AssumedRoleId>AROADEMO{account}:{session}</AssumedRoleId>\
             <Arn>arn:aws:sts::{account}:assumed-role/{role}/{session}</Arn></AssumedRoleUser>\
             <Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{SECRET_ACCESS_KEY}</SecretAccessKey>\
             <SessionToken>{token}</SessionToken><Expiration>{}</Expiration></Credentials>",
            until.format("%Y-%m-%dT%H:%M:%SZ")
        ),
    ))
}

/// A session of the calling user; with a code of the device, one from which roles may be assumed that want it.
pub(super) fn session_token(call: &Call<'_>) -> Result<String, Refusal> {
    let account = &call.signer.place.account;
    let mut desk = call.desk();
    if desk.script.no_session_tokens {
        return Err(Refusal::denied(call.operation.service, "GetSessionToken", &call.signer.arn, "*"));
    }
    let with_code = call.text("SerialNumber").is_some() || call.text("TokenCode").is_some();
    if with_code {
        desk.take_code(call.text("SerialNumber"), call.text("TokenCode"))?;
    }
    let key = access_key_id(account, true);
    let token = desk.session(if with_code { MFA_SESSION } else { PLAIN_SESSION });
    let until = desk.sessions_end(&call.estate.organisation);
    Ok(xml(
        "GetSessionToken",
        &format!(
            "<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{SECRET_ACCESS_KEY}</SecretAccessKey>\
             <SessionToken>{token}</SessionToken><Expiration>{}</Expiration></Credentials>",
            until.format("%Y-%m-%dT%H:%M:%SZ")
        ),
    ))
}

const ACCOUNTS: Paging =
    Paging { size: "MaxResults", most: 20, usual: 20, token: "NextToken", bad_token: "InvalidInputException" };

/// The organisation and its management account, where the caller is in that.
pub(super) fn management<'a>(call: &Call<'a>) -> Result<(&'a Organisation, &'a Member), Refusal> {
    let organisation = &call.estate.organisation;
    match organisation.management() {
        Some(member) if member.id == call.signer.place.account => Ok((organisation, member)),
        _ => Err(Refusal::new("AccessDeniedException", "You don't have permissions to access this resource.")),
    }
}

/// An account as the listings have it.
pub(super) fn entry(organisation: &Organisation, management: &Member, member: &Member) -> String {
    let status = if member.active { "ACTIVE" } else { "SUSPENDED" };
    wire::text(&json!({
        "Id": member.id,
        "Arn": format!("arn:aws:organizations::{}:account/{}/{}", management.id, organisation.id, member.id),
        "Email": member.email, "Name": member.name, "Status": status, "State": status, "JoinedMethod": "CREATED",
        "JoinedTimestamp": wire::Epoch(member.joined_at),
    }))
}

/// The accounts, which only the management account is told.
pub(super) fn list(call: &Call<'_>) -> Result<String, Refusal> {
    let (organisation, management) = management(call)?;
    let members = organisation.members.iter();
    let entries: Vec<String> = members.map(|member| entry(organisation, management, member)).collect();
    let page = Page::of(call, &ACCOUNTS, entries.len())?;
    Ok(page.answer("Accounts", "NextToken", entries.iter().map(String::as_str)))
}

const REGIONS: Paging =
    Paging { size: "MaxResults", most: 50, usual: 50, token: "NextToken", bad_token: "ValidationException" };

/// The caller's account's regions: those of the organisation are enabled, the others of the list are not.
pub(super) fn list_regions(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["AccountId", "RegionOptStatusContains"])?;
    let organisation = &call.estate.organisation;
    let account = &call.signer.place.account;
    let status = |region: &Region| {
        let place = Place { account: account.clone(), region: region.clone() };
        if !organisation.regions.contains(region) || organisation.not_enabled.contains(&place) {
            "DISABLED"
        } else if NOT_OPTED_IN.contains(&region.as_str()) {
            "ENABLED"
        } else {
            "ENABLED_BY_DEFAULT"
        }
    };
    let mut regions: Vec<Region> = NOT_OPTED_IN.iter().filter_map(|code| code.parse().ok()).collect();
    regions.extend(organisation.regions.iter().cloned());
    regions.sort();
    regions.dedup();
    let entry = |region: &Region| json!({"RegionName": region.as_str(), "RegionOptStatus": status(region)}).to_string();
    let entries: Vec<String> = regions.iter().map(entry).collect();
    let page = Page::of(call, &REGIONS, entries.len())?;
    Ok(page.answer("Regions", "NextToken", entries.iter().map(String::as_str)))
}

/// Some of the regions that accounts opt in to.
const NOT_OPTED_IN: [&str; 4] = ["af-south-1", "ap-east-1", "eu-south-2", "me-central-1"];

pub(super) fn describe_organization(call: &Call<'_>) -> Result<String, Refusal> {
    let organisation = &call.estate.organisation;
    let Some(management) = organisation.management() else {
        return Err(Refusal::new(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        ));
    };
    let (id, account) = (&organisation.id, &management.id);
    Ok(json!({"Organization": {
        "Id": id,
        "Arn": format!("arn:aws:organizations::{account}:organization/{id}"),
        "FeatureSet": "ALL",
        "MasterAccountId": account,
        "MasterAccountArn": format!("arn:aws:organizations::{account}:account/{id}/{account}"),
        "MasterAccountEmail": management.email,
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"},
            {"Type": "RESOURCE_CONTROL_POLICY", "Status": "ENABLED"}],
    }})
    .to_string())
}
