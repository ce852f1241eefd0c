//! `make bench`: the design's targets, measured and printed as tables. Nothing here passes or fails.
//!
//! All of them, or those that are named: `cargo bench --bench targets -- review incident`.
//!
//! The made-up organisation is served by another process, so that the client's processor time is its own.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints, and stops when it cannot"
)]

mod client;
mod incident;
mod process;
mod queries;
mod review;
mod rotation;
mod sweep;
mod trail;
mod window;

use std::time::Duration;

/// What can be measured alone. An incident and the window are measured on what the queries were measured on.
const SECTIONS: [&str; 8] = ["rotation", "trail", "client", "sweep", "queries", "incident", "window", "review"];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(position) = arguments.iter().position(|argument| argument == process::SERVE) {
        process::serve(&arguments[position + 1..]);
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if let Some(position) = arguments.iter().position(|argument| argument == trail::IMPORT) {
        runtime.block_on(trail::import(arguments.get(position + 1).expect("a folder")));
        return;
    }
    if let Some(position) = arguments.iter().position(|argument| argument == sweep::SWEEP) {
        runtime.block_on(sweep::sweep(arguments.get(position + 1).expect("a number of accounts")));
        return;
    }
    let named: Vec<&str> = arguments[1..].iter().map(String::as_str).filter(|name| SECTIONS.contains(name)).collect();
    let asked = |section: &str| named.is_empty() || named.contains(&section);
    if asked("rotation") {
        rotation::measure(25_000, 25_000);
    }
    if asked("trail") {
        trail::measure();
    }
    if asked("sweep") {
        sweep::measure();
    }
    runtime.block_on(async {
        if asked("client") {
            println!("\n10,000 secrets and 10,000 parameters over 12 account-regions (24 cells)");
            client::measure(10_000, 10_000).await;
        }
        if ["queries", "incident", "window"].into_iter().any(asked) {
            println!("\n25,000 secrets and 25,000 parameters in the database");
            let folder = queries::measure(25_000, 25_000).await;
            if asked("incident") {
                println!("\nAn incident on those 50,000, with 90 days of CloudTrail");
                incident::measure(folder.path(), 25_000, 25_000).await;
            }
            if asked("window") {
                println!("\nThe window on those 50,000, 1280×800");
                window::measure(&folder).await;
            }
        }
        if asked("review") {
            println!("\nA review of 20,000 items over as many secrets");
            review::measure(25_000, 25_000).await;
        }
    });
}

/// Prints a table row: what, figure, target.
fn row(what: &str, figure: &str, target: &str) {
    println!("  {what:<58} {figure:>14}   {target}");
}

fn seconds(duration: Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}

fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// The value below which 95 of 100 samples lie.
fn percentile_95(samples: &mut [Duration]) -> Duration {
    samples.sort_unstable();
    samples.get(samples.len() * 95 / 100).or(samples.last()).copied().unwrap_or_default()
}
