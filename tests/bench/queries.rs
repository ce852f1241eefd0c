//! The list of 50,000 secrets in the database: what a keystroke costs before it reaches the window.

use std::time::Instant;

use keyturn_domain::listing::{Column, Direction, Sort};
use tempfile::TempDir;

use crate::process::{Served, peak_memory};
use crate::{client, millis, percentile_95, row, seconds};

/// Fills a folder, measures on it, and gives it to who measures next.
pub(crate) async fn measure(secrets: u32, parameters: u32) -> TempDir {
    let served = Served::start(secrets, parameters);
    let folder = tempfile::tempdir().expect("a folder");
    let app = client::open(&served, folder.path());
    let start = Instant::now();
    let report = app.sync_from(&client::sources(&served), |_| {}).await.expect("the sync ends");
    row("first sync: wall", &seconds(start.elapsed()), &format!("{} secrets", report.secrets));
    row("most memory held", &format!("{} MiB", peak_memory()), "");
    let by = |column, direction| Sort { column, direction };
    for (what, filter, sort, offset) in [
        ("all, by name, first rows", "", Sort::default(), 0),
        ("all, by name, row 40,000", "", Sort::default(), 40_000),
        ("all, oldest first", "", by(Column::Age, Direction::Descending), 0),
        ("stripe", "stripe", Sort::default(), 0),
        ("store:ssm account:prod age:>90d key", "store:ssm account:prod age:>90d key", Sort::default(), 0),
        ("tag:team=payments, oldest first", "tag:team=payments", by(Column::Age, Direction::Descending), 0),
        ("no match", "zzzzzz", Sort::default(), 0),
    ] {
        let mut samples = Vec::new();
        for _ in 0..40 {
            let start = Instant::now();
            app.secrets(filter, sort, offset, 100).await.expect("a page");
            samples.push(start.elapsed());
        }
        row(&format!("100 rows and counts: {what}"), &millis(percentile_95(&mut samples)), "95th percentile");
    }
    folder
}
