//! A runbook ready to be followed: every include copied in, so that it changes no more.

use chrono::{Days, NaiveDate};
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::document::Places;
use crate::place::Place;
use crate::span::Span;
use crate::words::{Act, Action, EvidenceKind, Language, Reaches, Risk, Role, RunbookKind, Severity, Since, Status};

/// The version of the schema that this crate reads and writes.
pub const SCHEMA: u32 = 1;

/// A resolved runbook. Its JSON form is what a run pins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runbook {
    /// What it is.
    pub head: Head,
    /// Its title.
    pub title: String,
    /// Markdown before the first phase.
    pub introduction: String,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
    /// Where its block stands. Not part of the JSON.
    #[serde(skip)]
    pub places: Places,
}

impl Runbook {
    /// Every step in order, with its phase.
    pub fn steps(&self) -> impl Iterator<Item = (&Phase, &Step)> {
        self.phases.iter().flat_map(|phase| phase.steps.iter().map(move |step| (phase, step)))
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps().map(|(_, step)| step).find(|step| step.id == id)
    }
}

/// The first block of a runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the schema.
    pub schema: u32,
    /// The runbook's id: the name of its file.
    pub id: String,
    /// Its version, which rises when the content changes.
    pub version: Version,
    /// What it is for.
    pub kind: RunbookKind,
    /// The opening severity of an incident.
    pub severity: Option<Severity>,
    /// The role or team that answers for it.
    pub owner: String,
    /// When somebody last read it whole and checked it; nothing where nobody has.
    pub reviewed: Option<NaiveDate>,
    /// When it was last exercised.
    pub tested: Option<NaiveDate>,
    /// How often it wants a review.
    pub review_every: Option<Span>,
    /// Whether it is in use.
    pub status: Status,
    /// In words, what starts it.
    pub triggers: Vec<String>,
    /// Ids of detections that propose it, or `*`.
    pub detections: Vec<String>,
    /// Kinds of secrets that it is for, or `*`.
    pub applies_to: Vec<String>,
    /// Ids of related runbooks.
    pub related: Vec<String>,
    /// Where its claims can be read.
    pub references: Vec<String>,
    /// What is asked at the start.
    pub inputs: Vec<Input>,
    /// Words to find it by.
    pub tags: Vec<String>,
}

impl Head {
    /// The last day on which its review is in time; `None` where nobody has reviewed it, or no interval is set.
    pub fn review_due(&self) -> Option<NaiveDate> {
        let (reviewed, every) = self.reviewed.zip(self.review_every)?;
        reviewed.checked_add_days(Days::new(u64::from(every.minutes() / (24 * 60))))
    }
}

/// Something that a run asks at its start; the answer is the fact `input.<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its id.
    pub id: String,
    /// The question.
    pub prompt: String,
    /// The answers to choose from; none where any text will do.
    pub options: Vec<String>,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How long it may take, from `since`.
    pub budget: Option<Span>,
    /// From where the budget counts.
    pub since: Since,
    /// What holds at its end.
    pub goal: String,
    /// The outcome of NIST's Cybersecurity Framework 2.0 that it serves.
    pub csf: Option<String>,
    /// Markdown below its heading.
    pub prose: String,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Where it stands. Not part of the JSON.
    #[serde(skip)]
    pub places: Places,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its id: the state of a run hangs on it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The library step that it came from.
    pub from: Option<String>,
    /// Who does it.
    pub role: Role,
    /// What kind of act it is.
    pub act: Act,
    /// When it is needed; always, where there is no condition.
    pub when: Option<Condition>,
    /// Ids of steps that come first.
    pub needs: Vec<String>,
    /// Work time of its role.
    pub budget: Option<Span>,
    /// Hard mark, from detection.
    pub due: Option<Span>,
    /// Whether a second person confirms by name.
    pub two_person: bool,
    /// What a decision chooses from.
    pub choices: Vec<Choice>,
    /// Facts that it sets.
    pub sets: Vec<String>,
    /// How long a wait lasts.
    pub timer: Option<Timer>,
    /// What is asked at its end.
    pub evidence: Vec<Evidence>,
    /// Placeholders and facts shown beside it.
    pub prefill: Vec<String>,
    /// Its button.
    pub action: Option<Action>,
    /// What it brings the rotation or the review to. Left out of the JSON where there is nothing, so that what was
    /// pinned before there were such steps keeps its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaches: Option<Reaches>,
    /// How one knows that it worked.
    pub verify: String,
    /// Markdown of the step.
    pub prose: String,
    /// Its snippets.
    pub snippets: Vec<Snippet>,
    /// Where it stands. Not part of the JSON.
    #[serde(skip)]
    pub places: Places,
}

impl Step {
    /// The values that a fact set by this step can take: the choices of a decision, else the options of the evidence
    /// field that has the fact's last name. `None` where the field is free text.
    pub fn values_of(&self, fact: &str) -> Option<Vec<&str>> {
        if self.act == Act::Decision {
            return Some(self.choices.iter().map(|choice| choice.value.as_str()).collect());
        }
        let field = self.evidence.iter().find(|evidence| Some(evidence.id.as_str()) == fact.rsplit('.').next())?;
        (field.kind == EvidenceKind::Choice).then(|| field.options.iter().map(String::as_str).collect())
    }
}

/// One way to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value that the fact takes; may be a runbook's id.
    pub value: String,
    /// In words.
    pub label: String,
}

/// What is asked at the end of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Its id in the step.
    pub id: String,
    /// The question.
    pub prompt: String,
    /// What a choice chooses from.
    pub options: Vec<String>,
}

/// How long a wait lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// A length of time.
    Span(Span),
    /// As long as this fact says, such as `secret.cache_ttl`.
    Fact(String),
}

impl std::fmt::Display for Timer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Span(span) => span.fmt(f),
            Self::Fact(fact) => f.write_str(fact),
        }
    }
}

/// A text to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// Its language, which decides how values are quoted.
    pub language: Language,
    /// What it can do to the world.
    pub risk: Risk,
    /// The text, with placeholders.
    pub code: String,
    /// Its first line in the file. Not part of the JSON.
    #[serde(skip)]
    pub at: Place,
}
