//! What entries of DescribeParameters become.

use aws_sdk_ssm::types::{ParameterTier, ParameterType as SdkType};
use aws_smithy_types::DateTime as SdkDateTime;
use keyturn_domain::store::Store;

use super::*;

fn cell() -> Cell {
    Cell {
        account: "111122223333".parse().expect("an account"),
        region: "eu-west-1".parse().expect("a region"),
        store: Store::ParameterStore,
    }
}

#[test]
fn a_full_entry() {
    let entry = ParameterMetadata::builder()
        .name("/prod/web/STRIPE_API_KEY")
        .arn("arn:aws:ssm:eu-west-1:111122223333:parameter/prod/web/STRIPE_API_KEY")
        .r#type(SdkType::SecureString)
        .key_id("alias/aws/ssm")
        .last_modified_date(SdkDateTime::from_secs(1_700_000_000))
        .last_modified_user("arn:aws:iam::111122223333:user/ana")
        .description("=cmd|' /C calc'!A1")
        .version(7)
        .tier(ParameterTier::Standard)
        .build();
    insta::assert_json_snapshot!(from_entry(entry, &cell(), "aws", None).expect("a parameter"));
}

#[test]
fn what_is_missing_is_not_known() {
    let entry = ParameterMetadata::builder().name("LOG_LEVEL").r#type(SdkType::String).build();
    let parameter = from_entry(entry, &cell(), "aws-cn", None).expect("a parameter");
    assert_eq!(parameter.arn.as_str(), "arn:aws-cn:ssm:eu-west-1:111122223333:parameter/LOG_LEVEL");
    assert_eq!(parameter.key.manager, KeyManager::None);
    assert_eq!(parameter.parameter_version, None);
    assert_eq!(parameter.versions, []);
    assert_eq!(parameter.tags, None);

    let entry = ParameterMetadata::builder().name("X").r#type(SdkType::from("NewType")).key_id("k-1").build();
    let parameter = from_entry(entry, &cell(), "aws", None).expect("a parameter");
    assert_eq!(parameter.parameter_type, None);
    assert_eq!(parameter.key.manager, KeyManager::Unknown);
}

#[test]
fn entries_that_say_nothing_of_themselves_are_refused() {
    let entry = ParameterMetadata::builder;
    let elsewhere = "arn:aws:ssm:us-east-1:111122223333:parameter/X";
    for (entry, says) in [
        (entry().build(), "without a name"),
        (entry().name("X").arn(elsewhere).build(), "does not belong"),
        (entry().name("X").arn("X").build(), "is not the ARN"),
    ] {
        let error = from_entry(entry, &cell(), "aws", None).expect_err("refused");
        assert!(error.contains(says), "{error}");
    }
}
