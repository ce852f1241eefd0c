//! KMS, without cryptography.

use std::collections::BTreeMap;

use serde_json::json;

use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use super::wire;
use crate::held::HeldKey;
use crate::identities::KeyGrant;

const KEYS: Paging =
    Paging { size: "Limit", most: 1000, usual: 50, token: "Marker", bad_token: "InvalidMarkerException" };

fn answer(call: &Call<'_>, list: &str, entries: &[String]) -> Result<String, Refusal> {
    let page = Page::of(call, &KEYS, entries.len())?;
    let mut answer = page.answer(list, "NextMarker", entries.iter().map(String::as_str));
    answer.truncate(answer.len() - 1);
    Ok(format!("{answer},\"Truncated\":{}}}", page.next.is_some()))
}

pub(super) fn list_aliases(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["KeyId"])?;
    answer(call, "Aliases", &call.shelf()?.1.aliases)
}

pub(super) fn list(call: &Call<'_>) -> Result<String, Refusal> {
    answer(call, "Keys", &call.shelf()?.1.keys)
}

/// The key that `KeyId` names: by id, ARN, and where `alias` says so by alias or alias ARN.
fn find<'a>(call: &Call<'a>, alias: bool) -> Result<&'a HeldKey, Refusal> {
    let id = call.required("KeyId")?;
    let name = id.split_once(":alias/").map_or_else(|| id.to_owned(), |(_, name)| format!("alias/{name}"));
    let mut keys = call.shelf()?.0.keys.iter();
    keys.find(|key| key.id == id || key.arn == id || (alias && key.aliases.contains(&name)))
        .ok_or_else(|| Refusal::new("NotFoundException", format!("Key '{id}' does not exist")))
}

pub(super) fn describe(call: &Call<'_>) -> Result<String, Refusal> {
    let key = find(call, true)?;
    Ok(wire::text(&json!({"KeyMetadata": {
        "AWSAccountId": call.signer.place.account, "KeyId": key.id, "Arn": key.arn,
        "CreationDate": wire::Epoch(key.created_at), "Enabled": key.state == "Enabled", "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": key.state, "Origin": "AWS_KMS",
        "KeyManager": if key.aws_managed { "AWS" } else { "CUSTOMER" },
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT", "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"], "MultiRegion": false,
    }})))
}

/// `GetKeyPolicy`: there is one policy a key, named `default`.
pub(super) fn policy(call: &Call<'_>) -> Result<String, Refusal> {
    let key = find(call, false)?;
    Ok(json!({"Policy": key.policy, "PolicyName": "default"}).to_string())
}

pub(super) fn list_grants(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["GrantId", "GranteePrincipal"])?;
    let key = find(call, false)?;
    let entry = |grant: &KeyGrant| {
        let mut entry = json!({
            "KeyId": key.arn, "GrantId": grant.id, "GranteePrincipal": grant.grantee,
            "Operations": grant.operations, "CreationDate": wire::Epoch(grant.created_at),
            "IssuingAccount": format!("arn:aws:iam::{}:root", call.signer.place.account),
        });
        if let (false, Some(entry)) = (grant.context.is_empty(), entry.as_object_mut()) {
            let context: BTreeMap<&str, &str> =
                grant.context.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            entry.insert("Constraints".to_owned(), json!({"EncryptionContextSubset": context}));
        }
        wire::text(&entry)
    };
    let entries: Vec<String> = key.grants.iter().map(entry).collect();
    answer(call, "Grants", &entries)
}

/// `ListResourceTags`: the estate's keys have none.
pub(super) fn list_tags(call: &Call<'_>) -> Result<String, Refusal> {
    find(call, false)?;
    answer(call, "Tags", &[])
}
