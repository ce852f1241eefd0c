//! Groups, lanes and buckets add up to what was asked for.

use chrono::NaiveDate;
use keyturn_trail::event::{Event, Outcome};
use keyturn_trail::target::Target;

use super::*;
use crate::table::trail::testing::{at, event, finding, principal, secret_name, take_in};
use crate::{Database, GroupBy, GroupOf, Judged, Stretch};

fn filled() -> Database {
    let database = Database::open_in_memory().expect("a database");
    let both = vec![Target::Secret(secret_name("a")), Target::Secret(secret_name("b"))];
    let events = [
        event(1, "role/ci", "a", 0),
        Event { outcome: Outcome::Denied("AccessDenied".to_owned()), ..event(2, "role/ci", "b", 30) },
        Event { targets: both, ..event(3, "role/web", "a", 60) },
        event(4, "role/web", "a", 99),
        event(5, "role/web", "a", 99),
        event(6, "role/etl", "c", 43_200),
    ];
    take_in(&database, &events);
    database
}

fn timeline(database: &Database, from: Option<i64>, to: Option<i64>, buckets: u32, lanes: u32) -> Option<Timeline> {
    let asked = TimelineAsked { from: from.map(at), to: to.map(at), buckets, lanes };
    database.read(|reader| reader.trail().read_timeline(&ReadsAsked::default(), asked)).expect("a timeline")
}

#[test]
fn lanes_with_findings_come_first_then_the_busiest_and_the_rest_is_summed() {
    let database = filled();
    let judged = Judged { principal: None, stretch: Stretch { from: at(0), to: at(9) } };
    database
        .write(|writer| writer.trail().put_findings(&judged, &[finding("f", "role/ci", 0)], at(9)))
        .expect("a finding");
    let lane = |name: Option<&str>, principals, counts: &[u32], found: &[u32]| Lane {
        principal: name.map(principal),
        principals,
        counts: counts.to_vec(),
        found: found.to_vec(),
    };
    let found = timeline(&database, Some(0), Some(100), 4, 2).expect("events");
    let ci = lane(Some("role/ci"), 1, &[1, 1, 0, 0], &[1, 1, 0, 0]);
    let web = lane(Some("role/web"), 1, &[0, 0, 1, 2], &[0, 0, 0, 0]);
    assert_eq!(found.lanes, [ci.clone(), web]);
    assert_eq!((found.from, found.to, found.total), (at(0), at(100), 5));
    let whole = timeline(&database, None, None, 2, 1).expect("events");
    assert_eq!((whole.from, whole.to, whole.total), (at(0), at(43_201), 6));
    let ci = Lane { counts: vec![2, 0], found: vec![2, 0], ..ci };
    assert_eq!(whole.lanes, [ci, lane(None, 2, &[3, 1], &[0, 0])]);
    assert_eq!(timeline(&database, Some(5), Some(5), 10, 2), None);
    assert_eq!(timeline(&Database::open_in_memory().expect("a database"), None, None, 10, 2), None);
}

#[test]
fn groups_count_events_objects_and_principals() {
    let database = filled();
    let groups = |by, limit| {
        let (groups, total) =
            database.read(|reader| reader.trail().read_groups(&ReadsAsked::default(), by, limit)).expect("groups");
        let groups: Vec<_> = groups
            .into_iter()
            .map(|group| {
                let word = match group.of {
                    GroupOf::Principal(principal) => principal.name,
                    GroupOf::Object(Target::Secret(secret), None) => secret.name,
                    GroupOf::Source(origin) => format!("{:?}", origin.source),
                    GroupOf::Agent(agent) => agent.0,
                    GroupOf::Day(day) => day.to_string(),
                    GroupOf::Object(..) => panic!("not here"),
                };
                (word, group.events, group.denied, group.objects, group.principals)
            })
            .collect();
        (groups, total)
    };
    let row = |word: &str, events, denied, objects, principals| (word.to_owned(), events, denied, objects, principals);
    let (by_principal, total) = groups(GroupBy::Principal, 2);
    assert_eq!((by_principal, total), (vec![row("role/web", 3, 0, 2, 1), row("role/ci", 2, 1, 2, 1)], 3));
    let secrets = vec![row("a", 4, 0, 2, 2), row("b", 2, 1, 2, 2), row("c", 1, 0, 1, 1)];
    assert_eq!(groups(GroupBy::Secret, 9), (secrets, 3));
    assert_eq!(groups(GroupBy::Source, 9).0, [row("Address(198.51.100.7)", 6, 1, 3, 3)]);
    assert_eq!(groups(GroupBy::Agent, 9).0, [row("Boto3/1", 6, 1, 3, 3)]);
    let days = groups(GroupBy::Day, 9).0;
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    assert_eq!(at(0).date_naive(), day);
    assert_eq!(days, [row("2026-01-02", 1, 0, 1, 1), row("2026-01-01", 5, 1, 2, 2)]);
}
