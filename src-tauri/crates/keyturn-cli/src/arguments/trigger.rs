//! What can be typed after `keyturn rotation trigger`.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum TriggerCommand {
    /// A value is known or suspected to be in other hands: within the hour.
    Compromise {
        /// It is public, or confirmed rather than suspected.
        #[arg(long)]
        confirmed: bool,
        /// What happened.
        #[arg(long, default_value = "", value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        concerned: Concerned,
    },
    /// A person leaves: within 24 hours of the last working hour.
    Departure {
        /// Who.
        person: String,
        /// The end of the last working hour, as 2026-03-01T16:00:00Z.
        #[arg(long, value_name = "TIME")]
        last_hour: DateTime<Utc>,
        /// One of the person's users or roles, by ARN or as role/web: what it can read or did read is concerned. Can be
        /// given more than once.
        #[arg(long = "principal", value_name = "PRINCIPAL")]
        principals: Vec<String>,
        #[command(flatten)]
        concerned: Concerned,
    },
    /// A supplier reports a breach: within 4 hours.
    Supplier {
        /// Which.
        supplier: String,
        #[command(flatten)]
        concerned: Concerned,
    },
    /// An audit found something: within 24 hours to 90 days, by its severity.
    Finding {
        /// The finding's number or title.
        finding: String,
        /// critical, high, medium or low.
        #[arg(long, value_name = "SEVERITY")]
        severity: String,
        #[command(flatten)]
        concerned: Concerned,
    },
    /// The rotation policy changed: by the policy's own date.
    Policy {
        /// The policy's name.
        policy: String,
        #[command(flatten)]
        concerned: Concerned,
    },
    /// An incident ended: for 90 days the policy's age counts half.
    Incident {
        /// The incident's name.
        incident: String,
        #[command(flatten)]
        concerned: Concerned,
    },
}

/// Which secrets a trigger concerns.
#[derive(Debug, Args)]
pub(crate) struct Concerned {
    /// A secret's ARN, or a name that only it has. Can be given more than once.
    #[arg(long = "secret", value_name = "SECRET")]
    pub(crate) secrets: Vec<String>,
    /// The secrets that pass this filter of the list's language.
    #[arg(long, default_value = "", value_name = "FILTER")]
    pub(crate) filter: String,
    /// Open the tasks; without it nothing is opened.
    #[arg(long)]
    pub(crate) yes: bool,
}
