//! What a suppression hides, and what it does not.

use keyturn_trail::finding::Severity;

use super::*;
use crate::table::trail::testing::{HOSTILE, at, event, finding, principal, secret_name, take_in};
use crate::testing::act;
use crate::{Database, FindingState, FindingsAsked, Judged, Stretch};

fn new(scope: Scope, ends: i64) -> NewSilence {
    NewSilence { scope, why: HOSTILE.to_owned(), by: "ada".to_owned(), made_at: at(0), ends_at: at(ends) }
}

fn put(database: &Database, findings: &[Finding]) -> crate::WrittenFindings {
    let judged = Judged { principal: None, stretch: Stretch { from: at(0), to: at(9) } };
    database.write(|writer| writer.trail().put_findings(&judged, findings, at(10))).expect("written")
}

#[test]
fn every_part_of_a_scope_must_hold() {
    let rules = |rules: &[&str]| rules.iter().map(|&rule| rule.to_owned()).collect::<Vec<_>>();
    let network = |text: &str, bits| Some((text.parse().expect("an address"), bits));
    let check = |scope: Scope, ends, hides: bool| {
        let database = Database::open_in_memory().expect("a database");
        take_in(&database, &[event(1, "role/ci", "a", 0), event(2, "role/ci", "a", 1)]);
        let made = database.write(|writer| writer.trail().add_silence(&new(scope.clone(), ends), act("silence")));
        assert_eq!(made.expect("a suppression").1, 0);
        let written = put(&database, &[finding("a", "role/ci", 0)]);
        assert_eq!(written.hidden.len(), usize::from(hides), "{scope:?}");
        assert_eq!(written.opened.len(), usize::from(!hides), "{scope:?}");
    };
    let base = Scope { principal: Some(principal("role/ci")), ..Scope::default() };
    check(Scope::default(), 99, false);
    check(base.clone(), 99, true);
    check(base.clone(), 5, true);
    check(base.clone(), 4, false);
    check(Scope { principal: Some(principal("role/web")), ..base.clone() }, 99, false);
    check(Scope { rules: rules(&["burst", "new-address"]), ..base.clone() }, 99, true);
    check(Scope { rules: rules(&["burst"]), ..base.clone() }, 99, false);
    check(Scope { objects: Some("prod/*".to_owned()), ..base.clone() }, 99, true);
    check(Scope { objects: Some("prod/api/*".to_owned()), ..base.clone() }, 99, false);
    check(Scope { network: network("198.51.100.0", 24), ..base.clone() }, 99, true);
    check(Scope { network: network("203.0.113.0", 24), ..base.clone() }, 99, false);
    check(Scope { network: network("2001:db8::", 32), ..base.clone() }, 99, false);
    check(Scope { endpoint: Some("vpce-0abc".to_owned()), ..base }, 99, false);
}

#[test]
fn an_endpoint_hides_what_came_through_it_alone() {
    let check = |endpoints: [&str; 2], network: Option<&str>, hides: bool| {
        let database = Database::open_in_memory().expect("a database");
        let through = |number: u32, endpoint: &str| {
            let mut event = event(number, "role/ci", "a", i64::from(number) - 1);
            event.from.vpc_endpoint = Some(endpoint.to_owned());
            event
        };
        take_in(&database, &[through(1, endpoints[0]), through(2, endpoints[1])]);
        let network = network.map(|text| (text.parse().expect("an address"), 24));
        let scope = Scope { endpoint: Some("vpce-0abc".to_owned()), network, ..Scope::default() };
        database.write(|writer| writer.trail().add_silence(&new(scope, 99), act("silence"))).expect("a suppression");
        let written = put(&database, &[finding("a", "role/ci", 0)]);
        assert_eq!(written.hidden.len(), usize::from(hides), "{endpoints:?} {network:?}");
    };
    check(["vpce-0abc", "vpce-0abc"], None, true);
    check(["vpce-0abc", "vpce-0abc"], Some("198.51.100.0"), true);
    check(["vpce-0abc", "vpce-0abc"], Some("203.0.113.0"), false);
    check(["vpce-0abc", "vpce-0abcd"], None, false);
    check(["VPCE-0abc", "vpce-0abc"], None, false);
}

#[test]
fn a_scope_that_an_older_version_wrote_is_read() {
    let scope: Scope =
        serde_json::from_str(r#"{"rules":["burst"],"principal":null,"objects":null,"network":null}"#).expect("a scope");
    assert_eq!(scope, Scope { rules: vec!["burst".to_owned()], ..Scope::default() });
}

#[test]
fn a_finding_with_other_objects_or_events_too_is_shown() {
    let database = Database::open_in_memory().expect("a database");
    take_in(&database, &[event(1, "role/ci", "a", 0)]);
    let scopes = [
        Scope { objects: Some("prod/web/*".to_owned()), ..Scope::default() },
        Scope { network: Some(("198.51.100.7".parse().expect("an address"), 32)), ..Scope::default() },
    ];
    database
        .write(|writer| {
            for scope in scopes {
                writer.trail().add_silence(&new(scope, 99), act("silence"))?;
            }
            Ok(())
        })
        .expect("written");
    let mut wide = finding("wide", "role/ci", 0);
    wide.objects.push(Object::Secret(secret_name("prod/api/key")));
    let mut unnamed = finding("unnamed", "role/ci", 0);
    unnamed.objects.clear();
    let written = put(&database, &[wide, unnamed]);
    assert_eq!(written.opened.len(), 2, "one event of each is not known, one object of each is another");
}

#[test]
fn a_suppression_hides_what_is_open_says_so_and_can_be_ended() {
    let database = Database::open_in_memory().expect("a database");
    put(&database, &[finding("a", "role/ci", 0), finding("b", "role/web", 0)]);
    let scope = Scope { principal: Some(principal("role/ci")), ..Scope::default() };
    let silence = new(scope, 99);
    let (id, hid) = database.write(|writer| writer.trail().add_silence(&silence, act("on"))).expect("written");
    assert_eq!(hid, 1);
    let hidden = FindingsAsked { silence: Some(id), ..FindingsAsked::default() };
    let (found, total) = database.read(|reader| reader.trail().findings(&hidden, 0, 9)).expect("findings");
    assert_eq!((found[0].finding.key.as_str(), found[0].state, total), ("a", FindingState::Expected, 1));
    let end =
        |at_second| database.write(|writer| writer.trail().end_silence(id, at(at_second), act("off"))).expect("ended");
    let all = database.read(|reader| reader.trail().silences()).expect("suppressions");
    let expect = Silence { id, silence: silence.clone(), ended_at: None, hid: 1, last_hid_at: Some(at(4)) };
    assert_eq!(all, std::slice::from_ref(&expect));
    assert!(end(6) && !end(7));
    let worse = Finding { severity: Severity::Critical, ..finding("later", "role/ci", 5) };
    let written = put(&database, &[finding("a", "role/ci", 0), finding("b", "role/web", 0), worse]);
    assert_eq!(written.opened, ["later"], "what it hid stays as it is");
    let all = database.read(|reader| reader.trail().silences()).expect("suppressions");
    assert_eq!(all, [Silence { ended_at: Some(at(6)), ..expect }]);
    assert_eq!(database.read(|reader| reader.audit().count()).expect("a count"), 2);
}
