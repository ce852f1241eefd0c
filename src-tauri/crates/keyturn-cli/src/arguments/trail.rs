//! What can be typed after `keyturn trail`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand};

/// Severities, the least first.
const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

/// States that findings can be asked for in.
const STATES: [&str; 7] = ["open", "watch", "expected", "incident", "explained", "stale", "all"];

#[derive(Debug, Subcommand)]
pub(crate) enum TrailCommand {
    /// Collect from CloudTrail's event history what is not covered yet, and judge it.
    Sync {
        /// Days back from now; 90 at most.
        #[arg(long, default_value_t = 90, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=90))]
        days: u32,
        /// Do not ask for this; --estimate lists the codes. Repeat for several.
        #[arg(long, value_name = "CODE")]
        leave_out: Vec<String>,
        /// Only say what it would cost.
        #[arg(long)]
        estimate: bool,
    },
    /// Import files of CloudTrail logs, and folders with everything below them, and judge them.
    Import {
        /// Files and folders.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Ask who read what, for example: keyturn trail query 'secret:/prod/*' outcome:denied since:7d
    Query(QueryArguments),
    /// List findings: reads that do not fit.
    Findings(FindingsArguments),
    /// Show one finding whole: why it is odd, against what is usual, and its events.
    Show {
        /// Its key.
        key: String,
    },
    /// Decide about a finding, or take a decision back.
    Triage(TriageArguments),
    /// Ask AWS what the trails record and keep; end with 1 where a check is not met.
    Checks {
        /// Show what AWS answered last instead of asking.
        #[arg(long)]
        kept: bool,
    },
    /// Show who used a secret, how often, since when, and who stopped.
    Usage {
        /// Its ARN, or a name that only it has.
        secret: String,
    },
    /// List silences with what they hid, or end one.
    Silences {
        /// End the silence with this number.
        #[arg(long, value_name = "ID")]
        end: Option<u32>,
    },
    /// Judge files against themselves and keep nothing: no data folder, no AWS, no keyring. With --json, one object a
    /// line for each finding.
    Scan(ScanArguments),
}

/// What can be typed after `keyturn findings`.
#[derive(Debug, Subcommand)]
pub(crate) enum FindingsCommand {
    /// List findings: reads that do not fit, values older than a year, exceptions that ended.
    List {
        /// Only about this.
        #[arg(long, value_name = "WHAT", value_parser = ["reads", "rotation"])]
        about: Option<String>,
        #[command(flatten)]
        asked: FindingsArguments,
    },
    /// Show one finding whole.
    Show {
        /// Its key.
        key: String,
    },
    /// Decide about a finding, or take a decision back.
    Triage(TriageArguments),
}

#[derive(Debug, Args)]
pub(crate) struct FindingsArguments {
    /// In which state.
    #[arg(long, default_value = "open", value_name = "STATE", value_parser = STATES)]
    pub(crate) state: String,
    /// Only about this secret, by its ARN.
    #[arg(long, value_name = "ARN")]
    pub(crate) secret: Option<String>,
    /// End with 1 when one of them is at least this severe.
    #[arg(long, value_name = "SEVERITY", value_parser = SEVERITIES)]
    pub(crate) fail_on: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// Terms of the query language.
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Count by this instead of listing.
    #[arg(long, value_name = "WHAT", value_parser = ["principal", "secret", "source", "agent", "day"])]
    pub(crate) by: Option<String>,
    /// At most this many.
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub(crate) limit: u32,
    /// Print all of them as CSV, with what is not known.
    #[arg(long, conflicts_with_all = ["json", "by", "limit"])]
    pub(crate) csv: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("decision").required(true).args(["expected", "watch", "incident", "open"]))]
#[expect(clippy::struct_excessive_bools, reason = "a flag for each decision, of which clap takes exactly one")]
pub(crate) struct TriageArguments {
    /// The finding's key.
    pub(crate) key: String,
    /// It was to be expected; the note says why.
    #[arg(long, requires = "note")]
    pub(crate) expected: bool,
    /// Keep an eye on it.
    #[arg(long)]
    pub(crate) watch: bool,
    /// It belongs to an incident.
    #[arg(long)]
    pub(crate) incident: bool,
    /// Take the decision back, and the silence made with it.
    #[arg(long, conflicts_with = "note")]
    pub(crate) open: bool,
    /// Why.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub(crate) note: String,
    /// With --expected: expect the like until this day, at most 365 days ahead. Unless narrowed otherwise, of the same
    /// detection and principal.
    #[arg(long, value_name = "DATE", requires = "expected")]
    pub(crate) until: Option<NaiveDate>,
    /// Silence only this detection.
    #[arg(long, value_name = "RULE", requires = "until")]
    pub(crate) rule: Option<String>,
    /// Silence only the same principal.
    #[arg(long, requires = "until")]
    pub(crate) same_principal: bool,
    /// Silence only secrets whose name fits this pattern.
    #[arg(long, value_name = "PATTERN", requires = "until")]
    pub(crate) secrets: Option<String>,
    /// Silence only this address or network.
    #[arg(long, value_name = "NETWORK", requires = "until")]
    pub(crate) source: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArguments {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// End with 1 when a finding is at least this severe.
    #[arg(long, value_name = "SEVERITY", value_parser = SEVERITIES)]
    pub(crate) fail_on: Option<String>,
    /// Also print what looks odd and is explained.
    #[arg(long)]
    pub(crate) explained: bool,
}
