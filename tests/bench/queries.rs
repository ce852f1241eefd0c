//! The list of 50,000 secrets in the database: what a keystroke costs before it reaches the window.

use std::time::Instant;

use keyturn_api::contract::due::DueListRequest;
use keyturn_domain::listing::{Column, Direction, Sort};
use tempfile::TempDir;

use crate::process::{Served, peak_memory};
use crate::{client, millis, percentile_95, row, seconds};

/// What needs somebody, as the window asks for it when it opens: with everything evaluated anew, and with what is kept.
async fn today(served: &Served, folder: TempDir) -> TempDir {
    let host = client::host(served, folder.path());
    let start = Instant::now();
    let reply = keyturn_api::today::show(&host).await.expect("a reply");
    let first = millis(start.elapsed());
    row("today, first question: everything is evaluated", &first, &format!("{} secrets", reply.counts.secrets));
    let mut samples = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        keyturn_api::today::show(&host).await.expect("a reply");
        samples.push(start.elapsed());
    }
    row("today, the same again", &millis(percentile_95(&mut samples)), "target ≤ 200 ms");
    folder
}

/// The due list through the contract, as window and command line ask for it; gives the folder back.
async fn due(served: &Served, folder: TempDir) -> TempDir {
    let host = client::host(served, folder.path());
    let ask = |filter: &str| {
        let request = DueListRequest { filter: filter.to_owned(), limit: 100, ..DueListRequest::default() };
        async {
            let start = Instant::now();
            let reply = keyturn_api::due::list(&host, request).await.expect("a reply");
            (start.elapsed(), reply)
        }
    };
    let (first, reply) = ask("").await;
    row("the due list, first question: everything is evaluated", &millis(first), &format!("{} secrets", reply.total));
    for (what, filter) in [("the same again", ""), ("another filter", "env:prod")] {
        let mut samples = Vec::new();
        for _ in 0..20 {
            samples.push(ask(filter).await.0);
        }
        row(&format!("the due list, {what}"), &millis(percentile_95(&mut samples)), "target ≤ 200 ms");
    }
    folder
}

/// Fills a folder, measures on it, and gives it to who measures next.
pub(crate) async fn measure(secrets: u32, parameters: u32) -> TempDir {
    let served = Served::start(secrets, parameters);
    let folder = tempfile::tempdir().expect("a folder");
    let app = client::open(&served, folder.path());
    let start = Instant::now();
    let report = app.sync_from(&client::sources(&served), |_| {}).await.expect("the sync ends");
    row("first sync: wall", &seconds(start.elapsed()), &format!("{} secrets", report.secrets));
    row("most memory held", &format!("{} MiB", peak_memory()), "");
    let oldest = Sort { column: Column::Age, direction: Direction::Descending };
    for (what, prefix, sort) in [
        ("by name", "", Sort::default()),
        ("oldest first", "", oldest),
        ("four more terms, by name", "store:ssm account:prod age:>90d -kind:configuration ", Sort::default()),
        ("a tag, oldest first", "tag:team ", oldest),
    ] {
        // Each keystroke is another filter, so that no answer is one that was kept.
        let mut samples = Vec::new();
        for word in ["stripe", "postgres", "webhook", "token", "zzzzzz"] {
            for end in 1..=word.len() {
                let filter = format!("{prefix}{}", &word[..end]);
                let start = Instant::now();
                app.secrets(&filter, sort, 0, 100).await.expect("a page");
                samples.push(start.elapsed());
            }
        }
        row(
            &format!("a keystroke, 100 rows and counts: {what}"),
            &millis(percentile_95(&mut samples)),
            "95th percentile",
        );
    }
    let mut samples = Vec::new();
    for offset in (0..49_000).step_by(1000) {
        let start = Instant::now();
        app.secrets("", oldest, offset, 100).await.expect("a page");
        samples.push(start.elapsed());
    }
    row("scrolling: the next 100 rows anywhere", &millis(percentile_95(&mut samples)), "95th percentile");
    let folder = today(&served, folder).await;
    due(&served, folder).await
}
