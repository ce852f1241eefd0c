//! Made-up organisations made harder: what the outside judge does not know, and what is broken.

use serde_json::{Value, json};

use super::Chance;

/// An operator, a key and values: those that need the model, and those that only look as if they did.
const CONDITIONS: [(&str, &str, &[&str]); 37] = [
    ("StringEquals", "ssm:Recursive", &["true"]),
    ("Bool", "ssm:Recursive", &["false"]),
    (
        "StringEquals",
        "kms:EncryptionContext:SecretARN",
        &["arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/web/s0-a1B2c3"],
    ),
    ("StringLike", "kms:EncryptionContext:secretarn", &["*:secret:${aws:PrincipalTag/team}*", "*:secret:prod*"]),
    ("Null", "kms:EncryptionContext:SecretVersionId", &["false"]),
    ("ForAllValues:StringEquals", "kms:EncryptionContextKeys", &["SecretARN", "SecretVersionId"]),
    ("ForAnyValue:StringEquals", "kms:EncryptionContextKeys", &["PARAMETER_ARN"]),
    ("StringEquals", "kms:ResourceAliases", &["alias/app"]),
    ("ForAllValues:StringLike", "kms:ResourceAliases", &["alias/a*"]),
    ("StringEquals", "secretsmanager:ResourceTag/team", &["web", "${aws:PrincipalTag/team, 'pay'}"]),
    ("StringLike", "ssm:resourceTag/TEAM", &["p*"]),
    ("ForAllValues:StringEquals", "aws:ResourceTag/team", &["web", "pay"]),
    ("ForAnyValue:StringNotEquals", "aws:ResourceTag/team", &["web"]),
    ("StringEquals", "aws:ResourceTag/team", &["${aws:ResourceTag/owner}"]),
    ("StringNotLike", "aws:ResourceTag/owner", &["${aws:PrincipalTag/none}", "x*"]),
    ("StringLike", "aws:userid", &["AROA1EXAMPLE:*", "AIDA*"]),
    ("StringLike", "aws:userid", &["AROA?EXAMPLE:s?", "AROA*:x"]),
    ("StringNotEquals", "aws:userid", &["AROA1EXAMPLE:s1"]),
    ("StringNotEqualsIgnoreCase", "aws:userid", &["aroa1example:S1", "aida0EXAMPLE"]),
    ("StringEquals", "aws:username", &["u0", "${aws:username}"]),
    ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", &["o-1/r-1/*"]),
    ("StringNotLikeIfExists", "aws:ResourceOrgPaths", &["o-1/r-?/ou-2*"]),
    ("StringEquals", "aws:ResourceOrgID", &["${aws:PrincipalOrgID}"]),
    ("StringNotEquals", "aws:ResourceAccount", &["${aws:PrincipalAccount}"]),
    ("StringEquals", "aws:PrincipalTag/team", &["${aws:SourceIdentity}", "${aws:userid}"]),
    ("ArnLike", "secretsmanager:SecretId", &["arn:aws:secretsmanager:*:*:secret:*/s?-*", "*:x"]),
    ("ArnNotEquals", "aws:PrincipalArn", &["arn:*:iam:*"]),
    ("NumericLessThanEquals", "aws:PrincipalTag/level", &["5"]),
    ("NumericNotEquals", "aws:ResourceTag/level", &["5", "7.0"]),
    ("DateLessThan", "aws:ResourceTag/until", &["2026-06"]),
    ("DateGreaterThanEqualsIfExists", "aws:ResourceTag/until", &["1780000000"]),
    ("DateLessThan", "aws:ResourceTag/until", &["2026-13-45"]),
    ("IpAddress", "aws:ResourceTag/net", &["10.1.0.0/15"]),
    ("NotIpAddress", "aws:ResourceTag/net", &["10.0.0.0/8", "::/0"]),
    ("BinaryEquals", "aws:PrincipalTag/team", &["d2Vi", "web"]),
    ("Null", "aws:SourceVpce", &["true", "false"]),
    ("StringEqualsIfExists", "s3:prefix", &["x"]),
];

const RESOURCES: [&str; 16] = [
    "arn:aws:secretsmanager",
    "arn:aws:ssm:*:111122223333",
    "arn:aws:*:*:*:parameter/prod*",
    "arn:aws:secretsmanager:eu-west-?:*:secret:${aws:ResourceTag/team}*",
    "arn:aws:secretsmanager:*:*:secret:*/${aws:SourceIdentity}*-a1B2c3",
    "arn:aws:ssm:*:*:parameter/${aws:userid}/*",
    "arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/none}*",
    "arn:aws:ssm:*:*:parameter/*e?/K?",
    "arn:aws:ssm:*:*:parameter/prod/web/",
    "arn:aws:ssm:*:*:parameter/prod",
    "arn:aws:ssm:*:*:parameter/*",
    "arn:aws:secretsmanager:*:*:secret:*s*-??????",
    "*:web*",
    "arn:aws:ssm:*:*:parameter/web/db/K1",
    "${*}",
    "arn:aws:kms:*:*:key/${aws:PrincipalTag/team, '11111111'}*",
];

const MISSING: [&str; 8] = [
    "kms:GetKeyPolicy",
    "kms:ListGrants arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555",
    "secretsmanager:GetResourcePolicy",
    "ssm:ListTagsForResource",
    "kms:ListResourceTags",
    "iam:GetAccountAuthorizationDetails arn:aws:iam::111122223333:user/u0",
    "organizations:ListPolicies",
    "ssm:GetResourcePolicies",
];

/// Makes an organisation harder.
pub(crate) fn twist(snapshot: &mut Value, seed: u64) {
    let mut chance = Chance::of(seed ^ 0x7715);
    policies(snapshot, &mut chance);
    for account in snapshot["accounts"].as_array_mut().into_iter().flatten() {
        let id = account["id"].as_str().unwrap_or_default().to_owned();
        if chance.percent(25) {
            account["missing"] = json!([{"what": chance.pick(&MISSING), "why": "AccessDenied"}]);
        }
        for list in ["secrets", "parameters", "keys"] {
            for entry in account[list].as_array_mut().into_iter().flatten() {
                entry["Tags"] = tags(&mut chance);
                if list == "keys" {
                    key(entry, &id, &mut chance);
                }
            }
        }
        for list in ["UserDetailList", "RoleDetailList"] {
            for entry in account["authorization_details"][list].as_array_mut().into_iter().flatten() {
                entry["Tags"] = tags(&mut chance);
                if chance.percent(5) {
                    entry["UserId"] = Value::Null;
                    entry["RoleId"] = Value::Null;
                }
            }
        }
        let parameter = |name: &str, kind: &str| json!({"ARN": format!("arn:aws:ssm:eu-west-1:{id}:parameter/{name}"), "Name": name, "Type": kind});
        if let Some(parameters) = account["parameters"].as_array_mut() {
            parameters.extend([parameter("flat", "String"), parameter("web//db/K3", "SecureString")]);
            parameters.push(parameter("/web/K4", "String"));
            if chance.percent(30) {
                let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},
                    "Action": "ssm:GetParameter*", "Resource": "*"}]});
                parameters[0]["Policies"] = json!([{"Policy": policy.to_string()}]);
            }
        }
    }
}

fn tags(chance: &mut Chance) -> Value {
    let mut found = Vec::new();
    for (name, values) in [
        ("team", &["web", "pay", "prod", ""][..]),
        ("owner", &["web", "x1", "pay"]),
        ("level", &["5", "7", "x"]),
        ("until", &["2026-05-01", "2027", "2026-06-01T00:00:00Z"]),
        ("net", &["10.1.2.3", "192.0.2.1", "::1"]),
        ("TEAM", &["web"]),
    ] {
        if chance.percent(if name == "TEAM" { 5 } else { 45 }) {
            found.push(json!({"Key": name, "Value": chance.pick(values)}));
        }
    }
    json!(found)
}

fn key(entry: &mut Value, id: &str, chance: &mut Chance) {
    if chance.percent(60) {
        entry["Aliases"] =
            json!(chance.pick(&["[]", r#"["alias/app"]"#, r#"["alias/b","alias/app"]"#]).parse::<Value>().ok());
    }
    if chance.percent(30) {
        let grantees = [
            format!("arn:aws:iam::{id}:root"),
            format!("arn:aws:iam::{id}:user/u0"),
            format!("arn:aws:sts::{id}:assumed-role/app/s1"),
            format!("arn:aws:iam::{id}:role/app"),
        ];
        let constraints =
            ["{}", r#"{"EncryptionContextSubset":{"SecretVersionId":"v1"}}"#, r#"{"SourceArn":"arn:aws:x"}"#];
        let constraints: Option<Value> = chance.pick(&constraints).parse().ok();
        entry["Grants"] = json!([{"GrantId": "t", "GranteePrincipal": grantees[chance.below(4)],
            "Operations": ["Decrypt"], "Constraints": constraints}]);
    }
}

/// Walks to every policy.
fn policies(value: &mut Value, chance: &mut Chance) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| policies(item, chance)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if name == "Statement" {
                    member.as_array_mut().into_iter().flatten().for_each(|one| statement(one, chance));
                } else {
                    policies(member, chance);
                }
            }
        }
        _ => {}
    }
}

fn statement(statement: &mut Value, chance: &mut Chance) {
    if chance.percent(35) {
        let (operator, key, values) = CONDITIONS[chance.below(CONDITIONS.len())];
        statement["Condition"][operator][key] = json!(values);
    }
    if chance.percent(20) {
        let element = if statement.get("NotResource").is_some() { "NotResource" } else { "Resource" };
        statement[element] = json!(chance.some(&RESOURCES));
    }
    if chance.percent(10)
        && let Some(principal) = statement.get("Principal").cloned()
    {
        statement["NotPrincipal"] = principal;
        drop(statement.as_object_mut().and_then(|members| members.remove("Principal")));
    }
    match chance.below(60) {
        0 => statement["Condition"] = json!({"StringFoo": {"aws:PrincipalArn": "x"}}),
        1 => statement["Effect"] = json!("Maybe"),
        2 => statement["Action"] = json!(7),
        3 => statement["Unheard"] = json!("of"),
        _ => {}
    }
}
