//! Tables of what is written in records and what is meant.

use super::*;

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
const PARAMETER: &str = "arn:aws:ssm:eu-west-1:111122223333:parameter";

fn here() -> (AccountId, Region) {
    ("111122223333".parse().expect("an account"), "eu-west-1".parse().expect("a region"))
}

fn index(arns: &[&str]) -> Index {
    Index::new(arns.iter().map(|arn| arn.parse().expect("an ARN")))
}

#[test]
fn secret_ids() {
    let (account, region) = here();
    let known = index(&[
        &format!("{SECRET}prod/db-a1B2c3"),
        &format!("{SECRET}key-abcdef-x1Y2z3"),
        &format!("{SECRET}both-Q1w2e3"),
        &format!("{SECRET}both-abcdef-Q1w2e3"),
    ]);
    let check = |id: &str, index: &Index, name: Option<&str>| {
        let found = SecretName::of_secret_id(id, &account, &region, index);
        assert_eq!(found.as_ref().map(|found| found.name.as_str()), name, "{id}");
    };
    for (id, name) in [
        ("prod/db", Some("prod/db")),
        ("  prod/db ", Some("prod/db")),
        (&*format!("{SECRET}prod/db-a1B2c3"), Some("prod/db")),
        (&format!("{SECRET}prod/db"), Some("prod/db")),
        (&format!("{SECRET}prod/db-a1B2c3:password::"), Some("prod/db")),
        // A name is a name, even where it looks as if it had a suffix.
        ("key-abcdef", Some("key-abcdef")),
        // In part: the inventory has `key-abcdef` and no `key`.
        (&format!("{SECRET}key-abcdef"), Some("key-abcdef")),
        (&format!("{SECRET}key-abcdef-x1Y2z3"), Some("key-abcdef")),
        // Both are known: an ARN is taken to be whole.
        (&format!("{SECRET}both-abcdef"), Some("both")),
        (&format!("{SECRET}other-abcdef"), Some("other")),
        (&format!("{SECRET}short-abc"), Some("short-abc")),
        (&format!("{PARAMETER}/prod/db"), None),
        ("arn:aws:kms:eu-west-1:111122223333:key/1", None),
        (&format!("{SECRET}é-abcde"), Some("é-abcde")),
        ("", None),
    ] {
        check(id, &known, name);
    }
    check(&format!("{SECRET}key-abcdef"), &Index::default(), Some("key"));
}

#[test]
fn an_arn_says_whose_it_is() {
    let (account, region) = here();
    let id = "arn:aws-us-gov:secretsmanager:us-gov-west-1:444455556666:secret:shared/token-a1B2c3";
    let found = SecretName::of_secret_id(id, &account, &region, &Index::default()).expect("a secret");
    assert_eq!((found.account.as_str(), found.region.as_str()), ("444455556666", "us-gov-west-1"));
}

#[test]
fn parameters() {
    let (account, region) = here();
    for (name, store, form) in [
        ("/prod/web/KEY", Store::ParameterStore, Some("/prod/web/KEY")),
        ("  /prod/web/KEY  ", Store::ParameterStore, Some("/prod/web/KEY")),
        ("/prod/web/KEY:3", Store::ParameterStore, Some("/prod/web/KEY")),
        ("/prod/web/KEY:live", Store::ParameterStore, Some("/prod/web/KEY")),
        ("KEY", Store::ParameterStore, Some("KEY")),
        ("/KEY", Store::ParameterStore, Some("KEY")),
        (&*format!("{PARAMETER}/prod/web/KEY"), Store::ParameterStore, Some("/prod/web/KEY")),
        (&format!("{PARAMETER}/prod/web/KEY:3"), Store::ParameterStore, Some("/prod/web/KEY")),
        (&format!("{PARAMETER}/KEY"), Store::ParameterStore, Some("KEY")),
        ("/aws/reference/secretsmanager/prod/db", Store::SecretsManager, Some("prod/db")),
        ("/aws/reference/secretsmanager/prod/db:11-22", Store::SecretsManager, Some("prod/db")),
        (&format!("/aws/reference/secretsmanager/{SECRET}prod/db-a1B2c3"), Store::SecretsManager, Some("prod/db")),
        (&format!("{PARAMETER}/aws/reference/secretsmanager/x"), Store::SecretsManager, Some("x")),
        ("/aws/service/ami-amazon-linux-latest/al2023", Store::ParameterStore, None),
        ("arn:aws:ssm:eu-west-1::parameter/aws/service/x", Store::ParameterStore, None),
        (&format!("{SECRET}prod/db-a1B2c3"), Store::ParameterStore, None),
        ("/", Store::ParameterStore, None),
        ("", Store::ParameterStore, None),
    ] {
        let found = SecretName::of_parameter(name, &account, &region, &Index::default());
        let expected = form.map(|form| (store, form));
        assert_eq!(found.as_ref().map(|found| (found.store, found.name.as_str())), expected, "{name}");
    }
}

#[test]
fn what_the_inventory_knows_is_found_by_each_of_its_spellings() {
    let (account, region) = here();
    let secret = format!("{SECRET}prod/db-a1B2c3");
    let parameter = format!("{PARAMETER}/prod/KEY");
    let single = format!("{PARAMETER}/KEY");
    let index = index(&[&secret, &parameter, &single]);
    for id in [&*secret, "prod/db", &format!("{SECRET}prod/db")] {
        let name = SecretName::of_secret_id(id, &account, &region, &index).expect("a secret");
        assert_eq!(index.find(&name).map(SecretArn::as_str), Some(&*secret), "{id}");
    }
    for (name, arn) in [("/prod/KEY:2", &parameter), (&parameter, &parameter), ("/KEY", &single), ("KEY", &single)] {
        let found = SecretName::of_parameter(name, &account, &region, &index).expect("a parameter");
        assert_eq!(index.find(&found).map(SecretArn::as_str), Some(&**arn), "{name}");
    }
    let other = SecretName { name: "prod/other".to_owned(), ..SecretName::of(&secret.parse().expect("an ARN")) };
    assert_eq!(index.find(&other), None);
}
