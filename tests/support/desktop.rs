//! A desktop that takes notifications: a bus and a notification daemon on a display of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::program::Running;
use crate::window::virtual_display;

/// A session bus with `dunst` on it.
#[derive(Debug)]
pub struct Desktop {
    /// The bus's address: `DBUS_SESSION_BUS_ADDRESS` for whoever is to use it.
    pub bus: String,
    // Ended in this order.
    _dunst: Running,
    _bus: Running,
    _display: Running,
}

impl Desktop {
    /// Starts it.
    pub fn start() -> Self {
        let (display, name) = virtual_display((800, 600));
        let (read, write) = std::io::pipe().expect("a pipe");
        let mut command = Command::new("dbus-daemon");
        command
            .args(["--session", "--nofork", "--print-address=1"])
            .env("DISPLAY", &name)
            .stdout(write)
            .stderr(Stdio::null());
        let running = Running::start(&mut command);
        drop(command);
        let mut bus = String::new();
        BufReader::new(read).read_line(&mut bus).expect("the bus says its address");
        let bus = bus.trim().to_owned();
        assert!(!bus.is_empty(), "dbus-daemon did not say its address: make setup installs it");
        let mut command = Command::new("dunst");
        command
            .env("DISPLAY", &name)
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let dunst = Running::start(&mut command);
        Self { bus, _dunst: dunst, _bus: running, _display: display }
    }

    /// Chooses the newest notification that is on the screen, as a click on it does.
    pub fn choose(&self) {
        let mut command = Command::new("dunstctl");
        command.arg("action").env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        drop(command.output().expect("dunstctl runs: make setup installs it"));
    }

    /// The notifications that were shown so far, the newest first: title and text.
    pub fn notifications(&self) -> Vec<(String, String)> {
        let dunst = |argument: &str| {
            let mut command = Command::new("dunstctl");
            command.arg(argument).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
            command.output().expect("dunstctl runs: make setup installs it")
        };
        // What is still on the screen is no history yet.
        drop(dunst("close-all"));
        let history: serde_json::Value = serde_json::from_slice(&dunst("history").stdout).unwrap_or_default();
        let text = |one: &serde_json::Value, of: &str| one[of]["data"].as_str().unwrap_or_default().to_owned();
        let lists = history["data"].as_array().into_iter().flatten();
        lists
            .flat_map(|list| list.as_array().into_iter().flatten())
            .map(|one| (text(one, "summary"), text(one, "body")))
            .collect()
    }
}
