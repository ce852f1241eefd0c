//! A log that only grows, and items that follow it.

use std::path::Path;

use keyturn_domain::review::{Outcome, Settled, Verdict};

use super::*;
use crate::table::review::testing::{campaign, decided, items, lines};
use crate::testing::{act, instant};
use crate::{Database, DatabaseKey, connection};

fn opened() -> Database {
    let database = Database::open_in_memory().expect("a database");
    database.write(|writer| writer.review().open(&campaign(), &items(), &lines(), act("open"))).expect("opened");
    database
}

fn append(database: &Database, entries: Vec<Entry>) -> Vec<LogEntry> {
    let entries = entries.into_iter().map(|entry| (instant(2), "bob".to_owned(), entry)).collect();
    database.write(|writer| writer.review().append(&campaign(), entries, Some(act("decide")))).expect("appended")
}

fn stands(database: &Database, number: usize) -> (Outcome, String, bool) {
    let row = database.read(|reader| reader.review().row(&campaign().id, &items()[number - 1].id)).expect("read");
    let row = row.expect("an item");
    (row.outcome, row.reviewer, row.reopened)
}

#[test]
fn items_follow_their_log_step_by_step() {
    let database = opened();
    let bob = "bob".to_owned();
    append(&database, vec![decided(1, Verdict::Keep, "bob", None), decided(2, Verdict::Keep, "bob", None)]);
    assert_eq!(stands(&database, 1), (Outcome::Stands(Verdict::Keep), bob.clone(), false));
    append(&database, vec![decided(1, Verdict::Revoke, "bob", None)]);
    assert_eq!(stands(&database, 1).0, Outcome::Stands(Verdict::Revoke));
    append(&database, vec![Entry::Undone { sequence: 3, bulk: 1 }]);
    assert_eq!(stands(&database, 1).0, Outcome::Stands(Verdict::Keep), "what was before stands again");
    append(&database, vec![Entry::Undone { sequence: 1, bulk: 2 }]);
    assert_eq!((stands(&database, 1).0, stands(&database, 2).0), (Outcome::Undecided, Outcome::Undecided));
    append(&database, vec![decided(1, Verdict::Reassign, "bob", Some("ada"))]);
    assert_eq!(stands(&database, 1), (Outcome::Reassigned("ada".to_owned()), "ada".to_owned(), false));
    append(&database, vec![Entry::Undone { sequence: 6, bulk: 1 }]);
    assert_eq!(stands(&database, 1), (Outcome::Undecided, bob.clone(), false));
    append(&database, vec![Entry::Reopened { item: items()[0].id.clone(), why: "drift".to_owned() }]);
    assert_eq!(stands(&database, 1), (Outcome::Undecided, bob, true));
    database
        .read(|reader| {
            let (review, id) = (reader.review(), campaign().id);
            let log = review.log(&id)?;
            assert_eq!(log::verify(&log).map(|(count, _)| count), Ok(8));
            assert_eq!(review.log_end(&id)?, Some((8, log[7].hash.clone())));
            assert_eq!(review.log_from(&id, 2, 2)?, log[1..3]);
            let of_item = review.log_of_item(&id, &items()[0].id)?;
            let gone: Vec<(u64, bool)> = of_item.iter().map(|one| (one.entry.sequence, one.taken_back)).collect();
            assert_eq!(gone, [(1, true), (3, true), (6, true), (8, false)]);
            assert_eq!(reader.audit().count()?, 8);
            Ok(())
        })
        .expect("read");
}

#[test]
fn the_log_refuses_changes_and_shows_those_made_past_its_triggers() {
    let database = opened();
    append(&database, vec![decided(1, Verdict::Keep, "bob", None), decided(2, Verdict::Keep, "bob", None)]);
    for sql in ["UPDATE review_log SET by_whom = 'eve'", "DELETE FROM review_log WHERE sequence = 2"] {
        let refused = database.raw().execute(sql, []).expect_err("refused");
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
    let raw = database.raw();
    raw.execute_batch("DROP TRIGGER review_log_is_not_changed").expect("a trigger");
    raw.execute("UPDATE review_log SET entry = replace(entry, ':\"keep\"', ':\"revoke\"') WHERE sequence = 1", [])
        .expect("a forgery");
    drop(raw);
    let log = database.read(|reader| reader.review().log(&campaign().id)).expect("read");
    assert_eq!(log::verify(&log).map(drop), Err(log::BrokenLog::Changed(1)));
}

#[test]
fn an_entry_about_nothing_is_refused_and_leaves_nothing() {
    let database = opened();
    let strange = Entry::Reopened { item: "0123456789abcdef".parse().expect("an id"), why: "drift".to_owned() };
    let entries = vec![decided(1, Verdict::Keep, "bob", None), strange];
    let entries = entries.into_iter().map(|entry| (instant(2), "bob".to_owned(), entry)).collect();
    let refused = database.write(|writer| writer.review().append(&campaign(), entries, Some(act("decide"))));
    assert!(matches!(refused, Err(StoreError::NotFound(_))), "{refused:?}");
    assert_eq!(stands(&database, 1).0, Outcome::Undecided);
    let left = database.read(|reader| Ok((reader.review().log(&campaign().id)?, reader.audit().count()?)));
    assert_eq!(left.expect("read"), (vec![], 1));
}

/// The database and its write-ahead log as a process that is killed now leaves them.
fn as_killed(path: &Path, to: &Path) {
    for ending in ["", "-wal"] {
        let name = format!("keyturn.db{ending}");
        let from = path.with_file_name(&name);
        if from.exists() {
            std::fs::copy(from, to.join(name)).expect("a copy");
        }
    }
}

#[test]
fn killed_at_any_step_nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, key) = (folder.path().join("keyturn.db"), DatabaseKey::Raw([7; 32]));
    connection::create(&path, &key).expect("a file");
    let database = Database::open_file(&path, key.clone()).expect("opened");
    database.write(|writer| writer.review().open(&campaign(), &items(), &lines(), act("open"))).expect("opened");
    let steps = [
        vec![decided(1, Verdict::Keep, "bob", None)],
        vec![decided(2, Verdict::Keep, "bob", None), decided(3, Verdict::Keep, "bob", None)],
        vec![Entry::Undone { sequence: 2, bulk: 2 }],
        vec![decided(1, Verdict::Reassign, "bob", Some("ada")), decided(4, Verdict::Revoke, "ada", None)],
    ];
    let mut acknowledged = 0;
    for (step, entries) in (1..).zip(steps) {
        let (before, after) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let added = entries.len() as u64;
        let entries = entries.into_iter().map(|entry| (instant(2), "bob".to_owned(), entry)).collect();
        let written = database.write(|writer| {
            let added = writer.review().append(&campaign(), entries, Some(act("decide")))?;
            as_killed(&path, before.path());
            Ok(added)
        });
        assert!(written.is_ok());
        as_killed(&path, after.path());
        check_whole(before.path(), &key, acknowledged, step);
        acknowledged += added;
        check_whole(after.path(), &key, acknowledged, step + 1);
    }
}

/// The log is whole and so long, every item stands as the log says, and the audit log has an entry for each step.
fn check_whole(folder: &Path, key: &DatabaseKey, entries: u64, audited: u64) {
    let database = Database::open_file(&folder.join("keyturn.db"), key.clone()).expect("opened again");
    database
        .read(|reader| {
            let review = reader.review();
            let log = review.log(&campaign().id)?;
            assert_eq!(log::verify(&log).map(|(count, _)| count), Ok(entries));
            let gone = log::taken_back(&log);
            for item in items() {
                let of_item = log.iter().filter(|entry| entry.entry.item() == Some(&item.id));
                let settled = Settled::of("lea", of_item.filter(|entry| !gone.contains(&entry.sequence)));
                let row = review.row(&campaign().id, &item.id)?.expect("an item");
                assert_eq!(row.outcome.code(), settled.outcome.code());
                assert_eq!(row.reviewer, settled.handed_to.unwrap_or(item.reviewer));
            }
            assert_eq!((reader.audit().count()?, reader.audit().verify()?.1), (audited, None));
            Ok(())
        })
        .expect("read");
}
