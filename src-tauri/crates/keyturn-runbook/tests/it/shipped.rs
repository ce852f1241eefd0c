//! The catalogue that Keyturn ships: no findings, and commands that a shell and the AWS CLI understand.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use keyturn_runbook::fill::{Values, fill};
use keyturn_runbook::lint::lint;
use keyturn_runbook::placeholder::{CATALOGUE, Form};
use keyturn_runbook::runbook::{Runbook, Snippet};
use keyturn_runbook::words::{Language, Risk};

use crate::support;

#[test]
fn the_shipped_catalogue_has_no_findings() {
    let findings = lint(&support::shipped(), support::surroundings());
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn what_is_embedded_is_the_folder() {
    let embedded: Vec<(String, Vec<u8>)> =
        keyturn_runbook::shipped().files.iter().map(|file| (file.path.to_owned(), file.bytes.to_vec())).collect();
    assert_eq!(embedded, support::files(&support::shipped_folder()));
    assert!(embedded.iter().any(|(path, _)| path == "issuers/stripe.md"));
}

/// A value of each form that is as awkward as the form allows.
fn awkward(form: Form) -> &'static str {
    match form {
        Form::Id => "a1b2c3d4-5678-90ab-cdef_EXAMPLE.1",
        Form::Account => "111122223333",
        Form::Region => "us-gov-west-1",
        Form::SecretName => "/prod/a+b=c@d.e/-f",
        Form::Arn => "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/a+b=c@d.e-AbCdEf",
        Form::KeyRef => "alias/aws/ssm",
        Form::Iam => "a+b=c,d.e@f-g_h",
        Form::Time => "2026-01-31T09:30:00Z",
        Form::Host => "secretsmanager.amazonaws.com",
        Form::Slug => "example/app.js",
        Form::Commit => "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
        Form::Number => "365",
        Form::Url => "https://example.com/a?b=c&d=$(e);f",
        Form::Line => "it's \"$(id)\" `x`; rm -rf / # ü",
        Form::Display => "never in a snippet",
    }
}

/// Awkward values for everything that a snippet can name.
fn values(snippet: &Snippet) -> Values {
    let mut values: Values =
        CATALOGUE.iter().map(|(name, form)| ((*name).to_owned(), awkward(*form).to_owned())).collect();
    values.insert("aws.profile".into(), "o'brien prod".into());
    values.insert("region".into(), "eu-west-1".into());
    for hole in keyturn_runbook::fill::contexts(snippet.language, &snippet.code) {
        if hole.name.starts_with("input.") {
            values.insert(hole.name.to_owned(), awkward(Form::Line).to_owned());
        }
    }
    values
}

/// Every snippet that is shipped, with where it stands.
fn snippets(language: Language) -> Vec<Snippet> {
    let catalogue = support::shipped();
    let of = |runbook: &Runbook| -> Vec<Snippet> {
        runbook
            .steps()
            .flat_map(|(_, step)| step.snippets.clone())
            .filter(|snippet| snippet.language == language)
            .collect()
    };
    let mut found: Vec<Snippet> = catalogue.runbooks.values().flat_map(|entry| of(&entry.runbook)).collect();
    found.sort_by(|a, b| a.at.cmp(&b.at));
    found.dedup_by(|a, b| a.at == b.at);
    found
}

#[test]
fn every_snippet_can_be_filled_with_awkward_values() {
    for language in Language::ALL {
        for snippet in snippets(*language) {
            let mut values = values(&snippet);
            if *language == Language::Http {
                values.insert("idp.domain".into(), "tenant.example.com".into());
            }
            let filled = fill(&snippet, &values);
            assert!(filled.is_complete(), "{}: {:?}\n{}", snippet.at, filled.gaps, filled.text);
        }
    }
}

#[test]
fn bash_parses_every_shell_snippet() {
    let mut count = 0;
    for snippet in snippets(Language::Sh) {
        let text = fill(&snippet, &values(&snippet)).text;
        let output = Command::new("bash").args(["-n", "-c", &text]).output().expect("bash starts");
        assert!(output.status.success(), "{}: {}\n{text}", snippet.at, String::from_utf8_lossy(&output.stderr));
        count += 1;
    }
    assert!(count > 30, "only {count} shell snippets were found");
}

#[test]
#[expect(clippy::print_stderr, reason = "says why it was skipped")]
fn the_aws_cli_knows_every_command_and_option() {
    let commands = aws_commands();
    assert!(commands.len() > 40, "only {} commands were found", commands.len());
    let Some(python) = python_with_awscli() else {
        eprintln!("skipped: no Python with awscli; name one in KEYTURN_AWSCLI_PYTHON");
        return;
    };
    let told = wrong_commands(&python, &commands);
    assert_eq!(told, "");
    // The check itself tells wrong commands.
    let bad = [
        "iam list-user",
        "iam list-users --name a",
        "kms enable-key",
        "ecs wait service-stable --cluster a --services b",
        "logs tail a --until 1h",
    ];
    let bad: Vec<Vec<String>> = bad.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
    let told = wrong_commands(&python, &bad);
    assert_eq!(told.lines().count(), bad.len(), "{told}");
}

#[test]
fn no_command_returns_a_value() {
    // The calls of promise 1, in the CLI's words; the lint looks for them too, as text.
    let forbidden = [
        "get-secret-value",
        "batch-get-secret-value",
        "get-parameter",
        "get-parameters",
        "get-parameters-by-path",
        "get-parameter-history",
        "decrypt",
    ];
    for command in aws_commands() {
        assert!(!command.iter().any(|word| forbidden.contains(&word.as_str())), "{command:?}");
        assert!(!command.iter().any(|word| word == "--with-decryption"), "{command:?}");
    }
}

#[test]
fn what_is_marked_as_reading_only_reads() {
    // The first word of an AWS operation tells what it does.
    let reads = ["describe", "get", "list", "lookup", "validate", "tail", "wait"];
    for snippet in snippets(Language::Sh).iter().filter(|snippet| snippet.risk == Risk::ReadOnly) {
        for command in run(snippet) {
            let operation = command.iter().filter(|word| !word.starts_with('-')).nth(3).expect("an operation");
            let word = operation.split('-').next().unwrap_or_default();
            assert!(reads.contains(&word), "{}: {command:?}", snippet.at);
        }
    }
}

/// The arguments of every AWS command that the shipped snippets run, filled with awkward values.
fn aws_commands() -> Vec<Vec<String>> {
    snippets(Language::Sh).iter().flat_map(run).collect()
}

/// Runs a snippet in a shell that has no programs but a stand-in for `aws`, which notes its arguments.
fn run(snippet: &Snippet) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let aws = folder.path().join("aws");
    let noted = folder.path().join("noted");
    fs::write(&aws, "#!/bin/bash\nprintf '%s\\0' \"$@\" $'\\n' >> \"$NOTED\"\n").expect("the stand-in");
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o700)).expect("the stand-in can be run");
    let text = fill(snippet, &values(snippet)).text;
    let mut child = Command::new("/bin/bash")
        .args(["-c", &text])
        .env_clear()
        .env("PATH", folder.path())
        .env("HOME", folder.path())
        .env("NOTED", &noted)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("bash starts");
    // What a person would paste. A shell that has ended does not read it.
    drop(child.stdin.take().map(|mut input| input.write_all(b"pasted\npasted\n")));
    child.wait().expect("bash ends");
    let noted = fs::read_to_string(&noted).unwrap_or_default();
    let mut commands = vec![Vec::new()];
    for word in noted.split('\0') {
        match (word, commands.last_mut()) {
            ("\n", _) => commands.push(Vec::new()),
            (word, Some(last)) => last.push(word.to_owned()),
            _ => {}
        }
    }
    commands.pop();
    commands
}

/// A Python that can import the AWS CLI: the one that is named, or that of the tests.
fn python_with_awscli() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let named = env::var_os("KEYTURN_AWSCLI_PYTHON").map(PathBuf::from);
    let candidates = named.into_iter().chain([root.join("tests/.venv/bin/python"), PathBuf::from("python3")]);
    candidates.into_iter().find(|python| {
        let imports = Command::new(python).args(["-c", "import awscli.clidriver"]).stderr(Stdio::null()).status();
        imports.is_ok_and(|status| status.success())
    })
}

/// What the AWS CLI says against these commands.
fn wrong_commands(python: &Path, commands: &[Vec<String>]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/aws_arguments.py");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("new-signing.pem"), "stands for a key").expect("a file that a command reads");
    let mut child = Command::new(python)
        .arg(script)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let lines: Vec<String> = commands.iter().map(|command| serde_json::to_string(command).expect("JSON")).collect();
    let mut input = child.stdin.take().expect("an input");
    input.write_all(lines.join("\n").as_bytes()).expect("Python reads");
    drop(input);
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "the check could not run");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
