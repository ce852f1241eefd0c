//! Cases 1 to 7: who called, and from where.

use keyturn_trail::origin::Source;
use keyturn_trail::principal::Nature;
use serde_json::json;

use crate::support::{decrypt, event, record, with};

#[test]
fn case_01_sessions_are_one_role() {
    let mut other = record();
    other["userIdentity"]["arn"] = json!("arn:aws:sts::111122223333:assumed-role/web/web-2");
    let (one, two) = (event(&record()), event(&other));
    assert_eq!(one.by.principal, two.by.principal);
    assert_eq!(one.by.principal.name, "role/web");
    assert_eq!((one.by.session.as_deref(), two.by.session.as_deref()), (Some("web-1"), Some("web-2")));
}

#[test]
fn case_02_a_name_belongs_to_its_account() {
    let mut other = record();
    other["userIdentity"]["sessionContext"]["sessionIssuer"]["accountId"] = json!("444455556666");
    assert_ne!(event(&record()).by.principal, event(&other).by.principal);
}

#[test]
fn case_03_session_names_are_no_identity() {
    for (session, nature) in [
        ("i-0123456789abcdef0", Nature::Workload),
        ("aws-go-sdk-1722375070115152000", Nature::Workload),
        ("botocore-session-1722375070", Nature::Workload),
        ("1722375070", Nature::Workload),
        ("i-am-ann@example.com", Nature::Human),
        ("ann@example.com", Nature::Human),
    ] {
        let mut record = record();
        record["userIdentity"]["arn"] = json!(format!("arn:aws:sts::111122223333:assumed-role/web/{session}"));
        let by = event(&record).by;
        assert_eq!((by.nature, by.principal.name.as_str()), (nature, "role/web"), "{session}");
    }
}

#[test]
fn case_04_identities_of_every_shape() {
    for (identity, name) in [
        (json!({"accountId": "111122223333", "invokedBy": "AWS Internal"}), "service/AWS Internal"),
        (json!({"type": "AWSService", "invokedBy": "config.amazonaws.com"}), "service/config.amazonaws.com"),
        (json!({"type": "Unknown", "principalId": ""}), "unknown"),
        (json!({"type": "AWSAccount", "accountId": "444455556666"}), "account/444455556666"),
        (json!({"type": "FederatedUser", "arn": "arn:aws:sts::111122223333:federated-user/b"}), "federated-user/b"),
        (json!({"type": "IAMUser", "userName": "ann", "accountId": "111122223333"}), "user/ann"),
        (
            json!({"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/web/x",
                "sessionContext": {"sessionIssuer": {}, "webIdFederationData": {}, "attributes": {}}}),
            "role/web",
        ),
        (json!(null), "unknown"),
        (json!("ann"), "unknown"),
    ] {
        assert_eq!(event(&with(json!({"userIdentity": identity}))).by.principal.name, name, "{identity}");
    }
}

#[test]
fn case_05_a_service_for_somebody_keeps_somebody() {
    let seen = event(&decrypt(
        json!({"PARAMETER_ARN": "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b"}),
        "ssm.amazonaws.com",
    ));
    assert_eq!((seen.by.principal.name.as_str(), seen.by.through.as_deref()), ("role/web", Some("ssm.amazonaws.com")));
}

#[test]
fn case_06_a_source_is_not_always_an_address() {
    for (text, is_address, is_service) in [
        ("AWS Internal", false, true),
        ("secretsmanager.amazonaws.com", false, true),
        ("2001:db8::1", true, false),
        ("10.0.0.7", true, false),
        ("000.00.00.00", false, false),
        ("redacted", false, false),
    ] {
        let source = event(&with(json!({"sourceIPAddress": text}))).from.source;
        let seen = (matches!(source, Source::Address(_)), matches!(source, Source::Service(_)));
        assert_eq!(seen, (is_address, is_service), "{text}");
    }
    assert_eq!(event(&with(json!({"sourceIPAddress": null}))).from.source, Source::Unknown);
    let inside = event(&with(json!({"sourceIPAddress": "10.0.0.7", "vpcEndpointId": "vpce-0abc"}))).from;
    assert_eq!((inside.network().as_deref(), inside.is_public()), (Some("vpce-0abc"), false));
}

#[test]
fn case_07_agents_are_tool_and_major_version() {
    for (text, agent) in [
        ("[aws-cli/2.17.32 Python/3.11 Waiter]", "aws-cli/2"),
        ("aws-cli/2.18.1 md/command#secretsmanager.get-secret-value", "aws-cli/2"),
        ("stratus-red-team_a007fa03-86e2-4130-be03-ee7b7b10edcc", "stratus-red-team"),
    ] {
        assert_eq!(event(&with(json!({"userAgent": text}))).agent.as_str(), agent, "{text}");
    }
}
