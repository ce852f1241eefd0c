//! What a file says that is not as Keyturn left it.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::Database;
use crate::testing::{cell, instant, read_in_full, secret};

const KEY: DatabaseKey = DatabaseKey::Raw([7; 32]);

/// A database file of a few dozen pages, closed.
fn closed() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keyturn.db");
    create(&path, &KEY).expect("created");
    let database = Database::open_file(&path, KEY).expect("opened");
    let secrets: Vec<_> = (0..50).map(|number| secret("eu-west-1", &format!("canary-name-{number}"))).collect();
    read_in_full(&database, &cell("eu-west-1"), &secrets, instant(1)).expect("a delta");
    (folder, path)
}

fn count(path: &Path, key: DatabaseKey) -> Result<u32, StoreError> {
    Database::open_file(path, key)?.read(|reader| {
        let secrets = reader.secrets();
        let filter = keyturn_domain::filter::Filter::default();
        let mut found = 0;
        for row in secrets.list(&filter, keyturn_domain::listing::Sort::default(), 0, 1000, instant(2))? {
            found += u32::from(secrets.find(&row.arn)?.is_some());
        }
        Ok(found)
    })
}

#[test]
fn only_the_right_key_opens_the_file() {
    let (_folder, path) = closed();
    assert_eq!(count(&path, KEY).expect("a count"), 50);
    let before = fs::read(&path).expect("the file");
    for wrong in [DatabaseKey::Raw([8; 32]), DatabaseKey::Passphrase("a wrong passphrase".to_owned().into())] {
        assert!(matches!(count(&path, wrong), Err(StoreError::WrongKey)));
    }
    assert!(before == fs::read(&path).expect("the file"), "the file was changed");
}

#[test]
fn a_damaged_file_is_told_from_a_wrong_key() {
    let (_folder, path) = closed();
    let whole = fs::read(&path).expect("the file");
    let pages = whole.len() / usize::try_from(PAGE).expect("a page");
    assert!(pages > 20);
    let flipped = |offset: usize| {
        let mut bytes = whole.clone();
        bytes[offset] ^= 0xff;
        bytes
    };
    let zeroed: Vec<u8> = vec![0; whole.len()];
    for (what, bytes, wrong_key) in [
        ("empty", Vec::new(), false),
        ("cut off within the first page", whole[..1000].to_vec(), false),
        ("a byte of the first page", flipped(100), false),
        ("a plain file", [PLAIN_HEADER.as_slice(), &whole[16..]].concat(), false),
        // Nothing is left that could tell them apart: the salt is gone, or everything is.
        ("the salt", flipped(3), true),
        ("zeros", zeroed, true),
    ] {
        fs::write(&path, &bytes).expect("written");
        let error = count(&path, KEY).expect_err(what);
        let told =
            if wrong_key { matches!(error, StoreError::WrongKey) } else { matches!(error, StoreError::Damaged(_)) };
        assert!(told, "{what}: {error:?}");
        assert!(bytes == fs::read(&path).expect("the file"), "{what}: the file was changed");
    }
}

#[test]
fn damage_further_in_is_found_when_it_is_read() {
    let (_folder, path) = closed();
    let whole = fs::read(&path).expect("the file");
    let page = usize::try_from(PAGE).expect("a page");
    let mut found = 0;
    for number in 1..whole.len() / page {
        let mut bytes = whole.clone();
        bytes[number * page + 200] ^= 0xff;
        fs::write(&path, &bytes).expect("written");
        match count(&path, KEY) {
            // A page that this reading does not touch.
            Ok(count) => assert_eq!(count, 50),
            Err(StoreError::Damaged(_)) => found += 1,
            Err(other) => panic!("page {number}: {other:?}"),
        }
    }
    assert!(found > 5, "{found}");
}

#[test]
fn an_examination_finds_each_damaged_page_and_nothing_in_a_sound_file() {
    let (_folder, path) = closed();
    let whole = fs::read(&path).expect("the file");
    let sound = Database::open_file(&path, KEY).and_then(|database| database.examine()).expect("examined");
    assert_eq!(sound, crate::Examination { bytes: Some(whole.len() as u64), faults: Vec::new() });
    let page = usize::try_from(PAGE).expect("a page");
    for number in 1..whole.len() / page {
        let mut bytes = whole.clone();
        bytes[number * page + 200] ^= 0xff;
        fs::write(&path, &bytes).expect("written");
        let found = Database::open_file(&path, KEY).and_then(|database| database.examine());
        let told = match &found {
            Ok(found) => !found.faults.is_empty(),
            Err(error) => matches!(error, StoreError::Damaged(_) | StoreError::Sql(_)),
        };
        assert!(told, "page {number}: {found:?}");
    }
    let in_memory = Database::open_in_memory().and_then(|database| database.examine()).expect("examined");
    assert_eq!(in_memory, crate::Examination { bytes: None, faults: Vec::new() });
}

#[test]
fn nothing_that_was_written_can_be_read_in_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keyturn.db");
    create(&path, &KEY).expect("created");
    let database = Database::open_file(&path, KEY).expect("opened");
    let one = secret("eu-west-1", "canary-name");
    read_in_full(&database, &cell("eu-west-1"), std::slice::from_ref(&one), instant(1)).expect("a delta");
    database.write(|writer| writer.notes().save(&one.arn, "canary-note", "ada", instant(1))).expect("a note");
    let mut files = 0;
    for entry in fs::read_dir(folder.path()).expect("the folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        for canary in ["canary-name", "canary-note", "CREATE TABLE", "eu-west-1", "SQLite format"] {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {}", path.display());
        }
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).expect("a file").permissions());
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
        files += 1;
    }
    // The database, its write-ahead log, and the log's index.
    assert_eq!(files, 3);
}

#[test]
fn a_full_disk_takes_the_whole_transaction_back() {
    let (_folder, path) = closed();
    let database = Database::open_file(&path, KEY).expect("opened");
    let pages: i64 = database.raw().pragma_query_value(None, "page_count", |row| row.get(0)).expect("a count");
    // SQLite answers this limit as it answers a disk without room.
    database.raw().pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).expect("a limit");
    let arn = secret("eu-west-1", "canary-name-1").arn;
    let full = database.write(|writer| {
        writer.settings().set("theme", "dark")?;
        writer.notes().save(&arn, &"long ".repeat(100_000), "ada", instant(1))
    });
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    let left = database.read(|reader| Ok((reader.settings().get::<String>("theme")?, reader.notes().find(&arn)?)));
    assert_eq!(left.expect("a reading"), (None, None));
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let (_folder, path) = closed();
    let connection = open(&path, &KEY, Purpose::Once).expect("opened");
    connection.pragma_update(None, "user_version", migration::newest() + 1).expect("a later Keyturn");
    drop(connection);
    let before = fs::read(&path).expect("the file");
    assert!(matches!(count(&path, KEY), Err(StoreError::Newer { .. })));
    assert!(before == fs::read(&path).expect("the file"), "the file was changed");
}

/// Whether a connection of this file can begin to write at once.
fn may_write(path: &Path) -> bool {
    let connection = open(path, &KEY, Purpose::Once).expect("it can be read beside a writer");
    connection.busy_timeout(Duration::ZERO).expect("a setting");
    connection.execute_batch("BEGIN IMMEDIATE").is_ok()
}

#[test]
fn opening_the_file_again_lets_go_of_no_lock_on_it() {
    // Outside the write-ahead log, as while a passphrase is changed, the locks on the file itself are all there is.
    const FILE: &str = "KEYTURN_STORE_TEST_FILE";
    if let Some(path) = std::env::var_os(FILE) {
        assert!(!may_write(Path::new(&path)), "another process took the writer's place");
        return;
    }
    let (_folder, path) = closed();
    let writer = open(&path, &KEY, Purpose::Once).expect("opened");
    writer.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(())).expect("without the log");
    writer.execute_batch("BEGIN IMMEDIATE").expect("it writes");
    assert!(!may_write(&path), "another connection of this process took the writer's place");
    let this = "connection::tests::opening_the_file_again_lets_go_of_no_lock_on_it";
    let mut other = std::process::Command::new(std::env::current_exe().expect("this binary"));
    let output = other.args(["--exact", this, "--nocapture"]).env(FILE, &path).output().expect("a process");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
