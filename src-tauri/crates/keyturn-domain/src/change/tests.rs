//! What counts as a change: a table of two readings of one secret.

use std::collections::BTreeMap;

use super::*;
use crate::rotation::RotatedBy;
use crate::samples::{at, secret};
use crate::secret::{ParameterType, Replica};
use crate::version::{SecretVersion, VersionStage};

type Edit = fn(&mut Secret);

/// One expected change: the fact, what it was, what it is.
type Expected<'a> = (What, Option<&'a str>, Option<&'a str>);

fn check(case: &str, name: &str, before: Edit, after: Edit, expected: &[Expected<'_>]) {
    let (mut was, mut is) = (secret(name), secret(name));
    before(&mut was);
    after(&mut is);
    let changes = between(&was, &is);
    let found: Vec<Expected<'_>> = changes.iter().map(|c| (c.what, c.before.as_deref(), c.after.as_deref())).collect();
    assert_eq!(found, expected, "{case}");
    assert_eq!(between(&was, &was), [], "{case}: against itself");
}

fn version(id: &str, stages: &[VersionStage]) -> SecretVersion {
    SecretVersion { id: id.to_owned(), stages: stages.to_vec(), created_at: None, last_read_on: None }
}

fn tags(tags: &[(&str, &str)]) -> BTreeMap<String, String> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn replica(region: &str) -> Replica {
    Replica { region: region.parse().expect("a region"), status: None }
}

#[test]
fn values() {
    use VersionStage::{Current, Pending, Previous};
    check("nothing", "prod/db", |_| (), |_| (), &[]);
    check(
        "a new current version",
        "prod/db",
        |s| s.versions = vec![version("v1", &[Current])],
        |s| s.versions = vec![version("v2", &[Current]), version("v1", &[Previous])],
        &[(What::Value, Some("v1"), Some("v2"))],
    );
    check(
        "a first value",
        "prod/db",
        |_| (),
        |s| s.versions = vec![version("v1", &[Current])],
        &[(What::Value, None, Some("v1"))],
    );
    check(
        "a rotation began",
        "prod/db",
        |s| s.versions = vec![version("v1", &[Current])],
        |s| s.versions = vec![version("v1", &[Current]), version("v2", &[Pending])],
        &[(What::Pending, None, Some("v2"))],
    );
    check(
        "a rotation ended",
        "prod/db",
        |s| s.versions = vec![version("v1", &[Current]), version("v2", &[Pending])],
        |s| s.versions = vec![version("v2", &[Current, Pending]), version("v1", &[Previous])],
        &[(What::Value, Some("v1"), Some("v2")), (What::Pending, Some("v2"), None)],
    );
    check(
        "a parameter's version rose",
        "/prod/KEY",
        |s| s.parameter_version = Some(3),
        |s| s.parameter_version = Some(4),
        &[(What::Value, Some("3"), Some("4"))],
    );
    check(
        "a parameter was made anew",
        "/prod/KEY",
        |s| s.parameter_version = Some(3),
        |s| s.parameter_version = Some(1),
        &[(What::Recreated, Some("3"), Some("1"))],
    );
    check("a parameter's version became known", "/prod/KEY", |_| (), |s| s.parameter_version = Some(1), &[]);
}

#[test]
fn metadata() {
    check(
        "a parameter's type",
        "/prod/KEY",
        |s| s.parameter_type = Some(ParameterType::String),
        |s| s.parameter_type = Some(ParameterType::SecureString),
        &[(What::Type, Some("String"), Some("SecureString"))],
    );
    check(
        "a description",
        "prod/db",
        |_| (),
        |s| s.description = Some("new".to_owned()),
        &[(What::Description, None, Some("new"))],
    );
    check(
        "a key",
        "prod/db",
        |s| s.key.id = Some("alias/a".to_owned()),
        |s| s.key.id = Some("alias/b".to_owned()),
        &[(What::Key, Some("alias/a"), Some("alias/b"))],
    );
    check(
        "rotation turned on",
        "prod/db",
        |_| (),
        |s| {
            s.rotation.by =
                RotatedBy::Function { function_arn: "arn:aws:lambda:eu-west-1:111122223333:function:r".to_owned() };
            s.rotation.after_days = Some(30);
            s.rotation.window = Some("3h".to_owned());
        },
        &[(What::Rotation, Some("none"), Some("function, every 30 days, 3h"))],
    );
    check(
        "tags",
        "prod/db",
        |s| s.tags = Some(tags(&[("team", "web")])),
        |s| s.tags = Some(tags(&[("team", "payments"), ("tier", "1")])),
        &[(What::Tags, Some("team=web"), Some("team=payments, tier=1"))],
    );
    check(
        "replicas in another order, and one more",
        "prod/db",
        |s| s.replicas = vec![replica("us-east-1"), replica("eu-west-3")],
        |s| s.replicas = vec![replica("eu-west-3"), replica("us-east-1"), replica("ap-south-1")],
        &[(What::Replicas, Some("eu-west-3, us-east-1"), Some("ap-south-1, eu-west-3, us-east-1"))],
    );
    check(
        "deletion asked for",
        "prod/db",
        |_| (),
        |s| s.deleted_at = Some(at("2026-11-20")),
        &[(What::Deletion, None, Some("2026-11-20T12:00:00Z"))],
    );
    check(
        "several, in their order",
        "/prod/KEY",
        |s| s.parameter_version = Some(1),
        |s| {
            s.parameter_version = Some(2);
            s.description = Some("new".to_owned());
            s.deleted_at = Some(at("2026-11-20"));
        },
        &[
            (What::Value, Some("1"), Some("2")),
            (What::Description, None, Some("new")),
            (What::Deletion, None, Some("2026-11-20T12:00:00Z")),
        ],
    );
}

#[test]
fn what_is_no_change() {
    check("tags that could not be read now", "prod/db", |s| s.tags = Some(tags(&[("team", "web")])), |_| (), &[]);
    check("tags that could not be read before", "prod/db", |_| (), |s| s.tags = Some(tags(&[("team", "web")])), &[]);
    check("a later read", "prod/db", |_| (), |s| s.last_read_on = Some(at("2026-11-20").date_naive()), &[]);
    check("a later change of metadata alone", "/prod/KEY", |_| (), |s| s.changed_at = Some(at("2026-11-20")), &[]);
    check("a rotation's dates", "prod/db", |_| (), |s| s.rotation.last_at = Some(at("2026-11-20")), &[]);
    check(
        "a replica's state",
        "prod/db",
        |s| s.replicas = vec![replica("us-east-1")],
        |s| {
            s.replicas = vec![Replica { status: Some("InSync".to_owned()), ..replica("us-east-1") }];
        },
        &[],
    );
    check(
        "a date that became known",
        "prod/db",
        |s| s.versions = vec![version("v1", &[VersionStage::Current])],
        |s| {
            s.versions =
                vec![SecretVersion { created_at: Some(at("2026-11-20")), ..version("v1", &[VersionStage::Current]) }];
        },
        &[],
    );
}

#[test]
fn codes_find_their_fact() {
    for what in What::ALL {
        assert_eq!(What::from_code(what.code()), Some(what));
        assert_eq!(serde_json::to_string(&what).expect("json"), format!("{:?}", what.code()));
    }
}
