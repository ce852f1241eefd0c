//! What can be typed.

mod access;
mod calendar;
mod incident;
mod review;
mod rotation;
mod runbook;
pub(crate) mod terms;
mod trail;
mod trigger;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use access::AccessCommand;
pub(crate) use calendar::{CalendarArguments, CalendarCommand};
pub(crate) use incident::{EvidenceArguments, IncidentCommand, StartArguments, StepArguments, WhichIncident};
pub(crate) use review::{DecideArguments, DelegateArguments, NamesArgument, OpenArguments, ReviewCommand, Which};
pub(crate) use rotation::{DueArguments, ExceptionArguments, ExceptionCommand, PolicyCommand, RotationCommand};
pub(crate) use runbook::RunbookCommand;
pub(crate) use trail::{
    FindingsArguments, FindingsCommand, QueryArguments, ScanArguments, TrailCommand, TriageArguments,
};
pub(crate) use trigger::{Concerned, TriggerCommand};

/// Keyturn: every secret of an organisation's AWS accounts, with its true age. It never reads a value.
#[derive(Debug, Parser)]
#[command(name = "keyturn", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Keep everything in this folder instead of your own data folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Print JSON, the same replies that the window gets.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Do not ask the operating system's keyring; use a passphrase.
    #[arg(long, global = true)]
    pub(crate) no_keyring: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what needs somebody, in order: incidents, findings, what is due, reviews, what was not read.
    Today,
    /// Read every secret's metadata from AWS.
    Sync(SyncArguments),
    /// Sign in to a start page by a code that you confirm in a browser, or to an MFA device by its code.
    SignIn {
        /// A profile, a session or a start page; what can be signed in to is listed without one.
        #[arg(value_name = "PROFILE|SESSION")]
        what: Option<String>,
    },
    /// List the profiles of ~/.aws/config and how each signs in.
    Profiles {
        /// Ask AWS who each of them is. Exits 4 where one does not work. Nobody is asked to sign in.
        #[arg(long = "try")]
        try_each: bool,
        /// Only these.
        #[arg(value_name = "PROFILE")]
        profile: Vec<String>,
    },
    /// List secrets, show one, write a note, correct a kind, export.
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Collect and import CloudTrail, ask who read what, see the reads that do not fit.
    #[command(subcommand)]
    Trail(TrailCommand),
    /// List findings about reads and about rotation; show one; decide about one.
    #[command(subcommand)]
    Findings(FindingsCommand),
    /// Who can read a secret's value, and why: collected from AWS, or from a file.
    #[command(subcommand)]
    Access(AccessCommand),
    /// Show what is due for rotation. With --within, exits 1 where anything is.
    Due(DueArguments),
    /// Show, check, try and use rotation policies.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Write the calendar of rotations as a feed; list, add and take away freezes.
    Calendar(CalendarArguments),
    /// Plan rotations and take them to proof; open and drop tasks; say what secrets cost.
    #[command(subcommand)]
    Rotation(RotationCommand),
    /// Except secrets from the rotation policy, with an end.
    #[command(subcommand)]
    Exception(ExceptionCommand),
    /// Review who can read what, to signed evidence.
    #[command(subcommand)]
    Review(ReviewCommand),
    /// Lead an incident from "this key leaked" to closed, with proof.
    #[command(subcommand)]
    Incident(IncidentCommand),
    /// Lint, print, export and begin runbooks; list and approve those of the library.
    #[command(subcommand)]
    Runbook(RunbookCommand),
    /// Check a pack of evidence. Exits 1 where anything was changed.
    Verify {
        /// The zip file or folder.
        pack: PathBuf,
    },
    /// Show what was read, when, and what was not.
    Coverage,
    /// Check this machine, the sign-ins, and what each account allows. Exits 1 where an action is refused or something is
    /// broken, 4 where part of it could not be tried.
    Doctor {
        /// Print the IAM policy for exactly what is used instead: as JSON, or with a role to roll out.
        #[arg(long, value_name = "FORM", value_parser = ["json", "cloudformation", "terraform"])]
        policy: Option<String>,
    },
    /// Write an encrypted backup with a passphrase of its own.
    Backup {
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Restore a backup into a data folder that has no database.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Look at the audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Fill a data folder from a made-up organisation, through the real SDK and a server on this machine.
    Demo,
}

#[derive(Debug, Args)]
pub(crate) struct SyncArguments {
    /// Read through this profile of ~/.aws/config. Repeat for several. Remembered for the next sync.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Vec<String>,
    /// Read through the credentials of the environment, as on a first sync without any of these. Remembered.
    #[arg(long, conflicts_with = "profile")]
    pub(crate) environment: bool,
    /// The role to assume in each account of the organisation, or of --account.
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<String>,
    /// Only these accounts instead of the whole organisation. Repeat for several.
    #[arg(long, value_name = "ID", requires = "role")]
    pub(crate) account: Vec<String>,
    /// Read this region. Repeat for several; the profile's own if none is named.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Vec<String>,
    /// Read every region that each account has enabled; AWS is asked at each sync. Remembered.
    #[arg(long, conflicts_with = "region")]
    pub(crate) enabled_regions: bool,
}

impl SyncArguments {
    /// Whether anything says what to read; otherwise the sources of the last sync are read again.
    pub(crate) fn names_any(&self) -> bool {
        self.environment
            || self.enabled_regions
            || self.role.is_some()
            || !(self.profile.is_empty() && self.account.is_empty() && self.region.is_empty())
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// List secrets, for example: keyturn secrets list store:ssm 'age:>90d' tag:team=payments db
    List {
        /// Terms of the filter language.
        #[arg(value_name = "FILTER")]
        filter: Vec<String>,
        /// The column to sort by.
        #[arg(long, default_value = "name", value_name = "COLUMN")]
        sort: String,
        /// Largest (for ages, oldest) first.
        #[arg(long)]
        descending: bool,
        /// At most this many; all if left out.
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Show one secret whole.
    Show {
        /// Its ARN, or a name that only it has.
        secret: String,
        /// Read it from AWS now, with its resource policy.
        #[arg(long)]
        live: bool,
    },
    /// Write a note in Markdown, or print the one there is.
    Note {
        /// Its ARN, or a name that only it has.
        secret: String,
        /// The text; `-` reads it from standard input.
        #[arg(long, value_name = "TEXT", conflicts_with = "clear")]
        text: Option<String>,
        /// Remove the note.
        #[arg(long)]
        clear: bool,
    },
    /// Correct a secret's kind; the correction stays over syncs.
    Kind {
        /// Its ARN, or a name that only it has.
        secret: String,
        /// The kind's code; leave it out to take a correction back.
        kind: Option<String>,
        /// Why.
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
    },
    /// Write the list into a file, with what was not read.
    Export {
        /// The file.
        file: PathBuf,
        /// Terms of the filter language.
        #[arg(value_name = "FILTER")]
        filter: Vec<String>,
        /// csv or json.
        #[arg(long, default_value = "csv", value_name = "FORM", value_parser = ["csv", "json"])]
        format: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Walk the chain from its beginning.
    Verify,
    /// The newest entries.
    List {
        /// How many.
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
}
