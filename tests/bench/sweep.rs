//! A whole organisation: 200 accounts × 17 regions in both stores, most of them empty or not enabled.

use std::process::Command;
use std::time::Instant;

use keyturn_domain::account::Region;
use keyturn_estate::Spec;
use keyturn_tests::estate::noon;

use crate::client::{open, sources};
use crate::process::{Served, peak_memory, processor_time};
use crate::{row, seconds};

/// The argument that makes this program sweep so many accounts instead of measure: the most memory that it held is its own
/// then.
pub(crate) const SWEEP: &str = "--sweep-accounts";

/// How many accounts an organisation of the target has.
const ACCOUNTS: u32 = 200;

/// The regions that AWS enables in every account; the made-up organisation has the first twelve of its own list, and the
/// others answer as regions that are not enabled do.
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>
const REGIONS: [&str; 17] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
];

pub(crate) fn measure() {
    println!(
        "\nA whole organisation: {ACCOUNTS} accounts × {} regions, most of them empty or not enabled",
        REGIONS.len()
    );
    let program = std::env::current_exe().expect("this program");
    let status = Command::new(program).args([SWEEP, &ACCOUNTS.to_string()]).status().expect("the sweeping process");
    assert!(status.success(), "the sweep ends");
}

/// Syncs an organisation of so many accounts twice, and prints what it took.
pub(crate) async fn sweep(accounts: &str) {
    let accounts: u32 = accounts.parse().expect("a number");
    let spec = Spec { accounts, regions: 12, ..Spec::large(noon(), 5 * accounts, 5 * accounts) };
    let served = Served::of(&spec);
    let mut sources = sources(&served);
    sources[0].regions = REGIONS.iter().map(|region| region.parse().expect("a region")).collect::<Vec<Region>>();
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(&served, folder.path());
    for what in ["first sync", "second sync, nothing changed"] {
        let begun = (processor_time(), Instant::now());
        let report = app.sync_from(&sources, |_| {}).await.expect("the sync ends");
        let (cpu, wall) = (processor_time().saturating_sub(begun.0), begun.1.elapsed());
        row(&format!("{what}: client processor time"), &seconds(cpu), "target ≤ 10 s");
        row(
            "  wall, cells read of all, rows",
            &seconds(wall),
            &format!("{} of {}, {}", report.cells_read, report.cells, report.secrets),
        );
    }
    row("most memory held", &format!("{} MiB", peak_memory()), "target ≤ 300 MiB");
}
