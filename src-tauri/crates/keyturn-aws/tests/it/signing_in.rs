//! From sources to accounts: profiles, roles, organisations, and what refuses them.

use std::path::PathBuf;

use keyturn_aws::{Connection, discover, discover_account};
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::source::{Accounts, Source};
use keyturn_domain::store::Store;
use serde_json::json;

use crate::scripted::{Answer, Call, Server, error, json_of, own};

const BASE: &str = "111111111111";

fn organisation(call: &Call) -> Answer {
    let account =
        |id: &str, name: &str, state: &str| json!({"Id": id, "Name": name, "State": state, "Status": "ACTIVE"});
    match (call.operation.as_str(), call.body.get("NextToken").and_then(|token| token.as_str())) {
        ("ListAccounts", None) => json_of(&json!({
            "Accounts": [account(BASE, "base", "ACTIVE"), account("222222222222", "prod", "ACTIVE")],
            "NextToken": "more"
        })),
        ("ListAccounts", Some("more")) => json_of(&json!({
            "Accounts": [account("333333333333", "old", "SUSPENDED"), account("999999999999", "closed door", "ACTIVE")]
        })),
        ("ListSecrets", _) => json_of(&json!({"SecretList": []})),
        _ => error(400, "UnknownOperationException", "?"),
    }
}

fn of_organisation(regions: &[&str]) -> Source {
    Source { accounts: Accounts::Organization { role: "audit/Keyturn".to_owned() }, ..own(regions) }
}

#[tokio::test]
async fn a_source_reads_its_own_account() {
    let server = Server::start(organisation).await;
    let target = server.target(BASE, &["eu-west-1", "us-east-1", "eu-west-1"]).await;
    assert_eq!(target.account.id.as_str(), BASE);
    let cells: Vec<String> = target.cells().iter().map(ToString::to_string).collect();
    assert_eq!(
        cells,
        [
            "111111111111 / eu-west-1 / Secrets Manager",
            "111111111111 / eu-west-1 / Parameter Store",
            "111111111111 / us-east-1 / Secrets Manager",
            "111111111111 / us-east-1 / Parameter Store",
        ]
    );
}

#[tokio::test]
async fn an_organisation_is_read_account_by_account() {
    let server = Server::start(organisation).await;
    let found = discover(&server.connection(BASE), &[of_organisation(&["eu-west-1"])]).await;
    let accounts: Vec<_> = found.targets.iter().map(|t| (t.account.id.as_str(), t.account.name.as_deref())).collect();
    assert_eq!(accounts, [(BASE, Some("base")), ("222222222222", Some("prod"))]);

    let [problem] = &found.problems[..] else { panic!("one problem: {:?}", found.problems) };
    assert_eq!(problem.account.as_ref().map(AccountId::as_str), Some("999999999999"));
    assert_eq!((problem.reason, problem.hides), (Reason::RoleRefused, Hidden::Secrets));
    assert_eq!(problem.action, "sts:AssumeRole");
    assert!(problem.message.contains("not authorized to perform: sts:AssumeRole"), "{}", problem.message);

    // Each account once, under a name that CloudTrail shows; none of them for the base's own.
    let assumed: Vec<_> = server.calls().into_iter().filter(|call| call.operation == "AssumeRole").collect();
    assert_eq!(assumed.len(), 2);
    assert!(assumed.iter().all(|call| call.body["RoleSessionName"] == "keyturn"));
    assert!(assumed.iter().any(|call| call.body["RoleArn"] == "arn:aws:iam::222222222222:role/audit/Keyturn"));

    let region = "eu-west-1".parse().expect("a region");
    let prod = found.targets.last().expect("prod");
    let mut reader = prod.reader(&region, Store::SecretsManager);
    assert_eq!(reader.next_page().await, Ok(Some(Vec::new())));
    let call = server.calls().pop().expect("a call");
    assert_eq!((call.access_key.as_str(), call.region.as_str()), ("KEY222222222222", "eu-west-1"));
    assert_eq!(server.count("AssumeRole"), 2, "the credentials fetched up front are used");
}

#[tokio::test]
async fn an_organisation_that_may_not_be_listed_leaves_its_own_account() {
    let server = Server::start(|_| error(400, "AccessDeniedException", "no organizations:ListAccounts")).await;
    let found = discover(&server.connection(BASE), &[of_organisation(&["eu-west-1"])]).await;
    assert_eq!(found.targets.len(), 1);
    let [problem] = &found.problems[..] else { panic!("one problem: {:?}", found.problems) };
    assert_eq!((problem.reason, problem.hides), (Reason::MissingAction, Hidden::Accounts));
    assert_eq!(problem.action, "organizations:ListAccounts");
}

#[tokio::test]
async fn a_list_of_accounts_is_entered_by_role() {
    let server = Server::start(organisation).await;
    let accounts = ["222222222222", "999999999999"].map(|id| id.parse().expect("an account")).to_vec();
    let source = Source { accounts: Accounts::List { role: "Keyturn".to_owned(), accounts }, ..own(&["eu-west-1"]) };
    let found = discover(&server.connection(BASE), &[source]).await;
    assert_eq!(found.targets.iter().map(|t| t.account.id.as_str()).collect::<Vec<_>>(), ["222222222222"]);
    assert_eq!(found.problems.len(), 1);
}

#[tokio::test]
async fn one_account_is_reached_without_the_others() {
    let ids = |texts: &[&str]| texts.iter().map(|id| id.parse().expect("an account")).collect::<Vec<AccountId>>();
    let list = Source {
        accounts: Accounts::List { role: "Keyturn".to_owned(), accounts: ids(&["222222222222", "333333333333"]) },
        ..own(&["eu-west-1"])
    };
    for (source, account, reached, assumed) in [
        (of_organisation(&["eu-west-1"]), "222222222222", true, 1),
        (of_organisation(&["eu-west-1"]), BASE, true, 0),
        (of_organisation(&["eu-west-1"]), "999999999999", false, 1),
        (list.clone(), "333333333333", true, 1),
        (list, "444444444444", false, 0),
        (own(&["eu-west-1"]), BASE, true, 0),
        (own(&["eu-west-1"]), "222222222222", false, 0),
    ] {
        let server = Server::start(organisation).await;
        let wanted = account.parse().expect("an account");
        let found = discover_account(&server.connection(BASE), &[source], &wanted).await;
        let targets: Vec<&str> = found.targets.iter().map(|target| target.account.id.as_str()).collect();
        assert_eq!(targets, if reached { vec![account] } else { Vec::new() });
        assert_eq!((server.count("ListAccounts"), server.count("AssumeRole")), (0, assumed), "{account}");
    }
}

#[tokio::test]
async fn sources_that_meet_are_one_target() {
    let server = Server::start(organisation).await;
    let sources = [own(&["eu-west-1"]), of_organisation(&["us-east-1", "eu-west-1"])];
    let found = discover(&server.connection(BASE), &sources).await;
    let base = found.targets.first().expect("a target");
    assert_eq!(base.account.name.as_deref(), Some("base"));
    assert_eq!(base.regions.iter().map(Region::as_str).collect::<Vec<_>>(), ["eu-west-1", "us-east-1"]);
    assert_eq!(found.targets.len(), 2);
}

#[tokio::test]
async fn a_source_without_a_region_says_so() {
    let server = Server::start(organisation).await;
    let (folder, mut connection) =
        with_files(&server, "[profile bare]\naws_access_key_id = KEY111111111111\naws_secret_access_key = s\n");
    let source = Source { profile: Some("bare".to_owned()), ..own(&[]) };
    if std::env::var_os("AWS_REGION").is_none() && std::env::var_os("AWS_DEFAULT_REGION").is_none() {
        let found = discover(&connection, std::slice::from_ref(&source)).await;
        let [problem] = &found.problems[..] else { panic!("one problem: {:?}", found.problems) };
        assert!(problem.message.starts_with("No region"), "{}", problem.message);
        assert_eq!(problem.profile.as_deref(), Some("bare"));
        connection.default_region = Some("eu-west-1".parse().expect("a region"));
    }
    let found = discover(&connection, &[source]).await;
    assert_eq!(found.targets.len(), 1, "{:?}", found.problems);
    drop(folder);
}

/// A connection with a configuration file of its own. The environment's keys would answer where a profile fails.
fn with_files(server: &Server, config: &str) -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().expect("a folder");
    let paths: (PathBuf, PathBuf) = (folder.path().join("config"), folder.path().join("credentials"));
    std::fs::write(&paths.0, config).expect("written");
    std::fs::write(&paths.1, "").expect("written");
    let connection = Connection { credentials: None, config_files: Some(paths), ..server.connection("000000000000") };
    (folder, connection)
}

#[tokio::test]
async fn profiles_sign_in_or_say_why_not() {
    let server = Server::start(organisation).await;
    let config = format!(
        "
[profile keys]
aws_access_key_id = KEY111111111111
aws_secret_access_key = s
[profile role]
role_arn = arn:aws:iam::222222222222:role/Audit
source_profile = keys
endpoint_url = {url}
[profile closed]
role_arn = arn:aws:iam::999999999999:role/Audit
source_profile = keys
endpoint_url = {url}
[profile process]
credential_process = printf '{{\"Version\":1,\"AccessKeyId\":\"KEY333333333333\",\"SecretAccessKey\":\"s\"}}'
[profile broken]
credential_process = exit 3
[profile sso]
sso_session = nobody-signed-in-here
sso_account_id = 111122223333
sso_role_name = Audit
[sso-session nobody-signed-in-here]
sso_region = eu-west-1
sso_start_url = https://keyturn-test.invalid/start
[profile empty]
output = json
[profile loop]
role_arn = arn:aws:iam::222222222222:role/Audit
source_profile = loop2
[profile loop2]
role_arn = arn:aws:iam::222222222222:role/Audit
source_profile = loop
",
        url = server.url
    );
    let (folder, connection) = with_files(&server, &config);
    for (profile, outcome) in [
        ("keys", Ok("111111111111")),
        ("role", Ok("222222222222")),
        ("process", Ok("333333333333")),
        ("closed", Err(Reason::RoleRefused)),
        ("broken", Err(Reason::NoSignIn)),
        ("sso", Err(Reason::ExpiredSignIn)),
        ("empty", Err(Reason::NoSignIn)),
        ("loop", Err(Reason::NoSignIn)),
        ("not there", Err(Reason::NoSignIn)),
    ] {
        let source = Source { profile: Some(profile.to_owned()), ..own(&["eu-west-1"]) };
        let found = discover(&connection, &[source]).await;
        let account = found.targets.first().map(|target| target.account.id.as_str().to_owned());
        let got = account.ok_or_else(|| found.problems.first().map(|problem| problem.reason));
        assert_eq!(got, outcome.map(str::to_owned).map_err(Some), "{profile}: {:?}", found.problems);
        for problem in &found.problems {
            assert_eq!(problem.profile.as_deref(), Some(profile));
            assert!(!problem.message.is_empty());
        }
    }
    drop(folder);
}

#[tokio::test]
async fn one_source_that_fails_leaves_the_others() {
    let server = Server::start(organisation).await;
    let lost = Source { profile: Some("lost".to_owned()), ..own(&["eu-west-1"]) };
    let found = discover(&server.connection(BASE), &[lost, own(&["eu-west-1"])]).await;
    assert_eq!((found.targets.len(), found.problems.len()), (1, 1));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_network() {
    let connection = {
        let server = Server::start(organisation).await;
        server.connection(BASE)
    };
    // The server is gone; its port answers nobody.
    tokio::task::yield_now().await;
    let found = discover(&connection, &[own(&["eu-west-1"])]).await;
    assert_eq!(
        found.problems.iter().map(|p| p.reason).collect::<Vec<_>>(),
        [Reason::NoNetwork],
        "{:?}",
        found.problems
    );
}
