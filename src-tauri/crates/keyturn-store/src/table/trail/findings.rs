//! Findings: what detections said, and what people decided about it.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_trail::finding::{Finding, Severity};
use keyturn_trail::principal::Principal;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::coverage::Stretch;
use super::{Trail, TrailWriter, finding_events, principals, silences};
use crate::error::StoreError;
use crate::row;
use crate::table::audit_log;

const TABLE: &str = "trail_findings";

/// `state` follows from the rest and is kept for the list. `triaged_events` and `triaged_severity` are what the person
/// saw who triaged it. `silence` is the suppression that hid it.
pub(crate) const CREATE: &str = "
    CREATE TABLE trail_findings (
        id               INTEGER PRIMARY KEY,
        key              TEXT NOT NULL UNIQUE,
        rule             TEXT NOT NULL,
        severity         INTEGER NOT NULL,
        account          TEXT NOT NULL,
        principal        INTEGER NOT NULL REFERENCES trail_principals (id),
        first_at         INTEGER NOT NULL,
        last_at          INTEGER NOT NULL,
        events           INTEGER NOT NULL,
        state            TEXT NOT NULL,
        explained        INTEGER NOT NULL,
        stale            INTEGER NOT NULL,
        silence          INTEGER,
        triage           TEXT,
        triage_note      TEXT,
        triaged_by       TEXT,
        triaged_at       INTEGER,
        triaged_events   INTEGER,
        triaged_severity INTEGER,
        made_at          INTEGER NOT NULL,
        judged_at        INTEGER NOT NULL,
        document         TEXT NOT NULL
    ) STRICT;
    CREATE INDEX trail_findings_in ON trail_findings (state, last_at);
    CREATE INDEX trail_findings_by ON trail_findings (principal, first_at);
    CREATE INDEX trail_findings_at ON trail_findings (first_at);
    CREATE INDEX trail_findings_hidden ON trail_findings (silence) WHERE silence IS NOT NULL;";

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingState {
    /// Nobody has decided.
    Open,
    /// A person keeps an eye on it.
    Watch,
    /// A person or a suppression says that it was to be expected.
    Expected,
    /// It is part of an incident.
    Incident,
    /// It looked odd and is explained by the detections themselves.
    Explained,
    /// A later judgement, with more events, no longer makes it; nobody had decided.
    Stale,
}

impl FindingState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Open, Self::Watch, Self::Expected, Self::Incident, Self::Explained, Self::Stale];

    /// The word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Watch => "watch",
            Self::Expected => "expected",
            Self::Incident => "incident",
            Self::Explained => "explained",
            Self::Stale => "stale",
        }
    }

    /// The state with this word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a person may decide about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriageState {
    /// Keep an eye on it.
    Watch,
    /// It was to be expected.
    Expected,
    /// It belongs to an incident.
    Incident,
}

impl TriageState {
    const ALL: [Self; 3] = [Self::Watch, Self::Expected, Self::Incident];

    /// The state that a finding has by it.
    pub fn state(self) -> FindingState {
        match self {
            Self::Watch => FindingState::Watch,
            Self::Expected => FindingState::Expected,
            Self::Incident => FindingState::Incident,
        }
    }

    /// The decision of the state with this word.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|triage| triage.state().code() == code)
    }
}

/// A person's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triage {
    /// What was decided.
    pub state: TriageState,
    /// Why; may be empty.
    pub note: String,
    /// Who decided.
    pub by: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
}

/// A finding as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFinding {
    /// What the detections said last.
    pub finding: Finding,
    /// Where it stands.
    pub state: FindingState,
    /// What a person decided.
    pub triage: Option<Triage>,
    /// Whether it has more events or weighs more than when the person decided.
    pub grown: bool,
    /// Whether the last judgement no longer makes it.
    pub stale: bool,
    /// The suppression that hid it: see [`super::Trail::silences`].
    pub silence: Option<i64>,
    /// When it was first made (UTC).
    pub made_at: DateTime<Utc>,
    /// When it was last judged (UTC).
    pub judged_at: DateTime<Utc>,
}

/// What was judged: findings of this principal that begin in this stretch and are not made again are stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whose reads; `None` for everybody's.
    pub principal: Option<Principal>,
    /// When they were made.
    pub stretch: Stretch,
}

/// What became of the findings of one judgement, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenFindings {
    /// Open, and not so before: new, or worth a look again.
    pub opened: Vec<String>,
    /// Hidden by a suppression, and not so before.
    pub hidden: Vec<String>,
    /// No longer made, and nobody had decided.
    pub stale: Vec<String>,
}

/// Which findings are asked for. Empty fields ask nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingsAsked {
    /// In one of these states.
    pub states: Vec<FindingState>,
    /// At least this severe.
    pub least: Option<Severity>,
    /// About this principal.
    pub principal: Option<Principal>,
    /// Hidden by this suppression.
    pub silence: Option<i64>,
    /// The last of their events is at or after this instant (UTC).
    pub since: Option<DateTime<Utc>>,
}

/// How many findings are in one state with one severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingCount {
    /// The state.
    pub state: FindingState,
    /// The severity.
    pub severity: Severity,
    /// How many.
    pub count: u64,
}

const COLUMNS: &str = "document, state, triage, triage_note, triaged_by, triaged_at, events, triaged_events, severity,
    triaged_severity, stale, silence, made_at, judged_at";

impl Trail<'_> {
    /// A page of findings, the newest first, and how many there are.
    pub fn findings(
        &self,
        asked: &FindingsAsked,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<StoredFinding>, u64), StoreError> {
        let Some((condition, mut values)) = condition(self.0, asked)? else { return Ok((Vec::new(), 0)) };
        let count = format!("SELECT count(*) FROM trail_findings WHERE {condition}");
        let total: i64 = self.0.prepare_cached(&count)?.query_row(params_from_iter(&values), |found| found.get(0))?;
        values.extend([limit, offset].map(|number| Value::Integer(number.into())));
        let page = format!(
            "SELECT {COLUMNS} FROM trail_findings WHERE {condition} ORDER BY last_at DESC, key LIMIT ? OFFSET ?"
        );
        let mut query = self.0.prepare_cached(&page)?;
        let rows = query.query_and_then(params_from_iter(values), stored)?.collect::<Result<_, _>>()?;
        Ok((rows, u64::try_from(total).unwrap_or_default()))
    }

    /// The finding with this key.
    pub fn finding(&self, key: &str) -> Result<Option<StoredFinding>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM trail_findings WHERE key = ?1");
        let mut query = self.0.prepare_cached(&sql)?;
        query.query_and_then([key], stored)?.next().transpose()
    }

    /// How many findings there are by state and severity; pairs without any are left out.
    pub fn finding_counts(&self) -> Result<Vec<FindingCount>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT state, severity, count(*) FROM trail_findings GROUP BY state, severity ORDER BY state, severity",
        )?;
        let rows = query.query_and_then([], |found| {
            let code: String = found.get(0)?;
            Ok(FindingCount {
                state: row::known(TABLE, &code, FindingState::from_code(&code))?,
                severity: severity(found.get(1)?)?,
                count: row::count(found.get(2)?).into(),
            })
        })?;
        rows.collect()
    }
}

/// The condition of what is asked; `None` where nothing can hold it.
fn condition(connection: &Connection, asked: &FindingsAsked) -> Result<Option<(String, Vec<Value>)>, StoreError> {
    let mut condition = "1".to_owned();
    let mut values: Vec<Value> = Vec::new();
    if !asked.states.is_empty() {
        condition.push_str(" AND state IN (?");
        condition.push_str(&", ?".repeat(asked.states.len() - 1));
        condition.push(')');
        values.extend(asked.states.iter().map(|state| Value::Text(state.code().to_owned())));
    }
    if let Some(least) = asked.least {
        condition.push_str(" AND severity >= ?");
        values.push(Value::Integer(weight(least)));
    }
    if let Some(principal) = &asked.principal {
        let Some(id) = principals::find(connection, principal)? else { return Ok(None) };
        condition.push_str(" AND principal = ?");
        values.push(Value::Integer(id));
    }
    if let Some(silence) = asked.silence {
        condition.push_str(" AND silence = ?");
        values.push(Value::Integer(silence));
    }
    if let Some(since) = asked.since {
        condition.push_str(" AND last_at >= ?");
        values.push(Value::Integer(row::millis(since)));
    }
    Ok(Some((condition, values)))
}

fn stored(found: &Row<'_>) -> Result<StoredFinding, StoreError> {
    let state: String = found.get(1)?;
    let decided: Option<String> = found.get(2)?;
    let decided = decided.map(|code| row::known(TABLE, &code, TriageState::from_code(&code)));
    let triage = match (decided.transpose()?, row::instant_maybe(TABLE, found.get(5)?)?) {
        (Some(state), Some(at)) => {
            let (note, by): (Option<String>, Option<String>) = (found.get(3)?, found.get(4)?);
            Some(Triage { state, note: note.unwrap_or_default(), by: by.unwrap_or_default(), at })
        }
        _ => None,
    };
    let grew = |now: usize, then: usize| {
        Ok::<_, StoreError>(
            found.get::<_, Option<i64>>(then)?.is_some_and(|then| found.get(now).is_ok_and(|now: i64| now > then)),
        )
    };
    Ok(StoredFinding {
        finding: row::from_json(TABLE, &found.get::<_, String>(0)?)?,
        state: row::known(TABLE, &state, FindingState::from_code(&state))?,
        triage,
        grown: grew(6, 7)? || grew(8, 9)?,
        stale: found.get(10)?,
        silence: found.get(11)?,
        made_at: row::instant(TABLE, found.get(12)?)?,
        judged_at: row::instant(TABLE, found.get(13)?)?,
    })
}

fn weight(severity: Severity) -> i64 {
    Severity::ALL.iter().position(|known| *known == severity).and_then(|at| i64::try_from(at).ok()).unwrap_or_default()
}

fn severity(weight: i64) -> Result<Severity, StoreError> {
    let found = usize::try_from(weight).ok().and_then(|at| Severity::ALL.get(at).copied());
    row::known(TABLE, &weight.to_string(), found)
}

/// The state that follows from what is known: a person's decision before everything else.
const STATE: &str = "CASE
    WHEN triage IS NOT NULL THEN triage
    WHEN stale THEN 'stale'
    WHEN explained THEN 'explained'
    WHEN silence IS NOT NULL THEN 'expected'
    ELSE 'open' END";

impl TrailWriter<'_> {
    /// Writes what a judgement made of a stretch, in place of what an earlier one made of it. What people decided
    /// stays. A finding that is no longer made is stale, and open again when it is made once more.
    pub fn put_findings(
        &self,
        judged: &Judged,
        findings: &[Finding],
        now: DateTime<Utc>,
    ) -> Result<WrittenFindings, StoreError> {
        let connection = self.0.0;
        let mut written = WrittenFindings::default();
        let silences = silences::all(connection)?;
        for finding in findings {
            let (id, before) = put(connection, finding, now)?;
            finding_events::put(connection, id, finding)?;
            let hiding = match finding.explained {
                Some(_) => None,
                None => silences::hiding(connection, &silences, finding)?,
            };
            hide(connection, id, hiding)?;
            let after = state(connection, id)?;
            if before != Some(after) && after == FindingState::Open {
                written.opened.push(finding.key.clone());
            } else if before != Some(after) && after == FindingState::Expected {
                written.hidden.push(finding.key.clone());
            }
        }
        written.stale = make_stale(connection, judged, findings, now)?;
        Ok(written)
    }

    /// Decides about a finding, or takes the decision back (`None`). Whether there is such a finding.
    pub fn triage(&self, key: &str, triage: Option<&Triage>, act: Act) -> Result<bool, StoreError> {
        let connection = self.0.0;
        let id: Option<i64> = connection
            .prepare_cached("SELECT id FROM trail_findings WHERE key = ?1")?
            .query_row([key], |found| found.get(0))
            .optional()?;
        let Some(id) = id else { return Ok(false) };
        let mut update = connection.prepare_cached(
            "UPDATE trail_findings SET triage = ?2, triage_note = ?3, triaged_by = ?4, triaged_at = ?5,
                 triaged_events = iif(?2 IS NULL, NULL, events), triaged_severity = iif(?2 IS NULL, NULL, severity)
             WHERE id = ?1",
        )?;
        update.execute((
            id,
            triage.map(|triage| triage.state.state().code()),
            triage.map(|triage| &triage.note),
            triage.map(|triage| &triage.by),
            triage.map(|triage| row::millis(triage.at)),
        ))?;
        set_state(connection, id)?;
        audit_log::append(connection, act)?;
        Ok(true)
    }
}

/// The finding's row, and the state that it had if it was there.
fn put(
    connection: &Connection,
    finding: &Finding,
    now: DateTime<Utc>,
) -> Result<(i64, Option<FindingState>), StoreError> {
    let principal = principals::find_or_add(connection, &finding.principal)?;
    let known: Option<i64> = connection
        .prepare_cached("SELECT id FROM trail_findings WHERE key = ?1")?
        .query_row([&finding.key], |found| found.get(0))
        .optional()?;
    let before = known.map(|id| state(connection, id)).transpose()?;
    let mut put = connection.prepare_cached(
        "INSERT INTO trail_findings (key, rule, severity, account, principal, first_at, last_at, events, explained,
             document, made_at, judged_at, state, stale)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 'open', 0)
         ON CONFLICT (key) DO UPDATE SET rule = excluded.rule, severity = excluded.severity,
             account = excluded.account, principal = excluded.principal, first_at = excluded.first_at,
             last_at = excluded.last_at, events = excluded.events, explained = excluded.explained,
             document = excluded.document, judged_at = excluded.judged_at, stale = 0",
    )?;
    put.execute(params![
        finding.key,
        finding.rule,
        weight(finding.severity),
        finding.account.as_str(),
        principal,
        row::millis(finding.first_at),
        row::millis(finding.last_at),
        i64::try_from(finding.events.len()).unwrap_or(i64::MAX),
        finding.explained.is_some(),
        row::to_json(TABLE, finding)?,
        row::millis(now),
    ])?;
    Ok((known.unwrap_or_else(|| connection.last_insert_rowid()), before))
}

/// Notes which suppression hides a finding, and the state that follows.
pub(super) fn hide(connection: &Connection, id: i64, silence: Option<i64>) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE trail_findings SET silence = ?2 WHERE id = ?1")?.execute((id, silence))?;
    set_state(connection, id)
}

fn state(connection: &Connection, id: i64) -> Result<FindingState, StoreError> {
    let mut query = connection.prepare_cached("SELECT state FROM trail_findings WHERE id = ?1")?;
    let code: String = query.query_row([id], |found| found.get(0))?;
    row::known(TABLE, &code, FindingState::from_code(&code))
}

fn set_state(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection.prepare_cached(&format!("UPDATE trail_findings SET state = {STATE} WHERE id = ?1"))?.execute([id])?;
    Ok(())
}

fn make_stale(
    connection: &Connection,
    judged: &Judged,
    made: &[Finding],
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let principal = match &judged.principal {
        Some(principal) => match principals::find(connection, principal)? {
            Some(id) => Some(id),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let by = if principal.is_some() { "principal = ?3" } else { "?3 IS NULL" };
    let sql = format!(
        "SELECT id, key, triage IS NULL FROM trail_findings
         WHERE {by} AND first_at >= ?1 AND first_at < ?2 AND NOT stale ORDER BY first_at, key"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let range = (row::millis(judged.stretch.from), row::millis(judged.stretch.to), principal);
    let known: Vec<(i64, String, bool)> =
        query.query_map(range, |found| Ok((found.get(0)?, found.get(1)?, found.get(2)?)))?.collect::<Result<_, _>>()?;
    let made: std::collections::HashSet<&str> = made.iter().map(|finding| finding.key.as_str()).collect();
    let mut stale = Vec::new();
    for (id, key, undecided) in known.into_iter().filter(|(_, key, _)| !made.contains(key.as_str())) {
        connection
            .prepare_cached("UPDATE trail_findings SET stale = 1, judged_at = ?2 WHERE id = ?1")?
            .execute((id, row::millis(now)))?;
        set_state(connection, id)?;
        if undecided {
            stale.push(key);
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests;
