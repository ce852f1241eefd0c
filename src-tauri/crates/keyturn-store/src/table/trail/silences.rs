//! Suppressions: what a person expects to see, for a stretch of time, with what each has hidden.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_trail::finding::Finding;
use keyturn_trail::principal::Principal;
use keyturn_trail::read::Object;
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use super::event_key::EventKey;
use super::{Trail, TrailWriter, findings, sources};
use crate::error::StoreError;
use crate::table::audit_log;
use crate::{filter_sql, row};

const TABLE: &str = "trail_silences";

pub(crate) const CREATE: &str = "
    CREATE TABLE trail_silences (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        scope    TEXT NOT NULL,
        why      TEXT NOT NULL,
        author   TEXT NOT NULL,
        made_at  INTEGER NOT NULL,
        ends_at  INTEGER NOT NULL,
        ended_at INTEGER
    ) STRICT;";

/// What a suppression hides: findings that meet every part that is given. One without any part hides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Of no other detections than these; empty: of any.
    pub rules: Vec<String>,
    /// By this principal.
    pub principal: Option<Principal>,
    /// With no other objects than those whose name matches; `*` stands for any text.
    pub objects: Option<String>,
    /// With every one of their events from this network: an address and the bits that count.
    pub network: Option<(IpAddr, u8)>,
    /// With every one of their events through this VPC endpoint. Absent in what older versions wrote.
    #[serde(default)]
    pub endpoint: Option<String>,
}

/// A suppression to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSilence {
    /// What it hides.
    pub scope: Scope,
    /// Why.
    pub why: String,
    /// Who made it.
    pub by: String,
    /// When it was made (UTC).
    pub made_at: DateTime<Utc>,
    /// Findings that end at or after this instant (UTC) are shown again.
    pub ends_at: DateTime<Utc>,
}

/// A suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Its number.
    pub id: i64,
    /// What was asked for.
    pub silence: NewSilence,
    /// When a person ended it before its time (UTC).
    pub ended_at: Option<DateTime<Utc>>,
    /// How many findings it has hidden.
    pub hid: u64,
    /// When the last event of the last of those was (UTC).
    pub last_hid_at: Option<DateTime<Utc>>,
}

impl Silence {
    /// From when on it hides nothing.
    pub fn until(&self) -> DateTime<Utc> {
        self.ended_at.map_or(self.silence.ends_at, |ended| ended.min(self.silence.ends_at))
    }

    fn hides(&self, connection: &Connection, finding: &Finding) -> Result<bool, StoreError> {
        let scope = &self.silence.scope;
        let rules = || std::iter::once(&finding.rule).chain(&finding.also);
        let named = |pattern: &str| finding.objects.iter().all(|object| object_matches(object, pattern));
        let plain = *scope != Scope::default()
            && finding.last_at < self.until()
            && (scope.rules.is_empty() || rules().all(|rule| scope.rules.contains(rule)))
            && scope.principal.as_ref().is_none_or(|principal| *principal == finding.principal)
            && scope.objects.as_ref().is_none_or(|pattern| !finding.objects.is_empty() && named(pattern));
        Ok(plain
            && scope.network.map_or(Ok(true), |network| all_from(connection, finding, network))?
            && scope.endpoint.as_ref().map_or(Ok(true), |endpoint| all_through(connection, finding, endpoint))?)
    }
}

fn object_matches(object: &Object, pattern: &str) -> bool {
    let name = match object {
        Object::Secret(secret) => &secret.name,
        Object::Path(text) | Object::Filter(text) | Object::Instance(text) => text,
        Object::Unknown => return false,
    };
    filter_sql::matches(name.as_bytes(), pattern.as_bytes())
}

/// Whether every event of a finding is kept and came from a network.
fn all_from(connection: &Connection, finding: &Finding, (address, bits): (IpAddr, u8)) -> Result<bool, StoreError> {
    let (low, high) = sources::range(address, bits);
    let mut query = connection
        .prepare_cached(&format!("{ORIGIN_OF} AND s.address BETWEEN ?2 AND ?3 AND length(s.address) = length(?2)"))?;
    every_event(finding, |key| query.exists((key, &low, &high)))
}

/// Whether every event of a finding is kept and came through a VPC endpoint.
fn all_through(connection: &Connection, finding: &Finding, endpoint: &str) -> Result<bool, StoreError> {
    let mut query = connection.prepare_cached(&format!("{ORIGIN_OF} AND s.endpoint = ?2"))?;
    every_event(finding, |key| query.exists((key, endpoint)))
}

/// The origin of the event with the key `?1`, where it is kept.
const ORIGIN_OF: &str = "
    SELECT 1 FROM trail_seen k JOIN trail_events e ON e.id = k.event JOIN trail_sources s ON s.id = e.source
    WHERE k.key = ?1";

/// Whether a finding has events and each passes.
fn every_event(
    finding: &Finding,
    mut passes: impl FnMut(EventKey) -> rusqlite::Result<bool>,
) -> Result<bool, StoreError> {
    for event in &finding.events {
        if !passes(EventKey::of(event))? {
            return Ok(false);
        }
    }
    Ok(!finding.events.is_empty())
}

/// Every suppression, the newest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Silence>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT s.id, s.scope, s.why, s.author, s.made_at, s.ends_at, s.ended_at, count(f.id), max(f.last_at)
         FROM trail_silences s LEFT JOIN trail_findings f ON f.silence = s.id
         GROUP BY s.id ORDER BY s.made_at DESC, s.id DESC",
    )?;
    query.query_and_then([], silence)?.collect()
}

fn silence(found: &Row<'_>) -> Result<Silence, StoreError> {
    Ok(Silence {
        id: found.get(0)?,
        silence: NewSilence {
            scope: row::from_json(TABLE, &found.get::<_, String>(1)?)?,
            why: found.get(2)?,
            by: found.get(3)?,
            made_at: row::instant(TABLE, found.get(4)?)?,
            ends_at: row::instant(TABLE, found.get(5)?)?,
        },
        ended_at: row::instant_maybe(TABLE, found.get(6)?)?,
        hid: row::count(found.get(7)?).into(),
        last_hid_at: row::instant_maybe(TABLE, found.get(8)?)?,
    })
}

/// The suppression that hides a finding: the newest of several.
pub(super) fn hiding(
    connection: &Connection,
    silences: &[Silence],
    finding: &Finding,
) -> Result<Option<i64>, StoreError> {
    for silence in silences {
        if silence.hides(connection, finding)? {
            return Ok(Some(silence.id));
        }
    }
    Ok(None)
}

impl Trail<'_> {
    /// Every suppression, also those that have ended, the newest first.
    pub fn silences(&self) -> Result<Vec<Silence>, StoreError> {
        all(self.0)
    }
}

impl TrailWriter<'_> {
    /// Makes a suppression and hides the open findings that it covers. Its number, and how many it hid.
    pub fn add_silence(&self, new: &NewSilence, act: Act) -> Result<(i64, u64), StoreError> {
        let connection = self.0.0;
        let mut insert = connection.prepare_cached(
            "INSERT INTO trail_silences (scope, why, author, made_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let scope = row::to_json(TABLE, &new.scope)?;
        let id = insert.insert((scope, &new.why, &new.by, row::millis(new.made_at), row::millis(new.ends_at)))?;
        let silence = Silence { id, silence: new.clone(), ended_at: None, hid: 0, last_hid_at: None };
        let mut hid = 0;
        for (finding, document) in open(connection)? {
            if silence.hides(connection, &document)? {
                findings::hide(connection, finding, Some(id))?;
                hid += 1;
            }
        }
        audit_log::append(connection, act)?;
        Ok((id, hid))
    }

    /// Ends a suppression before its time. What it hid stays as it is; what comes later is shown. Whether it was on.
    pub fn end_silence(&self, id: i64, at: DateTime<Utc>, act: Act) -> Result<bool, StoreError> {
        let mut update = self.0.0.prepare_cached(
            "UPDATE trail_silences SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL AND ends_at > ?2",
        )?;
        if update.execute((id, row::millis(at)))? == 0 {
            return Ok(false);
        }
        audit_log::append(self.0.0, act)?;
        Ok(true)
    }
}

fn open(connection: &Connection) -> Result<Vec<(i64, Finding)>, StoreError> {
    let mut query = connection.prepare_cached("SELECT id, document FROM trail_findings WHERE state = 'open'")?;
    let rows =
        query.query_and_then([], |found| Ok((found.get(0)?, row::from_json(TABLE, &found.get::<_, String>(1)?)?)))?;
    rows.collect()
}

#[cfg(test)]
mod tests;
