//! The plain evaluator's rules, each with what it must and must not let through.

#![expect(clippy::needless_pass_by_value, reason = "a table of cases reads better without borrows")]

use serde_json::{Value, json};

use super::pattern::Pattern;
use super::standing::Match;
use super::{Access, check};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";
const USER: &str = "arn:aws:iam::111122223333:user/ann";
const ROLE: &str = "arn:aws:iam::111122223333:role/path/app";

fn statement(effect: &str, more: Value) -> Value {
    let mut statement = json!({"Effect": effect, "Action": "secretsmanager:GetSecretValue", "Resource": "*"});
    for (name, value) in more.as_object().expect("members") {
        statement[name] = value.clone();
    }
    statement
}

fn policy(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// The access of a principal to the secret, with members of the case set.
fn access(principal: &str, context: &Value, open: bool, more: Value) -> Access {
    let mut case = json!({"request": {"principal": principal, "action": "secretsmanager:GetSecretValue", "open": open,
        "resource": {"resource": SECRET, "accountId": "111122223333"}, "context": context}});
    for (name, value) in more.as_object().expect("members") {
        case[name] = value.clone();
    }
    check(&case.to_string()).expect("a case").decision.access
}

#[test]
fn operators_compare_as_aws_says() {
    let yes = true;
    for (operator, wanted, matching, other, missing) in [
        ("StringEquals", json!("a"), json!("a"), json!("A"), !yes),
        ("StringEquals", json!("a*"), json!("a*"), json!("ab"), !yes),
        ("StringNotEquals", json!(["a", "b"]), json!("c"), json!("b"), yes),
        ("StringEqualsIgnoreCase", json!("Prod"), json!("pROD"), json!("dev"), !yes),
        ("StringNotEqualsIgnoreCase", json!("Prod"), json!("dev"), json!("pROD"), yes),
        ("StringLike", json!("a?c*"), json!("abcd"), json!("ac"), !yes),
        ("StringNotLike", json!("a*"), json!("b"), json!("ab"), yes),
        ("NumericEquals", json!(10), json!("10.0"), json!("11"), !yes),
        ("NumericNotEquals", json!("10"), json!(11), json!("10"), yes),
        ("NumericLessThan", json!("10"), json!("9"), json!("10"), !yes),
        ("NumericLessThanEquals", json!("10"), json!("10"), json!("11"), !yes),
        ("NumericGreaterThan", json!("10"), json!("11"), json!("10"), !yes),
        ("NumericGreaterThanEquals", json!("10"), json!("10"), json!("9"), !yes),
        ("DateEquals", json!("2026-01-01T00:00:00Z"), json!("2026-01-01"), json!("2026-01-02"), !yes),
        ("DateNotEquals", json!("2026-01-01T00:00Z"), json!("2026-01-02"), json!("1767225600"), yes),
        ("DateLessThan", json!("2026-01-01"), json!("2025-12-31T23:59:59.5Z"), json!("2026-01-01"), !yes),
        ("DateLessThanEquals", json!("2026-01-01"), json!("2026-01-01"), json!("2026-01-01T01:00:00+00:00"), !yes),
        ("DateGreaterThan", json!("2026-01-01"), json!("2026-01-02"), json!("2026-01-01"), !yes),
        ("DateGreaterThanEquals", json!("2026"), json!("2026-01"), json!("2025-12-31"), !yes),
        ("Bool", json!("true"), json!("True"), json!("false"), !yes),
        ("BinaryEquals", json!("QmluYXJ5"), json!("QmluYXJ5"), json!("qmluYXJ5"), !yes),
        ("IpAddress", json!("203.0.113.0/24"), json!("203.0.113.200"), json!("203.0.114.1"), !yes),
        ("IpAddress", json!("2001:db8::/32"), json!("2001:db8::7"), json!("203.0.113.1"), !yes),
        ("IpAddress", json!("203.0.113.7"), json!("203.0.113.7"), json!("203.0.113.8"), !yes),
        ("NotIpAddress", json!(["203.0.113.0/24", "10.0.0.0/8"]), json!("192.0.2.1"), json!("10.1.2.3"), yes),
        (
            "ArnEquals",
            json!("arn:aws:iam::*:role/a*"),
            json!("arn:aws:iam::1:role/ab:c"),
            json!("arn:aws:iam::1:user/a"),
            !yes,
        ),
        (
            "ArnLike",
            json!("arn:*:iam::1:role/?"),
            json!("arn:aws-cn:iam::1:role/x"),
            json!("arn:aws:iam:x:1:role/x"),
            !yes,
        ),
        ("ArnLike", json!("arn:aws:*"), json!("arn:aws:*:::"), json!("arn:aws:iam::1:role/x"), !yes),
        (
            "ArnNotEquals",
            json!("arn:aws:iam::1:role/a"),
            json!("arn:aws:iam::1:role/b"),
            json!("arn:aws:iam::1:role/a"),
            yes,
        ),
        (
            "ArnNotLike",
            json!("arn:aws:iam::1:role/*"),
            json!("arn:aws:iam::2:role/b"),
            json!("arn:aws:iam::1:role/a"),
            yes,
        ),
        ("StringEqualsIfExists", json!("a"), json!("a"), json!("b"), yes),
        ("ForAllValues:StringLike", json!(["a*", "b"]), json!(["ab", "b"]), json!(["ab", "c"]), yes),
        ("ForAnyValue:StringLike", json!(["a*", "b"]), json!(["ab", "c"]), json!(["c", "d"]), !yes),
        ("ForAllValues:StringNotEquals", json!(["a"]), json!(["b", "c"]), json!(["a", "b"]), yes),
        ("ForAnyValue:StringNotEquals", json!(["a"]), json!(["a", "b"]), json!(["a"]), !yes),
        ("ForAnyValue:StringEqualsIfExists", json!(["a"]), json!(["a", "b"]), json!(["b"]), yes),
        ("Null", json!("false"), json!("anything"), json!([]), !yes),
        ("StringEquals", json!([]), json!([]), json!("a"), !yes),
    ] {
        if operator == "ArnLike" && wanted == "arn:aws:*" {
            // An ARN condition is not padded: it has six parts or matches nothing.
            assert_eq!(holds(operator, &wanted, &json!({"aws:Key": "arn:aws:iam::1:role/x"})), Access::Cannot);
            continue;
        }
        let context = |value: &Value| json!({"aws:Key": value});
        if wanted != json!([]) {
            assert_eq!(holds(operator, &wanted, &context(&matching)), Access::Can, "{operator} {wanted} {matching}");
        }
        assert_eq!(holds(operator, &wanted, &context(&other)), Access::Cannot, "{operator} {wanted} {other}");
        let absent = if missing { Access::Can } else { Access::Cannot };
        assert_eq!(holds(operator, &wanted, &json!({})), absent, "{operator} {wanted}, key absent");
    }
}

fn holds(operator: &str, wanted: &Value, context: &Value) -> Access {
    let condition = json!({"Condition": {operator: {"AWS:key": wanted}}});
    access(USER, context, false, json!({"identityPolicies": [policy(statement("Allow", condition))]}))
}

#[test]
fn variables_are_put_in_where_the_language_has_them() {
    let context =
        json!({"aws:username": "ann", "aws:PrincipalTag/team": "prod", "aws:Star": "*", "aws:Many": ["a", "b"]});
    for (resource, version, expected) in [
        ("arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team}/*", "2012-10-17", Access::Can),
        ("arn:aws:secretsmanager:*:*:secret:${AWS:principaltag/TEAM}/*", "2012-10-17", Access::Can),
        ("arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team}/*", "2008-10-17", Access::Cannot),
        ("arn:aws:secretsmanager:*:*:secret:${aws:username}/*", "2012-10-17", Access::Cannot),
        ("arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/none}*", "2012-10-17", Access::Cannot),
        ("arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/none, 'prod'}/*", "2012-10-17", Access::Can),
        ("arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team, 'dev'}/*", "2012-10-17", Access::Can),
        ("arn:aws:secretsmanager:*:*:secret:${aws:Star}", "2012-10-17", Access::Cannot),
        ("arn:aws:secretsmanager:*:*:secret:${*}", "2012-10-17", Access::Cannot),
        ("arn:aws:secretsmanager:*:*:secret:${aws:Many}*", "2012-10-17", Access::Cannot),
        ("arn:aws:secretsmanager:*:*:secret:prod/${aws:SourceVpc}*", "2012-10-17", Access::Conditional),
        ("arn:aws:secretsmanager:*:*:secret:dev/${aws:SourceVpc}*", "2012-10-17", Access::Cannot),
        ("arn:aws:*:secret:x", "2012-10-17", Access::Cannot),
        ("arn:aws:secretsmanager", "2012-10-17", Access::Can),
        ("arn:aws:secretsmanager:*:*:secret:*?*?*?*?*?*?*?*?*?*?*?*?*", "2012-10-17", Access::Can),
        ("arn:aws:secretsmanager:*:*:secret:*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*", "2012-10-17", Access::Cannot),
    ] {
        let allow = json!({"Version": version, "Statement": statement("Allow", json!({"Resource": resource}))});
        let found = access(USER, &context, true, json!({"identityPolicies": [allow]}));
        assert_eq!(found, expected, "{resource} of {version}");
    }
}

#[test]
fn a_variable_without_value_takes_its_statement_away() {
    let all = statement("Allow", json!({}));
    let none = "${aws:PrincipalTag/none}";
    let other = "arn:aws:ssm:*:*:parameter/${aws:PrincipalTag/none}";
    let secret = "arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/none}";
    for (name, deny, expected) in [
        ("unlike it", json!({"Condition": {"StringNotEquals": {"aws:username": none}}}), Access::Can),
        ("unlike it or another", json!({"Condition": {"StringNotLike": {"aws:username": ["bob", none]}}}), Access::Can),
        (
            "unlike its default",
            json!({"Condition": {"StringNotEquals": {"aws:username": "${aws:PrincipalTag/none, 'x'}"}}}),
            Access::Cannot,
        ),
        ("all resources but it", json!({"Resource": null, "NotResource": secret}), Access::Can),
        ("all resources but one of another service", json!({"Resource": null, "NotResource": other}), Access::Cannot),
    ] {
        let mut deny = statement("Deny", deny);
        deny.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        let found = access(
            USER,
            &json!({"aws:username": "ann"}),
            true,
            json!({"identityPolicies": [policy(json!([all, deny]))]}),
        );
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_roles_user_id_is_known_by_its_beginning() {
    for (pattern, expected) in [
        ("AROAX:*", "yes"),
        ("AROAX*", "yes"),
        ("*", "yes"),
        ("AROAX:bob", "open"),
        ("*:bob", "open"),
        ("AROAY:*", "no"),
        ("AROAX", "no"),
        ("AIDA*", "no"),
    ] {
        let found = match Pattern::plain(pattern, true).matches_prefix("AROAX:", "aws:userid", String::new()) {
            Match::Yes => "yes",
            Match::No => "no",
            Match::Open(_) => "open",
        };
        assert_eq!(found, expected, "{pattern}");
    }
}

#[test]
fn what_cannot_be_decided_offline_is_conditional_on_both_sides() {
    let vpce = |operator: &str| json!({"Condition": {operator: {"aws:SourceVpce": "vpce-0abc"}}});
    let all = statement("Allow", json!({}));
    for (name, statements, expected) in [
        ("an allowance", json!([statement("Allow", vpce("StringEquals"))]), Access::Conditional),
        ("one beside another that holds", json!([statement("Allow", vpce("StringEquals")), all]), Access::Can),
        ("a denial", json!([all, statement("Deny", vpce("StringNotEquals"))]), Access::Conditional),
        (
            "a denial if it exists",
            json!([all, statement("Deny", vpce("StringNotEqualsIfExists"))]),
            Access::Conditional,
        ),
        (
            "of another service",
            json!([statement("Allow", json!({"Condition": {"StringLike": {"s3:prefix": "*"}}}))]),
            Access::Cannot,
        ),
        (
            "a denial of another service",
            json!([all, statement("Deny", json!({"Condition": {"StringLike": {"s3:prefix": "*"}}}))]),
            Access::Can,
        ),
        (
            "beside one that fails",
            json!([statement(
                "Allow",
                json!({"Condition": {"StringEquals": {"aws:SourceVpce": "v", "aws:username": "bob"}}})
            )]),
            Access::Cannot,
        ),
        (
            "whether it is there",
            json!([statement("Allow", json!({"Condition": {"Null": {"aws:SourceVpce": "false"}}}))]),
            Access::Conditional,
        ),
        (
            "a fault and a condition, allowing",
            json!([{"Effect": "Allow", "Action": "*", "Resource": "*", "Foo": 1, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]),
            Access::Unknown,
        ),
        (
            "a fault and a condition, denying",
            json!([all, {"Effect": "Deny", "Action": "*", "Resource": "*", "Foo": 1, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]),
            Access::Conditional,
        ),
    ] {
        let found =
            access(USER, &json!({"aws:username": "ann"}), true, json!({"identityPolicies": [policy(statements)]}));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn resource_policies_name_their_readers_in_several_ways() {
    use Access::{Can, Cannot, Conditional};
    let session = "arn:aws:sts::111122223333:assumed-role/app/s1";
    let other = "arn:aws:iam::999988887777:role/far";
    let root = "arn:aws:iam::111122223333:root";
    let nothing = json!([policy(json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]))]);
    let everything = json!([policy(json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]))]);
    let none = json!([]);
    let null = Value::Null;
    for (name, caller, effect, principals, identity, boundary, passed, expected) in [
        ("the user itself", USER, "Allow", json!({"Principal": {"AWS": USER}}), &none, &nothing, &null, Can),
        ("its account", USER, "Allow", json!({"Principal": {"AWS": root}}), &none, &none, &null, Cannot),
        ("the root user", root, "Allow", json!({"Principal": {"AWS": USER}}), &none, &none, &null, Can),
        ("a denial of the root user", root, "Deny", json!({"Principal": "*"}), &none, &none, &null, Cannot),
        ("the role, for a role", ROLE, "Allow", json!({"Principal": {"AWS": ROLE}}), &none, &none, &null, Can),
        (
            "the role, within its boundary",
            ROLE,
            "Allow",
            json!({"Principal": {"AWS": ROLE}}),
            &none,
            &nothing,
            &null,
            Cannot,
        ),
        ("the role, for its session", session, "Allow", json!({"Principal": {"AWS": ROLE}}), &none, &none, &null, Can),
        (
            "the role, within the session's policy",
            session,
            "Allow",
            json!({"Principal": {"AWS": ROLE}}),
            &none,
            &none,
            &nothing,
            Cannot,
        ),
        (
            "the session, past the session's policy",
            session,
            "Allow",
            json!({"Principal": {"AWS": session}}),
            &none,
            &none,
            &nothing,
            Can,
        ),
        (
            "one session, for the role",
            ROLE,
            "Allow",
            json!({"Principal": {"AWS": session}}),
            &none,
            &none,
            &null,
            Conditional,
        ),
        (
            "a denial of one session, for the role",
            ROLE,
            "Deny",
            json!({"Principal": {"AWS": session}}),
            &everything,
            &none,
            &null,
            Conditional,
        ),
        (
            "a session of another role",
            ROLE,
            "Allow",
            json!({"Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/app2/s1"}}),
            &none,
            &none,
            &null,
            Cannot,
        ),
        ("everybody, past the boundary", USER, "Allow", json!({"Principal": "*"}), &none, &nothing, &null, Can),
        (
            "everybody, within the session's policy",
            session,
            "Allow",
            json!({"Principal": {"AWS": "*"}}),
            &none,
            &none,
            &nothing,
            Cannot,
        ),
        (
            "a deleted role's id",
            ROLE,
            "Allow",
            json!({"Principal": {"AWS": "AROAIOSFODNN7EXAMPLE"}}),
            &none,
            &none,
            &null,
            Cannot,
        ),
        (
            "a service",
            ROLE,
            "Allow",
            json!({"Principal": {"Service": "ssm.amazonaws.com"}}),
            &none,
            &none,
            &null,
            Cannot,
        ),
        (
            "another account's role alone",
            other,
            "Allow",
            json!({"Principal": {"AWS": other}}),
            &none,
            &none,
            &null,
            Cannot,
        ),
        ("both accounts", other, "Allow", json!({"Principal": {"AWS": other}}), &everything, &none, &null, Can),
        (
            "both accounts, within the boundary",
            other,
            "Allow",
            json!({"Principal": {"AWS": other}}),
            &everything,
            &nothing,
            &null,
            Cannot,
        ),
        (
            "all but the user, allowing",
            USER,
            "Allow",
            json!({"NotPrincipal": {"AWS": USER}}),
            &none,
            &none,
            &null,
            Cannot,
        ),
        ("all but another, allowing", USER, "Allow", json!({"NotPrincipal": {"AWS": ROLE}}), &none, &none, &null, Can),
        (
            "all but the user, denying",
            USER,
            "Deny",
            json!({"NotPrincipal": {"AWS": [USER, root]}}),
            &everything,
            &none,
            &null,
            Can,
        ),
        (
            "all but the account, denying",
            USER,
            "Deny",
            json!({"NotPrincipal": {"AWS": root}}),
            &everything,
            &none,
            &null,
            Cannot,
        ),
        (
            "all but another, denying",
            USER,
            "Deny",
            json!({"NotPrincipal": {"AWS": ROLE}}),
            &everything,
            &none,
            &null,
            Cannot,
        ),
        (
            "all but the user, denying whoever is bounded",
            USER,
            "Deny",
            json!({"NotPrincipal": {"AWS": USER}}),
            &everything,
            &everything,
            &null,
            Cannot,
        ),
        (
            "all but the role, denying, for its session",
            session,
            "Deny",
            json!({"NotPrincipal": {"AWS": ROLE}}),
            &everything,
            &none,
            &null,
            Can,
        ),
    ] {
        let found = access(
            caller,
            &json!({}),
            true,
            json!({"identityPolicies": identity, "permissionBoundaries": boundary,
            "sessionPolicy": passed, "resourcePolicy": policy(json!([statement(effect, principals)]))}),
        );
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn actions_and_their_complement() {
    for (element, expected) in [
        (json!({"Action": "SECRETSMANAGER:getsecretvalue"}), Access::Can),
        (json!({"Action": "secretsmanager:Get?ecretValue"}), Access::Can),
        (json!({"Action": "*"}), Access::Can),
        (json!({"Action": "*:*"}), Access::Can),
        (json!({"Action": "GetSecretValue"}), Access::Cannot),
        (json!({"Action": ["ssm:*", "secretsmanager:List*"]}), Access::Cannot),
        (json!({"Action": null, "NotAction": "ssm:*"}), Access::Can),
        (json!({"Action": null, "NotAction": ["secretsmanager:Get*"]}), Access::Cannot),
        (json!({"Resource": null, "NotResource": "arn:aws:secretsmanager:*:*:secret:dev/*"}), Access::Can),
        (json!({"Resource": null, "NotResource": "arn:aws:secretsmanager:*:*:secret:prod/*"}), Access::Cannot),
    ] {
        let mut allow = statement("Allow", element.clone());
        allow.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        let found = access(USER, &json!({}), true, json!({"identityPolicies": [policy(allow)]}));
        assert_eq!(found, expected, "{element}");
    }
}
