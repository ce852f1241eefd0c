//! Events, one row each: what [`Event`] holds, in numbers of the dictionaries.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_trail::agent::Agent;
use keyturn_trail::call::{Call, Class};
use keyturn_trail::event::{Event, EventId, Outcome};
use keyturn_trail::principal::{Actor, Principal};
use keyturn_trail::target::Target;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::coverage::Stretch;
use super::event_key::{self, EventKey, StoredId};
use super::{Trail, condition, principals, seen, sources, targets};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_events";

/// `id` is the event's place in time (see [`EventKey::places`]), `millis` what its second lacks. `key`, `shared` and
/// `corrects` are ids: 16 bytes for a UUID, else text. `outcome` is 0 done, 1 denied, 2 failed. The rest are rows of
/// the dictionaries, 0 for none; they are not declared as such, because each check costs a look-up per event.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_events (
        id        INTEGER PRIMARY KEY,
        key       ANY NOT NULL,
        shared    ANY,
        corrects  ANY,
        millis    INTEGER NOT NULL,
        account   INTEGER NOT NULL,
        region    INTEGER NOT NULL,
        call      INTEGER NOT NULL,
        actor     INTEGER NOT NULL,
        principal INTEGER NOT NULL,
        source    INTEGER NOT NULL,
        agent     INTEGER NOT NULL,
        targets   INTEGER NOT NULL,
        decrypted INTEGER NOT NULL,
        outcome   INTEGER NOT NULL,
        error     INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX trail_events_by ON trail_events (principal);
    CREATE INDEX trail_events_on ON trail_events (targets);";

/// The outcome's number and its error code.
pub(super) fn outcome_columns(outcome: &Outcome) -> (i64, Option<&str>) {
    match outcome {
        Outcome::Done => (0, None),
        Outcome::Denied(code) => (1, Some(code)),
        Outcome::Failed(code) => (2, Some(code)),
    }
}

fn outcome(number: i64, error: Option<String>) -> Result<Outcome, StoreError> {
    let code = error.unwrap_or_default();
    match number {
        0 => Ok(Outcome::Done),
        1 => Ok(Outcome::Denied(code)),
        2 => Ok(Outcome::Failed(code)),
        other => Err(StoreError::row(TABLE, &format!("{other} is no outcome"))),
    }
}

/// A call as the dictionary has it.
pub(super) fn call_text(call: Call) -> String {
    format!("{}:{}", call.service(), call.name())
}

fn call(text: &str) -> Result<Call, StoreError> {
    let found = text.split_once(':').and_then(|(service, name)| Call::find(service, name));
    row::known(TABLE, text, found)
}

/// What [`Decoder::event`] reads: always with the events outermost, so that their order and ranges are used.
pub(super) const COLUMNS: &str = "e.id, e.key, e.shared, e.corrects, e.millis, e.decrypted, e.outcome, e.targets,
    account.text, region.text, call.text, agent.text, error.text,
    p.account, p.name, a.nature, session.text, person.text, access_key.text, through.text,
    s.kind, s.text, s.endpoint";

/// The dictionaries beside the events.
pub(super) const JOINS: &str = "
    LEFT JOIN trail_names account ON account.id = e.account
    LEFT JOIN trail_names region ON region.id = e.region
    LEFT JOIN trail_names call ON call.id = e.call
    LEFT JOIN trail_names agent ON agent.id = e.agent
    LEFT JOIN trail_names error ON error.id = e.error
    LEFT JOIN trail_principals p ON p.id = e.principal
    LEFT JOIN trail_actors a ON a.id = e.actor
    LEFT JOIN trail_names session ON session.id = a.session
    LEFT JOIN trail_names person ON person.id = a.person
    LEFT JOIN trail_names access_key ON access_key.id = a.access_key
    LEFT JOIN trail_names through ON through.id = a.through
    LEFT JOIN trail_sources s ON s.id = e.source";

/// Makes events of rows; remembers the sets of targets that it met.
pub(super) struct Decoder<'a> {
    connection: &'a Connection,
    targets: HashMap<i64, Vec<Target>>,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self { connection, targets: HashMap::new() }
    }

    /// The event of a row of [`COLUMNS`].
    pub(super) fn event(&mut self, found: &Row<'_>) -> Result<Event, StoreError> {
        let text = |column: usize| found.get::<_, String>(column);
        let id_at = |column: usize| Ok::<_, StoreError>(found.get::<_, Option<StoredId>>(column)?.map(|id| id.0));
        let set: i64 = found.get(7)?;
        Ok(Event {
            id: found.get::<_, StoredId>(1)?.0,
            shared_id: id_at(2)?,
            corrects: id_at(3)?,
            at: row::instant(TABLE, event_key::millis_of(found.get(0)?, found.get(4)?))?,
            account: row::parsed(TABLE, &text(8)?)?,
            region: row::parsed(TABLE, &text(9)?)?,
            call: call(&text(10)?)?,
            by: Actor {
                principal: principals::principal(&text(13)?, text(14)?)?,
                nature: principals::nature(&text(15)?)?,
                session: found.get(16)?,
                person: found.get(17)?,
                access_key: found.get(18)?,
                through: found.get(19)?,
            },
            from: sources::origin(&text(20)?, text(21)?, text(22)?)?,
            agent: Agent(text(11)?),
            targets: self.targets(set)?,
            decrypted: found.get(5)?,
            outcome: outcome(found.get(6)?, found.get(12)?)?,
        })
    }

    fn targets(&mut self, set: i64) -> Result<Vec<Target>, StoreError> {
        if set == targets::NONE {
            return Ok(Vec::new());
        }
        if let Some(known) = self.targets.get(&set) {
            return Ok(known.clone());
        }
        let members = targets::members(self.connection, set)?;
        self.targets.insert(set, members.clone());
        Ok(members)
    }
}

/// A condition over the calls of these classes, bound to [`call_texts`].
fn of_classes(classes: &[Class]) -> String {
    let marks = vec!["?"; call_texts(classes).count()].join(", ");
    format!("e.call IN (SELECT id FROM trail_names WHERE text IN ({marks}))")
}

fn call_texts(classes: &[Class]) -> impl Iterator<Item = Value> {
    let calls = Call::ALL.iter().copied().filter(|call| classes.contains(&call.class()));
    calls.map(|call| Value::Text(call_text(call)))
}

impl Trail<'_> {
    /// How many single events are kept.
    pub fn event_count(&self) -> Result<u64, StoreError> {
        let count: i64 = self.0.query_row("SELECT count(*) FROM trail_events", [], |found| found.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// What a principal did from `from` until before `to`, the earliest second first.
    pub fn events_of(
        &self,
        principal: &Principal,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Event>, StoreError> {
        let Some(principal) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
        self.within(from, to, "e.principal = ?", vec![Value::Integer(principal)])
    }

    /// What a principal did within a stretch that belongs to one of these classes, the earliest second first.
    pub fn changes_of(
        &self,
        principal: &Principal,
        classes: &[Class],
        within: Stretch,
    ) -> Result<Vec<Event>, StoreError> {
        let Some(principal) = principals::find(self.0, principal)? else { return Ok(Vec::new()) };
        let values = std::iter::once(Value::Integer(principal)).chain(call_texts(classes)).collect();
        self.within(within.from, within.to, &format!("e.principal = ? AND {}", of_classes(classes)), values)
    }

    /// What anybody did to one secret that belongs to one of these classes, the earliest second first.
    pub fn events_on(&self, arn: &SecretArn, classes: &[Class]) -> Result<Vec<Event>, StoreError> {
        let condition = format!(
            "e.targets IN (SELECT t.id FROM trail_targets t JOIN trail_objects o ON o.id = t.object WHERE o.arn = ?)
             AND {}",
            of_classes(classes)
        );
        let mut values = vec![Value::Text(arn.as_str().to_owned())];
        values.extend(call_texts(classes));
        self.within(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, &condition, values)
    }

    /// What anybody did from `from` until before `to` that belongs to one of these classes, the earliest second first:
    /// writes, policy changes, rotations, changes of trails around somebody's reads.
    pub fn events_in(
        &self,
        classes: &[Class],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Event>, StoreError> {
        self.within(from, to, &of_classes(classes), call_texts(classes).collect())
    }

    /// The events with these ids that are still kept, in the order of the ids. An id whose event was corrected, or of
    /// which another copy counts, finds the event that counts.
    pub fn events_by_id(&self, ids: &[EventId]) -> Result<Vec<Event>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM trail_events e {JOINS} WHERE e.id = ?1");
        let mut query = self.0.prepare_cached(&sql)?;
        let mut decoder = Decoder::new(self.0);
        let mut events: Vec<Event> = Vec::new();
        for id in ids {
            let Some(place) = seen::find(self.0, EventKey::of(id))? else { continue };
            let found = query.query_row([place], |found| Ok(decoder.event(found))).optional()?;
            // A copy that gave way to another leaves the ids that its row held; its place may be another event's now.
            if let Some(event) = found.transpose()?.filter(|event| tells_of(event, id))
                && !events.iter().any(|known| known.id == event.id)
            {
                events.push(event);
            }
        }
        Ok(events)
    }

    fn within(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        condition: &str,
        mut values: Vec<Value>,
    ) -> Result<Vec<Event>, StoreError> {
        let at = condition::AT;
        let sql = format!(
            "SELECT {COLUMNS} FROM trail_events e {JOINS}
             WHERE {condition} AND e.id >= ? AND e.id < ? AND {at} >= ? AND {at} < ? ORDER BY e.id"
        );
        let second = chrono::TimeDelta::seconds(1);
        let end = to.checked_add_signed(second).unwrap_or(to);
        values.extend([event_key::first_place(from), event_key::first_place(end)].map(Value::Integer));
        values.extend([row::millis(from), row::millis(to)].map(Value::Integer));
        let mut decoder = Decoder::new(self.0);
        let mut query = self.0.prepare_cached(&sql)?;
        query.query_and_then(params_from_iter(values), |found| decoder.event(found))?.collect()
    }
}

/// Whether an event has this id, or stands for the event that has it.
fn tells_of(event: &Event, id: &EventId) -> bool {
    event.id == *id || event.corrects.as_ref() == Some(id) || event.shared_id.is_some()
}

#[cfg(test)]
mod tests;
