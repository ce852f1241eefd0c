//! The collectors and the sync: what they cost on this side of the wire.

use std::sync::Arc;
use std::time::{Duration, Instant};

use keyturn_api::host::{DemoEndpoint, Face, Host, HostOptions};
use keyturn_app::session::Options;
use keyturn_app::{App, Clock, Connection, KeyringUse, Origin, Session, Zeroizing};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_tests::estate::noon;

use crate::process::{Served, peak_memory, processor_time};
use crate::{row, seconds};

/// How the served organisation is reached.
pub(crate) fn connection(served: &Served) -> Connection {
    Connection {
        default_region: served.regions.first().and_then(|region| region.parse().ok()),
        ..Connection::to(served.url.clone(), served.access_key_id.clone(), SECRET_ACCESS_KEY)
    }
}

/// What is read.
pub(crate) fn sources(served: &Served) -> Vec<Source> {
    let regions = served.regions.iter().filter_map(|region| region.parse().ok()).collect();
    vec![Source::new(None, Accounts::Organization { role: "KeyturnReader".to_owned() }, regions)]
}

/// Keyturn on this folder.
pub(crate) fn open(served: &Served, folder: &std::path::Path) -> Arc<App> {
    let options = Options {
        data_dir: folder.to_owned(),
        connection: connection(served),
        clock: Clock::Fixed(noon()),
        origin: Origin::CommandLine,
        keyring: KeyringUse::Never,
        passphrase_file: None,
    };
    let session = Session::open(options, &|_| Some(Zeroizing::new("a passphrase for tests".to_owned())));
    session.app().expect("the folder opens")
}

/// The same folder behind the contract.
pub(crate) fn host(served: &Served, folder: &std::path::Path) -> Host {
    let options = HostOptions {
        data_dir: Some(folder.to_owned()),
        face: Face::CommandLine,
        keyring: KeyringUse::Never,
        demo_endpoint: Some(DemoEndpoint {
            url: served.url.clone(),
            access_key_id: served.access_key_id.clone(),
            secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            region: served.regions.first().cloned().unwrap_or_default(),
        }),
    };
    Host::open(options, &|_| Some(Zeroizing::new("a passphrase for tests".to_owned()))).expect("the folder opens")
}

pub(crate) async fn measure(secrets: u32, parameters: u32) {
    let served = Served::start(secrets, parameters);
    let connection = connection(&served);
    let (cpu, wall, listed) = timed(async {
        let discovery = keyturn_aws::discover(&connection, &sources(&served)).await;
        let targets: Vec<_> = discovery.targets.into_iter().map(Arc::new).collect();
        let mut tasks = tokio::task::JoinSet::new();
        for (target, cell) in
            targets.iter().flat_map(|target| target.cells().into_iter().map(move |cell| (target.clone(), cell)))
        {
            tasks.spawn(async move {
                let mut reader = target.reader(&cell.region, cell.store);
                let mut listed = 0;
                while let Ok(Some(page)) = reader.next_page().await {
                    listed += page.len();
                }
                listed
            });
        }
        tasks.join_all().await.into_iter().sum::<usize>()
    })
    .await;
    row("listing, with tags and keys: client processor time", &seconds(cpu), "target ≤ 2 s");
    row("  wall, rows", &format!("{} {listed}", seconds(wall)), "");

    let folder = tempfile::tempdir().expect("a folder");
    let app = open(&served, folder.path());
    for what in ["first sync, dates of versions, into the database", "second sync, nothing changed"] {
        let (cpu, wall, report) = timed(app.sync_from(&sources(&served), |_| {})).await;
        let report = report.expect("the sync ends");
        row(&format!("{what}: client processor time"), &seconds(cpu), "");
        row("  wall, rows", &format!("{} {}", seconds(wall), report.secrets), "");
    }
    row("most memory held", &format!("{} MiB", peak_memory()), "flat in the number of secrets");
}

async fn timed<T>(work: impl Future<Output = T>) -> (Duration, Duration, T) {
    let (cpu, wall) = (processor_time(), Instant::now());
    let done = work.await;
    (processor_time().saturating_sub(cpu), wall.elapsed(), done)
}
