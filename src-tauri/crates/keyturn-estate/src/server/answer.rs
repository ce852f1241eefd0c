//! From a request to an answer: who asks, what for, what goes wrong, what the estate says.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::body::{Body, Bytes};
use axum::extract;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use keyturn_domain::account::AccountId;
use serde_json::Value;

use super::Options;
use super::body::Broken;
use super::call::{self, Call, NoSigner, Signer};
use super::desk::{self, Desk};
use super::fault::{Effect, Script};
use super::operations::{Operation, Service};
use super::rates::Buckets;
use super::refusal::Refusal;
use super::shelf::Estate;
use crate::organisation::Organisation;

/// What a captive portal says.
const PORTAL: &str =
    "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Welcome</body></html>";

/// What the endpoint knows.
pub(super) struct State {
    pub(super) estate: RwLock<Estate>,
    pub(super) calls: Mutex<BTreeMap<&'static str, u64>>,
    pub(super) faults: Mutex<Script>,
    pub(super) desk: Mutex<Desk>,
    buckets: Option<Mutex<Buckets>>,
    requests: AtomicU64,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    pub(super) fn new(organisation: Organisation, options: Options) -> Self {
        Self {
            estate: RwLock::new(Estate::new(organisation, options.traffic)),
            calls: Mutex::default(),
            faults: Mutex::new(Script::new(options.faults)),
            desk: Mutex::new(Desk::new(options.sign_in)),
            buckets: options.rates.map(|rates| Mutex::new(Buckets::new(rates))),
            requests: AtomicU64::new(1),
        }
    }

    fn count(&self, label: &'static str) {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner).entry(label).or_default() += 1;
    }

    /// What goes wrong with this call. A role's own account stands for `AssumeRole`.
    fn fault(&self, operation: &'static Operation, signer: &Signer, input: &Value) -> Option<Effect> {
        let role = input.get("RoleArn").and_then(Value::as_str).and_then(|arn| arn.split(':').nth(4));
        let account: Option<AccountId> = role.and_then(|account| account.parse().ok());
        let account = account.as_ref().unwrap_or(&signer.place.account);
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.effect(account, &signer.place.region, operation.label)
    }

    fn has_token(&self, operation: &'static Operation, signer: &Signer) -> bool {
        let Some(buckets) = &self.buckets else { return true };
        buckets.lock().unwrap_or_else(PoisonError::into_inner).take(operation.label, &signer.place)
    }

    /// The answer, and the effect that is left for its way back.
    fn decide(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> (Service, Outcome, Option<Effect>) {
        if let Some((service, label)) = desk::operation(method, uri) {
            self.count(label);
            let estate = self.estate.read().unwrap_or_else(PoisonError::into_inner);
            let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
            return (service, desk.answer(label, uri, headers, body, &estate.organisation), None);
        }
        let Some(input) = call::input(uri, headers, body) else {
            return (Service::Unknown, Err(Refusal::unreadable()), None);
        };
        let (service, operation) = call::operation(method, uri, headers, &input);
        let Some(operation) = operation else { return (service, Err(Refusal::unknown_operation(service)), None) };
        self.count(operation.label);
        let estate = self.estate.read().unwrap_or_else(PoisonError::into_inner);
        let signer = match Signer::read(headers, &estate.organisation, &self.desk) {
            Ok(signer) => signer,
            Err(NoSigner::Ended) => return (service, Err(Refusal::expired(service)), None),
            Err(NoSigner::Refused(refusal)) => return (service, Err(refusal), None),
        };
        let effect = self.fault(operation, &signer, &input);
        let refused = match effect {
            Some(Effect::Throttle) => Some(Refusal::throttled(service)),
            Some(Effect::Deny) => {
                Some(Refusal::denied(service, operation.name, &signer.arn, &resource(&signer, service)))
            }
            Some(Effect::Expire) => Some(Refusal::expired(service)),
            Some(Effect::Status500) => Some(Refusal::broken(service)),
            Some(Effect::DisabledRegion) => Some(Refusal::unknown_token()),
            _ if !self.has_token(operation, &signer) => Some(Refusal::throttled(service)),
            _ => None,
        };
        if let Some(refusal) = refused {
            return (service, Err(refusal), None);
        }
        let repeat_token = effect == Some(Effect::RepeatToken);
        let (signer, input, estate, desk) = (&signer, &input, &*estate, &self.desk);
        let call = Call { operation, signer, input, estate, desk, repeat_token };
        let outcome = call.check_scope().and_then(|()| (operation.answer)(&call));
        (service, outcome, effect)
    }
}

pub(super) type Outcome = Result<String, Refusal>;

/// The resource that a denial names.
fn resource(signer: &Signer, service: Service) -> String {
    let region = if service.is_global() { "" } else { signer.place.region.as_str() };
    format!("arn:aws:{}:{region}:{}:*", service.signing_name(), signer.place.account)
}

/// Answers one request.
pub(super) async fn answer(
    extract::State(state): extract::State<Arc<State>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (service, outcome, effect) = state.decide(&method, &uri, &headers, &body);
    let number = state.requests.fetch_add(1, Ordering::Relaxed);
    let request_id = format!("00000000-0000-4000-8000-{number:012x}");
    if let Some(Effect::Stall(time)) = effect {
        tokio::time::sleep(time).await;
    }
    let (status, text, error) = match outcome {
        Ok(text) => (200, text, None),
        Err(refusal) => {
            let refusal = refusal.in_words_of(service);
            (refusal.status, refusal.body(service, &request_id), Some(refusal.code))
        }
    };
    let content_type = match service {
        Service::Sts | Service::Iam => "text/xml",
        Service::S3 => "application/xml",
        rest if rest.is_rest() => "application/json",
        _ => "application/x-amz-json-1.1",
    };
    let (content_type, body) = match effect {
        Some(Effect::NotJson) => ("text/html", Body::from(PORTAL)),
        Some(Effect::Truncate) => (content_type, Body::new(Broken::truncated(&text))),
        Some(Effect::Reset) => (content_type, Body::new(Broken::reset())),
        _ => (content_type, Body::from(text)),
    };
    let response = Response::builder()
        .status(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST))
        .header("content-type", content_type)
        .header("x-amzn-requestid", request_id);
    let response = match error.filter(|_| service.is_rest()) {
        Some(code) => response.header("x-amzn-errortype", code),
        None => response,
    };
    response.body(body).unwrap_or_default()
}
