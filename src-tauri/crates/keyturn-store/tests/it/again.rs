//! Running one test of this binary again in a process of its own, with another environment or another user.

use std::path::PathBuf;
use std::process::Command;

/// Names the data folder to a test that runs again.
const FOLDER: &str = "KEYTURN_STORE_TEST_FOLDER";

/// The data folder, in a test that runs again; `None` in the first run.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// What runs `test` (its path within this binary) once more on a data folder.
pub(crate) fn command(test: &str, folder: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(arguments(test)).env(FOLDER, folder);
    command
}

/// The arguments that run one test.
pub(crate) fn arguments(test: &str) -> [String; 3] {
    ["--exact".to_owned(), test.to_owned(), "--nocapture".to_owned()]
}

/// Runs to the end; fails with what it printed.
pub(crate) fn succeed(command: &mut Command) {
    let output = command.output().expect("a process");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{:?}\n{out}\n{err}", output.status);
    // A wrong name would run nothing and succeed.
    assert!(out.contains("1 passed"), "no test ran\n{out}\n{err}");
}
