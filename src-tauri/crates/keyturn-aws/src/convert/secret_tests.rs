//! What entries of ListSecrets and DescribeSecret become.

use aws_sdk_secretsmanager::types::{ReplicationStatusType, Tag};
use aws_smithy_types::DateTime as SdkDateTime;
use keyturn_domain::store::Store;

use super::*;

fn cell() -> Cell {
    Cell {
        account: "111122223333".parse().expect("an account"),
        region: "eu-west-1".parse().expect("a region"),
        store: Store::SecretsManager,
    }
}

fn at(seconds: i64) -> SdkDateTime {
    SdkDateTime::from_secs(seconds)
}

const ARN: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";

#[test]
fn a_full_entry() {
    let entry = SecretListEntry::builder()
        .arn(ARN)
        .name("prod/db")
        .description("the ledger's database")
        .kms_key_id("alias/ledger")
        .rotation_enabled(true)
        .rotation_lambda_arn("arn:aws:lambda:eu-west-1:111122223333:function:rotate-db")
        .rotation_rules(
            RotationRulesType::builder()
                .automatically_after_days(30)
                .schedule_expression("rate(30 days)")
                .duration("3h")
                .build(),
        )
        .created_date(at(1_700_000_000))
        .last_changed_date(SdkDateTime::from_fractional_secs(1_710_000_000, 0.25))
        .last_rotated_date(at(1_710_000_000))
        .last_accessed_date(at(1_710_028_800))
        .next_rotation_date(at(1_712_600_000))
        .primary_region("eu-west-1")
        .tags(Tag::builder().key("team").value("payments").build())
        .tags(Tag::builder().key("empty").build())
        .tags(Tag::builder().value("no key").build())
        .secret_versions_to_stages("v-2", vec!["AWSPENDING".to_owned(), "AWSCURRENT".to_owned()])
        .secret_versions_to_stages("v-1", vec!["AWSPREVIOUS".to_owned()])
        .secret_versions_to_stages("v-0", vec!["blue".to_owned()])
        .build();
    let secret = from_entry(entry, &cell(), None).expect("a secret");
    insta::assert_json_snapshot!(secret);
}

#[test]
fn entries_that_say_nothing_of_themselves_are_refused() {
    let entry = SecretListEntry::builder;
    let elsewhere = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:prod/db-a1B2c3";
    for (entry, says) in [
        (entry().build(), "without a name"),
        (entry().arn(ARN).name("").build(), "without a name"),
        (entry().name("x").build(), "without an ARN"),
        (entry().name("x").arn("prod/db").build(), "is not the ARN"),
        (entry().name("x").arn(elsewhere).build(), "does not belong to 111122223333"),
        (entry().name("x").arn(ARN.replace("eu-west-1", "us-east-1")).build(), "does not belong"),
    ] {
        let error = from_entry(entry, &cell(), None).expect_err("refused");
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn who_rotates() {
    let entry = || SecretListEntry::builder().arn(ARN).name("prod/db");
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let tagged = Tag::builder().key(OWNING_SERVICE).value("appflow").build();
    for (entry, by) in [
        (entry(), "none"),
        (entry().rotation_enabled(true).rotation_lambda_arn(function), "function"),
        (entry().rotation_enabled(false).rotation_lambda_arn(function), "none"),
        (entry().rotation_lambda_arn(function), "none"),
        (entry().rotation_enabled(true).owning_service("rds"), "service"),
        (entry().owning_service("rds"), "service"),
        (entry().tags(tagged), "service"),
        (entry().rotation_enabled(true).r#type("SalesforceClientSecret"), "external"),
        (entry().r#type("SalesforceClientSecret").external_secret_rotation_role_arn("arn"), "external"),
        (entry().r#type("SalesforceClientSecret"), "none"),
        (entry().rotation_enabled(true), "service"),
    ] {
        let described = format!("{entry:?}");
        let secret = from_entry(entry.build(), &cell(), None).expect("a secret");
        assert_eq!(secret.rotation.by.code(), by, "{described}");
    }
}

#[test]
fn replicas_name_their_primary() {
    for (region, primary) in [(None, None), (Some("eu-west-1"), None), (Some("us-east-1"), Some("us-east-1"))] {
        let entry = SecretListEntry::builder().arn(ARN).name("x").set_primary_region(region.map(str::to_owned)).build();
        let secret = from_entry(entry, &cell(), None).expect("a secret");
        assert_eq!(secret.replica_of.as_ref().map(Region::as_str), primary);
    }
}

#[test]
fn dates_out_of_range_are_not_known() {
    let entry = SecretListEntry::builder().arn(ARN).name("x").created_date(at(i64::MAX)).build();
    assert_eq!(from_entry(entry, &cell(), None).expect("a secret").created_at, None);
}

#[test]
fn a_description_says_more_than_a_listing() {
    let listed = SecretListEntry::builder()
        .arn(ARN)
        .name("prod/db")
        .primary_region("eu-west-1")
        .secret_versions_to_stages("v-1", vec!["AWSCURRENT".to_owned()])
        .build();
    let mut secret = from_entry(listed, &cell(), None).expect("a secret");
    for version in &mut secret.versions {
        version.created_at = instant(Some(&at(1_700_000_000)));
    }
    let status = |region: &str, status| ReplicationStatusType::builder().region(region).status(status).build();
    let answer = DescribeSecretOutput::builder()
        .arn(ARN)
        .name("prod/db")
        .primary_region("eu-west-1")
        .created_date(at(1_700_000_000))
        .replication_status(status("us-east-1", StatusType::Failed))
        .replication_status(status("eu-central-1", StatusType::InSync))
        .version_ids_to_stages("v-2", vec!["AWSCURRENT".to_owned()])
        .version_ids_to_stages("v-1", vec!["AWSPREVIOUS".to_owned()])
        .build();
    update(&mut secret, answer, &cell(), None);
    insta::assert_json_snapshot!(secret);
}
