//! A call as the estate reads it: who, where, what.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, Method, Uri};
use keyturn_domain::account::{AccountId, Region};
use serde_json::Value;

use super::desk::Desk;
use super::operations::{OPERATIONS, Operation, Service};
use super::refusal::Refusal;
use super::shelf::{Estate, Shelf};
use crate::organisation::{Contents, Organisation, Place};

/// AWS's documented sample key, which stands for the management account here.
const SAMPLE_KEY: &str = "AKIAIOSFODNN7EXAMPLE";

/// The access key id of a user of this account; of a role's session, where `session` is set.
///
/// It carries the account's id, so that the estate needs to remember no sessions.
pub(super) fn access_key_id(account: &AccountId, session: bool) -> String {
    format!("{}DEMO{account}", if session { "ASIA" } else { "AKIA" })
}

/// The token of a user's session that was begun with an MFA code.
pub(super) const MFA_SESSION: &str = "user with mfa";

/// The token of a user's session that was begun without one.
pub(super) const PLAIN_SESSION: &str = "user";

/// Why nobody is taken to have signed a call.
pub(super) enum NoSigner {
    /// The session has ended.
    Ended,
    /// The signature is none.
    Refused(Refusal),
}

impl From<Refusal> for NoSigner {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Who signed a call, and for where: from the signature's scope, which is not verified.
pub(super) struct Signer {
    /// Whether its session was begun with an MFA code.
    pub(super) mfa: bool,
    pub(super) place: Place,
    /// The caller's ARN.
    pub(super) arn: String,
    service: String,
}

impl Signer {
    pub(super) fn read(headers: &HeaderMap, organisation: &Organisation, desk: &Mutex<Desk>) -> Result<Self, NoSigner> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let authorization = text("authorization");
        let Some((_, scope)) = authorization.split_once("Credential=") else { return Err(Refusal::unsigned().into()) };
        let scope = scope.split(',').next().unwrap_or_default();
        let parts: Vec<&str> = scope.split('/').collect();
        let &[key, _, region, service, "aws4_request"] = parts.as_slice() else {
            return Err(Refusal::unsigned().into());
        };
        let region: Region = region.parse().map_err(|_| Refusal::unknown_token())?;
        let account = if key == SAMPLE_KEY {
            organisation.management().map(|member| member.id.clone())
        } else {
            key.get(8..).and_then(|id| id.parse().ok())
        };
        let account = account.filter(|id| organisation.member(id).is_some_and(|member| member.active));
        let account = account.ok_or_else(Refusal::unknown_token)?;
        let token = text("x-amz-security-token");
        let desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
        let session = desk.of_session(token).ok_or(NoSigner::Ended)?;
        let mfa = session == MFA_SESSION;
        let arn = if mfa || session == PLAIN_SESSION {
            format!("arn:aws:iam::{account}:user/keyturn")
        } else if key.starts_with("ASIA") && !session.is_empty() {
            format!("arn:aws:sts::{account}:assumed-role/{session}")
        } else {
            format!("arn:aws:iam::{account}:user/keyturn")
        };
        Ok(Self { mfa, place: Place { account, region }, arn, service: service.to_owned() })
    }
}

/// The operation a call asks for, and its service even where there is no such operation.
pub(super) fn operation(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    input: &Value,
) -> (Service, Option<&'static Operation>) {
    if uri.path() == LIST_REGIONS {
        let known = OPERATIONS.iter().find(|operation| operation.service == Service::Account);
        return (Service::Account, known.filter(|_| method == Method::POST));
    }
    if let Some(name) = bucket_operation(uri) {
        let known = OPERATIONS.iter().find(|operation| operation.service == Service::S3 && operation.name == name);
        return (Service::S3, known.filter(|_| method == Method::GET));
    }
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    let (service, name) = if let Some((prefix, name)) = target.and_then(|target| target.rsplit_once('.')) {
        (Service::of_target(prefix), name)
    } else {
        // The query protocol names no service: its API's version is what tells IAM from STS.
        let iam = input.get("Version").and_then(Value::as_str) == Some("2010-05-08");
        let service = if iam { Service::Iam } else { Service::Sts };
        (service, input.get("Action").and_then(Value::as_str).unwrap_or_default())
    };
    let known = OPERATIONS.iter().find(|operation| operation.service == service && operation.name == name);
    (service, known.filter(|_| method == Method::POST && uri.path() == "/"))
}

/// The path of the one operation of Account Management's that is served: a REST service names operations by path.
const LIST_REGIONS: &str = "/listRegions";

/// What a call of S3 asks of a bucket: S3 names operations by method, path and the query's keys.
fn bucket_operation(uri: &Uri) -> Option<&'static str> {
    let bucket = uri.path().trim_matches('/');
    let mut keys = form_urlencoded::parse(uri.query()?.as_bytes()).map(|(key, _)| key);
    (!bucket.is_empty()).then_some(())?;
    Some(if keys.any(|key| key == "lifecycle") { "GetBucketLifecycleConfiguration" } else { "" })
}

/// The input of a call: a JSON object, the fields of a form, or the bucket of a path.
pub(super) fn input(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    if bucket_operation(uri).is_some() {
        return Some(serde_json::json!({"Bucket": uri.path().trim_matches('/')}));
    }
    if headers.contains_key("x-amz-target") || uri.path() == LIST_REGIONS {
        return if body.is_empty() {
            Some(Value::Object(serde_json::Map::new()))
        } else {
            serde_json::from_slice(body).ok()
        };
    }
    let fields = form_urlencoded::parse(body).map(|(key, value)| (key.into_owned(), Value::String(value.into_owned())));
    Some(Value::Object(fields.collect()))
}

/// What an operation's function is given.
pub(super) struct Call<'a> {
    pub(super) operation: &'static Operation,
    pub(super) signer: &'a Signer,
    pub(super) input: &'a Value,
    pub(super) estate: &'a Estate,
    pub(super) desk: &'a Mutex<Desk>,
    /// Whether the page token that came in goes out again: a fault.
    pub(super) repeat_token: bool,
}

impl<'a> Call<'a> {
    /// Refuses a scope of another service, as AWS does.
    pub(super) fn check_scope(&self) -> Result<(), Refusal> {
        let wanted = self.operation.service.signing_name();
        if self.signer.service == wanted { Ok(()) } else { Err(Refusal::wrong_scope(wanted)) }
    }

    /// What the caller's place holds. A region that the organisation has not enabled knows no token.
    pub(super) fn shelf(&self) -> Result<(&'a Contents, &'a Shelf), Refusal> {
        let place = &self.signer.place;
        let enabled = !self.estate.organisation.not_enabled.contains(place);
        self.estate.at(place).filter(|_| enabled).ok_or_else(Refusal::unknown_token)
    }

    /// The sign-in desk.
    pub(super) fn desk(&self) -> MutexGuard<'a, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A text of the input.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.input.get(name).and_then(Value::as_str)
    }

    /// A text of the input that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::missing(name))
    }

    /// The texts of a list of the input.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        self.input.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.input.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Refuses members of the input that AWS serves and the estate does not: silence would be a wrong answer.
    pub(super) fn refuse_unserved(&self, names: &[&str]) -> Result<(), Refusal> {
        let asked =
            |name: &&&str| self.input.get(**name).is_some_and(|value| value.as_array().is_none_or(|v| !v.is_empty()));
        match names.iter().find(asked) {
            Some(name) => Err(Refusal::validation(format!("The made-up estate does not serve {name}."))),
            None => Ok(()),
        }
    }
}
