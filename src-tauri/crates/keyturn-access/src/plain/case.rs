//! One case on its own: a call with its policies, as a file that a person writes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::decide::{Policies, Ruling, Step, decide};
use super::read::{Decision, decision};
use super::statement::{Answer, Asked};
use crate::place::Place;
use crate::policy::{Document, Fault, Kind, Parsed, parse};
use crate::request::{Caller, Facts, Known, Request};

/// A case in the form that open policy simulators take.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Case {
    request: Asks,
    identity_policies: Vec<Value>,
    permission_boundaries: Vec<Value>,
    session_policy: Value,
    resource_policy: Value,
    service_control_policies: Vec<Level>,
    resource_control_policies: Vec<Level>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asks {
    principal: String,
    action: String,
    resource: Target,
    context: Map<String, Value>,
    /// Whether keys that the context does not hold may be there: a decision in three values.
    open: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Target {
    resource: String,
    account_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Level {
    org_identifier: String,
    policies: Vec<Value>,
}

/// A case that cannot be decided.
#[derive(Debug, thiserror::Error)]
pub enum BadCase {
    /// Not JSON, or not of this form.
    #[error("not a case: {0}")]
    Shape(#[from] serde_json::Error),
    /// No principal, action or resource.
    #[error("a case names a principal's ARN, an action and a resource")]
    Incomplete,
}

/// The answer in AWS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Response {
    /// It is allowed.
    Allowed,
    /// Nothing allows it, or something that must does not.
    ImplicitlyDenied,
    /// A statement denies it.
    ExplicitlyDenied,
    /// By conditions or by what could not be understood: the decision tells.
    Undecided,
}

/// A decided case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// In AWS's words.
    pub response: Response,
    /// In four values, with what it hangs on.
    pub decision: Decision,
    /// What keeps it from being allowed surely, in AWS's order.
    pub blocked_by: Vec<Step>,
    /// What each policy answered.
    pub answers: Vec<Answer>,
    /// What in the policies was not understood.
    pub faults: Vec<Fault>,
}

/// Decides one case.
pub fn check(text: &str) -> Result<Checked, BadCase> {
    let case: Case = serde_json::from_str(text)?;
    let asks = &case.request;
    if asks.principal.is_empty() || asks.action.is_empty() || asks.resource.resource.is_empty() {
        return Err(BadCase::Incomplete);
    }
    let mut faults = Vec::new();
    let mut read = |values: &[Value], kind: Kind, of: &str| -> Vec<Document> {
        let mut found = Vec::new();
        for (number, value) in values.iter().enumerate().filter(|(_, value)| !value.is_null()) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let mut parsed = parse(&text).unwrap_or_else(|why| Parsed::unreadable(&why));
            parsed.faults.extend(parsed.document.check_as(kind));
            let here = |fault: Fault| Fault { place: format!("{of}[{number}].{}", fault.place), ..fault };
            faults.extend(parsed.faults.into_iter().map(here));
            found.push(parsed.document);
        }
        found
    };
    let one_or_many = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    let identity = read(&case.identity_policies, Kind::Identity, "identityPolicies");
    let boundary = read(&case.permission_boundaries, Kind::Identity, "permissionBoundaries");
    let session = read(&one_or_many(&case.session_policy), Kind::Identity, "sessionPolicy");
    let resource = read(&one_or_many(&case.resource_policy), Kind::Resource, "resourcePolicy");
    let mut levels = |levels: &[Level], kind, of| -> Vec<(String, Vec<Document>)> {
        levels.iter().map(|level| (level.org_identifier.clone(), read(&level.policies, kind, of))).collect()
    };
    let service = levels(&case.service_control_policies, Kind::ServiceControl, "serviceControlPolicies");
    let control = levels(&case.resource_control_policies, Kind::ResourceControl, "resourceControlPolicies");

    let request = request(asks, !boundary.is_empty());
    let of_resource = if request.service() == "kms" {
        Place::Key { arn: request.resource.clone() }
    } else {
        Place::Resource { arn: request.resource.clone() }
    };
    let mut own = Vec::new();
    for (number, document) in identity.iter().enumerate() {
        own.push(Asked { place: Place::Inline { name: format!("identityPolicies[{number}]") }, document });
    }
    let mut service_control = Vec::new();
    for (target, documents) in &service {
        let place = Place::ServiceControl { target: target.clone(), name: None };
        service_control.push(documents.iter().map(|document| Asked { place: place.clone(), document }).collect());
    }
    let mut resource_control = Vec::new();
    for (target, documents) in &control {
        let place = Place::ResourceControl { target: target.clone(), name: None };
        resource_control.extend(documents.iter().map(|document| Asked { place: place.clone(), document }));
    }
    let policies = Policies {
        identity: own,
        boundary: named(&boundary, &Place::Boundary { arn: "permissionBoundaries".to_owned() }),
        session: named(&session, &Place::Session),
        service_control,
        resource_control,
        resource: named(&resource, &of_resource),
        grants: Vec::new(),
        grants_unread: None,
    };
    let Ruling { standing, undenied, blocked_by, answers } = decide(&request, &policies);
    let response = match (standing.lo, standing.hi, undenied.hi) {
        (true, ..) => Response::Allowed,
        (_, _, false) => Response::ExplicitlyDenied,
        (_, false, _) => Response::ImplicitlyDenied,
        _ => Response::Undecided,
    };
    Ok(Checked { response, decision: decision(&standing), blocked_by, answers, faults })
}

fn request(asks: &Asks, bounded: bool) -> Request {
    let mut facts = if asks.open { Facts::open() } else { Facts::closed() };
    for (key, value) in &asks.context {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values = match value {
            Value::Array(values) => values.iter().map(text).collect(),
            one => vec![text(one)],
        };
        facts.set(key, Known::Values(values));
    }
    Request {
        caller: Caller::of(&asks.principal, bounded),
        action: asks.action.clone(),
        resource: asks.resource.resource.clone(),
        also: None,
        resource_account: asks.resource.account_id.clone(),
        facts,
    }
}

/// Documents that all stand in one place.
fn named<'a>(documents: &'a [Document], place: &Place) -> Vec<Asked<'a>> {
    documents.iter().map(|document| Asked { place: place.clone(), document }).collect()
}
