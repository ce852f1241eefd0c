//! What is written into an incident's log: each thing that a person does, and each that Keyturn sees.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, HandOver, is_sha256};
use super::ledger::{Exposed, Marked};
use super::name::IncidentId;
use super::notice::{Moment, NoticeDecision};
use super::postmortem::{ExposurePath, FollowUp};
use super::severity::Severity;
use super::step::StepAct;
use super::subject::Subject;
use super::timeline::Note;
use super::update::Variant;
use super::watch::{Hit, Watch};
use crate::code::codes;

/// A role in an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides.
    Lead,
    /// Does the steps.
    Responder,
    /// Owns the system or the secret.
    Owner,
    /// May do what is dangerous.
    Admin,
    /// Tells people.
    Comms,
    /// Counsel or the privacy officer.
    Legal,
    /// Approves.
    Approver,
    /// Writes along.
    Scribe,
    /// Looks at it afterwards.
    Reviewer,
}

codes!(Role {
    Lead => "lead",
    Responder => "responder",
    Owner => "owner",
    Admin => "admin",
    Comms => "comms",
    Legal => "legal",
    Approver => "approver",
    Scribe => "scribe",
    Reviewer => "reviewer",
});

/// The runbook that leads an incident, exactly: its text never changes under a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its source.
    pub source_sha256: String,
    /// The SHA-256 of its resolved form, with included steps copied in.
    pub resolved_sha256: String,
}

impl Pinned {
    /// Whether both hashes are some.
    pub(super) fn is_exact(&self) -> bool {
        is_sha256(&self.source_sha256) && is_sha256(&self.resolved_sha256)
    }
}

/// How an incident begins: the first entry of its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Its number; it tells an exercise.
    pub id: IncidentId,
    /// Its neutral code name.
    pub codename: String,
    /// What it is about, in a line. Hostile where it repeats a name.
    pub title: String,
    /// From what it starts.
    pub subject: Subject,
    /// What happened, in the person's words. May be empty.
    pub trigger: String,
    /// When it was first noticed (UTC).
    pub detected_at: DateTime<Utc>,
    /// How grave it is taken for. A run has the lowest, and nothing shows it.
    pub severity: Severity,
    /// Why.
    pub reasons: Vec<String>,
    /// The runbook that leads it.
    pub runbook: Pinned,
}

/// What somebody did, or Keyturn saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Entry {
    /// Opened it.
    Opened(Box<Opening>),
    /// Set how grave it is.
    SeveritySet {
        /// How grave.
        severity: Severity,
        /// Why.
        why: String,
    },
    /// Recorded a moment from which clocks run.
    MomentSet {
        /// Which. [`Moment::Filed`] follows from decisions.
        moment: Moment,
        /// When it was (UTC).
        at: DateTime<Utc>,
    },
    /// Gave somebody a role.
    RoleGiven {
        /// Which.
        role: Role,
        /// To whom.
        to: String,
    },
    /// Typed in a value for a placeholder or an input of the runbook.
    ValueSet {
        /// Its name, such as `db.host` or `input.branch`.
        name: String,
        /// The value, never a secret's. Empty: taken back.
        value: String,
    },
    /// Added a step of the team's own to this run.
    StepAdded {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// The id of its phase.
        phase: String,
        /// Why.
        why: String,
    },
    /// Did something with a step.
    Step {
        /// Its id.
        step: String,
        /// What.
        act: StepAct,
    },
    /// Copied a command. Keyturn runs none.
    Copied {
        /// The id of its step.
        step: String,
        /// Whether it was marked dangerous, and confirmed.
        danger: bool,
        /// The SHA-256 of what was copied, filled in.
        sha256: String,
    },
    /// Wrote a note, or attached a fact.
    Noted(Note),
    /// Took a line into the report, or out of it.
    ReportSet {
        /// The line's number in the log.
        number: u64,
        /// Whether the report has it.
        in_report: bool,
    },
    /// Added a credential to the ledger.
    Exposed(Exposed),
    /// Learnt when its exposure began.
    ExposureBegan {
        /// Its number.
        number: u32,
        /// Since when (UTC). `None`: not known after all.
        from: Option<DateTime<Utc>>,
        /// What shows it.
        why: String,
    },
    /// Marked a credential of the ledger.
    Marked {
        /// Its number.
        number: u32,
        /// The mark.
        marked: Marked,
    },
    /// Set a watch.
    WatchSet(Watch),
    /// A watch saw a call.
    WatchHit {
        /// The watch's number.
        watch: u32,
        /// The call.
        hit: Hit,
    },
    /// A watch ended in silence.
    WatchEnded {
        /// Its number.
        watch: u32,
        /// Up to when silence is known (UTC).
        known_until: DateTime<Utc>,
    },
    /// Decided on a notice.
    NoticeDecided(NoticeDecision),
    /// Sent an update, outside of Keyturn.
    UpdateSent {
        /// Its number.
        number: u32,
        /// What it was for.
        variant: Variant,
        /// Where to.
        channel: String,
    },
    /// Took in evidence.
    EvidenceAdded(Evidence),
    /// Handed evidence over.
    EvidenceHanded(HandOver),
    /// Found how the value got out.
    PathFound {
        /// The path.
        path: ExposurePath,
        /// What shows it.
        basis: String,
    },
    /// Added a follow-up.
    FollowUpAdded(FollowUp),
    /// Did a follow-up.
    FollowUpDone {
        /// Its number.
        number: u32,
        /// What shows it. May be empty.
        note: String,
    },
    /// Moved the run to another version of its runbook, or to another runbook.
    RunbookMoved {
        /// To which.
        to: Pinned,
        /// Why.
        why: String,
        /// The ids of steps that vanish.
        vanished: Vec<String>,
    },
    /// The old value is refused, and what it opened is shut.
    Contained {
        /// What shows it.
        why: String,
    },
    /// Consumers are on new values; what is left is to understand and to improve.
    Resolved {
        /// The cause, in a sentence.
        cause: String,
    },
    /// Closed it.
    Closed {
        /// What the one who closes it states.
        statement: String,
    },
    /// Opened it again.
    Reopened {
        /// Why.
        why: String,
    },
}

impl Entry {
    /// The code of what was done, as in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::SeveritySet { .. } => "severity_set",
            Self::MomentSet { .. } => "moment_set",
            Self::RoleGiven { .. } => "role_given",
            Self::ValueSet { .. } => "value_set",
            Self::StepAdded { .. } => "step_added",
            Self::Step { .. } => "step",
            Self::Copied { .. } => "copied",
            Self::Noted(_) => "noted",
            Self::ReportSet { .. } => "report_set",
            Self::Exposed(_) => "exposed",
            Self::ExposureBegan { .. } => "exposure_began",
            Self::Marked { .. } => "marked",
            Self::WatchSet(_) => "watch_set",
            Self::WatchHit { .. } => "watch_hit",
            Self::WatchEnded { .. } => "watch_ended",
            Self::NoticeDecided(_) => "notice_decided",
            Self::UpdateSent { .. } => "update_sent",
            Self::EvidenceAdded(_) => "evidence_added",
            Self::EvidenceHanded(_) => "evidence_handed",
            Self::PathFound { .. } => "path_found",
            Self::FollowUpAdded(_) => "follow_up_added",
            Self::FollowUpDone { .. } => "follow_up_done",
            Self::RunbookMoved { .. } => "runbook_moved",
            Self::Contained { .. } => "contained",
            Self::Resolved { .. } => "resolved",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// Whether it belongs to an incident or an exercise alone: what was exposed, who must be told, and how grave it is.
    pub(super) fn is_of_incidents(&self) -> bool {
        matches!(
            self,
            Self::SeveritySet { .. }
                | Self::MomentSet { .. }
                | Self::Exposed(_)
                | Self::ExposureBegan { .. }
                | Self::Marked { .. }
                | Self::WatchSet(_)
                | Self::WatchHit { .. }
                | Self::WatchEnded { .. }
                | Self::NoticeDecided(_)
                | Self::UpdateSent { .. }
                | Self::PathFound { .. }
                | Self::Contained { .. }
                | Self::Resolved { .. }
        )
    }

    /// Whether it may be written after the incident was closed: what is learnt, told or done afterwards, and opening it
    /// again.
    pub(super) fn goes_after_close(&self) -> bool {
        matches!(
            self,
            Self::Noted(_)
                | Self::ReportSet { .. }
                | Self::WatchHit { .. }
                | Self::WatchEnded { .. }
                | Self::NoticeDecided(_)
                | Self::UpdateSent { .. }
                | Self::EvidenceAdded(_)
                | Self::EvidenceHanded(_)
                | Self::PathFound { .. }
                | Self::FollowUpAdded(_)
                | Self::FollowUpDone { .. }
                | Self::Reopened { .. }
        )
    }
}
