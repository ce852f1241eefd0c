//! `keyturn review` and `keyturn verify`: a whole review on the command line, from opening to a verified pack, with one
//! revocation proved by a second reading of AWS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use keyturn_estate::Organisation;
use serde_json::{Value, json};

use crate::cli::Shell;

/// The campaign's file: `lead` decides what is not `payments`'.
const CAMPAIGN: &str = r#"
schema = 1
name = "Access review · Q4 2026"
period = "2026-Q4"
frameworks = ["soc2", "iso27001"]
due_on = "2027-01-29"
cadence_months = 3
cadence_source = "Access policy §4.2"

[lead]
name = "Ann Lee"
identities = ["ann"]

[[reviewers]]
name = "Payments"
paths = ["/prod/payments/**", "prod/payments/**", "/prod/billing/**", "prod/billing/**"]
"#;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn list<'v>(reply: &'v Value, field: &str) -> &'v Vec<Value> {
    reply[field].as_array().unwrap_or_else(|| panic!("{field} of {reply}"))
}

/// A Keyturn that has read the organisation's secrets and who can read them.
fn collected() -> Shell {
    let shell = Shell::new();
    shell.sync(0);
    shell.json(&["access", "collect", "--json"], 0);
    shell
}

fn write(shell: &Shell, name: &str, text: &str) -> String {
    let path = shell.folder.path().join(name);
    fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}

fn file(shell: &Shell, name: &str) -> String {
    shell.folder.path().join(name).to_string_lossy().into_owned()
}

/// Items of a tab.
fn items(shell: &Shell, tab: &str) -> Vec<Value> {
    list(&shell.json(&["review", "items", "--tab", tab, "--json"], 0), "items").clone()
}

/// Takes every inline policy and every attachment from a principal, as whoever may change IAM would.
fn strip(organisation: &mut Organisation, arn: &str) {
    for identities in organisation.identities.values_mut() {
        for role in identities.roles.iter_mut().filter(|role| role.arn == arn) {
            role.grants.inline.clear();
            role.grants.attached.clear();
        }
        for user in identities.users.iter_mut().filter(|user| user.arn == arn) {
            user.grants.inline.clear();
            user.grants.attached.clear();
            user.groups.clear();
        }
    }
}

#[test]
fn a_whole_review_from_opening_to_a_verified_pack() {
    let shell = collected();
    let campaign = write(&shell, "review.toml", CAMPAIGN);

    // What it would hold, then opening. CloudTrail was never collected, which is a limit and no gap of the list.
    let preview = shell.json(&["review", "open", &campaign, "--preview", "--json"], 0);
    assert_eq!(preview["faults"], json!([]), "{preview}");
    assert!(preview["progress"]["items"].as_u64() > Some(10), "{preview}");
    assert_eq!(list(&shell.json(&["review", "list", "--json"], 0), "campaigns").len(), 0, "a preview opens nothing");
    let opened = shell.json(&["review", "open", &campaign, "--json"], 0);
    assert_eq!(opened["campaign"]["progress"]["items"], preview["progress"]["items"]);
    assert_eq!(text(&opened["snapshot"]).len(), 64);

    // The reviewer works in a Keyturn of their own.
    let passphrase = write(&shell, "packet-passphrase", "a passphrase for packets\n");
    let packet = file(&shell, "payments.age");
    let with = |shell: &Shell, arguments: &[&str], code: i32| {
        let mut command = shell.command(arguments);
        command.arg("--json").env("KEYTURN_PACKET_PASSPHRASE_FILE", &passphrase);
        keyturn_tests::shell::json(&command.output().expect("keyturn runs"), code)
    };
    with(&shell, &["review", "hand-out", &packet, "--reviewer", "Payments"], 0);
    let sealed = fs::read_to_string(&packet).expect("the packet");
    assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "the packet is age");
    assert!(!sealed.contains("prod"), "no name can be read in it");
    let reviewer = Shell::new();
    let shown = with(&reviewer, &["review", "take-in", &packet, "--preview"], 0);
    assert_eq!((text(&shown["what"]), &shown["review"]), ("part", &Value::Null));
    assert_eq!(list(&reviewer.json(&["review", "list", "--json"], 0), "campaigns").len(), 0);
    let taken = with(&reviewer, &["review", "take-in", &packet], 0);
    assert!(taken["items"].as_u64() > Some(0), "{taken}");
    let theirs = items(&reviewer, "undecided");
    assert_eq!(Some(theirs.len() as u64), taken["items"].as_u64());
    for item in &theirs {
        assert_eq!(item["reviewer"], "Payments", "{item}");
    }
    let ids: Vec<&str> = theirs.iter().map(|item| text(&item["id"])).collect();
    let bulk: Vec<&str> =
        ["review", "decide", "keep"].into_iter().chain(ids.iter().copied()).chain(["--json"]).collect();
    assert_eq!(reviewer.json(&bulk, 0)["decided"], json!(ids.len()));
    let answers = file(&reviewer, "answers.age");
    with(&reviewer, &["review", "hand-out", &answers], 0);
    let back = with(&shell, &["review", "take-in", &answers], 0);
    assert_eq!((text(&back["what"]), back["decisions"].as_u64()), ("decisions", Some(ids.len() as u64)));
    // Brought in twice: told, and nothing changes.
    let again = with(&shell, &["review", "take-in", &answers], 0);
    assert_eq!((again["decisions"].as_u64(), &again["review"]), (Some(0), &Value::Null), "{again}");

    // The lead revokes one principal whole: a note is needed.
    let undecided = items(&shell, "undecided");
    let goes = undecided
        .iter()
        .find(|item| item["kind"] == "access" && text(&item["subject"]).starts_with("role/"))
        .expect("a role can read something");
    let item = text(&goes["id"]);
    let detail = shell.json(&["review", "items", item, "--json"], 0);
    assert!(!list(&detail, "why").is_empty(), "why it can read: {detail}");
    let principal = text(&detail["principal"]).to_owned();
    let refused = shell.json(&["review", "decide", "revoke", item, "--json"], 3);
    assert!(text(&refused["refused"][0]["why"]).contains("note"), "{refused}");
    // A note that looks like a secret is refused, whatever is decided.
    let leaky = concat!("it was sk_live", "_4eC39HqLyjWDarjtT1zdp7dc");
    shell.json(&["review", "decide", "revoke", item, "--note", leaky, "--json"], 3);
    let of_role: Vec<&str> = undecided
        .iter()
        .filter(|one| one["kind"] == "access" && one["subject"] == goes["subject"] && one["account"] == goes["account"])
        .map(|one| text(&one["id"]))
        .collect();
    let mut revoke = vec!["review", "decide", "revoke"];
    revoke.extend(&of_role);
    revoke.extend(["--note", "Nobody runs it any more.", "--json"]);
    let revoked = shell.json(&revoke, 0);
    let undo = revoked["undo"].to_string();
    shell.json(&["review", "undo", "--decision", &undo, "--json"], 0);
    assert!(items(&shell, "undecided").iter().any(|one| text(&one["id"]) == item), "the undo brings it back");
    shell.json(&revoke, 0);

    // Everything else stays.
    let left: Vec<Value> = items(&shell, "undecided");
    let mut keep = vec!["review", "decide", "keep"];
    keep.extend(left.iter().map(|one| text(&one["id"])));
    keep.push("--json");
    shell.json(&keep, 0);
    assert_eq!(items(&shell, "undecided").len(), 0);

    // What is to go, with what to hand over.
    let act = shell.json(&["review", "act", "--json"], 0);
    let acts: Vec<&Value> = list(&act, "groups").iter().flat_map(|group| list(group, "acts")).collect();
    assert_eq!(acts.iter().filter(|one| one["decision"] == "revoke").count(), of_role.len(), "{act}");
    assert!(acts.iter().any(|one| one["command"] != Value::Null || one["policy"] != Value::Null), "{act}");
    let table = file(&shell, "act.csv");
    shell.json(&["review", "act", "--out", &table, "--json"], 0);
    assert!(fs::read_to_string(&table).expect("a table").lines().count() > of_role.len());

    // Nothing has happened yet; somebody takes the grants away; the next reading proves it.
    let states = |shell: &Shell| -> Vec<String> {
        let shown = shell.json(&["review", "show", "--json"], 0);
        list(&shown, "removals").iter().map(|one| text(&one["state"]).to_owned()).collect()
    };
    assert!(states(&shell).iter().all(|state| state == "next_sync"), "{:?}", states(&shell));
    shell.json(&["access", "collect", "--json"], 0);
    assert!(states(&shell).iter().all(|state| state == "still_there"), "{:?}", states(&shell));
    shell.server.mutate(|organisation| strip(organisation, &principal));
    shell.json(&["access", "collect", "--json"], 0);
    assert!(states(&shell).iter().all(|state| state == "removed"), "{:?}", states(&shell));

    // The lead alone cannot close it.
    let close = |second: &str, code| {
        shell.json(
            &[
                "review",
                "close",
                "--second",
                second,
                "--statement",
                "I looked at each.",
                "--second-statement",
                "I checked a sample.",
                "--json",
            ],
            code,
        )
    };
    close("ann lee", 3);
    let closed = close("Bo Berg", 0);
    assert_eq!((text(&closed["campaign"]["state"]), list(&closed, "signatures").len()), ("closed", 2));

    the_pack(&shell);
}

/// Writes the pack, checks it, breaks it.
fn the_pack(shell: &Shell) {
    let which = ["--review", "2026-Q4"];
    let zip = file(shell, "pack.zip");
    let folder = PathBuf::from(file(shell, "pack"));
    for path in [zip.as_str(), &folder.to_string_lossy()] {
        let written = shell.json(&["review", "pack", path, which[0], which[1], "--json"], 0);
        let verified = shell.json(&["verify", path, "--json"], 0);
        assert_eq!((&verified["holds"], &verified["public_key"]), (&json!(true), &written["public_key"]), "{verified}");
    }
    let unnamed = file(shell, "unnamed");
    shell.json(&["review", "pack", &unnamed, which[0], which[1], "--names", "none", "--json"], 0);
    let inventory = shell.json(&["secrets", "list", "--json"], 0);
    let arns: Vec<&str> = list(&inventory, "secrets").iter().map(|secret| text(&secret["name"])).collect();
    for (name, bytes) in files(Path::new(&unnamed)) {
        let words = String::from_utf8_lossy(&bytes);
        let told = arns.iter().filter(|arn| arn.len() > 12).find(|arn| words.contains(**arn));
        assert_eq!(told, None, "{name} names a secret");
    }
    assert_eq!(shell.json(&["review", "diff", &zip, &folder.to_string_lossy(), "--json"], 0)["changed"], json!([]));

    // The ordinary tool says the same of the signature.
    let manifest = folder.join("manifest.json");
    let key = shell.json(&["verify", &zip, "--json"], 0);
    let checked = Command::new("minisign").arg("-Vm").arg(&manifest).args(["-P", text(&key["public_key"])]).output();
    assert!(checked.expect("minisign runs: make setup installs it").status.success());

    // One byte of one file.
    let report = folder.join("report.html");
    let whole = fs::read(&report).expect("the report");
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&report, bytes).expect("written");
    let broken = shell.json(&["verify", &folder.to_string_lossy(), "--json"], 1);
    let wrong = list(&broken, "checks").iter().find(|check| check["holds"] == json!(false)).expect("something broke");
    assert_eq!(wrong["name"], "report.html");
    fs::write(&report, whole).expect("written");
    shell.json(&["verify", &folder.to_string_lossy(), "--json"], 0);
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("the pack's folder");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.expect("a file").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, fs::read(path).expect("its bytes"))
    };
    entries.map(read).collect()
}

#[test]
fn what_cannot_be_opened_says_why() {
    let shell = Shell::new();
    let check = |from: &str, to: &str, code: i32, says: &str| {
        let campaign = write(&shell, "bad.toml", &CAMPAIGN.replace(from, to));
        let reply = shell.json(&["review", "open", &campaign, "--json"], code);
        let error = &reply["error"];
        let said = format!("{} {} {}", error["message"], error["hint"], error["causes"]);
        assert!(said.contains(says), "{says}: {said}");
    };
    check("schema = 1", "schema = 7", 3, "later version");
    check("period", "peroid", 3, "peroid");
    check("soc2", "soc7", 3, "soc7");
    // Nothing was ever read.
    check("", "", 3, "nothing to review");
    let none = shell.json(&["review", "show", "--json"], 3);
    assert!(text(&none["error"]["message"]).contains("no campaign is open"), "{none}");
    let other = write(&shell, "other.age", "not a packet\n");
    let refused = shell.json(&["review", "take-in", &other, "--json"], 3);
    assert!(refused["error"]["message"].is_string(), "{refused}");
}
