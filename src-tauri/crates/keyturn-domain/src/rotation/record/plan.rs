//! What is planned before anything is done.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::arn::SecretArn;
use crate::rotation::statement::{self, StatementFault};
use crate::rotation::strategy::{self, Overlap, OverlapTooShort, Strategy, Timings};
use crate::rotation::trigger::Trigger;
use crate::store::Store;

/// A rotation as it is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which secret.
    pub secret: SecretArn,
    /// Its name. Hostile text.
    pub name: String,
    /// Why.
    pub trigger: Trigger,
    /// How.
    pub strategy: Strategy,
    /// How long things take.
    pub timings: Timings,
    /// The day for which it is planned, in the team's zone.
    pub planned_on: NaiveDate,
    /// Who does it.
    pub owner: Option<String>,
    /// Until when the old value must be refused (UTC), where the trigger sets that.
    pub revoke_by: Option<DateTime<Utc>>,
    /// Until when it must be done (UTC).
    pub due_at: Option<DateTime<Utc>>,
    /// When it was planned (UTC).
    pub planned_at: DateTime<Utc>,
    /// Who planned it.
    pub planned_by: String,
    /// What else is to be known: text, without secrets.
    pub note: String,
}

/// Why a plan is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFault {
    /// The overlap is too short.
    #[error(transparent)]
    Overlap(#[from] OverlapTooShort),
    /// A text cannot be kept.
    #[error(transparent)]
    Statement(#[from] StatementFault),
    /// The trigger does not say about whom or what it is.
    #[error("a trigger names whom or what it is about")]
    TriggerUnnamed,
    /// Secrets Manager's steps are planned for a parameter, which has none.
    #[error("Parameter Store has no rotation steps: choose another strategy")]
    NoManagedSteps,
}

impl Plan {
    /// Checks a plan: its overlap (F3), its trigger and its texts. What is known of the overlap, if nothing is wrong.
    pub fn check(&self) -> Result<Overlap, PlanFault> {
        let unnamed = !matches!(self.trigger, Trigger::Scheduled | Trigger::Compromise { .. })
            && !statement::is_said(self.trigger.typed());
        if unnamed {
            return Err(PlanFault::TriggerUnnamed);
        }
        if self.strategy == Strategy::ManagedSteps && self.secret.store() != Store::SecretsManager {
            return Err(PlanFault::NoManagedSteps);
        }
        for text in [self.trigger.typed(), &self.note, self.owner.as_deref().unwrap_or_default()] {
            statement::check(text)?;
        }
        Ok(strategy::check_overlap(self.strategy, &self.trigger, self.timings)?)
    }
}
