//! The operations that return values. Keyturn must never call them: they answer with canaries, and are counted.

use serde_json::{Value, json};

use super::call::Call;
use super::pages::{Page, Paging};
use super::refusal::Refusal;
use super::{parameters, secrets, wire};
use crate::held::{HeldParameter, HeldSecret};

/// "KEYTURN-CANARY-decrypted" in Base64.
const DECRYPTED: &str = "S0VZVFVSTi1DQU5BUlktZGVjcnlwdGVk";

fn secret_value(secret: &HeldSecret, stage: &str) -> Result<Value, Refusal> {
    if secret.deleted_at.is_some() {
        return Err(Refusal::new(
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
        ));
    }
    let version = secret.staged(stage).ok_or_else(|| {
        Refusal::new(
            "ResourceNotFoundException",
            format!("Secrets Manager can't find the specified secret value for staging label: {stage}"),
        )
    })?;
    Ok(json!({
        "ARN": secret.arn, "Name": secret.name, "VersionId": version.id, "SecretString": version.value,
        "VersionStages": version.stages, "CreatedDate": wire::Epoch(version.created_at),
    }))
}

pub(super) fn get_secret(call: &Call<'_>) -> Result<String, Refusal> {
    let secret = secrets::find(call, call.required("SecretId")?)?;
    Ok(secret_value(secret, call.text("VersionStage").unwrap_or("AWSCURRENT"))?.to_string())
}

pub(super) fn batch_get_secrets(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["Filters"])?;
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for id in call.texts("SecretIdList") {
        match secrets::find(call, id).and_then(|secret| secret_value(secret, "AWSCURRENT")) {
            Ok(value) => values.push(value),
            Err(refusal) => {
                errors.push(json!({"SecretId": id, "ErrorCode": refusal.code, "Message": refusal.message}));
            }
        }
    }
    Ok(json!({"SecretValues": values, "Errors": errors}).to_string())
}

fn parameter_value(parameter: &HeldParameter) -> Value {
    json!({
        "Name": parameter.name, "Type": parameter.parameter_type.code(), "Value": parameter.value,
        "Version": parameter.version, "LastModifiedDate": wire::Epoch(parameter.modified_at), "ARN": parameter.arn,
        "DataType": "text",
    })
}

fn not_found() -> Refusal {
    Refusal::new("ParameterNotFound", "")
}

pub(super) fn get_parameter(call: &Call<'_>) -> Result<String, Refusal> {
    call.shelf()?;
    let parameter = parameters::find(call, call.required("Name")?).ok_or_else(not_found)?;
    Ok(json!({"Parameter": parameter_value(parameter)}).to_string())
}

pub(super) fn get_parameters(call: &Call<'_>) -> Result<String, Refusal> {
    call.shelf()?;
    let (mut values, mut unknown) = (Vec::new(), Vec::new());
    for name in call.texts("Names") {
        match parameters::find(call, name) {
            Some(parameter) => values.push(parameter_value(parameter)),
            None => unknown.push(name),
        }
    }
    Ok(json!({"Parameters": values, "InvalidParameters": unknown}).to_string())
}

const BY_PATH: Paging =
    Paging { size: "MaxResults", most: 10, usual: 10, token: "NextToken", bad_token: "InvalidNextToken" };

pub(super) fn get_by_path(call: &Call<'_>) -> Result<String, Refusal> {
    call.refuse_unserved(&["ParameterFilters"])?;
    let path = call.required("Path")?.trim_end_matches('/');
    let below = |name: &str| {
        let rest = name.strip_prefix(path).and_then(|rest| rest.strip_prefix('/'));
        rest.is_some_and(|rest| call.flag("Recursive") || !rest.contains('/'))
    };
    let found = call.shelf()?.0.parameters.iter().filter(|parameter| below(&parameter.name));
    let entries: Vec<String> = found.map(|parameter| parameter_value(parameter).to_string()).collect();
    let page = Page::of(call, &BY_PATH, entries.len())?;
    Ok(page.answer("Parameters", "NextToken", entries.iter().map(String::as_str)))
}

/// The current version alone: the estate keeps no older ones.
pub(super) fn get_history(call: &Call<'_>) -> Result<String, Refusal> {
    call.shelf()?;
    let parameter = parameters::find(call, call.required("Name")?).ok_or_else(not_found)?;
    let mut entry = json!({
        "Name": parameter.name, "Type": parameter.parameter_type.code(), "Value": parameter.value,
        "Version": parameter.version, "LastModifiedDate": wire::Epoch(parameter.modified_at),
        "LastModifiedUser": parameter.modified_by, "Labels": [], "DataType": "text", "Policies": [],
        "Tier": if parameter.advanced { "Advanced" } else { "Standard" },
    });
    if let (Some(key), Some(members)) = (&parameter.key, entry.as_object_mut()) {
        members.insert("KeyId".to_owned(), key.clone().into());
    }
    Ok(json!({"Parameters": [entry]}).to_string())
}

pub(super) fn decrypt(call: &Call<'_>) -> Result<String, Refusal> {
    let (contents, _) = call.shelf()?;
    let key = contents.keys.first().map_or("", |key| key.arn.as_str());
    Ok(json!({"KeyId": key, "Plaintext": DECRYPTED, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}).to_string())
}
