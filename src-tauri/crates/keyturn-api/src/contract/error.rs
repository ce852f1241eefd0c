//! Errors as they reach a person: a code to branch on, and words.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as a code. A code exists only where the window or a script treats it specially; `ui/src/ipc/errors.ts`
/// has the one table from code to words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The database is locked: a passphrase or an unlocked keyring is needed.
    Locked,
    /// The passphrase or key does not open the database.
    WrongKey,
    /// The keyring is locked, absent, or has no entry for a database that exists.
    KeyringUnavailable,
    /// The file is damaged or is not a Keyturn database.
    Damaged,
    /// A newer Keyturn wrote the database.
    NewerDatabase,
    /// The folder or disk cannot be written.
    NotWritable,
    /// Another process is syncing.
    SyncRunning,
    /// The filter cannot be read; `hint` says what would be right.
    BadFilter,
    /// An argument is out of its range or of the wrong form.
    BadRequest,
    /// There is no such secret, view or source.
    NotFound,
    /// The text looks like it holds a secret's value.
    LooksLikeSecret,
    /// Nothing is set up to sync from.
    NoSources,
    /// The audit chain is broken.
    AuditBroken,
    /// The review is closed.
    ReviewClosed,
    /// Nobody decides on their own access.
    OwnAccess,
    /// A decision needs a note.
    NoteNeeded,
    /// Parts of a review's scope were not read.
    CoverageGaps,
    /// A packet does not open, or was changed.
    PacketUnreadable,
    /// A packet is of a campaign, or of a snapshot of it, that is not here.
    PacketOtherCampaign,
    /// A later version wrote a packet.
    PacketNewer,
    /// A packet is older than what was taken in before.
    PacketTaken,
    /// A pack cannot be read, or does not hold.
    PackUnreadable,
    /// A person closed the dialog.
    Dismissed,
    /// Anything else.
    Internal,
}

/// The reply when a request could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommandError {
    /// What went wrong.
    pub code: Code,
    /// One sentence that names the thing.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The chain of causes, outermost first.
    pub causes: Vec<String>,
    /// For `bad_filter`: the bad term's start and end, in characters.
    pub span: Option<(u32, u32)>,
}
