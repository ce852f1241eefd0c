//! Events of the made-up organisation through the use cases: imported, collected, judged, asked for, decided about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Days, Utc};
use keyturn_app::trail::{Decision, FindingState, FindingsAsked, ReadsForm, SilenceWish, TrailReport, TrailWish, scan};
use keyturn_app::{App, AppError, Clock, Connection, Origin};
use keyturn_domain::source::{Accounts, Source};
use keyturn_estate::traffic::bucket::{self, BucketSpec};
use keyturn_estate::{Options, Organisation, Server, Spec, Traffic, TrafficSpec, generate};
use keyturn_store::Database;

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

/// Ten days with every attack.
fn traffic(organisation: &Organisation) -> Traffic {
    let spec = TrafficSpec { days: 10, intensity: 30, poll_minutes: 720, ..TrafficSpec::month(7) };
    keyturn_estate::traffic::generate(organisation, &spec)
}

fn app(folder: &Path, connection: Connection) -> Arc<App> {
    let database = Database::open_in_memory().expect("a database");
    Arc::new(App::new(database, folder.to_owned(), connection, Clock::Fixed(now()), Origin::CommandLine))
}

/// A bucket of these days.
pub(crate) fn bucket(folder: &Path) -> PathBuf {
    let root = folder.join("bucket");
    std::fs::create_dir(&root).expect("a folder");
    let spec = BucketSpec { wanted_percent: 60, ..BucketSpec::default() };
    bucket::write(&traffic(&generate(&Spec::demo(now()))), &root, &spec).expect("a bucket");
    root
}

pub(crate) async fn import(app: &Arc<App>, path: PathBuf) -> TrailReport {
    app.import_trail(vec![path], |_| ()).await.expect("imported")
}

/// Every finding's key and state, in order.
async fn findings(app: &App) -> Vec<(String, FindingState)> {
    let page = app.findings(FindingsAsked::default(), None, 0, 500).await.expect("findings");
    assert_eq!(page.total, page.findings.len() as u64);
    let mut all: Vec<_> = page.findings.into_iter().map(|stored| (stored.finding.key, stored.state)).collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_bucket_is_imported_once_in_any_order_and_judged_as_a_scan_judges_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = bucket(folder.path());
    let whole = app(folder.path(), Connection::default());
    let first = import(&whole, root.clone()).await;
    assert!(first.tally.new > 1000 && first.tally.duplicates > 0 && first.tally.unusable() == 0, "{:?}", first.tally);
    assert_eq!(first.tally.events, first.tally.new + first.tally.duplicates + first.tally.corrected);
    assert!(first.tally.records > first.tally.events);
    assert!(first.skipped.iter().any(|skipped| skipped.why.starts_with("A digest file")), "{:?}", first.skipped);
    let found = findings(&whole).await;
    let open: Vec<&str> =
        found.iter().filter(|(_, state)| *state == FindingState::Open).map(|(key, _)| key.as_str()).collect();
    assert!(open.len() >= 8 && first.findings as usize >= open.len(), "{open:?}");

    let again = import(&whole, root.clone()).await;
    assert_eq!((again.tally.new, again.findings), (0, 0));
    assert_eq!(findings(&whole).await, found);

    // The latest files first, one import each.
    let other_folder = tempfile::tempdir().expect("a folder");
    let parts = app(other_folder.path(), Connection::default());
    let mut days: Vec<PathBuf> = Vec::new();
    let mut waiting = vec![root.clone()];
    while let Some(folder) = waiting.pop() {
        let entries: Vec<PathBuf> =
            std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        days.extend(entries.iter().filter(|path| path.is_file()).cloned());
        waiting.extend(entries.into_iter().filter(|path| path.is_dir()));
    }
    days.sort_by_key(|path| std::cmp::Reverse(path.file_name().map(ToOwned::to_owned)));
    for part in days.chunks(days.len().div_ceil(3)) {
        parts.import_trail(part.to_vec(), |_| ()).await.expect("imported");
    }
    let told = findings(&parts).await;
    assert_eq!(told.iter().filter(|(_, state)| *state != FindingState::Stale).cloned().collect::<Vec<_>>(), found);

    let scanned = scan(&[root]).expect("a scan");
    let mut keys: Vec<&str> = scanned.findings.iter().map(|finding| finding.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, open);
    assert_eq!(scanned.tally, first.tally);
    assert!(whole.verify_audit().await.expect("the log").broken.is_none());
}

#[tokio::test]
async fn a_stopped_collection_goes_on_where_it_was() {
    let organisation = generate(&Spec::demo(now()));
    let traffic = Some(Arc::new(traffic(&organisation)));
    let server = Server::start(organisation, Options { traffic, ..Options::default() }).expect("the endpoint");
    let connection = || Connection {
        default_region: "us-east-1".parse().ok(),
        ..Connection::to(server.endpoint_url(), server.access_key_id(), keyturn_estate::server::SECRET_ACCESS_KEY)
    };
    let source = Source::new(None, Accounts::Own, vec!["us-east-1".parse().expect("a region")]);
    let wish = TrailWish { days: 10, leave_out: vec!["Decrypt".to_owned()] };

    let folder = tempfile::tempdir().expect("a folder");
    let whole = app(folder.path(), connection());
    assert!(matches!(whole.collect_trail(&wish, |_| ()).await, Err(AppError::NoSources)));
    whole.save_sources(vec![source.clone()]).await.expect("saved");
    let estimate = whole.estimate_trail(&wish).await.expect("an estimate");
    assert!(estimate.problems.is_empty() && estimate.asks.iter().any(|ask| ask.events > 0), "{estimate:?}");
    let report = whole.collect_trail(&wish, |_| ()).await.expect("collected");
    assert!(report.problems.is_empty() && report.tally.new > 0 && !report.cancelled, "{report:?}");

    let other_folder = tempfile::tempdir().expect("a folder");
    let stopped = app(other_folder.path(), connection());
    stopped.save_sources(vec![source]).await.expect("saved");
    let canceller = Arc::clone(&stopped);
    let cut = stopped
        .collect_trail(&wish, move |mut progress| {
            tokio::spawn(async move {
                while progress.changed().await.is_ok() {
                    if progress.borrow_and_update().events > 0 {
                        canceller.cancel_trail();
                        return;
                    }
                }
            });
        })
        .await
        .expect("stopped");
    assert!(cut.cancelled && cut.tally.new < report.tally.new, "{:?}", cut.tally);
    let rest = stopped.collect_trail(&wish, |_| ()).await.expect("collected");
    assert!(!rest.cancelled);
    assert_eq!(cut.tally.new + rest.tally.new, report.tally.new);
    let (one, other) = (findings(&whole).await, findings(&stopped).await);
    assert_eq!(other.iter().filter(|(_, state)| *state != FindingState::Stale).cloned().collect::<Vec<_>>(), one);

    let standing = whole.trail().await.expect("where it stands");
    assert!(standing.limits.iter().any(|limit| limit.starts_with("Decrypt was left out")), "{:?}", standing.limits);
    assert!(standing.cells.iter().any(|cell| !cell.covered.is_empty() && cell.events > 0));
    assert!(standing.running.is_none() && standing.last.is_some());
    assert_eq!(server.value_calls(), 0);
}

#[tokio::test]
async fn a_finding_is_decided_silenced_and_opened_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path(), Connection::default());
    import(&app, bucket(folder.path())).await;
    let open = FindingsAsked { states: vec![FindingState::Open], ..FindingsAsked::default() };
    let page = app.findings(open, None, 0, 1).await.expect("findings");
    let key = page.findings[0].finding.key.clone();
    let wish = |days: u64| SilenceWish {
        rule: Some(page.findings[0].finding.rule.clone()),
        same_principal: true,
        secrets: None,
        source: None,
        ends_on: now().date_naive().checked_add_days(Days::new(days)).expect("a day"),
    };
    let expected = |note: &str, silence| Decision::Expected { note: note.to_owned(), silence };
    let everything = SilenceWish { rule: None, same_principal: false, ..wish(3) };
    for refused in [
        expected(" ", None),
        expected("a drill", Some(wish(366))),
        expected("a drill", Some(everything)),
        expected("password=hunter2hunter2XY9", None),
    ] {
        let said = app.triage(&key, refused.clone()).await;
        assert!(matches!(said, Err(AppError::BadRequest(_) | AppError::LooksLikeSecret { .. })), "{refused:?}");
    }
    let before = app.audit_log(0, 1).await.expect("the log").total;
    let decided = app.triage(&key, expected("a drill", Some(wish(365)))).await.expect("decided");
    assert_eq!(decided.stored.state, FindingState::Expected);
    assert!(!decided.events.is_empty());
    assert_eq!(app.audit_log(0, 1).await.expect("the log").total, before + 2);
    let silences = app.silences().await.expect("silences");
    assert!(matches!(&silences[..], [one] if one.in_force), "{silences:?}");

    let opened = app.triage(&key, Decision::Open).await.expect("opened");
    assert_eq!((opened.stored.state, opened.stored.triage), (FindingState::Open, None));
    assert!(app.silences().await.expect("silences").iter().all(|one| !one.in_force));
    assert!(matches!(app.triage("none", Decision::Open).await, Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn hostile_text_leaves_as_text_with_what_is_not_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path(), Connection::default());
    let record = r#"{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/web/=cmd()","accountId":"111122223333","accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/web","accountId":"111122223333","userName":"web"}}},"eventTime":"2026-11-20T10:00:00Z","eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7","userAgent":"@SUM(1)","requestParameters":{"secretId":"<img src=x onerror=alert(1)>"},"eventID":"d3f1a2b4-0011-4c5d-8e9f-aabbccddeeff","recipientAccountId":"111122223333"}"#;
    let file = folder.path().join("events.json");
    std::fs::write(&file, record).expect("a file");
    let report = import(&app, file).await;
    assert_eq!((report.tally.new, report.files), (1, 1), "{report:?}");

    let page = app.reads("outcome:done", 0, 10).await.expect("reads");
    assert_eq!((page.events.len(), page.total), (1, 1));
    assert!(!page.limits.is_empty(), "a file by itself covers nothing");
    let refused = app.reads("outcome:perhaps", 0, 10).await;
    assert!(matches!(refused, Err(AppError::Query { start: 0, .. })), "{refused:?}");

    let csv = folder.path().join("reads.csv");
    let written = app.export_reads("", ReadsForm::Csv, csv.clone()).await.expect("exported");
    let text = std::fs::read_to_string(csv).expect("the file");
    assert_eq!(written.events, 1);
    assert!(text.contains("<img src=x onerror=alert(1)>") && text.contains("not_known"), "{text}");
    assert!(!text.contains(",=cmd()") && !text.contains(",@SUM"), "{text}");

    let json = folder.path().join("reads.json");
    let form = ReadsForm::Json(|found| serde_json::json!({ "id": found.event.id.0 }));
    app.export_reads("", form, json.clone()).await.expect("exported");
    let document: serde_json::Value = serde_json::from_slice(&std::fs::read(json).expect("the file")).expect("JSON");
    assert_eq!(document["events"][0]["id"], "d3f1a2b4-0011-4c5d-8e9f-aabbccddeeff");
    assert!(document["limits"].as_array().is_some_and(|limits| !limits.is_empty()));
}
