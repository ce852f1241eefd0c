//! Readers, what they read, and single events, as the contract has them.

use keyturn_app::coverage::AccountNames;
use keyturn_app::trail::FoundEvent;
use keyturn_app::trail::event::Outcome;
use keyturn_app::trail::origin::{Origin, Source};
use keyturn_app::trail::principal::{Nature, Principal};
use keyturn_app::trail::read::Object;
use keyturn_app::trail::target::{SecretName, Target};
use keyturn_domain::arn::SecretArn;

use crate::contract::reads::EventRow;
use crate::contract::trail::{ObjectDto, PrincipalDto};

/// A reader whose nature the records show.
pub(crate) fn principal(principal: &Principal, nature: Nature, names: &AccountNames) -> PrincipalDto {
    PrincipalDto {
        account: principal.account.as_ref().map(ToString::to_string),
        account_name: principal.account.as_ref().and_then(|id| names.get(id)).cloned(),
        name: principal.name.clone(),
        nature: code(nature).to_owned(),
    }
}

/// A reader of whom only the name is at hand.
pub(crate) fn named(reader: &Principal, names: &AccountNames) -> PrincipalDto {
    principal(reader, nature(reader), names)
}

fn code(nature: Nature) -> &'static str {
    match nature {
        Nature::Human => "human",
        Nature::Workload => "workload",
        Nature::AwsService => "aws_service",
        Nature::WebIdentity => "web_identity",
        Nature::Unknown => "unknown",
    }
}

/// What a name alone shows: Identity Center's roles are people's, an IAM user may be either.
fn nature(principal: &Principal) -> Nature {
    let begins = |with: &[&str]| with.iter().any(|start| principal.name.starts_with(start));
    if principal.name == "root" || begins(&["role/AWSReservedSSO_", "saml-user/", "identity-center/"]) {
        Nature::Human
    } else if begins(&["role/"]) {
        Nature::Workload
    } else if begins(&["service/"]) {
        Nature::AwsService
    } else if begins(&["web-identity/"]) {
        Nature::WebIdentity
    } else {
        Nature::Unknown
    }
}

/// One secret, with the inventory's identity of it where that is known.
pub(crate) fn secret(name: &SecretName, arn: Option<&SecretArn>) -> ObjectDto {
    ObjectDto {
        kind: "secret".to_owned(),
        name: name.name.clone(),
        store: Some(name.store.code().to_owned()),
        account: Some(name.account.to_string()),
        region: Some(name.region.to_string()),
        arn: arn.map(ToString::to_string),
    }
}

/// Something that is no single secret.
fn other(kind: &str, name: &str) -> ObjectDto {
    ObjectDto { kind: kind.to_owned(), name: name.to_owned(), store: None, account: None, region: None, arn: None }
}

/// What was read.
pub(crate) fn object(object: &Object, arn: Option<&SecretArn>) -> ObjectDto {
    match object {
        Object::Secret(name) => secret(name, arn),
        Object::Path(path) => other("path", path),
        Object::Filter(words) => other("filter", words),
        Object::Instance(id) => other("instance", id),
        Object::Unknown => other("unknown", ""),
    }
}

/// What a call was aimed at.
pub(crate) fn target(target: &Target, arn: Option<&SecretArn>) -> ObjectDto {
    match target {
        Target::Secret(name) => secret(name, arn),
        Target::Path { path, .. } => other("path", path),
        Target::Filter { words, .. } => other("filter", words),
        Target::Instance(id) => other("instance", id),
        Target::Key(key) => other("key", key),
        Target::Trail(trail) => other("trail", trail),
    }
}

/// A source in a word; empty where the record does not say.
pub(crate) fn source(source: &Source) -> String {
    match source {
        Source::Address(address) => address.to_string(),
        Source::Service(text) | Source::Other(text) => text.clone(),
        Source::Unknown => String::new(),
    }
}

/// Where a call came from in a word: the VPC endpoint, whose private addresses mean nothing outside, or the source.
pub(crate) fn origin(origin: &Origin) -> String {
    origin.vpc_endpoint.clone().unwrap_or_else(|| source(&origin.source))
}

/// One event.
pub(crate) fn event(found: &FoundEvent, names: &AccountNames) -> EventRow {
    let event = &found.event;
    let (outcome, error) = match &event.outcome {
        Outcome::Done => ("done", None),
        Outcome::Denied(code) => ("denied", Some(code)),
        Outcome::Failed(code) => ("failed", Some(code)),
    };
    let arns = found.arns.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    EventRow {
        id: event.id.0.clone(),
        at: event.at,
        account: event.account.to_string(),
        account_name: names.get(&event.account).cloned(),
        region: event.region.to_string(),
        call: event.call.name().to_owned(),
        class: event.call.class().code().to_owned(),
        principal: principal(&event.by.principal, event.by.nature, names),
        session: event.by.session.clone(),
        person: event.by.person.clone(),
        source: source(&event.from.source),
        vpc_endpoint: event.from.vpc_endpoint.clone(),
        agent: event.agent.0.clone(),
        objects: event.targets.iter().zip(arns).map(|(one, arn)| target(one, arn)).collect(),
        outcome: outcome.to_owned(),
        error: error.filter(|code| !code.is_empty()).cloned(),
        finding: found.finding.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_shows_a_nature_or_none() {
        for (name, expect) in [
            ("root", "human"),
            ("role/AWSReservedSSO_Developers_0123456789abcdef", "human"),
            ("role/ci-deploy", "workload"),
            ("user/ann", "unknown"),
            ("service/lambda.amazonaws.com", "aws_service"),
            ("web-identity/token.actions.githubusercontent.com", "web_identity"),
            ("identity-center/ann", "human"),
            ("rooted", "unknown"),
            ("", "unknown"),
        ] {
            let found = named(&Principal { account: None, name: name.to_owned() }, &AccountNames::new());
            assert_eq!(found.nature, expect, "{name}");
        }
    }
}
