//! CloudTrail's files: to events, into the database, and judged. Files are those of a bucket, made beforehand.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use keyturn_app::session::Options;
use keyturn_app::{Clock, Connection, KeyringUse, Origin, Session, Zeroizing};
use keyturn_estate::traffic::bucket::{self, BucketSpec};
use keyturn_estate::traffic::{self, Attacks, TrafficSpec};
use keyturn_estate::{Spec, generate};
use keyturn_tests::estate::noon;
use keyturn_trail::detect::judge_all;
use keyturn_trail::envelope::{Limits, events};
use keyturn_trail::event::Event;
use keyturn_trail::resolve::Index;
use keyturn_trail::scene::Scene;
use keyturn_trail::settings::Settings;

use crate::process::{peak_memory, processor_time};
use crate::{row, seconds};

/// The argument that makes this program import a folder instead of measure: what it holds is its own then.
pub(crate) const IMPORT: &str = "--import-trail";

/// Ninety days of forty principals, so busy that about half a million records come out at this share of wanted ones.
fn made(folder: &Path, wanted_percent: u32, poll_minutes: u32) -> u64 {
    let organisation = generate(&Spec::demo(noon()));
    let spec = TrafficSpec { days: 90, attacks: Attacks::Chance(18), poll_minutes, ..TrafficSpec::month(7) };
    let made = traffic::generate(&organisation, &spec);
    let bucket = BucketSpec { wanted_percent, ..BucketSpec::default() };
    bucket::write(&made, folder, &bucket).expect("the bucket's files").events
}

pub(crate) fn measure() {
    for (wanted_percent, poll_minutes) in [(10, 480), (100, 8)] {
        let bucket = tempfile::tempdir().expect("a folder");
        let records = made(bucket.path(), wanted_percent, poll_minutes);
        println!("\n{records} CloudTrail records in a bucket's files, {wanted_percent} % of them wanted");
        let files = files(bucket.path());
        let (cpu, found) = to_events(&files);
        row("files → wanted events, one core", &rate(records, cpu), "target ≥ 150,000/s");
        import_in_its_own_process(bucket.path());
        judge(&found);
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn to_events(paths: &[PathBuf]) -> (Duration, Vec<Event>) {
    let mut found = Vec::new();
    let index = Index::default();
    let start = processor_time();
    for path in paths {
        let file = fs::File::open(path).expect("a file");
        drop(events(file, &Limits::default(), &index, |event| {
            found.push(event);
            ControlFlow::Continue(())
        }));
    }
    (processor_time().saturating_sub(start), found)
}

fn judge(found: &[Event]) {
    let start = processor_time();
    let verdicts = judge_all(found, &Scene::default(), &Settings::default());
    let took = seconds(processor_time().saturating_sub(start));
    let found = format!("{} events, {} findings", found.len(), verdicts.findings.len());
    row("all 90 days judged at once, one core", &took, &found);
}

fn import_in_its_own_process(bucket: &Path) {
    let program = std::env::current_exe().expect("this program");
    let status = Command::new(program).arg(IMPORT).arg(bucket).status().expect("the importing process");
    assert!(status.success(), "the import ends");
}

/// Imports this folder into an empty, encrypted database, and prints what it took.
pub(crate) async fn import(bucket: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options {
        data_dir: folder.path().to_owned(),
        connection: Connection::default(),
        clock: Clock::Fixed(noon()),
        origin: Origin::CommandLine,
        keyring: KeyringUse::Never,
        passphrase_file: None,
    };
    let session = Session::open(options, &|_| Some(Zeroizing::new("a passphrase for tests".to_owned())));
    let app = session.app().expect("the folder opens");
    let mut progress = None;
    let begun = (processor_time(), Instant::now());
    let import = app.import_trail(vec![bucket.into()], |watched| progress = Some(watched));
    let report = import.await.expect("the import ends");
    drop(progress);
    let (cpu, wall) = (processor_time().saturating_sub(begun.0), begun.1.elapsed());
    let records = report.tally.records;
    let of_processor = format!("{} of processor time; target ≥ 60,000/s", rate(records, cpu));
    row("files → database and judged, on the clock", &rate(records, wall), &of_processor);
    row(
        "  new, copies, findings",
        &format!("{} {}", report.tally.new, report.tally.duplicates),
        &report.findings.to_string(),
    );
    row("most memory held", &format!("{} MiB", peak_memory()), "target ≤ 200 MiB");
}

fn rate(records: u64, time: Duration) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rate with three digits that matter")]
    let rate = records as f64 / time.as_secs_f64().max(0.001);
    format!("{rate:.0}/s")
}
