//! Shapes of answers and errors, who may do what, and what is counted.

use std::fmt::Write;

use keyturn_estate::{Options, Organisation};
use serde_json::Value;

use crate::client::{ACCOUNT, From, organisation, start};

/// A prod-us secret of us-east-1 that satisfies a condition.
fn pick(organisation: &Organisation, fits: impl Fn(&keyturn_estate::held::HeldSecret) -> bool) -> String {
    let secret = organisation.secrets().find(|s| s.arn.contains(":us-east-1:111122223333:") && fits(s));
    secret.expect("such a secret").arn.clone()
}

#[test]
fn entries_are_shaped_as_aws_shapes_them() {
    let server = start(Options::default());
    let home = From::home(&server);
    let demo = organisation();
    let rotated = pick(&demo, |s| s.rotation.as_ref().is_some_and(|r| r.enabled && r.function_arn.is_some()));
    let primary = pick(&demo, |s| !s.replicas.is_empty());
    let describe =
        |arn: &str| home.call("SecretsManager.DescribeSecret", &format!("{{\"SecretId\":\"{arn}\"}}")).json();
    let first = |label: &str, list: &str, input: &str| home.call(label, input).json()[list][0].clone();
    let shapes = serde_json::json!({
        "rotated": describe(&rotated),
        "primary": describe(&primary),
        "listed": first("SecretsManager.ListSecrets", "SecretList", "{\"MaxResults\":1}"),
        "parameter": first("SSM.DescribeParameters", "Parameters", "{\"MaxResults\":1}"),
        "alias": first("KMS.ListAliases", "Aliases", "{}"),
        "account": first("Organizations.ListAccounts", "Accounts", "{}"),
        "identity": home.call("STS.GetCallerIdentity", "").body,
        "session": home.call("STS.AssumeRole", "RoleArn=arn:aws:iam::123456789012:role/path/Reader&RoleSessionName=k").body,
    });
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(shapes) });
    assert_eq!(find_null(&shapes), None);
}

/// The path of a null: AWS leaves absent members out.
fn find_null(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Array(items) => items.iter().find_map(find_null),
        Value::Object(members) => members.iter().find_map(|(name, v)| find_null(v).map(|at| format!("{name}.{at}"))),
        _ => None,
    }
}

#[test]
fn errors_are_worded_as_aws_words_them() {
    let server = start(Options::default());
    let home = From::home(&server);
    let stranger = From { account: "999999999999", ..home };
    let suspended = From { account: "210987654321", ..home };
    let mut said = String::new();
    for (name, answer) in [
        ("unknown secret", home.call("SecretsManager.DescribeSecret", "{\"SecretId\":\"nope\"}")),
        ("no secret named", home.call("SecretsManager.DescribeSecret", "{}")),
        ("page too large", home.call("SSM.DescribeParameters", "{\"MaxResults\":51}")),
        ("page of nothing", home.call("SecretsManager.ListSecrets", "{\"MaxResults\":0}")),
        ("another listing's token", home.call("SSM.DescribeParameters", "{\"NextToken\":\"ListSecrets-7\"}")),
        ("filters are not served", home.call("SecretsManager.ListSecrets", "{\"Filters\":[{\"Key\":\"name\"}]}")),
        ("not JSON", home.call("SecretsManager.ListSecrets", "{")),
        ("unknown key", home.call("KMS.DescribeKey", "{\"KeyId\":\"alias/nope\"}")),
        (
            "unknown parameter",
            home.call("SSM.ListTagsForResource", "{\"ResourceType\":\"Parameter\",\"ResourceId\":\"x\"}"),
        ),
        ("unknown operation", home.call("SSM.PutParameter", "{}")),
        ("unknown action", home.call("STS.GetFederationToken", "")),
        ("unknown account", stranger.call("SSM.DescribeParameters", "{}")),
        ("suspended account", suspended.call("SSM.DescribeParameters", "{}")),
        ("disabled region", From { region: "ap-east-1", ..home }.call("SSM.DescribeParameters", "{}")),
        ("member asks for accounts", From { account: "123456789012", ..home }.call("Organizations.ListAccounts", "{}")),
        (
            "role of a stranger",
            home.call("STS.AssumeRole", "RoleArn=arn:aws:iam::999999999999:role/R&RoleSessionName=k"),
        ),
        ("scope of another service", home.send("kms", "x-amz-target: AmazonSSM.DescribeParameters\r\n", "{}")),
        (
            "unsigned",
            home.send("\r\nauthorization: none\r\nx: ", "x-amz-target: AmazonSSM.DescribeParameters\r\n", "{}"),
        ),
    ] {
        assert!(answer.head.contains("x-amzn-requestid: "), "{name}");
        writeln!(said, "{name}: {} {}", answer.status, answer.body).expect("text");
    }
    insta::assert_snapshot!(said);
}

#[test]
fn calls_are_counted_and_value_reading_ones_apart() {
    let server = start(Options::default());
    let home = From::home(&server);
    let demo = organisation();
    let arn = pick(&demo, |s| s.staged("AWSCURRENT").is_some() && s.deleted_at.is_none());
    let parameter = demo.parameters().find(|p| p.arn.contains(&format!(":us-east-1:{ACCOUNT}:"))).expect("a parameter");
    let name = &parameter.name;
    home.call("SSM.DescribeParameters", "{}");
    home.call("SecretsManager.ListSecrets", "{}");
    assert_eq!(server.value_calls(), 0);
    for (at, (label, input)) in [
        ("SecretsManager.GetSecretValue", format!("{{\"SecretId\":\"{arn}\"}}")),
        ("SecretsManager.BatchGetSecretValue", format!("{{\"SecretIdList\":[\"{arn}\"]}}")),
        ("SSM.GetParameter", format!("{{\"Name\":\"{name}\"}}")),
        ("SSM.GetParameters", format!("{{\"Names\":[\"{name}\",\"nope\"]}}")),
        ("SSM.GetParametersByPath", "{\"Path\":\"/\",\"Recursive\":true}".to_owned()),
        ("SSM.GetParameterHistory", format!("{{\"Name\":\"{name}\"}}")),
        ("KMS.Decrypt", "{\"CiphertextBlob\":\"AA==\"}".to_owned()),
    ]
    .iter()
    .enumerate()
    {
        let answer = home.call(label, input);
        assert_eq!(answer.status, 200, "{label} {}", answer.body);
        let canary = if *label == "KMS.Decrypt" { "S0VZVFVSTi1DQU5BUlk" } else { "KEYTURN-CANARY-" };
        assert!(answer.body.contains(canary), "{label}");
        assert_eq!(server.value_calls(), at as u64 + 1, "{label}");
    }
    assert_eq!(server.calls().get("SSM.DescribeParameters"), Some(&1));
    server.reset_calls();
    assert_eq!((server.value_calls(), server.calls().len()), (0, 0));
}

#[test]
fn metadata_answers_hold_no_value() {
    let server = start(Options::default());
    let home = From::home(&server);
    for label in ["SecretsManager.ListSecrets", "SSM.DescribeParameters", "Tagging.GetResources", "KMS.ListKeys"] {
        let body = home.call(label, "{}").body;
        assert!(body.len() > 100 && !body.contains("CANARY"), "{label}");
    }
}

#[tokio::test]
async fn the_endpoint_starts_and_stops_inside_a_runtime() {
    let server = start(Options::default());
    let url = server.endpoint_url();
    let asked = tokio::task::spawn_blocking(move || From::home(&server).call("STS.GetCallerIdentity", "").status);
    assert_eq!(asked.await.expect("the call ends"), 200);
    let address = url.replace("http://", "");
    assert!(std::net::TcpStream::connect(address).is_err(), "a dropped server still listens");
}
