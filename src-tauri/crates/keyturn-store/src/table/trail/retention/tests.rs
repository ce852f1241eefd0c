//! What is pruned is not counted again, and what comes late is counted once.

use chrono::TimeDelta;
use keyturn_trail::event::Event;
use keyturn_trail::read::{Object, Way};
use keyturn_trail::target::Target;

use super::*;
use crate::table::trail::testing::{at, event, everything, principal, take_in};
use crate::{Database, Ended, ObjectUse};

/// Takes events in and makes the facts of what was touched, as a run does.
fn run(database: &Database, events: &[Event]) {
    for (principal, day) in take_in(database, events).touched {
        let from = day.and_time(chrono::NaiveTime::MIN).and_utc();
        database
            .write(|writer| {
                let trail = writer.trail();
                let events = trail.events_of(&principal, from, from + TimeDelta::days(1))?;
                let uses: Vec<ObjectUse> = events.iter().map(used).collect();
                trail.put_day(&principal, day, &uses, Some(&events.len()))
            })
            .expect("facts");
    }
}

fn used(event: &Event) -> ObjectUse {
    let Some(Target::Secret(secret)) = event.targets.first() else { panic!("a secret") };
    ObjectUse {
        object: Object::Secret(secret.clone()),
        way: Way::Named,
        ended: Ended::Done,
        count: 1,
        first_at: event.at,
        last_at: event.at,
    }
}

/// How often which secret was read, by the facts.
fn counted(database: &Database) -> Vec<(String, u32)> {
    let uses = database.read(|reader| reader.trail().uses(None, NaiveDate::MIN, NaiveDate::MAX)).expect("facts");
    let mut counts = std::collections::BTreeMap::new();
    for one in uses {
        let Object::Secret(secret) = one.used.object else { panic!("a secret") };
        *counts.entry(secret.name).or_default() += one.used.count;
    }
    counts.into_iter().collect()
}

fn prune(database: &Database, days_later: i64) -> Pruned {
    let now = at(0) + TimeDelta::days(days_later);
    database.write(|writer| writer.trail().prune(Retention::default(), now)).expect("pruned")
}

fn counts(counts: &[(&str, u32)]) -> Vec<(String, u32)> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn what_was_pruned_is_not_counted_again() {
    let database = Database::open_in_memory().expect("a database");
    let first = [event(1, "role/ci", "a", 0), event(2, "role/ci", "a", 1), event(3, "role/ci", "b", 86_400)];
    run(&database, &first);
    assert_eq!(counted(&database), counts(&[("a", 2), ("b", 1)]));
    assert_eq!(prune(&database, 90), Pruned::default(), "the 90th day is kept");
    assert_eq!(prune(&database, 91).events, 2);
    assert_eq!(everything(&database), [first[2].clone()]);

    run(&database, &first);
    assert_eq!(counted(&database), counts(&[("a", 2), ("b", 1)]), "the same file again");
    for late in [
        [event(4, "role/ci", "a", 2), event(1, "role/ci", "a", 0)],
        [event(4, "role/ci", "a", 2), event(5, "role/ci", "c", 3)],
    ] {
        run(&database, &late);
    }
    assert_eq!(counted(&database), counts(&[("a", 3), ("b", 1), ("c", 1)]), "late ones beside them");
    assert_eq!(prune(&database, 91).events, 2);
    run(&database, &[event(6, "role/ci", "a", 4)]);
    assert_eq!(counted(&database), counts(&[("a", 4), ("b", 1), ("c", 1)]), "and once more");
    let shapes: Vec<(_, _, usize)> = database
        .read(|reader| reader.trail().shapes(Some(&principal("role/ci")), at(0).date_naive(), at(0).date_naive()))
        .expect("shapes");
    assert_eq!(shapes.into_iter().map(|(_, _, shape)| shape).collect::<Vec<_>>(), [1, 2, 2]);
}

#[test]
fn facts_go_after_their_own_time_with_the_ids_counted_in_them() {
    let database = Database::open_in_memory().expect("a database");
    let events = [event(1, "role/ci", "a", 0), event(2, "role/ci", "b", 86_400)];
    run(&database, &events);
    prune(&database, 91);
    assert_eq!(prune(&database, 401), Pruned { events: 1, facts: 1 });
    assert_eq!(counted(&database), counts(&[("b", 1)]));
    let left: i64 = database.raw().query_row("SELECT count(*) FROM trail_seen", [], |row| row.get(0)).expect("a count");
    assert_eq!(left, 1);
    let names: i64 =
        database.raw().query_row("SELECT count(*) FROM trail_names", [], |row| row.get(0)).expect("a count");
    assert_eq!(names, 0, "texts that no event has any more");
    run(&database, &[event(3, "role/ci", "a", 400 * 86_400)]);
    assert_eq!(counted(&database), counts(&[("a", 1), ("b", 1)]));
}

#[test]
fn a_day_is_replaced_as_a_whole() {
    let database = Database::open_in_memory().expect("a database");
    let one = event(1, "role/ci", "a", 0);
    run(&database, std::slice::from_ref(&one));
    let day = one.at.date_naive();
    database
        .write(|writer| {
            let trail = writer.trail();
            let twice = [used(&one), ObjectUse { count: 4, last_at: at(9), ..used(&one) }];
            trail.put_day(&one.by.principal, day, &twice, None::<&u32>)?;
            let uses = trail.uses(Some(&one.by.principal), day, day)?;
            assert_eq!(uses.len(), 1);
            assert_eq!(uses[0].used, ObjectUse { count: 5, last_at: at(9), ..used(&one) });
            assert_eq!(trail.shapes::<u32>(None, day, day)?, []);
            trail.put_day(&one.by.principal, day, &[], None::<&u32>)?;
            assert_eq!(trail.uses(None, day, day)?, []);
            assert_eq!(trail.uses(Some(&principal("role/none")), day, day)?, []);
            Ok(())
        })
        .expect("written");
}
