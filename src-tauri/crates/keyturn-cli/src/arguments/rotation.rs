//! What can be typed after `keyturn due`, `policy`, `rotation` and `exception`.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};

use super::trigger::TriggerCommand;

#[derive(Debug, Args)]
pub(crate) struct DueArguments {
    /// Only what is overdue or due within this time: 14d, 2w.
    #[arg(long, value_name = "TIME", value_parser = days)]
    pub(crate) within: Option<u32>,
    /// Terms of the list's filter language.
    #[arg(value_name = "FILTER")]
    pub(crate) filter: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Print the policy in force.
    Show {
        /// Print its text instead of its rules.
        #[arg(long)]
        text: bool,
    },
    /// Print one of the policies that come with Keyturn.
    Preset {
        /// Its name; leave it out to list them.
        name: Option<String>,
    },
    /// Check a policy file. Exits 1 where anything is wrong with it.
    Lint {
        /// The file.
        file: PathBuf,
    },
    /// Say which rule decides for a secret and when it is due.
    Explain {
        /// Its ARN, or a name that only it has.
        secret: String,
    },
    /// Say what a file would change before it is put into force.
    WhatIf {
        /// The file.
        file: PathBuf,
    },
    /// Put a file into force.
    Use {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RotationCommand {
    /// Plan a rotation.
    Plan {
        /// The secret's ARN, or a name that only it has.
        secret: String,
        /// The day: YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
        /// two_at_once, dual_read, rolling_restart, versioned, managed_steps or replace; the secret's own if left out.
        #[arg(long, value_name = "STRATEGY")]
        strategy: Option<String>,
        /// Who does it; the secret's owner if left out.
        #[arg(long, value_name = "NAME")]
        owner: Option<String>,
        /// A note.
        #[arg(long, default_value = "", value_name = "TEXT")]
        note: String,
    },
    /// Record a step of a rotation.
    Record {
        /// The rotation's number.
        id: String,
        /// value_made, stored, moved, refused, closed or cancelled.
        step: String,
        /// What shows it.
        #[arg(long, default_value = "", value_name = "TEXT")]
        evidence: String,
        /// When, as 2026-03-01T10:00:00Z; now if left out.
        #[arg(long, value_name = "TIME")]
        at: Option<DateTime<Utc>>,
    },
    /// Move a planned rotation to another day.
    Move {
        /// The rotation's number.
        id: String,
        /// The day: YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
    },
    /// Show one rotation, or list them.
    Show {
        /// The rotation's number; leave it out to list them.
        id: Option<String>,
        /// open, closed, outside (found without a plan) or all.
        #[arg(long, default_value = "open", value_name = "WHICH")]
        which: String,
    },
    /// Say which tasks something besides the calendar would open, and with --yes open them.
    #[command(subcommand)]
    Trigger(TriggerCommand),
    /// List the tasks that triggers opened.
    Tasks,
    /// Drop a task.
    DropTask {
        /// Its number.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// Say what the secrets cost in a month, and what moving some would give.
    Cost {
        /// Terms of the list's filter language.
        #[arg(value_name = "FILTER")]
        filter: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExceptionCommand {
    /// Add an exception that begins today.
    Add(ExceptionArguments),
    /// List the exceptions.
    List,
    /// End one before its time.
    End {
        /// Its number.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ExceptionArguments {
    /// For one secret: its ARN, or a name that only it has.
    #[arg(long, value_name = "SECRET", required_unless_present_any = ["path", "rule"], conflicts_with_all = ["path", "rule"])]
    pub(crate) secret: Option<String>,
    /// For the secrets whose name matches, such as /prod/legacy/*.
    #[arg(long, value_name = "PATTERN", conflicts_with = "rule")]
    pub(crate) path: Option<String>,
    /// For the secrets that a rule of the policy decides, by the rule's id.
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Option<String>,
    /// Why the policy cannot be kept.
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// What guards the secret meanwhile.
    #[arg(long, value_name = "TEXT")]
    pub(crate) control: String,
    /// Who asks.
    #[arg(long, value_name = "NAME")]
    pub(crate) asked_by: String,
    /// Who approves: somebody else.
    #[arg(long, value_name = "NAME")]
    pub(crate) approved_by: String,
    /// The last day: YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: NaiveDate,
}

/// `14`, `14d` or `2w`.
fn days(text: &str) -> Result<u32, String> {
    let (number, each) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let days = number.parse::<u32>().ok().and_then(|number| number.checked_mul(each));
    days.ok_or_else(|| "a time is a number of days or weeks: 14d, 2w".to_owned())
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn times_are_days_or_weeks() {
        let check = |text: &str, expect: Option<u32>| assert_eq!(days(text).ok(), expect, "{text}");
        check("14d", Some(14));
        check("14", Some(14));
        check("2w", Some(14));
        check("0d", Some(0));
        check("", None);
        check("d", None);
        check("-1d", None);
        check("1h", None);
        check("4294967295w", None);
    }
}
