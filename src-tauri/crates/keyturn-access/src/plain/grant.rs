//! Grants on a key: they allow beside its policy, within their constraints.
//!
//! <https://docs.aws.amazon.com/kms/latest/developerguide/grants.html>

use super::decide::Policies;
use super::principal::grantee;
use super::standing::{Cause, Match, Standing};
use super::statement::{Answer, Said};
use crate::keys::Class;
use crate::place::Place;
use crate::policy::Effect;
use crate::request::{Known, Request};
use crate::world::Grant;

/// What the grants allow the caller itself, and what they hand over to its account.
pub(super) fn granted(policies: &Policies<'_>, request: &Request, answers: &mut Vec<Answer>) -> (Standing, Standing) {
    let unread = policies.grants_unread.clone().map(|what| Standing::open(Cause::Unread { what }));
    let mut itself = unread.unwrap_or_else(|| Standing::sure(false));
    let mut account = Standing::sure(false);
    let operation = request.action.split(':').nth(1).unwrap_or_default();
    for (key, grant) in &policies.grants {
        let (names, hands_over) = grantee(&grant.grantee, &request.caller);
        let covers = grant.operations.iter().any(|known| known.eq_ignore_ascii_case(operation));
        if !covers || (names == Match::No && hands_over == Match::No) {
            continue;
        }
        let within = constraints(grant, request);
        let holds = within.clone().standing().and(Match::any([names.clone(), hands_over.clone()]).standing()).access();
        answers.push(Answer {
            place: Place::Grant { key: (*key).to_owned(), id: grant.id.clone() },
            statements: vec![Said {
                index: 0,
                sid: grant.name.clone(),
                effect: Effect::Allow,
                holds,
                faulty: false,
                conditions: Vec::new(),
            }],
        });
        itself = itself.or(names.standing().and(within.clone().standing()));
        account = account.or(hands_over.standing().and(within.standing()));
    }
    (itself, account)
}

/// Whether the call's encryption context is what the grant asks for. Names are compared without regard to case.
fn constraints(grant: &Grant, request: &Request) -> Match {
    let pair = |(name, value): &(String, String)| {
        let key = format!("kms:EncryptionContext:{name}");
        match request.key(&key) {
            Known::Values(values) => Match::sure(values.contains(value)),
            Known::Missing(what) => Match::Open(Cause::Unread { what }),
            Known::Open(class) => {
                Match::Open(Cause::Condition { key, class, words: format!("only with {name} {value}") })
            }
            Known::Prefix(_) | Known::Absent => Match::No,
        }
    };
    let exact = grant.context_equals.as_deref().map(|equals| {
        let carried = match request.key("kms:EncryptionContextKeys") {
            Known::Values(names) => names,
            _ => Vec::new(),
        };
        carried.iter().all(|name| equals.iter().any(|(wanted, _)| wanted.eq_ignore_ascii_case(name)))
    });
    let pairs = grant.context_equals.iter().chain(&grant.context_subset).flatten();
    // A grant to a service on behalf of a resource holds for that service's calls alone.
    let for_service = grant.source_arn.as_ref().map(|source| match request.key("aws:SourceArn") {
        Known::Values(values) => Match::sure(values.contains(source)),
        Known::Open(class @ (Class::Call | Class::Network | Class::Session)) => Match::Open(Cause::Condition {
            key: "aws:SourceArn".to_owned(),
            class,
            words: format!("only for {source}"),
        }),
        _ => Match::No,
    });
    let parts = pairs.map(pair).chain(for_service).chain(exact.map(Match::sure));
    Match::any(parts.map(Match::not)).not()
}
