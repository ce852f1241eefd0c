//! The key of the database in a real Secret Service: gnome-keyring under a message bus of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use keyturn_tests::program;
use serde_json::Value;

/// The keyring of a session.
#[derive(Clone, Copy, Debug)]
enum Keyring {
    /// Unlocked as a login does it.
    Unlocked,
    /// There, with the same collections, but nobody has unlocked it.
    Locked,
    /// No message bus, hence none.
    Absent,
}

/// What `keyturn` ended with and printed.
#[derive(Debug, PartialEq)]
struct Ended {
    status: Option<i32>,
    code: Option<String>,
}

impl Ended {
    fn done() -> Self {
        Self { status: Some(0), code: None }
    }

    fn refused(code: &str) -> Self {
        Self { status: Some(3), code: Some(code.to_owned()) }
    }
}

/// `keyturn coverage` on a data folder, with the keyrings that lie in `home`.
fn keyturn(home: &Path, keyring: Keyring, data_dir: &Path) -> Ended {
    let daemon = match keyring {
        Keyring::Unlocked => "printf test | gnome-keyring-daemon --unlock --components=secrets >&2",
        Keyring::Locked => "gnome-keyring-daemon --start --components=secrets >&2",
        Keyring::Absent => "true",
    };
    // Asked too early, the bus would start a second daemon that nobody has unlocked.
    let there = match keyring {
        Keyring::Unlocked | Keyring::Locked => {
            "for _ in $(seq 500); do dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
             org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true' && break; \
             sleep 0.02; done"
        }
        Keyring::Absent => "true",
    };
    let script = format!("{daemon} && {there}; exec \"$@\" </dev/null");
    let mut command = match keyring {
        Keyring::Unlocked | Keyring::Locked => {
            let mut command = Command::new("dbus-run-session");
            command.args(["--", "bash"]);
            command
        }
        Keyring::Absent => Command::new("bash"),
    };
    let runtime = home.join("run");
    fs::create_dir_all(&runtime).expect("a runtime folder");
    let output = command
        .args(["-c", &script, "bash"])
        .arg(program::built("keyturn"))
        .arg("--data-dir")
        .arg(data_dir)
        .args(["--json", "coverage"])
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("share"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.join("no-bus").display()))
        .env_remove("KEYTURN_PASSPHRASE_FILE")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .output()
        .expect("dbus-run-session, gnome-keyring: make setup installs them");
    let printed = String::from_utf8_lossy(&output.stdout);
    let reply: Value = serde_json::from_str(&printed)
        .unwrap_or_else(|error| panic!("{error}: {printed:?} {}", String::from_utf8_lossy(&output.stderr)));
    if output.status.success() {
        assert!(reply["cells"].is_array(), "{printed}");
    }
    Ended { status: output.status.code(), code: reply["error"]["code"].as_str().map(str::to_owned) }
}

/// Every file of a folder, whole.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| {
            let entry = entry.expect("a file");
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("its bytes"))
        })
        .collect()
}

/// One test: the steps follow from one another.
#[test]
fn the_key_is_made_once_and_never_again_over_a_file() {
    let home = tempfile::tempdir().expect("a home");
    let elsewhere = tempfile::tempdir().expect("another home");
    let data_dir = home.path().join("data");

    assert_eq!(keyturn(home.path(), Keyring::Unlocked, &data_dir), Ended::done());
    let made = contents(&data_dir);
    assert!(made.contains_key("keyturn.db"), "{:?}", made.keys());
    let database = made.get("keyturn.db").expect("a database");
    assert!(!database.starts_with(b"SQLite format 3"), "the database is plain text");
    assert!(home.path().join("share/keyrings/login.keyring").exists(), "the keyring was not kept");

    assert_eq!(keyturn(home.path(), Keyring::Unlocked, &data_dir), Ended::done(), "the second start");

    let before = contents(&data_dir);
    for (home, keyring) in [
        (home.path(), Keyring::Locked),
        (home.path(), Keyring::Absent),
        // A keyring that is open and has no such entry.
        (elsewhere.path(), Keyring::Unlocked),
    ] {
        let ended = keyturn(home, keyring, &data_dir);
        assert_eq!(ended, Ended::refused("keyring_unavailable"), "{keyring:?}");
        assert!(contents(&data_dir) == before, "{keyring:?}: the folder was touched");
    }

    assert_eq!(keyturn(home.path(), Keyring::Unlocked, &data_dir), Ended::done(), "after the refusals");
}

/// Without a keyring and without a passphrase there is no database, not even an empty one.
#[test]
fn a_first_start_without_a_keyring_makes_nothing() {
    for keyring in [Keyring::Absent, Keyring::Locked] {
        let home = tempfile::tempdir().expect("a home");
        let data_dir = home.path().join("data");
        assert_eq!(keyturn(home.path(), keyring, &data_dir), Ended::refused("locked"), "{keyring:?}");
        let left = contents(&data_dir);
        assert!(!left.keys().any(|name| name.contains("keyturn")), "{keyring:?}: {:?}", left.keys());
    }
}
