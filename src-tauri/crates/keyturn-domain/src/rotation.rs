//! How a secret is rotated: what its store says ([`Rotation`]), and what an organisation makes of it.
//!
//! A [`policy`] is a file of rules; [`due`] says for one secret which rule fits, when its value is due and how it
//! stands; [`schedule`] reads AWS's own plan; [`level`] proposes how much depends on a secret; [`what_if`] compares two
//! policies before one is saved. A [`record`] takes one rotation to its proof.

pub mod calendar;
pub mod cost;
pub mod due;
pub mod exception;
pub mod finding;
pub mod generate;
pub mod holders;
pub mod level;
pub mod managed_steps;
pub mod path_pattern;
pub mod policy;
pub mod record;
pub mod schedule;
pub mod settings;
pub mod statement;
pub mod strategy;
pub mod task;
pub mod trigger;
pub mod what_if;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who rotates the value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum RotatedBy {
    /// Nobody but people.
    #[default]
    Nobody,
    /// A Lambda function of the organisation.
    Function {
        /// The function's ARN.
        function_arn: String,
    },
    /// The AWS service that owns the secret (`OwningService`), such as `rds`.
    Service {
        /// The service's name as AWS writes it.
        service: String,
    },
    /// A managed external secret: the partner's system, through Secrets Manager.
    ///
    /// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/managed-external-secrets.html>
    External {
        /// The secret's `Type`, such as `SalesforceClientSecret`.
        secret_type: String,
    },
}

impl RotatedBy {
    /// The code that is stored, filtered by and put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nobody => "none",
            Self::Function { .. } => "function",
            Self::Service { .. } => "service",
            Self::External { .. } => "external",
        }
    }
}

/// A store's own rotation settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// Who rotates.
    pub by: RotatedBy,
    /// `AutomaticallyAfterDays`.
    pub after_days: Option<u32>,
    /// `ScheduleExpression`: `rate(…)` or `cron(…)`, as AWS holds it.
    pub schedule: Option<String>,
    /// `Duration` of the window, such as `3h`.
    pub window: Option<String>,
    /// When AWS means to rotate next (UTC; AWS reports the end of the window).
    pub next_at: Option<DateTime<Utc>>,
    /// `LastRotatedDate`: the last automatic rotation that ended (UTC).
    pub last_at: Option<DateTime<Utc>>,
}
