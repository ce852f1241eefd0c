//! What can go wrong with a call, and what it is then called.

use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::store::Store;
use serde_json::json;

use crate::scripted::{Answer, Server, error, json_of};

fn answer(fault: &str) -> Answer {
    match fault {
        "deny" => error(400, "AccessDeniedException", "User: x is not authorized to perform: y"),
        "deny without a body" => Answer::Body(403, "text/plain", String::new()),
        "throttle" => error(400, "ThrottlingException", "Rate exceeded"),
        "expire" => error(400, "ExpiredTokenException", "The security token included in the request is expired"),
        "disabled region" => error(400, "UnrecognizedClientException", "The security token included is invalid."),
        "500" => error(500, "InternalServerError", "an internal error"),
        "503 of a proxy" => Answer::Body(503, "text/html", "<html>no upstream</html>".to_owned()),
        "page of a proxy" => Answer::Body(200, "text/html", "<html>please log in</html>".to_owned()),
        "404 of a proxy" => Answer::Body(404, "text/html", "<html>not found</html>".to_owned()),
        "not JSON" => Answer::Body(200, "application/x-amz-json-1.1", "{\"SecretList\": [".to_owned()),
        "wrong type" => json_of(&json!({"SecretList": {"a": 1}, "Parameters": 7})),
        "reset" => Answer::Reset,
        "stall" => Answer::Stall,
        "truncate" => Answer::Truncate("{\"SecretList\": [], \"Parameters\": [".to_owned()),
        other => panic!("no such fault: {other}"),
    }
}

/// Every failure of a listing is a problem of its cell with this reason, and stays one when asked again.
async fn check(fault: &'static str, account: &str, reason: Reason) {
    let server = Server::start(move |_| answer(fault)).await;
    let target = server.target(account, &["eu-west-1"]).await;
    for (store, action) in
        [(Store::SecretsManager, "secretsmanager:ListSecrets"), (Store::ParameterStore, "ssm:DescribeParameters")]
    {
        let mut reader = target.reader(&target.regions[0], store);
        let problem = reader.next_page().await.expect_err(fault);
        assert_eq!(problem.reason, reason, "{fault}: {}", problem.message);
        assert_eq!(problem.hides, Hidden::Secrets);
        assert_eq!(problem.action, action);
        assert_eq!(problem.account.as_ref(), Some(&target.account.id));
        assert_eq!(problem.region.as_ref().map(Region::as_str), Some("eu-west-1"));
        assert_eq!(problem.store, Some(store));
        assert!(!problem.message.is_empty() && problem.message.chars().count() <= 300, "{}", problem.message);
        let calls = server.calls().len();
        assert_eq!(reader.next_page().await, Err(problem));
        assert_eq!(server.calls().len(), calls, "a listing that failed is not asked again");
    }
}

#[tokio::test]
async fn failures_have_reasons() {
    // Accounts of their own: the SDK slows down after throttling, by account and region.
    tokio::join!(
        check("deny", "100000000001", Reason::MissingAction),
        check("deny without a body", "100000000002", Reason::MissingAction),
        check("throttle", "100000000003", Reason::Throttled),
        check("expire", "100000000004", Reason::ExpiredSignIn),
        check("disabled region", "100000000005", Reason::RegionDisabled),
        check("500", "100000000006", Reason::ServiceFailed),
        check("503 of a proxy", "100000000007", Reason::ServiceFailed),
        check("page of a proxy", "100000000008", Reason::NotUnderstood),
        check("404 of a proxy", "100000000009", Reason::NotUnderstood),
        check("not JSON", "100000000010", Reason::NotUnderstood),
        check("wrong type", "100000000011", Reason::NotUnderstood),
        check("reset", "100000000012", Reason::NoNetwork),
        check("stall", "100000000013", Reason::NoNetwork),
        check("truncate", "100000000014", Reason::NoNetwork),
    );
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    for (index, fault) in ["throttle", "500", "reset"].into_iter().enumerate() {
        let failed = std::sync::atomic::AtomicBool::new(false);
        let server = Server::start(move |_| {
            if failed.swap(true, std::sync::atomic::Ordering::SeqCst) {
                json_of(&json!({"SecretList": []}))
            } else {
                answer(fault)
            }
        })
        .await;
        let target = server.target(&format!("20000000000{index}"), &["eu-west-1"]).await;
        let mut reader = target.reader(&target.regions[0], Store::SecretsManager);
        assert_eq!(reader.next_page().await, Ok(Some(Vec::new())), "{fault}");
        assert_eq!(reader.next_page().await, Ok(None));
        assert_eq!(server.count("ListSecrets"), 2, "{fault}");
    }
}
