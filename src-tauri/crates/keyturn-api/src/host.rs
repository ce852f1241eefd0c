//! The host: one data folder as a face of Keyturn holds it, with the demonstration's endpoint if it is one.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use keyturn_app::session::{self, Options};
use keyturn_app::{App, Clock, Origin, Session};
use keyturn_domain::account::Region;
use std::sync::Arc;

use crate::contract::error::CommandError;
use crate::error::from_open;

pub use keyturn_app::Zeroizing;
pub use keyturn_app::session::DemoMark;
pub use keyturn_app::{Ask, KeyringUse};

/// One data folder, open or waiting for its key.
#[derive(Debug)]
pub struct Host {
    pub(crate) session: Session,
}

/// Which face of Keyturn a host serves; the audit log keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The window.
    Window,
    /// The command line.
    CommandLine,
}

/// How a host begins.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The data folder; `None` for the person's own.
    pub data_dir: Option<PathBuf>,
    /// The face.
    pub face: Face,
    /// Whether the operating system's keyring may be asked.
    pub keyring: KeyringUse,
    /// The endpoint of the made-up organisation, where the folder is a demonstration.
    pub demo_endpoint: Option<DemoEndpoint>,
}

/// Where the made-up organisation answers. Its credentials are AWS's own documentation sample.
#[derive(Clone, Debug)]
pub struct DemoEndpoint {
    /// The loopback address.
    pub url: String,
    /// The access key id that the endpoint knows.
    pub access_key_id: String,
    /// Its secret: anything, the endpoint checks no signatures.
    pub secret_access_key: String,
    /// The region of the base account.
    pub region: String,
}

impl Host {
    /// Opens the data folder if its key can be had; `ask` is asked for a passphrase when one is needed.
    pub fn open(options: HostOptions, ask: &dyn Fn(Ask) -> Option<Zeroizing<String>>) -> Result<Self, CommandError> {
        let data_dir = data_dir(options.data_dir, options.demo_endpoint.is_some())?;
        let connection = match options.demo_endpoint {
            Some(demo) => keyturn_app::Connection {
                default_region: demo.region.parse::<Region>().ok(),
                ..keyturn_app::Connection::to(demo.url, demo.access_key_id, demo.secret_access_key)
            },
            None => keyturn_app::Connection::default(),
        };
        let session = Session::open(
            Options {
                data_dir,
                connection,
                clock: Clock::System,
                origin: match options.face {
                    Face::Window => Origin::Window,
                    Face::CommandLine => Origin::CommandLine,
                },
                keyring: options.keyring,
                passphrase_file: passphrase_file(),
            },
            ask,
        );
        Ok(Self { session })
    }

    /// The open Keyturn, or the error that says what would open it.
    pub(crate) fn app(&self) -> Result<Arc<App>, CommandError> {
        self.session.app().map_err(|error| from_open(&error))
    }
}

/// The file that holds the passphrase for unattended use, where the environment names one.
pub(crate) fn passphrase_file() -> Option<PathBuf> {
    std::env::var_os("KEYTURN_PASSPHRASE_FILE").map(PathBuf::from)
}

/// The data folder that is meant: the one named, the person's own, or the demonstration's.
pub fn data_dir(named: Option<PathBuf>, demo: bool) -> Result<PathBuf, CommandError> {
    let found = named.or_else(|| if demo { keyturn_app::folder::demo() } else { keyturn_app::folder::own() });
    found.ok_or_else(|| {
        CommandError::bad_request("no home folder was found: name a data folder with --data-dir".to_owned())
    })
}

/// The mark of a demonstration, if the folder has one.
pub fn demo_mark(data_dir: &std::path::Path) -> Option<DemoMark> {
    session::demo_mark(data_dir)
}

/// Marks a folder as a demonstration, or gives the mark that it has.
pub fn mark_demo(data_dir: &std::path::Path) -> Result<DemoMark, CommandError> {
    Ok(session::mark_demo(data_dir, Clock::System.now())?)
}

/// The present (UTC), for faces that draw ages themselves.
pub fn now() -> DateTime<Utc> {
    Clock::System.now()
}
