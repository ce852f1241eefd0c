//! Listing a cell: pages, tags, keys and dates, and what refuses each of them.

use keyturn_aws::CellReader;
use keyturn_domain::key::KeyManager;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use serde_json::{Value, json};

use crate::scripted::{Answer, Call, Server, error, json_of};

const ACCOUNT: &str = "111122223333";

fn secret(name: &str) -> Value {
    json!({
        "Name": name, "ARN": format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-a1B2c3"),
        "CreatedDate": 1_600_000_000.5, "LastChangedDate": 1_700_000_000,
        "SecretVersionsToStages": {"v-1": ["AWSCURRENT"]}, "Tags": [{"Key": "team", "Value": "web"}]
    })
}

fn parameter(name: &str) -> Value {
    json!({"Name": name, "Type": "SecureString", "KeyId": "k-1", "LastModifiedDate": 1_700_000_000, "Version": 3})
}

fn token(call: &Call) -> Option<String> {
    let value = ["NextToken", "PaginationToken", "Marker"].into_iter().find_map(|name| call.body.get(name))?;
    value.as_str().filter(|token| !token.is_empty()).map(str::to_owned)
}

/// Two pages of everything.
fn whole(call: &Call) -> Answer {
    let first = token(call).is_none();
    match call.operation.as_str() {
        "ListSecrets" if first => json_of(&json!({"SecretList": [secret("a"), secret("b")], "NextToken": "2"})),
        "ListSecrets" => json_of(&json!({"SecretList": [secret("c")]})),
        "DescribeParameters" if first => json_of(&json!({"Parameters": [parameter("/p/a")], "NextToken": "2"})),
        "DescribeParameters" => json_of(&json!({"Parameters": [parameter("/p/b"), parameter("c")]})),
        "GetResources" if first => json_of(&json!({
            "ResourceTagMappingList": [{
                "ResourceARN": format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/p/a"),
                "Tags": [{"Key": "team", "Value": "a"}]
            }],
            "PaginationToken": "2"
        })),
        "GetResources" => json_of(&json!({
            "ResourceTagMappingList": [{
                "ResourceARN": format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/c"),
                "Tags": [{"Key": "team", "Value": "c"}]
            }],
            "PaginationToken": ""
        })),
        "ListAliases" if first => json_of(&json!({
            "Aliases": [{"AliasName": "alias/aws/s3"}], "Truncated": true, "NextMarker": "2"
        })),
        "ListAliases" => json_of(&json!({
            "Aliases": [{"AliasName": "alias/web", "TargetKeyId": "k-1"}], "Truncated": false
        })),
        "ListSecretVersionIds" => json_of(&json!({"Versions": [
            {"VersionId": "v-1", "VersionStages": ["AWSCURRENT"], "CreatedDate": 1_650_000_000}
        ]})),
        "ListTagsForResource" => json_of(&json!({
            "TagList": [{"Key": "name", "Value": call.body["ResourceId"]}]
        })),
        _ => error(400, "UnknownOperationException", "?"),
    }
}

async fn read(reader: &mut CellReader) -> (Vec<Secret>, Vec<Problem>) {
    let mut all = Vec::new();
    while let Some(mut page) = reader.next_page().await.expect("a page") {
        reader.date_versions(&mut page).await;
        all.extend(page);
    }
    (all, reader.problems())
}

#[tokio::test]
async fn a_region_is_read_whole() {
    let server = Server::start(whole).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let region = &target.regions[0];
    let (secrets, problems) = read(&mut target.reader(region, Store::SecretsManager)).await;
    assert_eq!(problems, []);
    assert_eq!(secrets.iter().map(|secret| secret.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    insta::assert_json_snapshot!(secrets.first());

    let (parameters, problems) = read(&mut target.reader(region, Store::ParameterStore)).await;
    assert_eq!(problems, []);
    insta::assert_json_snapshot!(parameters);

    let list = server.calls().into_iter().find(|call| call.operation == "ListSecrets").expect("a listing");
    assert_eq!(list.body, json!({"MaxResults": 100, "IncludePlannedDeletion": true}));
    for (operation, times) in [
        ("ListSecrets", 2),
        ("ListSecretVersionIds", 3),
        ("DescribeParameters", 2),
        ("GetResources", 2),
        ("ListAliases", 2),
        ("ListTagsForResource", 0),
    ] {
        assert_eq!(server.count(operation), times, "{operation}");
    }
}

#[tokio::test]
async fn dates_that_are_known_cost_no_call() {
    let server = Server::start(|call| match call.operation.as_str() {
        "ListSecrets" => {
            let mut new = secret("new");
            new["LastChangedDate"] = json!(1_600_000_000.5);
            let mut empty = secret("empty");
            empty["SecretVersionsToStages"] = json!({});
            json_of(&json!({"SecretList": [new, empty]}))
        }
        _ => whole(call),
    })
    .await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let (secrets, problems) = read(&mut target.reader(&target.regions[0], Store::SecretsManager)).await;
    assert_eq!((secrets.len(), problems), (2, Vec::new()));
    assert_eq!(server.count("ListSecretVersionIds"), 0);
}

/// Reads a cell while one operation is refused, and gives what could not be seen.
async fn without(operations: &'static [&'static str], store: Store) -> (Vec<Secret>, Vec<Problem>, Server) {
    let server = Server::start(move |call| {
        if operations.contains(&call.operation.as_str()) {
            error(400, "AccessDeniedException", "not authorized")
        } else if call.operation == "ListSecrets" {
            let mut keyed = secret("a");
            keyed["KmsKeyId"] = json!("k-1");
            let mut all = vec![keyed];
            all.extend((0..90).map(|n| secret(&format!("s{n}"))));
            json_of(&json!({"SecretList": all}))
        } else {
            whole(call)
        }
    })
    .await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let (secrets, problems) = read(&mut target.reader(&target.regions[0], store)).await;
    (secrets, problems, server)
}

fn told(problems: &[Problem]) -> Vec<(&str, Reason, Hidden)> {
    problems.iter().map(|problem| (problem.action.as_str(), problem.reason, problem.hides)).collect()
}

#[tokio::test]
async fn refused_dates_hide_ages_only() {
    let (secrets, problems, server) = without(&["ListSecretVersionIds"], Store::SecretsManager).await;
    assert_eq!(secrets.len(), 91);
    assert_eq!(told(&problems), [("secretsmanager:ListSecretVersionIds", Reason::MissingAction, Hidden::Ages)]);
    assert!(secrets.iter().all(|secret| secret.versions[0].created_at.is_none()));
    let asked = server.count("ListSecretVersionIds");
    assert!(asked <= 16, "asked {asked} times after the first refusal");
}

#[tokio::test]
async fn refused_aliases_hide_keys_only() {
    for store in Store::ALL {
        let (secrets, problems, _server) = without(&["ListAliases"], store).await;
        assert_eq!(told(&problems), [("kms:ListAliases", Reason::MissingAction, Hidden::Keys)]);
        assert_eq!(secrets[0].key.manager, KeyManager::Unknown);
    }
}

#[tokio::test]
async fn refused_bulk_tags_are_asked_for_one_by_one() {
    let (parameters, problems, _server) = without(&["GetResources"], Store::ParameterStore).await;
    assert_eq!(problems, []);
    for parameter in parameters {
        assert_eq!(parameter.tags.expect("tags").get("name"), Some(&parameter.name));
    }
}

#[tokio::test]
async fn refused_tags_are_not_known() {
    let (parameters, problems, _server) =
        without(&["GetResources", "ListTagsForResource"], Store::ParameterStore).await;
    assert_eq!(told(&problems), [("tag:GetResources", Reason::MissingAction, Hidden::Tags)]);
    assert_eq!(parameters.len(), 3);
    assert!(parameters.iter().all(|parameter| parameter.tags.is_none()));
}

#[tokio::test]
async fn listings_that_go_round_end() {
    for tokens in [&["1", "1"][..], &["1", "2", "3", "1"][..]] {
        let server = Server::start(move |call| {
            let at = server_position(call, tokens.len());
            json_of(&json!({"SecretList": [], "Parameters": [], "NextToken": tokens[at % tokens.len()]}))
        })
        .await;
        let target = server.target(ACCOUNT, &["eu-west-1"]).await;
        for store in Store::ALL {
            POSITION.store(0, std::sync::atomic::Ordering::SeqCst);
            let mut reader = target.reader(&target.regions[0], store);
            let mut pages = 0;
            let problem = loop {
                match reader.next_page().await {
                    Ok(Some(_)) => pages += 1,
                    Ok(None) => panic!("the listing never ends"),
                    Err(problem) => break problem,
                }
            };
            assert_eq!(problem.reason, Reason::NotUnderstood);
            assert_eq!(pages, tokens.len() - 1);
        }
    }
}

static POSITION: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

fn server_position(_call: &Call, most: usize) -> usize {
    POSITION.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % most
}

#[tokio::test]
async fn entries_that_cannot_be_told_apart_are_said() {
    let server = Server::start(|call| match call.operation.as_str() {
        "ListSecrets" => {
            let mut foreign = secret("x");
            foreign["ARN"] = json!("arn:aws:secretsmanager:eu-west-1:444455556666:secret:x-a1B2c3");
            json_of(&json!({"SecretList": [{}, {"Name": "no ARN"}, foreign, secret("good")]}))
        }
        _ => whole(call),
    })
    .await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let (secrets, problems) = read(&mut target.reader(&target.regions[0], Store::SecretsManager)).await;
    assert_eq!(secrets.iter().map(|secret| secret.name.as_str()).collect::<Vec<_>>(), ["good"]);
    assert_eq!(told(&problems), [("secretsmanager:ListSecrets", Reason::NotUnderstood, Hidden::Secrets)]);
}

#[tokio::test]
async fn a_page_that_was_dropped_is_read_again() {
    let server = Server::start(whole).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    let mut reader = target.reader(&target.regions[0], Store::ParameterStore);
    tokio::select! {
        biased;
        () = std::future::ready(()) => {}
        page = reader.next_page() => panic!("not polled: {page:?}"),
    }
    let mut dropped = Box::pin(reader.next_page());
    std::future::poll_fn(|context| {
        assert!(dropped.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(dropped);
    let (parameters, problems) = read(&mut reader).await;
    assert_eq!((parameters.len(), problems), (3, Vec::new()));
}
