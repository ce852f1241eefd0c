//! `keyturn access`: cases and snapshots by themselves, then what is collected, asked and sent, as a script meets it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use keyturn_tests::shell::{json as reply, keyturn, list, text, words};
use serde_json::{Value, json};

use crate::source;

const ACCOUNT: &str = "111122223333";

fn allow(action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})
}

fn role(name: &str, policy: &Value) -> Value {
    let trust = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
    json!({"Arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "RoleName": name, "RoleId": format!("AROA{name}"),
        "Path": "/", "AssumeRolePolicyDocument": trust,
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": policy}]})
}

/// One account with a secret, a parameter and these roles.
fn snapshot(roles: &[Value]) -> Value {
    json!({"schema": 1, "taken_at": "2026-11-21T12:00:00Z", "accounts": [{
        "id": ACCOUNT,
        "authorization_details": {"UserDetailList": [], "RoleDetailList": roles, "GroupDetailList": [], "Policies": []},
        "secrets": [{"ARN": format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:prod/db-a1B2c3"), "Name": "prod/db"}],
        "parameters": [{"ARN": format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/prod/x"), "Name": "/prod/x",
            "Type": "String"}],
        "keys": [], "missing": []}]})
}

/// The matrix of a snapshot, as `role secret-or-parameter access conditions`, and what standard error said.
fn matrix(home: &Path, snapshot: &Value, more: &[&str], code: i32) -> (Vec<String>, String) {
    let file = home.join("snapshot.json");
    fs::write(&file, snapshot.to_string()).expect("a file");
    let input = file.to_string_lossy();
    let output = keyturn(home, &[&["access", "eval", "--input", &*input, "--out", "-"][..], more].concat());
    assert_eq!(output.status.code(), Some(code), "{}", words(&output));
    let stdout = String::from_utf8_lossy(&output.stdout);
    let mut lines: Vec<String> = stdout
        .lines()
        .map(|line| {
            let cell: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            let role = text(&cell["principal"]).rsplit('/').next().unwrap_or_default().to_owned();
            let store = text(&cell["secret"]).split(':').nth(2).unwrap_or_default().to_owned();
            format!("{role} {store} {} {}", text(&cell["access"]), cell["conditions"])
        })
        .collect();
    lines.sort();
    (lines, String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_open_cases_are_decided_one_by_one_and_as_a_list() {
    let home = tempfile::tempdir().expect("a folder");
    let cases = source::read("src-tauri/crates/keyturn-access/tests/cases.json");
    let all = home.path().join("cases.json");
    fs::write(&all, &cases).expect("a file");
    let decided = reply(&keyturn(home.path(), &["access", "check", "--json", "--request", &all.to_string_lossy()]), 0);
    let cases: Vec<Value> = serde_json::from_str(&cases).expect("cases");
    let decided = decided.as_array().expect("a list");
    assert_eq!((cases.len(), decided.len()), (52, 52));
    for (case, decided) in cases.iter().zip(decided) {
        assert_eq!(decided["response"], case["expected"]["response"], "{}", case["name"]);
        assert_eq!(decided["name"], case["name"]);
    }
    for case in [&cases[0], &cases[1]] {
        let one = home.path().join("one.json");
        fs::write(&one, case.to_string()).expect("a file");
        let said = keyturn(home.path(), &["access", "check", "--request", &one.to_string_lossy()]);
        assert_eq!(said.status.code(), Some(0));
        assert!(words(&said).contains(text(&case["expected"]["response"])), "{}", words(&said));
    }
    // What is no case ends the command; among others it is told in its place.
    for (file, code) in [("{\"x\": 1}", 3), ("nonsense", 3), ("[]", 0), ("[{\"x\": 1}]", 4)] {
        let bad = home.path().join("bad.json");
        fs::write(&bad, file).expect("a file");
        let said = keyturn(home.path(), &["access", "check", "--json", "--request", &bad.to_string_lossy()]);
        assert_eq!(said.status.code(), Some(code), "{file}: {}", words(&said));
    }
}

#[test]
fn a_snapshot_becomes_a_matrix_without_a_data_folder() {
    let home = tempfile::tempdir().expect("a folder");
    let vpce = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
        "Action": "secretsmanager:GetSecretValue", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0abc"}}}]});
    let roles = [
        role("can", &allow("secretsmanager:GetSecretValue", "*")),
        role("vpce", &vpce),
        role("path", &allow("ssm:GetParametersByPath", &format!("arn:aws:ssm:*:{ACCOUNT}:parameter/"))),
        role("none", &allow("s3:GetObject", "*")),
    ];
    let (lines, said) = matrix(home.path(), &snapshot(&roles), &[], 0);
    let expected =
        ["can secretsmanager can []", "path ssm can []", "vpce secretsmanager conditional [\"aws:SourceVpce\"]"];
    assert_eq!(lines, expected);
    assert!(said.contains("4 principals × 2 secrets: 2 can, 1 conditional, 0 unknown, 5 cannot; "), "{said}");
    let (all, _) = matrix(home.path(), &snapshot(&roles), &["--all"], 0);
    assert_eq!(all.len(), 8);
    assert_eq!(all.iter().filter(|line| line.ends_with("cannot []")).count(), 5);
    for (action, found) in [("GetSecretValue", 2), ("ssm:GetParametersByPath", 1), ("getparameter", 0)] {
        let (lines, _) = matrix(home.path(), &snapshot(&roles), &["--action", action], 0);
        assert_eq!(lines.len(), found, "{action}: {lines:?}");
    }
    let wrong = keyturn(home.path(), &["access", "eval", "--input", "x", "--out", "-", "--action", "Decrypt"]);
    assert_eq!(wrong.status.code(), Some(2));
    let into = home.path().join("matrix.jsonl");
    let input = home.path().join("snapshot.json");
    let arguments = ["access", "eval", "--input", &*input.to_string_lossy(), "--out", &*into.to_string_lossy()];
    assert_eq!(keyturn(home.path(), &arguments).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&into).expect("the matrix").lines().count(), 3);
    let left: Vec<_> =
        fs::read_dir(home.path()).expect("the home").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 2, "no data folder: {left:?}");
}

#[test]
fn what_cannot_be_understood_is_named_and_unknown_and_the_rest_is_evaluated() {
    let home = tempfile::tempdir().expect("a folder");
    let statement = |members: Value| {
        let mut statement = json!({"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"});
        for (name, value) in members.as_object().expect("members") {
            statement[name] = value.clone();
        }
        json!({"Version": "2012-10-17", "Statement": [statement]})
    };
    let long = "x".repeat(6 << 20);
    for (what, policy, named) in [
        ("not JSON", json!("{\"Statement\": ["), "inline policy p"),
        ("an unknown operator", statement(json!({"Condition": {"StringIsh": {"aws:SourceVpce": "x"}}})), "StringIsh"),
        ("an unknown element", statement(json!({"Ressource": "*"})), "Ressource"),
        ("an empty statement", json!({"Version": "2012-10-17", "Statement": [{}]}), "Statement[0]"),
        ("a principal that is a number", statement(json!({"Principal": 7})), "rincipal"),
    ] {
        let roles = [role("bad", &policy), role("good", &allow("secretsmanager:GetSecretValue", "*"))];
        let (lines, said) = matrix(home.path(), &snapshot(&roles), &[], 4);
        assert!(lines.contains(&"good secretsmanager can []".to_owned()), "{what}: {lines:?}");
        assert!(lines.contains(&"bad secretsmanager unknown []".to_owned()), "{what}: {lines:?}");
        let fault = said.lines().find(|line| line.contains(named)).unwrap_or_else(|| panic!("{what}: {said}"));
        assert!(fault.contains(ACCOUNT) && fault.contains("role/bad"), "{what}: {fault}");
    }
    // Six megabytes of policies, ARNs with too few colons: no fault by themselves, and no reader is lost.
    let big =
        role("big", &allow("secretsmanager:GetSecretValue", &format!("arn:aws:secretsmanager:*:*:secret:{long}")));
    let roles = [big, role("short", &allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager"))];
    let (lines, _) = matrix(home.path(), &snapshot(&roles), &[], 0);
    assert_eq!(lines, ["short secretsmanager can []"]);
    // What was refused makes what it hides unknown.
    let mut refused = snapshot(&[role("good", &allow("secretsmanager:GetSecretValue", "*"))]);
    refused["accounts"][0]["missing"] = json!([{"what": "secretsmanager:GetResourcePolicy", "why": "missing_action"}]);
    let (lines, said) = matrix(home.path(), &refused, &[], 4);
    assert_eq!(lines, ["good secretsmanager unknown []"]);
    assert!(said.contains("not read: secretsmanager:GetResourcePolicy (missing_action)"), "{said}");
    for (file, message) in
        [("[]", "not an access snapshot"), ("{\"schema\": 2}", "schema 2"), ("", "not an access snapshot")]
    {
        let path = home.path().join("snapshot.json");
        fs::write(&path, file).expect("a file");
        let output = keyturn(home.path(), &["access", "eval", "--input", &path.to_string_lossy(), "--out", "-"]);
        assert_eq!(output.status.code(), Some(3), "{file}");
        assert!(words(&output).contains(message), "{file}: {}", words(&output));
    }
}

/// Every principal's numbers are those of its own answer, and together those of the whole.
fn principals_add_up(access: &dyn Fn(&[&str]) -> Value, standing: &Value, what: &Value) {
    let all = access(&["principals"]);
    let rows = list(&all, "principals");
    let number = |row: &Value, field: &str| row[field].as_u64().unwrap_or_else(|| panic!("{field} of {row}"));
    assert_eq!(rows.len() as u64, number(standing, "principals"));
    for field in ["can", "conditional", "unknown"] {
        assert_eq!(rows.iter().map(|row| number(row, field)).sum::<u64>(), number(standing, field), "{field}");
    }
    let reads: Vec<u64> = rows.iter().map(|row| number(row, "can") + number(row, "conditional")).collect();
    assert!(reads.is_sorted_by(|a, b| a >= b), "those that read most come first: {reads:?}");
    let asked = &what["principal"];
    let row = rows.iter().find(|row| row["principal"] == *asked).expect("the principal");
    for field in ["can", "conditional", "unknown"] {
        let own = list(what, "secrets").iter().filter(|pair| list(pair, "chain").is_empty() && pair["access"] == field);
        assert_eq!(own.count() as u64, number(row, field), "{field} of {asked}");
    }
    let with = |mark: &str| rows.iter().filter(|row| list(row, "marks").iter().any(|one| one == mark)).count();
    assert!(with("could_grant_itself") > 0 && with("could_grant_itself") < rows.len());
    assert!(rows.iter().any(|row| row["last_read_at"].is_string()), "the demonstration has reads");
    let name = text(&asked["name"]).to_uppercase();
    let named = access(&["principals", &name]);
    assert!(!list(&named, "principals").is_empty() && list(&named, "principals").len() < rows.len());
    let holds = |row: &Value| text(&row["principal"]["arn"]).to_uppercase().contains(&name);
    assert!(list(&named, "principals").iter().all(holds), "{named}");
    assert_eq!(access(&["principals", "nobody-is-called-this"])["principals"], json!([]));
}

#[test]
fn the_demo_is_asked_who_what_why_and_sent_as_a_file() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("data");
    let run = |arguments: &[&str]| {
        let folder = data.to_string_lossy();
        keyturn(home.path(), &[&["--data-dir", &*folder][..], arguments].concat())
    };
    let access = |arguments: &[&str]| reply(&run(&[&["access"][..], arguments, &["--json"]].concat()), 0);
    reply(&run(&["demo", "--json"]), 0);
    let standing = access(&["show"]);
    assert!(list(&standing, "accounts").len() == 4 && standing["can"].as_u64() > Some(500), "{standing}");
    assert_eq!(standing["problems"], json!([]));

    let secrets = reply(&run(&["secrets", "list", "store:secretsmanager", "--json"]), 0);
    let arns = list(&secrets, "secrets").iter().map(|secret| text(&secret["arn"]).to_owned());
    let readers: Vec<Value> = arns.take(12).map(|arn| access(&["who", &arn])).collect();
    let with = |key: &str, value: &str| {
        readers.iter().flat_map(|reply| list(reply, "readers")).any(|reader| match &reader[key] {
            Value::Array(all) => all.iter().any(|one| one == value),
            one => *one == value,
        })
    };
    assert!(with("access", "can") && with("marks", "could_grant_itself"));
    for found in &readers {
        for reader in list(found, "readers") {
            let (who, secret) = (text(&reader["principal"]["arn"]), text(&found["secret"]["arn"]));
            assert!(reader["since"].is_string() || !list(reader, "chain").is_empty(), "{who} on {secret}");
        }
    }
    let found = readers.iter().find(|reply| reply["can"].as_u64() > Some(0)).expect("a secret with readers");
    let reader = &list(found, "readers")[0];
    let (who, secret) = (text(&reader["principal"]["arn"]), text(&found["secret"]["arn"]));
    let why = access(&["why", who, secret]);
    assert_eq!(why["reader"]["access"], reader["access"]);
    assert!(list(&why, "steps").iter().any(|step| step["says"] == "allows" && step["text"].is_string()), "{why}");
    assert!(text(&why["text"]).contains(who) && text(&why["summary"]).contains("can read"));
    let cannot = access(&["who", secret, "--all"]);
    let barred = list(&cannot, "readers").iter().find(|reader| reader["access"] == "cannot").expect("one that cannot");
    let why = access(&["why", text(&barred["principal"]["arn"]), secret]);
    assert!(text(&why["summary"]).contains("cannot read"), "{why}");

    let what = access(&["what", who]);
    assert!(list(&what, "secrets").iter().any(|pair| pair["secret"]["arn"] == secret), "{what}");
    assert!(list(&what, "statements").iter().any(|one| one["removes"].as_u64() > Some(0)), "{what}");
    principals_add_up(&access, &standing, &what);

    // The list has them beside each secret, and asks for them.
    let listed = reply(&run(&["secrets", "list", "readers:>0", "--sort", "readers", "--descending", "--json"]), 0);
    let readers = |secret: &Value| secret["readers"]["can"].as_u64().zip(secret["readers"]["conditional"].as_u64());
    let numbers: Vec<u64> =
        list(&listed, "secrets").iter().map(|secret| readers(secret).map_or(0, |(a, b)| a + b)).collect();
    assert!(
        numbers.len() > 100 && numbers.is_sorted_by(|a, b| a >= b) && numbers.iter().all(|n| *n > 0),
        "{numbers:?}"
    );
    let row = list(&listed, "secrets").iter().find(|row| row["arn"] == secret).expect("the secret with readers");
    assert_eq!((&row["readers"]["can"], &row["readers"]["unknown"]), (&found["can"], &found["unknown"]));

    let findings = access(&["findings"]);
    let ids: BTreeSet<&str> = list(&findings, "findings").iter().map(|finding| text(&finding["id"])).collect();
    assert_eq!(ids.len(), list(&findings, "findings").len(), "each has an id of its own");
    assert_eq!(access(&["findings"]), findings, "and keeps it");
    for rule in ["read_write_on_person", "star_reads"] {
        assert!(list(&findings, "findings").iter().any(|finding| finding["rule"] == rule), "{rule}");
    }
    let map = access(&["map"]);
    let groups = list(&map, "groups").len();
    assert!(list(&map, "paths").iter().all(|path| list(path, "cells").len() == groups));

    // What is sent is evaluated elsewhere to the same.
    let file = home.path().join("sent.json");
    let sent = file.to_string_lossy();
    assert_eq!(access(&["export", &sent])["accounts"], 4);
    let there = home.path().join("there");
    let imported =
        keyturn(home.path(), &["--data-dir", &there.to_string_lossy(), "--no-keyring", "access", "import", &sent]);
    assert_eq!(imported.status.code(), Some(3), "without a passphrase nothing opens: {}", words(&imported));
    let evaluated = keyturn(home.path(), &["access", "eval", "--input", &sent, "--out", "-"]);
    let lines = String::from_utf8_lossy(&evaluated.stdout).lines().count() as u64;
    let count = |name: &str| standing[name].as_u64().unwrap_or_default();
    assert_eq!(lines, count("can") + count("conditional") + count("unknown"), "{}", words(&evaluated));
    let again = access(&["import", &sent]);
    assert!(list(&again, "accounts").iter().all(|account| account["by"] == "file"));
    assert_eq!((&again["can"], &again["unknown"]), (&standing["can"], &standing["unknown"]));
}
