//! Copies, corrections, shared ids: each call counts once, in whatever order its records come.

use keyturn_trail::event::Outcome;
use proptest::prelude::*;

use super::*;
use crate::Database;
use crate::table::trail::testing::{HOSTILE, at, event, everything, id, principal, take_in};

fn fresh() -> Database {
    Database::open_in_memory().expect("a database")
}

#[test]
fn a_copy_is_counted_once_within_and_across_runs() {
    let database = fresh();
    let events = [event(1, "role/ci", "a", 0), event(2, "role/ci", "b", 0), event(1, "role/ci", "a", 0)];
    let first = take_in(&database, &events);
    assert_eq!((first.new, first.duplicates, first.corrected), (2, 1, 0));
    assert_eq!(first.touched, BTreeSet::from([(principal("role/ci"), at(0).date_naive())]));
    let again = take_in(&database, &events);
    assert_eq!(again, TakenIn { duplicates: 3, ..TakenIn::default() });
    assert_eq!(everything(&database).len(), 2);
}

#[test]
fn the_copy_in_the_callers_own_account_counts() {
    let own = Event { shared_id: Some(id(99)), ..event(5, "role/ci", "a", 0) };
    let mut owners = Event { shared_id: Some(id(99)), ..event(1, "account/111122223333", "a", 0) };
    owners.account = "444455556666".parse().expect("an account");
    for events in [[own.clone(), owners.clone()], [owners.clone(), own.clone()]] {
        let database = fresh();
        let taken = take_in(&database, &events);
        assert_eq!((taken.new, taken.duplicates), (1, 1));
        assert_eq!(everything(&database), std::slice::from_ref(&own));
        assert_eq!(take_in(&database, &events).duplicates, 2);
        // Either id finds the event that counts.
        let found = database.read(|reader| reader.trail().events_by_id(&[owners.id.clone(), own.id.clone()]));
        assert_eq!(found.expect("events"), std::slice::from_ref(&own));
    }
}

#[test]
fn a_corrected_event_takes_the_place_of_the_one_before() {
    let before = event(1, "role/ci", "a", 0);
    let after = Event {
        corrects: Some(id(1)),
        outcome: Outcome::Denied("AccessDenied".to_owned()),
        ..event(2, "role/other", "a", 90_000)
    };
    let database = fresh();
    take_in(&database, std::slice::from_ref(&before));
    let taken = take_in(&database, std::slice::from_ref(&after));
    assert_eq!((taken.new, taken.duplicates, taken.corrected), (0, 0, 1));
    let touched = BTreeSet::from([
        (principal("role/ci"), before.at.date_naive()),
        (principal("role/other"), after.at.date_naive()),
    ]);
    assert_eq!(taken.touched, touched, "what was counted for the first is to be made anew too");
    assert_eq!(take_in(&database, &[before.clone(), after.clone()]).duplicates, 2);
    assert_eq!(everything(&database), std::slice::from_ref(&after));

    let other_way = fresh();
    take_in(&other_way, std::slice::from_ref(&after));
    assert_eq!(take_in(&other_way, &[before]).duplicates, 1);
    assert_eq!(everything(&other_way), [after]);
}

#[test]
fn a_run_that_was_taken_back_leaves_nothing_remembered() {
    let database = fresh();
    let mut ingest = Ingest::new();
    let lost: Result<(), _> = database.write(|writer| {
        writer.trail().take_in(&mut ingest, &[event(1, "role/lost", "lost", 0)])?;
        Err(StoreError::Busy)
    });
    assert!(matches!(lost, Err(StoreError::Busy)));
    take_in(&database, &[event(2, "role/other", "other", 0)]);
    let kept = [event(1, "role/lost", "lost", 0), event(3, "role/ci", "a", 0)];
    database.write(|writer| writer.trail().take_in(&mut ingest, &kept)).expect("taken in");
    let names: BTreeSet<_> = everything(&database).into_iter().map(|event| event.by.principal.name).collect();
    assert_eq!(names, ["role/ci", "role/lost", "role/other"].map(str::to_owned).into());
    assert!(everything(&database).contains(&kept[0]));
}

#[test]
fn events_of_one_second_all_find_a_place() {
    let database = fresh();
    // Ids that begin alike: their places collide.
    let alike = |number: u32| {
        let id = EventId(format!("aaaaaaaa-bbbb-cccc-8000-{number:012x}"));
        Event { id, ..event(0, "role/ci", "a", 0) }
    };
    let events: Vec<Event> = (0..300).map(alike).collect();
    assert_eq!(take_in(&database, &events).new, 300);
    assert_eq!(take_in(&database, &events).duplicates, 300);
    assert_eq!(everything(&database).len(), 300);
    let found = database.read(|reader| reader.trail().events_by_id(&[events[299].id.clone(), events[7].id.clone()]));
    assert_eq!(found.expect("events"), [events[299].clone(), events[7].clone()]);
}

#[test]
fn ids_that_are_no_uuids_are_told_apart() {
    let database = fresh();
    let named = |text: &str| Event { id: EventId(text.to_owned()), ..event(0, "role/ci", "a", 0) };
    let events = [named(""), named("7"), named(HOSTILE), named(&id(3).0), named(&id(3).0.to_uppercase()), named("7")];
    let taken = take_in(&database, &events);
    assert_eq!((taken.new, taken.duplicates), (5, 1));
}

/// Calls in pairs of copies, each perhaps corrected.
fn records() -> impl Strategy<Value = Vec<Event>> {
    let call = (0_u32..12, any::<bool>(), any::<bool>(), any::<bool>(), 0_i64..3);
    proptest::collection::vec(call, 1..12).prop_map(|calls| {
        let mut events = Vec::new();
        for (number, shared, corrected, twice, day) in calls {
            let shared_id = shared.then(|| id(500 + number));
            let name = format!("role/{}", number % 3);
            let own = Event { shared_id: shared_id.clone(), ..event(number, &name, "a", day * 86_400) };
            if shared {
                let account = "444455556666".parse().expect("an account");
                events.push(Event { account, id: id(100 + number), ..own.clone() });
            }
            if corrected {
                let outcome = Outcome::Failed("Corrected".to_owned());
                events.push(Event { id: id(200 + number), corrects: Some(id(number)), outcome, ..own.clone() });
            }
            events.extend(std::iter::repeat_n(own, 1 + usize::from(twice)));
        }
        // One record of one id, as CloudTrail has it.
        let mut seen = HashMap::new();
        for event in &mut events {
            *event = seen.entry(event.id.clone()).or_insert_with(|| event.clone()).clone();
        }
        events
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_order_of_arrival_does_not_matter(
        (events, shuffled) in records().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        split in 0_usize..20,
    ) {
        let (one, other) = (fresh(), fresh());
        take_in(&one, &events);
        let (first, second) = shuffled.split_at(split.min(shuffled.len()));
        take_in(&other, first);
        take_in(&other, second);
        let ids = |database: &Database| everything(database).into_iter().map(|event| event.id).collect::<BTreeSet<_>>();
        prop_assert_eq!(ids(&one), ids(&other));
        let calls: BTreeSet<_> = everything(&one).into_iter().map(|event| (event.by.principal, event.at)).collect();
        prop_assert!(!calls.is_empty());
    }
}
