//! The doctor's questions, in the whole made-up organisation and in single places.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use keyturn_aws::actions::{ACTIONS, Asked};
use keyturn_aws::{Connection, Outcome, Probe, Rates, Target, discover, server_time};
use keyturn_domain::problem::Reason;
use keyturn_estate::server::{SECRET_ACCESS_KEY, Times};
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::scripted::{self, error};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

/// The management account of the demo's organisation, as the doctor meets it.
async fn management(server: &Server) -> Target {
    let connection = Connection {
        rates: Rates::unlimited().patience(2, Duration::from_millis(5), Duration::from_secs(5)),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), SECRET_ACCESS_KEY)
    };
    let regions: Vec<String> =
        server.read(|organisation| organisation.regions.iter().map(ToString::to_string).collect());
    let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
    discover(&connection, &[scripted::own(&regions)]).await.targets.pop().expect("a target")
}

async fn all(target: &Target) -> Vec<Probe> {
    let mut probes = target.probe_region(&target.regions[0]).await;
    probes.extend(target.probe_account().await);
    probes.extend(target.probe_organization().await);
    probes
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Allowed => "allowed".to_owned(),
        Outcome::Failed(problem) => problem.reason.code().to_owned(),
        Outcome::NotTried => "not tried".to_owned(),
    }
}

#[tokio::test]
async fn every_action_is_tried_and_each_refusal_is_seen() {
    let server = Server::start(generate(&Spec::demo(now())), Options::default()).expect("the endpoint starts");
    let target = management(&server).await;
    let outcomes = |probes: &[Probe]| -> BTreeMap<&'static str, String> {
        probes.iter().map(|probe| (probe.action, words(&probe.outcome))).collect()
    };
    let allowed = all(&target).await;
    assert_eq!(allowed.len(), ACTIONS.len());
    let expect: BTreeMap<&str, String> = ACTIONS.iter().map(|action| (action.name, "allowed".to_owned())).collect();
    assert_eq!(outcomes(&allowed), expect);
    let mut told = Vec::new();
    for action in ACTIONS {
        let operation = action.name.split(':').nth(1).expect("an action's name");
        // Two services have an operation of this name.
        let operation = if operation == "ListAccounts" { "Organizations.ListAccounts" } else { operation };
        server.set_faults(vec![Fault::on(operation, Effect::Deny)]);
        let found = outcomes(&all(&target).await);
        assert_eq!(found[action.name], "missing_action", "{}", action.name);
        let others: Vec<&str> = found
            .iter()
            .filter(|(name, said)| **name != action.name && *said != "allowed")
            .map(|(name, said)| {
                assert_eq!(said, "not tried", "{name} while {} is refused", action.name);
                *name
            })
            .collect();
        told.push(format!("{}: {}", action.name, others.join(" ")).trim_end().to_owned());
    }
    // What each refusal keeps from being tried.
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(server.value_calls(), 0);
}

#[tokio::test]
async fn every_client_asks_again_once_when_its_session_ended() {
    let server = Server::start(generate(&Spec::demo(now())), Options::default()).expect("the endpoint starts");
    let target = management(&server).await;
    server.reset_calls();
    all(&target).await;
    let usual = server.calls();
    let of = |calls: &BTreeMap<String, u64>, operation: &str| -> u64 {
        let named = |label: &str| label == operation || label.split('.').nth(1) == Some(operation);
        calls.iter().filter(|(label, _)| named(label)).map(|(_, count)| count).sum()
    };
    // A client has the actions of one service.
    let mut services = BTreeSet::new();
    for action in ACTIONS {
        let (service, operation) = action.name.split_once(':').expect("an action's name");
        if !services.insert(service) {
            continue;
        }
        let operation = if operation == "ListAccounts" { "Organizations.ListAccounts" } else { operation };
        server.set_faults(vec![Fault { times: Times::First(1), ..Fault::on(operation, Effect::Expire) }]);
        server.reset_calls();
        let found = all(&target).await;
        let probe = found.iter().find(|probe| probe.action == action.name).expect("tried");
        let calls = (of(&usual, operation), of(&server.calls(), operation));
        assert_eq!((&probe.outcome, calls.1), (&Outcome::Allowed, calls.0 + 1), "{}", action.name);
    }
    assert_eq!(services.len(), 10, "{services:?}");
}

#[tokio::test]
async fn a_place_that_does_not_answer_is_asked_once() {
    // Where a sign-in has ended, its credentials are fetched anew once, and the call is tried with them.
    for (code, reason, calls) in [
        ("UnrecognizedClientException", Reason::RegionDisabled, 1),
        ("ExpiredTokenException", Reason::ExpiredSignIn, 2),
    ] {
        let server = scripted::Server::start(move |_| error(400, code, "no")).await;
        let target = server.target("111122223333", &["eu-south-1"]).await;
        let before = server.calls().len();
        let probes = target.probe_region(&target.regions[0]).await;
        assert_eq!(server.calls().len() - before, calls, "{code}");
        let failed: Vec<_> = probes.iter().filter(|probe| probe.outcome != Outcome::NotTried).collect();
        let Some(Outcome::Failed(problem)) = failed.first().map(|probe| &probe.outcome) else { panic!("{failed:?}") };
        assert_eq!((failed.len(), problem.reason), (1, reason));
        assert_eq!(probes.len(), ACTIONS.iter().filter(|action| action.asked == Asked::Region).count());
    }
}

#[tokio::test]
async fn an_error_about_the_thing_itself_is_for_those_who_are_allowed() {
    let answers = |call: &scripted::Call| match call.operation.as_str() {
        "ListSecrets" => scripted::json_of(&serde_json::json!({"SecretList": [{
            "Name": "db", "ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3"
        }]})),
        "DescribeSecret" => error(400, "ResourceNotFoundException", "can't find the specified secret"),
        "GetResourcePolicy" => error(400, "InvalidRequestException", "marked for deletion"),
        "ListSecretVersionIds" => error(500, "InternalServiceError", "later"),
        _ => error(400, "AccessDeniedException", "not authorized"),
    };
    let server = scripted::Server::start(answers).await;
    let target = server.target("111122223333", &["eu-west-1"]).await;
    let found: BTreeMap<&str, String> =
        target.probe_region(&target.regions[0]).await.iter().map(|p| (p.action, words(&p.outcome))).collect();
    for (action, expect) in [
        ("secretsmanager:DescribeSecret", "allowed"),
        ("secretsmanager:GetResourcePolicy", "allowed"),
        ("secretsmanager:ListSecretVersionIds", "service_failed"),
        ("ssm:DescribeParameters", "missing_action"),
        ("ssm:ListTagsForResource", "not tried"),
        ("kms:GetKeyPolicy", "not tried"),
    ] {
        assert_eq!(found[action], expect, "{action}");
    }
}

#[tokio::test]
async fn the_time_is_told_by_a_refusal_to_a_question_that_is_not_signed() {
    for (date, expect) in [
        ("date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", Ok("1994-11-06T08:49:37+00:00")),
        ("date: yesterday\r\n", Err("the answer's Date header is no date")),
        ("", Err("AWS did not tell its time")),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let answering = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            let mut asked = vec![0; 8192];
            let read = stream.read(&mut asked).await.expect("a request");
            let answer = format!("HTTP/1.1 403 Forbidden\r\n{date}content-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.expect("an answer");
            String::from_utf8_lossy(&asked[..read]).to_lowercase()
        });
        let connection = Connection { endpoint_url: Some(url), ..Connection::default() };
        let told = server_time(&connection, &"eu-west-1".parse().expect("a region")).await;
        match (told.map(|at| at.to_rfc3339()), expect) {
            (Ok(at), Ok(expect)) => assert_eq!(at, expect),
            (Err(said), Err(expect)) => assert!(said.starts_with(expect), "{said}"),
            other => panic!("{other:?}"),
        }
        assert!(!answering.await.expect("answered").contains("authorization:"), "the question is not signed");
    }
}
