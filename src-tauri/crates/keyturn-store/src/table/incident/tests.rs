//! Numbers, logs that two processes write, and what is kept beside them.

use std::sync::{Arc, Barrier};
use std::thread;

use keyturn_domain::incident::evidence::sha256;
use keyturn_domain::incident::timeline::{Note, Source};
use keyturn_domain::incident::watch::{Answer, Hit, Place};
use keyturn_domain::incident::{Entry, IncidentId, Opening, Pinned, Series, Severity, Subject, log};

use super::{MOST_BYTES, PinnedText};
use crate::testing::{ACCOUNT, act, instant, region};
use crate::{Database, DatabaseKey, connection, migration};

fn id(text: &str) -> IncidentId {
    text.parse().expect("a number")
}

fn opening(text: &str) -> Opening {
    Opening {
        id: id(text),
        codename: "amber heron".to_owned(),
        title: "prod/db leaked'; --".to_owned(),
        subject: Subject::Name { name: "prod/db".to_owned() },
        trigger: String::new(),
        detected_at: instant(1),
        severity: Severity::High,
        reasons: Vec::new(),
        runbook: Pinned {
            id: "database-credential".to_owned(),
            version: "1.0.0".to_owned(),
            source_sha256: sha256(b"source"),
            resolved_sha256: sha256(b"resolved"),
        },
    }
}

fn note(text: &str) -> Entry {
    Entry::Noted(Note { happened_at: instant(1), source: Source::Person, text: text.to_owned(), in_report: true })
}

#[test]
fn numbers_follow_each_other_within_a_year_and_apart_for_exercises() {
    let database = Database::open_in_memory().expect("a database");
    database
        .write(|writer| {
            let incidents = writer.incidents();
            let (one, drill) = (incidents.next_id(Series::Incident, 2026)?, incidents.next_id(Series::Drill, 2026)?);
            assert_eq!((one, drill), (id("INC-2026-001"), id("DRILL-2026-001")));
            incidents.open(opening("INC-2026-001"), vec![], instant(1), "ada", act("one"))?;
            incidents.open(opening("DRILL-2026-001"), vec![], instant(2), "ada", act("two"))?;
            assert_eq!(incidents.next_id(Series::Incident, 2026)?, id("INC-2026-002"));
            assert_eq!(incidents.next_id(Series::Incident, 2027)?, id("INC-2027-001"));
            assert_eq!(incidents.ids()?, [id("DRILL-2026-001"), id("INC-2026-001")]);
            assert!(incidents.open(opening("INC-2026-001"), vec![], instant(1), "ada", act("again")).is_err());
            Ok(())
        })
        .expect("written");
}

#[test]
fn a_log_only_grows_and_its_chain_holds() {
    let database = Database::open_in_memory().expect("a database");
    let one = id("INC-2026-001");
    database
        .write(|writer| {
            let incidents = writer.incidents();
            incidents.open(opening("INC-2026-001"), vec![note("a")], instant(1), "ada", act("open"))?;
            let added = incidents.append(one, vec![note("b'; --"), note("c")], instant(2), "bob", act("note"))?;
            assert_eq!(added.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [3, 4]);
            let read = incidents.log(one)?;
            assert_eq!(read[2..], added);
            assert_eq!(log::verify(&read).map(|(length, _)| length), Ok(4));
            assert_eq!(writer.audit().count()?, 2);
            assert_eq!(incidents.log(id("INC-2026-002"))?, []);
            Ok(())
        })
        .expect("written");
    for change in ["UPDATE incident_log SET by_whom = 'eve'", "DELETE FROM incident_log WHERE sequence = 4"] {
        assert!(database.raw().execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn two_processes_on_one_incident_lose_nothing_of_each_other() {
    const EACH: usize = 25;
    let folder = tempfile::tempdir().expect("a folder");
    let (path, key) = (folder.path().join("keyturn.db"), DatabaseKey::Raw([7; 32]));
    let mut new = connection::create_blank(&path, &key).expect("a file");
    migration::to_newest(&mut new).expect("the newest schema");
    new.close().expect("closed");
    let one = id("INC-2026-001");
    let database = Database::open_file(&path, key.clone()).expect("opened");
    database
        .write(|writer| writer.incidents().open(opening("INC-2026-001"), vec![], instant(1), "ada", act("open")))
        .expect("opened");
    let start = Arc::new(Barrier::new(2));
    let writers = ["window", "terminal"].map(|by| {
        let (path, key, start) = (path.clone(), key.clone(), Arc::clone(&start));
        thread::spawn(move || {
            // A connection of its own, as another process has.
            let database = Database::open_file(&path, key).expect("opened");
            start.wait();
            for number in 0..EACH {
                let entry = note(&format!("{by} {number}"));
                database
                    .write(|writer| writer.incidents().append(one, vec![entry], instant(2), by, act("note")))
                    .expect("appended");
            }
        })
    });
    for writer in writers {
        writer.join().expect("written");
    }
    let read = database.read(|reader| reader.incidents().log(one)).expect("a log");
    assert_eq!(log::verify(&read).map(|(length, _)| length), Ok(1 + 2 * EACH as u64));
    for by in ["window", "terminal"] {
        assert_eq!(read.iter().filter(|entry| entry.by == by).count(), EACH);
    }
}

#[test]
fn runbooks_answers_and_contents_come_back() {
    let database = Database::open_in_memory().expect("a database");
    let text = PinnedText {
        source_sha256: sha256(b"source"),
        resolved_sha256: sha256(b"resolved"),
        folder: Some("/home/ada/runbooks'".to_owned()),
        source: "source".to_owned(),
        resolved: "resolved".to_owned(),
    };
    let answer = |watch: u32, day: u32| Answer {
        watch,
        place: Place { account: ACCOUNT.parse().expect("an account"), region: region("eu-west-1") },
        since: instant(1),
        at: instant(day),
        complete: true,
        hits: vec![Hit {
            event_id: "e1'".to_owned(),
            at: instant(1),
            name: "GetSecretValue".to_owned(),
            source: "198.51.100.7".to_owned(),
            refused: true,
        }],
    };
    let one = id("INC-2026-001");
    database
        .write(|writer| {
            let incidents = writer.incidents();
            incidents.pin(&text)?;
            incidents.pin(&text)?;
            assert_eq!(incidents.pinned(&text.resolved_sha256, &text.source_sha256)?.as_ref(), Some(&text));
            assert_eq!(incidents.pinned(&text.source_sha256, &text.source_sha256)?, None);
            incidents.answered(one, &[answer(1, 3), answer(2, 2)])?;
            assert_eq!(incidents.answers(one)?, [answer(1, 3), answer(2, 2)]);
            assert_eq!(incidents.answers(id("INC-2026-002"))?, []);
            incidents.keep_content("00", b"\x00\xff")?;
            incidents.keep_content("00", b"\x00\xff")?;
            assert_eq!(incidents.content("00")?.as_deref(), Some(b"\x00\xff".as_slice()));
            assert_eq!(incidents.content("01")?, None);
            Ok(())
        })
        .expect("written");
    let large = vec![0; MOST_BYTES + 1];
    assert!(database.write(|writer| writer.incidents().keep_content("02", &large)).is_err());
}
