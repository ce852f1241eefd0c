//! What is called: an API call with its parameters, as AWS's own records spell it.

use keyturn_domain::store::Store;
use serde_json::{Value, json};

use super::catalogue::Thing;
use crate::organisation::Place;

/// An API of AWS, and how its records differ from those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Api {
    /// `eventSource`, before `.amazonaws.com`.
    pub(super) service: &'static str,
    /// `eventName`.
    pub(super) name: &'static str,
    /// `readOnly`.
    pub(super) read_only: bool,
}

pub(super) const fn read(service: &'static str, name: &'static str) -> Api {
    Api { service, name, read_only: true }
}

pub(super) const fn write(service: &'static str, name: &'static str) -> Api {
    Api { service, name, read_only: false }
}

impl Api {
    /// `eventVersion`, which services write by their age.
    pub(super) fn version(self) -> &'static str {
        match self.service {
            "ssm" | "sts" => "1.08",
            "kms" => "1.11",
            "cloudtrail" => "1.10",
            _ => "1.09",
        }
    }

    /// Version of TLS and cipher.
    pub(super) fn tls(self) -> (&'static str, &'static str) {
        match self.service {
            "ssm" => ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),
            "kms" => ("TLSv1.3", "TLS_AES_256_GCM_SHA384"),
            _ => ("TLSv1.3", "TLS_AES_128_GCM_SHA256"),
        }
    }

    /// The action in IAM's words.
    pub(super) fn action(self) -> String {
        format!("{}:{}", self.service, self.name)
    }
}

/// One call, without who, when and where.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) api: Api,
    /// `requestParameters`; null where AWS leaves it so.
    pub(super) request: Value,
    /// `responseElements`.
    pub(super) response: Value,
    /// `additionalEventData`. Makes the record one of a service's own events.
    pub(super) additional: Option<Value>,
    /// `resources`, each with ARN, account and, from some services, a type.
    pub(super) resources: Vec<(String, String, Option<&'static str>)>,
    /// `errorCode` and `errorMessage`.
    pub(super) error: Option<(&'static str, String)>,
}

impl Deed {
    pub(super) fn new(api: Api, request: Value) -> Self {
        Self { api, request, response: Value::Null, additional: None, resources: Vec::new(), error: None }
    }

    fn with(self, resources: Vec<(String, String, Option<&'static str>)>) -> Self {
        Self { resources, ..self }
    }

    fn answered(self, response: Value) -> Self {
        Self { response, ..self }
    }

    /// The same call throttled: AWS leaves the parameters out.
    pub(super) fn throttled(self) -> Self {
        let error = Some(("ThrottlingException", "Rate exceeded".to_owned()));
        Self { request: Value::Null, response: Value::Null, resources: Vec::new(), error, ..self }
    }

    /// The same call denied to this caller: the resource is in the message alone.
    pub(super) fn denied(self, caller: &str, resource: Option<&str>) -> Self {
        let action = self.api.action();
        let on = resource.map(|resource| format!(" on resource: {resource}")).unwrap_or_default();
        let why = format!("because no identity-based policy allows the {action} action");
        if self.api.service == "ec2" {
            let message = format!(
                "You are not authorized to perform this operation. User: {caller} is not authorized to perform: \
                 {action}{on} {why}. Encoded authorization failure message: EXAMPLE-encoded-message"
            );
            return Self { response: Value::Null, error: Some(("Client.UnauthorizedOperation", message)), ..self };
        }
        let message = format!("User: {caller} is not authorized to perform: {action}{on} {why}");
        let error = Some(("AccessDenied", message));
        Self { request: Value::Null, response: Value::Null, resources: Vec::new(), error, ..self }
    }
}

fn account_of(arn: &str) -> String {
    arn.split(':').nth(4).unwrap_or_default().to_owned()
}

fn parameters(things: &[&Thing]) -> Vec<(String, String, Option<&'static str>)> {
    things.iter().map(|thing| (thing.arn.clone(), account_of(&thing.arn), None)).collect()
}

/// A plain read of one thing: `GetSecretValue` by name or ARN, or `GetParameter`.
pub(super) fn get(thing: &Thing, by_arn: bool) -> Deed {
    let id = if by_arn { &thing.arn } else { &thing.name };
    match thing.store {
        Store::SecretsManager => Deed::new(read("secretsmanager", "GetSecretValue"), json!({"secretId": id})),
        Store::ParameterStore => {
            Deed::new(read("ssm", "GetParameter"), json!({"name": thing.name, "withDecryption": true}))
                .with(parameters(&[thing]))
        }
    }
}

/// `GetParameters`, ten at most.
pub(super) fn get_parameters(things: &[&Thing]) -> Deed {
    let names: Vec<&str> = things.iter().map(|thing| thing.name.as_str()).collect();
    Deed::new(read("ssm", "GetParameters"), json!({"names": names, "withDecryption": true})).with(parameters(things))
}

/// A page of `GetParametersByPath`.
pub(super) fn get_by_path(path: &str, page: usize) -> Deed {
    let mut request = json!({"path": path, "recursive": true, "withDecryption": true, "maxResults": 10});
    if let (1.., Some(members)) = (page, request.as_object_mut()) {
        members.insert("nextToken".to_owned(), format!("EXAMPLE-page-{page}").into());
    }
    Deed::new(read("ssm", "GetParametersByPath"), request)
}

/// `GetParameterHistory`.
pub(super) fn history(thing: &Thing) -> Deed {
    let request = json!({"name": thing.name, "withDecryption": true, "maxResults": 50});
    Deed::new(read("ssm", "GetParameterHistory"), request).with(parameters(&[thing]))
}

/// A page of `BatchGetSecretValue` by a filter.
pub(super) fn batch(filters: &Value, page: usize) -> Deed {
    let mut request = json!({"filters": filters, "maxResults": 20});
    if let (1.., Some(members)) = (page, request.as_object_mut()) {
        members.insert("nextToken".to_owned(), format!("EXAMPLE-page-{page}").into());
    }
    Deed::new(read("secretsmanager", "BatchGetSecretValue"), request)
}

/// The decryption behind a read: the encryption context names what was opened. `None` for what is not encrypted.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>
/// <https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html>
pub(super) fn decrypt(thing: &Thing) -> Option<Deed> {
    let key = thing.key.as_ref()?;
    let context = match thing.store {
        Store::SecretsManager => json!({"SecretARN": thing.arn, "SecretVersionId": thing.version}),
        Store::ParameterStore => json!({"PARAMETER_ARN": thing.arn}),
    };
    let request = json!({"encryptionContext": context, "encryptionAlgorithm": "SYMMETRIC_DEFAULT"});
    let resources = vec![(key.clone(), account_of(key), Some("AWS::KMS::Key"))];
    Some(Deed::new(read("kms", "Decrypt"), request).with(resources))
}

/// A page of `ListSecrets`.
pub(super) fn list_secrets(page: usize) -> Deed {
    let mut request = json!({"maxResults": 100});
    if let (1.., Some(members)) = (page, request.as_object_mut()) {
        members.insert("nextToken".to_owned(), format!("EXAMPLE-page-{page}").into());
    }
    Deed::new(read("secretsmanager", "ListSecrets"), request)
}

/// A page of `DescribeParameters`.
pub(super) fn describe_parameters(page: usize) -> Deed {
    let mut request = json!({"maxResults": 50});
    if let (1.., Some(members)) = (page, request.as_object_mut()) {
        members.insert("nextToken".to_owned(), format!("EXAMPLE-page-{page}").into());
    }
    Deed::new(read("ssm", "DescribeParameters"), request)
}

/// A call of Secrets Manager that names one secret and no more.
pub(super) fn about(api: Api, arn: &str) -> Deed {
    Deed::new(api, json!({"secretId": arn}))
}

/// `CreateSecret` or `PutParameter`: never the value.
pub(super) fn create(thing: &Thing, token: &str) -> Deed {
    match thing.store {
        Store::SecretsManager => create_secret(&thing.name, &thing.arn, token),
        Store::ParameterStore => put_parameter(thing, 1),
    }
}

pub(super) fn create_secret(name: &str, arn: &str, token: &str) -> Deed {
    let request = json!({"name": name, "clientRequestToken": token, "forceOverwriteReplicaSecret": false});
    Deed::new(write("secretsmanager", "CreateSecret"), request)
        .answered(json!({"arn": arn, "name": name, "versionId": token}))
}

pub(super) fn put_parameter(thing: &Thing, version: i64) -> Deed {
    let kind = if thing.is_secret() { "SecureString" } else { "String" };
    let request = json!({
        "name": thing.name, "type": kind, "value": "HIDDEN_DUE_TO_SECURITY_REASONS", "overwrite": version > 1,
    });
    Deed::new(write("ssm", "PutParameter"), request)
        .with(parameters(&[thing]))
        .answered(json!({"tier": "Standard", "version": version}))
}

pub(super) fn delete_secret(arn: &str, forced: bool) -> Deed {
    let request = if forced {
        json!({"secretId": arn, "forceDeleteWithoutRecovery": true})
    } else {
        json!({"secretId": arn, "recoveryWindowInDays": 7})
    };
    Deed::new(write("secretsmanager", "DeleteSecret"), request).answered(json!({"arn": arn}))
}

pub(super) fn put_value(arn: &str, token: &str) -> Deed {
    let request = json!({"secretId": arn, "clientRequestToken": token, "versionStages": ["AWSPENDING"]});
    Deed::new(write("secretsmanager", "PutSecretValue"), request).answered(json!({"arn": arn, "versionId": token}))
}

pub(super) fn get_stage(arn: &str, stage: &str) -> Deed {
    Deed::new(read("secretsmanager", "GetSecretValue"), json!({"secretId": arn, "versionStage": stage}))
}

pub(super) fn move_stage(arn: &str, to: &str, from: Option<&str>) -> Deed {
    let request = json!({
        "secretId": arn, "versionStage": "AWSCURRENT", "moveToVersionId": to,
        "removeFromVersionId": from.unwrap_or_default(),
    });
    Deed::new(write("secretsmanager", "UpdateSecretVersionStage"), request).answered(json!({"arn": arn}))
}

/// What the rotation service says of its own work.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html>
pub(super) fn rotation(name: &'static str, arn: &str) -> Deed {
    Deed { additional: Some(json!({"SecretId": arn})), ..Deed::new(write("secretsmanager", name), Value::Null) }
}

/// `GetPasswordData`: the Windows administrator's password of an instance.
pub(super) fn password(instance: &str) -> Deed {
    Deed::new(read("ec2", "GetPasswordData"), json!({"instanceId": instance}))
}

/// `StopLogging`.
pub(super) fn stop_logging(trail: &str) -> Deed {
    Deed::new(write("cloudtrail", "StopLogging"), json!({"name": trail}))
}

/// `CreateGrant`: the grantee may decrypt from now on.
pub(super) fn grant(key: &str, grantee: &str, id: &str) -> Deed {
    let request = json!({"keyId": key, "granteePrincipal": grantee, "operations": ["Decrypt", "DescribeKey"]});
    Deed::new(write("kms", "CreateGrant"), request)
        .with(vec![(key.to_owned(), account_of(key), Some("AWS::KMS::Key"))])
        .answered(json!({"grantId": id, "keyId": key}))
}

/// Calls that have nothing to do with secrets, as most of a trail is.
pub(super) fn unwanted(place: &Place) -> Vec<Deed> {
    let (account, region) = (&place.account, &place.region);
    let role = format!("arn:aws:iam::{account}:role/web-task");
    let bucket = json!({"bucketName": "example-assets", "Host": format!("example-assets.s3.{region}.amazonaws.com")});
    let assume = json!({"roleArn": role, "roleSessionName": "web", "durationSeconds": 3600});
    let filter = json!({"filterSet": {"items": [{"name": "instance-state-name", "valueSet": {"items": [{"value": "running"}]}}]}});
    let session = json!({
        "credentials": {"accessKeyId": "ASIAIOSFODNN7EXAMPLE", "sessionToken": "EXAMPLE", "expiration": "Jan 1, 2026, 1:00:00 PM"},
        "assumedRoleUser": {"assumedRoleId": "AROAEXAMPLE:web", "arn": format!("arn:aws:sts::{account}:assumed-role/web-task/web")},
    });
    vec![
        Deed::new(read("s3", "GetBucketAcl"), bucket.clone()),
        Deed::new(read("s3", "ListBuckets"), json!({"Host": format!("s3.{region}.amazonaws.com")})),
        Deed::new(read("s3", "GetBucketPolicyStatus"), bucket),
        Deed::new(read("ec2", "DescribeInstances"), json!({"instancesSet": {}, "filterSet": {}})),
        Deed::new(read("ec2", "DescribeInstances"), filter),
        Deed::new(read("ec2", "DescribeNetworkInterfaces"), json!({"networkInterfaceIdSet": {}, "filterSet": {}})),
        Deed::new(read("ec2", "DescribeVolumes"), json!({"volumeSet": {}, "filterSet": {}})),
        Deed::new(read("sts", "GetCallerIdentity"), Value::Null),
        Deed::new(read("sts", "AssumeRole"), assume)
            .with(vec![(role, account.to_string(), Some("AWS::IAM::Role"))])
            .answered(session),
        Deed::new(
            write("logs", "CreateLogStream"),
            json!({"logGroupName": "/aws/lambda/mailer", "logStreamName": "2026/[$LATEST]0a1b"}),
        ),
        Deed::new(
            read("elasticloadbalancing", "DescribeTargetHealth"),
            json!({"targetGroupArn": format!("arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/web/0a1b2c3d4e5f6071")}),
        ),
        Deed::new(
            read("ecs", "DescribeTasks"),
            json!({"cluster": "main", "tasks": ["0a1b2c3d4e5f60718293a4b5c6d7e8f9"]}),
        ),
        Deed::new(read("monitoring", "DescribeAlarms"), json!({"maxRecords": 100})),
        Deed::new(read("ssm", "DescribeInstanceInformation"), json!({"maxResults": 50})),
    ]
}

/// `sts:GetCallerIdentity`: who am I? The first call of who found a key.
pub(super) fn who_am_i() -> Deed {
    Deed::new(read("sts", "GetCallerIdentity"), Value::Null)
}
