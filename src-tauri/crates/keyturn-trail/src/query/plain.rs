//! What a query means, said over one read: slow, and the measure for the store's SQL.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use keyturn_domain::filter::Pattern;

use super::parse::first_of;
use super::{Ended, Place, Query, Test, TextField};
use crate::call::Class;
use crate::event::Outcome;
use crate::origin::{Origin, Source};
use crate::read::{Object, Read};

/// Whether a read is asked for, at this time of asking.
pub fn matches(query: &Query, read: &Read, now: DateTime<Utc>) -> bool {
    query.terms.iter().all(|term| holds(&term.test, read, now) != term.negated)
}

fn holds(test: &Test, read: &Read, now: DateTime<Utc>) -> bool {
    match test {
        Test::Text(part) => {
            let fields =
                [TextField::Secret, TextField::Principal, TextField::Session, TextField::Person, TextField::Agent];
            let source = source_text(&read.from);
            fields.iter().filter_map(|field| value(*field, read)).chain(source).any(|value| contains(value, part))
        }
        Test::Field(field, patterns) => value(*field, read).is_some_and(|value| {
            let whole = matches!(field, TextField::Account | TextField::Region);
            patterns.iter().any(|pattern| is_like(value, pattern, whole))
        }),
        Test::Source(sources) => sources.iter().any(|source| comes_from(&read.from, source)),
        Test::Outcome(ends) => ends.contains(&match read.outcome {
            Outcome::Done => Ended::Done,
            Outcome::Denied(_) => Ended::Denied,
            Outcome::Failed(_) => Ended::Failed,
        }),
        Test::Way(ways) => ways.contains(&read.way),
        Test::Class(classes) => classes.contains(&Class::Read),
        Test::Since(when) => read.at >= when.since(now),
        Test::Until(when) => read.at < when.until(now),
    }
}

/// A field's text; `None` where the read has none, so that no pattern matches and its negation does.
fn value(field: TextField, read: &Read) -> Option<&str> {
    match field {
        TextField::Secret => match &read.object {
            Object::Secret(secret) => Some(&secret.name),
            Object::Path(text) | Object::Filter(text) | Object::Instance(text) => Some(text),
            Object::Unknown => None,
        },
        TextField::Principal => Some(&read.by.principal.name),
        TextField::Person => read.by.person.as_deref(),
        TextField::Session => read.by.session.as_deref(),
        TextField::Agent => Some(read.agent.as_str()),
        TextField::Account => Some(read.account.as_str()),
        TextField::Region => Some(read.region.as_str()),
    }
}

/// The text of a source that is no address. An address is asked for by network: as text it has many spellings.
fn source_text(origin: &Origin) -> Option<&str> {
    match &origin.source {
        Source::Service(text) | Source::Other(text) => Some(text),
        Source::Address(_) | Source::Unknown => None,
    }
}

fn comes_from(origin: &Origin, from: &Place) -> bool {
    match from {
        Place::Network(first, prefix) => match origin.source {
            Source::Address(address) => is_in(address, *first, *prefix),
            _ => false,
        },
        Place::Pattern(pattern) => {
            let address = match &origin.source {
                Source::Address(address) => Some(address.to_string()),
                _ => None,
            };
            let texts = [origin.vpc_endpoint.as_deref(), source_text(origin), address.as_deref()];
            texts.into_iter().flatten().any(|text| is_like(text, pattern, false))
        }
    }
}

fn is_in(address: IpAddr, first: IpAddr, prefix: u8) -> bool {
    address.is_ipv4() == first.is_ipv4() && first_of(address, prefix) == first
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// Whether a text matches: whole where there is a `*` or `whole` says so, else by containing.
fn is_like(text: &str, Pattern(pattern): &Pattern, whole: bool) -> bool {
    if !pattern.contains('*') {
        return if whole { text.to_lowercase() == pattern.to_lowercase() } else { contains(text, pattern) };
    }
    let (text, pattern) = (text.to_lowercase(), pattern.to_lowercase());
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = &parts[..] else { return false };
    let Some(mut rest) = text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    middle.iter().all(|part| {
        let found = rest.find(part).and_then(|at| rest.get(at + part.len()..));
        rest = found.unwrap_or_default();
        found.is_some()
    })
}
