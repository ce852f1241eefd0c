//! The events that a query matches, a page at a time, the newest first.

use std::collections::HashMap;

use keyturn_domain::arn::SecretArn;
use keyturn_trail::event::Event;
use keyturn_trail::target::Target;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::condition::{self, ReadsAsked};
use super::{Trail, events, finding_events};
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "trail_objects";

/// Up to how many matches are counted: a larger number says nothing more to a person.
pub const MOST_COUNTED: u64 = 1_000_000;

/// An event with what is known around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEvent {
    /// The event.
    pub event: Event,
    /// The inventory's identity of each of its targets, where it is known; as long as the targets.
    pub arns: Vec<Option<SecretArn>>,
    /// The key of a finding to look at that holds it: open, watched, or of an incident.
    pub finding: Option<String>,
}

impl Trail<'_> {
    /// How many events match; no further than [`MOST_COUNTED`].
    pub fn count_reads(&self, asked: &ReadsAsked) -> Result<u64, StoreError> {
        let condition = condition::compile(asked)?;
        let sql =
            format!("SELECT count(*) FROM (SELECT 1 FROM trail_events e WHERE {} LIMIT {MOST_COUNTED})", condition.sql);
        let count: i64 =
            self.0.prepare_cached(&sql)?.query_row(params_from_iter(&condition.values), |found| found.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// A page of the events that match, the newest first.
    pub fn reads(&self, asked: &ReadsAsked, offset: u32, limit: u32) -> Result<Vec<FoundEvent>, StoreError> {
        let mut page = Vec::new();
        self.visit(asked, offset, Some(limit), |found| {
            page.push(found);
            Ok(())
        })?;
        Ok(page)
    }

    /// Gives every event that matches to `each`, the newest first, without holding them all: for exports.
    pub fn each_read(
        &self,
        asked: &ReadsAsked,
        each: impl FnMut(FoundEvent) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.visit(asked, 0, None, each)
    }

    /// These events with what is known around them.
    pub fn around(&self, events: Vec<Event>) -> Result<Vec<FoundEvent>, StoreError> {
        let found = finding_events::keys_to_look_at(self.0)?;
        let mut arns = Arns::new(self.0);
        events.into_iter().map(|event| arns.around(event, &found)).collect()
    }

    fn visit(
        &self,
        asked: &ReadsAsked,
        offset: u32,
        limit: Option<u32>,
        mut each: impl FnMut(FoundEvent) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let condition = condition::compile(asked)?;
        let sql = format!(
            "SELECT {} FROM (SELECT e.id FROM trail_events e WHERE {} ORDER BY e.id DESC LIMIT ? OFFSET ?) k
             CROSS JOIN trail_events e ON e.id = k.id {} ORDER BY e.id DESC",
            events::COLUMNS,
            condition.sql,
            events::JOINS
        );
        let found = finding_events::keys_to_look_at(self.0)?;
        let (mut decoder, mut arns) = (events::Decoder::new(self.0), Arns::new(self.0));
        let values = condition::with(&condition, [limit.map_or(-1, i64::from), i64::from(offset)]);
        let mut query = self.0.prepare_cached(&sql)?;
        let mut rows = query.query(params_from_iter(values))?;
        while let Some(found_row) = rows.next()? {
            each(arns.around(decoder.event(found_row)?, &found)?)?;
        }
        Ok(())
    }
}

/// The inventory's identities of names; remembers those that it met.
struct Arns<'a> {
    connection: &'a Connection,
    known: HashMap<Target, Option<SecretArn>>,
}

impl<'a> Arns<'a> {
    fn new(connection: &'a Connection) -> Self {
        Self { connection, known: HashMap::new() }
    }

    fn around(&mut self, event: Event, findings: &finding_events::Keys) -> Result<FoundEvent, StoreError> {
        let arns = event.targets.iter().map(|target| self.arn(target)).collect::<Result<_, _>>()?;
        let finding = findings.finding_of(&event).map(str::to_owned);
        Ok(FoundEvent { event, arns, finding })
    }

    fn arn(&mut self, target: &Target) -> Result<Option<SecretArn>, StoreError> {
        let Target::Secret(secret) = target else { return Ok(None) };
        if let Some(known) = self.known.get(target) {
            return Ok(known.clone());
        }
        let mut query = self.connection.prepare_cached(
            "SELECT arn FROM trail_objects
             WHERE name = ?1 AND kind = 'secret' AND account = ?2 AND region = ?3 AND store = ?4",
        )?;
        let key = (&secret.name, secret.account.as_str(), secret.region.as_str(), secret.store.code());
        let text: Option<Option<String>> = query.query_row(key, |found| found.get(0)).optional()?;
        let arn = text.flatten().map(|text| row::parsed(TABLE, &text)).transpose()?;
        self.known.insert(target.clone(), arn.clone());
        Ok(arn)
    }
}

#[cfg(test)]
mod tests;
