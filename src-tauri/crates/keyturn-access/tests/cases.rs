//! The open cases, each with its decision.

use keyturn_access::plain::check;
use serde_json::Value;

#[test]
fn every_open_case_is_decided_as_it_should_be() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("cases.json")).expect("the cases");
    assert_eq!(cases.len(), 52);
    let mut wrong = Vec::new();
    for case in &cases {
        let checked = check(&case.to_string()).expect("a case");
        let response = format!("{:?}", checked.response);
        if response != case["expected"]["response"] || !checked.faults.is_empty() {
            wrong.push(format!("{}: {response} {:?}", case["name"], checked.faults));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
