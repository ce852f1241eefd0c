//! What was changed about what was exposed, or by who is in the incident: values, versions, policies, deletions.

use keyturn_domain::arn::SecretArn;
use keyturn_domain::change::What;
use keyturn_store::{Reader, SeenChange, StoreError};
use keyturn_trail::call::Class;
use keyturn_trail::event::{Event, Outcome};

use super::did_read::place;
use super::{Case, Fact, FactGroup, Known, Question, group, known, line, secret_name};

/// Calls that change something.
const CHANGES: [Class; 5] = [Class::Write, Class::Delete, Class::Policy, Class::Rotation, Class::Trail];

pub(super) fn facts(reader: &Reader<'_>, case: &Case) -> Result<FactGroup, StoreError> {
    let trail = reader.trail();
    let mut facts: Vec<Fact> = Vec::new();
    let within = case.within;
    let in_window = |at| at >= within.from && at <= within.to;
    for arn in &case.subjects.secrets {
        let events = trail.events_on(arn, &CHANGES)?;
        let events = events.iter().filter(|event| in_window(event.at));
        facts.extend(events.map(|event| of_event(case, event, &secret_name(arn), Some(arn))));
        let seen = reader.changes().of(arn)?;
        facts.extend(seen.iter().filter(|change| in_window(change.seen_at)).map(|change| of_sync(arn, change)));
    }
    let mut callers: Vec<_> = case.subjects.principals.iter().map(|(principal, _)| (principal.clone(), None)).collect();
    for key in &case.subjects.keys {
        callers.extend(trail.holders_of_key(key)?.into_iter().map(|principal| (principal, Some(key))));
    }
    for (principal, key) in callers {
        let events = trail.changes_of(&principal, &CHANGES, within)?;
        let with_key = |event: &&Event| key.is_none_or(|key| event.by.access_key.as_ref() == Some(key));
        facts.extend(events.iter().filter(with_key).map(|event| of_event(case, event, &aim(event), None)));
    }
    facts.sort_by_key(|fact| (fact.odd.is_none(), std::cmp::Reverse(fact.at)));
    facts.dedup_by(|a, b| a.key == b.key);
    Ok(group(Question::Changed, known::of_trail(reader, case)?, facts))
}

/// What a call was aimed at, in words. Hostile text.
fn aim(event: &Event) -> String {
    use keyturn_trail::target::Target;
    let words = |target: &Target| match target {
        Target::Secret(name) => name.name.clone(),
        Target::Path { path, .. } => path.clone(),
        Target::Filter { words, .. } => words.clone(),
        Target::Instance(text) | Target::Key(text) | Target::Trail(text) => text.clone(),
    };
    let all: Vec<String> = event.targets.iter().map(words).collect();
    if all.is_empty() { "what the record does not name".to_owned() } else { all.join(", ") }
}

fn of_event(case: &Case, event: &Event, what: &str, secret: Option<&SecretArn>) -> Fact {
    let (ended, odd) = match &event.outcome {
        Outcome::Done => ("", None),
        Outcome::Denied(_) => (", and was refused", Some("refused".to_owned())),
        Outcome::Failed(_) => (", which failed", None),
    };
    let odd = odd.or_else(|| match event.call.class() {
        Class::Policy if ended.is_empty() => Some("who may read was changed".to_owned()),
        Class::Trail if ended.is_empty() => Some("what CloudTrail records was changed".to_owned()),
        _ => None,
    });
    Fact {
        key: format!("changed {}", event.id.0),
        text: line(&format!("{} called {} on {what}{ended}", event.by.principal, event.call.name())),
        detail: line(&format!("from {}", place(&event.from))),
        at: Some(event.at),
        known: Known::Event(event.id.0.clone()),
        secret: secret.cloned(),
        principal: case.arns.arn(&event.by.principal),
        odd,
        attached: false,
    }
}

/// A change that a sync saw: it happened before that.
fn of_sync(arn: &SecretArn, seen: &SeenChange) -> Fact {
    let what = match seen.change.what {
        What::Added => "was first seen",
        What::Value => "got a new value",
        What::Recreated => "was made anew",
        What::Type => "got another type",
        What::Description => "got another description",
        What::Key => "got another key",
        What::Rotation => "got other rotation settings",
        What::Tags => "got other tags",
        What::Replicas => "got other copies",
        What::Pending => "began or ended a rotation",
        What::ResourcePolicy => "got another resource policy",
        What::Deletion => "was marked for deletion, or no longer is",
        What::Gone => "is gone",
        What::Returned => "is back",
    };
    let name = secret_name(arn);
    let is_policy = seen.change.what == What::ResourcePolicy;
    Fact {
        key: format!("changed {arn} {} {}", seen.change.what.code(), seen.seen_at.timestamp_millis()),
        text: line(&format!("{name} {what}")),
        detail: "seen by a sync then: it happened before".to_owned(),
        at: Some(seen.seen_at),
        known: Known::Inventory,
        secret: Some(arn.clone()),
        principal: None,
        odd: is_policy.then(|| "who may read was changed".to_owned()),
        attached: false,
    }
}
