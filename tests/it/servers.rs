//! Keyturn's own sync against servers that nobody here wrote: the rows in the database are what was put into them.
//!
//! What a server gets wrong is in `quirks` and tolerated there, nowhere else.

mod access;
mod faults;
mod quirks;
mod rows;
mod trail;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use keyturn_app::session::{Options, Session};
use keyturn_app::{App, Clock, Origin};
use keyturn_aws::{Connection, Rates};
use keyturn_domain::listing::Sort;
use keyturn_domain::source::{Accounts, Source};
use keyturn_store::{KeyringUse, PolicyState};
use keyturn_tests::servers::{Kind, Server};
use serde_json::Value;

use quirks::QUIRKS;
use rows::{compare, facts};

/// How often a call is tried again: a fault that strikes no more often costs nothing, whichever calls it strikes.
const RETRIES: u32 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn moto_through_the_organisation() {
    let server = Server::start(Kind::Moto).expect("moto");
    let seeded = server.seed().expect("a seeded moto");
    let accounts = Accounts::Organization { role: text(&seeded["role"]) };
    check(&server, Kind::Moto, &seeded, accounts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ministack_through_a_list_of_accounts() {
    let server = Server::start(Kind::Ministack).expect("ministack");
    let seeded = server.seed().expect("a seeded ministack");
    let accounts = listed(&seeded);
    check(&server, Kind::Ministack, &seeded, accounts).await;
}

/// Syncs twice; compares every row.
async fn check(server: &Server, kind: Kind, seeded: &Value, accounts: Accounts) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path(), &server.endpoint());
    let source = source(seeded, accounts);

    let report = app.sync_from(std::slice::from_ref(&source), |_| ()).await.expect("a sync");
    assert_eq!(report.problems, [], "{}", server.log());
    assert_eq!((report.cells, report.cells_read), (18, 18));
    let rows = seeded["rows"].as_array().expect("rows");
    assert_eq!((report.secrets, report.added), (count(rows.len()), count(rows.len())));

    let mut expected = rows.clone();
    for quirk in QUIRKS.iter().filter(|quirk| quirk.server == kind) {
        let mut concerned = 0;
        for row in expected.iter_mut().filter(|row| (quirk.of)(row)) {
            (quirk.says)(row, &report);
            concerned += 1;
        }
        assert!(concerned > 0, "no row shows the quirk: {}", quirk.why);
    }
    let mut differences = Vec::new();
    for row in &expected {
        let arn = text(&row["arn"]);
        let whole = app.secret(&arn).await.expect("the seeded secret");
        compare(&arn, row, &facts(&whole.stored), &mut differences);
        let words = format!("{whole:?}");
        assert!(!words.contains(&text(&seeded["canary"])), "{arn} holds a value");
    }
    assert_eq!(differences, Vec::<String>::new());

    // The list counts a replicated secret once.
    let copies = rows.iter().filter(|row| !row["replica_of"].is_null()).count();
    let page = app.secrets("", Sort::default(), 0, 1000).await.expect("a list");
    assert_eq!((page.total, page.rows.len()), (count(rows.len() - copies), rows.len() - copies));

    let again = app.sync_from(std::slice::from_ref(&source), |_| ()).await.expect("a second sync");
    assert_eq!(
        (again.secrets, again.added, again.changed, again.gone, again.problems.len()),
        (report.secrets, 0, 0, 0, 0),
        "{:?}",
        again.lines
    );
    check_opened(&app, source, seeded).await;
}

/// Opening a secret reads it whole: what a listing leaves out is there, without any quirk.
async fn check_opened(app: &Arc<App>, source: Source, seeded: &Value) {
    app.save_sources(vec![source]).await.expect("saved sources");
    let rows = seeded["rows"].as_array().expect("rows");
    for name in ["prod/ledger/own-key", "prod/ledger/rotated", "prod/web/stripe"] {
        let row = rows.iter().filter(|row| row["name"] == name).nth(4).expect("a seeded row");
        let arn = text(&row["arn"]);
        let whole = app.inspect(&arn).await.expect("a live reading");
        assert_eq!(whole.problems, [], "{arn}");
        let found = facts(&whole.stored);
        for fact in ["key_manager", "key_alias", "rotated_by", "function", "rotated_after_days", "tags"] {
            assert_eq!(found[fact], row[fact], "{arn}.{fact}");
        }
        match (&whole.stored.policy, &seeded["policies"][&arn]) {
            (PolicyState::Text { text: found, .. }, Value::String(put)) => assert_eq!(found, put, "{arn}"),
            (PolicyState::None { .. }, Value::Null) => {}
            (found, put) => panic!("{arn}: {found:?} was read, {put} was seeded"),
        }
    }
}

// What the tests share

/// A fresh database with a passphrase, and AWS at this address.
fn open(folder: &Path, endpoint: &str) -> Arc<App> {
    let passphrase = folder.join("passphrase");
    std::fs::write(&passphrase, "a passphrase for a test\n").expect("a passphrase file");
    let session = Session::open(
        Options {
            data_dir: folder.join("data"),
            connection: connection(folder, endpoint),
            clock: Clock::System,
            origin: Origin::CommandLine,
            keyring: KeyringUse::Never,
            passphrase_file: Some(passphrase),
        },
        &|_| None,
    );
    session.app().expect("an open database")
}

/// AWS at this address, signed in as the account that the seeded ones are entered from.
fn connection(folder: &Path, endpoint: &str) -> Connection {
    Connection {
        default_region: "us-east-1".parse().ok(),
        rates: Rates::unlimited().patience(RETRIES + 1, Duration::from_millis(50), Duration::from_secs(4)),
        config_files: Some((folder.join("no-config"), folder.join("no-credentials"))),
        // Base account of ministack; to moto a key like any other.
        ..Connection::to(endpoint, "111111111111", "not-checked")
    }
}

fn source(seeded: &Value, accounts: Accounts) -> Source {
    let regions = seeded["regions"].as_array().expect("regions");
    Source::new(None, accounts, regions.iter().map(|region| text(region).parse().expect("a region")).collect())
}

fn listed(seeded: &Value) -> Accounts {
    let accounts = seeded["accounts"].as_array().expect("accounts");
    Accounts::List {
        role: text(&seeded["role"]),
        accounts: accounts.iter().map(|account| text(account).parse().expect("an account")).collect(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
