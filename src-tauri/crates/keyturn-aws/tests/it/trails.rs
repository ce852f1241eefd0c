//! What the trails look like, and what refuses to say.

use keyturn_domain::problem::{Hidden, Reason};
use keyturn_trail::checks::{self, State};
use serde_json::{Value, json};

use crate::scripted::{Answer, Call, Server, error, json_of};

const ACCOUNT: &str = "111122223333";
const ORG: &str = "arn:aws:cloudtrail:eu-west-1:444455556666:trail/org";
const OWN: &str = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/own";

fn trail(arn: &str, home: &str, everywhere: bool) -> Value {
    json!({
        "Name": arn.rsplit('/').next(), "TrailARN": arn, "HomeRegion": home, "S3BucketName": "logs",
        "IsMultiRegionTrail": everywhere, "IsOrganizationTrail": everywhere, "LogFileValidationEnabled": everywhere
    })
}

/// An organisation's trail that shows everywhere, and one of eu-central-1 with advanced selectors.
fn whole(call: &Call) -> Answer {
    let of = |name: &str| call.body[name] == ORG;
    match call.operation.as_str() {
        "DescribeTrails" => {
            assert_eq!(call.body, json!({"includeShadowTrails": true}));
            let mut list = vec![trail(ORG, "eu-west-1", true)];
            if call.region == "eu-central-1" {
                list.push(trail(OWN, "eu-central-1", false));
            }
            json_of(&json!({"trailList": list}))
        }
        "GetTrailStatus" if of("Name") => json_of(&json!({"IsLogging": true, "LatestDeliveryTime": 1_795_262_400.25})),
        "GetTrailStatus" => json_of(&json!({"IsLogging": false, "LatestDeliveryError": "AccessDenied"})),
        "GetEventSelectors" if of("TrailName") => json_of(&json!({"TrailARN": ORG, "EventSelectors": [{
            "ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources": [],
            "ExcludeManagementEventSources": ["kms.amazonaws.com"]
        }]})),
        "GetEventSelectors" => json_of(&json!({"TrailARN": OWN, "AdvancedEventSelectors": [{
            "Name": "reads", "FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Management"]},
                {"Field": "eventSource", "NotEquals": ["rdsdata.amazonaws.com"]}
            ]
        }]})),
        _ => error(400, "UnknownOperationException", "?"),
    }
}

#[tokio::test]
async fn trails_are_read_once_each_where_they_live() {
    let server = Server::start(whole).await;
    let target = server.target(ACCOUNT, &["us-east-1", "eu-central-1"]).await;
    let found = target.trails().await;
    assert_eq!(found.problems, []);
    insta::assert_json_snapshot!(found.trails);
    let asked: Vec<String> =
        server.calls().iter().skip(1).map(|call| format!("{} {}", call.region, call.operation)).collect();
    assert_eq!(
        asked,
        [
            "us-east-1 DescribeTrails",
            "eu-west-1 GetTrailStatus",
            "eu-west-1 GetEventSelectors",
            "eu-central-1 DescribeTrails",
            "eu-central-1 GetTrailStatus",
            "eu-central-1 GetEventSelectors",
        ]
    );
}

#[tokio::test]
async fn what_is_refused_is_not_known_and_never_missing() {
    let now = "2026-11-21T12:00:00Z".parse().expect("an instant");
    for (operation, known, unknown) in [
        ("DescribeTrails", false, 7),
        // Whether it is on, when it delivered, whether the account is covered; and the bucket, which nobody asks.
        ("GetTrailStatus", true, 4),
        ("GetEventSelectors", true, 3),
    ] {
        let server = Server::start(move |call| {
            if call.operation == operation { error(400, "AccessDeniedException", "no") } else { whole(call) }
        })
        .await;
        let target = server.target(ACCOUNT, &["eu-west-1"]).await;
        let found = target.trails().await;
        assert_eq!(found.trails.is_some(), known, "{operation}");
        let told: Vec<_> = found.problems.iter().map(|p| (p.action.as_str(), p.reason, p.hides)).collect();
        let action = format!("cloudtrail:{operation}");
        assert_eq!(told, [(action.as_str(), Reason::MissingAction, Hidden::Trails)]);
        let checks = checks::check(found.trails.as_deref(), &target.account.id, now);
        assert_eq!(checks.iter().filter(|check| check.state == State::Unknown).count(), unknown, "{checks:?}");
    }
}

#[tokio::test]
async fn one_region_that_answers_is_enough_for_trails_of_all_regions() {
    let server =
        Server::start(
            |call| {
                if call.region == "us-east-1" { error(400, "AccessDeniedException", "no") } else { whole(call) }
            },
        )
        .await;
    let target = server.target(ACCOUNT, &["us-east-1", "eu-west-1"]).await;
    let found = target.trails().await;
    assert_eq!(found.trails.map(|trails| trails.len()), Some(1));
    let unread: Vec<_> = found.problems.iter().filter_map(|problem| problem.region.as_ref()).collect();
    assert_eq!(unread, [&target.regions[0]]);
}

#[tokio::test]
async fn hostile_names_are_bounded_and_a_strange_home_is_not_called() {
    let server = Server::start(|call| match call.operation.as_str() {
        "DescribeTrails" => {
            let mut odd = trail(OWN, "evil.example/", true);
            odd["Name"] = json!(format!("=cmd\u{1b}[31m{}", "x ".repeat(5000)));
            json_of(&json!({"trailList": [odd, {"Name": "without an ARN"}]}))
        }
        _ => whole(call),
    })
    .await;
    let target = server.target(ACCOUNT, &["eu-central-1"]).await;
    let trails = target.trails().await.trails.expect("trails");
    assert_eq!(trails.len(), 1);
    assert!(trails[0].name.chars().count() <= 300 && !trails[0].name.contains('\u{1b}'), "{}", trails[0].name);
    assert_eq!(trails[0].home, None);
    assert!(server.calls().iter().all(|call| call.region == "eu-central-1"));
}
