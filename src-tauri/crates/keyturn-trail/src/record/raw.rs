//! A record as it stands in JSON, with the few members that Keyturn needs.
//!
//! Everything else is skipped by the deserialiser and never copied: `value`, `secretString`, `secretBinary`,
//! `ciphertextBlob`, `nextToken` and their like have no place here.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use serde::Deserialize;

use super::loose::{Flag, Many, Maybe, Members, Text, Texts};

/// A record, or what wraps one.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Raw<'a> {
    #[serde(borrow)]
    pub(super) event_version: Text<'a>,
    #[serde(borrow)]
    pub(super) user_identity: Maybe<Identity<'a>>,
    #[serde(borrow)]
    pub(super) event_time: Text<'a>,
    #[serde(borrow)]
    pub(super) event_source: Text<'a>,
    #[serde(borrow)]
    pub(super) event_name: Text<'a>,
    #[serde(borrow)]
    pub(super) aws_region: Text<'a>,
    #[serde(borrow, rename = "sourceIPAddress")]
    pub(super) source: Text<'a>,
    #[serde(borrow)]
    pub(super) user_agent: Text<'a>,
    #[serde(borrow)]
    pub(super) error_code: Text<'a>,
    #[serde(borrow)]
    pub(super) error_message: Text<'a>,
    #[serde(borrow)]
    pub(super) request_parameters: Maybe<Request<'a>>,
    #[serde(borrow)]
    pub(super) response_elements: Maybe<Response<'a>>,
    #[serde(borrow)]
    pub(super) additional_event_data: Members<'a>,
    #[serde(borrow)]
    pub(super) service_event_details: Members<'a>,
    #[serde(borrow, rename = "requestID")]
    pub(super) request_id: Text<'a>,
    #[serde(borrow, rename = "eventID")]
    pub(super) event_id: Text<'a>,
    #[serde(borrow)]
    pub(super) resources: Many<Resource<'a>>,
    #[serde(borrow)]
    pub(super) recipient_account_id: Text<'a>,
    #[serde(borrow, rename = "sharedEventID")]
    pub(super) shared_event_id: Text<'a>,
    #[serde(borrow)]
    pub(super) vpc_endpoint_id: Text<'a>,
    #[serde(borrow)]
    pub(super) event_category: Text<'a>,
    #[serde(borrow)]
    pub(super) event_type: Text<'a>,
    #[serde(borrow)]
    pub(super) addendum: Maybe<Addendum<'a>>,

    /// EventBridge's envelope: the record is inside.
    #[serde(borrow)]
    pub(super) detail: Maybe<Box<Raw<'a>>>,
    /// LookupEvents' envelope: the record is inside, as text.
    #[serde(borrow, rename = "CloudTrailEvent")]
    pub(super) cloud_trail_event: Text<'a>,
    /// CloudWatch Logs' envelope: the record is inside, as text.
    #[serde(borrow)]
    pub(super) message: Text<'a>,
}

/// `userIdentity`.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Identity<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) principal_id: Text<'a>,
    #[serde(borrow)]
    pub(super) arn: Text<'a>,
    #[serde(borrow)]
    pub(super) account_id: Text<'a>,
    #[serde(borrow)]
    pub(super) access_key_id: Text<'a>,
    #[serde(borrow)]
    pub(super) user_name: Text<'a>,
    #[serde(borrow)]
    pub(super) invoked_by: Text<'a>,
    #[serde(borrow, rename = "identityProvider")]
    pub(super) provider: Text<'a>,
    #[serde(borrow)]
    pub(super) session_context: Maybe<SessionContext<'a>>,
    #[serde(borrow)]
    pub(super) on_behalf_of: Members<'a>,
}

/// `userIdentity.sessionContext`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct SessionContext<'a> {
    pub(super) attributes: Maybe<Attributes>,
    #[serde(borrow)]
    pub(super) session_issuer: Maybe<Issuer<'a>>,
    #[serde(borrow)]
    pub(super) web_id_federation_data: Members<'a>,
    #[serde(borrow)]
    pub(super) ec2_role_delivery: Text<'a>,
}

/// `userIdentity.sessionContext.attributes`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Attributes {
    pub(super) mfa_authenticated: Flag,
}

/// `userIdentity.sessionContext.sessionIssuer`: the role or user that the session is of.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Issuer<'a> {
    #[serde(borrow)]
    pub(super) arn: Text<'a>,
    #[serde(borrow)]
    pub(super) account_id: Text<'a>,
    #[serde(borrow)]
    pub(super) user_name: Text<'a>,
}

/// `requestParameters`: of all the calls that are wanted, together.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Request<'a> {
    /// Secrets Manager.
    #[serde(borrow)]
    pub(super) secret_id: Text<'a>,
    /// BatchGetSecretValue.
    #[serde(borrow)]
    pub(super) secret_id_list: Texts<'a>,
    /// BatchGetSecretValue, ListSecrets, DescribeParameters.
    #[serde(borrow)]
    pub(super) filters: Many<Filter<'a>>,
    /// DescribeParameters.
    #[serde(borrow)]
    pub(super) parameter_filters: Many<Filter<'a>>,
    /// Parameters, CreateSecret, and the trail's own calls.
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    /// GetParameters, DeleteParameters.
    #[serde(borrow)]
    pub(super) names: Texts<'a>,
    /// GetParametersByPath.
    #[serde(borrow)]
    pub(super) path: Text<'a>,
    pub(super) recursive: Flag,
    pub(super) with_decryption: Flag,
    /// Resource policies of parameters.
    #[serde(borrow)]
    pub(super) resource_arn: Text<'a>,
    /// KMS.
    #[serde(borrow)]
    pub(super) key_id: Text<'a>,
    #[serde(borrow)]
    pub(super) encryption_context: Members<'a>,
    /// GetPasswordData.
    #[serde(borrow)]
    pub(super) instance_id: Text<'a>,
    /// PutEventSelectors.
    #[serde(borrow)]
    pub(super) trail_name: Text<'a>,
}

/// A filter of a listing or a batch. Old listings of parameters write `values`, as new ones do.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Filter<'a> {
    #[serde(borrow)]
    pub(super) key: Text<'a>,
    #[serde(borrow)]
    pub(super) values: Texts<'a>,
}

/// `responseElements`: the identity of what was answered for, in the three spellings that Secrets Manager has used.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Response<'a> {
    #[serde(borrow, rename = "arn")]
    pub(super) lower: Text<'a>,
    #[serde(borrow, rename = "aRN")]
    pub(super) mixed: Text<'a>,
    #[serde(borrow, rename = "ARN")]
    pub(super) upper: Text<'a>,
}

/// An entry of `resources`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Resource<'a> {
    #[serde(borrow, rename = "arn")]
    pub(super) lower: Text<'a>,
    #[serde(borrow, rename = "ARN")]
    pub(super) upper: Text<'a>,
}

/// `addendum`: this record delivers another one again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Addendum<'a> {
    #[serde(borrow)]
    pub(super) reason: Text<'a>,
    #[serde(borrow, rename = "originalEventID")]
    pub(super) original_event_id: Text<'a>,
}
