//! What a call was aimed at: from the request, the answer's identity, the list of resources, or the error's words.

use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::store::Store;

use super::loose::{Many, Text};
use super::raw::{Filter, Raw, Request};
use super::text::{NAME, SESSION, WORDS, bounded};
use crate::call::{Call, Class};
use crate::event::Outcome;
use crate::resolve::Index;
use crate::target::{SecretName, Target};

/// Secrets Manager tests a key with this in the place of an ARN when it makes a secret.
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>
const KEY_TEST: &str = "RequestToValidateKeyAccess";

/// Where a record was written, and what is known: names without an ARN belong there.
struct Here<'a> {
    account: &'a AccountId,
    region: &'a Region,
    known: &'a Index,
}

impl Here<'_> {
    fn secret(&self, id: &str) -> Option<Target> {
        let id = id.get(..id.floor_char_boundary(NAME))?;
        SecretName::of_secret_id(id, self.account, self.region, self.known).map(Target::Secret)
    }

    fn parameter(&self, name: &str) -> Option<Target> {
        let name = name.get(..name.floor_char_boundary(NAME))?;
        SecretName::of_parameter(name, self.account, self.region, self.known).map(Target::Secret)
    }
}

/// The targets of a record; `None` where it shows that the record is not wanted: a decryption of no secret, public
/// parameters alone.
pub(super) fn targets(
    raw: &Raw<'_>,
    call: Call,
    outcome: &Outcome,
    account: &AccountId,
    region: &Region,
    known: &Index,
) -> Option<Vec<Target>> {
    let here = Here { account, region, known };
    if call == Call::Decrypt {
        return decrypted(raw, &here);
    }
    let nothing = Request::default();
    let request = raw.request_parameters.0.as_ref().unwrap_or(&nothing);
    let refused = *outcome != Outcome::Done;
    let named = match (call, call.service()) {
        (Call::BatchGetSecretValue, _) if !request.secret_id_list.0.is_empty() => {
            request.secret_id_list.iter().filter_map(|id| here.secret(id)).collect()
        }
        (Call::BatchGetSecretValue | Call::ListSecrets, _) => filtered(raw, &[&request.filters], refused),
        (Call::DescribeParameters, _) => filtered(raw, &[&request.filters, &request.parameter_filters], refused),
        (Call::CreateSecret, _) => request.name.get().and_then(|name| here.secret(name)).into_iter().collect(),
        (Call::GetParametersByPath, _) => path(request.path.get(), request.recursive.0).into_iter().collect(),
        (Call::PutParameterPolicy | Call::DeleteParameterPolicy, _) => {
            request.resource_arn.get().and_then(|arn| here.parameter(arn)).into_iter().collect()
        }
        (Call::GetPasswordData, _) => {
            request.instance_id.get().map(|id| Target::Instance(bounded(id, SESSION))).into_iter().collect()
        }
        (_, "secretsmanager") => request.secret_id.get().and_then(|id| here.secret(id)).into_iter().collect(),
        (_, "ssm") => return parameters(raw, request, &here),
        (_, "kms") => request.key_id.get().map(|id| Target::Key(bounded(id, WORDS))).into_iter().collect(),
        (_, "cloudtrail") => {
            let name = request.name.or(&request.trail_name);
            name.map(|name| Target::Trail(bounded(name, WORDS))).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if !named.is_empty() {
        return Some(named);
    }
    let told = answered(raw, call, &here).or_else(|| refused.then(|| in_error(raw, call, &here)).flatten());
    Some(told.into_iter().collect())
}

/// Parameters by name. A record that asks for public ones alone is not wanted.
fn parameters(raw: &Raw<'_>, request: &Request<'_>, here: &Here<'_>) -> Option<Vec<Target>> {
    let mut names = request.name.get().into_iter().chain(request.names.iter()).peekable();
    if names.peek().is_some() {
        let mut found: Vec<Target> = names.filter_map(|name| here.parameter(name)).collect();
        found.sort();
        found.dedup();
        return (!found.is_empty()).then_some(found);
    }
    // Without a request: the list of resources, or the error's words.
    let listed = raw.resources.0.iter().filter_map(|resource| resource.upper.or(&resource.lower));
    let listed: Vec<Target> = listed.filter_map(|arn| here.parameter(arn)).collect();
    if !listed.is_empty() {
        return Some(listed);
    }
    let message = raw.error_message.get().and_then(resource_in);
    if message.is_some_and(|resource| resource.contains(":parameter/aws/service/")) {
        return None;
    }
    Some(message.and_then(|resource| here.parameter(resource)).into_iter().collect())
}

/// The secret or parameter of a decryption's encryption context; its names are compared in any case.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/services-secrets-manager.html>
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html>
fn decrypted(raw: &Raw<'_>, here: &Here<'_>) -> Option<Vec<Target>> {
    let context = &raw.request_parameters.0.as_ref()?.encryption_context;
    let secret = context.get("SecretARN").or_else(|| context.get("aws:secretsmanager:arn"));
    if let Some(arn) = secret.filter(|arn| *arn != KEY_TEST) {
        return here.secret(arn).map(|target| vec![target]);
    }
    context.get("PARAMETER_ARN").and_then(|arn| here.parameter(arn)).map(|target| vec![target])
}

/// The filters of a listing or a batch in words: `tag-key=!x; name=prod,dev`, or `all` where there are none. A refused
/// call's request is not recorded, so that nothing is known of it.
fn filtered(raw: &Raw<'_>, lists: &[&Many<Filter<'_>>], refused: bool) -> Vec<Target> {
    if refused && raw.request_parameters.0.is_none() {
        return Vec::new();
    }
    let filters: Vec<&Filter<'_>> = lists.iter().flat_map(|list| &list.0).collect();
    // A value that begins with `!` excludes, and an empty one is a prefix of all.
    let catch_all =
        filters.iter().all(|filter| filter.values.iter().all(|value| value.is_empty() || value.starts_with('!')));
    let words: Vec<String> = filters
        .iter()
        .map(|filter| {
            let values: Vec<&str> = filter.values.iter().collect();
            format!("{}={}", filter.key.get().unwrap_or("any"), values.join(","))
        })
        .collect();
    let words = if words.is_empty() { "all".to_owned() } else { bounded(&words.join("; "), WORDS) };
    vec![Target::Filter { words, catch_all }]
}

fn path(path: Option<&str>, recursive: bool) -> Option<Target> {
    path.map(|path| Target::Path { path: bounded(path.trim(), NAME), recursive })
}

/// What the answer names, or a rotation event's own members: `SecretId` with the whole ARN.
fn answered(raw: &Raw<'_>, call: Call, here: &Here<'_>) -> Option<Target> {
    if call.service() != "secretsmanager" {
        return None;
    }
    let answer = raw.response_elements.0.as_ref();
    let arn = answer.and_then(|answer| [&answer.lower, &answer.mixed, &answer.upper].into_iter().find_map(Text::get));
    let members = raw.additional_event_data.0.iter().chain(&raw.service_event_details.0);
    let of_event = || members.map(|(_, value)| &**value).find(|value| value.contains(":secretsmanager:"));
    let listed = || raw.resources.0.iter().find_map(|resource| resource.upper.or(&resource.lower));
    here.secret(arn.or_else(of_event).or_else(listed).filter(|text| text.starts_with("arn:"))?)
}

/// What the words of a refusal name: an ARN, or for Secrets Manager the id as it was asked for.
fn in_error(raw: &Raw<'_>, call: Call, here: &Here<'_>) -> Option<Target> {
    let resource = resource_in(raw.error_message.get()?)?;
    match (call, call.service()) {
        (Call::ListSecrets | Call::BatchGetSecretValue, _) => {
            resource.contains(":secret:").then(|| here.secret(resource)).flatten()
        }
        (Call::GetParametersByPath, _) => {
            let Some(Target::Secret(SecretName { store: Store::ParameterStore, name, .. })) = here.parameter(resource)
            else {
                return resource.ends_with(":parameter/").then(|| path(Some("/"), false)).flatten();
            };
            let slash = if name.starts_with('/') { "" } else { "/" };
            path(Some(&format!("{slash}{name}")), false)
        }
        (_, "secretsmanager") if resource != "*" => here.secret(resource),
        (_, "kms") if resource.contains(":key/") => Some(Target::Key(bounded(resource, WORDS))),
        (_, "cloudtrail") if call.class() == Class::Trail => {
            let name = resource.rsplit_once(":trail/").map_or(resource, |(_, name)| name);
            Some(Target::Trail(bounded(name, WORDS)))
        }
        _ => None,
    }
}

/// `… is not authorized to perform: ssm:GetParameter on resource: X because …`.
fn resource_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("on resource: ")?;
    let resource = rest.split(char::is_whitespace).next()?.trim_end_matches(['.', ',', ';', '"', '\'']);
    (!resource.is_empty()).then_some(resource)
}
