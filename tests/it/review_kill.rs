//! `keyturn review` killed while it writes: what it told is never lost, and nothing is half done.
//!
//! Each command is started again and again and killed (SIGKILL) at the first, second, third … change that it makes to the
//! data folder, until one ends by itself. After each, the campaign is read by another process.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::SystemTime;

use keyturn_tests::shell::json;
use serde_json::{Value, json as value};

use crate::cli::Shell;

const CAMPAIGN: &str = r#"
schema = 1
name = "Access review · Q4 2026"
period = "2026-Q4"
due_on = "2027-01-29"
cadence_months = 3
cadence_source = "Access policy §4.2"

[lead]
name = "Ann Lee"

[[reviewers]]
name = "Payments"
paths = ["/prod/payments/**", "prod/payments/**", "/prod/billing/**", "prod/billing/**"]
"#;

/// The files of the data folder, each with its length and the time of its last change.
fn files(data: &Path) -> BTreeMap<String, (u64, Option<SystemTime>)> {
    let entries = fs::read_dir(data).into_iter().flatten().flatten();
    let of = |entry: fs::DirEntry| {
        // A file of SQLite's may go between listing and looking.
        let about = entry.metadata().ok()?;
        Some((entry.file_name().to_string_lossy().into_owned(), (about.len(), about.modified().ok())))
    };
    entries.filter_map(of).collect()
}

/// What one start of a command came to.
struct Run {
    /// Whether it was killed before it ended by itself.
    killed: bool,
    /// Whether it had told that it did what was asked.
    told: bool,
}

/// Starts a command and kills it at so many changes of the data folder.
fn killed_at(shell: &Shell, arguments: &[&str], changes: usize) -> Run {
    let data = shell.folder.path().join("data");
    let printed = shell.folder.path().join("printed");
    let out = fs::File::create(&printed).expect("a file");
    let mut command = shell.command(arguments);
    command.env("KEYTURN_PACKET_PASSPHRASE_FILE", shell.folder.path().join("passphrase"));
    command.stdout(out).stderr(Stdio::null());
    let mut before = files(&data);
    let mut child = command.spawn().expect("keyturn starts");
    let mut seen = 0;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        let now = files(&data);
        if now != before {
            (seen, before) = (seen + 1, now);
        }
        if seen >= changes {
            child.kill().expect("killed");
            break child.wait().expect("a child");
        }
    };
    let told = serde_json::from_slice::<Value>(&fs::read(&printed).expect("what it printed")).is_ok();
    // A process that ended by itself has a code; a signal leaves none.
    assert!(status.code().is_none_or(|code| code == 0), "{arguments:?} ended with {status}");
    Run { killed: status.code().is_none(), told }
}

/// How far the campaign is: decided items, its state, its signatures.
fn standing(shell: &Shell) -> Value {
    let shown = shell.json(&["review", "show", "--review", "2026-Q4", "--json"], 0);
    let signatures = shown["signatures"].as_array().map_or(0, Vec::len);
    value!({
        "decided": shown["campaign"]["progress"]["decided"], "differs": shown["campaign"]["progress"]["differs"],
        "state": shown["campaign"]["state"], "signatures": signatures,
    })
}

/// Kills a command at more and more changes until one does what is asked; `after` is how the campaign stands then.
/// How often it was killed.
fn check(shell: &Shell, arguments: &[&str], after: &Value) -> usize {
    let before = standing(shell);
    assert_ne!(&before, after);
    let (mut kills, mut changes) = (0, 1);
    loop {
        let run = killed_at(shell, arguments, changes);
        kills += usize::from(run.killed);
        let now = standing(shell);
        let what = arguments.get(1);
        assert!(now == before || now == *after, "{what:?} killed at {changes}: half done: {now}");
        assert!(!run.told || now == *after, "{what:?} killed at {changes}: what it told is lost");
        assert!(run.killed || now == *after, "{what:?} ended by itself and did nothing");
        if now == *after {
            break;
        }
        // Every one of the first changes, then fewer.
        changes += 1 + changes / 4;
    }
    assert_eq!(shell.json(&["audit", "verify", "--json"], 0)["holds"], value!(true));
    kills
}

fn ids(shell: &Shell, reviewer: &str) -> Vec<String> {
    let items = shell.json(&["review", "items", "--reviewer", reviewer, "--json"], 0);
    let rows = items["items"].as_array().expect("items");
    rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
}

fn borrowed(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn a_kill_loses_nothing_that_was_told_and_leaves_nothing_half_done() {
    let shell = Shell::new();
    shell.sync(0);
    shell.json(&["access", "collect", "--json"], 0);
    let campaign = shell.folder.path().join("review.toml");
    fs::write(&campaign, CAMPAIGN).expect("a file");
    shell.json(&["review", "open", &campaign.to_string_lossy(), "--json"], 0);

    // A reviewer decides their part elsewhere.
    let reviewer = Shell::new();
    let sealed = |shell: &Shell, arguments: &[&str]| {
        let mut command = shell.command(arguments);
        command.env("KEYTURN_PACKET_PASSPHRASE_FILE", shell.folder.path().join("passphrase"));
        json(&command.output().expect("keyturn runs"), 0)
    };
    let packet = shell.folder.path().join("part.age").to_string_lossy().into_owned();
    sealed(&shell, &["review", "hand-out", &packet, "--reviewer", "Payments", "--json"]);
    sealed(&reviewer, &["review", "take-in", &packet, "--json"]);
    let theirs = ids(&reviewer, "Payments");
    let keep = |ids: &[String]| -> Vec<String> {
        let words = ["review", "decide", "keep"].into_iter().map(str::to_owned);
        words.chain(ids.iter().cloned()).chain(["--json".to_owned()]).collect()
    };
    reviewer.json(&borrowed(&keep(&theirs)), 0);
    let answers = reviewer.folder.path().join("answers.age").to_string_lossy().into_owned();
    sealed(&reviewer, &["review", "hand-out", &answers, "--json"]);

    let stands = |decided: usize| value!({ "decided": decided, "differs": 0, "state": "open", "signatures": 0 });
    let own = ids(&shell, "Ann Lee");
    assert!(own.len() > 10 && !theirs.is_empty(), "{} and {} items", own.len(), theirs.len());
    let mut kills = vec![check(&shell, &borrowed(&keep(&own[..1])), &stands(1))];
    kills.push(check(&shell, &borrowed(&keep(&own[1..])), &stands(own.len())));
    kills.push(check(&shell, &["review", "take-in", &answers, "--json"], &stands(own.len() + theirs.len())));
    let statements = ["--statement", "I looked at each.", "--second-statement", "I checked a sample."];
    let close: Vec<&str> = ["review", "close", "--second", "Bo Berg", "--json"].into_iter().chain(statements).collect();
    let closed = value!({
        "decided": own.len() + theirs.len(), "differs": 0, "state": "closed", "signatures": 2,
    });
    kills.push(check(&shell, &close, &closed));
    assert!(kills.iter().all(|kills| *kills > 0), "each was killed at least once: {kills:?}");

    // The pack is written from a log whose chain holds, and from nothing else.
    let pack = shell.folder.path().join("pack.zip").to_string_lossy().into_owned();
    shell.json(&["review", "pack", &pack, "--review", "2026-Q4", "--json"], 0);
    assert_eq!(shell.json(&["verify", &pack, "--json"], 0)["holds"], value!(true));
}
