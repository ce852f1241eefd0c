//! A pack as an auditor gets it: written, checked, tampered with, and read by programs that others wrote.
#![expect(clippy::expect_used, reason = "what the tests share fails by panicking, as the tests do")]

use std::path::Path;
use std::process::Command;

use keyturn_pack::archive::{self, File};
use keyturn_pack::key::SigningKey;
use keyturn_pack::{Contents, Names, Pack, Verification, diff, samples, verify, write};
use serde_json::Value;

fn pack(names: Names) -> Pack {
    let key = SigningKey::generate().expect("randomness");
    write(&samples::contents(12), names, &key).expect("a pack")
}

/// The names of the checks that do not hold.
fn broken(verification: &Verification) -> Vec<&str> {
    assert_eq!(verification.holds, verification.checks.iter().all(|check| check.holds));
    verification.checks.iter().filter(|check| !check.holds).map(|check| check.name.as_str()).collect()
}

/// The check that must name a change of a file.
fn named(file: &str) -> &str {
    match file {
        "manifest.json" => "manifest",
        "manifest.json.minisig" => "signature",
        other => other,
    }
}

#[test]
fn a_pack_holds_in_each_way_of_naming_secrets() {
    for names in [Names::Full, Names::Short, Names::None] {
        let pack = pack(names);
        let verification = verify(&pack.files);
        assert_eq!(broken(&verification), Vec::<&str>::new(), "{names:?}: {:#?}", verification.checks);
        assert_eq!(verification.campaign.as_deref(), Some("Access review · Q4 2026"));
        assert_eq!(verification.public_key.as_ref(), Some(&pack.manifest.public_key));
        let files: Vec<&str> = pack.files.iter().map(|file| file.name.as_str()).collect();
        insta::allow_duplicates! { insta::assert_snapshot!(files.join("\n")); }
    }
}

#[test]
fn every_changed_byte_is_named() {
    let key = SigningKey::generate().expect("randomness");
    let whole = write(&samples::contents(2), Names::Full, &key).expect("a pack").files;
    for (index, file) in whole.iter().enumerate() {
        // A spread over every file; of the signature each byte is tried beside its code.
        let step = (file.bytes.len() / 25).max(1);
        for at in (0..file.bytes.len()).step_by(step) {
            let mut files = whole.clone();
            files[index].bytes[at] ^= 1;
            let verification = verify(&files);
            let found = broken(&verification);
            let name = named(&file.name);
            // A changed manifest may no longer be readable as such, or only no longer fit its signature.
            let is_named = found.contains(&name) || (name == "manifest" && found.contains(&"signature"));
            assert!(is_named, "{} byte {at}: {found:?}", file.name);
        }
        let mut longer = whole.clone();
        longer[index].bytes.push(b'\n');
        assert!(!verify(&longer).holds, "{} with a byte more", file.name);
    }
}

#[test]
fn a_dropped_file_and_an_added_one_are_named() {
    let whole = pack(Names::Full).files;
    for (index, file) in whole.iter().enumerate() {
        let mut files = whole.clone();
        drop(files.remove(index));
        let verification = verify(&files);
        assert!(broken(&verification).contains(&named(&file.name)), "{}: {:?}", file.name, verification.checks);
    }
    let mut files = whole.clone();
    files.push(File { name: "notes.txt".into(), bytes: b"x".to_vec() });
    assert_eq!(broken(&verify(&files)), ["notes.txt"]);
    assert_eq!(broken(&verify(&[])), ["manifest"]);
}

/// Signs what somebody made of a pack anew, as the holder of a key could: then only what the parts say of each other is
/// left to be checked.
fn signed_anew(contents: &Contents) -> Verification {
    let key = SigningKey::generate().expect("randomness");
    verify(&write(contents, Names::Full, &key).expect("a pack").files)
}

#[test]
fn the_holder_of_the_key_cannot_change_the_log_or_the_snapshot_unseen() {
    let check = |change: &dyn Fn(&mut Contents), expected: &[&str]| {
        let mut contents = samples::contents(12);
        change(&mut contents);
        let verification = signed_anew(&contents);
        assert_eq!(broken(&verification), expected, "{:#?}", verification.checks);
    };
    check(&|_| {}, &[]);
    check(&|contents| contents.log.swap(2, 3), &["log"]);
    check(&|contents| drop(contents.log.remove(0)), &["log"]);
    check(&|contents| drop(contents.log.pop()), &["log"]);
    check(&|contents| drop(contents.log.remove(4)), &["log", "decisions"]);
    check(&|contents| contents.log[5].by = "somebody else".into(), &["log"]);
    check(&|contents| contents.items[3].item.members.truncate(1), &["snapshot"]);
    check(&|contents| contents.items[3].item.reviewer = "somebody else".into(), &["snapshot"]);
    check(&|contents| contents.items.swap(3, 4), &["snapshot"]);
    check(&|contents| drop(contents.items.remove(3)), &["snapshot", "decisions"]);
    check(&|contents| contents.items[3].decisions[0].decided.note = "another".into(), &["decisions"]);
    check(&|contents| contents.items[3].decisions.clear(), &["decisions"]);
}

#[test]
fn names_are_left_out_everywhere() {
    for (names, hidden, shown) in [
        (Names::Full, &[][..], &["/prod/app3/DATABASE_URL", "/prod/app3/*"][..]),
        (Names::Short, &["DATABASE_URL", "API_TOKEN", "SIGNING_KEY", "app3/ROOT"], &["/prod/app3/*"]),
        (Names::None, &["DATABASE_URL", "API_TOKEN", "SIGNING_KEY", "ROOT", "/prod/app3", "/prod/app11"], &["path-3"]),
    ] {
        let pack = pack(names);
        for file in &pack.files {
            // The workbook is compressed: a reader of its own looks into it.
            let text = if file.name == "review.xlsx" {
                read_workbook(&file.bytes).to_string()
            } else {
                String::from_utf8_lossy(&file.bytes).into_owned()
            };
            for name in hidden {
                assert!(!text.contains(name), "{names:?}: {} has {name}", file.name);
            }
        }
        let roster = pack.files.iter().find(|file| file.name == "roster.csv").expect("a roster");
        for name in shown {
            assert!(String::from_utf8_lossy(&roster.bytes).contains(name), "{names:?}: the roster lacks {name}");
        }
    }
}

#[test]
fn hostile_text_is_shown_and_not_run() {
    let files = pack(Names::Full).files;
    let text = |name: &str| {
        let file = files.iter().find(|file| file.name == name).expect(name);
        String::from_utf8(file.bytes.clone()).expect("text")
    };
    let report = text("report.html");
    assert!(!report.contains("<script") && report.contains("&lt;script&gt;"));
    assert!(report.contains("default-src 'none'; style-src 'unsafe-inline'"));
    for remote in ["src=", "url(", "@import", "http:", "https:"] {
        let known = report.replace("http:&#x2f;&#x2f;example.com", "");
        assert!(!known.contains(remote), "the report refers to {remote}");
    }
    assert!(text("roster.csv").contains("\"'=HYPERLINK(\"\"http://example.com\"\")\""));
}

#[test]
fn packs_compare_by_the_ids_of_their_items() {
    let before = samples::contents(12);
    let mut after = samples::contents(14);
    drop(after.items.remove(0));
    after.items[2].item.members.truncate(1);
    after.items[3].outcome = before.items[5].outcome.clone();
    let found = diff(&before, &after);
    insta::assert_debug_snapshot!(found);
    assert_eq!(diff(&before, &before), keyturn_pack::Diff::default());
}

#[test]
fn a_later_pack_is_refused_by_its_schema() {
    let contents = samples::contents(2);
    let json = String::from_utf8(contents.to_json().expect("JSON")).expect("text");
    assert_eq!(Contents::read(json.as_bytes()).as_ref(), Ok(&contents));
    for (from, to, expected) in [
        ("{\"schema\":1,", "{\"schema\":2,", "schema 2"),
        ("{\"schema\":1,", "{\"schema\":1,\"later\":0,", "later"),
        ("\"grounds\":{", "\"grounds\":{\"later\":0,", "items.item.grounds.later"),
        ("\"what\":\"decided\"", "\"later\":0,\"what\":\"decided\"", "log.entry.later"),
    ] {
        let fault = Contents::read(json.replacen(from, to, 1).as_bytes()).expect_err(to).to_string();
        assert!(fault.contains(expected), "{fault}");
    }
}

/// What openpyxl, which did not write it, reads of a workbook.
fn read_workbook(bytes: &[u8]) -> Value {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests");
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("review.xlsx");
    std::fs::write(&place, bytes).expect("written");
    let output = Command::new(tests.join(".venv/bin/python"))
        .arg(tests.join("servers/workbook.py"))
        .arg(&place)
        .output()
        .expect("tests/.venv is there: run `make setup`");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn openpyxl_reads_the_workbook() {
    let files = pack(Names::Full).files;
    let bytes = |name: &str| &files.iter().find(|file| file.name == name).expect(name).bytes;
    let found = read_workbook(bytes("review.xlsx"));
    assert_eq!(found["title"], "Access review · Q4 2026");
    let sheets = found["sheets"].as_array().expect("sheets");
    let shape: Vec<String> = sheets
        .iter()
        .map(|sheet| {
            let name = sheet["name"].as_str().expect("a name");
            // The same rows stand in the CSV file, which another crate's reader counts.
            let csv = bytes(&format!("{}.csv", name.to_ascii_lowercase()));
            let rows: Result<Vec<_>, _> = csv::Reader::from_reader(csv.as_slice()).into_records().collect();
            let rows = rows.expect("rows of one width").len();
            assert_eq!(sheet["rows"].as_array().expect("rows").len(), rows, "{name}");
            assert!(!sheet["types"].as_array().expect("types").contains(&Value::from("f")), "{name} has a formula");
            assert_eq!((&sheet["links"], &sheet["frozen"]), (&Value::from(0), &Value::from("A2")), "{name}");
            assert_eq!(sheet["repeated"], "$1:$1", "{name} repeats its header on paper");
            format!("{name}: {rows} rows, {}", sheet["header"])
        })
        .collect();
    insta::assert_snapshot!(shape.join("\n"));
    assert_eq!(sheets[0]["rows"][1][3], "=HYPERLINK(\"http://example.com\")", "as text, without an apostrophe");
}

/// Writes a pack into a folder and gives its place.
fn written(pack: &Pack, folder: &Path) -> std::path::PathBuf {
    let place = folder.join("pack");
    archive::write_folder(&place, &pack.files).expect("written");
    place
}

#[test]
fn minisign_and_sha256sum_agree() {
    // Installed by `make setup`.
    let folder = tempfile::tempdir().expect("a folder");
    let pack = pack(Names::Full);
    let place = written(&pack, folder.path());
    let minisign = |key: &str| {
        let mut command = Command::new("minisign");
        command.args(["-V", "-m", "manifest.json", "-P", key]).current_dir(&place).output().expect("minisign starts")
    };
    let output = minisign(&pack.manifest.public_key);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("pack of campaign 0a1b2c3d4e5f6071, written 2026-"), "{said}");
    let other = SigningKey::generate().and_then(|key| key.public_key()).expect("a key");
    assert!(!minisign(&other).status.success(), "another key does not check it");
    // The line that the README gives.
    let readme = std::fs::read_to_string(place.join("README.txt")).expect("a README");
    let line = readme.lines().find(|line| line.contains("sha256sum -c")).expect("the README's line").trim();
    let output = Command::new("sh").args(["-c", line]).current_dir(&place).output().expect("sh starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().filter(|line| line.ends_with(": OK")).count(), pack.manifest.files.len());
    let output = Command::new("sha256sum").arg("items.jsonl").current_dir(&place).output().expect("sha256sum starts");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with(&pack.manifest.snapshot));
}
