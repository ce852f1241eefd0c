//! What a snapshot becomes.

use serde_json::{Value, json};

use crate::plain::{Access, Cause, explain, read};
use crate::snapshot;
use crate::world::World;

const ACCOUNT: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const PARAMETER: &str = "arn:aws:ssm:eu-west-1:111122223333:parameter/prod/web/KEY";

fn allow(action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})
}

fn deny(action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": resource}]})
}

fn to_account() -> Value {
    json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}})
}

/// One account with a role, a secret and a parameter, each under a key of one's own.
fn base() -> Value {
    json!({"schema": 1, "accounts": [{
        "id": ACCOUNT,
        "authorization_details": {"RoleDetailList": [{
            "Arn": ROLE, "RoleName": "app", "RoleId": "AROAIOSFODNN7EXAMPLE", "Path": "/",
            "RolePolicyList": [
                {"PolicyName": "store", "PolicyDocument": allow("secretsmanager:GetSecretValue", "*")},
                {"PolicyName": "parameters", "PolicyDocument": allow("ssm:GetParameter", "*")},
                {"PolicyName": "key", "PolicyDocument": allow("kms:Decrypt", "*")},
            ],
        }]},
        "secrets": [{"ARN": SECRET, "Name": "prod/db", "KmsKeyId": KEY}],
        "parameters": [{"ARN": PARAMETER, "Name": "/prod/web/KEY", "Type": "SecureString", "KeyId": KEY}],
        "keys": [{"Arn": KEY, "KeyManager": "CUSTOMER", "KeyState": "Enabled", "Policy": to_account()}],
        "missing": [],
    }]})
}

/// The base with members set, by JSON pointer; the last part may be new.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut snapshot = base();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        match snapshot.pointer_mut(parent).expect(pointer) {
            Value::Array(items) if name == "-" => items.push(value.clone()),
            Value::Array(items) => items[name.parse::<usize>().expect("a number")] = value.clone(),
            parent => parent[name] = value.clone(),
        }
    }
    snapshot
}

fn world(snapshot: &Value) -> World {
    World::of(&snapshot::read(&snapshot.to_string()).expect("a snapshot"))
}

/// The first principal's access to the secret and to the parameter.
fn access(snapshot: &Value) -> (Access, Access) {
    let world = world(snapshot);
    let [secret, parameter] = [SECRET, PARAMETER].map(|arn| &world.secrets[world.secret(arn).expect(arn)]);
    let principal = &world.principals[0];
    (read(&world, principal, secret, None).access(), read(&world, principal, parameter, None).access())
}

const POLICIES: &str = "/accounts/0/authorization_details/RoleDetailList/0/RolePolicyList";
const MISSING: &str = "/accounts/0/missing/-";

#[test]
fn reading_needs_the_store_and_the_key() {
    use Access::{Can, Cannot, Conditional, Unknown};
    let store = |number: usize| format!("{POLICIES}/{number}/PolicyDocument");
    let key = "/accounts/0/keys/0";
    let grant = |operations: Value, constraints: Value| json!([{"GrantId": "g", "GranteePrincipal": ROLE, "Operations": operations, "Constraints": constraints}]);
    let only_kms = |condition: Value| {
        let statement = json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": condition});
        json!({"Version": "2012-10-17", "Statement": statement})
    };
    let managed = json!({"ARN": SECRET, "Name": "prod/db"});
    let missing = |what: &str| json!({"what": what, "why": "AccessDenied"});
    for (name, changes, expected) in [
        ("both", vec![], (Can, Can)),
        ("no identity permission for the key", vec![(store(2), allow("s3:*", "*"))], (Cannot, Cannot)),
        (
            "the key's policy names the role",
            vec![
                (store(2), allow("s3:*", "*")),
                (
                    format!("{key}/Policy"),
                    json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}}),
                ),
            ],
            (Can, Can),
        ),
        (
            "the key's policy does not hand over",
            vec![(
                format!("{key}/Policy"),
                json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "999999999999"}, "Action": "kms:*", "Resource": "*"}}),
            )],
            (Cannot, Cannot),
        ),
        (
            "AWS's own key asks nothing of the identity",
            vec![(store(2), allow("s3:*", "*")), ("/accounts/0/secrets/0".into(), managed.clone())],
            (Can, Cannot),
        ),
        (
            "but heeds its denials",
            vec![(store(2), deny("kms:*", "*")), ("/accounts/0/secrets/0".into(), managed)],
            (Cannot, Cannot),
        ),
        ("a disabled key", vec![(format!("{key}/KeyState"), json!("Disabled"))], (Cannot, Cannot)),
        ("a key about to go", vec![(format!("{key}/KeyState"), json!("PendingDeletion"))], (Cannot, Cannot)),
        (
            "by one service alone",
            vec![(store(2), only_kms(json!({"StringEquals": {"kms:ViaService": "ssm.eu-west-1.amazonaws.com"}})))],
            (Cannot, Can),
        ),
        (
            "one secret's context alone",
            vec![(store(2), only_kms(json!({"StringEquals": {"kms:EncryptionContext:SecretARN": SECRET}})))],
            (Can, Cannot),
        ),
        (
            "a version's context alone",
            vec![(store(2), only_kms(json!({"StringEquals": {"kms:EncryptionContext:SecretVersionId": "v1"}})))],
            (Conditional, Cannot),
        ),
        (
            "a grant",
            vec![(store(2), allow("s3:*", "*")), (format!("{key}/Grants"), grant(json!(["Decrypt"]), json!({})))],
            (Can, Can),
        ),
        (
            "a grant for something else",
            vec![(store(2), allow("s3:*", "*")), (format!("{key}/Grants"), grant(json!(["Encrypt"]), json!({})))],
            (Cannot, Cannot),
        ),
        (
            "a grant for a context that contains",
            vec![
                (store(2), allow("s3:*", "*")),
                (
                    format!("{key}/Grants"),
                    grant(json!(["Decrypt"]), json!({"EncryptionContextSubset": {"secretarn": SECRET}})),
                ),
            ],
            (Can, Cannot),
        ),
        (
            "a grant for a context that equals: a secret's has its version as well",
            vec![
                (store(2), allow("s3:*", "*")),
                (
                    format!("{key}/Grants"),
                    grant(json!(["Decrypt"]), json!({"EncryptionContextEquals": {"SecretARN": SECRET}})),
                ),
            ],
            (Cannot, Cannot),
        ),
        (
            "a grant for a parameter's whole context",
            vec![
                (store(2), allow("s3:*", "*")),
                (
                    format!("{key}/Grants"),
                    grant(json!(["Decrypt"]), json!({"EncryptionContextEquals": {"PARAMETER_ARN": PARAMETER}})),
                ),
            ],
            (Cannot, Can),
        ),
        (
            "a grant that a denial stops",
            vec![(store(2), deny("kms:Decrypt", "*")), (format!("{key}/Grants"), grant(json!(["Decrypt"]), json!({})))],
            (Cannot, Cannot),
        ),
        (
            "the key's policy was refused",
            vec![(MISSING.into(), missing(&format!("kms:GetKeyPolicy {KEY}")))],
            (Unknown, Unknown),
        ),
        (
            "another key's policy was refused",
            vec![(MISSING.into(), missing("kms:GetKeyPolicy arn:aws:kms:eu-west-1:111122223333:key/2"))],
            (Can, Can),
        ),
        ("a key that is not there", vec![("/accounts/0/keys".into(), json!([]))], (Unknown, Unknown)),
        ("grants were refused, and are not needed", vec![(MISSING.into(), missing("kms:ListGrants"))], (Can, Can)),
        (
            "grants were refused, and may be what allows",
            vec![(store(2), allow("s3:*", "*")), (MISSING.into(), missing("kms:ListGrants"))],
            (Unknown, Unknown),
        ),
        (
            "the secret's policy was refused: it may deny",
            vec![(MISSING.into(), missing("secretsmanager:GetResourcePolicy"))],
            (Unknown, Can),
        ),
        (
            "identities were refused",
            vec![(MISSING.into(), missing("iam:GetAccountAuthorizationDetails"))],
            (Unknown, Unknown),
        ),
        (
            "something that is not understood was refused",
            vec![(MISSING.into(), missing("the rest"))],
            (Unknown, Unknown),
        ),
        ("network endpoints were refused", vec![(MISSING.into(), missing("ec2:DescribeVpcEndpoints"))], (Can, Can)),
        ("a policy that is not JSON", vec![(store(0), json!("%7Bnothing"))], (Unknown, Unknown)),
        (
            "a denial by an operator that is not known",
            vec![(
                store(2),
                json!({"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}, {"Effect": "Deny", "Action": "secretsmanager:*", "Resource": "*", "Condition": {"StringFoo": {"a": "b"}}}]}),
            )],
            (Unknown, Can),
        ),
        (
            "a managed policy that is not in the file",
            vec![(
                "/accounts/0/authorization_details/RoleDetailList/0/AttachedManagedPolicies".into(),
                json!([{"PolicyArn": "arn:aws:iam::aws:policy/X"}]),
            )],
            (Unknown, Unknown),
        ),
        (
            "by VPC endpoint",
            vec![(
                store(0),
                json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0abc"}}}}),
            )],
            (Conditional, Can),
        ),
        (
            "String parameters need no key",
            vec![(store(2), allow("s3:*", "*")), ("/accounts/0/parameters/0/Type".into(), json!("String"))],
            (Cannot, Can),
        ),
    ] {
        let changes: Vec<(&str, Value)> =
            changes.iter().map(|(at, value): &(String, Value)| (at.as_str(), value.clone())).collect();
        assert_eq!(access(&with(&changes)), expected, "{name}");
    }
}

#[test]
fn a_parameter_is_read_by_any_of_four_actions_and_through_any_path_above() {
    use Access::{Can, Cannot};
    let arn = |path: &str| format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter{path}");
    let by_path = |path: &str| json!({"Effect": "Allow", "Action": "ssm:GetParametersByPath", "Resource": arn(path)});
    let no_recursion = json!({"Effect": "Deny", "Action": "ssm:GetParametersByPath", "Resource": "*", "Condition": {"StringEquals": {"ssm:Recursive": ["true"]}}});
    for (name, statements, expected) in [
        ("history", json!([{"Effect": "Allow", "Action": "ssm:GetParameterHistory", "Resource": arn("/prod/*")}]), Can),
        ("plural", json!([{"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": arn("/prod/*")}]), Can),
        (
            "a double slash",
            json!([{"Effect": "Allow", "Action": "ssm:GetParameter*", "Resource": arn("//prod/*")}]),
            Cannot,
        ),
        ("the path directly above", by_path("/prod/web"), Can),
        ("the path further up", by_path("/prod"), Can),
        ("the root path", by_path("/"), Can),
        ("the path as it is asked for with a slash", by_path("/prod/web/*"), Can),
        ("a path beside", by_path("/prod/we"), Cannot),
        ("the parameter is no path above itself", by_path("/prod/web/KEY"), Cannot),
        ("no recursion: from directly above", json!([by_path("/prod/web"), no_recursion.clone()]), Can),
        ("no recursion: not from further up", json!([by_path("/prod"), no_recursion]), Cannot),
        (
            "a denial on the parameter does not help",
            json!([by_path("/prod"), {"Effect": "Deny", "Action": "ssm:*", "Resource": arn("/prod/web/KEY")}]),
            Can,
        ),
        (
            "denials on every path above do",
            json!([
                {"Effect": "Allow", "Action": "ssm:GetParametersByPath", "Resource": "*"},
                {"Effect": "Deny", "Action": "ssm:GetParametersByPath", "Resource": [arn("/prod/web"), arn("/prod"), arn("/")]},
            ]),
            Cannot,
        ),
        (
            "denials on some do not",
            json!([
                {"Effect": "Allow", "Action": "ssm:GetParametersByPath", "Resource": "*"},
                {"Effect": "Deny", "Action": "ssm:GetParametersByPath", "Resource": [arn("/prod/web"), arn("/prod")]},
            ]),
            Can,
        ),
    ] {
        let policy = json!({"Version": "2012-10-17", "Statement": statements});
        let snapshot = with(&[(&format!("{POLICIES}/1/PolicyDocument"), policy)]);
        assert_eq!(access(&snapshot).1, expected, "{name}");
    }
    let one = world(&base());
    let parameter = &one.secrets[1];
    for (action, expected) in [("GetParameter", Can), ("ssm:GetParameters", Cannot), ("GetSecretValue", Cannot)] {
        assert_eq!(read(&one, &one.principals[0], parameter, Some(action)).access(), expected, "{action}");
    }
}

#[test]
fn control_policies_bind_members_level_by_level() {
    use Access::{Can, Cannot, Unknown};
    let organization = |management: &str, policies: Value, missing: Value| {
        json!({"id": "o-1", "management_account": management, "policies": policies, "missing": missing,
            "accounts": [{"id": ACCOUNT, "path": ["r-1", "ou-1"]}]})
    };
    let all = allow("*", "*");
    let scp = |target: &str, document: &Value| json!({"kind": "SCP", "target": target, "document": document});
    let rcp = json!({"kind": "RCP", "target": "r-1", "document": {"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}});
    let store_alone = json!({"kind": "RCP", "target": ACCOUNT, "document": {"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "secretsmanager:*", "Resource": "*"}}});
    let linked = json!("/aws-service-role/x.amazonaws.com/");
    let full = json!([scp("r-1", &all), scp("ou-1", &all), scp(ACCOUNT, &all)]);
    let narrow = json!([scp("r-1", &all), scp("ou-1", &allow("ssm:*", "*")), scp(ACCOUNT, &all)]);
    for (name, organization, path, expected) in [
        ("none in use", organization("9", json!([]), json!([])), json!("/"), (Can, Can)),
        ("each level allows", organization("9", full, json!([])), json!("/"), (Can, Can)),
        ("one level does not", organization("9", narrow.clone(), json!([])), json!("/"), (Cannot, Cannot)),
        ("the management account is free", organization(ACCOUNT, narrow.clone(), json!([])), json!("/"), (Can, Can)),
        ("service-linked roles are free", organization("9", narrow, json!([])), linked.clone(), (Can, Can)),
        // The parameter's own key is bound, Parameter Store is not.
        (
            "a resource control policy on all",
            organization("9", json!([rcp.clone()]), json!([])),
            json!("/"),
            (Cannot, Cannot),
        ),
        ("one on the store", organization("9", json!([store_alone]), json!([])), json!("/"), (Cannot, Can)),
        ("service-linked roles are free of it", organization("9", json!([rcp.clone()]), json!([])), linked, (Can, Can)),
        (
            "the management account's resources too",
            organization(ACCOUNT, json!([rcp]), json!([])),
            json!("/"),
            (Can, Can),
        ),
        (
            "refused",
            organization("9", json!([]), json!([{"what": "organizations:ListPolicies"}])),
            json!("/"),
            (Unknown, Unknown),
        ),
    ] {
        let role = "/accounts/0/authorization_details/RoleDetailList/0/Path";
        assert_eq!(access(&with(&[("/organization", organization), (role, path)])), expected, "{name}");
    }
}

#[test]
fn a_snapshot_of_another_schema_is_refused() {
    assert!(matches!(snapshot::read(r#"{"schema":2,"accounts":7}"#), Err(snapshot::NotASnapshot::Schema(2))));
    assert!(matches!(snapshot::read(r#"{"accounts":[]}"#), Err(snapshot::NotASnapshot::Shape(_))));
}

#[test]
fn groups_boundaries_and_versions_are_followed() {
    let encoded = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22secretsmanager%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D";
    let details = json!({
        "UserDetailList": [{"Arn": "arn:aws:iam::111122223333:user/team/ann", "UserName": "ann", "UserId": "AIDAIOSFODNN7EXAMPLE",
            "Path": "/team/", "GroupList": ["readers"],
            "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/b"}}],
        "GroupDetailList": [{"GroupName": "readers", "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::111122223333:policy/p"}]}],
        "Policies": [
            {"Arn": "arn:aws:iam::111122223333:policy/p", "DefaultVersionId": "v2", "PolicyVersionList": [
                {"VersionId": "v1", "IsDefaultVersion": false, "Document": deny("*", "*")},
                {"VersionId": "v2", "IsDefaultVersion": true, "Document": encoded}]},
            {"Arn": "arn:aws:iam::111122223333:policy/b", "PolicyVersionList": [
                {"VersionId": "v1", "IsDefaultVersion": true, "Document": allow("secretsmanager:*", "*")}]}],
    });
    let snapshot = with(&[
        ("/accounts/0/authorization_details", details),
        ("/accounts/0/secrets/0", json!({"ARN": SECRET, "Name": "prod/db"})),
    ]);
    let world = world(&snapshot);
    assert_eq!(world.faults, []);
    let explanation = explain(&world, &world.principals[0], &world.secrets[0], None);
    assert_eq!(explanation.decision.access, Access::Can);
    insta::assert_json_snapshot!(explanation);
}

#[test]
fn causes_are_what_is_in_the_way() {
    let condition =
        json!({"StringEquals": {"AWS:sourcevpce": "vpce-0abc"}, "Bool": {"aws:MultiFactorAuthPresent": true}});
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*", "Condition": condition},
        {"Effect": "Deny", "Action": "secretsmanager:GetSecretValue", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}},
    ]});
    let world = world(&with(&[(&format!("{POLICIES}/0/PolicyDocument"), policy)]));
    let standing = read(&world, &world.principals[0], &world.secrets[0], None);
    let words: Vec<String> = standing
        .causes
        .into_iter()
        .map(|cause| match cause {
            Cause::Condition { key, words, .. } => format!("{key}: {words}"),
            Cause::Unread { what } => what,
        })
        .collect();
    assert_eq!(
        words,
        [
            "aws:MultiFactorAuthPresent: only with MFA",
            "aws:SourceIp: only from 203.0.113.0/24",
            "aws:SourceVpce: only through VPC endpoint vpce-0abc",
        ]
    );
}
