//! All that is kept on a machine: exported, encrypted anew, deleted.

use keyturn_api::contract::data::{DataBackupRequest, DataDeleteRequest, PassphraseRequest, RestoreRequest};
use keyturn_api::host::{Face, HostOptions, KeyringUse, Zeroizing};
use keyturn_api::{Host, data};
use serde_json::Value;

use crate::cli::Shell;

const PASSPHRASE: &str = "a passphrase for tests";

fn host(shell: &Shell, passphrase: &str) -> Host {
    let options = HostOptions {
        data_dir: Some(shell.folder.path().join("data")),
        face: Face::Window,
        keyring: KeyringUse::Never,
        demo_endpoint: None,
    };
    Host::open(options, &|_| Some(Zeroizing::new(passphrase.to_owned()))).expect("a host")
}

#[tokio::test]
async fn everything_is_exported_as_the_replies_that_the_command_line_prints() {
    let shell = Shell::new();
    shell.sync(0);
    let host = host(&shell, PASSPHRASE);
    let to = shell.folder.path().join("out");
    std::fs::create_dir(&to).expect("a folder");
    let written = data::export(&host, &to).await.expect("exported");
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(std::path::Path::new(&written.path).join(name)).expect("a file");
        serde_json::from_str(&text).expect("JSON")
    };
    let listed = shell.json(&["secrets", "list", "--json"], 0);
    assert_eq!(read("secrets.json")["secrets"].as_array().map(Vec::len), listed["secrets"].as_array().map(Vec::len));
    assert_eq!(read("due.json").as_array().map(Vec::len), listed["secrets"].as_array().map(Vec::len));
    let audit = data::show(&host).await.expect("shown").audit_entries as usize;
    assert_eq!(read("audit.json").as_array().map(Vec::len), Some(audit));
    assert_eq!(read("coverage.json"), shell.json(&["coverage", "--json"], 0));
    let files = std::fs::read_dir(&written.path).expect("a folder").count();
    assert_eq!(files, written.files as usize);
    assert!(std::path::Path::new(&written.path).join("policy.toml").exists());
}

#[tokio::test]
async fn a_backup_is_looked_into_before_it_takes_the_place_of_what_is_here() {
    let shell = Shell::new();
    shell.sync(0);
    let folder = shell.folder.path().join("data");
    let one = host(&shell, PASSPHRASE);
    let backup = shell.folder.path().join("backup");
    let asked = DataBackupRequest { passphrase: "a passphrase of its own".to_owned() };
    data::write_backup(&one, asked, &backup).await.expect("a backup");
    let request = |passphrase: &str| RestoreRequest { passphrase: passphrase.to_owned() };
    let own = || request("a passphrase of its own");
    assert!(data::plan_restore(&one, own()).await.is_err(), "nothing was chosen");
    data::choose_backup(&one, &backup).expect("chosen");
    assert!(data::restore(&one, own()).await.is_err(), "nothing was looked into");
    assert!(data::plan_restore(&one, request(PASSPHRASE)).await.is_err(), "it has a passphrase of its own");
    let plan = data::plan_restore(&one, own()).await.expect("a plan");
    assert!(plan.holds.secrets > 100 && plan.holds.secrets == plan.replaces.secrets, "{plan:?}");
    // The backup was begun, and that it was written stands here alone.
    assert_eq!(plan.holds.audit_entries + 1, plan.replaces.audit_entries);
    assert!(plan.holds.last_entry_at < plan.replaces.last_entry_at);
    data::restore(&one, own()).await.expect("restored");
    assert!(data::restore(&one, own()).await.is_err(), "once");
    drop(one);

    let again = host(&shell, PASSPHRASE);
    let shown = data::show(&again).await.expect("the same passphrase opens it");
    assert_eq!(shown.audit_entries, plan.holds.audit_entries + 1, "that it was restored");
    assert!(shown.files.iter().any(|file| file.path == plan.kept_as), "{shown:?}");
    assert!(std::path::Path::new(&plan.kept_as).starts_with(&folder));
    data::delete(&again, &DataDeleteRequest { typed: "delete everything".to_owned() }).expect("deleted");
    let left: Vec<_> = std::fs::read_dir(&folder).expect("a folder").flatten().map(|one| one.file_name()).collect();
    assert!(left.is_empty(), "what was kept goes as well: {left:?}");
}

#[tokio::test]
async fn a_new_passphrase_holds_from_then_on_and_everything_can_be_deleted() {
    let shell = Shell::new();
    shell.sync(0);
    let folder = shell.folder.path().join("data");
    let one = host(&shell, PASSPHRASE);
    let wrong = PassphraseRequest { current: "not this passphrase".to_owned(), new: "another passphrase".to_owned() };
    assert!(data::change_passphrase(&one, wrong).await.is_err());
    let right = PassphraseRequest { current: PASSPHRASE.to_owned(), new: "another passphrase".to_owned() };
    assert!(data::change_passphrase(&one, right).await.expect("changed").has_passphrase);
    let backup = shell.folder.path().join("backup");
    let asked = DataBackupRequest { passphrase: "a passphrase of its own".to_owned() };
    data::write_backup(&one, asked, &backup).await.expect("a backup");
    assert!(data::show(&one).await.expect("shown").last_backup_at.is_some());
    drop(one);
    assert!(data::show(&host(&shell, PASSPHRASE)).await.is_err(), "the old one no longer opens it");

    let other = host(&shell, "another passphrase");
    let delete = |typed: &str| data::delete(&other, &DataDeleteRequest { typed: typed.to_owned() });
    assert!(delete("yes").is_err() && folder.join("keyturn.db").exists());
    delete("delete everything").expect("deleted");
    assert!(data::show(&other).await.is_err(), "nothing can be asked after");
    let left: Vec<_> = std::fs::read_dir(&folder).expect("a folder").flatten().map(|one| one.file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(backup.exists(), "a backup is not in the folder, and stays");
}
