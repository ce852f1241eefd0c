//! The schedule, over the made-up organisation: runs when it is due, holds, never two at once, tells what was missed.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_app::schedule::ScheduledRun;
use keyturn_app::session::Options;
use keyturn_app::{App, AppError, Clock, Connection, KeyringUse, Origin, Session};
use keyturn_domain::source::{Accounts, Source};
use keyturn_domain::sync_schedule::{Hindrance, Missed, Network, SyncSchedule};
use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Options as Serving, Server, Spec, generate};
use keyturn_store::SyncLock;

use crate::access::now;

/// A folder with an organisation behind it, opened as often as the test moves its clock.
struct Folder {
    server: Server,
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let server = Server::start(generate(&Spec::demo(now())), Serving::default()).expect("the endpoint starts");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("passphrase"), "a passphrase for tests\n").expect("a file");
        Self { server, folder }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// Keyturn started anew, so many minutes after noon.
    fn keyturn(&self, minutes: i64) -> Arc<App> {
        let options = Options {
            data_dir: self.data(),
            connection: Connection {
                default_region: "us-east-1".parse().ok(),
                ..Connection::to(self.server.endpoint_url(), self.server.access_key_id(), SECRET_ACCESS_KEY)
            },
            clock: Clock::Fixed(after(minutes)),
            origin: Origin::Window,
            keyring: KeyringUse::Never,
            passphrase_file: Some(self.folder.path().join("passphrase")),
        };
        Session::open(options, &|_| None).app().expect("it opens")
    }

    /// Set up at noon, every so many hours.
    async fn scheduled(&self, schedule: SyncSchedule) {
        let app = self.keyturn(0);
        let regions = vec!["us-east-1".parse().expect("a region")];
        app.save_sources(vec![Source::new(None, Accounts::Own, regions)]).await.expect("saved");
        app.save_schedule(schedule).await.expect("saved");
    }
}

fn after(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

fn every(hours: u32) -> SyncSchedule {
    SyncSchedule { every_hours: Some(hours), ..SyncSchedule::default() }
}

async fn run(app: &Arc<App>, network: Network) -> Option<ScheduledRun> {
    let ran = app.run_schedule(async { network }, |_| (), |_| ()).await.expect("looked");
    ran.map(|(run, _)| run)
}

fn is_free(folder: &Path) -> bool {
    SyncLock::acquire(folder).is_ok()
}

#[tokio::test]
async fn a_run_is_made_when_it_is_due_and_the_next_is_counted_from_it() {
    let folder = Folder::new();
    folder.scheduled(every(2)).await;
    assert_eq!(run(&folder.keyturn(119), Network::There).await, None);
    let app = folder.keyturn(121);
    let ran = run(&app, Network::There).await.expect("a run");
    assert_eq!((ran.at, ran.failed.as_deref(), ran.missed), (after(121), None, None));
    assert!(app.last_sync().await.expect("a sync").is_some_and(|report| report.secrets > 0));
    let standing = app.schedule().await.expect("a standing");
    assert_eq!((standing.next_at, standing.last), (Some(after(241)), Some(ran)));
    assert_eq!(run(&app, Network::There).await, None, "once");
    assert!(is_free(&folder.data()));

    // A person's own sync counts as one.
    let own = folder.keyturn(230);
    own.sync(|_| ()).await.expect("synced");
    assert_eq!(own.schedule().await.expect("a standing").next_at, Some(after(350)));
    assert_eq!(run(&folder.keyturn(245), Network::There).await, None);
}

#[tokio::test]
async fn what_was_missed_while_it_was_closed_is_told_and_not_made_up_for() {
    let folder = Folder::new();
    folder.scheduled(every(1)).await;
    let ran = run(&folder.keyturn(4 * 60 + 10), Network::There).await.expect("one run");
    assert_eq!(ran.missed, Some(Missed { runs: 3, because: Hindrance::Closed }));
    let app = folder.keyturn(4 * 60 + 11);
    assert_eq!(run(&app, Network::There).await, None);
    assert_eq!(app.schedule().await.expect("a standing").last, Some(ran));
    let today = app.today().await.expect("today");
    assert_eq!(today.schedule, app.schedule().await.expect("a standing"));
}

#[tokio::test]
async fn a_missing_or_metered_network_holds_it_until_there_is_one() {
    let folder = Folder::new();
    folder.scheduled(every(1)).await;
    let app = folder.keyturn(61);
    for (network, held) in [(Network::Missing, Hindrance::Offline), (Network::Metered, Hindrance::Metered)] {
        assert_eq!(run(&app, network).await, None, "{network:?}");
        let standing = app.schedule().await.expect("a standing");
        assert_eq!((standing.held, standing.next_at), (Some(held), Some(after(60))));
        assert!(app.last_sync().await.expect("read").is_none(), "nothing was asked of AWS");
    }
    assert!(run(&app, Network::There).await.is_some());
    assert_eq!(app.schedule().await.expect("a standing").held, None);

    let allowed = Folder::new();
    allowed.scheduled(SyncSchedule { on_metered: true, ..every(1) }).await;
    assert!(run(&allowed.keyturn(61), Network::Metered).await.is_some());
}

#[tokio::test]
async fn never_two_at_once_and_nothing_where_it_is_off_or_has_no_source() {
    let folder = Folder::new();
    folder.scheduled(every(1)).await;
    let other = SyncLock::acquire(&folder.data()).expect("free");
    let app = folder.keyturn(61);
    assert_eq!(run(&app, Network::There).await, None);
    assert_eq!(app.schedule().await.expect("a standing").last, None, "somebody else's sync is no failure");
    drop(other);
    assert!(run(&app, Network::There).await.is_some());

    folder.scheduled(SyncSchedule::default()).await;
    let off = folder.keyturn(10_000);
    assert_eq!((run(&off, Network::There).await, off.schedule().await.expect("a standing").next_at), (None, None));
    off.save_schedule(every(1)).await.expect("saved");
    off.save_sources(Vec::new()).await.expect("saved");
    assert_eq!(run(&folder.keyturn(20_000), Network::There).await, None);
    for hours in [0, 169] {
        assert!(matches!(off.save_schedule(every(hours)).await, Err(AppError::BadRequest(_))), "{hours}");
    }
}

#[tokio::test]
async fn events_are_collected_after_it_where_that_is_wanted() {
    let folder = Folder::new();
    folder.scheduled(SyncSchedule { trail: true, ..every(1) }).await;
    let app = folder.keyturn(61);
    let ran = run(&app, Network::There).await.expect("a run");
    assert_eq!(ran.failed, None);
    let last = app.trail().await.expect("a trail").last.expect("a collection");
    assert_eq!(last.started_at, after(61));
}
