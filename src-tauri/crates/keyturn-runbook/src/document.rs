//! A runbook file as it was written: steps may still be includes of a library.
//!
//! [`crate::parse::parse`] makes it, [`crate::resolve::resolve`] turns it into a [`crate::runbook::Runbook`].

use std::collections::BTreeMap;

use crate::condition::Condition;
use crate::place::Place;
use crate::runbook::{Choice, Evidence, Head, Snippet, Timer};
use crate::span::Span;
use crate::words::{Act, Action, Reaches, Role, Since};

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as the caller named it.
    pub file: String,
    /// The first block.
    pub head: Head,
    /// The words of the title.
    pub title: String,
    /// The Markdown before the first phase.
    pub introduction: String,
    /// Its phases.
    pub phases: Vec<WrittenPhase>,
    /// Where the runbook's block begins, and where its keys stand.
    pub places: Places,
    /// The whole file.
    pub source: String,
}

/// Where a block and its keys stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The heading above the block.
    pub heading: Place,
    /// The keys.
    pub keys: BTreeMap<String, Place>,
}

impl Places {
    /// Where a key stands; the heading, where it is absent.
    pub fn of(&self, key: &str) -> &Place {
        self.keys.get(key).unwrap_or(&self.heading)
    }
}

/// A phase as written. A library has phases without a block, to group its steps.
#[derive(Clone, Debug)]
pub struct WrittenPhase {
    /// Its id, unique in the file.
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
    /// The Markdown below its block.
    pub prose: String,
    /// Its steps, in order.
    pub steps: Vec<WrittenStep>,
    /// Library steps that follow them, with the place of each name.
    pub appended: Vec<(String, Place)>,
    /// Where it stands.
    pub places: Places,
}

/// A step as written. What is absent comes from the step it includes, or is a finding.
#[derive(Clone, Debug, Default)]
pub struct WrittenStep {
    /// Its id, unique in the file.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The library step that it takes, such as `common.open`.
    pub include: Option<String>,
    /// Who does it.
    pub role: Option<Role>,
    /// What kind of act it is.
    pub act: Option<Act>,
    /// When it is needed.
    pub when: Option<Condition>,
    /// Steps that come first.
    pub needs: Vec<String>,
    /// Work time of its role.
    pub budget: Option<Span>,
    /// Hard mark, from detection.
    pub due: Option<Span>,
    /// Whether a second person confirms.
    pub two_person: Option<bool>,
    /// What a decision chooses from.
    pub choices: Vec<Choice>,
    /// Facts that it sets.
    pub sets: Vec<String>,
    /// How long a wait lasts.
    pub timer: Option<Timer>,
    /// What is asked at its end.
    pub evidence: Vec<Evidence>,
    /// Placeholders shown beside it.
    pub prefill: Vec<String>,
    /// Its button.
    pub action: Option<Action>,
    /// What it brings the rotation or the review to.
    pub reaches: Option<Reaches>,
    /// How one knows that it worked.
    pub verify: Option<String>,
    /// The Markdown of the step.
    pub prose: String,
    /// Its snippets, in order.
    pub snippets: Vec<Snippet>,
    /// Where it stands.
    pub places: Places,
}
