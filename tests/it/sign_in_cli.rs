//! Signing in at the command line, and the AWS CLI beside it: one token for both, whichever of them signed in.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use keyturn_estate::profiles::{self, ADMIN, BASE, CORP, USER};
use keyturn_estate::server::{DeviceEnd, SECRET_ACCESS_KEY, SignInScript};
use keyturn_tests::servers;
use keyturn_tests::shell::{json, words};
use serde_json::Value;

use crate::cli::Shell;

/// Where the AWS CLI keeps the token of a session named `corp`: its name's SHA-1.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// A person with profiles, and nothing of AWS in the environment but the endpoint.
fn person(script: SignInScript) -> Shell {
    let shell = Shell::new();
    shell.server.set_sign_in(script);
    let folder = shell.folder.path().join(".aws");
    std::fs::create_dir_all(&folder).expect("a folder");
    let text = profiles::config(&shell.server, &[CORP, BASE, USER, ADMIN]);
    std::fs::write(folder.join("config"), text).expect("written");
    shell
}

/// `keyturn` without anybody's keys in the environment.
fn keyturn(shell: &Shell, arguments: &[&str]) -> Command {
    let mut command = shell.command(arguments);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").env_remove("AWS_REGION");
    command
}

fn run(shell: &Shell, arguments: &[&str]) -> Output {
    keyturn(shell, arguments).output().expect("keyturn runs")
}

/// The AWS CLI, of the versions that the tests pin.
fn aws(shell: &Shell, arguments: &[&str]) -> Output {
    let python = servers::python().expect("Python");
    let program: PathBuf = PathBuf::from(python.get_program()).with_file_name("aws");
    Command::new(program)
        .args(arguments)
        .env_clear()
        .env("HOME", shell.folder.path())
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("AWS_ENDPOINT_URL", shell.server.endpoint_url())
        .stdin(Stdio::null())
        .output()
        .expect("the AWS CLI runs")
}

fn token(shell: &Shell) -> (String, Value) {
    let text = std::fs::read_to_string(shell.folder.path().join(TOKEN)).expect("a token");
    let value = serde_json::from_str(&text).expect("JSON");
    (text, value)
}

/// The text that Python writes for flat JSON.
fn as_python(value: &Value) -> String {
    let pairs = value.as_object().into_iter().flatten().map(|(key, value)| format!("\"{key}\": {value}"));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
}

fn members(value: &Value) -> Vec<&String> {
    value.as_object().into_iter().flatten().map(|(key, _)| key).collect()
}

#[test]
fn the_aws_cli_uses_what_keyturn_signed_in_to_and_the_other_way_round() {
    let shell = person(SignInScript::at_once());
    let before = aws(&shell, &["sts", "get-caller-identity", "--profile", "base"]);
    assert!(!before.status.success(), "{}", words(&before));
    // A token that has to be renewed before anybody can use it.
    shell.server.set_sign_in(SignInScript { token_seconds: 0, ..SignInScript::at_once() });
    let output = run(&shell, &["sign-in", "base"]);
    let said = words(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("DEMO-0001") && said.contains("/device?user_code=DEMO-0001"), "{said}");
    let (of_keyturn, kept) = token(&shell);
    assert_eq!(of_keyturn, as_python(&kept));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(shell.folder.path().join(TOKEN)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    shell.server.set_sign_in(SignInScript::at_once());
    let identity = json(&aws(&shell, &["sts", "get-caller-identity", "--profile", "base", "--output", "json"]), 0);
    assert_eq!(identity["Account"], "111122223333");
    // The AWS CLI has renewed the token and kept it: the same members in the same order, and now Keyturn uses that.
    let (of_aws, renewed) = token(&shell);
    assert_eq!(of_aws, as_python(&renewed));
    assert_eq!(members(&kept), members(&renewed));
    assert_ne!(kept["accessToken"], renewed["accessToken"]);
    let tried = json(&run(&shell, &["profiles", "--try", "base", "--json"]), 0);
    let base = &tried["profiles"][0];
    assert_eq!((&base["state"], &base["account"]), (&"works".into(), &"111122223333".into()), "{tried}");
    assert_eq!(base["principal"], identity["Arn"], "{tried}");
    assert_eq!(token(&shell).0, of_aws, "it held, so nobody renewed it");

    // And it is enough for a sync.
    let report = json(&run(&shell, &["sync", "--profile", "base", "--json"]), 0);
    assert_eq!((&report["cells_read"], &report["cells"]), (&2.into(), &2.into()), "{report}");
    let log = words(&run(&shell, &["audit", "list", "--json"]));
    assert!(log.contains("sign_in.done"), "{log}");
    for canary in ["made-up-access", "made-up-refresh", "made-up-client-secret", SECRET_ACCESS_KEY] {
        assert!(!log.contains(canary) && !said.contains(canary), "{canary}");
    }
}

#[test]
fn stages_are_json_and_what_fails_says_why() {
    let shell = person(SignInScript { end: DeviceEnd::Denied, ..SignInScript::at_once() });
    let output = run(&shell, &["sign-in", "corp", "--json"]);
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let stages: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&str> = stages.iter().filter_map(|one| one["stage"]["stage"].as_str()).collect();
    assert_eq!(names, ["waiting", "code_shown", "failed"], "{text}");
    assert_eq!(stages[2]["stage"]["reason"], "denied");
    assert_eq!(stages[1]["stage"]["may_open"], true, "the page is the endpoint's: {text}");

    assert_eq!(run(&shell, &["sign-in", "nobody"]).status.code(), Some(3));
    let list = json(&run(&shell, &["sign-in", "--json"]), 0);
    let kinds: Vec<&Value> = list["sign_ins"].as_array().into_iter().flatten().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["sso", "mfa"], "{list}");
    let profiles = json(&run(&shell, &["profiles", "--json"]), 0);
    assert_eq!(profiles.as_array().map(Vec::len), Some(3), "{profiles}");
    // Nobody is at a terminal: nobody is asked, and what is missing is said.
    let tried = json(&run(&shell, &["profiles", "--try", "--json"]), 0);
    let standing: Vec<&Value> = tried["profiles"].as_array().into_iter().flatten().map(|one| &one["state"]).collect();
    assert_eq!(standing, ["asks_for_code", "sign_in_first", "works"], "admin, base, user: {tried}");
    let report = json(&run(&shell, &["sync", "--profile", "admin", "--json"]), 3);
    assert_eq!(report["problems"][0]["reason"], "expired_sign_in", "{report}");
}

#[test]
fn a_terminal_is_asked_for_the_code_and_shows_none_of_it() {
    let shell = person(SignInScript::with_codes(&["731946"]));
    // `script` gives the program a terminal of its own; what is typed comes from a pipe.
    let inner = keyturn(&shell, &["sync", "--profile", "admin"]);
    let quoted: Vec<String> = std::iter::once(inner.get_program())
        .chain(inner.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let mut command = Command::new("script");
    command.args(["-qec", &quoted.join(" "), "/dev/null"]).env_clear();
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    let mut child =
        command.env("SHELL", "/bin/sh").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script");
    let mut typing = child.stdin.take().expect("a pipe");
    let mut shown = child.stdout.take().expect("a pipe");
    let mut seen = Vec::new();
    let mut buffer = [0; 512];
    for code in ["000000\n", "731946\n"] {
        let asked_before = count(&seen);
        while count(&seen) == asked_before {
            let read = std::io::Read::read(&mut shown, &mut buffer).expect("it is read");
            assert!(read > 0, "{}", String::from_utf8_lossy(&seen));
            seen.extend_from_slice(&buffer[..read]);
        }
        // The question is printed before the terminal stops to echo: nobody types as soon as it stands there.
        std::thread::sleep(std::time::Duration::from_secs(2));
        std::io::Write::write_all(&mut typing, code.as_bytes()).expect("it is typed");
    }
    std::io::Read::read_to_end(&mut shown, &mut seen).expect("it is read");
    drop(typing);
    let said = String::from_utf8_lossy(&seen).into_owned();
    assert!(child.wait().expect("it ends").success(), "{said}");
    assert!(said.contains("2 of 2 cells") && said.contains("was not accepted"), "{said}");
    assert!(!said.contains("731946"), "{said}");
}

fn count(seen: &[u8]) -> usize {
    String::from_utf8_lossy(seen).matches("MFA code of").count()
}
