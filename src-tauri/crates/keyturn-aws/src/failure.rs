//! Why a call failed: from the SDK's errors to a reason and AWS's own words.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::get_session_token::GetSessionTokenError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::store::Store;

use crate::ask::NotSignedIn;
use crate::message;

/// Why a call failed, before it is known what that hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) reason: Reason,
    /// AWS's error code, where it answered with one.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(reason: Reason, message: &str) -> Self {
        Self { reason, code: None, message: message::clean(message) }
    }

    pub(crate) fn has_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }
}

/// Where something was tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tried {
    pub(crate) account: Option<AccountId>,
    pub(crate) profile: Option<String>,
    pub(crate) region: Option<Region>,
    pub(crate) store: Option<Store>,
}

impl Tried {
    /// The problem that a failure of `action` is here.
    pub(crate) fn problem(&self, action: &str, hides: Hidden, failure: Failure) -> Problem {
        Problem {
            account: self.account.clone(),
            profile: self.profile.clone(),
            region: self.region.clone(),
            store: self.store,
            action: action.to_owned(),
            reason: failure.reason,
            hides,
            message: failure.message,
        }
    }
}

/// Why a call failed. `signed_in` says that the same sign-in has worked before: a region that then does not know it is
/// not enabled for the account.
pub(crate) fn of_call<E>(error: &SdkError<E, HttpResponse>, signed_in: bool) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let status = error.raw_response().map(|response| response.status().as_u16());
    match error {
        SdkError::ServiceError(answer) => {
            let code = answer.err().code();
            let words = answer.err().message().or(code);
            let said = words.map_or_else(|| format!("HTTP status {}", status.unwrap_or_default()), str::to_owned);
            Failure {
                reason: of_code(code, status.unwrap_or_default(), &said, signed_in),
                code: code.map(str::to_owned),
                message: message::clean(&said),
            }
        }
        SdkError::TimeoutError(_) => Failure::new(Reason::NoNetwork, "no answer in time"),
        SdkError::DispatchFailure(failed) if failed.is_timeout() => {
            Failure::new(Reason::NoNetwork, "no answer in time")
        }
        SdkError::ResponseError(_) => {
            let reason = match status {
                _ if is_broken_connection(error) => Reason::NoNetwork,
                Some(403) => Reason::MissingAction,
                Some(429) => Reason::Throttled,
                Some(500..) => Reason::ServiceFailed,
                _ => Reason::NotUnderstood,
            };
            Failure::new(reason, &message::chain(error))
        }
        _ => match find::<CredentialsError>(error) {
            Some(credentials) => of_sign_in(credentials),
            None => Failure::new(Reason::NoNetwork, &message::chain(error)),
        },
    }
}

/// Why there are no credentials.
pub(crate) fn of_sign_in(error: &CredentialsError) -> Failure {
    if let Some(missing) = find::<NotSignedIn>(error) {
        return Failure::new(Reason::ExpiredSignIn, &missing.to_string());
    }
    if let Some(refused) = find::<SdkError<GetRoleCredentialsError, HttpResponse>>(error) {
        let failure = of_call(refused, false);
        // The start page shows no such account or role.
        // <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html>
        let no_way_in = failure.has_code("ForbiddenException") || failure.has_code("ResourceNotFoundException");
        let reason = if no_way_in { Reason::RoleRefused } else { failure.reason };
        return Failure { reason, ..failure };
    }
    if let Some(refused) = find::<SdkError<GetSessionTokenError, HttpResponse>>(error) {
        let failure = of_call(refused, false);
        let reason = if failure.reason == Reason::MissingAction { Reason::RoleRefused } else { failure.reason };
        return Failure { reason, ..failure };
    }
    if let Some(refused) = find::<SdkError<AssumeRoleError, HttpResponse>>(error) {
        let failure = of_call(refused, false);
        let reason = if failure.reason == Reason::MissingAction { Reason::RoleRefused } else { failure.reason };
        return Failure { reason, ..failure };
    }
    let said = message::chain(error);
    let reason = of_words(&said).unwrap_or(match error {
        CredentialsError::ProviderTimedOut(_) => Reason::NoNetwork,
        _ => Reason::NoSignIn,
    });
    Failure::new(reason, &said)
}

/// A reason from the words of a sign-in's error: the SDK's types for the other providers are its own.
fn of_words(said: &str) -> Option<Reason> {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    // First, because a certificate can be expired too.
    if has(&["dispatch failure", "timed out", "timeout", "connection refused", "dns error"]) {
        Some(Reason::NoNetwork)
    } else if has(&["expired", "Expired", "reauthenticate", "invalid_grant", "UnauthorizedException"])
        // Never signed in: there is no cached token to read. Signing in helps as it does for one that has expired.
        || has(&["sso/cache", "login/cache", "cached SSO token", "cached Login token"])
    {
        Some(Reason::ExpiredSignIn)
    } else if has(&["ForbiddenException", "AccessDenied"]) {
        Some(Reason::RoleRefused)
    } else if has(&["Throttl", "TooManyRequests"]) {
        Some(Reason::Throttled)
    } else {
        None
    }
}

/// A reason from an error code, an HTTP status and the words beside them.
///
/// <https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html>, and the services' own lists.
fn of_code(code: Option<&str>, status: u16, said: &str, signed_in: bool) -> Reason {
    let unknown_here = if signed_in { Reason::RegionDisabled } else { Reason::NoSignIn };
    match code {
        Some(
            "AccessDeniedException"
            | "AccessDenied"
            | "UnauthorizedOperation"
            | "NotAuthorized"
            | "AuthorizationError"
            | "AuthorizationErrorException",
        ) => Reason::MissingAction,
        Some(
            "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "TooManyRequestsException"
            | "TooManyRequests"
            | "TooManyUpdates"
            | "RequestLimitExceeded"
            | "SlowDown"
            | "BandwidthLimitExceeded"
            | "PriorRequestNotComplete",
        ) => Reason::Throttled,
        Some("ExpiredTokenException" | "ExpiredToken") => Reason::ExpiredSignIn,
        Some("RegionDisabledException") => Reason::RegionDisabled,
        Some(
            "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "OptInRequired"
            | "SubscriptionRequiredException"
            | "InvalidAccessKeyId"
            | "AuthFailure",
        ) => unknown_here,
        Some(
            "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "RequestExpired"
            | "RequestTimeTooSkewed",
        ) => Reason::NoSignIn,
        Some("AWSOrganizationsNotInUseException") => Reason::NoOrganization,
        Some(
            "UnknownOperationException"
            | "UnknownOperation"
            | "InvalidAction"
            | "SerializationException"
            | "NotImplemented",
        ) => Reason::NotUnderstood,
        _ if said.contains("is not enabled") => unknown_here,
        _ if status >= 500 => Reason::ServiceFailed,
        _ if status == 429 => Reason::Throttled,
        Some(_) if (400..500).contains(&status) && !is_status(code) => Reason::ServiceFailed,
        _ if status == 403 => Reason::MissingAction,
        _ if status == 401 => Reason::NoSignIn,
        _ => Reason::NotUnderstood,
    }
}

/// Some servers answer without a code; then the SDK may give the status as one.
fn is_status(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()))
}

/// An answer that began and did not end.
fn is_broken_connection(error: &(dyn Error + 'static)) -> bool {
    let said = message::chain(error);
    ["connection", "error reading a body", "end of file", "unexpected EOF", "incomplete"]
        .iter()
        .any(|word| said.contains(word))
}

/// The first cause of this type.
pub(crate) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_reasons() {
        use Reason::*;
        for (code, status, said, signed_in, reason) in [
            (Some("AccessDeniedException"), 400, "User: x is not authorized", true, MissingAction),
            (Some("AccessDenied"), 403, "", false, MissingAction),
            (Some("UnauthorizedOperation"), 403, "", true, MissingAction),
            (None, 403, "", true, MissingAction),
            (Some("403"), 403, "", true, MissingAction),
            (Some("ThrottlingException"), 400, "Rate exceeded", true, Throttled),
            (Some("Throttling"), 400, "", true, Throttled),
            (Some("TooManyRequestsException"), 429, "", true, Throttled),
            (Some("RequestLimitExceeded"), 503, "", true, Throttled),
            (None, 429, "", true, Throttled),
            (Some("ExpiredTokenException"), 400, "The security token is expired", true, ExpiredSignIn),
            (Some("ExpiredToken"), 403, "", false, ExpiredSignIn),
            (Some("UnrecognizedClientException"), 400, "", true, RegionDisabled),
            (Some("UnrecognizedClientException"), 400, "", false, NoSignIn),
            (Some("InvalidClientTokenId"), 403, "", true, RegionDisabled),
            (Some("InvalidClientTokenId"), 403, "", false, NoSignIn),
            (Some("OptInRequired"), 403, "", true, RegionDisabled),
            (Some("RegionDisabledException"), 403, "", false, RegionDisabled),
            (Some("WeirdException"), 400, "The region is not enabled for this account", true, RegionDisabled),
            (Some("SignatureDoesNotMatch"), 403, "", true, NoSignIn),
            (None, 401, "", true, NoSignIn),
            (Some("InternalServiceError"), 500, "", true, ServiceFailed),
            (None, 503, "", true, ServiceFailed),
            (Some("AWSOrganizationsNotInUseException"), 400, "", true, NoOrganization),
            (Some("UnknownOperationException"), 400, "", true, NotUnderstood),
            (Some("404"), 404, "", true, NotUnderstood),
            (None, 404, "", true, NotUnderstood),
            (None, 200, "", true, NotUnderstood),
        ] {
            assert_eq!(of_code(code, status, said, signed_in), reason, "{code:?} {status} {said} {signed_in}");
        }
    }

    #[test]
    fn sign_ins_that_fail_have_reasons() {
        use Reason::*;
        let from = |words: &str| CredentialsError::provider_error(words.to_owned());
        for (error, reason) in [
            (from("the SSO token has expired and cannot be refreshed"), ExpiredSignIn),
            (from("failed to read `/home/x/.aws/sso/cache/0a.json`"), ExpiredSignIn),
            (from("cached Login token is expired"), ExpiredSignIn),
            (from("UnauthorizedException: Session token not found or invalid"), ExpiredSignIn),
            (from("ForbiddenException: No access"), RoleRefused),
            (from("dispatch failure: io error"), NoNetwork),
            (from("dispatch failure: invalid peer certificate: Expired"), NoNetwork),
            (CredentialsError::provider_timed_out(std::time::Duration::from_secs(5)), NoNetwork),
            (CredentialsError::not_loaded("no providers in chain provided credentials"), NoSignIn),
            (CredentialsError::invalid_configuration("profile formed an infinite loop"), NoSignIn),
            (from("external process exited with code exit status: 1"), NoSignIn),
        ] {
            assert_eq!(of_sign_in(&error).reason, reason, "{error:?}");
        }
    }
}
