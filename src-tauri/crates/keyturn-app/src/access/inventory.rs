//! The inventory's secrets as entries of an access snapshot.

use std::collections::HashMap;

use keyturn_access::snapshot::{Account, Missing};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use serde_json::{Value, json};

/// The calls whose answers the entries need beside the inventory.
const SECRET_POLICY: &str = "secretsmanager:GetResourcePolicy";
const PARAMETER_POLICIES: &str = "ssm:GetResourcePolicies";
const TAGS: &str = "tag:GetResources";

/// Leaves out all secrets but these.
pub(crate) fn narrow(account: &mut Account, only: &[SecretArn]) {
    let is_wanted = |entry: &Value| {
        let arn = entry.get("ARN").and_then(Value::as_str);
        only.iter().any(|wanted| Some(wanted.as_str()) == arn)
    };
    account.secrets.retain(is_wanted);
    account.parameters.retain(is_wanted);
}

/// Puts the inventory's secrets in place of those that a collection saw, with the resource policies that it read.
///
/// Secrets that are new since then have policies that nobody read: those pairs are unknown until the next collection.
pub(crate) fn join(account: &mut Account, secrets: &[Secret]) {
    let mut policies: HashMap<String, Value> = HashMap::new();
    for (entries, member) in [(&account.secrets, "ResourcePolicy"), (&account.parameters, "Policies")] {
        for entry in entries {
            if let Some(arn) = entry.get("ARN").and_then(Value::as_str) {
                policies.insert(arn.to_owned(), entry.get(member).cloned().unwrap_or_default());
            }
        }
    }
    (account.secrets, account.parameters) = Default::default();
    for secret in secrets {
        let arn = secret.arn.as_str();
        let policy = policies.remove(arn);
        if policy.is_none() {
            let call = match secret.arn.store() {
                Store::SecretsManager => SECRET_POLICY,
                Store::ParameterStore => PARAMETER_POLICIES,
            };
            account
                .missing
                .push(Missing { what: format!("{call} {arn}"), why: "new since access was read".to_owned() });
        }
        if secret.tags.is_none() {
            account
                .missing
                .push(Missing { what: format!("{TAGS} {arn}"), why: "its tags could not be read".to_owned() });
        }
        match secret.arn.store() {
            Store::SecretsManager => account.secrets.push(of_secret(secret, policy)),
            Store::ParameterStore => account.parameters.push(of_parameter(secret, policy)),
        }
    }
}

fn tags(secret: &Secret) -> Value {
    let tags = secret.tags.iter().flatten().map(|(key, value)| json!({ "Key": key, "Value": value }));
    tags.collect()
}

fn of_secret(secret: &Secret, policy: Option<Value>) -> Value {
    let mut entry = json!({ "ARN": secret.arn.as_str(), "Name": secret.name, "Tags": tags(secret) });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            entry[name] = value;
        }
    };
    put("KmsKeyId", secret.key.id.clone().map(Value::String));
    put("PrimaryRegion", secret.replica_of.as_ref().map(|region| region.as_str().into()));
    if let RotatedBy::Function { function_arn } = &secret.rotation.by {
        put("RotationLambdaARN", Some(function_arn.as_str().into()));
    }
    put("ResourcePolicy", policy.filter(|policy| !policy.is_null()));
    entry
}

fn of_parameter(secret: &Secret, policies: Option<Value>) -> Value {
    let mut entry = json!({ "ARN": secret.arn.as_str(), "Name": secret.name, "Tags": tags(secret) });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            entry[name] = value;
        }
    };
    put("Type", secret.parameter_type.map(|kind| kind.code().into()));
    put("KeyId", secret.key.id.clone().map(Value::String));
    put("Policies", policies.filter(|policies| !policies.is_null()));
    entry
}
