//! From events to reads: each read once, whatever number of records tell of it, and whatever order they came in.
//!
//! The events are first made distinct and put in order, so that nothing below depends on how they arrived. Then, for one
//! caller and within seconds of each other:
//!
//! - a batch and the single reads that AWS records beside it are those single reads;
//! - a batch of named secrets without single reads is a read of each;
//! - a secret read through Parameter Store is one read, though both services record it;
//! - a decryption is the witness of the named read that explains it, or says which secret a path or a filter gave out, or
//!   is what writing the secret takes;
//! - a decryption that nothing explains, made by a store for somebody, is a read by itself: the trail lacks its call.

mod distinct;
mod witness;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use self::distinct::{Told, distinct};
use crate::call::{Call, Class};
use crate::event::{Event, EventId, Outcome};
use crate::principal::{Actor, Principal};
use crate::read::{Object, Read, Way};
use crate::target::{SecretName, Target};

/// How far a batch and its single reads lie apart: CloudTrail's times are whole seconds.
const BATCH: TimeDelta = TimeDelta::seconds(2);
/// How far a read and what another service records of it lie apart.
const WITNESS: TimeDelta = TimeDelta::seconds(5);
/// How long after a call by path or filter its decryptions come, page by page.
const PAGES: TimeDelta = TimeDelta::seconds(10);

/// A read in the making.
struct Draft<'e> {
    /// The event that stands for it.
    event: &'e Event,
    at: DateTime<Utc>,
    object: Object,
    way: Way,
    decrypted: bool,
    outcome: Outcome,
    events: Vec<EventId>,
    /// Whether a decryption was recorded for it.
    witnessed: bool,
}

impl<'e> Draft<'e> {
    fn new(told: &Told<'e>, object: Object, way: Way) -> Self {
        let event = told.event;
        Self {
            event,
            at: event.at,
            object,
            way,
            decrypted: event.decrypted,
            outcome: event.outcome.clone(),
            events: told.ids(),
            witnessed: false,
        }
    }

    /// Takes another event that tells of the same read.
    fn add(&mut self, told: &Told<'_>) {
        self.at = self.at.min(told.event.at);
        self.events.extend(told.ids());
    }

    fn read(self) -> Read {
        let event = self.event;
        Read {
            at: self.at,
            account: event.account.clone(),
            region: event.region.clone(),
            by: event.by.clone(),
            from: event.from.clone(),
            agent: event.agent.clone(),
            object: self.object,
            way: self.way,
            decrypted: self.decrypted,
            outcome: self.outcome,
            events: self.events,
        }
    }
}

/// A call that gave out whatever was below a path or matched a filter; decryptions may say what.
struct Wide<'e> {
    told: Told<'e>,
    object: Object,
    way: Way,
    /// Whether single reads already say what it gave out.
    answered: bool,
    /// What decryptions show.
    opened: Vec<(SecretName, Vec<Told<'e>>)>,
}

/// Each event once, in order of time: copies and what was corrected left out.
pub(crate) fn once(events: &[Event]) -> Vec<Event> {
    distinct(events).into_iter().map(|told| told.event.clone()).collect()
}

/// The reads that events tell of, and the refused and failed attempts, by time. The events of other classes help to
/// explain them and give none.
pub fn reads(events: &[Event]) -> Vec<Read> {
    let told = distinct(events);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut wides: Vec<Wide<'_>> = Vec::new();
    let mut batches = batches(&told);
    let mut through_parameters = Vec::new();
    let mut decryptions = Vec::new();
    let mut writes = Vec::new();

    for one in &told {
        let event = one.event;
        match (event.call, event.call.class()) {
            (Call::Decrypt, _) => decryptions.push(one),
            (Call::BatchGetSecretValue, _) => {}
            (Call::GetSecretValue, _) if is_through(&event.by, "ssm") => through_parameters.push(one),
            (Call::GetSecretValue, _) => single(one, &mut batches, &mut drafts),
            (Call::GetParametersByPath, _) => wide(one, Way::Path, false, &mut drafts, &mut wides),
            (Call::GetParameterHistory, _) => each_target(one, Way::History, &mut drafts),
            (Call::GetPasswordData, _) => each_target(one, Way::Password, &mut drafts),
            (_, Class::Read) => each_target(one, Way::Named, &mut drafts),
            (_, Class::Write) => writes.push(event),
            _ => {}
        }
    }
    for batch in batches.into_values().flatten() {
        if batch.named.is_empty() {
            wide(batch.told, Way::Batch, batch.answered, &mut drafts, &mut wides);
        } else if !batch.answered {
            each_target(batch.told, Way::Batch, &mut drafts);
        }
    }
    wides.sort_by_key(|wide| (wide.told.event.at, &wide.told.event.id));
    references(&through_parameters, &mut drafts);
    witness::attribute(&decryptions, &writes, &mut drafts, &mut wides);
    drafts.extend(wides.into_iter().flat_map(widened));

    let mut reads: Vec<Read> = drafts.into_iter().map(Draft::read).collect();
    reads.sort_by(|a, b| (a.at, &a.events, &a.object).cmp(&(b.at, &b.events, &b.object)));
    reads
}

/// A batch, and whether single reads say what it gave out.
struct Batch<'t, 'e> {
    told: &'t Told<'e>,
    /// The secrets it asked for by name; empty where it asked by filter.
    named: Vec<&'e SecretName>,
    answered: bool,
}

/// Batches by caller, each caller's in the order of time.
fn batches<'t, 'e>(told: &'t [Told<'e>]) -> HashMap<&'e Principal, Vec<Batch<'t, 'e>>> {
    let mut found: HashMap<&Principal, Vec<Batch<'_, '_>>> = HashMap::new();
    for one in told.iter().filter(|one| one.event.call == Call::BatchGetSecretValue) {
        let named = secrets(one.event).collect();
        found.entry(&one.event.by.principal).or_default().push(Batch { told: one, named, answered: false });
    }
    found
}

/// One `GetSecretValue`: by itself, or what a batch gave out.
fn single<'e>(one: &Told<'e>, batches: &mut HashMap<&'e Principal, Vec<Batch<'_, 'e>>>, drafts: &mut Vec<Draft<'e>>) {
    let event = one.event;
    let mut nearest: Option<&Told<'e>> = None;
    let of_caller = batches.get_mut(&event.by.principal).map_or(&mut [][..], Vec::as_mut_slice);
    let from = of_caller.partition_point(|batch| batch.told.event.at < event.at - BATCH);
    let near = of_caller.iter_mut().skip(from).take_while(|batch| batch.told.event.at <= event.at + BATCH);
    for batch in near {
        let made_it = batch.told.event.outcome == Outcome::Done
            && is_same_session(&event.by, &batch.told.event.by)
            && (batch.named.is_empty() || secrets(event).any(|secret| batch.named.contains(&secret)));
        if made_it {
            batch.answered = true;
            let distance = |told: &Told<'_>| (told.event.at - event.at).abs();
            if nearest.is_none_or(|known| distance(batch.told) < distance(known)) {
                nearest = Some(batch.told);
            }
        }
    }
    let way = if nearest.is_some() { Way::Batch } else { Way::Named };
    let from = drafts.len();
    each_target(one, way, drafts);
    for draft in drafts.iter_mut().skip(from) {
        if let Some(batch) = nearest {
            draft.add(batch);
        }
    }
}

/// A read of each thing that an event names.
fn each_target<'e>(one: &Told<'e>, way: Way, drafts: &mut Vec<Draft<'e>>) {
    let objects = one.event.targets.iter().filter_map(|target| match target {
        Target::Secret(secret) => Some(Object::Secret(secret.clone())),
        Target::Instance(id) => Some(Object::Instance(id.clone())),
        Target::Path { path, .. } => Some(Object::Path(path.clone())),
        Target::Filter { words, .. } => Some(Object::Filter(words.clone())),
        Target::Key(_) | Target::Trail(_) => None,
    });
    let from = drafts.len();
    drafts.extend(objects.map(|object| Draft::new(one, object, way)));
    if drafts.len() == from {
        drafts.push(Draft::new(one, Object::Unknown, way));
    }
}

/// A call by path or filter: open to decryptions where it gave something out.
fn wide<'e>(one: &Told<'e>, way: Way, answered: bool, drafts: &mut Vec<Draft<'e>>, wides: &mut Vec<Wide<'e>>) {
    if one.event.outcome != Outcome::Done {
        each_target(one, way, drafts);
        return;
    }
    let object = match one.event.targets.first() {
        Some(Target::Path { path, .. }) => Object::Path(path.clone()),
        Some(Target::Filter { words, .. }) => Object::Filter(words.clone()),
        _ => Object::Unknown,
    };
    wides.push(Wide { told: one.clone(), object, way, answered, opened: Vec::new() });
}

/// The reads of a call by path or filter: of each secret that was decrypted for it, else of whatever it gave out.
fn widened(wide: Wide<'_>) -> Vec<Draft<'_>> {
    if wide.opened.is_empty() {
        return if wide.answered { Vec::new() } else { vec![Draft::new(&wide.told, wide.object, wide.way)] };
    }
    let opened = wide.opened.into_iter().map(|(secret, decryptions)| {
        let mut draft = Draft::new(&wide.told, Object::Secret(secret), wide.way);
        draft.decrypted = true;
        for decryption in &decryptions {
            draft.add(decryption);
            draft.outcome.clone_from(&decryption.event.outcome);
        }
        draft
    });
    opened.collect()
}

/// Secrets Manager's own records of reads that were made through Parameter Store.
fn references<'e>(through: &[&Told<'e>], drafts: &mut Vec<Draft<'e>>) {
    let known = witness::by_secret(drafts);
    for one in through {
        let candidates = witness::candidates(&known, one.event, drafts, WITNESS);
        match witness::nearest(
            one.event.at,
            candidates.filter(|at| drafts.get(*at).is_some_and(is_of_parameters)),
            drafts,
        ) {
            Some(found) => {
                if let Some(draft) = drafts.get_mut(found) {
                    draft.add(one);
                }
            }
            None => each_target(one, Way::Named, drafts),
        }
    }
}

fn is_of_parameters(draft: &Draft<'_>) -> bool {
    draft.event.call.service() == "ssm"
}

/// The secrets that an event names.
fn secrets(event: &Event) -> impl Iterator<Item = &SecretName> {
    event.targets.iter().filter_map(|target| match target {
        Target::Secret(secret) => Some(secret),
        _ => None,
    })
}

/// Whether a service, such as `ssm`, made the call for the caller.
fn is_through(by: &Actor, service: &str) -> bool {
    by.through.as_deref().is_some_and(|through| through.strip_prefix(service).is_some_and(|rest| rest.starts_with('.')))
}

/// Whether two calls of one principal can be of one session: by the key where both have one, else by its name.
fn is_same_session(a: &Actor, b: &Actor) -> bool {
    match (&a.access_key, &b.access_key) {
        (Some(a), Some(b)) => a == b,
        _ => is_same_name(a, b),
    }
}

/// The same for calls that a service made for the caller: they may carry a key of their own.
fn is_same_name(a: &Actor, b: &Actor) -> bool {
    a.session.is_none() || b.session.is_none() || a.session == b.session
}

#[cfg(test)]
mod tests;
