//! Whole organisations, as access snapshots.

use serde_json::{Value, json};

use super::Chance;
use super::policies::{ACCOUNTS, KMS_CONDITIONS, control, policy, principals, resource_control};

/// An organisation of two accounts, with so many principals and secrets in each.
pub(crate) fn snapshot(seed: u64, principals_each: usize, secrets_each: usize) -> Value {
    let mut chance = Chance::of(seed);
    let mut policies = Vec::new();
    for target in ["r-1", "ou-1", ACCOUNTS[0], ACCOUNTS[1]] {
        policies.push(json!({"kind": "SCP", "target": target, "document": control(&mut chance, &[])}));
        if chance.percent(40) {
            policies.push(json!({"kind": "RCP", "target": target, "document": resource_control(&mut chance, &[])}));
        }
    }
    let members = ACCOUNTS.map(|id| json!({"id": id, "path": ["r-1", "ou-1"]}));
    let management = if chance.percent(20) { ACCOUNTS[1] } else { "000000000001" };
    let accounts = ACCOUNTS.map(|id| account(&mut chance, id, principals_each, secrets_each));
    json!({"schema": 1, "taken_at": "2026-01-01T00:00:00Z", "accounts": accounts,
        "organization": {"id": "o-1", "management_account": management, "accounts": members, "policies": policies}})
}

fn tags(chance: &mut Chance) -> Value {
    if chance.percent(30) { json!([]) } else { json!([{"Key": "team", "Value": chance.pick(&["web", "pay", "prod"])}]) }
}

fn account(chance: &mut Chance, id: &str, principals_each: usize, secrets_each: usize) -> Value {
    let far = if id == ACCOUNTS[0] { ACCOUNTS[1] } else { ACCOUNTS[0] };
    let named = [
        format!("arn:aws:iam::{id}:user/u0"),
        format!("arn:aws:iam::{id}:role/app"),
        format!("arn:aws:iam::{far}:role/app"),
        format!("arn:aws:sts::{id}:assumed-role/app/s1"),
    ];
    let mut named = principals(&named.each_ref().map(String::as_str));
    named.push(json!({"AWS": "AROAIOSFODNN7EXAMPLE"}));
    let (mut users, mut roles) = (Vec::new(), Vec::new());
    for number in 0..principals_each {
        let inline: Vec<Value> = (0..=chance.below(3))
            .map(|of| json!({"PolicyName": format!("p{of}"), "PolicyDocument": policy(chance, 15, &KMS_CONDITIONS, &[])}))
            .collect();
        let attached = if chance.percent(40) {
            json!([{"PolicyArn": format!("arn:aws:iam::{id}:policy/shared")}])
        } else {
            json!([])
        };
        let boundary = if chance.percent(20) {
            json!({"PermissionsBoundaryArn": format!("arn:aws:iam::{id}:policy/boundary")})
        } else {
            Value::Null
        };
        if number % 2 == 0 {
            users.push(json!({"Arn": format!("arn:aws:iam::{id}:user/u{number}"), "UserName": format!("u{number}"),
                "UserId": format!("AIDA{number}EXAMPLE"), "Path": "/", "UserPolicyList": inline, "Tags": tags(chance),
                "AttachedManagedPolicies": attached, "PermissionsBoundary": boundary, "GroupList": ["all"]}));
        } else {
            let name = if number == 1 { "app".to_owned() } else { format!("r{number}") };
            let path = if chance.percent(10) { "/aws-service-role/x.amazonaws.com/" } else { "/" };
            roles.push(json!({"Arn": format!("arn:aws:iam::{id}:role{path}{name}"), "RoleName": name,
                "RoleId": format!("AROA{number}EXAMPLE"), "Path": path, "RolePolicyList": inline, "Tags": tags(chance),
                "AttachedManagedPolicies": attached, "PermissionsBoundary": boundary}));
        }
    }
    let managed = |chance: &mut Chance, name: &str, denials| {
        json!({"Arn": format!("arn:aws:iam::{id}:policy/{name}"), "DefaultVersionId": "v1", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": true, "Document": policy(chance, denials, &KMS_CONDITIONS, &[])}]})
    };
    let shared = managed(chance, "shared", 15);
    let boundary = managed(chance, "boundary", 5);
    let group = json!([{"GroupName": "all", "GroupPolicyList": [{"PolicyName": "g", "PolicyDocument": policy(chance, 10, &KMS_CONDITIONS, &[])}]}]);
    let ids = [
        "11111111-2222-3333-4444-555555555555",
        "22222222-2222-3333-4444-555555555555",
        "33333333-2222-3333-4444-555555555555",
    ];
    let key_arns = ids.map(|key| format!("arn:aws:kms:eu-west-1:{id}:key/{key}"));
    let keys = key_arns.each_ref().map(|arn| {
        let mut policy = policy(chance, 10, &KMS_CONDITIONS, &named);
        if let Some(statements) = policy["Statement"].as_array_mut().filter(|_| chance.percent(80)) {
            statements.push(json!({"Effect": "Allow", "Principal": {"AWS": id}, "Action": "kms:*", "Resource": "*"}));
        }
        let constraints = match chance.below(3) {
            0 => json!({}),
            1 => json!({"EncryptionContextSubset": {"PARAMETER_ARN": format!("arn:aws:ssm:eu-west-1:{id}:parameter/prod/web/K0")}}),
            _ => json!({"EncryptionContextEquals": {"SecretARN": format!("arn:aws:secretsmanager:eu-west-1:{id}:secret:prod/web/s0-a1B2c3"), "SecretVersionId": "v1"}}),
        };
        let grants = json!([{"GrantId": "g", "GranteePrincipal": format!("arn:aws:iam::{}:role/app", chance.pick(&[id, far])),
            "Operations": [chance.pick(&["Decrypt", "Encrypt"])], "Constraints": constraints}]);
        let state = if chance.percent(90) { "Enabled" } else { "Disabled" };
        json!({"Arn": arn, "KeyManager": "CUSTOMER", "KeyState": state, "Policy": policy, "Tags": [],
            "Grants": if chance.percent(50) { grants } else { json!([]) }})
    });
    let mut secrets = Vec::new();
    let mut parameters = Vec::new();
    for number in 0..secrets_each {
        let folder = chance.pick(&["prod/web", "prod/pay", "dev/web", "web/db"]);
        let key = if chance.percent(50) { json!(key_arns[chance.below(3)]) } else { Value::Null };
        if number % 2 == 0 {
            let resource = if chance.percent(40) { policy(chance, 15, &[], &named) } else { Value::Null };
            secrets.push(json!({"ARN": format!("arn:aws:secretsmanager:eu-west-1:{id}:secret:{folder}/s{number}-a1B2c3"),
                "Name": format!("{folder}/s{number}"), "KmsKeyId": key, "Tags": tags(chance), "ResourcePolicy": resource}));
        } else {
            let kind = chance.pick(&["String", "SecureString", "SecureString"]);
            parameters.push(json!({"ARN": format!("arn:aws:ssm:eu-west-1:{id}:parameter/{folder}/K{number}"),
                "Name": format!("/{folder}/K{number}"), "Type": kind, "KeyId": key, "Tags": tags(chance)}));
        }
    }
    json!({"id": id, "secrets": secrets, "parameters": parameters, "keys": keys,
        "authorization_details": {"UserDetailList": users, "RoleDetailList": roles, "GroupDetailList": group, "Policies": [shared, boundary]}})
}
