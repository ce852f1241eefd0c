//! KMS, without cryptography.

use serde_json::json;

use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use super::wire;

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

/// `DescribeKey`, by id, ARN, alias or alias ARN.
pub(super) fn describe(call: &Call<'_>) -> Result<String, Refusal> {
    let id = call.required("KeyId")?;
    let alias = id.split_once(":alias/").map_or_else(|| id.to_owned(), |(_, name)| format!("alias/{name}"));
    let keys = &call.shelf()?.0.keys;
    let key = keys
        .iter()
        .find(|key| key.id == id || key.arn == id || key.aliases.contains(&alias))
        .ok_or_else(|| Refusal::new("NotFoundException", format!("Key '{id}' does not exist")))?;
    Ok(wire::text(&json!({"KeyMetadata": {
        "AWSAccountId": call.signer.place.account, "KeyId": key.id, "Arn": key.arn,
        "CreationDate": wire::Epoch(key.created_at), "Enabled": true, "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled", "Origin": "AWS_KMS",
        "KeyManager": if key.aws_managed { "AWS" } else { "CUSTOMER" },
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT", "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"], "MultiRegion": false,
    }})))
}
