//! What is read, what is named as a fault, and what a fault leaves.

use proptest::prelude::*;

use super::*;
use crate::policy::Element;

fn places(text: &str) -> Vec<String> {
    parse(text).expect("a policy").faults.into_iter().map(|fault| fault.place).collect()
}

#[test]
fn faults_are_named_and_mark_their_statement() {
    let good = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"}"#;
    for (statement, expected) in [
        (good, ""),
        (r#"{"effect":"Deny","ACTION":["a:b"],"notresource":["x"],"sid":"s"}"#, ""),
        (r#"{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"bool":{"a:b":true}}}"#, ""),
        (
            r#"{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"ForAnyValue:StringLikeIfExists":{"k":[1]}}}"#,
            "",
        ),
        ("{}", "Statement[0] Statement[0]"),
        ("7", "Statement[0]"),
        (r#"{"Effect":"allow","Action":"a:b","Resource":"*"}"#, "Statement[0].Effect"),
        (r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#, "Statement[0].Action"),
        (r#"{"Effect":"Allow","Action":["a:b",5],"Resource":"*"}"#, "Statement[0].Action"),
        (r#"{"Effect":"Allow","Action":"a:b","NotAction":"a:c","Resource":"*"}"#, "Statement[0].NotAction"),
        (r#"{"Effect":"Allow","Action":"a:b","Resources":"*"}"#, "Statement[0].Resources"),
        (r#"{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":{"AWS":7}}"#, "Statement[0].Principal.AWS"),
        (r#"{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":"me"}"#, "Statement[0].Principal"),
        (
            r#"{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":{"AWS":"arn:aws:iam"}}"#,
            "Statement[0].Principal.AWS",
        ),
        (
            r#"{"Effect":"Allow","Action":"a:b","Condition":{"StringFoo":{"a:b":"c"}}}"#,
            "Statement[0].Condition.StringFoo",
        ),
        (
            r#"{"Effect":"Allow","Action":"a:b","Condition":{"NullIfExists":{"k":"true"}}}"#,
            "Statement[0].Condition.NullIfExists",
        ),
        (
            r#"{"Effect":"Allow","Action":"a:b","Condition":{"StringEquals":{"k":"1"},"StringEquals":{"l":"1"}}}"#,
            "Statement[0].Condition.StringEquals",
        ),
        (
            r#"{"Effect":"Allow","Action":"a:b","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/64"}}}"#,
            "Statement[0].Condition.IpAddress.aws:SourceIp",
        ),
        (
            r#"{"Effect":"Allow","Action":"a:b","Condition":{"NumericEquals":{"k":"many"},"DateLessThan":{"d":"soon"},"DateEquals":{"d":["2026-05-04","2026-13-45"]}}}"#,
            "Statement[0].Condition.NumericEquals.k Statement[0].Condition.DateLessThan.d Statement[0].Condition.DateEquals.d",
        ),
    ] {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
        assert_eq!(places(&text).join(" "), expected, "{statement}");
        let read = parse(&text).expect("a policy").document.statements;
        assert!(read.iter().all(|statement| statement.faulty != expected.is_empty()), "{statement}");
        let beside = parse(&format!(r#"{{"Statement":[{statement},{good}]}}"#)).expect("a policy").document.statements;
        assert!(!beside.last().expect("the good one").faulty, "a fault stays in its statement: {statement}");
    }
}

#[test]
fn what_is_not_understood_is_widened() {
    let text = r#"{"Statement":[{"Effect":"Often","Action":5,"Principal":{"AWS":1},"Resource":[{}],
        "Condition":{"StringFoo":{"a":"b"},"StringEquals":{"k":"v"}}}]}"#;
    let statements = parse(text).expect("a policy").document.statements;
    assert_eq!(statements.iter().map(|s| s.effect).collect::<Vec<_>>(), [Effect::Allow, Effect::Deny]);
    for statement in statements {
        assert_eq!(statement.index, 0);
        assert_eq!(statement.actions, Element::Only(vec!["*".to_owned()]));
        assert_eq!(statement.resources, Some(Element::Only(vec!["*".to_owned()])));
        assert_eq!(statement.conditions.len(), 1, "the one that was understood still narrows");
    }
}

#[test]
fn what_stands_outside_statements_concerns_them_all() {
    let statement = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"}"#;
    for (text, faulty) in [
        (format!(r#"{{"Version":"2012-10-17","Id":"x","Statement":[{statement}]}}"#), false),
        (format!(r#"{{"Version":"2031-01-01","Statement":[{statement}]}}"#), true),
        (format!(r#"{{"Version":"2012-10-17","Comment":"x","Statement":[{statement}]}}"#), true),
        (format!(r#"{{"Statement":[{statement}],"Statement":[{statement}]}}"#), true),
    ] {
        let parsed = parse(&text).expect("a policy");
        assert!(parsed.document.statements.iter().all(|statement| statement.faulty == faulty), "{text}");
        assert_eq!(parsed.faults.is_empty(), !faulty, "{text}");
    }
    assert_eq!(places(r#"{"Statement":[]}"#), ["Statement"]);
}

#[test]
fn what_is_no_policy() {
    let deep = format!("{{\"Statement\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    for (text, expected) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("nothing", "not JSON"),
        (&deep, "not JSON"),
        ("[]", "a policy is a JSON object"),
        ("%5B%5D", "a policy is a JSON object"),
        ("{}", "a policy has a Statement"),
    ] {
        let error = parse(text).expect_err(expected).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn percent_encoding_is_taken_off_once() {
    let plain = r#"{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"100%25é"}}"#;
    let encoded = plain.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
    assert_eq!(parse(&encoded), parse(plain));
    let statement = &parse(plain).expect("a policy").document.statements[0];
    assert_eq!(statement.resources, Some(Element::Only(vec!["100%25é".to_owned()])), "text that is JSON stays");
}

#[test]
fn a_policy_of_six_megabytes_is_read() {
    let statement = r#"{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:a/*"}"#;
    let many = vec![statement; 6_000_000 / statement.len()].join(",");
    let parsed = parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{many}]}}"#)).expect("a policy");
    assert_eq!((parsed.document.statements.len(), parsed.faults.len()), (6_000_000 / statement.len(), 0));
}

#[test]
fn principals_in_all_their_forms() {
    use crate::policy::PrincipalPattern as P;
    for (written, expected) in [
        (r#""*""#, P::Anyone),
        (r#"{"AWS":"*"}"#, P::Anyone),
        (r#"{"aws":["111122223333"]}"#, P::Account("111122223333".into())),
        (r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, P::Account("111122223333".into())),
        (r#"{"AWS":"arn:aws:iam::111122223333:role/x/y"}"#, P::Arn("arn:aws:iam::111122223333:role/x/y".into())),
        (r#"{"AWS":"AROAIOSFODNN7EXAMPLE"}"#, P::StaleId("AROAIOSFODNN7EXAMPLE".into())),
        (r#"{"Service":"ssm.amazonaws.com"}"#, P::Service("ssm.amazonaws.com".into())),
        (r#"{"Federated":"cognito-identity.amazonaws.com"}"#, P::Federated("cognito-identity.amazonaws.com".into())),
    ] {
        let text = format!(r#"{{"Statement":{{"Effect":"Allow","Action":"*","Principal":{written}}}}}"#);
        let parsed = parse(&text).expect("a policy");
        assert_eq!(parsed.faults, [], "{written}");
        assert_eq!(parsed.document.statements[0].principals, Some(Element::Only(vec![expected])), "{written}");
    }
}

/// Any JSON, with the policy language's own words among the names.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let word = prop::sample::select(vec![
        "Statement",
        "Effect",
        "Allow",
        "Deny",
        "Action",
        "NotAction",
        "Resource",
        "Principal",
        "NotPrincipal",
        "AWS",
        "Condition",
        "StringEquals",
        "ForAllValues:ArnLike",
        "Null",
        "true",
        "*",
        "Version",
        "2012-10-17",
        "${aws:x}",
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
        ".{0,8}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((word.clone(), inner), 0..6).prop_map(|members| {
                serde_json::Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        drop(parse(&text));
    }

    #[test]
    fn a_statement_is_faulty_exactly_where_a_fault_names_it(statement in json()) {
        let parsed = parse(&serde_json::json!({ "Statement": [statement] }).to_string()).expect("a policy");
        let named = parsed.faults.iter().any(|fault| fault.place.starts_with("Statement[0]"));
        prop_assert!(!parsed.document.statements.is_empty());
        prop_assert!(parsed.document.statements.iter().all(|one| one.faulty == named));
    }
}
