//! Rotations with their steps: kept, found, moved, and never twice in one state.

use keyturn_domain::rotation::record::{Proof, Step, ToldBy};

use super::*;
use crate::Database;
use crate::table::rotation::testing::plan;
use crate::testing::{act, arn, instant};

fn step(state: State) -> Step {
    Step {
        state,
        at: instant(12),
        by: "arn:aws:iam::111122223333:user/ada'; --".to_owned(),
        told_by: ToldBy::Sync,
        evidence: "a sync saw it".to_owned(),
        version: Some("v2".to_owned()),
    }
}

#[test]
fn a_rotation_comes_back_with_its_steps_in_their_order() {
    let database = Database::open_in_memory().expect("a database");
    let path = [State::Refused, State::Stored, State::Moved, State::Closed];
    let id = database
        .write(|writer| {
            let rotation = writer.rotation();
            let id = rotation.add_record(&plan("db", 10), act("plan"))?;
            for state in path {
                assert!(rotation.add_step(id, &step(state), act("step"))?);
            }
            assert!(!rotation.add_step(id, &step(State::ValueMade), act("after the end"))?);
            assert!(!rotation.add_step(99, &step(State::Stored), act("none"))?);
            assert_eq!(writer.audit().count()?, 5);
            Ok(id)
        })
        .expect("written");
    let found = database.read(|reader| reader.rotation().record(id)).expect("read").expect("a rotation");
    assert_eq!(found, RotationRecord { id, plan: plan("db", 10), steps: path.map(step).to_vec() });
    assert_eq!(found.proof(), Proof::Proved);
    assert_eq!(database.read(|reader| reader.rotation().record(99)).expect("read"), None);
}

#[test]
fn a_state_is_reached_once_whoever_comes_second() {
    let database = Database::open_in_memory().expect("a database");
    database
        .write(|writer| {
            let rotation = writer.rotation();
            let id = rotation.add_record(&plan("db", 10), act("plan"))?;
            assert!(rotation.add_step(id, &step(State::Stored), act("first"))?);
            assert!(rotation.add_step(id, &step(State::Moved), act("moved"))?);
            let second = Step { version: Some("v3".to_owned()), ..step(State::Stored) };
            assert!(!rotation.add_step(id, &second, act("second"))?);
            let found = rotation.record(id)?.expect("a rotation");
            assert_eq!((found.state(), found.steps.len()), (State::Moved, 2));
            let moved = RecordsAsked { states: vec![State::Moved], ..RecordsAsked::default() };
            assert_eq!(rotation.records(&moved, 0, 9)?.1, 1);
            assert_eq!(writer.audit().count()?, 3);
            Ok(())
        })
        .expect("written");
}

#[test]
fn a_version_is_noted_once_on_a_step_that_was_told_without_one() {
    let database = Database::open_in_memory().expect("a database");
    database
        .write(|writer| {
            let rotation = writer.rotation();
            let id = rotation.add_record(&plan("db", 10), act("plan"))?;
            assert!(!rotation.confirm_stored(id, "v2", act("nothing stored"))?);
            rotation.add_step(id, &Step { version: None, ..step(State::Stored) }, act("told"))?;
            rotation.add_step(id, &Step { version: None, ..step(State::Closed) }, act("closed"))?;
            assert!(rotation.confirm_stored(id, "v2", act("seen"))?);
            assert!(!rotation.confirm_stored(id, "v3", act("again"))?);
            let found = rotation.record(id)?.expect("a rotation");
            assert_eq!(found.step(State::Stored), Some(&step(State::Stored)));
            assert_eq!(writer.audit().count()?, 4);
            Ok(())
        })
        .expect("written");
}

#[test]
fn rotations_are_asked_for_by_what_they_are() {
    let database = Database::open_in_memory().expect("a database");
    database
        .write(|writer| {
            let rotation = writer.rotation();
            for (name, day) in [("a", 20), ("b", 30), ("c", 5), ("a", 10)] {
                let id = rotation.add_record(&plan(name, day), act("plan"))?;
                if id == 1 {
                    rotation.add_step(1, &step(State::Cancelled), act("step"))?;
                }
            }
            rotation.add_step(4, &step(State::Stored), act("step"))?;
            Ok(())
        })
        .expect("written");
    let check = |asked: RecordsAsked, expect: &[i64]| {
        let (page, total) = database.read(|reader| reader.rotation().records(&asked, 0, 9)).expect("records");
        assert_eq!(page.iter().map(|record| record.id).collect::<Vec<_>>(), expect, "{asked:?}");
        assert_eq!(total, expect.len() as u64);
    };
    let all = RecordsAsked::default();
    check(all.clone(), &[2, 1, 4, 3]);
    check(RecordsAsked { open: Some(true), ..all.clone() }, &[2, 4, 3]);
    check(RecordsAsked { open: Some(false), ..all.clone() }, &[1]);
    check(RecordsAsked { secret: Some(arn("eu-west-1", "a")), ..all.clone() }, &[1, 4]);
    check(RecordsAsked { states: vec![State::Planned, State::Cancelled], ..all.clone() }, &[2, 1, 3]);
    check(RecordsAsked { open: Some(true), states: vec![State::Cancelled], secret: None }, &[]);
    database
        .read(|reader| {
            let rotation = reader.rotation();
            let (page, total) = rotation.records(&all, 1, 2)?;
            assert_eq!((page.iter().map(|record| record.id).collect::<Vec<_>>(), total), (vec![1, 4], 4));
            let ids = |records: Vec<RotationRecord>| records.into_iter().map(|record| record.id).collect::<Vec<_>>();
            assert_eq!(ids(rotation.open_records()?), [3, 4, 2]);
            let of = [arn("eu-west-1", "a"), arn("eu-west-1", "c"), arn("eu-west-1", "x")];
            assert_eq!(ids(rotation.records_of(&of)?), [1, 3, 4]);
            assert!(rotation.records_of(&[])?.is_empty());
            Ok(())
        })
        .expect("read");
}

#[test]
fn an_open_rotation_is_moved_to_another_day_and_an_ended_one_is_not() {
    let database = Database::open_in_memory().expect("a database");
    database
        .write(|writer| {
            let rotation = writer.rotation();
            let id = rotation.add_record(&plan("a", 10), act("plan"))?;
            assert!(rotation.replan(id, &plan("a", 17), act("move"))?);
            assert!(!rotation.replan(id, &plan("b", 18), act("another secret"))?);
            assert_eq!(rotation.record(id)?.expect("a rotation").plan, plan("a", 17));
            rotation.add_step(id, &step(State::Cancelled), act("step"))?;
            assert!(!rotation.replan(id, &plan("a", 24), act("too late"))?);
            assert_eq!(writer.audit().count()?, 3);
            Ok(())
        })
        .expect("written");
}

#[test]
fn a_secret_has_one_open_rotation() {
    let database = Database::open_in_memory().expect("a database");
    let add = |name: &str, day: u32| {
        database.write(|writer| {
            writer.rotation().add_record(&plan("another", 9), act("plan"))?;
            writer.rotation().add_record(&plan(name, day), act("plan"))
        })
    };
    let first = database.write(|writer| writer.rotation().add_record(&plan("db", 10), act("plan"))).expect("planned");
    let second = add("db", 12).expect_err("a second one").to_string();
    assert_eq!(second, "db has an open rotation (number 1, planned for 2026-01-10): move that one");
    let twice = add("another", 12).expect_err("named twice").to_string();
    assert!(twice.starts_with("another has an open rotation"), "{twice}");
    let ids = |database: &Database| {
        let open = database.read(|reader| reader.rotation().open_records()).expect("read");
        open.into_iter().map(|record| record.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&database), [first], "what was refused left nothing");
    assert_eq!(database.read(|reader| reader.audit().count()).expect("read"), 1);
    database.write(|writer| writer.rotation().add_step(first, &step(State::Closed), act("end"))).expect("closed");
    add("db", 20).expect("the next one");
    assert_eq!(ids(&database).len(), 2);
}

#[test]
fn of_two_open_rotations_of_before_the_first_goes_on() {
    let mut connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(CREATE).expect("the table");
    connection.execute_batch(crate::table::rotation::STEPS).expect("the steps");
    let put = |id: i64, name: &str, state: State| {
        let plan = plan(name, 10);
        connection
            .execute(
                "INSERT INTO rotation_records VALUES (?1, ?2, ?3, 20000, NULL, ?4)",
                (id, plan.secret.as_str(), state.code(), row::to_json(TABLE, &plan).expect("JSON")),
            )
            .expect("a row");
    };
    put(1, "a", State::Closed);
    put(2, "a", State::Planned);
    put(3, "b", State::Stored);
    put(4, "a", State::Stored);
    put(5, "a", State::Planned);
    put(6, "a", State::Cancelled);
    let transaction = connection.transaction().expect("a transaction");
    transaction.execute_batch(ONE_OPEN).expect("changed");
    transaction.commit().expect("kept");
    let mut query = connection.prepare("SELECT id, state FROM rotation_records ORDER BY id").expect("a query");
    let states: Vec<(i64, String)> = query
        .query_map([], |found| Ok((found.get(0)?, found.get(1)?)))
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    let expect = ["closed", "planned", "stored", "cancelled", "cancelled", "cancelled"];
    assert_eq!(states, (1..).zip(expect.map(str::to_owned)).collect::<Vec<_>>());
    for (id, told) in [(2, 0), (3, 0), (4, 1), (5, 1)] {
        let steps = steps::of(&connection, id).expect("steps");
        assert_eq!(steps.len(), told, "{id}");
        for step in steps {
            assert_eq!((step.state, step.by.as_str()), (State::Cancelled, "Keyturn"));
            assert!(step.evidence.contains("number 2"), "{}", step.evidence);
        }
    }
}
