//! A person at their own machine: AWS profiles, a browser, an endpoint in place of AWS, and Keyturn's data folder.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use keyturn_estate::server::SignInScript;
use keyturn_estate::{Options, Server, Spec, generate, profiles};
use tempfile::TempDir;

use crate::program::built;
use crate::window::Window;

/// What the system opens pages with, in place of a browser: it keeps each page that it is sent to. A file `no-browser` makes
/// it say what `xdg-open` says where it finds none.
const BROWSER: &str = "#!/bin/sh\n[ -e \"$HOME/no-browser\" ] && exit 3\nprintf '%s\\n' \"$@\" >> \"$HOME/pages\"\n";

/// A home folder with AWS profiles in it, and nothing of AWS in the environment but the endpoint.
#[derive(Debug)]
pub struct Person {
    /// The endpoint.
    pub server: Arc<Server>,
    home: TempDir,
    bus: Option<String>,
}

impl Person {
    /// Makes the home, with these parts of [`profiles`] as `~/.aws/config`.
    pub fn new(spec: &Spec, script: SignInScript, parts: &[&str]) -> Self {
        let options = Options { sign_in: script, ..Options::default() };
        let server = Server::start(generate(spec), options).expect("the endpoint starts");
        let home = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = home.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(&path, text).expect("written");
            path
        };
        write(".aws/config", &profiles::config(&server, parts));
        write("passphrase", "a passphrase for tests\n");
        let browser = write("bin/xdg-open", BROWSER);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(browser, std::fs::Permissions::from_mode(0o755)).expect("it may be run");
        }
        Self { server: Arc::new(server), home, bus: None }
    }

    /// The same on a session bus.
    #[must_use]
    pub fn on_bus(mut self, bus: &str) -> Self {
        self.bus = Some(bus.to_owned());
        self
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A program of Keyturn's with this person's environment and data folder.
    pub fn program(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(built(name));
        command.arg("--no-keyring").arg("--data-dir").arg(self.data()).args(arguments).envs(self.environment());
        command
    }

    /// The window, with these arguments besides.
    pub async fn window(&self, arguments: &[&str]) -> Window {
        let data = self.data().display().to_string();
        let arguments = [&["--no-keyring", "--data-dir", &data], arguments].concat();
        let environment = self.environment();
        let environment: Vec<_> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Window::open(&arguments, &environment, (1280, 800)).await
    }

    /// Takes the browser away, or gives it back.
    pub fn has_browser(&self, has: bool) {
        let mark = self.home.path().join("no-browser");
        if has { std::fs::remove_file(mark) } else { std::fs::write(mark, "") }.expect("done");
    }

    /// The pages that the browser was sent to, in order.
    pub fn pages(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.home.path().join("pages")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let home = self.home.path();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut environment = vec![
            ("HOME", home.display().to_string()),
            ("PATH", format!("{}:{path}", home.join("bin").display())),
            ("KEYTURN_PASSPHRASE_FILE", home.join("passphrase").display().to_string()),
            ("AWS_ENDPOINT_URL", self.server.endpoint_url()),
        ];
        environment.extend(self.bus.as_ref().map(|bus| ("DBUS_SESSION_BUS_ADDRESS", bus.clone())));
        environment
    }
}
