//! Which files are there decides what opening does; nothing is ever overwritten.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use keyturn_store::{Ask, Database, DatabaseKey, KeyPlace, KeyringUse, OpenError, StoreError, is_there, open};
use zeroize::Zeroizing;

pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// Opens without a keyring, with this answer to every question.
pub(crate) fn open_with(folder: &Path, answer: Option<&str>) -> Result<(Database, KeyPlace), OpenError> {
    open(folder, KeyringUse::Never, &|_| answer.map(|text| Zeroizing::new(text.to_owned())))
}

/// Every file of a folder with its bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file")))
        .collect()
}

pub(crate) fn set(database: &Database, value: &str) {
    database.write(|writer| writer.settings().set("value", value)).expect("written");
}

pub(crate) fn get(database: &Database) -> Option<String> {
    database.read(|reader| reader.settings().get("value")).expect("read")
}

#[test]
fn a_first_start_asks_once_and_later_starts_find_what_was_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("not/yet");
    assert!(!is_there(&inside));
    let asked = RefCell::new(Vec::new());
    let asking = |question: Ask| {
        asked.borrow_mut().push(question);
        Some(Zeroizing::new(PASSPHRASE.to_owned()))
    };
    let (database, place) = open(&inside, KeyringUse::Never, &asking).expect("opened");
    assert_eq!(place, KeyPlace::Passphrase);
    set(&database, "kept");
    drop(database);
    assert!(is_there(&inside));
    let (database, _) = open(&inside, KeyringUse::Never, &asking).expect("opened again");
    assert_eq!(get(&database), Some("kept".to_owned()));
    let turned_off = Ask::New { keyring_error: "it is turned off".to_owned() };
    assert_eq!(*asked.borrow(), [turned_off, Ask::Existing]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&inside), 0o700);
        for name in files(&inside).keys() {
            assert_eq!(mode(&inside.join(name)), 0o600, "{name}");
        }
    }
}

#[test]
fn a_first_start_without_a_good_passphrase_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = open_with(folder.path(), None);
    assert!(matches!(refused, Err(OpenError::PassphraseNeeded { first: true, keyring: Some(_) })), "{refused:?}");
    let short = open_with(folder.path(), Some("elevenchars"));
    assert!(matches!(short, Err(OpenError::Store(StoreError::PassphraseTooShort { least: 12 }))), "{short:?}");
    assert!(files(folder.path()).is_empty());
}

#[test]
fn refusals_change_no_file() {
    /// A folder as it was found, the answer to the question for the passphrase, and what is refused.
    fn check(what: &str, spoil: fn(&Path), answer: Option<&str>, expect: fn(&OpenError) -> bool) {
        let folder = tempfile::tempdir().expect("a folder");
        drop(open_with(folder.path(), Some(PASSPHRASE)).expect("a first start"));
        spoil(folder.path());
        let before = files(folder.path());
        let error = open_with(folder.path(), answer).map(|_| ()).expect_err(what);
        assert!(expect(&error), "{what}: {error:?}");
        assert!(before == files(folder.path()), "{what}: a file was changed");
    }
    let good = Some(PASSPHRASE);
    let nothing: fn(&Path) = |_| {};
    check("wrong passphrase", nothing, Some("another passphrase"), |error| {
        matches!(error, OpenError::Store(StoreError::WrongKey))
    });
    check("no passphrase", nothing, None, |error| {
        matches!(error, OpenError::PassphraseNeeded { first: false, keyring: None })
    });
    check(
        "lost database",
        |folder| fs::remove_file(folder.join("keyturn.db")).expect("removed"),
        good,
        |error| matches!(error, OpenError::DatabaseMissing { .. }),
    );
    check(
        "lost keyturn.json, wrong passphrase",
        |folder| fs::remove_file(folder.join("keyturn.json")).expect("removed"),
        Some("another passphrase"),
        |error| matches!(error, OpenError::CustodyMissing { .. }),
    );
    check(
        "lost keyturn.json, no passphrase",
        |folder| fs::remove_file(folder.join("keyturn.json")).expect("removed"),
        None,
        |error| matches!(error, OpenError::PassphraseNeeded { first: false, keyring: None }),
    );
    check(
        "keyturn.json of a later version",
        |folder| fs::write(folder.join("keyturn.json"), r#"{"schema":2,"id":"x","key":"hsm"}"#).expect("written"),
        good,
        |error| matches!(error, OpenError::CustodyNotUnderstood { .. }),
    );
    check(
        "a key in a keyring that may not be asked",
        |folder| fs::write(folder.join("keyturn.json"), r#"{"schema":1,"id":"x","key":"keyring"}"#).expect("written"),
        good,
        |error| matches!(error, OpenError::KeyringUnavailable { .. }),
    );
    check(
        "an emptied database",
        |folder| fs::write(folder.join("keyturn.db"), "").expect("written"),
        good,
        |error| matches!(error, OpenError::Store(StoreError::Damaged(_))),
    );
}

#[test]
fn a_lost_custody_file_is_written_anew_once_a_passphrase_has_opened_the_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("a first start");
    set(&database, "kept");
    drop(database);
    fs::remove_file(folder.path().join("keyturn.json")).expect("removed");
    for _ in 0..2 {
        let (database, place) = open_with(folder.path(), Some(PASSPHRASE)).expect("opened");
        assert_eq!((get(&database), place), (Some("kept".to_owned()), KeyPlace::Passphrase));
    }
    assert!(folder.path().join("keyturn.json").exists());
}

#[test]
fn a_first_start_that_was_killed_is_finished_or_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("a first start");
    drop(database);
    let (db, new) = (folder.path().join("keyturn.db"), folder.path().join("keyturn.db.new"));
    // Killed between the writing of keyturn.json and the renaming.
    fs::rename(&db, &new).expect("renamed");
    drop(open_with(folder.path(), Some(PASSPHRASE)).expect("finished"));
    assert!(db.exists() && !new.exists());
    // Killed before keyturn.json: nobody was told of the database yet, another passphrase may be chosen.
    fs::rename(&db, &new).expect("renamed");
    fs::remove_file(folder.path().join("keyturn.json")).expect("removed");
    drop(open_with(folder.path(), Some("another passphrase")).expect("begun anew"));
    assert!(db.exists() && !new.exists());
}

#[test]
fn a_place_that_takes_no_files_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let refused = open_with(&file.join("data"), Some(PASSPHRASE));
    assert!(matches!(refused, Err(OpenError::Store(StoreError::NotWritable { .. }))), "{refused:?}");
}

#[test]
fn readers_see_one_moment_while_others_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("a first start");
    set(&database, "before");
    let (seen_first, seen_last) = database
        .read(|reader| {
            let first = reader.settings().get::<String>("value")?;
            std::thread::scope(|scope| {
                scope.spawn(|| set(&database, "after"));
            });
            Ok((first, reader.settings().get::<String>("value")?))
        })
        .expect("a reading");
    assert_eq!((seen_first.as_deref(), seen_last.as_deref()), (Some("before"), Some("before")));
    assert_eq!(get(&database), Some("after".to_owned()));
}

#[test]
fn a_panic_within_a_transaction_takes_it_back_and_leaves_the_database_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("a first start");
    set(&database, "before");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            database.write(|writer| -> Result<(), StoreError> {
                writer.settings().set("value", "half")?;
                panic!("as this test wants it");
            })
        });
        assert!(writing.join().is_err());
        for _ in 0..5 {
            let reading =
                scope.spawn(|| database.read(|_| -> Result<(), StoreError> { panic!("as this test wants it") }));
            assert!(reading.join().is_err());
        }
    });
    assert_eq!(get(&database), Some("before".to_owned()));
    set(&database, "after");
    assert_eq!(get(&database), Some("after".to_owned()));
}

#[test]
fn keys_and_databases_say_nothing_in_debug_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("a first start");
    let shown = format!("{database:?} {:?}", DatabaseKey::Passphrase(PASSPHRASE.to_owned().into()));
    assert!(!shown.contains("horse"), "{shown}");
}

#[test]
fn of_two_first_starts_at_once_one_makes_the_database_and_both_open_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked = std::sync::Mutex::new(Vec::new());
    let start = |name: &'static str| {
        let answer = |question: Ask| {
            asked.lock().expect("a list").push(question);
            Some(Zeroizing::new(PASSPHRASE.to_owned()))
        };
        let (database, _) = open(folder.path(), KeyringUse::Never, &answer).expect("opened");
        database.write(|writer| writer.settings().set(name, name)).expect("written");
    };
    std::thread::scope(|scope| {
        for name in ["one", "two", "three"] {
            scope.spawn(move || start(name));
        }
    });
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("opened");
    for name in ["one", "two", "three"] {
        let found = database.read(|reader| reader.settings().get::<String>(name)).expect("a reading");
        assert_eq!(found.as_deref(), Some(name));
    }
    let asked = asked.into_inner().expect("a list");
    assert_eq!(asked.iter().filter(|question| matches!(question, Ask::New { .. })).count(), 1);
}
