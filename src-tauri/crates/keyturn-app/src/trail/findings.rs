//! Findings: the list, one whole, and what a person decides about it.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_store::{
    FindingsAsked, FoundEvent, NewSilence, Scope, StoreError, StoredFinding, Triage, TriageState, Writer,
};
use keyturn_trail::read::Object;
use keyturn_trail::target::SecretName;

use super::silences;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

/// Most findings that one request gives.
pub const MOST_FINDINGS: u32 = 500;

/// Most events that come with one finding.
const MOST_EVENTS: usize = 500;

/// The longest note on a finding or a silence, in characters.
pub const LONGEST_REASON: usize = 2_000;

/// The longest that a silence may last, in days from today.
pub const LONGEST_SILENCE: u64 = 365;

/// A stretch of the findings.
#[derive(Clone, Debug)]
pub struct FindingsPage {
    /// The latest first.
    pub findings: Vec<StoredFinding>,
    /// How many there are in all.
    pub total: u64,
}

/// One finding with its events.
#[derive(Clone, Debug)]
pub struct FindingWhole {
    /// The finding.
    pub stored: StoredFinding,
    /// Its events that are still kept, oldest first; at most 500.
    pub events: Vec<FoundEvent>,
}

/// What a person decides about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was to be expected, because of what the note says; and so is what the silence covers.
    Expected {
        /// Why; not empty.
        note: String,
        /// What is expected from now on; `None`: this one alone.
        silence: Option<SilenceWish>,
    },
    /// It is being watched.
    Watch {
        /// Why; may be empty.
        note: String,
    },
    /// It became an incident.
    Incident {
        /// Why; may be empty.
        note: String,
    },
    /// The earlier decision is taken back, and with it the silence that was made by it.
    Open,
}

/// What is expected from now on. Everything that is named must fit; at least one thing is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilenceWish {
    /// Only this detection.
    pub rule: Option<String>,
    /// Only the finding's principal.
    pub same_principal: bool,
    /// Only secrets whose name fits this pattern.
    pub secrets: Option<String>,
    /// Only this address, network or VPC endpoint.
    pub source: Option<String>,
    /// The last day (UTC); at most 365 days from today.
    pub ends_on: NaiveDate,
}

impl Decision {
    fn state(&self) -> Option<(TriageState, &str)> {
        match self {
            Self::Expected { note, .. } => Some((TriageState::Expected, note)),
            Self::Watch { note } => Some((TriageState::Watch, note)),
            Self::Incident { note } => Some((TriageState::Incident, note)),
            Self::Open => None,
        }
    }

    /// What is kept of it; `None` where it takes an earlier one back.
    pub(crate) fn triage(&self, by: &str, at: DateTime<Utc>) -> Option<Triage> {
        let (state, note) = self.state()?;
        Some(Triage { state, note: note.trim().to_owned(), by: by.to_owned(), at })
    }

    /// Refuses notes that hold secrets, and an expectation without a reason.
    pub(crate) fn check(&self) -> Result<(), AppError> {
        let Some((state, note)) = self.state() else { return Ok(()) };
        let length = note.chars().count();
        if length > LONGEST_REASON {
            return Err(AppError::BadRequest(format!(
                "the note has {length} characters: at most {LONGEST_REASON} are kept"
            )));
        }
        if state == TriageState::Expected && note.trim().is_empty() {
            return Err(AppError::BadRequest("say why it is expected".to_owned()));
        }
        refuse_secrets(note)
    }
}

impl SilenceWish {
    /// The suppression that this wish makes of a finding.
    fn of(&self, finding: &StoredFinding, note: &str, by: &str, now: DateTime<Utc>) -> Result<NewSilence, AppError> {
        let today = now.date_naive();
        let last = today.checked_add_days(Days::new(LONGEST_SILENCE)).unwrap_or(today);
        if self.ends_on < today || self.ends_on > last {
            return Err(AppError::BadRequest(format!("a silence ends between {today} and {last}")));
        }
        let finding = &finding.finding;
        let source = self.source.as_deref();
        let endpoint = source.and_then(silences::endpoint);
        let scope = Scope {
            rules: match &self.rule {
                // What speaks here beside it is expected with it; anything further speaks again.
                Some(rule) if *rule == finding.rule => std::iter::once(rule).chain(&finding.also).cloned().collect(),
                Some(rule) => vec![rule.clone()],
                None => Vec::new(),
            },
            principal: self.same_principal.then(|| finding.principal.clone()),
            objects: self.secrets.clone().filter(|pattern| !pattern.trim().is_empty()),
            network: source.filter(|_| endpoint.is_none()).map(silences::network).transpose()?,
            endpoint,
        };
        if scope == Scope::default() {
            return Err(AppError::BadRequest(
                "a silence names a detection, a principal, secrets or a source: it would hide everything".to_owned(),
            ));
        }
        let after = self.ends_on.checked_add_days(Days::new(1)).unwrap_or(self.ends_on);
        Ok(NewSilence {
            scope,
            why: note.to_owned(),
            by: by.to_owned(),
            made_at: now,
            ends_at: after.and_time(NaiveTime::MIN).and_utc(),
        })
    }
}

impl App {
    /// Findings, the latest first: `limit` (at most [`MOST_FINDINGS`]) from `offset` on; those about one secret where
    /// an ARN is given.
    pub async fn findings(
        &self,
        asked: FindingsAsked,
        about: Option<SecretArn>,
        offset: u32,
        limit: u32,
    ) -> Result<FindingsPage, AppError> {
        self.with_database(move |database| {
            let limit = limit.min(MOST_FINDINGS);
            Ok(database.read(|reader| {
                let Some(arn) = about else {
                    let (findings, total) = reader.trail().findings(&asked, offset, limit)?;
                    return Ok(FindingsPage { findings, total });
                };
                let name = Object::Secret(SecretName::of(&arn));
                let (mut findings, _) = reader.trail().findings(&asked, 0, u32::MAX)?;
                findings.retain(|stored| stored.finding.objects.contains(&name));
                let total = u64::try_from(findings.len()).unwrap_or(u64::MAX);
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                let most = usize::try_from(limit).unwrap_or(usize::MAX);
                Ok(FindingsPage { findings: findings.into_iter().skip(start).take(most).collect(), total })
            })?)
        })
        .await
    }

    /// One finding with its events.
    pub async fn finding(&self, key: &str) -> Result<FindingWhole, AppError> {
        let key = key.to_owned();
        self.with_database(move |database| {
            let found = database.read(|reader| {
                let Some(stored) = reader.trail().finding(&key)? else { return Ok(None) };
                let ids = stored.finding.events.get(..MOST_EVENTS).unwrap_or(&stored.finding.events);
                let mut events = reader.trail().events_by_id(ids)?;
                events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
                Ok(Some(FindingWhole { stored, events: reader.trail().around(events)? }))
            })?;
            found.ok_or(AppError::NotFound { what: "finding", name: key })
        })
        .await
    }

    /// Decides about a finding; the silence, if one is wished for, is made in the same transaction.
    pub async fn triage(&self, key: &str, decision: Decision) -> Result<FindingWhole, AppError> {
        decision.check()?;
        let stored = self.finding(key).await?.stored;
        let now = self.now();
        let silence = match &decision {
            Decision::Expected { note, silence: Some(wish) } => Some(wish.of(&stored, note, self.actor(), now)?),
            _ => None,
        };
        let triage = decision.triage(self.actor(), now);
        let facts = serde_json::json!({
            "decision": triage.as_ref().map_or("open", |triage| triage.state.state().code()),
            "rule": stored.finding.rule, "note": triage.as_ref().map(|triage| &triage.note),
        });
        let act = self.act(now, "finding.decided", key, &facts);
        let made = silence.map(|silence| {
            let facts = silences::facts(&silence);
            (silence, self.act(now, "silence.made", key, &facts))
        });
        let ended = self.act(now, "silence.ended", key, &serde_json::json!({ "by": "a decision that was taken back" }));
        let owned = key.to_owned();
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                if triage.is_none() {
                    end_silence_of(writer, stored.triage.as_ref(), now, &ended)?;
                }
                writer.trail().triage(&owned, triage.as_ref(), act)?;
                if let Some((silence, act)) = made {
                    writer.trail().add_silence(&silence, act)?;
                }
                Ok(())
            })?)
        })
        .await?;
        self.finding(key).await
    }
}

/// Ends the silence that was made together with a decision: same person, same instant.
fn end_silence_of(
    writer: &Writer<'_>,
    triage: Option<&Triage>,
    now: DateTime<Utc>,
    act: &keyturn_domain::audit::Act,
) -> Result<(), StoreError> {
    let Some(triage) = triage else { return Ok(()) };
    for silence in writer.trail().silences()? {
        if silence.silence.made_at == triage.at && silence.silence.by == triage.by {
            writer.trail().end_silence(silence.id, now, act.clone())?;
        }
    }
    Ok(())
}
