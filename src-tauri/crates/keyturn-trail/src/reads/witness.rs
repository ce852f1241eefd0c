//! What decryptions show: a store asks KMS for every secret it opens, and names the secret in the encryption context.
//!
//! <https://docs.aws.amazon.com/kms/latest/developerguide/services-secrets-manager.html>

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::store::Store;

use super::distinct::Told;
use super::{Draft, PAGES, WITNESS, Wide, is_same_name, is_through, secrets};
use crate::event::Event;
use crate::principal::{Nature, Principal};
use crate::read::{Object, Way};
use crate::target::{SecretName, Target};

/// Drafts of one caller and one secret, by time: when, and which.
pub(super) type BySecret = HashMap<(Principal, SecretName), Vec<(DateTime<Utc>, usize)>>;

/// The drafts by caller and secret.
pub(super) fn by_secret(drafts: &[Draft<'_>]) -> BySecret {
    let mut found = BySecret::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Object::Secret(secret) = &draft.object {
            let key = (draft.event.by.principal.clone(), secret.clone());
            found.entry(key).or_default().push((draft.at, at));
        }
    }
    for drafts in found.values_mut() {
        drafts.sort_unstable();
    }
    found
}

/// The drafts of the same caller and secret around an event.
pub(super) fn candidates<'k>(
    known: &'k BySecret,
    event: &'k Event,
    drafts: &'k [Draft<'_>],
    around: TimeDelta,
) -> impl Iterator<Item = usize> + 'k {
    let key = secrets(event).next().map(|secret| (event.by.principal.clone(), secret.clone()));
    let list = key.and_then(|key| known.get(&key)).map_or(&[][..], Vec::as_slice);
    let from = list.partition_point(|(at, _)| *at < event.at - around);
    let near = list.get(from..).unwrap_or_default().iter().take_while(move |(at, _)| *at <= event.at + around);
    near.map(|(_, index)| *index)
        .filter(|index| drafts.get(*index).is_some_and(|draft| is_same_name(&draft.event.by, &event.by)))
}

/// The draft that lies nearest; of two the earlier.
pub(super) fn nearest(
    at: DateTime<Utc>,
    candidates: impl Iterator<Item = usize>,
    drafts: &[Draft<'_>],
) -> Option<usize> {
    candidates.min_by_key(|index| drafts.get(*index).map(|draft| (draft.event.at - at).abs()))
}

/// Gives each decryption to the read, the path, the filter or the write that explains it, and makes a read of what is
/// left and was made by a store for somebody.
pub(super) fn attribute<'e>(
    decryptions: &[&Told<'e>],
    writes: &[&Event],
    drafts: &mut Vec<Draft<'e>>,
    wides: &mut [Wide<'e>],
) {
    let known = by_secret(drafts);
    let wide_by: HashMap<Principal, Vec<usize>> =
        wides.iter().enumerate().fold(HashMap::new(), |mut found, (i, wide)| {
            found.entry(wide.told.event.by.principal.clone()).or_insert_with(Vec::new).push(i);
            found
        });
    let mut written: HashMap<(&Principal, &SecretName), Vec<DateTime<Utc>>> = HashMap::new();
    for write in writes {
        for secret in secrets(write) {
            written.entry((&write.by.principal, secret)).or_default().push(write.at);
        }
    }
    for one in decryptions {
        let event = one.event;
        let Some(secret) = secrets(event).next() else { continue };
        let unseen = candidates(&known, event, drafts, WITNESS)
            .filter(|index| drafts.get(*index).is_some_and(|draft| !draft.witnessed || draft.way == Way::History));
        let explained = nearest(event.at, unseen, drafts);
        let explained = explained.map(Place::Draft).or_else(|| {
            let near = wide_by.get(&event.by.principal).map_or(&[][..], Vec::as_slice);
            covering(near, event, secret, wides).map(Place::Wide)
        });
        let again = || nearest(event.at, candidates(&known, event, drafts, WITNESS), drafts).map(Place::Draft);
        match explained.or_else(again) {
            Some(Place::Draft(found)) => {
                if let Some(draft) = drafts.get_mut(found) {
                    draft.add(one);
                    draft.witnessed = true;
                    draft.decrypted = true;
                }
            }
            Some(Place::Wide(found)) => {
                if let Some(wide) = wides.get_mut(found) {
                    match wide.opened.iter_mut().find(|(known, _)| known == secret) {
                        Some((_, decryptions)) => decryptions.push((*one).clone()),
                        None => wide.opened.push((secret.clone(), vec![(*one).clone()])),
                    }
                }
            }
            None => {
                let by_store = is_through(&event.by, "ssm") || is_through(&event.by, "secretsmanager");
                let of_writing = written
                    .get(&(&event.by.principal, secret))
                    .and_then(|times| times.get(times.partition_point(|at| *at < event.at - WITNESS)))
                    .is_some_and(|at| *at <= event.at + WITNESS);
                if by_store && !of_writing && event.by.nature != Nature::AwsService {
                    drafts.push(Draft::new(one, Object::Secret(secret.clone()), Way::Decrypt));
                }
            }
        }
    }
}

/// What explains a decryption.
enum Place {
    Draft(usize),
    Wide(usize),
}

/// The last call by path or filter before a decryption that can have given the secret out, else the next one after it.
/// `near` are the caller's calls, by time.
fn covering(near: &[usize], event: &Event, secret: &SecretName, wides: &[Wide<'_>]) -> Option<usize> {
    let at = |index: &usize| wides.get(*index).map(|wide| wide.told.event.at);
    let from = near.partition_point(|index| at(index).is_some_and(|at| at < event.at - PAGES));
    let until = near.partition_point(|index| at(index).is_some_and(|at| at <= event.at + WITNESS));
    let around = near.get(from..until).unwrap_or_default().iter().copied();
    around
        .filter(|index| {
            wides.get(*index).is_some_and(|wide| {
                !wide.answered
                    && is_same_name(&wide.told.event.by, &event.by)
                    && wide.told.event.account == secret.account
                    && wide.told.event.region == secret.region
                    && wide.told.event.targets.iter().any(|target| may_give(target, secret))
            })
        })
        .min_by_key(|index| {
            let apart = wides.get(*index).map_or(TimeDelta::MAX, |wide| event.at - wide.told.event.at);
            (apart < TimeDelta::zero(), apart.abs())
        })
}

/// Whether a path or filter can give a secret out.
fn may_give(target: &Target, secret: &SecretName) -> bool {
    match target {
        Target::Path { path, recursive } => {
            let path = path.trim_matches('/');
            let name = secret.name.trim_start_matches('/');
            let below = if path.is_empty() {
                Some(name)
            } else {
                name.strip_prefix(path).and_then(|rest| rest.strip_prefix('/'))
            };
            secret.store == Store::ParameterStore && below.is_some_and(|rest| *recursive || !rest.contains('/'))
        }
        Target::Filter { .. } => secret.store == Store::SecretsManager,
        _ => false,
    }
}
