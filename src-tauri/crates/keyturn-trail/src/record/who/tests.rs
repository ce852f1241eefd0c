//! A table of identities as they are met.

use serde_json::json;

use super::*;

/// The identity, its agent, and what comes of it: principal, nature, session, person, through.
#[test]
fn identities() {
    let recipient: AccountId = "111122223333".parse().expect("an account");
    let role = |name: &str, session: &str, more: serde_json::Value| {
        let mut context = json!({
            "sessionIssuer": {"type": "Role", "userName": name, "accountId": "111122223333",
                "arn": format!("arn:aws:iam::111122223333:role/some/path/{name}")},
            "attributes": {"mfaAuthenticated": "false"}
        });
        for (key, value) in more.as_object().expect("an object") {
            context[key] = value.clone();
        }
        json!({"type": "AssumedRole", "principalId": format!("AROAEXAMPLE:{session}"), "accountId": "111122223333",
            "arn": format!("arn:aws:sts::111122223333:assumed-role/{name}/{session}"), "sessionContext": context})
    };
    let user = json!({"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/team/ann", "accountId": "111122223333",
        "userName": "ann", "accessKeyId": "AKIAIOSFODNN7EXAMPLE"});
    let mut user_with_mfa = user.clone();
    user_with_mfa["sessionContext"] = json!({"attributes": {"mfaAuthenticated": "true"}, "sessionIssuer": {}});
    let mut on_behalf = role("app", "x", json!({}));
    on_behalf["onBehalfOf"] =
        json!({"userId": "1234", "identityStoreArn": "arn:aws:identitystore::1:identitystore/d-1"});
    let mut through = role("app", "x", json!({}));
    through["invokedBy"] = json!("ssm.amazonaws.com");
    let github = json!({"webIdFederationData": {"federatedProvider": "arn:aws:iam::111122223333:oidc-provider/t"}});

    let cases = [
        (
            json!({"type": "Root", "accountId": "111122223333", "arn": "arn:aws:iam::111122223333:root"}),
            "",
            "111122223333:root Human - - -",
        ),
        (user.clone(), "aws-cli/2.1", "111122223333:user/ann Unknown - ann -"),
        (user, "Mozilla/5.0 (X11)", "111122223333:user/ann Human - ann -"),
        (user_with_mfa, "aws-cli/2.1", "111122223333:user/ann Human - ann -"),
        (json!({"arn": "arn:aws:iam::111122223333:user/bob"}), "", "111122223333:user/bob Unknown - bob -"),
        (json!({"type": "IAMUser", "accountId": "444455556666"}), "", "444455556666:user/unknown Unknown - unknown -"),
        (
            role("AWSReservedSSO_Admin_0a1b", "ann@example.com", json!({})),
            "aws-cli/2.1",
            "111122223333:role/AWSReservedSSO_Admin_0a1b Human ann@example.com ann@example.com -",
        ),
        (role("app", "i-0123456789abcdef0", json!({})), "", "111122223333:role/app Workload i-0123456789abcdef0 - -"),
        (
            role("app", "botocore-session-1700000000", json!({})),
            "Boto3/1.3",
            "111122223333:role/app Workload botocore-session-1700000000 - -",
        ),
        (
            role("app", "1700000000", json!({"ec2RoleDelivery": "2.0"})),
            "",
            "111122223333:role/app Workload 1700000000 - -",
        ),
        (role("ci", "GitHubActions", github), "", "111122223333:role/ci WebIdentity GitHubActions - -"),
        (role("ci", "x", json!({"webIdFederationData": {}})), "", "111122223333:role/ci Workload x - -"),
        (
            role("dev", "ann", json!({"attributes": {"mfaAuthenticated": "true"}})),
            "",
            "111122223333:role/dev Human ann ann -",
        ),
        (
            role("dev", "ann@example.com", json!({})),
            "",
            "111122223333:role/dev Human ann@example.com ann@example.com -",
        ),
        (
            role("AWSServiceRoleForConfig", "c", json!({})),
            "",
            "111122223333:role/AWSServiceRoleForConfig AwsService c - -",
        ),
        (on_behalf, "", "111122223333:role/app Human x x -"),
        (through, "", "111122223333:role/app Workload x - ssm.amazonaws.com"),
        (
            json!({"type": "AssumedRole", "principalId": "AROAEXAMPLE:s", "accountId": "111122223333",
            "arn": "arn:aws:sts::111122223333:assumed-role/r/s/with/slashes", "sessionContext": {"sessionIssuer": {}}}),
            "",
            "111122223333:role/r Workload s/with/slashes - -",
        ),
        (
            json!({"type": "FederatedUser", "arn": "arn:aws:sts::111122223333:federated-user/bob"}),
            "",
            "111122223333:federated-user/bob Unknown - - -",
        ),
        (
            json!({"type": "WebIdentityUser", "userName": "x", "identityProvider": "accounts.google.com"}),
            "",
            "111122223333:web-identity/accounts.google.com WebIdentity - - -",
        ),
        (
            json!({"type": "IdentityCenterUser", "accountId": "111122223333", "onBehalfOf": {"userId": "u-1"}}),
            "",
            "111122223333:identity-center/u-1 Human - u-1 -",
        ),
        (
            json!({"type": "AWSService", "invokedBy": "lambda.amazonaws.com"}),
            "",
            "service/lambda.amazonaws.com AwsService - - -",
        ),
        (
            json!({"accountId": "111122223333", "invokedBy": "AWS Internal"}),
            "",
            "service/AWS Internal AwsService - - -",
        ),
        (
            json!({"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDAEXAMPLE"}),
            "",
            "444455556666:account/444455556666 Unknown - - -",
        ),
        (json!({"type": "Unknown"}), "", "unknown Unknown - - -"),
        (json!({}), "", "unknown Unknown - - -"),
    ];
    for (identity, agent, expected) in cases {
        let text = identity.to_string();
        let found = actor(&serde_json::from_str(&text).expect("an identity"), agent, &recipient);
        let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let seen = format!(
            "{} {:?} {} {} {}",
            found.principal,
            found.nature,
            word(&found.session),
            word(&found.person),
            word(&found.through)
        );
        assert_eq!(seen, expected, "{text}");
    }
}

#[test]
fn what_a_caller_chose_is_bounded() {
    let long = "é".repeat(4000);
    let identity = json!({"type": "AssumedRole", "arn": format!("arn:aws:sts::111122223333:assumed-role/r/{long}")});
    let text = identity.to_string();
    let recipient = "111122223333".parse().expect("an account");
    let found = actor(&serde_json::from_str(&text).expect("an identity"), "", &recipient);
    assert!(found.session.is_some_and(|session| session.len() <= SESSION));
}
