//! Findings keep what people decided, and go stale when they are no longer made.

use super::*;
use crate::Database;
use crate::table::trail::testing::{HOSTILE, at, finding, principal};
use crate::testing::act;

fn fresh() -> Database {
    Database::open_in_memory().expect("a database")
}

fn day() -> Stretch {
    Stretch { from: at(0), to: at(86_400) }
}

fn put(database: &Database, name: Option<&str>, findings: &[Finding]) -> WrittenFindings {
    let judged = Judged { principal: name.map(principal), stretch: day() };
    database.write(|writer| writer.trail().put_findings(&judged, findings, at(100_000))).expect("written")
}

fn state(database: &Database, key: &str) -> FindingState {
    database.read(|reader| reader.trail().finding(key)).expect("a reading").expect("a finding").state
}

fn decide(database: &Database, key: &str, state: Option<TriageState>) -> bool {
    let triage = state.map(|state| Triage { state, note: HOSTILE.to_owned(), by: "ada".to_owned(), at: at(200_000) });
    database.write(|writer| writer.trail().triage(key, triage.as_ref(), act(key))).expect("decided")
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|&key| key.to_owned()).collect()
}

#[test]
fn a_finding_that_is_no_longer_made_is_stale_and_opens_again() {
    let database = fresh();
    let (a, b, other) = (finding("a", "role/ci", 0), finding("b", "role/ci", 50), finding("c", "role/web", 0));
    assert_eq!(put(&database, None, &[a.clone(), b.clone(), other]).opened, keys(&["a", "b", "c"]));
    assert_eq!(put(&database, Some("role/ci"), &[a.clone(), b.clone()]), WrittenFindings::default());
    assert_eq!(put(&database, Some("role/ci"), std::slice::from_ref(&a)).stale, keys(&["b"]));
    assert_eq!(state(&database, "b"), FindingState::Stale);
    assert_eq!(state(&database, "c"), FindingState::Open, "another principal's was not judged");
    assert_eq!(put(&database, Some("role/ci"), &[a]), WrittenFindings::default(), "told once");
    assert_eq!(put(&database, Some("role/ci"), &[b]).opened, keys(&["b"]));
    assert_eq!((state(&database, "a"), state(&database, "b")), (FindingState::Stale, FindingState::Open));
}

#[test]
fn a_decision_outlives_judgements_and_can_be_taken_back() {
    let database = fresh();
    let mut found = finding("a", "role/ci", 0);
    put(&database, None, &[found.clone()]);
    assert!(!decide(&database, "none", Some(TriageState::Watch)));
    for (decision, expect) in [
        (TriageState::Watch, FindingState::Watch),
        (TriageState::Incident, FindingState::Incident),
        (TriageState::Expected, FindingState::Expected),
    ] {
        assert!(decide(&database, "a", Some(decision)));
        assert_eq!(state(&database, "a"), expect);
        assert_eq!(put(&database, None, &[found.clone()]), WrittenFindings::default());
        assert_eq!(put(&database, None, &[]), WrittenFindings::default());
        assert_eq!(state(&database, "a"), expect);
    }
    found.events.push(keyturn_trail::event::EventId("later".to_owned()));
    put(&database, None, &[found.clone()]);
    let kept = database.read(|reader| reader.trail().finding("a")).expect("a reading").expect("a finding");
    assert!(kept.grown, "it has more events than the person saw");
    assert_eq!(kept.finding, found);
    assert_eq!(kept.triage.map(|triage| (triage.note, triage.by)), Some((HOSTILE.to_owned(), "ada".to_owned())));
    assert!(decide(&database, "a", None));
    assert_eq!(state(&database, "a"), FindingState::Open);
    let entries = database.read(|reader| reader.audit().count()).expect("a count");
    assert_eq!(entries, 4, "one for each decision, none for a finding that is not there");
}

#[test]
fn findings_are_paged_filtered_and_counted() {
    let database = fresh();
    let explained =
        Finding { explained: Some("it created them".to_owned()), severity: Severity::Info, ..finding("e", HOSTILE, 5) };
    let low = Finding { severity: Severity::Low, ..finding("l", "role/web", 10) };
    let all = [finding("a", "role/ci", 0), finding("b", "role/ci", 20), explained.clone(), low];
    assert_eq!(put(&database, None, &all).opened, keys(&["a", "b", "l"]));
    let check = |asked: &FindingsAsked, offset, expect: &[&str], total| {
        let (page, found) = database.read(|reader| reader.trail().findings(asked, offset, 2)).expect("a page");
        let found_keys: Vec<String> = page.into_iter().map(|found| found.finding.key).collect();
        assert_eq!((found_keys, found), (keys(expect), total), "{asked:?}");
    };
    let asked = FindingsAsked::default();
    check(&asked, 0, &["b", "l"], 4);
    check(&asked, 2, &["e", "a"], 4);
    check(&FindingsAsked { states: vec![FindingState::Explained], ..asked.clone() }, 0, &["e"], 1);
    let both = vec![FindingState::Open, FindingState::Stale];
    check(&FindingsAsked { states: both, least: Some(Severity::Medium), ..asked.clone() }, 0, &["b", "a"], 2);
    check(&FindingsAsked { principal: Some(principal(HOSTILE)), ..asked.clone() }, 0, &["e"], 1);
    check(&FindingsAsked { principal: Some(principal("role/none")), ..asked.clone() }, 0, &[], 0);
    check(&FindingsAsked { since: Some(at(20)), ..asked.clone() }, 0, &["b"], 1);
    check(&FindingsAsked { silence: Some(1), ..asked }, 0, &[], 0);
    let counts = database.read(|reader| reader.trail().finding_counts()).expect("counts");
    let count = |state, severity, count| FindingCount { state, severity, count };
    let expect = [
        count(FindingState::Explained, Severity::Info, 1),
        count(FindingState::Open, Severity::Low, 1),
        count(FindingState::Open, Severity::High, 2),
    ];
    assert_eq!(counts, expect);
}
