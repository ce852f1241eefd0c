//! `keyturn access collect` stopped by Ctrl-C: what was known stays, what was left out is told.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate};
use keyturn_tests::estate::noon;
use keyturn_tests::program::built;
use serde_json::Value;

/// `keyturn` on the made-up organisation, with a home of its own.
fn keyturn(home: &Path, server: &Server, arguments: &[&str]) -> Command {
    let mut command = Command::new(built("keyturn"));
    command.args(["--no-keyring", "--data-dir"]).arg(home.join("data")).args(arguments).arg("--json");
    command.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("KEYTURN_PASSPHRASE_FILE", home.join("passphrase"));
    command.env("AWS_ENDPOINT_URL", server.endpoint_url()).env("AWS_REGION", "us-east-1");
    command.env("AWS_ACCESS_KEY_ID", server.access_key_id()).env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn reply(output: &Output, code: i32) -> Value {
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{words}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {words}"))
}

#[test]
fn ctrl_c_keeps_what_was_known_and_lists_what_was_left_out() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("passphrase"), "a passphrase for a test\n").expect("a passphrase file");
    let server = Server::start(generate(&Spec::demo(noon())), Options::default()).expect("the endpoint starts");
    let run = |arguments: &[&str]| keyturn(home.path(), &server, arguments).output().expect("keyturn runs");
    reply(&run(&["sync", "--role", "KeyturnReader", "--region", "us-east-1"]), 0);
    let whole = reply(&run(&["access", "collect"]), 0);
    assert_eq!((&whole["running"], &whole["problems"]), (&Value::Null, &Value::Array(vec![])));
    assert!(whole["can"].as_u64() > Some(50), "{whole}");
    let shared_roles = |reply: &Value| {
        let people = reply["readers"].as_array().into_iter().flatten().map(|one| one["principal"]["people"].clone());
        people.filter(|people| people != &Value::Array(vec![])).count()
    };
    let secrets = reply(&run(&["secrets", "list", "store:secretsmanager"]), 0);
    let arns = secrets["secrets"].as_array().into_iter().flatten().filter_map(|secret| secret["arn"].as_str());
    let named = arns.take(5).any(|arn| shared_roles(&reply(&run(&["access", "who", arn]), 0)) > 0);
    assert!(named, "an administrator's role names its people");

    server.reset_calls();
    server.set_faults(vec![Fault::on("KMS.ListKeys", Effect::Stall(Duration::from_mins(10)))]);
    let collecting = keyturn(home.path(), &server, &["access", "collect"]).spawn().expect("keyturn runs");
    while !server.calls().contains_key("KMS.ListKeys") {
        std::thread::sleep(Duration::from_millis(20));
    }
    let interrupted = Command::new("kill").args(["-INT", &collecting.id().to_string()]).status();
    assert!(interrupted.expect("kill").success());
    let output = collecting.wait_with_output().expect("it ends");
    let stopped = reply(&output, 4);
    assert!(String::from_utf8_lossy(&output.stderr).contains("stopping; accounts that were read are kept"));
    let problems = stopped["problems"].as_array().expect("problems");
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems.iter().all(|problem| problem["reason"] == "cancelled"), "{problems:?}");
    for known in ["can", "conditional", "unknown"] {
        assert_eq!(stopped[known], whole[known], "{known}");
    }
}
