//! Events come back as they went in.

use chrono::TimeDelta;
use keyturn_trail::origin::{Origin, Source};
use keyturn_trail::principal::Nature;

use super::*;
use crate::Database;
use crate::table::trail::testing::{HOSTILE, at, event, everything, id, principal, secret_name, take_in};
use crate::testing::region;

fn text() -> String {
    HOSTILE.to_owned()
}

/// One of each shape, with hostile text in each field that AWS or a caller fills.
fn shapes() -> Vec<Event> {
    let base = |number| event(number, "role/ci", "prod/web/db", i64::from(number));
    let mut events: Vec<Event> = Vec::new();
    for (number, target) in [
        Target::Secret(secret_name(HOSTILE)),
        Target::Path { path: text(), recursive: true },
        Target::Path { path: text(), recursive: false },
        Target::Filter { words: text(), catch_all: true },
        Target::Filter { words: text(), catch_all: false },
        Target::Instance(text()),
        Target::Key(text()),
        Target::Trail(text()),
    ]
    .into_iter()
    .enumerate()
    {
        events.push(Event { targets: vec![target], ..base(u32::try_from(number).expect("small")) });
    }
    for (number, source) in [
        Source::Address("2001:db8::7".parse().expect("an address")),
        Source::Service(text()),
        Source::Other(text()),
        Source::Unknown,
    ]
    .into_iter()
    .enumerate()
    {
        let from = Origin { source, vpc_endpoint: Some(text()) };
        events.push(Event { from, ..base(20 + u32::try_from(number).expect("small")) });
    }
    let mut hostile = base(40);
    hostile.by = Actor {
        principal: Principal { account: None, name: text() },
        nature: Nature::WebIdentity,
        session: Some(text()),
        person: Some(text()),
        access_key: Some(text()),
        through: Some(text()),
    };
    hostile.agent = Agent(text());
    hostile.outcome = Outcome::Denied(text());
    hostile.id = EventId(text());
    hostile.shared_id = Some(EventId(format!("shared {HOSTILE}")));
    hostile.corrects = Some(EventId(format!("corrected {HOSTILE}")));
    events.push(hostile);
    for (number, nature) in
        [Nature::Human, Nature::AwsService, Nature::Unknown, Nature::Workload].into_iter().enumerate()
    {
        let mut event = base(50 + u32::try_from(number).expect("small"));
        event.by.nature = nature;
        event.outcome = Outcome::Failed("ThrottlingException".to_owned());
        event.at += TimeDelta::milliseconds(250);
        event.targets = Vec::new();
        event.decrypted = false;
        events.push(event);
    }
    let several = ["b", "a", "c"].map(|name| Target::Secret(secret_name(name))).to_vec();
    events.push(Event { targets: several.clone(), call: Call::GetParameters, ..base(60) });
    events.push(Event {
        targets: several,
        call: Call::BatchGetSecretValue,
        region: region("us-gov-east-1"),
        ..base(61)
    });
    events
}

#[test]
fn an_event_comes_back_as_it_went_in() {
    let database = Database::open_in_memory().expect("a database");
    let mut events = shapes();
    for &call in Call::ALL {
        let number = 100 + u32::try_from(events.len()).expect("small");
        events.push(Event { call, ..event(number, "role/ci", "prod/web/db", i64::from(number)) });
    }
    let taken = take_in(&database, &events);
    assert_eq!((taken.new, taken.duplicates), (u64::try_from(events.len()).expect("small"), 0));
    let by_id = |mut events: Vec<Event>| {
        events.sort_by(|a, b| a.id.cmp(&b.id));
        events
    };
    let found = everything(&database);
    assert!(found.is_sorted_by_key(|event| event.at.timestamp()), "in order of time");
    assert_eq!(by_id(found), by_id(events));
}

#[test]
fn instants_before_1970_and_far_off_are_kept() {
    let database = Database::open_in_memory().expect("a database");
    for (number, seconds) in [-9_000_000_000, -1_767_268_801, -1, 250_000_000_000].into_iter().enumerate() {
        let mut event = event(u32::try_from(number).expect("small"), "role/ci", "a", seconds);
        event.at += TimeDelta::milliseconds(999);
        take_in(&database, std::slice::from_ref(&event));
        let found = database.read(|reader| {
            let trail = reader.trail();
            let millisecond = TimeDelta::milliseconds(1);
            assert_eq!(trail.events_of(&event.by.principal, event.at + millisecond, event.at + millisecond * 2)?, []);
            trail.events_of(&event.by.principal, event.at, event.at + millisecond)
        });
        assert_eq!(found.expect("events"), [event]);
    }
}

#[test]
fn a_stretch_is_of_one_principal_and_of_some_classes() {
    let database = Database::open_in_memory().expect("a database");
    let read = |number, name, seconds| event(number, name, "a", seconds);
    let write = Event { call: Call::PutSecretValue, ..read(9, "role/ci", 5) };
    let events = [read(1, "role/ci", 0), read(2, "role/ci", 10), read(3, "role/web", 5), read(4, "role/ci", 20), write];
    take_in(&database, &events);
    database
        .read(|reader| {
            let trail = reader.trail();
            let numbers = |events: Vec<Event>| events.into_iter().map(|event| event.id).collect::<Vec<_>>();
            assert_eq!(numbers(trail.events_of(&principal("role/ci"), at(0), at(20))?), [1, 9, 2].map(id));
            assert_eq!(numbers(trail.events_of(&principal("role/ci"), at(1), at(21))?), [9, 2, 4].map(id));
            assert_eq!(trail.events_of(&principal("role/nobody"), at(0), at(99))?, []);
            assert_eq!(numbers(trail.events_in(&[Class::Write], at(0), at(20))?), [9].map(id));
            assert_eq!(trail.events_in(&[], at(0), at(20))?, []);
            assert_eq!(numbers(trail.events_by_id(&[id(4), id(77), id(1), id(4)])?), [4, 1].map(id));
            assert_eq!(trail.event_count()?, 5);
            Ok(())
        })
        .expect("a reading");
}
