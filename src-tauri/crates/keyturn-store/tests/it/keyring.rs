//! A real Secret Service: `gnome-keyring-daemon` on a bus and in a home of its own.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use keyturn_store::{Ask, KeyPlace, KeyringUse, OpenError, open};

use crate::again;
use crate::opening::{files, get, set};

/// A question that must not be asked: the keyring has the key.
#[expect(clippy::needless_pass_by_value, reason = "open wants a function that takes the question")]
fn unasked(question: Ask) -> Option<zeroize::Zeroizing<String>> {
    panic!("asked {question:?}")
}

/// Runs a test again within a session that has a Secret Service. `unlocked`: with a login collection, open.
fn in_session(test: &str, data: &Path, home: &Path, unlocked: bool) {
    let daemon = if unlocked {
        "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
    } else {
        "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1"
    };
    let ours = again::command(test, data);
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", &format!("{daemon}; exec \"$@\""), "sh"]);
    session.arg(ours.get_program()).args(ours.get_args());
    session.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    session.env("HOME", home).env("XDG_DATA_HOME", home.join("share")).env("XDG_RUNTIME_DIR", home.join("run"));
    session.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("GNOME_KEYRING_CONTROL");
    for folder in ["share", "run"] {
        fs::create_dir_all(home.join(folder)).expect("a folder");
    }
    again::succeed(&mut session);
}

#[test]
fn the_key_is_kept_in_an_open_keyring() {
    if let Some(data) = again::folder() {
        let (database, place) = open(&data, KeyringUse::Os, &unasked).expect("opened");
        assert_eq!(place, KeyPlace::Keyring);
        let before = get(&database);
        set(&database, "kept");
        drop(database);
        // The first session starts, the second finds what the first kept.
        let marker = data.join("second");
        assert_eq!(before.is_some(), marker.exists());
        let (database, _) = open(&data, KeyringUse::Os, &unasked).expect("opened again");
        assert_eq!(get(&database), Some("kept".to_owned()));
        return;
    }
    let (data, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let test = "keyring::the_key_is_kept_in_an_open_keyring";
    in_session(test, data.path(), home.path(), true);
    let custody = fs::read_to_string(data.path().join("keyturn.json")).expect("keyturn.json");
    assert!(custody.contains("\"key\":\"keyring\""), "{custody}");
    fs::write(data.path().join("second"), "").expect("a marker");
    in_session(test, data.path(), home.path(), true);
}

#[test]
fn a_keyring_that_does_not_give_the_key_is_never_a_first_start() {
    if let Some(data) = again::folder() {
        let refused = open(&data, KeyringUse::Os, &unasked).map(|_| ());
        assert!(matches!(refused, Err(OpenError::KeyringUnavailable { .. })), "{refused:?}");
        return;
    }
    let (data, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    in_session("keyring::the_key_is_kept_in_an_open_keyring", data.path(), home.path(), true);
    let before = files(data.path());
    let test = "keyring::a_keyring_that_does_not_give_the_key_is_never_a_first_start";
    // Its collection is locked; another home has none at all; a third is open and has no entry.
    in_session(test, data.path(), home.path(), false);
    let (empty, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    in_session(test, data.path(), empty.path(), false);
    in_session(test, data.path(), other.path(), true);
    // No bus at all.
    let mut alone = again::command(test, data.path());
    alone.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus").env_remove("XDG_RUNTIME_DIR");
    again::succeed(&mut alone);
    assert!(before == files(data.path()), "a file was changed");
}

#[test]
fn without_a_usable_keyring_a_first_start_asks_for_a_passphrase_and_says_why() {
    if let Some(data) = again::folder() {
        let refused = open(&data, KeyringUse::Os, &|question| {
            assert!(matches!(&question, Ask::New { keyring_error } if !keyring_error.is_empty()), "{question:?}");
            None
        });
        let refused = refused.map(|_| ());
        assert!(matches!(refused, Err(OpenError::PassphraseNeeded { first: true, keyring: Some(_) })), "{refused:?}");
        assert!(files(&data).is_empty());
        return;
    }
    let (data, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let test = "keyring::without_a_usable_keyring_a_first_start_asks_for_a_passphrase_and_says_why";
    in_session(test, data.path(), home.path(), false);
    let mut alone = again::command(test, data.path());
    alone.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus").env_remove("XDG_RUNTIME_DIR");
    again::succeed(&mut alone);
}
