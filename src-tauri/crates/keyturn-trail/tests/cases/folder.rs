//! Real events: everything that is read there is understood.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use keyturn_trail::call::Class;
use keyturn_trail::envelope::End;

use crate::support::taken;

/// The files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of events") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
#[expect(clippy::print_stderr, reason = "says why nothing was tested")]
fn real_events_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/trail");
    if !folder.is_dir() {
        eprintln!("left out: the folder with real events is not here");
        return;
    }
    let mut calls: BTreeMap<&str, u64> = BTreeMap::new();
    for path in files(&folder) {
        let (events, intake) = taken(&fs::read(&path).expect("a file of events"));
        assert_eq!((intake.tally.end, intake.tally.broken), (End::Complete, 0), "{}", path.display());
        assert!(intake.unusable.is_empty(), "{}: {:?}", path.display(), intake.unusable);
        for event in events {
            *calls.entry(event.call.name()).or_default() += 1;
            let nameless = event.call.class() == Class::List && event.outcome != keyturn_trail::event::Outcome::Done;
            assert!(nameless || !event.targets.is_empty(), "{}: {event:?}", path.display());
        }
    }
    let expected = [("GetSecretValue", 21), ("BatchGetSecretValue", 5), ("GetParameters", 6), ("GetPasswordData", 31)];
    for (name, count) in expected {
        assert_eq!(calls.get(name), Some(&count), "{name}: {calls:?}");
    }
}
