//! The real window on a virtual display, driven by WebKit's own driver.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use thirtyfour::prelude::*;

use crate::program::{Running, built, free_port};

/// How long anything may take to appear. Generous: it bounds a failure, it measures nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// A window with its display and its driver.
#[derive(Debug)]
pub struct Window {
    /// What drives it.
    pub driver: WebDriver,
    pictures: PathBuf,
    /// The display's name, such as `:99`.
    display: String,
    // Ended in this order: the drivers with the program, then the display.
    drives: Vec<Running>,
    _display: Running,
}

impl Window {
    /// Opens `keyturn-desktop` with these arguments and environment on a display of this size in pixels.
    pub async fn open(arguments: &[&str], environment: &[(&str, &str)], size: (u32, u32)) -> Self {
        Self::open_program(&built("keyturn-desktop"), arguments, environment, size).await
    }

    /// The same with another build of the program.
    pub async fn open_program(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        size: (u32, u32),
    ) -> Self {
        let (display, name) = virtual_display(size);
        let mut command = Command::new("WebKitWebDriver");
        command
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("DISPLAY", &name)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .envs(environment.iter().copied());
        let (drives, port) = driver(command);
        let mut capabilities = Capabilities::new();
        let options = serde_json::json!({ "binary": program, "args": arguments });
        capabilities.set("webkitgtk:browserOptions", options).expect("capabilities");
        let session = session(port, capabilities).await;
        session.set_window_rect(0, 0, size.0, size.1).await.expect("the window's size");
        let pictures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("output");
        std::fs::create_dir_all(&pictures).expect("a folder for pictures");
        Self { driver: session, pictures, display: name, drives: vec![drives], _display: display }
    }

    /// Takes hold of the window of a program that started itself again: what drove the process `before` is lost with it.
    pub async fn started_again(&mut self, before: u32) {
        let start = std::time::Instant::now();
        let address = loop {
            if let Some((process, address)) = self.driven().filter(|(process, _)| *process != before) {
                // Shown by this very process: one that is still coming up takes a session and never answers.
                let id = process.to_string();
                let shown = self.xdotool(&["search", "--all", "--onlyvisible", "--pid", &id, "--name", "Keyturn"]);
                if !shown.trim().is_empty() {
                    break address;
                }
            }
            assert!(start.elapsed() < PATIENCE, "the program did not start again");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--target={address}"));
        let (drives, port) = driver(command);
        let taken = session(port, Capabilities::new()).await;
        // Dropped, the old session would be asked to end, and nobody is left there who could answer.
        std::mem::forget(std::mem::replace(&mut self.driver, taken));
        self.drives.push(drives);
    }

    /// The process that shows itself here.
    pub fn process(&self) -> u32 {
        self.driven().expect("a driven program on this display").0
    }

    /// The program on this display, and where it lets itself be driven: its driver chose that when it started it.
    fn driven(&self) -> Option<(u32, String)> {
        let here = format!("DISPLAY={}", self.display);
        std::fs::read_dir("/proc").expect("the processes").flatten().find_map(|one| {
            let process = one.file_name().to_str()?.parse().ok()?;
            let program = std::fs::read_link(one.path().join("exe")).ok()?;
            let text = String::from_utf8_lossy(&std::fs::read(one.path().join("environ")).ok()?).into_owned();
            let set: Vec<&str> = text.split('\0').collect();
            let address = set.iter().find_map(|one| one.strip_prefix("WEBKIT_INSPECTOR_SERVER="))?;
            (program.ends_with("keyturn-desktop") && set.contains(&here.as_str()))
                .then(|| (process, address.to_owned()))
        })
    }

    /// The display's name, for a program that is to show itself beside this window.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The element with this test id, once it is there.
    pub async fn part(&self, test_id: &str) -> WebElement {
        self.css(&format!("[data-testid=\"{test_id}\"]")).await
    }

    /// The first element that this selector finds, once it is there.
    pub async fn css(&self, selector: &str) -> WebElement {
        self.driver
            .query(By::Css(selector))
            .wait(PATIENCE, Duration::from_millis(50))
            .first()
            .await
            .unwrap_or_else(|error| panic!("{selector} did not appear: {error}"))
    }

    /// Goes to the list of secrets and waits for its rows: the window starts on what needs somebody.
    pub async fn secrets(&self) {
        self.part("nav-secrets").await.click().await.expect("a click");
        self.css("[data-testid=\"secret-row\"]").await;
    }

    /// How many elements this selector finds now.
    pub async fn count(&self, selector: &str) -> usize {
        self.driver.find_all(By::Css(selector)).await.map_or(0, |found| found.len())
    }

    /// Waits until the text of the part holds `expect`.
    pub async fn until_text(&self, test_id: &str, expect: &str) -> String {
        let start = std::time::Instant::now();
        let mut text = String::new();
        while start.elapsed() < PATIENCE {
            let parts =
                self.driver.query(By::Css(format!("[data-testid=\"{test_id}\"]"))).nowait().all_from_selector().await;
            text = match parts.unwrap_or_default().first() {
                Some(part) => part.text().await.unwrap_or_default(),
                None => String::new(),
            };
            if text.contains(expect) {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let page = self.script("return document.body.innerText").await;
        panic!("{test_id} never said {expect:?}; it says {text:?}, and the page {page}");
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, vec![]).await.expect("the script runs").json().clone()
    }

    /// Keeps a picture as `tests/output/NAME.png`, once what the page holds now has been drawn.
    pub async fn picture(&self, name: &str) {
        // Two frames: the first may have been begun before. A window that draws none is not waited for.
        self.script(
            "return new Promise(done => { setTimeout(done, 2000, 0); \
             requestAnimationFrame(() => requestAnimationFrame(() => done(1))); })",
        )
        .await;
        let picture = self.driver.screenshot_as_png().await.expect("a picture");
        std::fs::write(self.pictures.join(format!("{name}.png")), picture).expect("the picture is kept");
    }

    /// Types a path into the desktop's own dialog of this title and accepts it, as a person at the keyboard does.
    pub async fn answer_dialog(&self, title: &str, path: &Path) {
        let start = std::time::Instant::now();
        let found = loop {
            if let Some(found) = self.xdotool(&["search", "--onlyvisible", "--name", title]).lines().next() {
                break found.to_owned();
            }
            assert!(start.elapsed() < PATIENCE, "no dialog called {title:?} appeared");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let path = path.to_string_lossy();
        // Without a window manager nobody gives the dialog the keyboard. In a dialog that opens a file a path is typed
        // behind Ctrl-L; one that saves has its field ready, where the same key does no harm.
        for keys in [
            &["windowfocus", "--sync", &found][..],
            &["key", "--clearmodifiers", "ctrl+l"],
            &["key", "--clearmodifiers", "ctrl+a"],
            &["type", "--delay", "2", &path],
            &["key", "Return"],
        ] {
            self.xdotool(keys);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        while !self.xdotool(&["search", "--onlyvisible", "--name", title]).trim().is_empty() {
            assert!(start.elapsed() < PATIENCE, "the dialog {title:?} did not take {path}");
            self.xdotool(&["key", "Return"]);
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    /// What the clipboard holds; nothing where nobody holds it.
    pub fn clipboard(&self) -> String {
        let output =
            Command::new("xclip").args(["-selection", "clipboard", "-out"]).env("DISPLAY", &self.display).output();
        String::from_utf8_lossy(&output.expect("xclip runs: make setup installs it").stdout).into_owned()
    }

    /// Copies a text as another program does, which holds it until it ends.
    pub fn copy_elsewhere(&self, text: &str) -> Running {
        let (read, mut write) = std::io::pipe().expect("a pipe");
        let mut command = Command::new("xclip");
        command.args(["-selection", "clipboard", "-in", "-quiet"]).env("DISPLAY", &self.display);
        let running = Running::start(command.stdin(read).stdout(Stdio::null()).stderr(Stdio::null()));
        drop(command);
        write.write_all(text.as_bytes()).expect("xclip takes it");
        running
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", &self.display).output();
        let output = output.expect("xdotool runs: make setup installs it");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Closes the window.
    pub async fn close(self) {
        self.quit().await;
    }

    /// Ends the program and keeps its display, so that one can see what it left there.
    pub async fn quit(&self) {
        self.driver.clone().quit().await.expect("the window closes");
    }
}

/// Starts a display on a number that the server itself chooses.
pub(crate) fn virtual_display((width, height): (u32, u32)) -> (Running, String) {
    let (mut read, write) = std::io::pipe().expect("a pipe");
    let mut command = Command::new("Xvfb");
    command
        .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
        .stdout(write)
        .stderr(Stdio::null());
    let display = Running::start(&mut command);
    drop(command);
    let mut number = String::new();
    let mut byte = [0_u8];
    while read.read(&mut byte).is_ok_and(|count| count == 1) && byte != *b"\n" {
        number.push(char::from(byte[0]));
    }
    assert!(!number.is_empty(), "Xvfb did not say its display: make setup installs it");
    (display, format!(":{number}"))
}

/// Starts a driver, which answers on the port that is given back.
fn driver(mut command: Command) -> (Running, u16) {
    let port = free_port();
    command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
    (Running::start(&mut command), port)
}

/// A session, once the driver answers.
async fn session(port: u16, capabilities: Capabilities) -> WebDriver {
    let mut last = None;
    for _ in 0..100 {
        match WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities.clone()).await {
            Ok(driver) => return driver,
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("WebKitWebDriver gave no session: {last:?}");
}
