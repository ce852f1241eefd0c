//! One list of commands, four places: what the contract declares is what the shell registers, what its build script
//! makes permissions for and what the window is permitted. And one list of AWS actions: the README's policy allows what
//! the collectors ask for, and denies every call that returns a value.

use std::collections::BTreeSet;

use keyturn_api::contract::commands;
use keyturn_api::contract::doctor::DoctorPolicyRequest;
use regex::Regex;
use serde_json::Value;

use crate::source;

/// Every AWS action that returns a secret's value, or what decrypts one.
const RETURNS_VALUES: [&str; 7] = [
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "kms:Decrypt",
];

/// Actions that AWS lets everybody use: a policy need not name them.
const NEEDS_NO_PERMISSION: [&str; 1] = ["sts:GetCallerIdentity"];

/// The one action that changes something: *rotate now*, with a profile of its own.
const WRITES: &str = "secretsmanager:RotateSecret";

type Names = BTreeSet<String>;

fn declared() -> Names {
    commands::NAMES.iter().map(|name| (*name).to_owned()).collect()
}

/// The last part of each path in `generate_handler![…]`.
fn registered(code: &str) -> Names {
    let list = Regex::new(r"(?s)generate_handler!\s*[\[({](.*?)[\])}]").expect("a pattern");
    list.captures_iter(code)
        .flat_map(|found| found[1].split(',').map(str::trim).map(str::to_owned).collect::<Vec<_>>())
        .filter(|path| !path.is_empty())
        .map(|path| path.rsplit("::").next().unwrap_or_default().to_owned())
        .collect()
}

/// The strings of the list that the build script gives to `AppManifest::commands`, written there or as a constant.
fn built(code: &str) -> Names {
    let list = Regex::new(r"(?s)(?:\.commands\(|=\s*)&?\[([^\]]*)\]").expect("a pattern");
    let name = Regex::new(r#""([a-z_]+)""#).expect("a pattern");
    list.captures_iter(code)
        .flat_map(|found| name.captures_iter(&found[1]).map(|name| name[1].to_owned()).collect::<Vec<_>>())
        .collect()
}

/// The application's own permissions in a capability: `allow-secrets-list` permits `secrets_list`.
fn permitted(capability: &str) -> Names {
    let capability: Value = serde_json::from_str(capability).expect("a capability is JSON");
    let permissions = capability["permissions"].as_array().expect("a capability lists its permissions");
    permissions
        .iter()
        .filter_map(Value::as_str)
        .filter(|permission| !permission.contains(':'))
        .filter_map(|permission| permission.strip_prefix("allow-"))
        .map(|command| command.replace('-', "_"))
        .collect()
}

/// The Rust of a folder without its tests.
fn code_under(folder: &str) -> String {
    let files = source::files();
    let ours =
        files.iter().filter(|path| path.starts_with(folder) && source::is_rust(path) && !source::is_test_file(path));
    ours.map(|path| source::code(&source::read(path))).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_shell_registers_the_contract() {
    assert_eq!(registered(&code_under("src-tauri/src/")), declared(), "generate_handler (left), the contract (right)");
    let planted = "x(tauri::generate_handler![commands::secrets::secrets_list, b,\n])";
    assert_eq!(registered(planted), Names::from(["secrets_list".to_owned(), "b".to_owned()]));
}

#[test]
fn the_build_script_makes_a_permission_for_each_command() {
    assert_eq!(
        built(&source::code(&source::read("src-tauri/build.rs"))),
        declared(),
        "build.rs (left), the contract (right)"
    );
    let planted = r#"AppManifest::new().commands(&["secrets_list", "b"])"#;
    assert_eq!(built(planted), Names::from(["secrets_list".to_owned(), "b".to_owned()]));
}

#[test]
fn the_window_is_permitted_the_contract_and_no_more() {
    assert_eq!(
        permitted(&source::read("src-tauri/capabilities/main.json")),
        declared(),
        "capabilities/main.json (left), the contract (right)"
    );
    let planted = r#"{"permissions": ["core:event:allow-listen", "allow-secrets-list"]}"#;
    assert_eq!(permitted(planted), Names::from(["secrets_list".to_owned()]));
}

/// The actions of the README's first policy, which is what Keyturn reads with: allowed, denied.
fn policy(page: &str) -> (Names, Names) {
    policies(page).swap_remove(0)
}

/// The actions of each policy of a page: allowed, denied.
fn policies(page: &str) -> Vec<(Names, Names)> {
    let block = Regex::new(r#"(?s)```json\n(\{.*?"Statement".*?)```"#).expect("a pattern");
    let found: Vec<_> = block.captures_iter(page).map(|found| actions_of(&found[1])).collect();
    assert!(!found.is_empty(), "the README has a policy in a json block");
    found
}

/// The actions of a policy: allowed, denied.
fn actions_of(policy: &str) -> (Names, Names) {
    let policy: Value = serde_json::from_str(policy).expect("the policy is JSON");
    let mut actions = (Names::new(), Names::new());
    for statement in policy["Statement"].as_array().expect("a policy has statements") {
        let into = match statement["Effect"].as_str() {
            Some("Allow") => &mut actions.0,
            Some("Deny") => &mut actions.1,
            other => panic!("an effect of {other:?}"),
        };
        let listed = &statement["Action"];
        let one = listed.as_str().into_iter();
        let many = listed.as_array().into_iter().flatten().filter_map(Value::as_str);
        into.extend(one.chain(many).map(str::to_owned));
    }
    actions
}

/// Whether a policy's pattern covers an action: case does not matter, `*` stands for anything.
fn covers(pattern: &str, action: &str) -> bool {
    let pattern = regex::escape(pattern).replace(r"\*", ".*").replace(r"\?", ".");
    Regex::new(&format!("(?i)^{pattern}$")).expect("a pattern").is_match(action)
}

/// The text of the README's first policy, which is what Keyturn reads with.
fn first_policy(page: &str) -> &str {
    let (_, after) = page.split_once("```json\n").expect("the README has a json block");
    after.split_once("```").expect("a json block ends").0
}

/// The policy as Keyturn itself writes it.
fn printed(form: &str) -> String {
    let request = DoctorPolicyRequest { form: form.to_owned() };
    keyturn_api::doctor::policy(&request).expect("a form of the policy").text
}

#[test]
fn the_readme_shows_the_policy_that_the_doctor_prints() {
    assert_eq!(first_policy(&source::read("README.md")), printed("json"), "the README (left), the doctor (right)");
}

/// The AWS actions that code names in its strings.
fn actions_in(code: &str) -> Names {
    let action = Regex::new(
        r#""((?:secretsmanager|ssm|kms|tag|organizations|sts|cloudtrail|iam|s3|sso|identitystore|account):[A-Z][A-Za-z]+)""#,
    )
    .expect("a pattern");
    action.captures_iter(code).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_action_of_the_policy_is_named_once_and_asked_for() {
    let (allowed, _) = policy(&source::read("README.md"));
    let list = "src-tauri/crates/keyturn-aws/src/actions.rs";
    let code = source::code(&source::read(list));
    assert_eq!(allowed, actions_in(&code), "the README's policy (left), the list of actions (right)");
    // The doctor tries the whole list: what it alone asks for is not needed.
    let is_collector = |path: &&String| {
        path.starts_with("src-tauri/crates/keyturn-aws/src/") && *path != list && !path.contains("/probe/")
    };
    let files = source::files();
    let collectors: Vec<String> =
        files.iter().filter(is_collector).map(|path| source::code(&source::read(path))).collect();
    let collectors = collectors.join("\n");
    let mut named = actions_in(&collectors);
    assert!(named.remove(WRITES), "rotate now has a policy of its own");
    named.retain(|action| !NEEDS_NO_PERMISSION.contains(&action.as_str()));
    assert_eq!(named, Names::new(), "named beside the list");
    let constant = Regex::new(r#"(?m)^\s*(?:pub const )?([A-Z_]+): .*"[a-z0-9]+:[A-Za-z]+";"#).expect("a pattern");
    let constants: Vec<&str> =
        constant.captures_iter(&code).filter_map(|found| found.get(1)).map(|name| name.as_str()).collect();
    assert_eq!(constants.len(), allowed.len(), "{constants:?}");
    for name in constants {
        let asked = Regex::new(&format!(r"\b{name}\b")).expect("a pattern").is_match(&collectors);
        assert!(asked, "{name} is allowed and not asked for");
    }
    assert_eq!(
        actions_in(r#"f("ssm:DescribeParameters", "tag:x")"#),
        Names::from(["ssm:DescribeParameters".to_owned()])
    );
}

#[test]
fn the_one_call_that_writes_stands_in_one_file_and_in_a_policy_of_its_own() {
    let own = policies(&source::read("README.md")).swap_remove(1);
    assert_eq!(own, (Names::from([WRITES.to_owned()]), Names::new()));
    let code = code_under("src-tauri/");
    let calls = |code: &str| Regex::new(r"\.rotate_secret\(").expect("a pattern").find_iter(code).count();
    assert_eq!(calls(&code), 1, "only keyturn-aws calls it");
    assert_eq!(calls(&source::code(&source::read("src-tauri/crates/keyturn-aws/src/rotate.rs"))), 1);
    assert_eq!(calls("client.rotate_secret().send(); rotate_secret(&connection)"), 1);
}

#[test]
fn the_policy_denies_every_call_that_returns_a_value() {
    let (allowed, denied) = policy(&source::read("README.md"));
    let refused = |action: &str| denied.iter().any(|pattern| covers(pattern, action));
    for action in RETURNS_VALUES {
        assert!(refused(action), "{action} is not denied");
    }
    for action in &allowed {
        assert!(!action.contains('*'), "{action} allows more than it says");
        assert!(!refused(action), "{action} is allowed and denied");
    }
    let sample = "```json\n{\"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"ssm:GetParam*\"}]}\n```";
    assert!(policy(sample).1.iter().any(|pattern| covers(pattern, "ssm:GetParameters")), "a pattern covers");
    assert!(!policy(sample).1.iter().any(|pattern| covers(pattern, "ssm:DescribeParameters")), "and does not reach on");
}
