//! The facts beside the steps of an incident, by the window of exposure: who can read, who did, what else they read,
//! what was changed, what lies beside it, who depends on it.
//!
//! From what is stored alone, so that they are there at once; each group says how old it is and what it lacks. Every
//! question is asked along an index of one secret or one principal.

mod can_read;
mod changed;
mod consumers;
mod did_read;
mod elsewhere;
mod known;
mod siblings;
mod subjects;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_aws::lookup;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::{Entry, Incident, text};
use keyturn_store::{Reader, Stretch};
use keyturn_trail::principal::Principal;

use super::{parse_id, read};
use crate::access::Evaluation;
use crate::access::readers::name;
use crate::app::App;
use crate::error::AppError;

pub(crate) use did_read::place as place_words;
pub(crate) use subjects::Subjects;

/// Most facts of one group. The rest is counted.
pub const MOST_FACTS: usize = 200;

/// The longest line of a fact, in characters.
const LONGEST_LINE: usize = 500;

/// The facts of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentFacts {
    /// Where the window that was looked at begins (UTC).
    pub from: DateTime<Utc>,
    /// Where it ends (UTC).
    pub until: DateTime<Utc>,
    /// Why it is this window, in a sentence or two.
    pub window_words: String,
    /// One for each question, in the order in which one asks.
    pub groups: Vec<FactGroup>,
}

/// A question that an incident asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Who can read it.
    CanRead,
    /// Who did.
    DidRead,
    /// What else those read.
    ReadElsewhere,
    /// What was changed about it, or by them.
    Changed,
    /// What shares its path, key or owner.
    Siblings,
    /// Who depends on it.
    Consumers,
}

impl Question {
    /// The code that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::CanRead => "can_read",
            Self::DidRead => "did_read",
            Self::ReadElsewhere => "read_elsewhere",
            Self::Changed => "changed",
            Self::Siblings => "siblings",
            Self::Consumers => "consumers",
        }
    }
}

/// The facts that answer one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactGroup {
    /// The question.
    pub question: Question,
    /// When what it stands on was collected (UTC). `None`: it never was.
    pub as_of: Option<DateTime<Utc>>,
    /// What is missing, and what to do about it.
    pub missing: Option<String>,
    /// How many there are in all.
    pub total: usize,
    /// At most [`MOST_FACTS`], the most telling first.
    pub facts: Vec<Fact>,
}

/// Where a fact is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// An event of CloudTrail, by its id; the last of several.
    Event(String),
    /// Days of CloudTrail's events, in sums: single ones are no longer kept.
    Days,
    /// The evaluation of access.
    Access,
    /// The inventory, and what syncs saw change in it.
    Inventory,
    /// Reads before and after a new version.
    Rotation,
}

impl Known {
    /// The event's id, or the word for the rest.
    pub fn text(&self) -> &str {
        match self {
            Self::Event(id) => id,
            Self::Days => "cloudtrail",
            Self::Access => "access",
            Self::Inventory => "inventory",
            Self::Rotation => "rotation",
        }
    }
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The same for the same fact.
    pub key: String,
    /// What, in a line. Hostile text.
    pub text: String,
    /// More of it. Hostile text; may be empty.
    pub detail: String,
    /// When it happened (UTC). `None` for what simply is.
    pub at: Option<DateTime<Utc>>,
    /// Where it is known from.
    pub known: Known,
    /// The secret that it is about.
    pub secret: Option<SecretArn>,
    /// The ARN of the principal that it is about.
    pub principal: Option<String>,
    /// Why it stands out.
    pub odd: Option<String>,
    /// Whether a line of the timeline says it.
    pub attached: bool,
}

impl Fact {
    /// The line of the timeline that it becomes when somebody attaches it: what, and more of it.
    pub fn said(&self) -> String {
        if self.detail.is_empty() { self.text.clone() } else { format!("{}: {}", self.text, self.detail) }
    }
}

/// What every question is asked with.
struct Case {
    subjects: Subjects,
    within: Stretch,
    now: DateTime<Utc>,
    detected_at: DateTime<Utc>,
    arns: PrincipalArns,
}

/// ARNs of principals by account and name, as far as access knows them: CloudTrail's names lack a role's path.
#[derive(Debug, Default)]
struct PrincipalArns(HashMap<(String, String), String>);

impl PrincipalArns {
    fn of(evaluation: &Evaluation) -> Self {
        let arns = evaluation.world.principals.iter();
        Self(arns.map(|known| ((known.account.clone(), name(known)), known.arn.clone())).collect())
    }

    /// The ARN of a role or user. One that access does not know is taken to have no path.
    fn arn(&self, principal: &Principal) -> Option<String> {
        let account = principal.account.as_ref()?.as_str();
        let known = self.0.get(&(account.to_owned(), principal.name.clone())).cloned();
        let is_named = principal.name.starts_with("role/") || principal.name.starts_with("user/");
        known.or_else(|| is_named.then(|| format!("arn:aws:iam::{account}:{}", principal.name)))
    }
}

impl App {
    /// The facts of the incident with this number, from what is stored.
    pub async fn facts_of_incident(self: &Arc<Self>, id: &str) -> Result<IncidentFacts, AppError> {
        let (incident, notes) = self.incident_with_notes(id).await?;
        self.incident_facts(&incident, &notes).await
    }

    /// An incident with the texts of its notes.
    pub(super) async fn incident_with_notes(&self, id: &str) -> Result<(Incident, BTreeSet<String>), AppError> {
        let id = parse_id(id)?;
        let (incident, log) = self.with_database(move |database| database.read(|reader| read(reader, id))?).await?;
        let notes = log.into_iter().filter_map(|entry| match entry.entry {
            Entry::Noted(note) => Some(note.text),
            _ => None,
        });
        Ok((incident, notes.collect()))
    }

    /// The facts of an incident from what is stored. `notes` are the texts of its notes: a fact that one of them says
    /// is attached.
    pub async fn incident_facts(
        self: &Arc<Self>,
        incident: &Incident,
        notes: &BTreeSet<String>,
    ) -> Result<IncidentFacts, AppError> {
        let now = self.now();
        let (within, window_words) = window(incident, now);
        let (detected_at, incident) = (incident.detected_at(), incident.clone());
        let subjects =
            self.with_database(move |database| Ok(database.read(|reader| Subjects::of(reader, &incident))?)).await?;
        // What a principal can read is asked of all secrets.
        let evaluation = if subjects.principals.is_empty() {
            self.access_to(&subjects.secrets).await?
        } else {
            self.access().await?
        };
        let arns = PrincipalArns::of(&evaluation);
        let case = Case { subjects, within, now, detected_at, arns };
        let can_read = can_read::facts(self, &evaluation, &case).await?;
        let case = Arc::new(case);
        let asked = Arc::clone(&case);
        let rest = self.with_database(move |database| Ok(database.read(|reader| groups(reader, &asked))?)).await?;
        let mut groups: Vec<FactGroup> = std::iter::once(can_read).chain(rest).collect();
        for fact in groups.iter_mut().flat_map(|group| &mut group.facts) {
            fact.attached = notes.contains(&fact.said());
        }
        Ok(IncidentFacts { from: within.from, until: within.to, window_words, groups })
    }
}

/// All groups but who can read.
fn groups(reader: &Reader<'_>, case: &Case) -> Result<Vec<FactGroup>, keyturn_store::StoreError> {
    let read = did_read::read(reader, case)?;
    Ok(vec![
        did_read::facts(reader, case, &read)?,
        elsewhere::facts(reader, case, &read)?,
        changed::facts(reader, case)?,
        siblings::facts(reader, case)?,
        consumers::facts(reader, case)?,
    ])
}

/// The window to look at, with the reason: the exposure's, as far back as CloudTrail's event history reaches where its
/// beginning is not known.
pub(crate) fn window(incident: &Incident, now: DateTime<Utc>) -> (Stretch, String) {
    let exposed = incident.scope.window();
    let earliest = now - lookup::KEPT;
    if incident.is_run() {
        let words = "Nothing is said to be exposed: the 90 days that CloudTrail's event history reaches back.";
        return (Stretch { from: earliest, to: now }, words.to_owned());
    }
    let known = exposed.as_ref().and_then(|window| window.from);
    let unknown = exposed.as_ref().is_none_or(|window| window.from.is_none() || !window.unknown_from.is_empty());
    let to = exposed.as_ref().and_then(|window| window.until).unwrap_or(now).min(now);
    let (from, mut words) = match known {
        Some(from) if !unknown => (from, "From the beginning of the exposure".to_owned()),
        Some(from) => (
            from.min(earliest),
            "When some of it was first exposed is not known: 90 days are looked at, as far as CloudTrail's event \
             history reaches"
                .to_owned(),
        ),
        None => (
            earliest,
            "When the exposure began is not known: 90 days are looked at, as far as CloudTrail's event history reaches"
                .to_owned(),
        ),
    };
    let ended = exposed.is_some_and(|window| window.until.is_some());
    words.push_str(if ended { ", until the old value was refused." } else { ", until now: it is not over." });
    (Stretch { from: from.min(to), to }, words)
}

/// Hostile text on one bounded line.
fn line(words: &str) -> String {
    text::one_line(words, LONGEST_LINE)
}

/// A secret's name for people, out of its ARN. Hostile text.
fn secret_name(arn: &SecretArn) -> String {
    keyturn_trail::target::SecretName::of(arn).name
}

/// An instant in a sentence.
fn clock(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `once`, `2 times`.
fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// A group of facts in their order, cut at [`MOST_FACTS`].
fn group(question: Question, known: known::Basis, mut facts: Vec<Fact>) -> FactGroup {
    // The window tells facts apart by their keys.
    let mut seen = BTreeSet::new();
    facts.retain(|fact| seen.insert(fact.key.clone()));
    let total = facts.len();
    facts.truncate(MOST_FACTS);
    FactGroup { question, as_of: known.as_of, missing: known.missing, total, facts }
}
