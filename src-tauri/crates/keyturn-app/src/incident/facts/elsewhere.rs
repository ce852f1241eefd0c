//! What else those who read it read within the window: where the incident may grow to.

use keyturn_domain::arn::SecretArn;
use keyturn_store::{ObjectReads, Reader, StoreError};
use keyturn_trail::principal::Principal;
use keyturn_trail::read::Object;

use super::did_read::DidRead;
use super::{Case, Fact, FactGroup, Known, Question, clock, group, known, line, times};

/// Of how many principals it is told: those whose reads stand out first.
const MOST_PRINCIPALS: usize = 50;

pub(super) fn facts(reader: &Reader<'_>, case: &Case, read: &DidRead) -> Result<FactGroup, StoreError> {
    let principals = read.principals();
    let (from, to) = (case.within.from.date_naive(), case.within.to.date_naive());
    let mut facts = Vec::new();
    for (principal, odd) in principals.iter().take(MOST_PRINCIPALS) {
        // What a principal of the incident itself read is told under who read.
        if case.subjects.principals.iter().any(|(known, _)| known == *principal) {
            continue;
        }
        let found = reader.trail().objects_read_by(principal, from, to)?;
        let other = found.into_iter().filter(|one| !one.arn.as_ref().is_some_and(|arn| is_subject(case, arn)));
        facts.extend(other.map(|one| fact(case, principal, *odd, one)));
    }
    let rest = principals.len().saturating_sub(MOST_PRINCIPALS);
    let more = (rest > 0)
        .then(|| format!("Told of the {MOST_PRINCIPALS} most telling readers; {rest} more are under who read it."));
    Ok(group(Question::ReadElsewhere, known::of_trail(reader, case)?.and(more), facts))
}

fn is_subject(case: &Case, arn: &SecretArn) -> bool {
    case.subjects.secrets.contains(arn)
}

fn fact(case: &Case, principal: &Principal, odd: bool, one: ObjectReads) -> Fact {
    let what = match &one.object {
        Object::Secret(name) => name.name.clone(),
        Object::Path(path) => format!("what lies below {path}"),
        Object::Filter(words) => format!("what matches {words}"),
        Object::Instance(id) => format!("the password of {id}"),
        Object::Unknown => "what the record does not name".to_owned(),
    };
    let did = if one.reads == 0 {
        format!("was refused {} for {what}", times(one.denied))
    } else {
        format!("also read {what} {}", times(one.reads))
    };
    Fact {
        key: format!("read_elsewhere {principal} {what}"),
        text: line(&format!("{principal} {did}")),
        detail: format!("by day: first {}, last {}", clock(one.first_at), clock(one.last_at)),
        at: Some(one.last_at),
        known: Known::Days,
        secret: one.arn,
        principal: case.arns.arn(principal),
        odd: odd.then(|| "its reads of what was exposed stand out".to_owned()),
        attached: false,
    }
}
