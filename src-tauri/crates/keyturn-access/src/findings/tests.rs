//! Each rule with what it must find and what it must not.

use serde_json::{Value, json};

use crate::finding::{Rule, findings};
use crate::snapshot;
use crate::world::World;

const ACCOUNT: &str = "111122223333";

fn found(account: &Value) -> Vec<(Rule, String, Vec<String>)> {
    let organization = json!({"id": "o-1", "management_account": "000000000001",
        "accounts": [{"id": ACCOUNT, "path": ["r-1"]}, {"id": "444455556666", "path": ["r-1"]}]});
    let mut account = account.clone();
    account["id"] = json!(ACCOUNT);
    let snapshot = json!({"schema": 1, "organization": organization, "accounts": [account]});
    let world = World::of(&snapshot::read(&snapshot.to_string()).expect("a snapshot"));
    findings(&world).into_iter().map(|finding| (finding.rule, finding.text, finding.narrower)).collect()
}

fn secret(name: &str, more: &Value) -> Value {
    let mut secret =
        json!({"ARN": format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-a1B2c3"), "Name": name});
    for (name, value) in more.as_object().expect("members") {
        secret[name] = value.clone();
    }
    secret
}

#[test]
fn identity_policies() {
    let user = "arn:aws:iam::111122223333:user/ann";
    let sm = |rest: &str| format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{rest}");
    let ssm = |rest: &str| format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter{rest}");
    for (effect, action, resource, expected) in [
        ("Allow", "ssm:GetParameter*", ssm("/prod/*"), Some((Rule::StarReads, "ssm:GetParameter"))),
        ("Allow", "ssm:Get*", ssm("/prod/*"), Some((Rule::StarReads, "ssm:GetParameter"))),
        ("Deny", "ssm:GetParameter*", ssm("/prod/*"), None),
        ("Allow", "ssm:GetParameter", ssm("/prod/*"), None),
        ("Allow", "ssm:GetParameters*", ssm("/prod/*"), None),
        ("Allow", "ssm:*", ssm("/prod/*"), None),
        (
            "Allow",
            "secretsmanager:GetSecretValue",
            sm("a-*"),
            Some((Rule::LooseSuffix, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-??????")),
        ),
        ("Allow", "secretsmanager:GetSecretValue", sm("a-??????"), None),
        ("Allow", "secretsmanager:GetSecretValue", sm("a/*"), None),
        (
            "Allow",
            "secretsmanager:GetSecretValue",
            sm("a"),
            Some((Rule::NeverMatches, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-??????")),
        ),
        ("Allow", "secretsmanager:GetSecretValue", sm("a-a1B2c3"), None),
        ("Allow", "secretsmanager:DescribeSecret", sm("a-*"), None),
        (
            "Allow",
            "ssm:GetParameter",
            ssm("//x"),
            Some((Rule::NeverMatches, "arn:aws:ssm:eu-west-1:111122223333:parameter/x")),
        ),
        (
            "Allow",
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:*:111122223333:secret:a/*".into(),
            Some((Rule::AnyAccountOrRegion, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a/*")),
        ),
        (
            "Allow",
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:*:secret:a/*".into(),
            Some((Rule::AnyAccountOrRegion, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a/*")),
        ),
        ("Allow", "s3:GetObject", "arn:aws:s3:::b/*".into(), None),
    ] {
        let policy =
            json!({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]});
        let details = json!({"UserDetailList": [{"Arn": user, "UserName": "ann", "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": policy}]}]});
        let all = found(&json!({"authorization_details": details, "secrets": [secret("a", &json!({}))]}));
        let short: Vec<_> = all.iter().map(|(rule, _, narrower)| (*rule, narrower[0].as_str())).collect();
        assert_eq!(short, Vec::from_iter(expected), "{effect} {action} on {resource}");
    }
}

#[test]
fn the_managed_policy_on_people() {
    let attached = json!([{"PolicyArn": "arn:aws:iam::aws:policy/SecretsManagerReadWrite"}]);
    let role = |name: &str| json!({"RoleDetailList": [{"Arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "RoleName": name, "AttachedManagedPolicies": attached}]});
    let user = json!({"UserDetailList": [{"Arn": format!("arn:aws:iam::{ACCOUNT}:user/ann"), "UserName": "ann", "GroupList": ["g"]}],
        "GroupDetailList": [{"GroupName": "g", "AttachedManagedPolicies": attached}]});
    for (details, expected) in [(user, 1), (role("AWSReservedSSO_Admin_0123456789abcdef"), 1), (role("rotation"), 0)] {
        let all = found(&json!({"authorization_details": details}));
        assert_eq!(all.iter().filter(|(rule, ..)| *rule == Rule::ReadWriteOnPerson).count(), expected, "{details}");
    }
}

#[test]
fn keys() {
    let key = |id: &str, state: &str| {
        json!({"Arn": format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/{id}"), "KeyManager": "CUSTOMER", "KeyState": state,
        "Policy": {"Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}}})
    };
    let under =
        |name: &str, id: &str| secret(name, &json!({"KmsKeyId": format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/{id}")}));
    let three = json!([under("web/a", "1"), under("api/a", "1"), under("job/a", "1")]);
    let two = json!([under("web/a", "1"), under("web/b", "1"), under("job/a", "1")]);
    let apart = json!([under("web/a", "1"), under("api/a", "1"), under("job/a", "1"), under("pay/a", "2")]);
    for (secrets, state, expected) in [
        (three.clone(), "Enabled", vec![(Rule::OneKeyForAll, "api, job, web")]),
        (two.clone(), "Enabled", vec![]),
        (apart, "Enabled", vec![]),
        (two, "PendingDeletion", vec![(Rule::UnusableKey, "PendingDeletion"); 3]),
        (json!([under("web/a", "1")]), "Disabled", vec![(Rule::UnusableKey, "Disabled")]),
    ] {
        let all = found(&json!({"secrets": secrets, "keys": [key("1", state), key("2", "Enabled")]}));
        let short: Vec<_> = all.iter().map(|(rule, text, _)| (*rule, text.as_str())).collect();
        assert_eq!(short, expected, "{secrets} {state}");
    }
}

#[test]
fn resource_policies() {
    let organization = json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}});
    for (effect, principal, condition, expected) in [
        ("Allow", json!("*"), json!({}), Some((Rule::ReadableFromOutside, "*"))),
        ("Allow", json!("*"), organization.clone(), None),
        (
            "Allow",
            json!("*"),
            json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}),
            Some((Rule::ReadableFromOutside, "*")),
        ),
        ("Allow", json!("*"), json!({"StringLike": {"aws:PrincipalArn": "*"}}), Some((Rule::ReadableFromOutside, "*"))),
        ("Deny", json!("*"), json!({}), None),
        ("Allow", json!({"AWS": "999988887777"}), organization, Some((Rule::ReadableFromOutside, "999988887777"))),
        (
            "Allow",
            json!({"AWS": "arn:aws:iam::999988887777:role/far"}),
            json!({}),
            Some((Rule::ReadableFromOutside, "arn:aws:iam::999988887777:role/far")),
        ),
        ("Allow", json!({"AWS": "444455556666"}), json!({}), None),
        ("Allow", json!({"AWS": ACCOUNT}), json!({}), None),
        ("Allow", json!({"AWS": "AIDAIOSFODNN7EXAMPLE"}), json!({}), Some((Rule::StaleId, "AIDAIOSFODNN7EXAMPLE"))),
    ] {
        let policy = json!({"Statement": {"Effect": effect, "Principal": principal, "Action": "secretsmanager:GetSecretValue", "Resource": "*", "Condition": condition}});
        let all = found(&json!({"secrets": [secret("a", &json!({"ResourcePolicy": policy}))]}));
        let short: Vec<_> = all.iter().map(|(rule, text, _)| (*rule, text.as_str())).collect();
        assert_eq!(short, Vec::from_iter(expected), "{effect} {principal} {condition}");
    }
}
