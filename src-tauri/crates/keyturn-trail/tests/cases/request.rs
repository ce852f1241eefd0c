//! Cases 8 to 17: what was asked for.

use keyturn_trail::event::Outcome;
use keyturn_trail::record::Parsed;
use keyturn_trail::target::Target;
use serde_json::{Value, json};

use crate::support::{decrypt, event, names, parsed, ssm, with};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";

fn denied(source: &str, name: &str, message: &str) -> Value {
    with(json!({"eventSource": source, "eventName": name, "requestParameters": null,
        "errorCode": "AccessDenied", "errorMessage": message}))
}

#[test]
fn case_08_a_refusal_names_its_resource_in_words() {
    // The words are TrailDiscover's, its accounts replaced.
    let who = "User: arn:aws:iam::111122223333:user/TrailDiscover is not authorized to perform: ";
    let why = "because no identity-based policy allows the action";
    let sm = "secretsmanager.amazonaws.com";
    for (source, name, words, expected) in [
        (
            sm,
            "GetSecretValue",
            "secretsmanager:GetSecretValue on resource: TrailDiscoverSecretId",
            "secretsmanager:TrailDiscoverSecretId",
        ),
        (
            sm,
            "GetSecretValue",
            &*format!("secretsmanager:GetSecretValue on resource: {SECRET}"),
            "secretsmanager:prod/db",
        ),
        (
            sm,
            "DescribeSecret",
            "secretsmanager:DescribeSecret on resource: TrailDiscover",
            "secretsmanager:TrailDiscover",
        ),
        (sm, "ListSecrets", "secretsmanager:ListSecrets", ""),
        (
            "ssm.amazonaws.com",
            "GetParameters",
            "ssm:GetParameters on resource: arn:aws:ssm:us-east-1:444455556666:parameter/TrailDiscoverParameters",
            "ssm:TrailDiscoverParameters@444455556666",
        ),
    ] {
        let seen = event(&denied(source, name, &format!("{who}{words} {why}")));
        assert_eq!(names(&seen).join(" "), expected, "{words}");
        assert_eq!(seen.outcome, Outcome::Denied("AccessDenied".to_owned()));
    }
    let path = event(&denied(
        "ssm.amazonaws.com",
        "GetParametersByPath",
        &format!(
            "{who}ssm:GetParametersByPath on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/prod/web/ {why}"
        ),
    ));
    assert_eq!(path.targets, [Target::Path { path: "/prod/web/".to_owned(), recursive: false }]);
    let throttled = event(&with(json!({"eventName": "ListSecrets", "requestParameters": null,
        "errorCode": "ThrottlingException", "errorMessage": "Rate exceeded"})));
    assert_eq!((throttled.targets.len(), throttled.outcome), (0, Outcome::Failed("ThrottlingException".to_owned())));
}

#[test]
fn case_08_refusals_have_many_codes() {
    for (code, is_denial) in [
        ("AccessDenied", true),
        ("AccessDeniedException", true),
        ("Client.UnauthorizedOperation", true),
        ("UnauthorizedOperation", true),
        ("VpceAccessDenied", true),
        ("NotAuthorizedException", true),
        ("ThrottlingException", false),
        ("ResourceNotFoundException", false),
        ("ParameterNotFound", false),
        ("InvalidRequestException", false),
    ] {
        let outcome = event(&with(json!({"errorCode": code}))).outcome;
        assert_eq!(matches!(outcome, Outcome::Denied(_)), is_denial, "{code}");
        assert_ne!(outcome, Outcome::Done);
    }
}

#[test]
fn case_09_a_secret_is_one_by_name_arn_and_partial_arn() {
    let partial = SECRET.trim_end_matches("-a1B2c3");
    for request in [
        json!({"secretId": "prod/db"}),
        json!({"secretId": SECRET}),
        json!({"secretId": partial}),
        json!({"secretId": SECRET, "versionId": "EXAMPLE1-90ab-cdef", "versionStage": "AWSPREVIOUS"}),
    ] {
        assert_eq!(
            names(&event(&with(json!({"requestParameters": request})))),
            ["secretsmanager:prod/db"],
            "{request}"
        );
    }
    let other = SECRET.replace("111122223333", "444455556666");
    let seen = event(&with(json!({"requestParameters": {"secretId": other}})));
    assert_eq!(names(&seen), ["secretsmanager:prod/db@444455556666"]);
}

#[test]
fn case_10_a_parameter_is_one_by_every_spelling() {
    for name in ["/a/b", " /a/b ", "/a/b:3", "/a/b:live", "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b"] {
        assert_eq!(names(&event(&ssm("GetParameter", json!({"name": name})))), ["ssm:/a/b"], "{name}");
    }
    for name in ["a", "/a"] {
        assert_eq!(names(&event(&ssm("GetParameter", json!({"name": name})))), ["ssm:a"], "{name}");
    }
}

#[test]
fn case_11_several_at_once() {
    let seen = event(&ssm("GetParameters", json!({"names": ["/a/c", "/a/b", "/a/b:2"], "withDecryption": true})));
    assert_eq!((names(&seen), seen.decrypted), (vec!["ssm:/a/b".to_owned(), "ssm:/a/c".to_owned()], true));
    let seen = event(&ssm("GetParametersByPath", json!({"path": "/prod", "recursive": true, "nextToken": "AAEAA"})));
    assert_eq!(seen.targets, [Target::Path { path: "/prod".to_owned(), recursive: true }]);
}

#[test]
fn case_12_a_batch_names_secrets_or_filters() {
    let batch =
        |request: Value| event(&with(json!({"eventName": "BatchGetSecretValue", "requestParameters": request})));
    assert_eq!(names(&batch(json!({"secretIdList": ["b", SECRET]}))), ["secretsmanager:b", "secretsmanager:prod/db"]);
    for (request, words, catch_all) in [
        // Stratus: `aws.credential-access.secretsmanager-batch-retrieve-secrets`.
        (json!({"filters": [{"key": "tag-key", "values": ["StratusRedTeam"]}]}), "tag-key=StratusRedTeam", false),
        (json!({"filters": [{"key": "tag-key", "values": ["!x"]}]}), "tag-key=!x", true),
        (
            json!({"filters": [{"key": "name", "values": ["!x", "!y"]}, {"key": "all", "values": ["!z"]}]}),
            "name=!x,!y; all=!z",
            true,
        ),
        (json!({"filters": []}), "all", true),
        (json!({"maxResults": 20, "nextToken": "x"}), "all", true),
        (json!(null), "all", true),
    ] {
        let expected = [Target::Filter { words: words.to_owned(), catch_all }];
        assert_eq!(batch(request.clone()).targets, expected, "{request}");
    }
}

#[test]
fn case_13_a_secret_read_through_parameter_store() {
    let seen =
        event(&ssm("GetParameter", json!({"name": "/aws/reference/secretsmanager/prod/db", "withDecryption": true})));
    assert_eq!((names(&seen), seen.decrypted), (vec!["secretsmanager:prod/db".to_owned()], true));
}

#[test]
fn case_14_public_parameters_are_no_secrets() {
    let public = "/aws/service/ami-amazon-linux-latest/al2023";
    assert_eq!(parsed(&ssm("GetParameter", json!({"name": public}))), Parsed::NotWanted);
    assert_eq!(parsed(&ssm("GetParameters", json!({"names": [public, public]}))), Parsed::NotWanted);
    assert_eq!(names(&event(&ssm("GetParameters", json!({"names": [public, "/a/b"]})))), ["ssm:/a/b"]);
    for (asked, decrypted) in [(json!(true), true), (json!("true"), true), (json!(false), false), (json!(null), false)]
    {
        let seen = event(&ssm("GetParameter", json!({"name": "/a/b", "withDecryption": asked})));
        assert_eq!(seen.decrypted, decrypted, "{asked}");
    }
    assert!(!event(&ssm("GetParameter", json!({"name": "/a/b"}))).decrypted);
}

#[test]
fn case_15_no_value_is_kept() {
    let planted = "planted-canary-5f2c";
    let put = ssm("PutParameter", json!({"name": "/a/b", "value": planted, "type": "String", "overwrite": true}));
    let created = with(json!({"eventName": "CreateSecret", "requestParameters":
        {"name": "prod/new", "secretString": planted, "secretBinary": planted, "clientRequestToken": planted},
        "responseElements": {"arn": SECRET, "versionId": planted, "secretString": planted}}));
    let listed = with(json!({"eventName": "ListSecrets", "requestParameters": {"nextToken": planted}}));
    let mut opened =
        decrypt(json!({"PARAMETER_ARN": "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b"}), "ssm.amazonaws.com");
    opened["requestParameters"]["ciphertextBlob"] = json!(planted);
    opened["responseElements"] = json!({"plaintext": planted});
    for record in [put, created, listed, opened] {
        assert!(!format!("{:?}", event(&record)).contains(planted), "{record}");
    }
}

#[test]
fn case_16_arn_in_every_spelling() {
    for spelling in ["arn", "ARN", "aRN"] {
        let record = with(
            json!({"eventName": "UpdateSecret", "requestParameters": null, "responseElements": {spelling: SECRET}}),
        );
        assert_eq!(names(&event(&record)), ["secretsmanager:prod/db"], "{spelling}");
    }
    for spelling in ["ARN", "arn"] {
        let listed = json!([{spelling: "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b", "accountId": "111122223333"}, {"ARNPrefix": "x"}, 7]);
        let mut record = ssm("GetParameters", json!(null));
        record["resources"] = listed;
        assert_eq!(names(&event(&record)), ["ssm:/a/b"], "{spelling}");
    }
}

#[test]
fn case_17_events_of_the_rotation_service() {
    for name in
        ["RotationStarted", "RotationSucceeded", "RotationFailed", "RotationAbandoned", "StartSecretVersionDelete"]
    {
        let record = with(json!({"eventName": name, "eventType": "AwsServiceEvent", "requestParameters": null,
            "userIdentity": {"accountId": "111122223333", "invokedBy": "secretsmanager.amazonaws.com"},
            "sourceIPAddress": "secretsmanager.amazonaws.com", "userAgent": "secretsmanager.amazonaws.com",
            "requestID": "not-a-uuid", "additionalEventData": {"SecretId": SECRET}}));
        let seen = event(&record);
        assert_eq!(names(&seen), ["secretsmanager:prod/db"], "{name}");
        assert_eq!(seen.by.principal.name, "service/secretsmanager.amazonaws.com");
    }
}
