//! What can be typed after `keyturn calendar`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct CalendarArguments {
    #[command(subcommand)]
    pub(crate) command: Option<CalendarCommand>,
    /// Write everything that is tracked into this calendar file.
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) ics: Option<PathBuf>,
    /// Leave the names of secrets out: "3 rotations due in prod".
    #[arg(long)]
    pub(crate) no_names: bool,
    /// Terms of the list's filter language.
    #[arg(value_name = "FILTER")]
    pub(crate) filter: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalendarCommand {
    /// List the days on which nothing is rotated that can wait.
    Freezes,
    /// Freeze days: nothing is proposed for them.
    Freeze(FreezeArguments),
    /// Take a freeze away.
    Unfreeze {
        /// Its number.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FreezeArguments {
    /// The first day: YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: NaiveDate,
    /// The last day: YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: NaiveDate,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// For the secrets of one account, by its 12 digits; for all if none of these three is given.
    #[arg(long, value_name = "ACCOUNT", conflicts_with_all = ["path", "owner"])]
    pub(crate) account: Option<String>,
    /// For the secrets whose name matches, such as /prod/legacy/*.
    #[arg(long, value_name = "PATTERN", conflicts_with = "owner")]
    pub(crate) path: Option<String>,
    /// For the secrets of one owner.
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Option<String>,
}
