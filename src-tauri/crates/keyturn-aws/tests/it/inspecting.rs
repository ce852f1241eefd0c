//! Reading one secret whole.

use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::store::Store;
use serde_json::json;

use crate::scripted::{Answer, Call, Server, error, json_of};

const ACCOUNT: &str = "111122223333";
const ARN: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3";

fn whole(call: &Call) -> Answer {
    match call.operation.as_str() {
        "ListSecrets" => json_of(&json!({"SecretList": [{
            "Name": "db", "ARN": ARN, "PrimaryRegion": "eu-west-1", "SecretVersionsToStages": {"v-2": ["AWSCURRENT"]}
        }]})),
        "DescribeSecret" => json_of(&json!({
            "Name": "db", "ARN": ARN, "PrimaryRegion": "eu-west-1", "KmsKeyId": "k-1", "Description": "new words",
            "ReplicationStatus": [{"Region": "us-east-1", "Status": "Failed", "StatusMessage": "x"}],
            "VersionIdsToStages": {"v-2": ["AWSCURRENT"], "v-1": ["AWSPREVIOUS"]}
        })),
        "ListSecretVersionIds" => json_of(&json!({"Versions": [
            {"VersionId": "v-0", "CreatedDate": 1_500_000_000},
            {"VersionId": "v-1", "VersionStages": ["AWSPREVIOUS"], "CreatedDate": 1_600_000_000},
            {"VersionId": "v-2", "VersionStages": ["AWSCURRENT"], "CreatedDate": 1_700_000_000, "LastAccessedDate": 1_700_006_400}
        ]})),
        "GetResourcePolicy" => json_of(&json!({"Name": "db", "ARN": ARN, "ResourcePolicy": "{\"Statement\":[]}"})),
        "ListAliases" => {
            json_of(&json!({"Aliases": [{"AliasName": "alias/db", "TargetKeyId": "k-1"}], "Truncated": false}))
        }
        "DescribeParameters" => json_of(&json!({"Parameters": [
            {"Name": "/p/a", "Type": "String", "Version": 4, "Tier": "Advanced", "LastModifiedDate": 1_700_000_000}
        ]})),
        "GetResourcePolicies" => json_of(&json!({"Policies": [{"PolicyId": "1", "PolicyHash": "h", "Policy": "{}"}]})),
        "ListTagsForResource" => json_of(&json!({"TagList": [{"Key": "team", "Value": "web"}]})),
        "GetResources" => json_of(&json!({"ResourceTagMappingList": []})),
        _ => error(400, "UnknownOperationException", "?"),
    }
}

#[tokio::test]
async fn a_secret_is_read_whole() {
    let server = Server::start(whole).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    for store in Store::ALL {
        let mut reader = target.reader(&target.regions[0], store);
        let listed = reader.next_page().await.expect("a page").expect("secrets").remove(0);
        let found = target.inspect(&listed).await;
        assert_eq!(found.problems, []);
        insta::assert_json_snapshot!(
            format!("a_{}_is_read_whole", store.code()),
            (found.secret, found.resource_policy)
        );
    }
    let versions = server.calls().into_iter().find(|call| call.operation == "ListSecretVersionIds").expect("a call");
    assert_eq!(versions.body["IncludeDeprecated"], json!(true));
}

#[tokio::test]
async fn what_is_refused_stays_as_it_was() {
    let refuses = |call: &Call| match call.operation.as_str() {
        "ListSecrets" | "GetResources" => whole(call),
        "DescribeParameters" if call.body.get("ParameterFilters").is_none() => whole(call),
        _ => error(400, "AccessDeniedException", "not authorized"),
    };
    let server = Server::start(refuses).await;
    let target = server.target(ACCOUNT, &["eu-west-1"]).await;
    for (store, hidden) in [
        (Store::SecretsManager, &[Hidden::Secrets, Hidden::Ages, Hidden::ResourcePolicy][..]),
        (Store::ParameterStore, &[Hidden::Secrets, Hidden::Tags][..]),
    ] {
        let mut reader = target.reader(&target.regions[0], store);
        let listed = reader.next_page().await.expect("a page").expect("secrets").remove(0);
        let found = target.inspect(&listed).await;
        assert_eq!(found.secret, listed);
        assert_eq!(found.resource_policy, None);
        assert_eq!(found.problems.iter().map(|problem| problem.hides).collect::<Vec<_>>(), hidden);
        assert!(found.problems.iter().all(|problem| problem.reason == Reason::MissingAction));
    }
}
