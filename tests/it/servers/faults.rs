//! Faults from microburst in front of ministack: each costs its cells and nothing else.

use keyturn_app::App;
use keyturn_app::sync::SyncReport;
use keyturn_domain::cell::{Cell, CellState};
use keyturn_domain::problem::Reason;
use keyturn_domain::store::Store;
use keyturn_tests::servers::{Kind, Server};
use serde_json::{Value, json};

use super::{RETRIES, count, listed, open, source, text};

/// A fault that microburst answers with, and what a sync must make of it.
struct Fault {
    name: &'static str,
    rule: Value,
    /// The cells that it costs, and the reason that each gives. `None`: retried through, costs nothing.
    costs: Option<(Store, &'static str, Reason)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_cost_their_cells_and_nothing_else() {
    let ministack = Server::start(Kind::Ministack).expect("ministack");
    let seeded = ministack.seed().expect("a seeded ministack");
    let proxy = Server::in_front_of(&ministack).expect("microburst");
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path(), &proxy.endpoint());
    let sources = [source(&seeded, listed(&seeded))];
    let all = count(seeded["rows"].as_array().expect("rows").len());
    let secrets = |region: &str, effect: Value| rule("secretsmanager", "ListSecrets", region, effect);
    let parameters = |region: &str, effect: Value| rule("ssm", "DescribeParameters", region, effect);

    let faults = [
        Fault {
            name: "throttled as often as one call is tried again",
            rule: secrets(
                "us-east-1",
                json!({"sequence": {"fail": RETRIES, "pass": 1000}, "error": {"code": "ThrottlingException"}}),
            ),
            costs: None,
        },
        Fault {
            name: "the connection is reset once or twice",
            rule: parameters("us-east-1", json!({"sequence": {"fail": 2, "pass": 1000}, "reset": true})),
            costs: None,
        },
        Fault {
            name: "denied",
            rule: parameters("eu-central-1", json!({"error": {"code": "AccessDeniedException"}})),
            costs: Some((Store::ParameterStore, "eu-central-1", Reason::MissingAction)),
        },
        Fault {
            name: "throttled for good",
            rule: secrets("eu-west-1", json!({"error": {"code": "ThrottlingException"}})),
            costs: Some((Store::SecretsManager, "eu-west-1", Reason::Throttled)),
        },
        Fault {
            name: "expired",
            rule: secrets("eu-west-1", json!({"error": {"code": "ExpiredTokenException"}})),
            costs: Some((Store::SecretsManager, "eu-west-1", Reason::ExpiredSignIn)),
        },
        Fault {
            name: "the service fails",
            rule: secrets("eu-central-1", json!({"error": {"code": "InternalServiceError", "status": 500}})),
            costs: Some((Store::SecretsManager, "eu-central-1", Reason::ServiceFailed)),
        },
        Fault {
            name: "the connection is reset",
            rule: parameters("eu-west-1", json!({"reset": true})),
            costs: Some((Store::ParameterStore, "eu-west-1", Reason::NoNetwork)),
        },
        Fault {
            name: "no answer in time",
            rule: parameters("eu-west-1", json!({"latency": 60_000})),
            costs: Some((Store::ParameterStore, "eu-west-1", Reason::NoNetwork)),
        },
        Fault {
            name: "half an answer",
            rule: secrets("us-east-1", json!({"response": {"truncate_frac": 0.5}})),
            costs: Some((Store::SecretsManager, "us-east-1", Reason::NotUnderstood)),
        },
    ];

    proxy.set_faults(&json!([])).expect("no faults");
    let first = app.sync_from(&sources, |_| ()).await.expect("a clean sync");
    assert_eq!((first.added, first.problems.len()), (all, 0), "{:?}", first.problems);
    for fault in faults {
        proxy.set_faults(&json!([fault.rule])).expect("a fault");
        let before = proxy.fired().expect("the faults so far").len();
        let report = app.sync_from(&sources, |_| ()).await.expect("a sync");
        assert!(proxy.fired().expect("the faults").len() > before, "{}: never happened", fault.name);
        check_cost(&app, &fault, &report).await;
    }

    proxy.set_faults(&json!([])).expect("no faults");
    let last = app.sync_from(&sources, |_| ()).await.expect("a clean sync");
    assert_eq!(
        (last.secrets, last.added, last.changed, last.gone, last.cells_read, last.problems.len()),
        (all, 0, 0, 0, 18, 0),
        "{:?} {:?}",
        last.lines,
        last.problems
    );
}

/// Exactly the fault's cells failed, for its reason; their secrets are still there.
async fn check_cost(app: &App, fault: &Fault, report: &SyncReport) {
    let name = fault.name;
    assert_eq!((report.added, report.changed, report.gone), (0, 0, 0), "{name}: {:?}", report.lines);
    let coverage = app.coverage().await.expect("coverage");
    let struck = |cell: &Cell| {
        fault.costs.as_ref().is_some_and(|(store, region, _)| cell.store == *store && cell.region.as_str() == *region)
    };
    for covered in &coverage.cells {
        let expected = if struck(&covered.cell) { CellState::Failed } else { CellState::Complete };
        assert_eq!(covered.state, expected, "{name}: {}: {:?}", covered.cell, report.problems);
        assert!(covered.secrets > 0 && covered.read_in_full_at.is_some(), "{name}: {}", covered.cell);
    }
    let lost = coverage.cells.iter().filter(|covered| struck(&covered.cell)).count();
    assert_eq!(lost, if fault.costs.is_some() { 3 } else { 0 }, "{name}: a cell in each account");
    assert_eq!(report.problems.len(), lost, "{name}: {:?}", report.problems);
    for problem in &report.problems {
        let reason = fault.costs.as_ref().map(|(_, _, reason)| *reason);
        assert_eq!(Some(problem.reason), reason, "{name}: {problem}");
    }
}

/// Where `tag:GetResources` is denied, each parameter is asked for its tags.
#[tokio::test(flavor = "multi_thread")]
async fn tags_come_one_by_one_where_the_bulk_call_is_denied() {
    let ministack = Server::start(Kind::Ministack).expect("ministack");
    let seeded = ministack.seed().expect("a seeded ministack");
    let proxy = Server::in_front_of(&ministack).expect("microburst");
    proxy
        .set_faults(&json!([{
            "service": "resourcegroupstaggingapi", "operation": "GetResources",
            "error": {"code": "AccessDeniedException"},
        }]))
        .expect("a fault");
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path(), &proxy.endpoint());
    let report = app.sync_from(&[source(&seeded, listed(&seeded))], |_| ()).await.expect("a sync");
    assert_eq!(report.problems, []);
    let rows = seeded["rows"].as_array().expect("rows");
    for row in rows.iter().filter(|row| row["store"] == "ssm") {
        let arn = text(&row["arn"]);
        let whole = app.secret(&arn).await.expect("the seeded parameter");
        assert_eq!(json!(whole.stored.secret.tags), row["tags"], "{arn}");
    }
}

fn rule(service: &str, operation: &str, region: &str, effect: Value) -> Value {
    let mut rule = json!({"service": service, "operation": operation, "region": region});
    if let (Some(rule), Value::Object(effect)) = (rule.as_object_mut(), effect) {
        rule.extend(effect);
    }
    rule
}
