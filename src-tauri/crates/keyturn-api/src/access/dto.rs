//! Principals, secrets and pairs as the contract has them.

use keyturn_app::access::nature::{self, Nature};
use keyturn_app::access::readers::name;
use keyturn_app::access::{Access, Cause, Encryption, Evaluation, Pair, Person, SecretKind};
use keyturn_app::coverage::AccountNames;

use crate::contract::access::{AccessPrincipal, AccessSecret, ReaderDto};

/// Most limits of one reply.
const MOST_LIMITS: usize = 100;

/// Most people named behind one role.
const MOST_PEOPLE: usize = 50;

/// An account's name, where it is known.
pub(super) fn account_name(names: &AccountNames, account: &str) -> Option<String> {
    names.iter().find(|(id, _)| id.as_str() == account).map(|(_, name)| name.clone())
}

/// The code of a nature.
pub(super) fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Human => "human",
        Nature::Workload | Nature::WebIdentity => "workload",
        Nature::AwsService => "aws_service",
        Nature::Unknown => "unknown",
    }
}

/// The code of a standing.
pub(super) fn access(access: Access) -> &'static str {
    match access {
        Access::Can => "can",
        Access::Conditional => "conditional",
        Access::Unknown => "unknown",
        Access::Cannot => "cannot",
    }
}

/// A user or role, by its place.
pub(super) fn principal(evaluation: &Evaluation, names: &AccountNames, at: usize) -> AccessPrincipal {
    let found = &evaluation.world.principals[at];
    AccessPrincipal {
        arn: found.arn.clone(),
        name: name(found),
        account: found.account.clone(),
        account_name: account_name(names, &found.account),
        nature: nature(nature::of(&evaluation.world, found)).to_owned(),
        people: people(evaluation.people(at)),
    }
}

/// Names of people, bounded.
fn people(people: &[Person]) -> Vec<String> {
    let mut names: Vec<String> = people.iter().take(MOST_PEOPLE).map(|person| person.name.clone()).collect();
    if people.len() > MOST_PEOPLE {
        names.push(format!("and {} more", people.len() - MOST_PEOPLE));
    }
    names
}

/// A secret, by its place.
pub(super) fn secret(evaluation: &Evaluation, names: &AccountNames, at: usize) -> AccessSecret {
    let found = &evaluation.world.secrets[at];
    let key = match found.encryption {
        Encryption::Key(number) => Some(&evaluation.world.keys[number]),
        Encryption::None => None,
    };
    let own = |arn: &str| {
        let aliases = key.and_then(|key| key.aliases.as_deref()).unwrap_or_default();
        aliases.iter().find_map(|alias| alias.strip_prefix("alias/")).map_or_else(|| arn.to_owned(), str::to_owned)
    };
    // A key that the inputs do not hold has no state that anybody knows.
    let is_known = |key: &&keyturn_app::access::Key| key.grants_unread != Some(format!("the grants of {}", key.arn));
    AccessSecret {
        arn: found.arn.clone(),
        name: found.name.clone(),
        store: match found.kind {
            SecretKind::Secret => "secretsmanager",
            SecretKind::Parameter => "ssm",
        }
        .to_owned(),
        account: found.account.clone(),
        account_name: account_name(names, &found.account),
        region: found.region.clone(),
        key: key.map(|key| if key.aws_managed { own(&key.arn) } else { key.arn.clone() }),
        key_state: key.filter(|key| !key.aws_managed).filter(is_known).map(|key| key.state.clone()),
    }
}

/// A pair; with its secret where `with_secret`.
pub(super) fn reader(evaluation: &Evaluation, names: &AccountNames, pair: &Pair, with_secret: bool) -> ReaderDto {
    let mut reader = ReaderDto {
        principal: principal(evaluation, names, pair.principal),
        secret: with_secret.then(|| secret(evaluation, names, pair.secret)),
        access: access(pair.access).to_owned(),
        conditions: Vec::new(),
        unknown: Vec::new(),
        chain: pair.chain.iter().map(|role| evaluation.world.principals[*role].arn.clone()).collect(),
        marks: pair.marks.iter().map(|mark| (*mark).to_owned()).collect(),
        through: pair.through.clone(),
        since: pair.since,
        last_read_at: pair.last_read_at,
    };
    for cause in &pair.causes {
        let (list, words) = match cause {
            Cause::Condition { words, .. } => (&mut reader.conditions, words),
            Cause::Unread { what } => (&mut reader.unknown, what),
        };
        if !list.contains(words) {
            list.push(words.clone());
        }
    }
    reader
}

/// What is not known, bounded: accounts that nobody read, then what the evaluation names.
pub(super) fn limits(evaluation: &Evaluation, names: &AccountNames) -> Vec<String> {
    let unread = names.iter().filter(|(id, _)| !evaluation.inputs.iter().any(|input| input.account == id.as_str()));
    let mut limits: Vec<String> = unread
        .map(|(id, name)| {
            format!("{name} ({id}): its users, roles and policies were not read: who they are is not known.")
        })
        .collect();
    let room = MOST_LIMITS.saturating_sub(limits.len());
    limits.extend(evaluation.limits.iter().take(room).cloned());
    if evaluation.limits.len() > room {
        limits.push(format!("And {} more like these.", evaluation.limits.len() - room));
    }
    limits
}

/// A number as the contract has it.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
