//! The run of an incident: phases and steps as they stand, what a person does, watches.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::incidents::{IncidentReply, ValueDto};

/// A phase with its clock and steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhaseDto {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it wants; may be empty.
    pub goal: String,
    /// Its budget in minutes; null where it has none.
    pub budget_minutes: Option<u32>,
    /// Until when it should end; null while it waits for another phase, or without a budget.
    pub due_at: Option<DateTime<Utc>>,
    /// `waiting`, `running`, `over`, `ended`, `ended_late`, `stopped`.
    pub standing: String,
    /// Its steps.
    pub steps: Vec<StepDto>,
}

/// A step, filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepDto {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `open`, `asks` (its condition cannot be decided), `dimmed` (it does not hold), `done`, `not_applicable`.
    pub state: String,
    /// Who does it, by role.
    pub role: String,
    /// `manual`, `decision` or `wait`.
    pub act: String,
    /// Its condition in the runbook's words; null: always.
    pub when: Option<String>,
    /// The facts that its condition asks for and nobody knows.
    pub unknown: Vec<String>,
    /// Who has it, where it was handed over.
    pub holder: Option<String>,
    /// Who did it, and when; null while it is open.
    pub ended: Option<StepEnd>,
    /// Titles of steps that should come first and are open.
    pub needs: Vec<String>,
    /// Its hard mark.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether a second person confirms by name.
    pub two_person: bool,
    /// What a decision chooses from.
    pub choices: Vec<ChoiceDto>,
    /// What is asked when it is finished.
    pub records: Vec<RecordDto>,
    /// Facts beside it, filled in.
    pub prefill: Vec<PrefillDto>,
    /// What and why, made safe.
    pub html: String,
    /// What to copy.
    pub snippets: Vec<SnippetDto>,
    /// How one knows that it worked.
    pub verify: String,
    /// Until when it waits; null for other steps, or where the length is not known.
    pub wait_until: Option<DateTime<Utc>>,
    /// Its button: `open_issuer_card`, `start_runbook`, `rotate_now` …; null: none.
    pub action: Option<String>,
    /// Whether somebody added it to this run.
    pub added: bool,
    /// What it brings about in the rotation or the review that the run leads; null: nothing.
    pub reached: Option<ReachedDto>,
}

/// How far what a run leads has come with what a step brings about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReachedDto {
    /// In words, such as `new value stored`.
    pub words: String,
    /// Whether it is so.
    pub is_so: bool,
    /// Since when; null: not yet, or nothing says when.
    pub at: Option<DateTime<Utc>>,
    /// Whether Keyturn saw it, rather than a person told it.
    pub seen: bool,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepEnd {
    /// Who.
    pub by: String,
    /// The second person.
    pub second: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was chosen, or why it does not apply; may be empty.
    pub words: String,
    /// What was recorded.
    pub records: Vec<ValueDto>,
}

/// One way to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoiceDto {
    /// Its value; may be a runbook's id.
    pub value: String,
    /// In words.
    pub label: String,
}

/// What is asked when a step is finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordDto {
    /// Its id.
    pub id: String,
    /// `time`, `text`, `choice`, `number`, `file`, `query`, `link`, `hash` or `approval`.
    pub kind: String,
    /// The question.
    pub prompt: String,
    /// What a choice chooses from.
    pub options: Vec<String>,
}

/// A fact shown beside a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrefillDto {
    /// Its name, such as `secret.owner`.
    pub name: String,
    /// What it is; null: not known. Hostile text.
    pub value: Option<String>,
}

/// A text to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SnippetDto {
    /// Its place in the step, from 0.
    pub index: u32,
    /// `sh`, `sql`, `powershell`, `http`, `json` or `text`.
    pub language: String,
    /// `ro`, `write` or `danger`.
    pub risk: String,
    /// The text, filled in as far as it can be.
    pub text: String,
    /// What is missing; while there is some, nothing can be copied.
    pub gaps: Vec<GapDto>,
}

/// A placeholder without a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GapDto {
    /// Its name.
    pub name: String,
    /// Why it has none: not known, or what is known cannot be put there.
    pub why: String,
}

/// Writes one thing into the log of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentActRequest {
    /// The incident.
    pub id: String,
    /// The person's name; null for the system's user name.
    pub by: Option<String>,
    /// What.
    pub act: IncidentAct,
}

/// What a person does. Times are UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum IncidentAct {
    /// A step is done.
    StepDone {
        /// Its id.
        step: String,
        /// What was chosen.
        choice: Option<String>,
        /// The second person.
        second: Option<String>,
        /// What was recorded: ids of records with their values.
        records: Vec<ValueDto>,
    },
    /// A step does not apply.
    StepNotApplicable {
        /// Its id.
        step: String,
        /// Why.
        why: String,
    },
    /// A step goes to somebody else.
    StepHandOver {
        /// Its id.
        step: String,
        /// To whom.
        to: String,
        /// What they must know.
        note: String,
    },
    /// Whether a step applies, where its condition cannot be decided.
    StepAnswer {
        /// Its id.
        step: String,
        /// Whether it applies.
        applies: bool,
        /// Why.
        why: String,
    },
    /// What was said of a step is taken back.
    StepReopen {
        /// Its id.
        step: String,
        /// Why.
        why: String,
    },
    /// A step of the team's own.
    StepAdd {
        /// Its title.
        title: String,
        /// The id of its phase.
        phase: String,
        /// Why.
        why: String,
    },
    /// A note, or a fact that is attached.
    Note {
        /// What. No secrets.
        text: String,
        /// When it happened; null for now.
        happened_at: Option<DateTime<Utc>>,
        /// CloudTrail's event id, where it is known from one; else from where; null for the person.
        source: Option<String>,
        /// Whether the report has it.
        in_report: bool,
    },
    /// A line of the timeline goes into the report, or out of it.
    InReport {
        /// The line's number.
        number: u32,
        /// Whether the report has it.
        in_report: bool,
    },
    /// How grave it is.
    Severity {
        /// `SEV-1` to `SEV-4`.
        severity: String,
        /// Why.
        why: String,
    },
    /// A moment from which clocks run.
    Moment {
        /// Its code.
        moment: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Who has a role.
    Role {
        /// Its code.
        role: String,
        /// Who.
        to: String,
    },
    /// A value for placeholders or inputs of the runbook.
    Value {
        /// Its name.
        name: String,
        /// The value. Never a secret's.
        value: String,
    },
    /// Another credential is exposed.
    Expose {
        /// An ARN, an access key's id or a name.
        text: String,
        /// Since when; null: not known.
        from: Option<DateTime<Utc>>,
        /// Why it belongs in the incident.
        because: String,
    },
    /// When an exposure began.
    ExposureBegan {
        /// The number in the ledger.
        number: u32,
        /// Since when; null: not known after all.
        from: Option<DateTime<Utc>>,
        /// What shows it.
        why: String,
    },
    /// What happened to a credential of the ledger.
    Mark {
        /// The number in the ledger.
        number: u32,
        /// `revoked`, `replaced`, `proved`, `not_verifiable` or `not_exposed`.
        mark: String,
        /// When; null for now.
        at: Option<DateTime<Utc>>,
        /// What shows it, or why.
        statement: String,
    },
    /// A decision on a notice.
    Notice {
        /// The row's id.
        row: String,
        /// `notify`, `no` or `filed`.
        answer: String,
        /// Why.
        reason: String,
        /// When it was filed.
        filed_at: Option<DateTime<Utc>>,
        /// The authority's reference.
        reference: Option<String>,
        /// The second person; wanted for `no`.
        second: Option<String>,
    },
    /// An update was sent, outside of Keyturn.
    UpdateSent {
        /// `first`, `progress`, `contained`, `resolved` or `customers`.
        variant: String,
        /// Where to.
        channel: String,
    },
    /// Evidence goes to somebody.
    HandEvidence {
        /// Its number.
        number: u32,
        /// To whom.
        to: String,
        /// Why, and where it is kept from then on.
        why: String,
    },
    /// How the value got out.
    Path {
        /// Its code.
        path: String,
        /// What shows it.
        basis: String,
    },
    /// Something to be done afterwards.
    FollowUp {
        /// What.
        action: String,
        /// `prevents`, `detects` or `limits`.
        effect: String,
        /// Who does it.
        owner: String,
        /// Until when.
        due_on: chrono::NaiveDate,
        /// Where it is tracked; may be empty.
        link: String,
    },
    /// A follow-up is done.
    FollowUpDone {
        /// Its number.
        number: u32,
        /// What shows it.
        note: String,
    },
    /// The run moves to the version of the runbook that the library has, or to another runbook.
    MoveRunbook {
        /// The runbook's id.
        to: String,
        /// Why.
        why: String,
    },
    /// A watch on a credential of the ledger.
    Watch {
        /// The number in the ledger.
        number: u32,
    },
    /// The old value is refused, and what it opened is shut.
    Contain {
        /// What shows it.
        why: String,
    },
    /// Consumers are on new values.
    Resolve {
        /// The cause, in a sentence.
        cause: String,
    },
    /// It is closed.
    Close {
        /// What the one who closes it states.
        statement: String,
    },
    /// It is opened again.
    Reopen {
        /// Why.
        why: String,
    },
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentActed {
    /// The line's number in the log.
    pub number: u32,
    /// What to know, such as steps that should have come before.
    pub warnings: Vec<String>,
    /// The incident as it stands now.
    pub incident: IncidentReply,
}

/// Copies a snippet to the clipboard, and writes down that it was copied. Keyturn runs none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentCopyRequest {
    /// The incident.
    pub id: String,
    /// The step's id.
    pub step: String,
    /// The snippet's place in it.
    pub snippet: u32,
    /// Whether the person confirmed a dangerous one.
    pub confirmed: bool,
}

/// Asks for the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentTimelineRequest {
    /// The incident.
    pub id: String,
    /// `happened` or `learnt`.
    pub order: String,
}

/// The timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentTimelineReply {
    /// Its lines.
    pub lines: Vec<TimelineLine>,
    /// Whether the log's chain holds; else what is wrong with it.
    pub broken: Option<String>,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimelineLine {
    /// Its number in the log.
    pub number: u32,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// When it was learnt.
    pub learnt_at: DateTime<Utc>,
    /// `person`, `keyturn`, `cloudtrail` or `other`.
    pub source: String,
    /// The event's id, or the other source's name; null for a person or Keyturn.
    pub reference: Option<String>,
    /// Who told, or did it.
    pub by: String,
    /// What. Hostile text.
    pub text: String,
    /// Whether the report has it.
    pub in_report: bool,
}
