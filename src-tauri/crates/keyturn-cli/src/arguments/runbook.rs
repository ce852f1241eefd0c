//! What can be typed after `keyturn runbook`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RunbookCommand {
    /// Check a folder of runbooks. Exits 1 where anything is an error.
    Lint {
        /// The folder.
        folder: PathBuf,
        /// Print SARIF 2.1.0, which code hosts show beside the lines.
        #[arg(long)]
        sarif: bool,
        /// The folder as it was, such as a checkout of the main branch: what changed since has a higher version.
        #[arg(long, value_name = "DIR")]
        base: Option<PathBuf>,
    },
    /// Print a runbook as a page. Needs no database: this works when nothing else does.
    Render {
        /// The id of a shipped runbook, or a file that ends in .md.
        runbook: String,
        /// As a page of HTML, to open in a browser or print.
        #[arg(long)]
        html: bool,
        /// Look in this folder too. Repeat for several; a later one's runbooks replace an earlier one's.
        #[arg(long, value_name = "DIR")]
        folder: Vec<PathBuf>,
    },
    /// Print a runbook as a playbook for other tools.
    Export {
        /// The id of a shipped runbook, or a file that ends in .md.
        runbook: String,
        /// As a CACAO 2.0 playbook, with manual steps only.
        #[arg(long, required = true)]
        cacao: bool,
        /// Look in this folder too. Repeat for several; a later one's runbooks replace an earlier one's.
        #[arg(long, value_name = "DIR")]
        folder: Vec<PathBuf>,
    },
    /// Begin a runbook: a file that passes the lint, and says what to replace.
    New {
        /// Its id: small letters, digits and hyphens.
        id: String,
        /// incident, rotation, review, drill, companion or library.
        #[arg(long, default_value = "incident", value_name = "KIND")]
        kind: String,
        /// Its title; the id in words if left out.
        #[arg(long, default_value = "", value_name = "TEXT")]
        title: String,
        /// The role or team that answers for it.
        #[arg(long, default_value = "security", value_name = "TEXT")]
        owner: String,
        /// The folder to write it into.
        #[arg(long, default_value = ".", value_name = "DIR")]
        folder: PathBuf,
    },
    /// List the runbooks of the library, with what stands in place of a shipped one.
    List,
    /// Show a runbook of the library.
    Show {
        /// Its id.
        id: String,
    },
    /// Have a rotation or a review follow a runbook. Its steps are recorded with `keyturn incident step RUN-…`.
    Run {
        /// The rotation, by its number.
        #[arg(long, value_name = "NUMBER", conflicts_with = "review", required_unless_present = "review")]
        rotation: Option<i64>,
        /// The review, by its id.
        #[arg(long, value_name = "ID")]
        review: Option<String>,
        /// The runbook; the one that fits best if left out.
        #[arg(long, value_name = "ID")]
        runbook: Option<String>,
        /// Your name; the system's user name if left out.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Start nothing: list the runbooks that fit, and the runs there are.
        #[arg(long)]
        list: bool,
    },
    /// Approve what a team's runbook says, so that its buttons work.
    Approve {
        /// Its id.
        id: String,
        /// The hash that `show` printed: another text is not approved.
        #[arg(long, value_name = "HASH")]
        sha256: String,
    },
    /// Add a folder of your team's runbooks to the library.
    Add {
        /// The folder.
        folder: PathBuf,
    },
    /// Take a folder out of the library; its files stay.
    Remove {
        /// The folder, as `list` names it.
        folder: PathBuf,
    },
}
