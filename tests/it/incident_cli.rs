//! `keyturn incident`: a run on the command line, with a second process that writes into the same incident, and one that
//! is killed.

use std::fs;
use std::io::BufRead as _;
use std::process::{Command, Stdio};

use keyturn_tests::shell::json as json_of;
use serde_json::{Value, json};

use crate::cli::Shell;

const KEY: &str = "AKIAIOSFODNN7EXAMPLE";

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn list<'v>(reply: &'v Value, field: &str) -> &'v Vec<Value> {
    reply[field].as_array().unwrap_or_else(|| panic!("{field} of {reply}"))
}

#[test]
fn an_incident_is_led_from_start_to_close() {
    let shell = Shell::new();
    let none = shell.json(&["incident", "list", "--json"], 0);
    assert_eq!(list(&none, "incidents").len(), 0);
    assert_eq!(shell.run(&["incident", "show"]).status.code(), Some(3), "nothing is running");
    let proposal = shell.json(&["incident", "propose", KEY, "--json"], 0);
    assert_eq!((text(&proposal["subject"]), text(&proposal["runbooks"][0]["id"])), ("access_key", "aws-access-key"));
    let started = shell.json(&["incident", "start", KEY, "--trigger", "seen in a paste", "--by", "Ada", "--json"], 0);
    let id = text(&started["row"]["id"]).to_owned();
    assert!(id.starts_with("INC-") && started["row"]["state"] == "open", "{started}");
    assert_eq!(started["ledger"][0]["text"], KEY);

    // The step to do now, and a command with what is known; what is missing is named and can be typed in.
    let step = shell.json(&["incident", "step", "identify", "--json"], 0);
    assert!(text(&step["snippets"][0]["text"]).contains(&format!("--access-key-id {KEY}")), "{step}");
    let gaps: Vec<&str> = list(&step["snippets"][0], "gaps").iter().map(|gap| text(&gap["name"])).collect();
    assert!(gaps.contains(&"aws.profile") && gaps.contains(&"principal.name"), "{gaps:?}");
    assert_eq!(shell.run(&["incident", "copy", "deactivate"]).status.code(), Some(3));
    for (name, value) in [("aws.profile", "it's prod"), ("region", "eu-west-1"), ("principal.name", "ann")] {
        shell.json(&["incident", "set", name, value, "--json"], 0);
    }
    let copied = shell.run(&["incident", "copy", "deactivate"]);
    let copied = String::from_utf8_lossy(&copied.stdout).into_owned();
    assert!(copied.contains(r"--profile 'it'\''s prod' --region eu-west-1"), "{copied}");
    assert_eq!(shell.run(&["incident", "copy", "sessions"]).status.code(), Some(3), "a dangerous one asks first");

    // Notes, scope, evidence.
    shell.json(&["incident", "note", "15 reads by role/ci-deploy", "--by", "Bob", "--json"], 0);
    let token = format!("it is ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let refused = shell.json(&["incident", "note", &token, "--json"], 3);
    assert_eq!(refused["error"]["code"], "looks_like_secret", "{refused}");
    assert!(!refused.to_string().contains("a1B2c3D4e5F6"), "what is refused is not repeated");
    let file = shell.folder.path().join("mail.txt");
    fs::write(&file, "the key was seen\n").expect("a file");
    shell.json(&["incident", "evidence", &file.to_string_lossy(), "--how", "from AWS", "--json"], 0);
    let events = shell.folder.path().join("events.jsonl");
    shell.json(&["incident", "evidence", "--events", &events.to_string_lossy(), "--json"], 0);
    let evidence = shell.json(&["incident", "evidence", "--json"], 0);
    let kinds: Vec<&str> = evidence.as_array().expect("a list").iter().map(|one| text(&one["kind"])).collect();
    assert_eq!(kinds, ["file", "events"]);
    shell.json(&["incident", "expose", "prod/other", "--because", "in the same paste", "--json"], 0);

    // Closing wants proof of each, or a written reason.
    let early = shell.json(&["incident", "close", "--statement", "done", "--json"], 3);
    assert!(text(&early["error"]["message"]).contains("prove that the old value is refused"), "{early}");
    for (number, mark) in [("1", "revoked"), ("1", "proved"), ("2", "not_exposed")] {
        shell.json(&["incident", "mark", number, mark, "--statement", "refused with 403", "--json"], 0);
    }
    let update = shell.run(&["incident", "update", "progress", "--summary", "A key was in a paste."]);
    assert!(String::from_utf8_lossy(&update.stdout).contains(&format!("NOTIFICATION  {id}")));
    let resolve = json!({ "act": "resolve", "cause": "A key was in a paste." }).to_string();
    shell.json(&["incident", "act", &resolve, "--json"], 0);
    let closed = shell.json(&["incident", "close", "--statement", "it is dead", "--json"], 0);
    assert_eq!(closed["incident"]["row"]["state"], "closed");
    let timeline = shell.json(&["incident", "timeline", "--incident", &id, "--json"], 0);
    assert_eq!(timeline["broken"], Value::Null);
    assert!(list(&timeline, "lines").iter().any(|line| line["by"] == "Bob"));

    // Reports, and the numbers over all.
    let html = shell.folder.path().join("report.html");
    let written = shell.json(
        &["incident", "report", "--incident", &id, "--format", "html", "--out", &html.to_string_lossy(), "--json"],
        0,
    );
    assert_eq!(text(&written["sha256"]).len(), 64);
    assert!(fs::read_to_string(&html).expect("a report").contains("default-src 'none'"));
    let drill = shell.json(&["incident", "start", KEY, "--drill", "--json"], 0);
    assert_eq!((text(&drill["row"]["id"]).starts_with("DRILL-"), &drill["row"]["drill"]), (true, &json!(true)));
    let all = shell.json(&["incident", "list", "--json"], 0);
    assert_eq!((&all["numbers"]["incidents"], &all["numbers"]["drills"]), (&json!(1), &json!(1)));
    let words = shell.run(&["incident", "show", "--all"]);
    assert!(String::from_utf8_lossy(&words.stdout).starts_with("DRILL"), "an exercise says so first");
}

#[test]
fn a_watch_asks_until_it_is_quiet_or_somebody_stops_it() {
    let shell = Shell::new();
    shell.sync(0);
    shell.json(&["incident", "start", KEY, "--json"], 0);
    let nothing = shell.json(&["incident", "watch", "--until-quiet", "--json"], 3);
    assert_eq!(list(&nothing, "watches").len(), 0);

    // Revoked two hours ago, and not a call since: one round knows it.
    let then = (chrono::Utc::now() - chrono::TimeDelta::hours(2)).to_rfc3339();
    shell.json(&["incident", "mark", "1", "revoked", "--at", &then, "--statement", "deactivated", "--json"], 0);
    shell.json(&["incident", "watch", "--set", "1", "--json"], 0);
    let quiet = shell.json(&["incident", "watch", "--until-quiet", "--json"], 0);
    assert_eq!((&quiet["quiet"], &quiet["reopened"]), (&json!(true), &json!(false)), "{quiet}");
    assert!(quiet["polls"].as_u64() > Some(0), "{quiet}");

    // Revoked just now: nobody can know it yet, and it goes on until it is stopped.
    shell.json(&["incident", "expose", "AKIAI44QH8DHBEXAMPLE", "--because", "beside it", "--json"], 0);
    shell.json(&["incident", "mark", "2", "revoked", "--statement", "deactivated", "--json"], 0);
    shell.json(&["incident", "watch", "--set", "2", "--json"], 0);
    shell.server.reset_calls();
    let mut watching = shell.command(&["incident", "watch", "--until-quiet", "--json"]);
    let mut watching = watching.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("keyturn starts");
    // Its first words say that the round is over and that it waits.
    let mut first = String::new();
    let words = watching.stderr.take().expect("its words");
    std::io::BufReader::new(words).read_line(&mut first).expect("a line");
    assert!(first.starts_with("AKIA"), "{first}");
    assert!(Command::new("kill").args(["-INT", &watching.id().to_string()]).status().expect("kill").success());
    let stopped = json_of(&watching.wait_with_output().expect("it ends"), 4);
    assert_eq!(stopped["quiet"], json!(false), "{stopped}");
}

#[test]
fn processes_that_write_at_once_or_are_killed_lose_nothing_that_was_acknowledged() {
    let shell = Shell::new();
    shell.json(&["incident", "start", KEY, "--json"], 0);
    let note = |number: usize| {
        let text = format!("note {number}");
        let mut command = shell.command(&["incident", "note", &text, "--json"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("keyturn starts")
    };
    let running: Vec<_> = (0..6).map(note).collect();
    let mut acknowledged = Vec::new();
    for (number, mut one) in running.into_iter().enumerate() {
        // Two of them are killed wherever they are.
        if number % 3 == 2 {
            one.kill().expect("it is killed");
        }
        if one.wait().expect("it ends").success() {
            acknowledged.push(format!("note {number}"));
        }
    }
    assert!(acknowledged.len() >= 4, "{acknowledged:?}");
    let timeline = shell.json(&["incident", "timeline", "--json"], 0);
    assert_eq!(timeline["broken"], Value::Null, "the chain holds");
    for text_of in acknowledged {
        let found = list(&timeline, "lines").iter().filter(|line| text(&line["text"]) == text_of).count();
        assert_eq!(found, 1, "{text_of}");
    }
}
