//! The event history: pages, attributes, times, delays, rates; the trails and their buckets.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use keyturn_estate::server::aws_rates;
use keyturn_estate::traffic::{self, Attacks, Record};
use keyturn_estate::{Options, Server, Traffic, TrafficSpec};
use serde_json::{Value, json};

use crate::client::{ACCOUNT, Answer, From, organisation, start};

const LOOKUP: &str = "CloudTrail.LookupEvents";

/// A week of the demo's organisation.
fn week() -> Arc<Traffic> {
    let spec = TrafficSpec { days: 7, attacks: Attacks::None, poll_minutes: 240, ..TrafficSpec::month(11) };
    Arc::new(traffic::generate(&organisation(), &spec))
}

/// Served, with everything delivered.
fn served(traffic: &Arc<Traffic>) -> Server {
    let server = start(Options { traffic: Some(Arc::clone(traffic)), ..Options::default() });
    server.show_events_until(organisation().now + Duration::hours(1));
    server
}

/// The records of the management account in us-east-1, as the history has them.
fn home(traffic: &Traffic) -> Vec<&Record> {
    let at_home = |record: &&Record| {
        let place = traffic.place(record).expect("a place");
        !record.is_copy && place.account.as_str() == ACCOUNT && place.region.as_str() == "us-east-1"
    };
    traffic.records.iter().filter(at_home).collect()
}

fn ids(records: &[&Record]) -> BTreeSet<String> {
    records.iter().map(|record| record.id.to_string()).collect()
}

fn events(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["Events"].as_array().cloned().unwrap_or_default()
}

/// Every event of every page.
fn all(from: From<'_>, mut input: Value) -> Vec<Value> {
    let mut found = Vec::new();
    loop {
        let answer = from.call(LOOKUP, &input.to_string());
        found.extend(events(&answer));
        match answer.json().get("NextToken") {
            Some(token) => input["NextToken"] = token.clone(),
            None => return found,
        }
    }
}

fn found_ids(events: &[Value]) -> BTreeSet<String> {
    events.iter().map(|event| event["EventId"].as_str().expect("an id").to_owned()).collect()
}

fn by(key: &str, value: &str) -> Value {
    json!({"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]})
}

#[test]
fn every_event_of_the_place_comes_once_and_the_newest_first() {
    let traffic = week();
    let server = served(&traffic);
    let found = all(From::home(&server), json!({}));
    let wanted = home(&traffic);
    assert!(wanted.len() > 200, "{}", wanted.len());
    assert_eq!((found.len(), found_ids(&found)), (wanted.len(), ids(&wanted)));
    let times: Vec<f64> = found.iter().filter_map(|event| event["EventTime"].as_f64()).collect();
    assert_eq!(times.len(), found.len());
    assert!(times.is_sorted_by(|a, b| a >= b));
    for event in &found {
        let record: Value = serde_json::from_str(event["CloudTrailEvent"].as_str().expect("text")).expect("JSON");
        assert_eq!(record["eventID"], event["EventId"]);
        assert_eq!(
            (record["recipientAccountId"].as_str(), record["awsRegion"].as_str()),
            (Some(ACCOUNT), Some("us-east-1"))
        );
    }
    let first = events(&From::home(&server).call(LOOKUP, "{}"));
    assert_eq!(first.len(), 50);
    assert_eq!(all(From::home(&server), json!({"MaxResults": 7})).len(), found.len());
}

#[test]
fn one_attribute_is_looked_up_and_the_rest_is_passed_over() {
    let traffic = week();
    let server = served(&traffic);
    let from = From::home(&server);
    let everything = all(from, json!({}));
    let sample = |fits: &dyn Fn(&Value) -> bool| everything.iter().find(|event| fits(event)).expect("such an event");
    let parameter = sample(&|event| event["EventName"] == "GetParameter");
    let decrypt = sample(&|event| event["EventName"] == "Decrypt");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    for (key, value, member) in [
        ("EventId", text(&parameter["EventId"]), "/EventId"),
        ("EventName", "GetParameter".to_owned(), "/EventName"),
        ("ReadOnly", "false".to_owned(), "/ReadOnly"),
        ("Username", text(&parameter["Username"]), "/Username"),
        ("EventSource", "kms.amazonaws.com".to_owned(), "/EventSource"),
        ("AccessKeyId", text(&parameter["AccessKeyId"]), "/AccessKeyId"),
        ("ResourceType", "AWS::KMS::Key".to_owned(), "/Resources/0/ResourceType"),
        ("ResourceName", text(&decrypt["Resources"][0]["ResourceName"]), "/Resources/0/ResourceName"),
    ] {
        let found = all(from, by(key, &value));
        let expected: Vec<&Value> =
            everything.iter().filter(|event| event.pointer(member).and_then(Value::as_str) == Some(&value)).collect();
        assert!(!found.is_empty(), "{key} {value}");
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{key} {value}");
    }
    let two = json!({"LookupAttributes": [
        {"AttributeKey": "EventName", "AttributeValue": "GetParameter"},
        {"AttributeKey": "ReadOnly", "AttributeValue": "false"},
    ]});
    assert_eq!(all(from, two), all(from, by("EventName", "GetParameter")));
    for none in ["getparameter", "GetParameter ", "NoSuchCall"] {
        assert_eq!(all(from, by("EventName", none)), Vec::<Value>::new(), "{none}");
    }
}

#[test]
fn both_ends_of_a_time_range_belong_to_it() {
    let traffic = week();
    let server = served(&traffic);
    let mut records = home(&traffic);
    records.sort_by_key(|record| record.at);
    let (from, to) = (records[40].at, records[120].at);
    let within = |from: DateTime<Utc>, to: DateTime<Utc>| {
        let range: Vec<&Record> =
            records.iter().copied().filter(|record| record.at >= from && record.at <= to).collect();
        ids(&range)
    };
    let ask = |from: DateTime<Utc>, to: DateTime<Utc>| {
        let range = json!({"StartTime": from.timestamp(), "EndTime": to.timestamp()});
        found_ids(&all(From::home(&server), range))
    };
    for (from, to) in [
        (from, to),
        (from, from),
        (from + Duration::seconds(1), to - Duration::seconds(1)),
        (to + Duration::days(400), to + Duration::days(401)),
    ] {
        assert_eq!(ask(from, to), within(from, to), "{from} {to}");
    }
    assert!(ask(from, to).contains(&records[40].id.to_string()));
    assert!(ask(from, to).contains(&records[120].id.to_string()));
}

#[test]
fn events_show_when_they_have_been_delivered_and_for_ninety_days() {
    let traffic = week();
    let server = start(Options { traffic: Some(Arc::clone(&traffic)), ..Options::default() });
    let now = organisation().now;
    let records = home(&traffic);
    // At the start it is the organisation's own instant.
    for hours in [0, -100, 24 * 86] {
        let until = now + Duration::hours(hours);
        if hours != 0 {
            server.show_events_until(until);
        }
        let seen: Vec<&Record> = records
            .iter()
            .copied()
            .filter(|record| record.delivered_at <= until && record.at >= until - Duration::days(90))
            .collect();
        assert_eq!(found_ids(&all(From::home(&server), json!({}))), ids(&seen), "{hours}");
    }
    let id = records[100].id.to_string();
    for (until, seen) in [
        (records[100].at, false),
        (records[100].delivered_at - Duration::seconds(1), false),
        (records[100].delivered_at, true),
    ] {
        server.show_events_until(until);
        assert_eq!(!events(&From::home(&server).call(LOOKUP, &by("EventId", &id).to_string())).is_empty(), seen);
    }
}

#[test]
fn wrong_questions_are_refused_in_aws_words() {
    let server = served(&week());
    let home = From::home(&server);
    let token = home.call(LOOKUP, "{}").json()["NextToken"].clone();
    let mut said = String::new();
    for (name, input) in [
        ("an unknown attribute", by("Colour", "red")),
        ("an empty value", by("EventName", "")),
        ("a page too large", json!({"MaxResults": 51})),
        ("a page of nothing", json!({"MaxResults": 0})),
        ("an end before the start", json!({"StartTime": 1_700_000_000, "EndTime": 1_600_000_000})),
        ("a date as text", json!({"StartTime": "2026-03-01"})),
        ("a token of nobody", json!({"NextToken": "no such token"})),
        (
            "a token of another question",
            json!({"NextToken": token, "LookupAttributes": by("ReadOnly", "true")["LookupAttributes"]}),
        ),
        ("an unknown category", json!({"EventCategory": "data"})),
    ] {
        let answer = home.call(LOOKUP, &input.to_string());
        writeln!(said, "{name}: {} {}", answer.status, answer.body).expect("text");
    }
    insta::assert_snapshot!(said);
    assert_eq!(events(&home.call(LOOKUP, "{\"EventCategory\":\"insight\"}")), Vec::<Value>::new());
}

#[test]
fn look_ups_are_rationed_by_place() {
    assert_eq!(aws_rates().get("CloudTrail.LookupEvents"), Some(&2.0));
    // One in twenty minutes, so that no pause of the machine lets a second one through.
    let rates = Some([("CloudTrail.LookupEvents".to_owned(), 1.0 / 1200.0)].into_iter().collect());
    let server = start(Options { traffic: Some(week()), rates, ..Options::default() });
    let home = From::home(&server);
    let elsewhere = From { region: "eu-west-1", ..home };
    let codes = [home, home, elsewhere, elsewhere].map(|from| {
        let answer = from.call(LOOKUP, "{\"MaxResults\":1}");
        (answer.status, answer.code())
    });
    let (passed, throttled) = ((200, String::new()), (400, "ThrottlingException".to_owned()));
    assert_eq!(codes, [passed.clone(), throttled.clone(), passed, throttled]);
}

#[test]
fn without_traffic_the_history_is_empty() {
    let server = start(Options::default());
    assert_eq!(From::home(&server).call(LOOKUP, "{}").body, "{\"Events\":[]}");
}

#[test]
fn trails_say_what_they_record_and_how_long_it_is_kept() {
    let server = start(Options::default());
    let home = From::home(&server);
    let stage = From { account: "777788889999", region: "eu-central-1", ..home };
    let mut said = String::new();
    for (name, from) in [("management", home), ("stage", stage)] {
        let list = from.call("CloudTrail.DescribeTrails", "{}");
        writeln!(said, "{name}: {}", list.body).expect("text");
        let trail = list.json()["trailList"][0].clone();
        let arn = trail["TrailARN"].as_str().expect("an ARN");
        for (label, input) in [
            ("CloudTrail.GetTrailStatus", json!({"Name": arn})),
            ("CloudTrail.GetEventSelectors", json!({"TrailName": arn})),
        ] {
            writeln!(said, "  {label}: {}", from.call(label, &input.to_string()).body).expect("text");
        }
        let bucket = trail["S3BucketName"].as_str().expect("a bucket");
        let answer = from.get("s3", &format!("/{bucket}?lifecycle="));
        writeln!(said, "  lifecycle: {} {}", answer.status, answer.body).expect("text");
    }
    for (name, answer) in [
        ("trail by name at home", home.call("CloudTrail.GetTrailStatus", "{\"Name\":\"organisation-trail\"}")),
        (
            "trail by name elsewhere",
            From { region: "eu-west-1", ..home }.call("CloudTrail.GetTrailStatus", "{\"Name\":\"organisation-trail\"}"),
        ),
        (
            "shadows left out",
            From { region: "eu-west-1", ..home }.call("CloudTrail.DescribeTrails", "{\"includeShadowTrails\":false}"),
        ),
        ("unknown names left out", home.call("CloudTrail.DescribeTrails", "{\"trailNameList\":[\"nope\"]}")),
        ("no such bucket", home.get("s3", "/nope?lifecycle")),
        (
            "another's bucket",
            stage.get("s3", &format!("/{}-cloudtrail-organisation-trail?lifecycle", organisation().id)),
        ),
        ("another question about a bucket", home.get("s3", "/nope?acl")),
    ] {
        writeln!(said, "{name}: {} {}", answer.status, answer.body.lines().collect::<String>()).expect("text");
    }
    insta::assert_snapshot!(said);
}
