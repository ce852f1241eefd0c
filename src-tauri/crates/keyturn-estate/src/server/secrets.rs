//! Secrets Manager, without values.

use serde_json::json;

use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use super::wire;
use crate::held::HeldSecret;

const SECRETS: Paging =
    Paging { size: "MaxResults", most: 100, usual: 100, token: "NextToken", bad_token: "InvalidNextTokenException" };

/// `ListSecrets`: newest first unless asked otherwise, without those scheduled for deletion unless asked for.
pub(super) fn list(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["Filters", "SortBy"])?;
    let (_, shelf) = call.shelf()?;
    let all = call.flag("IncludePlannedDeletion");
    let count = if all { shelf.secrets.len() } else { shelf.live.len() };
    let page = Page::of(call, &SECRETS, count)?;
    let ascending = call.text("SortOrder") == Some("asc");
    let entry = |at: usize| {
        let at = if ascending { count - 1 - at } else { at };
        let at = if all { at } else { shelf.live.get(at).copied().unwrap_or(at) };
        shelf.secrets.get(at).map_or("", String::as_str)
    };
    Ok(page.answer("SecretList", "NextToken", (0..count).map(entry)))
}

/// The secret that `SecretId` names: by name, ARN, or ARN without the random characters.
pub(super) fn find<'a>(call: &Call<'a>, id: &str) -> Result<&'a HeldSecret, Refusal> {
    let (contents, shelf) = call.shelf()?;
    let at = shelf.secret_at.get(id).copied();
    at.and_then(|at| contents.secrets.get(at))
        .or_else(|| {
            contents.secrets.iter().find(|secret| secret.arn.rsplit_once('-').is_some_and(|(stem, _)| stem == id))
        })
        .ok_or_else(|| Refusal::new("ResourceNotFoundException", "Secrets Manager can't find the specified secret."))
}

pub(super) fn list_versions(call: &Call<'_>) -> Result<String, Refusal> {
    let secret = find(call, call.required("SecretId")?)?;
    let all = call.flag("IncludeDeprecated");
    let listed = secret.versions.iter().filter(|version| all || !version.stages.is_empty());
    let entries: Vec<String> = listed.map(|version| wire::version(secret, version)).collect();
    let page = Page::of(call, &SECRETS, entries.len())?;
    let mut answer = page.answer("Versions", "NextToken", entries.iter().map(String::as_str));
    answer.truncate(answer.len() - 1);
    Ok(format!("{answer},\"ARN\":{},\"Name\":{}}}", json!(secret.arn), json!(secret.name)))
}

pub(super) fn describe(call: &Call<'_>) -> Result<String, Refusal> {
    Ok(wire::described(find(call, call.required("SecretId")?)?))
}

/// `RotateSecret`, as far as its answer goes: the rotation that it begins is not played. A secret that has none
/// configured is refused, as are one that is to be deleted and a call that would configure one.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html>
pub(super) fn rotate(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["RotationLambdaARN", "RotationRules", "ExternalSecretRotationMetadata"])?;
    let secret = find(call, call.required("SecretId")?)?;
    let refused = |words: &str| Err(Refusal::new("InvalidRequestException", words));
    if secret.deleted_at.is_some() {
        return refused("You can't perform this operation on the secret because it was marked for deletion.");
    }
    if secret.rotation.as_ref().is_none_or(|rotation| !rotation.enabled) {
        return refused("No Lambda rotation function ARN is associated with this secret.");
    }
    let version = call.required("ClientRequestToken")?;
    Ok(json!({"ARN": secret.arn, "Name": secret.name, "VersionId": version}).to_string())
}

pub(super) fn policy(call: &Call<'_>) -> Result<String, Refusal> {
    let secret = find(call, call.required("SecretId")?)?;
    let mut answer = json!({"ARN": secret.arn, "Name": secret.name});
    if let (Some(policy), Some(members)) = (&secret.policy, answer.as_object_mut()) {
        members.insert("ResourcePolicy".to_owned(), policy.clone().into());
    }
    Ok(answer.to_string())
}
