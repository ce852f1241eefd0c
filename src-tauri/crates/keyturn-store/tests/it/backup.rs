//! A backup holds everything, opens with its own passphrase alone, and is restored only where nothing is lost.

use std::fs;
use std::path::Path;

use keyturn_domain::audit::Act;
use keyturn_store::{Database, KeyringUse, OpenError, StoreError, restore};
use zeroize::Zeroizing;

use crate::opening::{PASSPHRASE, files, get, open_with, set};

const BACKUP: &str = "a backup's passphrase";

fn restore_with(backup: &Path, passphrase: &str, folder: &Path) -> Result<(), OpenError> {
    restore(backup, passphrase, folder, KeyringUse::Never, &|_| Some(Zeroizing::new(PASSPHRASE.to_owned())))
}

fn filled(folder: &Path) -> Database {
    let (database, _) = open_with(folder, Some(PASSPHRASE)).expect("a first start");
    set(&database, "kept");
    for subject in ["one", "two"] {
        let act = Act {
            at: chrono::DateTime::UNIX_EPOCH,
            actor: "ada".to_owned(),
            origin: "window".to_owned(),
            action: "note.saved".to_owned(),
            subject: subject.to_owned(),
            detail: "{}".to_owned(),
        };
        database.write(|writer| writer.audit().append(act)).expect("an entry");
    }
    database
}

#[test]
fn a_backup_restores_everything_under_another_key() {
    let (old, new) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let database = filled(old.path());
    let backup = old.path().join("keyturn-20260101.ktbackup");
    database.backup_to(&backup, BACKUP).expect("a backup");
    // What is written afterwards is not in it.
    set(&database, "later");
    let bytes = fs::read(&backup).expect("the backup");
    assert!(!bytes.windows(12).any(|window| window == b"CREATE TABLE"), "the backup is not encrypted");
    restore_with(&backup, BACKUP, new.path()).expect("restored");
    assert_eq!(files(new.path()).into_keys().collect::<Vec<_>>(), ["keyturn.db", "keyturn.json"]);
    let (restored, _) = open_with(new.path(), Some(PASSPHRASE)).expect("opened");
    assert_eq!(get(&restored), Some("kept".to_owned()));
    let ((entries, _), broken) = restored.read(|reader| reader.audit().verify()).expect("a walk");
    assert_eq!((entries, broken), (2, None));
    // The log is guarded in the restored database too.
    let act = Act {
        at: chrono::DateTime::UNIX_EPOCH,
        actor: "ada".to_owned(),
        origin: "command line".to_owned(),
        action: "backup.restored".to_owned(),
        subject: "three".to_owned(),
        detail: "{}".to_owned(),
    };
    assert_eq!(restored.write(|writer| writer.audit().append(act)).expect("an entry").sequence, 3);
}

#[test]
fn a_database_in_memory_can_be_backed_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::open_in_memory().expect("a database");
    set(&database, "kept");
    let backup = folder.path().join("a.ktbackup");
    database.backup_to(&backup, BACKUP).expect("a backup");
    let new = folder.path().join("new");
    restore_with(&backup, BACKUP, &new).expect("restored");
    assert_eq!(get(&open_with(&new, Some(PASSPHRASE)).expect("opened").0), Some("kept".to_owned()));
}

#[test]
fn a_backup_overwrites_nothing_and_needs_a_long_passphrase() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = filled(folder.path());
    let backup = folder.path().join("a.ktbackup");
    fs::write(&backup, "somebody's file").expect("written");
    let before = files(folder.path());
    let there = database.backup_to(&backup, BACKUP);
    assert!(matches!(there, Err(StoreError::Exists(_))), "{there:?}");
    let short = database.backup_to(&folder.path().join("b.ktbackup"), "short");
    assert!(matches!(short, Err(StoreError::PassphraseTooShort { .. })), "{short:?}");
    let nowhere = database.backup_to(&folder.path().join("none/c.ktbackup"), BACKUP);
    assert!(matches!(nowhere, Err(StoreError::NotWritable { .. })), "{nowhere:?}");
    assert_eq!(before.keys().collect::<Vec<_>>(), files(folder.path()).keys().collect::<Vec<_>>());
    assert_eq!(fs::read(&backup).expect("the file"), b"somebody's file");
}

#[test]
fn a_restore_that_cannot_be_right_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = filled(folder.path());
    let backup = folder.path().join("a.ktbackup");
    database.backup_to(&backup, BACKUP).expect("a backup");
    drop(database);
    let whole = fs::read(&backup).expect("the backup");
    let check = |what: &str, bytes: &[u8], passphrase: &str, target: &Path, expect: fn(&OpenError) -> bool| {
        fs::write(&backup, bytes).expect("written");
        let before = target.exists().then(|| files(target));
        let error = restore_with(&backup, passphrase, target).expect_err(what);
        assert!(expect(&error), "{what}: {error:?}");
        assert!(before == target.exists().then(|| files(target)), "{what}: a file was changed");
    };
    let new = folder.path().join("new");
    check("wrong passphrase", &whole, "not its passphrase", &new, |error| {
        matches!(error, OpenError::Store(StoreError::WrongKey))
    });
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    check("a damaged page", &damaged, BACKUP, &new, |error| matches!(error, OpenError::Store(StoreError::Damaged(_))));
    check("cut off", &whole[..whole.len() - 4096], BACKUP, &new, |error| {
        matches!(error, OpenError::Store(StoreError::Damaged(_)))
    });
    fs::remove_file(folder.path().join("keyturn.db-wal")).ok();
    check("a database is there", &whole, BACKUP, folder.path(), |error| matches!(error, OpenError::DatabaseExists(_)));
}

#[test]
fn a_lost_database_is_restored_beside_its_keyturn_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    let backup = outside.path().join("a.ktbackup");
    let database = filled(folder.path());
    database.backup_to(&backup, BACKUP).expect("a backup");
    drop(database);
    let custody = fs::read(folder.path().join("keyturn.json")).expect("keyturn.json");
    fs::remove_file(folder.path().join("keyturn.db")).expect("removed");
    restore_with(&backup, BACKUP, folder.path()).expect("restored");
    assert_eq!(get(&open_with(folder.path(), Some(PASSPHRASE)).expect("opened").0), Some("kept".to_owned()));
    assert_eq!(fs::read(folder.path().join("keyturn.json")).expect("keyturn.json"), custody);
}
