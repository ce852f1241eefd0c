//! Why a secret is rotated, and the clock that runs for each reason (group E of the requirements).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How grave an audit finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditSeverity {
    /// Rotated within 24 hours.
    Critical,
    /// Within 7 days.
    High,
    /// Within 30 days.
    Medium,
    /// Within 90 days.
    Low,
}

impl AuditSeverity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The severity with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }

    /// How long a rotation may take: critical 24 hours, high 7 days, medium 30, low 90.
    fn time(self) -> TimeDelta {
        match self {
            Self::Critical => TimeDelta::hours(24),
            Self::High => TimeDelta::days(7),
            Self::Medium => TimeDelta::days(30),
            Self::Low => TimeDelta::days(90),
        }
    }
}

/// Why a secret is to be rotated. It is kept on the record, with who said so and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trigger {
    /// The policy's date.
    Scheduled,
    /// The value is known or suspected to be in other hands.
    Compromise {
        /// Whether the value is public or the compromise is confirmed, rather than suspected.
        public_or_confirmed: bool,
        /// What happened. Typed by a person; may be empty.
        #[serde(default)]
        why: String,
    },
    /// A person who could read or did read the value leaves.
    Departure {
        /// Who, as the organisation names them. Typed by a person.
        person: String,
        /// The end of their last working hour (UTC): the clock starts here.
        last_working_hour: DateTime<Utc>,
    },
    /// A supplier reports a breach.
    SupplierBreach {
        /// The supplier's name.
        supplier: String,
    },
    /// An audit found something.
    AuditFinding {
        /// How grave it is.
        severity: AuditSeverity,
        /// The finding's number or title, as the audit names it.
        finding: String,
    },
    /// The rotation policy changed and the secret is due by the new one.
    PolicyChange {
        /// The policy's name.
        policy: String,
    },
    /// An incident ended: for 90 days the policy's age counts half.
    AfterIncident {
        /// The incident's name.
        incident: String,
    },
}

/// Until when something must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The old value must be refused by then (UTC), before anything else. `None`: with the rotation.
    pub revoke_by: Option<DateTime<Utc>>,
    /// The rotation must be done by then (UTC). `None`: no date is known.
    pub rotate_by: Option<DateTime<Utc>>,
}

/// For how long an incident halves the policy's age, in days (D2).
const AFTER_INCIDENT_DAYS: i64 = 90;

impl Trigger {
    /// The code of each trigger, in the order of the requirements.
    pub const CODES: [&'static str; 7] =
        ["scheduled", "compromise", "departure", "supplier_breach", "audit_finding", "policy_change", "after_incident"];

    /// The code that is stored, filtered by and put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Compromise { .. } => "compromise",
            Self::Departure { .. } => "departure",
            Self::SupplierBreach { .. } => "supplier_breach",
            Self::AuditFinding { .. } => "audit_finding",
            Self::PolicyChange { .. } => "policy_change",
            Self::AfterIncident { .. } => "after_incident",
        }
    }

    /// The trigger in words. Names in it are people's own text.
    pub fn words(&self) -> String {
        match self {
            Self::Scheduled => "scheduled".to_owned(),
            Self::Compromise { public_or_confirmed, why } => {
                let what =
                    if *public_or_confirmed { "compromise, public or confirmed" } else { "suspected compromise" };
                if why.is_empty() { what.to_owned() } else { format!("{what}: {why}") }
            }
            Self::Departure { person, .. } => format!("{person} leaves"),
            Self::SupplierBreach { supplier } => format!("breach at {supplier}"),
            Self::AuditFinding { severity, finding } => format!("audit finding {finding} ({})", severity.code()),
            Self::PolicyChange { policy } => format!("policy changed to {policy}"),
            Self::AfterIncident { incident } => format!("after incident {incident}"),
        }
    }

    /// What makes two triggers the same one: the kind with whom or what it is about. A suspicion that is confirmed, a
    /// last hour that moves forward and a finding that becomes graver are others: their clocks are shorter.
    pub fn key(&self) -> String {
        let plain = |text: &str| text.trim().to_lowercase();
        let about = match self {
            Self::Scheduled => String::new(),
            Self::Compromise { public_or_confirmed, .. } => public_or_confirmed.to_string(),
            Self::Departure { person, last_working_hour } => {
                format!("{}:{}", last_working_hour.timestamp(), plain(person))
            }
            Self::SupplierBreach { supplier } => plain(supplier),
            Self::AuditFinding { severity, finding } => format!("{}:{}", severity.code(), plain(finding)),
            Self::PolicyChange { policy } => plain(policy),
            Self::AfterIncident { incident } => plain(incident),
        };
        format!("{}:{about}", self.code())
    }

    /// What a person typed into it, to be checked before it is kept.
    pub fn typed(&self) -> &str {
        match self {
            Self::Scheduled => "",
            Self::Compromise { why: text, .. }
            | Self::Departure { person: text, .. }
            | Self::SupplierBreach { supplier: text }
            | Self::AuditFinding { finding: text, .. }
            | Self::PolicyChange { policy: text }
            | Self::AfterIncident { incident: text } => text,
        }
    }

    /// Whether the old value is refused first and the new one made after: nothing is gained by letting both live (C10).
    pub fn revokes_first(&self) -> bool {
        matches!(self, Self::Compromise { .. })
    }

    /// The clock of a trigger that was told at `opened_at`, for a secret that is due at `policy_due_at` anyway (UTC).
    ///
    /// Compromise: refuse the old value within 5 minutes if it is public or confirmed, else 15; rotate within the hour.
    /// Departure: 24 hours after the last working hour. Supplier's breach: 4 hours. Audit finding: by severity. After
    /// an incident: the policy's halved date, 90 days at most. Others: the policy's date. A clock never runs longer
    /// than the policy's own date, unless that has already passed.
    pub fn clock(&self, opened_at: DateTime<Utc>, policy_due_at: Option<DateTime<Utc>>) -> Clock {
        let own = match self {
            Self::Scheduled | Self::PolicyChange { .. } => None,
            Self::Compromise { .. } => Some(opened_at + TimeDelta::hours(1)),
            Self::Departure { last_working_hour, .. } => Some(*last_working_hour + TimeDelta::hours(24)),
            Self::SupplierBreach { .. } => Some(opened_at + TimeDelta::hours(4)),
            Self::AuditFinding { severity, .. } => Some(opened_at + severity.time()),
            Self::AfterIncident { .. } => Some(opened_at + TimeDelta::days(AFTER_INCIDENT_DAYS)),
        };
        let rotate_by = match (own, policy_due_at) {
            (Some(own), Some(policy)) if policy > opened_at => Some(own.min(policy)),
            (Some(own), _) => Some(own),
            (None, policy) => policy,
        };
        let revoke_by = match self {
            Self::Compromise { public_or_confirmed: true, .. } => Some(opened_at + TimeDelta::minutes(5)),
            Self::Compromise { public_or_confirmed: false, .. } => Some(opened_at + TimeDelta::minutes(15)),
            _ => None,
        };
        Clock { revoke_by, rotate_by }
    }
}

#[cfg(test)]
mod tests;
