//! Taking events in: each counted once, whatever files, regions and accounts hold copies of it.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use chrono::NaiveDate;
use keyturn_trail::call::Call;
use keyturn_trail::event::{Event, EventId};
use keyturn_trail::origin::Origin;
use keyturn_trail::principal::Principal;
use keyturn_trail::target::Target;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::actors::{self, ActorRow};
use super::event_key::{EventKey, IdToStore, StoredId, millis_of};
use super::{TrailWriter, events, names, objects, principals, seen, sources, targets};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_events";

/// Most entries of one dictionary that are remembered; then it is forgotten and learnt anew. Keeps memory flat however
/// many sessions and agents a file invents.
const MOST_REMEMBERED: usize = 100_000;

/// What became of events that were taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Events that were not there before.
    pub new: u64,
    /// Copies of events that were there, and events that had been corrected already.
    pub duplicates: u64,
    /// Events that took the place of the one they correct.
    pub corrected: u64,
    /// Whose facts of which day (UTC) are to be made anew.
    pub touched: BTreeSet<(Principal, NaiveDate)>,
}

impl TakenIn {
    /// Adds what became of further events.
    pub fn merge(&mut self, more: Self) {
        self.new += more.new;
        self.duplicates += more.duplicates;
        self.corrected += more.corrected;
        self.touched.extend(more.touched);
    }
}

/// What is remembered of the dictionaries while one run takes events in. Hold one for a run, for one database.
#[derive(Debug, Default)]
pub struct Ingest {
    names: Remembered<String>,
    calls: Remembered<Call>,
    principals: Remembered<Principal>,
    actors: Remembered<ActorRow>,
    sources: Remembered<Origin>,
    objects: Remembered<Target>,
    sets: Remembered<Vec<i64>>,
}

/// Numbers of rows of one dictionary.
#[derive(Debug)]
struct Remembered<K> {
    known: HashMap<K, i64>,
    /// What was learnt in the last transaction: it may have been taken back.
    fresh: Vec<K>,
}

impl<K> Default for Remembered<K> {
    fn default() -> Self {
        Self { known: HashMap::new(), fresh: Vec::new() }
    }
}

impl<K: Hash + Eq + Clone> Remembered<K> {
    /// The remembered number of a key, or the one that `find` gives.
    fn recall<Q>(&mut self, key: &Q, find: impl FnOnce() -> Result<i64, StoreError>) -> Result<i64, StoreError>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(id) = self.known.get(key) {
            return Ok(*id);
        }
        if self.known.len() >= MOST_REMEMBERED {
            self.known.clear();
            self.fresh.clear();
        }
        let id = find()?;
        self.known.insert(key.to_owned(), id);
        self.fresh.push(key.to_owned());
        Ok(id)
    }

    fn forget_fresh(&mut self) {
        for key in self.fresh.drain(..) {
            self.known.remove(&key);
        }
    }
}

impl Ingest {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the transaction before was kept is not known here: what it learnt is looked up once more.
    fn begin(&mut self) {
        self.names.forget_fresh();
        self.calls.forget_fresh();
        self.principals.forget_fresh();
        self.actors.forget_fresh();
        self.sources.forget_fresh();
        self.objects.forget_fresh();
        self.sets.forget_fresh();
    }

    fn name(&mut self, connection: &Connection, text: Option<&str>) -> Result<i64, StoreError> {
        let Some(text) = text else { return Ok(0) };
        self.names.recall(text, || names::find_or_add(connection, text))
    }

    fn rows(&mut self, connection: &Connection, event: &Event) -> Result<EventRow, StoreError> {
        let by = &event.by;
        let principal = self.principals.recall(&by.principal, || principals::find_or_add(connection, &by.principal))?;
        let actor = ActorRow {
            principal,
            nature: principals::nature_code(by.nature),
            session: self.name(connection, by.session.as_deref())?,
            person: self.name(connection, by.person.as_deref())?,
            access_key: self.name(connection, by.access_key.as_deref())?,
            through: self.name(connection, by.through.as_deref())?,
        };
        let mut members = Vec::with_capacity(event.targets.len());
        for target in &event.targets {
            members.push(self.objects.recall(target, || objects::find_or_add_target(connection, target))?);
        }
        let set = match members.as_slice() {
            [] | [_] => targets::number(&members),
            several => self.sets.recall(several, || targets::find_or_add(connection, several))?,
        };
        let (outcome, error) = events::outcome_columns(&event.outcome);
        Ok(EventRow {
            account: self.name(connection, Some(event.account.as_str()))?,
            region: self.name(connection, Some(event.region.as_str()))?,
            call: self.calls.recall(&event.call, || names::find_or_add(connection, &events::call_text(event.call)))?,
            actor: self.actors.recall(&actor, || actors::find_or_add(connection, &actor))?,
            principal,
            source: self.sources.recall(&event.from, || sources::find_or_add(connection, &event.from))?,
            agent: self.name(connection, Some(&event.agent.0))?,
            targets: set,
            outcome,
            error: self.name(connection, error)?,
        })
    }
}

/// An event in numbers.
struct EventRow {
    account: i64,
    region: i64,
    call: i64,
    actor: i64,
    principal: i64,
    source: i64,
    agent: i64,
    targets: i64,
    outcome: i64,
    error: i64,
}

/// What decides which of several copies counts: a correction before what it corrects, the copy in the caller's own
/// account before the owner's (it names the caller in full), then the id, so that the order of arrival never matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    correction: bool,
    callers_own: bool,
    key: EventKey,
}

/// A stored event that tells of the same call as one that arrives.
struct Rival {
    place: i64,
    rank: Rank,
    principal: Principal,
    day: NaiveDate,
    keys: Vec<EventKey>,
}

impl TrailWriter<'_> {
    /// Takes events in, in any order. Some thousands at a time make a good transaction.
    ///
    /// Facts are not made here: derive them from [`super::Trail::events_of`] for what was touched.
    pub fn take_in(&self, ingest: &mut Ingest, events: &[Event]) -> Result<TakenIn, StoreError> {
        let connection = self.0.0;
        ingest.begin();
        let mut tally = Tally::default();
        let (linked, plain): (Vec<&Event>, Vec<&Event>) =
            events.iter().partition(|event| event.shared_id.is_some() || event.corrects.is_some());
        take_in_plain(connection, ingest, &plain, &mut tally)?;
        for event in linked {
            take_in_linked(connection, ingest, event, &mut tally)?;
        }
        Ok(tally.into())
    }
}

/// What becomes of the events of one call. A file has many events of few principals: a principal is copied once.
#[derive(Default)]
struct Tally {
    new: u64,
    duplicates: u64,
    corrected: u64,
    touched: HashMap<Principal, BTreeSet<NaiveDate>>,
}

impl Tally {
    fn touch(&mut self, principal: &Principal, day: NaiveDate) {
        match self.touched.get_mut(principal) {
            Some(days) => drop(days.insert(day)),
            None => drop(self.touched.insert(principal.clone(), BTreeSet::from([day]))),
        }
    }
}

impl From<Tally> for TakenIn {
    fn from(tally: Tally) -> Self {
        let Tally { new, duplicates, corrected, touched } = tally;
        let pairs = |(principal, days): (Principal, BTreeSet<NaiveDate>)| {
            days.into_iter().map(move |day| (principal.clone(), day))
        };
        Self { new, duplicates, corrected, touched: touched.into_iter().flat_map(pairs).collect() }
    }
}

/// Events that stand for themselves: new, or copies.
///
/// Keys are noted in their order and events put in that of time. One after the other they lie on the same pages of the
/// tables; in the order of a file each key is on a page of its own, to be decrypted and written for it alone.
fn take_in_plain(
    connection: &Connection,
    ingest: &mut Ingest,
    events: &[&Event],
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let usual = |event: &Event| {
        let key = EventKey::of(&event.id);
        (key, key.places(event.at).next().unwrap_or_default())
    };
    let mut arrived: Vec<((EventKey, i64), &Event)> = events.iter().map(|event| (usual(event), *event)).collect();
    // A stable order: of two copies in one batch the first counts.
    arrived.sort_by_key(|((key, _), _)| *key);
    let keys: Vec<(EventKey, i64)> = arrived.iter().map(|(noted, _)| *noted).collect();
    let fresh = seen::note_new(connection, &keys)?;
    let mut new: Vec<((EventKey, i64), &Event)> =
        arrived.into_iter().zip(fresh).filter_map(|(event, fresh)| fresh.then_some(event)).collect();
    tally.duplicates += (events.len() - new.len()) as u64;
    tally.new += new.len() as u64;
    new.sort_unstable_by_key(|((key, place), _)| (*place, *key));
    let mut insert = connection.prepare_cached(INSERT)?;
    for ((key, noted), event) in new {
        let place = put(&mut insert, &ingest.rows(connection, event)?, event, key)?;
        if place != noted {
            seen::note(connection, key, place)?;
        }
        tally.touch(&event.by.principal, event.at.date_naive());
    }
    Ok(())
}

/// An event with a shared id or a correction: it may stand for others, or others for it.
fn take_in_linked(
    connection: &Connection,
    ingest: &mut Ingest,
    event: &Event,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let key = EventKey::of(&event.id);
    let links = event.shared_id.as_ref().map(EventKey::of_shared).into_iter();
    let links = links.chain(event.corrects.as_ref().map(EventKey::of));
    let own = Rank {
        correction: event.corrects.is_some(),
        callers_own: event.by.principal.account.as_ref() == Some(&event.account),
        key,
    };
    let keys: Vec<EventKey> = std::iter::once(key).chain(links).collect();
    let mut places = BTreeSet::new();
    for &key in &keys {
        places.extend(seen::find(connection, key)?);
    }
    let mut rivals = Vec::new();
    for &place in &places {
        rivals.extend(rival(connection, place)?.filter(|rival| rival.keys.iter().any(|key| keys.contains(key))));
    }
    let best = rivals.iter().max_by_key(|rival| rival.rank);
    let counts = match best {
        // All that is known of the call was pruned: it was counted.
        None if !places.is_empty() => places.first().copied(),
        Some(best) if best.rank >= own => Some(best.place),
        _ => None,
    };
    let all_keys: BTreeSet<EventKey> =
        keys.iter().copied().chain(rivals.iter().flat_map(|rival| rival.keys.iter().copied())).collect();
    for rival in rivals.iter().filter(|rival| Some(rival.place) != counts) {
        connection.prepare_cached("DELETE FROM trail_events WHERE id = ?1")?.execute([rival.place])?;
        tally.touch(&rival.principal, rival.day);
    }
    let place = if let Some(place) = counts {
        tally.duplicates += 1;
        place
    } else {
        tally.touch(&event.by.principal, event.at.date_naive());
        match &rivals[..] {
            [] => tally.new += 1,
            _ if own.correction => tally.corrected += 1,
            _ => tally.duplicates += 1,
        }
        let found = ingest.rows(connection, event)?;
        put(&mut *connection.prepare_cached(INSERT)?, &found, event, key)?
    };
    for key in all_keys {
        seen::note(connection, key, place)?;
    }
    Ok(())
}

fn rival(connection: &Connection, place: i64) -> Result<Option<Rival>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT e.key, e.shared, e.corrects, e.millis, p.account, p.name, account.text
         FROM trail_events e JOIN trail_principals p ON p.id = e.principal JOIN trail_names account
         ON account.id = e.account WHERE e.id = ?1",
    )?;
    let found = query.query_row([place], |found| {
        let id = |column: usize| Ok::<_, rusqlite::Error>(found.get::<_, Option<StoredId>>(column)?.map(|id| id.0));
        let texts: (String, String, String) = (found.get(4)?, found.get(5)?, found.get(6)?);
        Ok((found.get::<_, StoredId>(0)?.0, id(1)?, id(2)?, found.get::<_, i64>(3)?, texts))
    });
    let Some((id, shared, corrects, millis, (owner, name, account))) = found.optional()? else { return Ok(None) };
    let key = EventKey::of(&id);
    let rank = Rank { correction: corrects.is_some(), callers_own: owner == account, key };
    let links = shared.as_ref().map(EventKey::of_shared).into_iter();
    let links = links.chain(corrects.as_ref().map(|id: &EventId| EventKey::of(id)));
    Ok(Some(Rival {
        place,
        rank,
        principal: principals::principal(&owner, name)?,
        day: row::instant(TABLE, millis_of(place, millis))?.date_naive(),
        keys: std::iter::once(key).chain(links).collect(),
    }))
}

const INSERT: &str = "
    INSERT OR IGNORE INTO trail_events (id, key, shared, corrects, millis, account, region, call, actor, principal,
        source, agent, targets, decrypted, outcome, error)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// Puts an event at the first of its places that is free.
fn put(insert: &mut Statement<'_>, found: &EventRow, event: &Event, key: EventKey) -> Result<i64, StoreError> {
    let millis = event.at.timestamp_millis() - millis_of(key.places(event.at).next().unwrap_or_default(), 0);
    for place in key.places(event.at) {
        let rows = insert.execute(params![
            place,
            IdToStore::from(&event.id),
            event.shared_id.as_ref().map(IdToStore::from),
            event.corrects.as_ref().map(IdToStore::from),
            millis,
            found.account,
            found.region,
            found.call,
            found.actor,
            found.principal,
            found.source,
            found.agent,
            found.targets,
            event.decrypted,
            found.outcome,
            found.error,
        ])?;
        if rows == 1 {
            return Ok(place);
        }
    }
    Err(StoreError::row(TABLE, &"one second holds no further event"))
}

#[cfg(test)]
mod tests;
