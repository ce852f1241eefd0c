//! What can be typed after `keyturn incident`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

/// Which incident: the only running one where none is named.
#[derive(Debug, Args)]
pub(crate) struct WhichIncident {
    /// The incident's number, such as INC-2026-014; the only running one if left out.
    #[arg(long, value_name = "ID")]
    pub(crate) incident: Option<String>,
}

/// In whose name something is written.
#[derive(Debug, Args)]
pub(crate) struct By {
    /// Your name in the incident; the system's user name if left out.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IncidentCommand {
    /// Start an incident from a secret, a principal, an access key's id, a name or a finding. Asks no network.
    Start(StartArguments),
    /// Show what an incident would start from and be led by.
    Propose {
        #[command(flatten)]
        from: From,
    },
    /// List the incidents, with the numbers over them.
    List,
    /// Show an incident: the step to do now, its clocks, what is exposed.
    Show {
        #[command(flatten)]
        which: WhichIncident,
        /// Show every step, not only the one to do now.
        #[arg(long)]
        all: bool,
    },
    /// Show a step with its commands filled in, or say how it ended.
    Step(StepArguments),
    /// Print a command of a step, filled in, and write down that it was taken. Keyturn runs none.
    Copy {
        #[command(flatten)]
        which: WhichIncident,
        /// The step's id.
        step: String,
        /// The command's place in the step, from 0.
        #[arg(default_value_t = 0)]
        snippet: u32,
        /// The command is marked dangerous, and you have read it twice.
        #[arg(long)]
        confirmed: bool,
    },
    /// Write a note into the timeline.
    Note {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// The note; `-` reads it from standard input.
        text: String,
        /// When it happened (RFC 3339); now if left out.
        #[arg(long, value_name = "TIME")]
        at: Option<DateTime<Utc>>,
        /// From where it is known: a CloudTrail event's id, or a name; you if left out.
        #[arg(long, value_name = "SOURCE")]
        source: Option<String>,
        /// Leave it out of the report.
        #[arg(long)]
        private: bool,
    },
    /// Set a value for a placeholder or an input of the runbook, such as db.host. Never a secret's value.
    Set {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// Its name.
        name: String,
        /// The value; empty takes it back.
        value: String,
    },
    /// Put another credential into the ledger.
    Expose {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// An ARN, an access key's id or a name.
        text: String,
        /// Why it belongs in the incident.
        #[arg(long, value_name = "TEXT")]
        because: String,
        /// Since when it was exposed (RFC 3339); not known if left out.
        #[arg(long, value_name = "TIME")]
        from: Option<DateTime<Utc>>,
    },
    /// Say what happened to a credential of the ledger.
    Mark {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// Its number.
        number: u32,
        /// revoked, replaced, proved, not_verifiable or not_exposed.
        mark: String,
        /// What shows it, or why.
        #[arg(long, value_name = "TEXT")]
        statement: String,
        /// When it happened (RFC 3339); now if left out.
        #[arg(long, value_name = "TIME")]
        at: Option<DateTime<Utc>>,
    },
    /// Take in evidence: a file, text from standard input, or the events of the window; or list it.
    Evidence(EvidenceArguments),
    /// Show the watches, set one on a credential of the ledger, or ask CloudTrail for all of them until it is quiet.
    Watch {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// Watch the credential with this number in the ledger.
        #[arg(long, value_name = "N")]
        set: Option<u32>,
        /// Ask every minute until 30 minutes of silence are known of everything that is watched (exit status 0), or
        /// something is used again (exit status 1). Ctrl-C stops asking (exit status 4); what was answered is kept.
        #[arg(long, conflicts_with = "set")]
        until_quiet: bool,
    },
    /// Write anything else into the log: one act as JSON, as the window sends it.
    Act {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// The act, such as {"act":"contain","why":"…"}; `-` reads it from standard input.
        act: String,
    },
    /// Print the timeline.
    Timeline {
        #[command(flatten)]
        which: WhichIncident,
        /// As it was learnt, not as it happened.
        #[arg(long)]
        learnt: bool,
    },
    /// Fill in a status update. Keyturn sends nothing.
    Update {
        #[command(flatten)]
        which: WhichIncident,
        /// first, progress, contained, resolved or customers.
        variant: String,
        /// Two sentences, facts only.
        #[arg(long, default_value = "", value_name = "TEXT")]
        summary: String,
        /// What could be reached.
        #[arg(long, default_value = "", value_name = "TEXT")]
        impact: String,
        /// What the reader should do.
        #[arg(long, default_value = "", value_name = "TEXT")]
        needed: String,
        /// For customers: whom to ask.
        #[arg(long, default_value = "", value_name = "TEXT")]
        contact: String,
    },
    /// Close an incident. Refused while anything in its ledger is neither proved dead nor settled in writing.
    Close {
        #[command(flatten)]
        which: WhichIncident,
        #[command(flatten)]
        by: By,
        /// What you state.
        #[arg(long, value_name = "TEXT")]
        statement: String,
    },
    /// Print the report, or write it into a file.
    Report {
        #[command(flatten)]
        which: WhichIncident,
        /// markdown, html or json.
        #[arg(long, default_value = "markdown", value_name = "FORM", value_parser = ["markdown", "html", "json"])]
        format: String,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// From what an incident starts.
#[derive(Debug, Args)]
pub(crate) struct From {
    /// An ARN, an access key's id, or a name.
    #[arg(required_unless_present = "finding", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
    /// A finding's key.
    #[arg(long, value_name = "KEY")]
    pub(crate) finding: Option<String>,
    /// What happened, in your words.
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub(crate) trigger: String,
}

#[derive(Debug, Args)]
pub(crate) struct StartArguments {
    #[command(flatten)]
    pub(crate) from: From,
    #[command(flatten)]
    pub(crate) by: By,
    /// The title; proposed if left out.
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// The runbook's id; proposed if left out.
    #[arg(long, value_name = "ID")]
    pub(crate) runbook: Option<String>,
    /// SEV-1 to SEV-4; proposed if left out.
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) severity: Option<String>,
    /// When it was first noticed (RFC 3339); now if left out.
    #[arg(long, value_name = "TIME")]
    pub(crate) detected: Option<DateTime<Utc>>,
    /// An exercise: marked everywhere, counted nowhere.
    #[arg(long)]
    pub(crate) drill: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StepArguments {
    #[command(flatten)]
    pub(crate) which: WhichIncident,
    #[command(flatten)]
    pub(crate) by: By,
    /// The step's id; the one to do now if left out.
    pub(crate) step: Option<String>,
    /// It is done.
    #[arg(long, group = "how")]
    pub(crate) done: bool,
    /// It does not apply, because of this.
    #[arg(long, value_name = "WHY", group = "how")]
    pub(crate) not_applicable: Option<String>,
    /// It goes to somebody else.
    #[arg(long, value_name = "NAME", group = "how")]
    pub(crate) hand_over: Option<String>,
    /// It is open again, because of this.
    #[arg(long, value_name = "WHY", group = "how")]
    pub(crate) reopen: Option<String>,
    /// What was chosen, in a decision.
    #[arg(long, value_name = "VALUE", requires = "done")]
    pub(crate) choice: Option<String>,
    /// The second person, where the step wants one.
    #[arg(long, value_name = "NAME", requires = "done")]
    pub(crate) second: Option<String>,
    /// What the step asks to be recorded: ID=TEXT. Repeat for several.
    #[arg(long, value_name = "ID=TEXT", requires = "done")]
    pub(crate) record: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceArguments {
    #[command(flatten)]
    pub(crate) which: WhichIncident,
    #[command(flatten)]
    pub(crate) by: By,
    /// A file to take in; `-` takes text from standard input.
    pub(crate) file: Option<PathBuf>,
    /// Write the events of the window into this file, and take it in.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub(crate) events: Option<PathBuf>,
    /// For text: its name.
    #[arg(long, default_value = "text", value_name = "NAME")]
    pub(crate) name: String,
    /// How it was collected.
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub(crate) how: String,
}
