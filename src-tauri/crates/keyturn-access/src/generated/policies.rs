//! Policies and single cases.

use serde_json::{Map, Value, json};

use super::Chance;

/// The accounts of made-up principals and resources.
pub(super) const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];

const ACTIONS: [&str; 12] = [
    "*",
    "secretsmanager:*",
    "secretsmanager:GetSecretValue",
    "SecretsManager:get*",
    "ssm:GetParameter",
    "ssm:GetParameter*",
    "ssm:GetParametersByPath",
    "ssm:*",
    "kms:Decrypt",
    "kms:*",
    "secretsmanager:List*",
    "s3:GetObject",
];

const RESOURCES: [&str; 16] = [
    "*",
    "arn:aws:secretsmanager:*:*:secret:prod/*",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/web/db-??????",
    "arn:aws:secretsmanager:eu-west-1:*:secret:*db-*",
    "arn:aws:secretsmanager:*:111122223333:secret:dev/*",
    "arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team}/*",
    "arn:aws:secretsmanager:*:*:secret:*/${aws:PrincipalTag/team, 'web'}/*",
    "arn:aws:ssm:*:*:parameter/prod/*",
    "arn:aws:ssm:eu-west-1:111122223333:parameter/prod/web",
    "arn:aws:ssm:eu-west-1:*:parameter/prod/*/KEY",
    "arn:aws:ssm:*:*:parameter/${aws:PrincipalTag/team}/*",
    "arn:aws:ssm:*:*:parameter/",
    "arn:aws:ssm:*:*:parameter//prod/*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555",
    "arn:aws:kms:*:444455556666:key/*",
];

/// An operator, a key and values that fit.
pub(super) type Choice = (&'static str, &'static str, &'static [&'static str]);

const CONDITIONS: [Choice; 30] = [
    ("StringEquals", "aws:ResourceTag/team", &["web", "pay"]),
    ("StringEquals", "aws:ResourceTag/team", &["${aws:PrincipalTag/team}"]),
    ("StringNotEquals", "aws:ResourceTag/team", &["${aws:PrincipalTag/team}"]),
    ("StringNotEquals", "aws:PrincipalTag/team", &["web"]),
    ("StringNotEqualsIfExists", "aws:PrincipalTag/team", &["web", "pay"]),
    ("StringLike", "aws:PrincipalTag/team", &["w*", "?ay"]),
    ("StringNotLike", "aws:PrincipalArn", &["arn:aws:iam::*:role/a*"]),
    ("StringEqualsIgnoreCase", "aws:PrincipalTag/team", &["WEB"]),
    ("StringNotEqualsIgnoreCase", "aws:ResourceTag/team", &["PAY"]),
    ("StringLikeIfExists", "aws:ResourceTag/team", &["p*"]),
    ("ArnLike", "aws:PrincipalArn", &["arn:aws:iam::*:user/*"]),
    ("ArnNotLike", "aws:PrincipalArn", &["arn:aws:iam::111122223333:role/app"]),
    ("ArnEquals", "aws:PrincipalArn", &["arn:aws:iam::111122223333:role/app", "arn:aws:iam::444455556666:user/*"]),
    ("StringEquals", "aws:PrincipalOrgID", &["o-1"]),
    ("StringNotEqualsIfExists", "aws:PrincipalOrgID", &["o-1"]),
    ("StringEquals", "aws:SourceVpce", &["vpce-1", "vpce-2"]),
    ("StringNotEquals", "aws:SourceVpce", &["vpce-1"]),
    ("IpAddress", "aws:SourceIp", &["203.0.113.0/24", "10.0.0.0/8"]),
    ("NotIpAddress", "aws:SourceIp", &["203.0.113.0/24"]),
    ("NotIpAddressIfExists", "aws:SourceIp", &["10.0.0.0/8"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["true"]),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", &["false"]),
    ("NumericLessThan", "aws:MultiFactorAuthAge", &["300"]),
    ("NumericGreaterThanEqualsIfExists", "aws:MultiFactorAuthAge", &["300"]),
    ("DateGreaterThan", "aws:CurrentTime", &["2026-01-01T00:00:00Z"]),
    ("DateLessThanEquals", "aws:CurrentTime", &["2026-01-01T00:00:00Z"]),
    ("ForAnyValue:StringEquals", "aws:CalledVia", &["athena.amazonaws.com", "cloudformation.amazonaws.com"]),
    ("ForAllValues:StringLike", "aws:CalledVia", &["cloud*"]),
    ("Null", "aws:ResourceTag/team", &["true"]),
    ("Null", "aws:PrincipalTag/team", &["false"]),
];

/// Conditions on the keys of KMS; the outside judge does not know the last one's key.
pub(super) const KMS_CONDITIONS: [Choice; 4] = [
    ("StringEquals", "kms:ViaService", &["secretsmanager.eu-west-1.amazonaws.com"]),
    ("StringLike", "kms:ViaService", &["ssm.*.amazonaws.com", "s3.*.amazonaws.com"]),
    ("StringEquals", "kms:CallerAccount", &["111122223333"]),
    ("StringLike", "kms:EncryptionContext:PARAMETER_ARN", &["arn:aws:ssm:*:*:parameter/prod/*"]),
];

/// A string, or a list where there are several or by chance.
fn one_or_many(chance: &mut Chance, list: Vec<&str>) -> Value {
    if list.len() == 1 && chance.percent(50) { json!(list[0]) } else { json!(list) }
}

/// A statement without a principal.
pub(super) fn statement(chance: &mut Chance, effect: &str, of_key: &[Choice]) -> Value {
    let mut statement = json!({"Effect": effect});
    let (actions, resources) = (chance.some(&ACTIONS), chance.some(&RESOURCES));
    let action = if chance.percent(12) { "NotAction" } else { "Action" };
    statement[action] = one_or_many(chance, actions);
    let resource = if chance.percent(12) { "NotResource" } else { "Resource" };
    let everything = chance.percent(40);
    statement[resource] = one_or_many(chance, if everything { vec!["*"] } else { resources });
    if chance.percent(45) {
        statement["Condition"] = condition(chance, of_key);
    }
    statement
}

fn condition(chance: &mut Chance, of_key: &[Choice]) -> Value {
    let mut found = Map::new();
    for _ in 0..=chance.below(2) {
        let choices = if !of_key.is_empty() && chance.percent(40) { of_key } else { &CONDITIONS[..] };
        let (operator, key, values) = choices[chance.below(choices.len())];
        found.entry(operator).or_insert_with(|| json!({}))[key] = one_or_many(chance, values.to_vec());
    }
    Value::Object(found)
}

/// A policy of one to three statements; a denial is one in so many of a hundred.
pub(super) fn policy(chance: &mut Chance, denials: usize, of_key: &[Choice], principals: &[Value]) -> Value {
    let count = 1 + chance.below(3);
    let statements: Vec<Value> = (0..count)
        .map(|number| {
            let effect = if chance.percent(denials) { "Deny" } else { "Allow" };
            let mut statement = statement(chance, effect, of_key);
            statement["Sid"] = json!(format!("s{number}"));
            if !principals.is_empty() {
                statement["Principal"] = principals[chance.below(principals.len())].clone();
            }
            statement
        })
        .collect();
    json!({"Version": if chance.percent(90) { "2012-10-17" } else { "2008-10-17" }, "Statement": statements})
}

/// A policy that allows everything, now and then less, and denies something now and then.
pub(super) fn control(chance: &mut Chance, of_key: &[Choice]) -> Value {
    let all = if chance.percent(85) { json!("*") } else { one_or_many(chance, vec!["ssm:*", "kms:*"]) };
    let mut statements = vec![json!({"Sid": "all", "Effect": "Allow", "Action": all, "Resource": "*"})];
    if chance.percent(40) {
        statements.push(statement(chance, "Deny", of_key));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// A resource control policy: denials of everybody, on whole services.
pub(super) fn resource_control(chance: &mut Chance, of_key: &[Choice]) -> Value {
    let action = chance.pick(&["secretsmanager:*", "kms:*", "kms:Decrypt", "secretsmanager:GetSecretValue"]);
    let condition = condition(chance, of_key);
    json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*", "Condition": condition}]})
}

/// Whom a made-up resource policy names.
pub(super) fn principals(arns: &[&str]) -> Vec<Value> {
    let mut found =
        vec![json!("*"), json!({"AWS": "*"}), json!({"AWS": ACCOUNTS}), json!({"Service": "ssm.amazonaws.com"})];
    found.extend(ACCOUNTS.iter().map(|account| json!({"AWS": format!("arn:aws:iam::{account}:root")})));
    found.extend(arns.iter().map(|arn| json!({"AWS": arn})));
    found
}

/// One call with its policies, in the form that [`crate::plain::check`] takes.
pub(crate) fn case(seed: u64) -> Value {
    let mut chance = Chance::of(seed);
    let account = if chance.percent(75) { ACCOUNTS[0] } else { ACCOUNTS[1] };
    let kind = chance.below(3);
    let role = format!("arn:aws:iam::{account}:role/app");
    let (principal, arn) = match kind {
        0 => (format!("arn:aws:iam::{account}:user/ann"), format!("arn:aws:iam::{account}:user/ann")),
        1 => (role.clone(), role),
        _ => (format!("arn:aws:sts::{account}:assumed-role/app/s1"), role),
    };
    let (action, resource) = match chance.below(4) {
        0 | 1 => {
            ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/web/db-a1B2c3")
        }
        2 => ("ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/prod/web/KEY"),
        _ => ("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"),
    };
    let kms = action == "kms:Decrypt";
    let of_key = if kms { &KMS_CONDITIONS[..3] } else { &[] };
    let mut context = json!({"aws:PrincipalArn": arn});
    let known: [(&str, Value); 9] = [
        ("aws:PrincipalTag/team", json!(chance.pick(&["web", "pay", "prod"]))),
        ("aws:ResourceTag/team", json!(chance.pick(&["web", "pay"]))),
        ("aws:PrincipalOrgID", json!(chance.pick(&["o-1", "o-2"]))),
        ("aws:SourceVpce", json!(chance.pick(&["vpce-1", "vpce-3"]))),
        ("aws:SourceIp", json!(chance.pick(&["203.0.113.9", "10.1.1.1", "192.0.2.1"]))),
        ("aws:MultiFactorAuthPresent", json!(chance.pick(&["true", "false"]))),
        ("aws:MultiFactorAuthAge", json!(chance.pick(&["10", "300", "4000"]))),
        ("aws:CurrentTime", json!(chance.pick(&["2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z"]))),
        (
            "aws:CalledVia",
            json!(["cloudformation.amazonaws.com", chance.pick(&["athena.amazonaws.com", "x.amazonaws.com"])]),
        ),
    ];
    let key_context: [(&str, Value); 2] = [
        (
            "kms:ViaService",
            json!(chance.pick(&["secretsmanager.eu-west-1.amazonaws.com", "ssm.eu-west-1.amazonaws.com"])),
        ),
        ("kms:CallerAccount", json!(account)),
    ];
    for (key, value) in known.into_iter().chain(key_context.into_iter().filter(|_| kms)) {
        if chance.percent(65) {
            context[key] = value;
        }
    }
    let mut case = json!({
        "request": {"principal": principal, "action": action, "resource": {"resource": resource, "accountId": ACCOUNTS[0]}, "context": context},
        "identityPolicies": (0..=chance.below(3)).map(|_| policy(&mut chance, 15, of_key, &[])).collect::<Vec<_>>(),
    });
    if chance.percent(25) {
        case["permissionBoundaries"] = json!([policy(&mut chance, 15, of_key, &[])]);
    }
    let passed = kind == 2 && chance.percent(30);
    if passed {
        case["sessionPolicy"] = policy(&mut chance, 10, of_key, &[]);
    }
    // What names a session itself is final for AWS, and held by the session's policy for the judge.
    let itself = if passed { &arn } else { &principal };
    if kms || chance.percent(60) {
        case["resourcePolicy"] = policy(&mut chance, 15, of_key, &principals(&[itself, &arn]));
    }
    if chance.percent(50) {
        let level =
            |chance: &mut Chance, name: &str| json!({"orgIdentifier": name, "policies": [control(chance, of_key)]});
        case["serviceControlPolicies"] = json!([level(&mut chance, "r-1"), level(&mut chance, "ou-1")]);
    }
    if action != "ssm:GetParameter" && chance.percent(25) {
        case["resourceControlPolicies"] =
            json!([{"orgIdentifier": "r-1", "policies": [resource_control(&mut chance, of_key)]}]);
    }
    // The judge puts variables into policies of 2008 too, which IAM does not.
    let lists =
        ["identityPolicies", "permissionBoundaries"].map(|name| case.get(name).and_then(Value::as_array).cloned());
    for (name, list) in ["identityPolicies", "permissionBoundaries"].into_iter().zip(lists) {
        if let Some(mut list) = list {
            for policy in &mut list {
                policy["Version"] = json!("2012-10-17");
            }
            case[name] = json!(list);
        }
    }
    for name in ["resourcePolicy", "sessionPolicy"] {
        if let Some(policy) = case.get_mut(name) {
            policy["Version"] = json!("2012-10-17");
        }
    }
    case
}
