//! Cases 18 to 28: files, delivery and hostile input.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use keyturn_trail::envelope::{End, Skipped};
use keyturn_trail::record::{Parsed, Why, parse};
use keyturn_trail::resolve::Index;
use serde_json::json;

use crate::support::{decrypt, event, names, parsed, record, taken, with};

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn case_18_every_container() {
    let one = record();
    let text = one.to_string();
    let looked_up = json!({"Events": [{"EventId": "e-1", "EventName": "GetSecretValue", "ReadOnly": "true",
        "EventTime": 1_785_501_412, "CloudTrailEvent": text}], "NextToken": "x"});
    for (name, bytes) in [
        ("records", json!({"Records": [one]}).to_string().into_bytes()),
        ("packed records", packed(&json!({"Records": [one]}).to_string())),
        ("array", json!([one]).to_string().into_bytes()),
        ("lines", format!("{text}\n").into_bytes()),
        ("pretty", serde_json::to_vec_pretty(&one).expect("JSON")),
        ("LookupEvents", looked_up.to_string().into_bytes()),
        ("LookupEvents, pretty", serde_json::to_vec_pretty(&looked_up).expect("JSON")),
        ("one event of LookupEvents", looked_up["Events"][0].to_string().into_bytes()),
        ("a string", json!(text).to_string().into_bytes()),
        (
            "EventBridge",
            json!({"version": "0", "detail-type": "AWS API Call via CloudTrail", "detail": one})
                .to_string()
                .into_bytes(),
        ),
        (
            "CloudWatch Logs",
            json!({"logEvents": [{"id": "1", "timestamp": 1, "message": text}]}).to_string().into_bytes(),
        ),
    ] {
        let (events, intake) = taken(&bytes);
        assert_eq!(events.len(), 1, "{name}: {intake:?}");
        assert_eq!(
            (events[0].id.0.as_str(), names(&events[0])),
            ("e-1", vec!["secretsmanager:prod/db".to_owned()]),
            "{name}"
        );
    }
}

#[test]
fn case_19_digests_and_insights_are_told() {
    let digest = json!({"awsAccountId": "111122223333", "digestS3Bucket": "b", "logFiles": [{"s3Object": "o"}]});
    let insight = json!({"Records": [{"eventVersion": "1.09", "eventType": "AwsCloudTrailInsight", "eventCategory": "Insight",
        "insightDetails": {"eventName": "GetSecretValue", "eventSource": "secretsmanager.amazonaws.com"}}]});
    for (record, skipped) in [(digest, Skipped::Digest), (insight, Skipped::Insight)] {
        let (events, intake) = taken(&packed(&record.to_string()));
        assert_eq!((events.len(), intake.skipped), (0, Some(skipped)));
    }
    // At a VPC endpoint: what worked is told by the management event too, what the endpoint refused by this one alone.
    let endpoint =
        json!({"eventType": "AwsVpceEvent", "eventCategory": "NetworkActivity", "vpcEndpointId": "vpce-0abc"});
    assert_eq!(parsed(&with(endpoint.clone())), Parsed::NotWanted);
    let mut refused = with(endpoint);
    refused["errorCode"] = json!("VpceAccessDenied");
    assert!(matches!(event(&refused).outcome, keyturn_trail::event::Outcome::Denied(_)));
}

#[test]
fn case_20_copies_are_told_by_their_ids() {
    let shared = event(&with(json!({"sharedEventID": "s-1"})));
    assert_eq!(shared.shared_id.map(|id| id.0).as_deref(), Some("s-1"));
    // Without any id, a copy has the same mark.
    let bare = with(json!({"eventID": null, "requestID": null}));
    assert_eq!(event(&bare).id, event(&bare).id);
    assert_ne!(event(&bare).id, event(&with(json!({"eventID": null, "requestID": null, "awsRegion": "eu-west-2"}))).id);
}

#[test]
fn case_22_a_page_of_lookup_events() {
    let page: Vec<_> =
        (0..50).map(|i| json!({"CloudTrailEvent": with(json!({"eventID": format!("e-{i}")})).to_string()})).collect();
    assert_eq!(taken(json!({"Events": page}).to_string().as_bytes()).0.len(), 50);
}

#[test]
fn case_23_cut_and_corrected_events() {
    assert_eq!(
        names(&event(&with(json!({"omitted": true, "requestParameters": {"omitted": true, "secretId": "a"}})))),
        ["secretsmanager:a"]
    );
    for (addendum, corrects) in [
        (json!({"reason": "UPDATED_DATA", "updatedFields": "userIdentity", "originalEventID": "e-0"}), Some("e-0")),
        (json!({"reason": "UPDATED_DATA", "updatedFields": "userIdentity", "originalEventID": null}), Some("e-1")),
        (json!({"reason": "DELIVERY_DELAY"}), None),
    ] {
        let seen = event(&with(json!({"addendum": addendum})));
        assert_eq!(seen.corrects.as_ref().map(|id| id.0.as_str()), corrects, "{addendum}");
    }
    for (version, fine) in [("1.05", true), ("1.99", true), ("1", true), ("2.0", false)] {
        let parsed = parsed(&with(json!({"eventVersion": version, "somethingNew": {"a": [1]}})));
        assert_eq!(matches!(parsed, Parsed::Event(_)), fine, "{version}");
    }
}

#[test]
fn case_24_times() {
    for text in
        ["2026-07-31T12:36:52Z", "2026-07-31 12:36:52", "2026-07-31 12:36:52.000", "2026-07-31 12:36:52.000000000"]
    {
        assert_eq!(event(&with(json!({"eventTime": text}))).at.to_rfc3339(), "2026-07-31T12:36:52+00:00", "{text}");
    }
    assert_eq!(parsed(&with(json!({"eventTime": null}))), Parsed::Unusable(Why::NoTime));
}

#[test]
fn case_25_hostile_input() {
    let agent = "<img src=x onerror=alert(1)>,=HYPERLINK(\"x\")\u{1b}[31m";
    let secret = "' OR 1=1 --";
    let seen = event(&with(json!({"userAgent": agent, "requestParameters": {"secretId": secret}})));
    assert_eq!(names(&seen), [format!("secretsmanager:{secret}")]);
    assert!(!seen.agent.as_str().contains('\u{1b}'));

    // A name that is not UTF-8, and half of a surrogate pair: shown as such, nothing else lost.
    let mut bytes = record().to_string().into_bytes();
    let at = bytes.windows(7).position(|window| window == b"prod/db").expect("the name");
    bytes[at] = 0xff;
    let Parsed::Event(seen) = parse(&bytes, &Index::default()) else { panic!("no event") };
    assert_eq!(names(&seen), ["secretsmanager:\u{fffd}rod/db"]);
    let halved = record().to_string().replace("prod/db", r"prod\ud800");
    let Parsed::Event(seen) = parse(halved.as_bytes(), &Index::default()) else { panic!("no event") };
    assert_eq!(names(&seen), ["secretsmanager:prod\u{fffd}"]);

    // A cut file: what came before counts, and it is told.
    let cut = format!("{{\"Records\":[{0},{0}", record());
    let (events, intake) = taken(&cut.as_bytes()[..cut.len() - 10]);
    assert_eq!((events.len(), intake.tally.end), (1, End::Truncated));

    let long = with(json!({"requestParameters": {"secretId": "é".repeat(1 << 20)}}));
    assert!(names(&event(&long))[0].len() < 2100);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = record().to_string().replace("\"prod/db\"", &deep);
    let (events, intake) = taken(format!("{deep}\n{}", record()).as_bytes());
    assert_eq!((events.len(), intake.tally.too_deep), (1, 1));
    assert_eq!(taken(b"eventTime,eventName\n2026,GetSecretValue\n").1.skipped, Some(Skipped::NotJson));
}

#[test]
fn case_26_other_partitions() {
    let arn = "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:a-a1B2c3";
    let seen = event(&with(json!({"awsRegion": "cn-north-1", "requestParameters": {"secretId": arn}})));
    assert_eq!((names(&seen), seen.region.as_str()), (vec!["secretsmanager:a".to_owned()], "cn-north-1"));
    assert_eq!(event(&with(json!({"awsRegion": "cn-west-3r"}))).region.as_str(), "cn-west-3r");
    assert_eq!(parsed(&with(json!({"awsRegion": "nowhere"}))), Parsed::Unusable(Why::NoRegion));
}

#[test]
fn case_27_decryptions_of_other_things_are_noise() {
    let bucket = json!({"aws:s3:arn": "arn:aws:s3:::bucket/key"});
    assert_eq!(parsed(&decrypt(bucket, "s3.amazonaws.com")), Parsed::NotWanted);
    let check = json!({"SecretARN": "RequestToValidateKeyAccess", "SecretVersionId": "RequestToValidateKeyAccess"});
    assert_eq!(parsed(&decrypt(check, "secretsmanager.amazonaws.com")), Parsed::NotWanted);
    let mut config = decrypt(json!({}), "config.amazonaws.com");
    config["errorCode"] = json!("AccessDenied");
    config["requestParameters"] = json!(null);
    assert_eq!(parsed(&config), Parsed::NotWanted);
    let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";
    for context in [json!({"SecretARN": secret}), json!({"secretarn": secret, "SecretVersionId": "v"})] {
        assert_eq!(names(&event(&decrypt(context, "secretsmanager.amazonaws.com"))), ["secretsmanager:prod/db"]);
    }
}
