//! The made-up estate answers as AWS does: its raw answers against the published models of AWS's APIs.
//!
//! `tests/servers/drift.py` calls every operation through botocore, whose models are AWS's own and pinned, and checks
//! the bodies before botocore reads them.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_estate::server::{Effect, Fault, Matches, Options, Server, Times};
use keyturn_estate::traffic::{self, Attack, Attacks, TrafficSpec};
use keyturn_estate::{Spec, generate, plant_hostile};
use keyturn_tests::servers;
use serde_json::Value;

/// The made-up organisation with everything odd in it, served.
fn estate(faults: Vec<Fault>) -> Server {
    let now: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().expect("an instant");
    let mut organisation = generate(&Spec::demo(now));
    assert!(plant_hostile(&mut organisation) > 0);
    let spec = TrafficSpec { days: 4, attacks: Attacks::These(Attack::ALL.to_vec()), ..TrafficSpec::month(7) };
    let traffic = Some(Arc::new(traffic::generate(&organisation, &spec)));
    let server = Server::start(organisation, Options { traffic, ..Options::default() }).expect("a loopback port");
    server.set_faults(faults);
    server
}

/// Runs `drift.py` and returns what it checked, having found no fault.
fn drift(server: &Server, more: &[&str]) -> BTreeSet<String> {
    let regions = server.read(|organisation| {
        organisation.regions.iter().map(|region| region.as_str().to_owned()).collect::<Vec<_>>().join(",")
    });
    let output = servers::python()
        .expect("Python")
        .arg(servers::servers().join("drift.py"))
        .args(["--endpoint", &server.endpoint_url(), "--regions", &regions])
        .args(more)
        .env("AWS_ACCESS_KEY_ID", server.access_key_id())
        .env("AWS_SECRET_ACCESS_KEY", "not-checked")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE")
        .output()
        .expect("drift.py");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let faults: Vec<&str> = report["faults"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let checked = report["checked"].as_object().expect("what was checked");
    checked.keys().map(|name| estate_name(name)).collect()
}

/// botocore's name of an operation, as the estate counts it.
fn estate_name(name: &str) -> String {
    let (service, operation) = name.split_once('.').unwrap_or_default();
    let service = match service {
        "sts" => "STS",
        "iam" => "IAM",
        "organizations" => "Organizations",
        "secretsmanager" => "SecretsManager",
        "ssm" => "SSM",
        "resourcegroupstaggingapi" => "Tagging",
        "kms" => "KMS",
        "cloudtrail" => "CloudTrail",
        "s3" => "S3",
        "sso-admin" => "SSO",
        "identitystore" => "IdentityStore",
        "account" => "Account",
        other => other,
    };
    format!("{service}.{operation}")
}

/// Every operation that the estate serves.
fn served() -> BTreeSet<String> {
    keyturn_estate::server::operations().map(str::to_owned).collect()
}

#[test]
fn every_answer_fits_the_published_models() {
    let server = estate(Vec::new());
    let mut checked = drift(&server, &[]);
    // Called to see how the estate refuses it.
    assert!(checked.remove("SSM.DescribeInstanceInformation"));
    assert_eq!(checked, served());
}

#[test]
fn every_refusal_fits_the_published_models() {
    for (effect, codes) in [
        (Effect::Throttle, "ThrottlingException,Throttling,TooManyRequestsException,ThrottledException,SlowDown"),
        (Effect::Deny, "AccessDeniedException,AccessDenied"),
        (Effect::Expire, "ExpiredTokenException,ExpiredToken"),
        (Effect::DisabledRegion, "UnrecognizedClientException,InvalidClientTokenId,InvalidAccessKeyId"),
        (
            Effect::Status500,
            "InternalServiceError,InternalServerError,KMSInternalException,ServiceException,\
             InternalServiceException,InternalFailure,InternalError,ServiceFailure,InternalServerException",
        ),
    ] {
        let everywhere = Fault { matches: Matches::default(), effect, times: Times::Always };
        let server = estate(vec![everywhere]);
        assert_eq!(drift(&server, &["--refusals", codes]), served(), "{effect:?}");
    }
}
