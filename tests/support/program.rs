//! Programs that a test starts, and that end with it.

use std::path::PathBuf;
use std::process::{Child, Command};

/// A program of this workspace, beside the test's own executable: `keyturn`, `keyturn-desktop`.
pub fn built(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().expect("the test has a path");
    path.pop();
    if path.ends_with("deps") {
        path.pop();
    }
    let program = path.join(name);
    assert!(program.exists(), "{} is not built: run cargo build --workspace --bins first", program.display());
    program
}

/// A program that is ended, with everything it started, when the test is over.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts it in a process group of its own.
    pub fn start(command: &mut Command) -> Self {
        use std::os::unix::process::CommandExt as _;
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.process_group(0).spawn().unwrap_or_else(|error| {
            panic!("{name} cannot be started ({error}): make setup installs what the tests need")
        });
        Self(child)
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The group may have ended by itself; then there is nothing to end.
        drop(Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).status());
        drop(self.0.wait());
    }
}

/// A loopback port that nobody listens on at this moment.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
    listener.local_addr().expect("its address").port()
}
