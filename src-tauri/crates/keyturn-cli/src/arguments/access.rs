//! What can be typed after `keyturn access`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    /// Evaluate an access snapshot by itself: a line of JSON for each principal and secret. No database, no AWS.
    Eval {
        /// The snapshot; `-` reads it from standard input.
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
        /// Where the lines go; `-` for standard output.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Pairs that cannot, too.
        #[arg(long)]
        all: bool,
        /// By this action alone, such as GetSecretValue or ssm:GetParametersByPath.
        #[arg(long, value_name = "NAME", value_parser = action)]
        action: Option<String>,
    },
    /// Decide one case, or each of a list: a request with its policies. No database, no AWS.
    Check {
        /// The file, in the form of open policy simulators; `-` reads it from standard input.
        #[arg(long, value_name = "FILE")]
        request: PathBuf,
    },
    /// Read policies, keys and the organisation from AWS, through the sources of the last sync, and evaluate.
    Collect,
    /// Show what the evaluation rests on, and what is not known.
    Show,
    /// Take in access snapshots, of accounts that Keyturn may not enter.
    Import {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write everything that is known as one access snapshot.
    Export {
        /// The file.
        file: PathBuf,
    },
    /// List who can read a secret.
    Who {
        /// Its ARN, or a name that only it has.
        secret: String,
        /// Those that cannot, too.
        #[arg(long)]
        all: bool,
    },
    /// List what a user or role can read, and the statements on which that rests.
    What {
        /// Its ARN, or a name that only it has, such as role/web.
        principal: String,
    },
    /// List users and roles with how many secrets each can read; those that read most come first.
    Principals {
        /// What the name, the ARN or the account's name holds.
        #[arg(default_value = "", value_name = "TEXT")]
        text: String,
    },
    /// Explain why a user or role can or cannot read a secret.
    Why {
        /// The user or role: its ARN, or a name that only it has.
        principal: String,
        /// The secret: its ARN, or a name that only it has.
        secret: String,
    },
    /// List what is wrong with policies and keys, with the narrower text.
    Findings,
    /// Show how many can read each path, by group of principals.
    Map {
        /// A filter of secrets in the list's language, as one argument.
        #[arg(default_value = "", value_name = "FILTER")]
        filter: String,
    },
}

/// The full name of an action that reads a value.
fn action(typed: &str) -> Result<String, String> {
    keyturn_api::access::action(typed).map_err(|error| error.message)
}
