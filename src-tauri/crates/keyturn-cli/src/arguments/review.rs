//! What can be typed after `keyturn review` and `keyturn verify`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

/// Which campaign: the only open one where none is named.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// The campaign's id, name or period; the only open one if left out.
    #[arg(long, value_name = "ID")]
    pub(crate) review: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// Open a campaign as a file says, or show first what it would hold.
    Open(OpenArguments),
    /// List the campaigns.
    List,
    /// Show a campaign: how far it is, what was not read, what is to go and whether it went.
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// List items of a campaign, or show one with all that stands beside it.
    Items {
        #[command(flatten)]
        which: Which,
        /// An item's id; leave it out to list them.
        item: Option<String>,
        /// undecided, differs, departed, service, broad, never_used, not_rotated, odd_use, decided, reopened or all.
        #[arg(long, default_value = "undecided", value_name = "TAB")]
        tab: String,
        /// Only this reviewer's.
        #[arg(long, value_name = "NAME")]
        reviewer: Option<String>,
        /// At most this many; all if left out.
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Decide one item, or several at once.
    Decide(DecideArguments),
    /// Take your last decision back, or the one with this number.
    Undo {
        #[command(flatten)]
        which: Which,
        /// The number that a decision printed.
        #[arg(long, value_name = "N")]
        decision: Option<u64>,
    },
    /// Let somebody else decide a reviewer's part, for a reason and until a day.
    Delegate(DelegateArguments),
    /// Write a packet: for one reviewer, or from the reviewer's own Keyturn the decisions back to the lead.
    HandOut {
        #[command(flatten)]
        which: Which,
        /// The file to write; it must not exist.
        file: PathBuf,
        /// For which reviewer; left out in the reviewer's own Keyturn.
        #[arg(long, value_name = "NAME")]
        reviewer: Option<String>,
        /// Encrypt to this age recipient instead of a passphrase.
        #[arg(long, value_name = "age1…")]
        recipient: Option<String>,
    },
    /// Take a packet in: a part to review, or decisions that come back.
    TakeIn {
        /// The packet.
        file: PathBuf,
        /// The file with the age identity, where it was encrypted to a recipient.
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
        /// Show only what it would bring.
        #[arg(long)]
        preview: bool,
    },
    /// Print what is to go, with the policies and commands to hand over.
    Act {
        #[command(flatten)]
        which: Which,
        /// Only this item, by its id: by its decision, and before there is one by what is suggested.
        #[arg(long, value_name = "ID")]
        item: Option<String>,
        /// Write it into this file instead; .csv gives a table, anything else Markdown.
        #[arg(long, value_name = "FILE", conflicts_with = "item")]
        out: Option<PathBuf>,
    },
    /// Close a campaign: the lead and a second person sign.
    Close {
        #[command(flatten)]
        which: Which,
        /// The second person, who is not the lead.
        #[arg(long, value_name = "NAME")]
        second: String,
        /// What the lead attests.
        #[arg(long, value_name = "TEXT")]
        statement: String,
        /// What the second person attests.
        #[arg(long, value_name = "TEXT")]
        second_statement: String,
    },
    /// Write the pack for the auditor: FILE.zip, or a folder.
    Pack {
        #[command(flatten)]
        which: Which,
        /// The zip file or folder to write; it must not exist.
        path: PathBuf,
        /// How much of the secrets' names stands in it.
        #[arg(long, value_enum, default_value_t = NamesArgument::Full)]
        names: NamesArgument,
    },
    /// Compare two packs. Exits 1 where they differ.
    Diff {
        /// The older pack.
        before: PathBuf,
        /// The newer pack.
        after: PathBuf,
    },
}

/// How much of the secrets' names a pack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NamesArgument {
    /// All of them.
    Full,
    /// Without the last part of the path.
    Short,
    /// Numbers in their place.
    None,
}

#[derive(Debug, Args)]
pub(crate) struct OpenArguments {
    /// The campaign as TOML; `keyturn review open --example` prints one.
    #[arg(required_unless_present = "example")]
    pub(crate) file: Option<PathBuf>,
    /// Print a file to begin with.
    #[arg(long)]
    pub(crate) example: bool,
    /// Show only what it would hold and what of the scope was not read.
    #[arg(long)]
    pub(crate) preview: bool,
    /// Why it opens although parts were not read. Printed in the pack.
    #[arg(long, value_name = "TEXT")]
    pub(crate) anyway: Option<String>,
    /// A list of people who left (CSV), with its columns named below.
    #[arg(long, value_name = "FILE")]
    pub(crate) leavers: Option<PathBuf>,
    /// The list's column of user names.
    #[arg(long, value_name = "COLUMN", requires = "leavers")]
    pub(crate) user_column: Option<String>,
    /// The list's column of mail addresses.
    #[arg(long, value_name = "COLUMN", requires = "leavers")]
    pub(crate) mail_column: Option<String>,
    /// The list's column of the days on which they left.
    #[arg(long, value_name = "COLUMN", requires = "leavers")]
    pub(crate) left_column: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DecideArguments {
    #[command(flatten)]
    pub(crate) which: Which,
    /// keep, revoke, reduce, reassign or cannot_decide.
    pub(crate) decision: String,
    /// The items' ids.
    #[arg(required = true, value_name = "ITEM")]
    pub(crate) items: Vec<String>,
    /// The note; needed but for keep.
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub(crate) note: String,
    /// For reassign: to which reviewer.
    #[arg(long, value_name = "NAME")]
    pub(crate) to: Option<String>,
    /// For reduce: a secret that stays, by its ARN. Repeat for several; those of the suggestion if left out.
    #[arg(long, value_name = "ARN")]
    pub(crate) stay: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DelegateArguments {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Who hands over.
    #[arg(long, value_name = "NAME")]
    pub(crate) from: String,
    /// Who takes it.
    #[arg(long, value_name = "NAME")]
    pub(crate) to: String,
    /// A principal that the new reviewer is: nobody decides on their own access. Repeat for several.
    #[arg(long, value_name = "NAME")]
    pub(crate) identity: Vec<String>,
    /// Only these paths. Repeat for several; all of theirs if left out.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) path: Vec<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Its last day: YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: NaiveDate,
}
