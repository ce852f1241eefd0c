//! `keyturn runbook`: lint with every rule, pages without a database, the library with a team's folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use keyturn_tests::program::built;
use keyturn_tests::shell::json;
use serde_json::Value;

use crate::cli::Shell;
use crate::source;

/// A good runbook and its library, which the rules' own tests edit.
const LINT_FILES: &str = "src-tauri/crates/keyturn-runbook/tests/it/lint_files";

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// `keyturn runbook` with no data folder that could be opened: what runs here needs none.
fn offline(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(built("keyturn"));
    let command = command.arg("--no-keyring").arg("--data-dir").arg("/dev/null/none").arg("runbook").args(arguments);
    let command = command.env_clear().env("HOME", folder).current_dir(folder).stdin(Stdio::null());
    command.output().expect("keyturn runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The good runbook and its library in a folder of their own.
fn good(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for name in ["good.md", "_shared.md"] {
        let read = source::read(&format!("{LINT_FILES}/{name}"));
        fs::write(folder.join(name), read).expect("a file");
    }
}

fn edit(path: &Path, (from, to): (&str, &str)) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(from.is_empty() || text.contains(from), "nothing to replace: {from}");
    fs::write(path, if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) }).expect("a file");
}

/// One edit of the good runbook for each rule that it then breaks. The rules' own tests have more.
const BROKEN: &[(&str, (&str, &str))] = &[
    ("L01", ("A good runbook.\n", "")),
    ("L02", ("tags = []", "tag = []")),
    ("L03", ("id = \"good\"", "id = \"better\"")),
    ("L04", ("id = \"look\"", "id = \"revoke\"")),
    ("L05", ("needs = [\"reach\"]", "needs = [\"look\"]")),
    ("L06", ("\"shared.open\"", "\"shared.opened\"")),
    ("L07", ("'leak.reach == \"public\"'", "'leak.reach = \"public\"'")),
    ("L08", ("'leak.reach == \"public\"'", "'leak.used == \"no\"'")),
    ("L09", ("role = \"admin\"", "role = \"boss\"")),
    ("L10", ("verify = \"The old value is refused.\"", "")),
    ("L11", ("\"time:revoked_at:When\"", "\"revoked_at\"")),
    ("L12", ("timer = \"30m\"\n", "")),
    ("L13", ("```sh ro", "```sh")),
    ("L14", ("```sh ro", "```sh danger")),
    ("L15", ("{{secret.arn}}", "{{secret.value}}")),
    ("L16", ("describe-secret", "get-secret-value")),
    ("L17", ("A good runbook.", "A <b>good</b> runbook.")),
    ("L18", ("", "\n#### Deep\n")),
    ("L19", ("budget = \"4m\"", "budget = \"20m\"")),
    ("L20", ("due = \"5m\"", "due = \"16m\"")),
    ("L21", ("related = []", "related = [\"other\"]")),
    ("L22", ("A good runbook.", "A better runbook.")),
    ("L23", ("reviewed = 2026-11-01", "reviewed = 2999-11-01")),
    ("L24", ("severity = \"SEV-2\"\n", "")),
    ("L25", ("\"text:what:What\"", "\"text:what:What\", \"time:what:When\"")),
    ("L26", ("sets = [\"exposure.used\"]", "sets = [\"exposure.state\"]")),
    ("L27", ("'leak.reach == \"public\"'", "'leak.reach == \"public\" and leak.reach == \"private\"'")),
    ("L28", ("owner = \"security\"", "owner = \"jane@keyturn.dev\"")),
    ("L30", ("verify = \"The old value is refused.\"", "verify = \"The issuer says so.\"")),
    ("L31", ("'leak.reach == \"public\"'", "'leak.reach != \"secret\"'")),
];

#[test]
fn every_rule_is_told_with_its_file_and_line_and_fails_the_lint() {
    let folder = tempfile::tempdir().expect("a folder");
    let (team, base) = (folder.path().join("team books"), folder.path().join("base"));
    good(&team);
    good(&base);
    // Without an interval its review is never overdue.
    for folder in [&team, &base] {
        edit(&folder.join("good.md"), ("review_every = \"180d\"\n", ""));
    }
    let sound = fs::read_to_string(team.join("good.md")).expect("a file");
    let lint = |more: &[&str]| offline(folder.path(), &[&["lint", "team books", "--base", "base"], more].concat());
    let clean = lint(&["--json"]);
    let reply = json(&clean, 0);
    assert_eq!((&reply["findings"], &reply["files"]), (&Value::Array(Vec::new()), &2.into()), "{reply}");
    let mut rules = Vec::new();
    for (rule, change) in BROKEN {
        fs::write(team.join("good.md"), &sound).expect("a file");
        edit(&team.join("good.md"), *change);
        let reply = json(&lint(&["--json"]), 1);
        let found = reply["findings"].as_array().expect("findings");
        let told = found.iter().find(|finding| finding["rule"] == *rule && finding["level"] == "error");
        let told = told.unwrap_or_else(|| panic!("{rule}: {reply}"));
        assert!(text(&told["file"]).starts_with("team books/") && told["line"].as_u64() >= Some(1), "{told}");
        rules.push(*rule);
    }
    // The two that want more than an edit of one line.
    fs::write(team.join("good.md"), format!("{sound}{}", "\n".repeat(256 << 10))).expect("a file");
    let reply = json(&lint(&["--json"]), 1);
    assert!(reply["findings"].as_array().expect("findings").iter().any(|one| one["rule"] == "L29"), "{reply}");
    rules.insert(28, "L29");
    let all: Vec<String> = (1..=31).map(|number| format!("L{number:02}")).collect();
    assert_eq!(rules, all);

    // For a person: one line a finding, as compilers print them.
    fs::write(team.join("good.md"), sound.replace("role = \"admin\"", "role = \"boss\"")).expect("a file");
    let table = lint(&[]);
    assert_eq!(table.status.code(), Some(1));
    let told = printed(&table);
    assert!(told.starts_with("team books/good.md:") && told.contains(": error L09: "), "{told}");
    // A warning alone fails nothing.
    fs::write(team.join("good.md"), sound.replace("reviewed = 2026-11-01\n", "")).expect("a file");
    assert!(printed(&offline(folder.path(), &["lint", "team books"])).contains(": warning L23: "));
    assert_eq!(offline(folder.path(), &["lint", "team books"]).status.code(), Some(0));
    assert_eq!(offline(folder.path(), &["lint", "no such folder"]).status.code(), Some(3));
}

#[test]
fn sarif_is_as_the_standard_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let team = folder.path().join("team books");
    good(&team);
    edit(&team.join("good.md"), ("role = \"admin\"", "role = \"boss\""));
    let output = offline(folder.path(), &["lint", "team books", "--sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    // SARIF 2.1.0, 3.13 to 3.30: what a log, a run, a rule and a result must have.
    assert_eq!((text(&log["version"]), log["runs"].as_array().map(Vec::len)), ("2.1.0", Some(1)));
    assert!(text(&log["$schema"]).starts_with("https://docs.oasis-open.org/sarif/"));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    let rules = driver["rules"].as_array().expect("rules");
    assert!(text(&driver["name"]).contains("keyturn") && rules.len() == 31);
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&text(&result["level"])) && !text(&result["message"]["text"]).is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        // A blank is no part of a URI.
        assert_eq!(text(&place["artifactLocation"]["uri"]), "team%20books/good.md");
        assert!(place["region"]["startLine"].as_u64() >= Some(1) && place["region"]["startColumn"].as_u64() >= Some(1));
    }
}

#[test]
fn pages_playbooks_and_new_ones_need_no_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| offline(folder.path(), arguments);
    let page = run(&["render", "secret-in-git"]);
    assert_eq!(page.status.code(), Some(0));
    assert!(printed(&page).starts_with("# A secret was committed to git\n"), "{}", printed(&page));
    assert!(printed(&run(&["render", "secret-in-git", "--html"])).starts_with("<!doctype html>"));
    let playbook: Value = serde_json::from_slice(&run(&["export", "secret-in-git", "--cacao"]).stdout).expect("JSON");
    assert_eq!((text(&playbook["type"]), text(&playbook["spec_version"])), ("playbook", "cacao-2.0"));
    assert_eq!(run(&["export", "secret-in-git"]).status.code(), Some(2), "a form is named");
    assert_eq!(run(&["render", "no-such"]).status.code(), Some(3));

    // A new one passes the lint, is no shipped one, and stays as it is.
    let begun = json(&run(&["new", "our-own", "--kind", "drill", "--owner", "Team A", "--json"]), 0);
    let path = PathBuf::from(text(&begun["path"]));
    assert_eq!(path, Path::new("./our-own.md"));
    assert_eq!(run(&["lint", "."]).status.code(), Some(0));
    assert_eq!(run(&["new", "our-own"]).status.code(), Some(3));
    assert_eq!(run(&["new", "../our-own"]).status.code(), Some(3));
    assert!(printed(&run(&["render", "our-own.md"])).contains("# our own"));
    assert!(printed(&run(&["render", "our-own", "--folder", "."])).contains("# our own"));
    let reply = json(&run(&["render", "our-own.md", "--html", "--json"]), 0);
    assert_eq!((text(&reply["id"]), text(&reply["format"])), ("our-own", "html"));
}

#[test]
fn the_library_has_a_teams_folder_until_it_is_removed() {
    let shell = Shell::new();
    let team = shell.folder.path().join("team");
    fs::create_dir(&team).expect("a folder");
    let drill = source::read("runbooks/drill.md").replace("version = \"1.0.0\"", "version = \"1.1.0\"");
    fs::write(team.join("drill.md"), drill).expect("a file");
    let row = |reply: &Value| {
        let rows = reply["runbooks"].as_array().expect("runbooks");
        rows.iter().find(|row| row["id"] == "drill").expect("a row").clone()
    };
    let shipped = row(&shell.json(&["runbook", "list", "--json"], 0));
    assert_eq!((&shipped["folder"], &shipped["approved"]), (&Value::Null, &true.into()));
    let path = team.canonicalize().expect("a path").to_string_lossy().into_owned();
    let added = row(&shell.json(&["runbook", "add", &path, "--json"], 0));
    assert_eq!((&added["replaces"], &added["approved"]), (&"1.0.0".into(), &false.into()));
    let page = String::from_utf8_lossy(&shell.run(&["runbook", "show", "drill"]).stdout).into_owned();
    assert!(page.starts_with("# "), "{page}");
    let shown = shell.json(&["runbook", "show", "drill", "--json"], 0);
    assert!(text(&shown["html"]).starts_with("<h1>") && shown["row"] == added);
    let hash = text(&added["sha256"]);
    shell.json(&["runbook", "approve", "drill", "--sha256", &"0".repeat(64), "--json"], 3);
    let approved = row(&shell.json(&["runbook", "approve", "drill", "--sha256", hash, "--json"], 0));
    assert_eq!(approved["approved"], true);
    // What cannot be read of a folder is told, and the list is one in part.
    std::os::unix::fs::symlink("/etc/hostname", team.join("out.md")).expect("a link");
    let part = shell.json(&["runbook", "list", "--json"], 4);
    assert!(text(&part["folders"][0]["problem"]).contains("out.md"), "{part}");
    let without = row(&shell.json(&["runbook", "remove", &path, "--json"], 0));
    assert_eq!(without, shipped);
    let audit = shell.json(&["audit", "list", "--json"], 0);
    let actions: Vec<&str> =
        audit["entries"].as_array().expect("entries").iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["runbook.folder_removed", "runbook.approved", "runbook.folder_added"]);
}
