//! Keyturn on the made-up organisation: the real collectors, the real database, a loopback endpoint.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeZone as _, Utc};
use keyturn_app::session::Options;
use keyturn_app::{App, Clock, Connection, KeyringUse, Origin, Rates, Session, Zeroizing};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Options as ServerOptions, Organisation, Server, Spec, generate};
use tempfile::TempDir;

/// The present in these tests.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).single().expect("an instant")
}

/// An organisation, its endpoint, and Keyturn on a folder of its own.
#[derive(Debug)]
pub struct Estate {
    /// The endpoint.
    pub server: Server,
    /// How long one try of a call may take.
    patience: Duration,
    /// Keyturn.
    pub app: Arc<App>,
    /// What is read.
    pub sources: Vec<Source>,
    /// The data folder.
    pub folder: TempDir,
}

impl Estate {
    /// The demo's organisation.
    pub fn demo() -> Self {
        Self::of(generate(&Spec::demo(noon())))
    }

    /// The demo's organisation, and a Keyturn that waits for a stalled answer longer than any test runs.
    pub fn patient() -> Self {
        Self::with(generate(&Spec::demo(noon())), Duration::from_mins(10))
    }

    /// Any organisation.
    pub fn of(organisation: Organisation) -> Self {
        Self::with(organisation, Duration::from_secs(2))
    }

    fn with(organisation: Organisation, patience: Duration) -> Self {
        let regions = organisation.regions.clone();
        let server = Server::start(organisation, ServerOptions::default()).expect("the endpoint starts");
        let folder = tempfile::tempdir().expect("a folder");
        let app = open(&server, &folder, noon(), patience);
        let accounts = Accounts::Organization { role: "KeyturnReader".to_owned() };
        Self { server, patience, app, sources: vec![Source::new(None, accounts, regions)], folder }
    }

    /// The same folder, opened again at another time, as another start of the program would.
    pub fn again(&self, now: DateTime<Utc>) -> Arc<App> {
        open(&self.server, &self.folder, now, self.patience)
    }

    /// One sync, without anybody watching.
    pub async fn sync(&self) -> keyturn_app::sync::SyncReport {
        self.app.sync_from(&self.sources, |_| {}).await.expect("the sync ends")
    }
}

fn open(server: &Server, folder: &TempDir, now: DateTime<Utc>, patience: Duration) -> Arc<App> {
    let connection = Connection {
        default_region: "us-east-1".parse().ok(),
        rates: Rates::unlimited().patience(3, Duration::from_millis(5), patience),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), SECRET_ACCESS_KEY)
    };
    let options = Options {
        data_dir: folder.path().to_owned(),
        connection,
        clock: Clock::Fixed(now),
        origin: Origin::CommandLine,
        keyring: KeyringUse::Never,
        passphrase_file: None,
    };
    let session = Session::open(options, &|_| Some(Zeroizing::new("a passphrase for tests".to_owned())));
    session.app().expect("the folder opens")
}
