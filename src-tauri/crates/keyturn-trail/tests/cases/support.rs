//! Records to change, and the shortest ways from them to events and reads.

use std::ops::ControlFlow;

use keyturn_trail::envelope::{Intake, Limits, events};
use keyturn_trail::event::Event;
use keyturn_trail::record::{Parsed, parse};
use keyturn_trail::resolve::Index;
use keyturn_trail::target::Target;
use serde_json::{Value, json};

/// A read of one secret by a role's session.
pub(crate) fn record() -> Value {
    json!({
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole", "principalId": "AROAEXAMPLE:web-1", "accountId": "111122223333",
            "arn": "arn:aws:sts::111122223333:assumed-role/web/web-1", "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "web", "accountId": "111122223333",
                "arn": "arn:aws:iam::111122223333:role/web"}, "attributes": {"mfaAuthenticated": "false"}}
        },
        "eventTime": "2026-07-31T12:36:52Z", "eventSource": "secretsmanager.amazonaws.com",
        "eventName": "GetSecretValue", "awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7",
        "userAgent": "Boto3/1.34 md/Botocore#1.34", "requestParameters": {"secretId": "prod/db"},
        "responseElements": null, "requestID": "r-1", "eventID": "e-1", "readOnly": true, "eventType": "AwsApiCall",
        "managementEvent": true, "recipientAccountId": "111122223333", "eventCategory": "Management"
    })
}

/// The record with these members changed; `null` in the change stays `null`.
pub(crate) fn with(changes: Value) -> Value {
    let mut record = record();
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    for (name, value) in changes {
        record[name] = value;
    }
    record
}

/// A call of Parameter Store.
pub(crate) fn ssm(name: &str, request: impl Into<Value>) -> Value {
    let request: Value = request.into();
    with(json!({"eventSource": "ssm.amazonaws.com", "eventName": name, "requestParameters": request}))
}

/// A decryption that a service made for the role.
pub(crate) fn decrypt(context: impl Into<Value>, through: &str) -> Value {
    let context: Value = context.into();
    let mut record = with(json!({
        "eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "eventID": "d-1", "sourceIPAddress": through,
        "userAgent": through,
        "requestParameters": {"encryptionContext": context, "encryptionAlgorithm": "SYMMETRIC_DEFAULT"}
    }));
    record["userIdentity"]["invokedBy"] = json!(through);
    record
}

pub(crate) fn parsed(record: &Value) -> Parsed {
    parse(record.to_string().as_bytes(), &Index::default())
}

pub(crate) fn event(record: &Value) -> Event {
    match parsed(record) {
        Parsed::Event(event) => *event,
        other => panic!("no event but {other:?}: {record}"),
    }
}

/// The names of an event's secrets, with the account where it is another's.
pub(crate) fn names(event: &Event) -> Vec<String> {
    let name = |target: &Target| match target {
        Target::Secret(secret) if secret.account == event.account => format!("{}:{}", secret.store, secret.name),
        Target::Secret(secret) => format!("{}:{}@{}", secret.store, secret.name, secret.account),
        other => format!("{other:?}"),
    };
    event.targets.iter().map(name).collect()
}

/// Every event of a file.
pub(crate) fn taken(bytes: &[u8]) -> (Vec<Event>, Intake) {
    let mut found = Vec::new();
    let intake = events(bytes, &Limits::default(), &Index::default(), |event| {
        found.push(event);
        ControlFlow::Continue(())
    });
    (found, intake)
}
