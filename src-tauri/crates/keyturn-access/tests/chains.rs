//! Chains of roles, changes that lead to reading, and marks, on one small organisation.

#![expect(clippy::needless_pass_by_value, clippy::expect_used, reason = "a table of cases reads better so")]

use keyturn_access::chain::{self, Outsider};
use keyturn_access::marks::{self, Mark};
use keyturn_access::plain::{Access, explain};
use keyturn_access::snapshot;
use keyturn_access::world::World;
use keyturn_access::{escalation, plain};
use serde_json::{Value, json};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";

fn role(account: &str, name: &str, trusted: Value, statements: Value) -> Value {
    json!({"Arn": format!("arn:aws:iam::{account}:role/{name}"), "RoleName": name, "RoleId": "AROAIOSFODNN7EXAMPLE", "Path": "/",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trusted},
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}]})
}

fn trust(principal: Value) -> Value {
    json!([{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}])
}

fn allow(action: &str, resource: &str) -> Value {
    json!([{"Effect": "Allow", "Action": action, "Resource": resource}])
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::111122223333:role/{name}")
}

fn world() -> World {
    let root = json!({"AWS": "arn:aws:iam::111122223333:root"});
    let mfa = json!([{"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]);
    let policy = json!({"Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:role/far"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"},
        {"Effect": "Deny", "Principal": {"AWS": "AIDAIOSFODNN7EXAMPLE"}, "Action": "*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"AWS": "AROAIOSFODNN7EXAMPLE"}, "Action": "secretsmanager:*", "Resource": "*"},
    ]});
    let snapshot = json!({"schema": 1,
    "organization": {"id": "o-1", "management_account": "000000000001", "accounts": [{"id": "111122223333", "path": ["r-1"]}]},
    "accounts": [
        {"id": "111122223333",
            "secrets": [{"ARN": SECRET, "Name": "prod/db"}],
            "authorization_details": {"RoleDetailList": [
                role("111122223333", "start", trust(json!({"Service": "ec2.amazonaws.com"})), allow("sts:AssumeRole", &arn("middle"))),
                role("111122223333", "middle", trust(root.clone()), allow("s3:*", "*")),
                role("111122223333", "end", trust(json!({"AWS": arn("middle")})), allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:prod/db-*")),
                role("111122223333", "guarded", mfa, allow("secretsmanager:*", "*")),
                role("111122223333", "admin", trust(json!({"AWS": ["arn:aws:iam::444455556666:root", "*"]})), allow("*", "*")),
                role("111122223333", "shut", trust(json!({"Federated": "cognito-identity.amazonaws.com"})), allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/other")),
            ]}},
        {"id": "999988887777", "authorization_details": {"RoleDetailList": [
            role("999988887777", "far", trust(root), allow("secretsmanager:GetSecretValue", "*"))]}},
    ]});
    // Set afterwards, so that the table above stays readable.
    let mut snapshot = snapshot;
    snapshot["accounts"][0]["secrets"][0]["ResourcePolicy"] = policy;
    World::of(&snapshot::read(&snapshot.to_string()).expect("a snapshot"))
}

#[test]
fn chains_follow_trust_and_permission() {
    let world = world();
    let edges = chain::edges(&world);
    let name = |number: usize| world.principals[number].name.as_str();
    let from = |who: &str| world.principals.iter().position(|principal| principal.name == who).expect(who);
    let reached = |who: &str| -> Vec<String> {
        let found = chain::reach(&edges, from(who)).into_values();
        let words = found.map(|path| {
            let roles: Vec<&str> = path.roles.iter().map(|number| name(*number)).collect();
            format!("{} {:?}", roles.join(">"), path.standing.access())
        });
        words.collect()
    };
    // Everybody may become `admin`: its trust says so. From there, any role that trusts its account.
    assert_eq!(
        reached("start"),
        ["middle Can", "middle>end Can", "admin>guarded Conditional", "admin Can", "admin>far Can"]
    );
    assert_eq!(reached("admin"), ["middle Can", "middle>end Can", "guarded Conditional", "far Can"]);
    assert!(!reached("end").contains(&"start Can".to_owned()), "a service's role is trusted to that service alone");
    let outside = |who: &str| chain::outsiders(&world, &world.principals[from(who)]);
    assert_eq!(outside("admin"), [Outsider::Anyone, Outsider::Account("444455556666".into())]);
    assert_eq!(outside("start"), [Outsider::Service("ec2.amazonaws.com".into())]);
    assert_eq!(outside("shut"), [Outsider::Federated("cognito-identity.amazonaws.com".into())]);
    assert_eq!(outside("end"), [], "a role of the snapshot is no outsider");
}

#[test]
fn changes_that_lead_to_reading() {
    let world = world();
    let of = |who: &str| world.principals.iter().find(|principal| principal.name == who).expect(who);
    let secret = &world.secrets[0];
    let actions = |means: Vec<escalation::Means>| means.into_iter().map(|one| one.action).collect::<Vec<_>>();
    assert_eq!(
        actions(escalation::of_secret(&world, of("admin"), secret)),
        ["secretsmanager:PutResourcePolicy", "secretsmanager:UpdateSecret", "secretsmanager:RotateSecret"],
    );
    assert_eq!(actions(escalation::of_secret(&world, of("end"), secret)), [""; 0]);
    assert_eq!(actions(escalation::of_itself(&world, of("admin"))), ["iam:PutRolePolicy", "iam:AttachRolePolicy"]);
    assert_eq!(actions(escalation::of_itself(&world, of("shut"))), [""; 0], "on another role alone");
    assert_eq!(
        actions(escalation::of_role(&world, of("admin"), of("end"))),
        ["iam:UpdateAssumeRolePolicy", "iam:PassRole"],
    );
    assert_eq!(actions(escalation::of_role(&world, of("admin"), of("far"))), [""; 0], "not in another account");
}

#[test]
fn marks_say_what_wants_a_second_look() {
    let world = world();
    let secret = &world.secrets[0];
    for (who, access, expected) in [
        ("end", Access::Can, vec![Mark::Wildcard, Mark::StaleId]),
        ("guarded", Access::Can, vec![Mark::Broad, Mark::StaleId]),
        ("admin", Access::Can, vec![Mark::Broad, Mark::StaleId]),
        ("start", Access::Cannot, vec![Mark::StaleId]),
        // AWS's own key is for its account alone.
        ("far", Access::Cannot, vec![Mark::Broad, Mark::OtherAccount, Mark::OutsideOrganization, Mark::StaleId]),
    ] {
        let principal = world.principals.iter().find(|principal| principal.name == who).expect(who);
        assert_eq!(plain::read(&world, principal, secret, None).access(), access, "{who}");
        let why = explain(&world, principal, secret, None);
        assert_eq!(marks::of_reader(&world, principal, secret, &why), expected, "{who}");
    }
}
