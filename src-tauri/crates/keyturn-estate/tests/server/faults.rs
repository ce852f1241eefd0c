//! The fault script and the rate limits.

use std::collections::BTreeMap;
use std::time::Duration;

use keyturn_estate::{Effect, Fault, Options, Times};

use crate::client::{From, organisation, start};

#[test]
fn each_effect_does_what_it_says() {
    let server = start(Options::default());
    let home = From::home(&server);
    for (effect, status, code) in [
        (Effect::Throttle, 400, "ThrottlingException"),
        (Effect::Deny, 400, "AccessDeniedException"),
        (Effect::Expire, 400, "ExpiredTokenException"),
        (Effect::Status500, 500, "InternalServerError"),
        (Effect::DisabledRegion, 400, "UnrecognizedClientException"),
        (Effect::Reset, 0, ""),
        (Effect::Stall(Duration::from_millis(20)), 200, ""),
        (Effect::NotJson, 200, ""),
        (Effect::Truncate, 200, ""),
    ] {
        server.set_faults(vec![Fault::on("DescribeParameters", effect)]);
        let answer = home.call("SSM.DescribeParameters", "{\"MaxResults\":5}");
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{effect:?}");
        let readable = matches!(effect, Effect::Stall(_)) || !code.is_empty();
        assert_eq!(answer.json().is_object(), readable, "{effect:?} {}", answer.body);
        assert_eq!(home.call("SecretsManager.ListSecrets", "{}").status, 200, "{effect:?} stays where it belongs");
    }
}

#[test]
fn a_truncated_body_announces_more_than_it_sends() {
    let server = start(Options { faults: vec![Fault::on("ListSecrets", Effect::Truncate)], ..Options::default() });
    let answer = From::home(&server).call("SecretsManager.ListSecrets", "{}");
    let announced = answer.head.to_lowercase().split("content-length: ").nth(1).expect("a length").to_owned();
    let announced: usize = announced.split("\r\n").next().expect("a line").parse().expect("a number");
    assert!(answer.body.starts_with("{\"SecretList\":[") && answer.body.len() < announced, "{}", answer.head);
}

#[test]
fn a_repeated_token_repeats_for_ever() {
    let server = start(Options { faults: vec![Fault::on("ListSecrets", Effect::RepeatToken)], ..Options::default() });
    let home = From::home(&server);
    let first = home.call("SecretsManager.ListSecrets", "{\"MaxResults\":2}").json()["NextToken"].clone();
    let again = home.call("SecretsManager.ListSecrets", &format!("{{\"MaxResults\":2,\"NextToken\":{first}}}"));
    assert_eq!(again.json()["NextToken"], first);
}

#[test]
fn faults_strike_as_often_as_the_script_says() {
    let server = start(Options::default());
    for (times, expected) in [
        (Times::Always, "xxxxxx"),
        (Times::First(2), "xx...."),
        (Times::First(0), "......"),
        (Times::Alternate { fail: 1, pass: 2 }, "x..x.."),
    ] {
        server.set_faults(vec![Fault::on("SSM.DescribeParameters", Effect::Throttle).times(times)]);
        let call = || From::home(&server).call("SSM.DescribeParameters", "{}").status;
        let struck: String = (0..6).map(|_| if call() == 200 { '.' } else { 'x' }).collect();
        assert_eq!(struck, expected, "{times:?}");
    }
}

#[test]
fn the_demo_denies_one_cell() {
    let server = start(Options { faults: Fault::demo(&organisation()), ..Options::default() });
    let mut denied = Vec::new();
    for place in server.read(|organisation| organisation.places.keys().cloned().collect::<Vec<_>>()) {
        let from = From { server: &server, account: place.account.as_str(), region: place.region.as_str() };
        for label in ["SSM.DescribeParameters", "SecretsManager.ListSecrets"] {
            let answer = from.call(label, "{}");
            if answer.status != 200 {
                denied.push(format!("{} {} {label}: {}", place.account, place.region, answer.body));
            }
        }
    }
    insta::assert_snapshot!(denied.join("\n"));
}

#[test]
fn a_denied_role_is_the_roles_account() {
    let data = "123456789012".parse().expect("an account");
    let faults = vec![Fault::on("STS.AssumeRole", Effect::Deny).in_account(&data)];
    let server = start(Options { faults, ..Options::default() });
    for (account, status) in [("123456789012", 403), ("444455556666", 200)] {
        let input = format!("RoleArn=arn:aws:iam::{account}:role/Reader&RoleSessionName=keyturn");
        assert_eq!(From::home(&server).call("STS.AssumeRole", &input).status, status, "{account}");
    }
}

#[test]
fn an_empty_bucket_throttles_its_place_alone() {
    // So slow a bucket gives its first token and, for the length of any test, no other.
    let rates = BTreeMap::from([("SSM.DescribeParameters".to_owned(), 1e-9)]);
    let server = start(Options { rates: Some(rates), ..Options::default() });
    let home = From::home(&server);
    let call = |from: From<'_>, label: &str| from.call(label, "{}").code();
    assert_eq!(call(home, "SSM.DescribeParameters"), "");
    assert_eq!(call(home, "SSM.DescribeParameters"), "ThrottlingException");
    assert_eq!(call(From { region: "eu-west-1", ..home }, "SSM.DescribeParameters"), "");
    assert_eq!(call(home, "SecretsManager.ListSecrets"), "");
}
