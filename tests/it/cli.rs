//! The command line, as a script or a person at a terminal meets it.

use std::collections::BTreeSet;
use std::io::{Read as _, Seek as _};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use keyturn_estate::server::SECRET_ACCESS_KEY;
use keyturn_estate::{Effect, Fault, Options, Server, Spec, generate};
use keyturn_tests::estate::noon;
use keyturn_tests::program::built;
use keyturn_tests::shell::json;
use serde_json::Value;
use tempfile::TempDir;

/// `keyturn` on a folder, with a passphrase file and an endpoint in place of AWS.
pub(crate) struct Shell {
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let server = Server::start(generate(&Spec::demo(noon())), Options::default()).expect("the endpoint starts");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("passphrase"), "a passphrase for tests\n").expect("a file");
        Self { server, folder }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(built("keyturn"));
        command
            .arg("--no-keyring")
            .arg("--data-dir")
            .arg(self.folder.path().join("data"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("KEYTURN_PASSPHRASE_FILE", self.folder.path().join("passphrase"))
            .env("KEYTURN_BACKUP_PASSPHRASE_FILE", self.folder.path().join("passphrase"))
            .env("AWS_ENDPOINT_URL", self.server.endpoint_url())
            .env("AWS_ACCESS_KEY_ID", self.server.access_key_id())
            .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
            .env("AWS_REGION", "us-east-1")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("keyturn runs")
    }

    pub(crate) fn json(&self, arguments: &[&str], code: i32) -> Value {
        json(&self.run(arguments), code)
    }

    /// Reads the whole organisation through the environment's credentials.
    pub(crate) fn sync(&self, code: i32) -> Value {
        self.json(&SYNC, code)
    }

    fn arns(&self) -> BTreeSet<String> {
        arns(&self.json(&["secrets", "list", "--json"], 0))
    }
}

const SYNC: [&str; 11] = [
    "sync",
    "--environment",
    "--role",
    "KeyturnReader",
    "--region",
    "us-east-1",
    "--region",
    "eu-west-1",
    "--region",
    "eu-central-1",
    "--json",
];

fn arns(reply: &Value) -> BTreeSet<String> {
    let secrets = reply["secrets"].as_array().expect("secrets");
    secrets.iter().map(|secret| secret["arn"].as_str().expect("an ARN").to_owned()).collect()
}

#[test]
fn today_names_what_needs_somebody_and_says_when_nothing_does() {
    let shell = Shell::new();
    let nothing = shell.run(&["today"]);
    assert_eq!(nothing.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&nothing.stdout), "Nothing has been read yet. Begin with: keyturn sync\n");
    shell.sync(0);
    let reply = shell.json(&["today", "--json"], 0);
    let overdue = reply["counts"]["overdue"].as_u64().expect("a count");
    assert!(overdue > 5 && reply["overdue"].as_array().is_some_and(|named| named.len() == 5), "{reply}");
    let words = shell.run(&["today"]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(
        words.contains(&format!("{overdue} overdue: ")) && words.contains("    keyturn due due:overdue\n"),
        "{words}"
    );
    assert!(words.contains(&format!("and {} more", overdue - 5)), "{words}");

    // Each line says with what it goes on, and that is a command.
    shell.json(&["incident", "start", "AKIAIOSFODNN7EXAMPLE", "--json"], 0);
    let due = chrono::Utc::now().date_naive() + chrono::Days::new(3);
    let follow_up = serde_json::json!({
        "act": "follow_up", "action": "Refuse pushes that hold keys", "effect": "prevents", "owner": "platform",
        "due_on": due, "link": "",
    });
    shell.json(&["incident", "act", &follow_up.to_string(), "--json"], 0);
    let words = shell.run(&["today"]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(words.contains(&format!("1 of incidents late or due within seven days, first {due}: Refuse")), "{words}");
    let next: BTreeSet<&str> = words.lines().filter_map(|line| line.strip_prefix("    keyturn ")).collect();
    assert!(next.len() > 4 && next.iter().any(|line| line.starts_with("incident show --incident INC-")), "{next:?}");
    for line in next {
        let ended = shell.run(&line.split(' ').collect::<Vec<_>>());
        // `due` ends with 1 where something is.
        let known = matches!(ended.status.code(), Some(0 | 1));
        assert!(known, "{line}: {}", String::from_utf8_lossy(&ended.stderr));
    }

    // What was not read is told, and is no success.
    let denied = Fault::on("SecretsManager.ListSecrets", Effect::Deny);
    shell.server.set_faults(vec![denied]);
    shell.sync(4);
    let words = shell.run(&["today"]);
    assert_eq!(words.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&words.stdout).contains("cells not read in full\n    keyturn coverage\n"));
}

#[test]
fn the_demo_fills_a_folder_and_the_list_is_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let keyturn = |arguments: &[&str]| {
        let mut command = Command::new(built("keyturn"));
        command.env("HOME", folder.path()).arg("--data-dir").arg(folder.path().join("data")).args(arguments);
        command.stdin(Stdio::null()).output().expect("keyturn runs")
    };
    let report = json(&keyturn(&["demo", "--json"]), 0);
    assert_eq!((&report["cells"], &report["cells_read"]), (&24.into(), &23.into()));
    assert_eq!(report["problems"][0]["reason"], "missing_action");

    let reply = json(&keyturn(&["secrets", "list", "--json"]), 0);
    let secrets = reply["secrets"].as_array().expect("secrets");
    assert!(secrets.len() > 300 && reply["problems"].as_array().is_some_and(|problems| problems.len() == 1));
    for secret in secrets {
        for field in ["arn", "name", "store", "account", "region", "kind"] {
            assert!(secret[field].is_string(), "{field} of {secret}");
        }
        if let Some(at) = secret["value_made_at"].as_str() {
            chrono::DateTime::parse_from_rfc3339(at).expect("RFC 3339");
        }
    }
    let listed = json(&keyturn(&["secrets", "list", "--json", "store:ssm", "age:>365d", "-kind:configuration"]), 0);
    for secret in listed["secrets"].as_array().expect("secrets") {
        assert!(secret["store"] == "ssm" && secret["age_days"].as_u64() > Some(365), "{secret}");
    }
    // A folder with real data is never turned into a demonstration.
    let shell = Shell::new();
    shell.sync(0);
    assert_eq!(shell.run(&["demo"]).status.code(), Some(3));
}

#[test]
fn exit_codes_say_how_it_ended() {
    let shell = Shell::new();
    assert_eq!(shell.run(&["secrets", "lst"]).status.code(), Some(2), "wrong use");
    assert_eq!(shell.json(&["doctor", "--json"], 1)["well"], false, "no sources");
    let own = shell.json(&["sync", "--json"], 0);
    assert_eq!((&own["cells"], &own["problems"]), (&2.into(), &Value::Array(vec![])), "the environment's own account");
    assert_eq!(shell.sync(0)["problems"], Value::Array(vec![]));
    shell.server.set_faults(vec![Fault::on("SSM.DescribeParameters", Effect::Deny)]);
    shell.sync(4);
    assert_eq!(shell.run(&["coverage"]).status.code(), Some(4));
    assert_eq!(shell.run(&["doctor"]).status.code(), Some(1));
    shell.server.set_faults(vec![Fault::on("GetCallerIdentity", Effect::Deny)]);
    shell.sync(3);
    shell.server.set_faults(vec![]);
    assert_eq!(shell.run(&["doctor"]).status.code(), Some(0));
    let wrong = shell.json(&["secrets", "list", "--json", "accout:x"], 3);
    assert_eq!(wrong["error"]["code"], "bad_filter");
    assert!(wrong["error"]["message"].as_str().is_some_and(|words| words.contains("account")), "{wrong}");
    let missing = shell.json(&["secrets", "show", "--json", "/no/such"], 3);
    assert_eq!(missing["error"]["code"], "not_found");
}

#[test]
fn notes_kinds_and_the_log() {
    let shell = Shell::new();
    shell.sync(0);
    let arn = shell.arns().into_iter().find(|arn| arn.contains(":secretsmanager:")).expect("a secret");
    shell.json(&["secrets", "note", &arn, "--text", "Roll **both**.", "--json"], 0);
    let whole = shell.json(&["secrets", "show", &arn, "--live", "--json"], 0);
    assert_eq!(whole["note"]["markdown"], "Roll **both**.");
    assert!(whole["note"]["author"].as_str().is_some_and(|author| !author.is_empty()), "{whole}");
    assert_ne!(whole["resource_policy"]["state"], "not_read", "{whole}");
    let refused = shell.json(&["secrets", "note", &arn, "--text", concat!("AKIA", "Z5T7QK3PLM2XVBNA"), "--json"], 3);
    assert_eq!(refused["error"]["code"], "looks_like_secret");
    let corrected = shell.json(&["secrets", "kind", &arn, "ssh_key", "--reason", "it opens the bastion", "--json"], 0);
    assert_eq!(
        (&corrected["secret"]["kind"], &corrected["secret"]["kind_corrected"]),
        (&"ssh_key".into(), &true.into())
    );
    shell.sync(0);
    let whole = shell.json(&["secrets", "show", &arn, "--json"], 0);
    assert_eq!(whole["secret"]["kind"], "ssh_key", "a correction stays over syncs");
    assert_eq!(whole["note"]["markdown"], "Roll **both**.");
    let verified = shell.json(&["audit", "verify", "--json"], 0);
    assert_eq!(verified["holds"], true);
    let log = shell.json(&["audit", "list", "--limit", "500", "--json"], 0);
    for action in ["note.saved", "kind.corrected", "secret.inspected", "sync.ended", "sources.saved", "cell.read"] {
        let entries = log["entries"].as_array().expect("entries");
        assert!(entries.iter().any(|entry| entry["action"] == action), "{action}");
    }
}

#[test]
fn a_killed_sync_leaves_the_last_complete_picture() {
    let shell = Shell::new();
    shell.sync(0);
    let before = shell.arns();
    // The organisation loses every parameter of a region, and the sync that would notice is killed on its way.
    let stall = Effect::Stall(Duration::from_mins(1));
    shell.server.set_faults(vec![Fault::on("SSM.DescribeParameters", stall)]);
    shell.server.mutate(|organisation| {
        for contents in organisation.places.values_mut() {
            contents.parameters.clear();
        }
    });
    let log = || shell.json(&["audit", "list", "--limit", "500", "--json"], 0)["total"].as_u64().expect("a count");
    let entries = log();
    let mut running = shell.command(&SYNC).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("keyturn runs");
    // Killed when the other store's twelve cells are in the log: the parameters' are on their way.
    for _ in 0..600 {
        if log() >= entries + 12 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    running.kill().expect("it is killed");
    running.wait().expect("it ended");
    assert_eq!(shell.arns(), before);
    assert_eq!(shell.json(&["audit", "verify", "--json"], 0)["holds"], true);
    shell.server.set_faults(vec![]);
    let report = shell.sync(0);
    assert!(report["gone"].as_u64() > Some(100), "the next sync is not locked out, and sees what went: {report}");
}

#[test]
fn a_backup_comes_back_and_never_over_a_database() {
    let shell = Shell::new();
    shell.sync(0);
    let before = shell.arns();
    let backup = shell.folder.path().join("keyturn.ktbackup");
    let backup = backup.to_string_lossy();
    shell.json(&["backup", &backup, "--json"], 0);
    assert_eq!(shell.run(&["backup", &backup]).status.code(), Some(3), "a backup is not overwritten");
    let nowhere = shell.folder.path().join("no such folder/keyturn.ktbackup");
    assert_eq!(shell.run(&["backup", &nowhere.to_string_lossy()]).status.code(), Some(3), "nor written nowhere");
    let log = shell.json(&["audit", "list", "--json"], 0);
    let told = |action: &str| {
        let entries = log["entries"].as_array().expect("entries");
        entries.iter().filter(|entry| entry["action"] == action).count()
    };
    assert_eq!((told("backup.begun"), told("backup.written")), (2, 1), "one of two ended well");
    assert_eq!(shell.run(&["restore", &backup]).status.code(), Some(3), "nor is a database");
    std::fs::rename(shell.folder.path().join("data"), shell.folder.path().join("lost")).expect("it is moved");
    std::fs::write(shell.folder.path().join("wrong"), "not the passphrase\n").expect("a file");
    let wrong = shell
        .command(&["restore", &backup, "--json"])
        .env("KEYTURN_BACKUP_PASSPHRASE_FILE", shell.folder.path().join("wrong"))
        .output()
        .expect("keyturn runs");
    assert_eq!(json(&wrong, 3)["error"]["code"], "wrong_key");
    shell.json(&["restore", &backup, "--json"], 0);
    assert_eq!(shell.arns(), before);
    assert_eq!(shell.json(&["audit", "verify", "--json"], 0)["holds"], true);
}

#[test]
fn an_export_carries_what_was_not_read() {
    let shell = Shell::new();
    shell.server.set_faults(vec![Fault::on("SSM.DescribeParameters", Effect::Deny)]);
    shell.sync(4);
    for (name, marks) in [
        ("all.csv", ["not_read", "ssm:DescribeParameters"]),
        ("all.json", ["missing_action", "ssm:DescribeParameters"]),
    ] {
        let path = shell.folder.path().join(name);
        let format = name.rsplit('.').next().unwrap_or_default();
        shell.json(&["secrets", "export", &path.to_string_lossy(), "--format", format, "--json"], 0);
        let text = std::fs::read_to_string(&path).expect("the export");
        for mark in marks {
            assert!(text.contains(mark), "{name} does not say {mark}");
        }
    }
}

/// Everything that the process holds in memory that it may write to.
fn memory(process: u32) -> Vec<u8> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).expect("its maps");
    let mut memory = std::fs::File::open(format!("/proc/{process}/mem")).expect("its memory");
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let Some((start, end)) = line.split(' ').next().and_then(|range| range.split_once('-')) else { continue };
        let number = |text| u64::from_str_radix(text, 16).expect("an address");
        let (start, end) = (number(start), number(end));
        let mut part = vec![0; usize::try_from(end - start).expect("a length")];
        // Some ranges, such as guard pages, cannot be read.
        if memory.seek(std::io::SeekFrom::Start(start)).is_ok() && memory.read_exact(&mut part).is_ok() {
            all.extend(part);
        }
    }
    all
}

#[test]
fn no_value_is_in_the_memory_of_a_syncing_process_nor_in_what_it_prints() {
    let shell = Shell::new();
    let stall = Effect::Stall(Duration::from_secs(8));
    let (place, canaries): (_, Vec<String>) = shell.server.read(|organisation| {
        (
            organisation.places.keys().last().expect("a place").clone(),
            organisation.canaries().map(str::to_owned).collect(),
        )
    });
    let fault = Fault::on("SSM.DescribeParameters", stall).in_account(&place.account).in_region(&place.region);
    shell.server.set_faults(vec![fault]);
    let mut command = shell.command(&SYNC);
    let running = command.env("KEYTURN_LOG", "trace").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let running = running.expect("keyturn runs");
    let id = running.id();
    let seen = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(4));
        memory(id)
    });
    let output = running.wait_with_output().expect("it ends");
    let memory = seen.join().expect("the memory is read");
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&memory, "STRIPE_API_KEY"), "the search finds what is there");
    // One canary in ten: all begin alike, and the beginning alone must not be there.
    let beginning: String = canaries[0].chars().take(15).collect();
    assert!(canaries.iter().all(|canary| canary.starts_with(&beginning)), "{beginning}");
    for (what, bytes) in [("memory", &memory), ("output", &output.stdout), ("log", &output.stderr)] {
        assert!(!holds(bytes, &beginning), "the {what} holds a value");
    }
    assert!(!output.stderr.is_empty(), "the log was on");
    assert_eq!(shell.server.value_calls(), 0);
}

#[test]
fn no_executable_hands_its_sqlite_to_webkit() {
    for name in ["keyturn", "keyturn-desktop"] {
        let output = Command::new("nm").args(["-D", "--defined-only"]).arg(built(name)).output().expect("nm");
        assert!(output.status.success());
        let symbols = String::from_utf8_lossy(&output.stdout);
        let exported: Vec<&str> = symbols.lines().filter(|line| line.contains("sqlite3_")).collect();
        assert!(exported.is_empty(), "{name} exports {exported:?}");
    }
}

#[test]
fn a_terminal_is_never_given_control_characters() {
    let mut organisation = generate(&Spec::demo(noon()));
    keyturn_estate::plant_hostile(&mut organisation);
    let server = Server::start(organisation, Options::default()).expect("the endpoint starts");
    let shell = Shell { server, ..Shell::new() };
    shell.sync(0);
    let printed = shell.run(&["secrets", "list"]);
    let hostile: Vec<u8> = printed.stdout.iter().copied().filter(|byte| *byte < 0x20 && *byte != b'\n').collect();
    assert_eq!(hostile, Vec::<u8>::new());
    let text = String::from_utf8_lossy(&printed.stdout);
    assert!(!text.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')));
}
