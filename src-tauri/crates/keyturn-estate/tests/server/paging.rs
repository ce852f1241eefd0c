//! Listings: every entry once, and only the caller's place.

use std::collections::BTreeSet;

use keyturn_estate::{Options, Server};

use crate::client::{ACCOUNT, From, start};

/// Every entry of a listing, by the member that identifies it, in the order of the pages.
fn list(from: From<'_>, label: &str, list: &str, id: &str, size: &str, token: &str, input: &str) -> Vec<String> {
    let mut entries = Vec::new();
    let mut next = String::new();
    for _ in 0..1000 {
        let page = from.call(label, &format!("{{{size}{input}{next}}}"));
        assert_eq!(page.status, 200, "{label} {}", page.body);
        let json = page.json();
        entries.extend(json[list].as_array().expect("a list").iter().map(|entry| entry[id].to_string()));
        let out = if token == "Marker" { "NextMarker" } else { token };
        match json[out].as_str().filter(|token| !token.is_empty()) {
            Some(text) => next = format!(",\"{token}\":\"{text}\""),
            None => return entries,
        }
    }
    panic!("{label} does not end")
}

#[test]
fn pages_return_every_entry_once() {
    let server = start(Options::default());
    let (account, region) = (ACCOUNT.parse().expect("an account"), "us-east-1".parse().expect("a region"));
    let contents = server.read(|organisation| organisation.contents(&account, &region).expect("a place").clone());
    let tagged = contents.parameters.iter().filter(|parameter| !parameter.tags.is_empty()).count();
    let deleted = contents.secrets.iter().filter(|secret| secret.deleted_at.is_some()).count();
    let aliases: usize = contents.keys.iter().map(|key| key.aliases.len()).sum();
    for (label, name, id, size, token, input, count) in [
        (
            "SecretsManager.ListSecrets",
            "SecretList",
            "ARN",
            "\"MaxResults\":7",
            "NextToken",
            "",
            contents.secrets.len() - deleted,
        ),
        (
            "SecretsManager.ListSecrets",
            "SecretList",
            "ARN",
            "\"MaxResults\":7",
            "NextToken",
            ",\"IncludePlannedDeletion\":true,\"SortOrder\":\"asc\"",
            contents.secrets.len(),
        ),
        (
            "SSM.DescribeParameters",
            "Parameters",
            "Name",
            "\"MaxResults\":4",
            "NextToken",
            "",
            contents.parameters.len(),
        ),
        (
            "Tagging.GetResources",
            "ResourceTagMappingList",
            "ResourceARN",
            "\"ResourcesPerPage\":9",
            "PaginationToken",
            ",\"ResourceTypeFilters\":[\"ssm:parameter\"]",
            tagged,
        ),
        ("KMS.ListAliases", "Aliases", "AliasArn", "\"Limit\":3", "Marker", "", aliases + 2),
        ("KMS.ListKeys", "Keys", "KeyArn", "\"Limit\":3", "Marker", "", contents.keys.len()),
        ("Organizations.ListAccounts", "Accounts", "Id", "\"MaxResults\":2", "NextToken", "", 5),
    ] {
        let entries = list(From::home(&server), label, name, id, size, token, input);
        let distinct: BTreeSet<&String> = entries.iter().collect();
        assert_eq!((entries.len(), distinct.len()), (count, count), "{label}{input}");
    }
}

/// The ARNs of secrets and parameters that somebody of this account sees in this region.
fn seen(server: &Server, account: &str, region: &str) -> BTreeSet<String> {
    let from = From { server, account, region };
    let every = ",\"IncludePlannedDeletion\":true";
    let secrets =
        list(from, "SecretsManager.ListSecrets", "SecretList", "ARN", "\"MaxResults\":100", "NextToken", every);
    let parameters = list(from, "SSM.DescribeParameters", "Parameters", "ARN", "\"MaxResults\":50", "NextToken", "");
    secrets.into_iter().chain(parameters).map(|arn| arn.trim_matches('"').to_owned()).collect()
}

#[test]
fn every_place_sees_its_own_and_nothing_else() {
    let server = start(Options::default());
    let places = server.read(|organisation| organisation.places.clone());
    assert_eq!(places.len(), 12);
    for (place, contents) in places {
        let held: BTreeSet<String> =
            contents.secrets.into_iter().map(|s| s.arn).chain(contents.parameters.into_iter().map(|p| p.arn)).collect();
        assert_eq!(seen(&server, place.account.as_str(), place.region.as_str()), held, "{place:?}");
    }
}

#[test]
fn changes_show_in_the_next_listing() {
    let server = start(Options::default());
    let before = seen(&server, "111122223333", "us-east-1");
    let arns: Vec<String> = before.iter().cloned().collect();
    let secret = arns.iter().find(|arn| arn.contains(":secret:prod")).expect("a secret");
    let parameter = arns.iter().find(|arn| arn.contains(":ssm:")).expect("a parameter");
    let now = server.read(|organisation| organisation.now);
    server.mutate(|organisation| {
        assert!(organisation.remove(parameter));
        let secret = organisation.secret_mut(secret).expect("the secret");
        secret.put_value(now, "11111111-1111-4111-8111-111111111111", "KEYTURN-CANARY-new");
    });
    let mut expected = before;
    expected.remove(parameter);
    assert_eq!(seen(&server, "111122223333", "us-east-1"), expected);
    let input = format!("{{\"SecretId\":\"{secret}\"}}");
    let versions = From::home(&server).call("SecretsManager.ListSecretVersionIds", &input).json();
    assert_eq!(versions["Versions"][0]["VersionId"], "11111111-1111-4111-8111-111111111111");
    assert_eq!(versions["Versions"][0]["VersionStages"][0], "AWSCURRENT");
}
