//! A kill at any moment loses no acknowledged change and keeps no half of another.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use keyturn_store::StoreError;

use crate::again;
use crate::opening::{PASSPHRASE, get, open_with, set};

#[test]
fn a_killed_process_leaves_the_last_acknowledged_state() {
    if let Some(folder) = again::folder() {
        let (database, _) = open_with(&folder, Some(PASSPHRASE)).expect("opened");
        set(&database, "acknowledged");
        let never: Result<(), StoreError> = database.write(|writer| {
            writer.settings().set("value", "half")?;
            // More than the cache holds, so that pages of this transaction are in the write-ahead log.
            for number in 0..40 {
                writer.settings().set(&format!("filler {number}"), &"x".repeat(1 << 20))?;
            }
            writeln!(std::io::stdout(), "\nwithin the transaction").expect("a listener");
            std::thread::sleep(Duration::from_mins(2));
            Ok(())
        });
        panic!("nobody killed this process: {never:?}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    drop(open_with(folder.path(), Some(PASSPHRASE)).expect("a first start"));
    let mut child = again::command("kill::a_killed_process_leaves_the_last_acknowledged_state", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let reached = output.lines().map_while(Result::ok).any(|line| line.contains("within the transaction"));
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert!(reached, "the process ended before its transaction began");
    let (database, _) = open_with(folder.path(), Some(PASSPHRASE)).expect("opened again");
    assert_eq!(get(&database), Some("acknowledged".to_owned()));
    let filler = database.read(|reader| reader.settings().get::<String>("filler 0")).expect("a reading");
    assert_eq!(filler, None);
}
