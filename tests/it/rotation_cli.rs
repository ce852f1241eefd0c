//! `keyturn due`, `policy`, `calendar`, `rotation` and `exception`, as a script and a person at a terminal meet them.

use std::collections::BTreeMap;
use std::fs;

use keyturn_tests::servers;
use serde_json::Value;

use crate::cli::Shell;

fn list<'v>(reply: &'v Value, field: &str) -> &'v Vec<Value> {
    reply[field].as_array().unwrap_or_else(|| panic!("{field} of {reply}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The name and ARN of the first secret in this state.
fn first(reply: &Value, state: &str) -> (String, String) {
    let found = list(reply, "rows").iter().find(|row| row["state"] == state);
    let row = found.unwrap_or_else(|| panic!("nothing is {state}"));
    (text(&row["secret"]["name"]).to_owned(), text(&row["secret"]["arn"]).to_owned())
}

/// A calendar file read by Python's `icalendar`: its events by their ids.
fn events(file: &std::path::Path) -> BTreeMap<String, Value> {
    let output = servers::python()
        .expect("Python")
        .arg(servers::servers().join("feed.py"))
        .arg(file)
        .output()
        .expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(read["version"], "2.0");
    let all = list(&read, "events").iter().map(|event| (text(&event["uid"]).to_owned(), event.clone()));
    let by_id: BTreeMap<String, Value> = all.collect();
    assert_eq!(by_id.len(), list(&read, "events").len(), "each id is one event's");
    by_id
}

#[test]
fn what_is_due_is_listed_and_fails_a_check() {
    let shell = Shell::new();
    shell.sync(0);
    let all = shell.json(&["due", "--json"], 0);
    let counts = &all["counts"];
    assert!(counts["overdue"].as_u64() > Some(0) && counts["ok"].as_u64() > Some(0), "{counts}");
    let within = shell.json(&["due", "--within", "2w", "--json"], 1);
    assert!(list(&within, "rows").len() < list(&all, "rows").len());
    assert!(list(&within, "rows").iter().all(|row| row["days"].as_i64().is_some_and(|days| days <= 14)));
    let nothing = shell.json(&["due", "--within", "14d", "--json", "name:/no/such/*"], 0);
    assert_eq!(list(&nothing, "rows").len(), 0);
    assert!(shell.run(&["due", "--within", "1h"]).status.code() == Some(2), "hours are no days");

    // A policy file: everything that is wrong with it at once, by line; nothing of it holds.
    let file = shell.folder.path().join("policy.toml");
    let path = file.to_string_lossy().into_owned();
    fs::write(
        &file,
        "schema = 1\nname = \"x\"\ncolour = 1\n\n[[rule]]\nid = \"a\"\npaths = [\"**\"]\nage = -3\nreason = \"r\"\n",
    )
    .expect("a file");
    let output = shell.run(&["policy", "lint", &path]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for expect in ["policy.toml:3:", "policy.toml:7:", "policy.toml:8:", "colour"] {
        assert!(said.contains(expect), "{expect}: {said}");
    }
    assert_eq!(shell.run(&["policy", "use", &path]).status.code(), Some(3), "a broken policy is refused");
    assert_eq!(shell.json(&["policy", "show", "--json"], 0)["preset"], "balanced");

    // The strict preset, written, tried and used.
    let strict = shell.json(&["policy", "preset", "strict", "--json"], 0);
    fs::write(&file, text(&strict["text"])).expect("a file");
    assert_eq!(shell.run(&["policy", "lint", &path]).status.code(), Some(0));
    let tried = shell.json(&["policy", "what-if", &path, "--json"], 0);
    assert!(tried["become_overdue"].as_u64() > Some(0) && list(&tried, "weeks").len() == 26);
    assert_eq!(shell.json(&["policy", "use", &path, "--json"], 0)["preset"], "strict");
    let now = shell.json(&["due", "--json"], 0);
    assert_eq!(now["counts"]["overdue"], tried["after"]["overdue"]);
    let (name, _) = first(&now, "overdue");
    let explained = shell.run(&["policy", "explain", &name]);
    let said = String::from_utf8_lossy(&explained.stdout).into_owned();
    assert!(said.contains("overdue") && said.contains("rule") && said.contains("why"), "{said}");
}

#[test]
fn a_rotation_is_planned_recorded_and_written_into_a_feed() {
    let shell = Shell::new();
    shell.sync(0);
    let all = shell.json(&["due", "--json"], 0);
    let (name, arn) = first(&all, "overdue");
    let today: chrono::NaiveDate = text(&all["today"]).parse().expect("a date");
    let day = |days: u64| (today + chrono::Days::new(days)).to_string();

    let planned = shell.json(&["rotation", "plan", &arn, "--on", &day(3), "--note", "OPS-4", "--json"], 0);
    let id = text(&list(&planned, "rotations")[0]["id"]).to_owned();
    assert_eq!(shell.run(&["rotation", "plan", &arn, "--on", &day(4)]).status.code(), Some(3), "one is open");
    let feed = shell.folder.path().join("keyturn.ics");
    let path = feed.to_string_lossy().into_owned();
    shell.json(&["calendar", "--ics", &path, "--json"], 0);
    let before = events(&feed);
    let planned_event = |events: &BTreeMap<String, Value>| {
        let found = events.iter().find(|(_, event)| event["summary"] == format!("Rotate {name}"));
        let (id, event) = found.expect("the plan is in the feed");
        (id.clone(), text(&event["on"]).to_owned(), event["alarms"].clone(), event["all_day"].clone())
    };
    let (uid, on, alarms, all_day) = planned_event(&before);
    assert_eq!((on, alarms, all_day), (day(3), serde_json::json!(["DISPLAY"]), true.into()));

    // Moved, it is the same event on another day; without names nothing of a name is in the file.
    shell.json(&["rotation", "move", &id, "--on", &day(5), "--json"], 0);
    shell.json(&["calendar", "--ics", &path, "--json"], 0);
    let (same, on, ..) = planned_event(&events(&feed));
    assert_eq!((same, on), (uid, day(5)));
    shell.json(&["calendar", "--ics", &path, "--no-names", "--json"], 0);
    let bare = fs::read_to_string(&feed).expect("the feed").replace("\r\n ", "");
    for row in list(&all, "rows") {
        let name = text(&row["secret"]["name"]);
        assert!(!bare.contains(name), "{name}");
    }
    let summaries: Vec<String> = events(&feed).values().map(|event| text(&event["summary"]).to_owned()).collect();
    assert!(summaries.iter().any(|summary| summary == "1 rotation planned in prod" || summary == "1 rotation planned"));

    // What is told is kept; what it needs is asked for.
    let refused = shell.run(&["rotation", "record", &id, "closed"]);
    assert_eq!(refused.status.code(), Some(3), "nothing was stored");
    // Led by a runbook, a step that is done is a step of the rotation.
    let books = shell.json(&["runbook", "run", "--rotation", &id, "--list", "--json"], 0);
    assert!(list(&books, "runbooks").iter().any(|one| one["id"] == "rotate-manual"), "{books}");
    let run = shell.json(&["runbook", "run", "--rotation", &id, "--runbook", "rotate-manual", "--json"], 0);
    let run = text(&run["row"]["id"]).to_owned();
    assert!(run.starts_with("RUN-"), "{run}");
    assert_eq!(shell.run(&["runbook", "run", "--rotation", &id]).status.code(), Some(3), "it is led already");
    let step = ["incident", "step", "store", "--incident", &run, "--done", "--record", "version=7 in the console"];
    shell.json(&[step.as_slice(), &["--json"]].concat(), 0);
    let shown = shell.json(&["rotation", "show", &id, "--json"], 0);
    assert_eq!(shown["rotation"]["state"], "stored", "{shown}");
    assert_eq!(list(&shell.json(&["incident", "list", "--json"], 0), "incidents").len(), 0);
    shell.json(&["rotation", "record", &id, "refused", "--evidence", "sign-in fails with 28P01", "--json"], 0);
    let closed = shell.json(&["rotation", "record", &id, "closed", "--json"], 0);
    assert_eq!(closed["rotation"]["proof"], "proved");
    let listed = shell.json(&["rotation", "show", "--which", "closed", "--json"], 0);
    assert_eq!(list(&listed, "rotations").len(), 1);

    // An exception has two people and an end.
    let until = day(20);
    let (_, other) = list(&all, "rows")
        .iter()
        .filter(|row| row["state"] == "overdue")
        .map(|row| (text(&row["secret"]["name"]).to_owned(), text(&row["secret"]["arn"]).to_owned()))
        .nth(1)
        .expect("a second overdue secret");
    let add = |approver: &str, code: i32| {
        let arguments = [
            "exception",
            "add",
            "--secret",
            &other,
            "--why",
            "Supplier",
            "--control",
            "One address",
            "--asked-by",
            "ann",
            "--approved-by",
            approver,
            "--until",
            &until,
            "--json",
        ];
        shell.json(&arguments, code)
    };
    assert!(text(&add("ANN", 3)["error"]["message"]).contains("somebody else"));
    let added = add("bob", 0);
    let exception = text(&list(&added, "exceptions")[0]["id"]).to_owned();
    let excepted = shell.json(&["due", "--json"], 0);
    assert_eq!(excepted["counts"]["excepted"], 1);
    let ended = shell.json(&["exception", "end", &exception, "--why", "rotated", "--json"], 0);
    assert_eq!(list(&ended, "exceptions")[0]["state"], "ended_early");
}

#[test]
fn triggers_open_tasks_after_a_look_and_freezes_and_cost_are_told() {
    let shell = Shell::new();
    shell.sync(0);
    let all = shell.json(&["due", "--json"], 0);
    let (name, arn) = first(&all, "overdue");

    // A look opens nothing; --yes does, once.
    let leaked = ["rotation", "trigger", "compromise", "--why", "in a public gist", "--secret", &arn, "--json"];
    let preview = shell.json(&leaked, 0);
    assert_eq!(list(&preview, "secrets")[0]["secret"]["name"], name);
    assert_eq!(list(&shell.json(&["rotation", "tasks", "--json"], 0), "tasks").len(), 0);
    let opened = shell.json(&[&leaked[..], &["--yes"]].concat(), 0);
    let task = &list(&opened, "tasks")[0];
    assert!(task["state"] == "open" && text(&task["words"]).contains("in a public gist"), "{task}");
    assert_eq!(shell.run(&[&leaked[..], &["--yes"]].concat()).status.code(), Some(3), "it has one of this trigger");
    let said = shell.run(&["rotation", "trigger", "supplier", "Paymaster", "--filter", "kind:api-key"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("--yes"), "a look says how to go on");
    for (arguments, code) in [
        (vec!["departure", "ann", "--last-hour", "2026-11-21T16:00:00Z", "--secret", &arn], 0),
        (vec!["departure", "ann", "--secret", &arn], 2),
        (vec!["finding", "AUD-7", "--severity", "high", "--secret", &arn], 0),
        (vec!["finding", "AUD-7", "--severity", "grave", "--secret", &arn], 3),
        (vec!["policy", "strict", "--secret", &arn], 0),
        (vec!["incident", "INC-3", "--secret", "no such secret"], 3),
    ] {
        let output = shell.run(&[&["rotation", "trigger"][..], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
    let id = text(&task["id"]).to_owned();
    assert_eq!(shell.run(&["rotation", "drop-task", &id, "--why", " "]).status.code(), Some(3));
    let dropped = shell.json(&["rotation", "drop-task", &id, "--why", "a false alarm", "--json"], 0);
    assert_eq!(list(&dropped, "tasks")[0]["state"], "dropped");

    // Freezes come and go; the feed still needs its file.
    let freeze = ["calendar", "freeze", "--from", "2026-12-20", "--until", "2027-01-02", "--why", "holidays"];
    let frozen = shell.json(&[&freeze[..], &["--path", "/prod/**", "--json"]].concat(), 0);
    let one = &list(&frozen, "freezes")[0];
    assert!(one["scope"] == "path" && one["what"] == "/prod/**" && one["to"] == "2027-01-02", "{one}");
    let backwards = ["calendar", "freeze", "--from", "2027-01-02", "--until", "2026-12-20", "--why", "x"];
    assert_eq!(shell.run(&backwards).status.code(), Some(3));
    assert_eq!(list(&shell.json(&["calendar", "freezes", "--json"], 0), "freezes").len(), 1);
    let number = text(&one["id"]).to_owned();
    assert_eq!(list(&shell.json(&["calendar", "unfreeze", &number, "--json"], 0), "freezes").len(), 0);
    assert_eq!(shell.run(&["calendar", "unfreeze", &number]).status.code(), Some(3));
    assert_eq!(shell.run(&["calendar"]).status.code(), Some(2), "a feed needs a file");

    let cost = shell.json(&["rotation", "cost", "--json"], 0);
    let sum: u64 = list(&cost, "lines").iter().filter_map(|line| line["microdollars"].as_u64()).sum();
    assert!(sum > 0 && cost["total_microdollars"].as_u64() == Some(sum), "{cost}");
    let part = shell.json(&["rotation", "cost", "store:ssm", "--json"], 0);
    assert!(part["total_microdollars"].as_u64() < Some(sum));
    let words = shell.run(&["rotation", "cost"]);
    assert!(String::from_utf8_lossy(&words.stdout).contains("in a month"));
}
