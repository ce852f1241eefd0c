//! Keyturn's encrypted SQLite file: one table, one file. The only package that knows rusqlite.
//!
//! [`open`] finds the key (the operating system's keyring, or a passphrase) and gives a [`Database`]. Reading and
//! writing go through [`Reader`] and [`Writer`]: a write is one transaction, kept whole or not at all. Each table has
//! its own file under `table` with its migration, its rows, its reader and its writer.
//!
//! Invariants: never plain text on disk; never a new key over a file that exists; never a value of a secret; the
//! audit log can only grow. Deliberately absent: the clock, AWS, and words for the window.

mod backup;
mod connection;
mod custody;
mod database;
mod deleting;
mod error;
mod filter_sql;
mod folder;
mod key;
mod keyring;
mod migration;
mod opening;
mod passphrase;
mod restoring;
mod row;
mod signing;
mod sync_lock;
mod table;
#[cfg(test)]
mod testing;

pub use backup::restore;
pub use database::{Bulk, Database, Examination, Reader, Writer};
pub use deleting::{delete, files};
pub use error::{OpenError, StoreError};
pub use folder::is_there;
pub use key::{DatabaseKey, LEAST_PASSPHRASE};
pub use keyring::KeyringUse;
pub use opening::{Ask, KeyPlace, open};
pub use restoring::{Contents, contents_of_backup, kept_as};
pub use signing::{KeptText, keep_text, kept_text};
pub use sync_lock::SyncLock;
pub use table::access::{Access, AccessInput, AccessWriter, KnownSince, ReaderCounts};
pub use table::accounts::{Accounts, AccountsWriter};
pub use table::audit_log::{AuditLog, AuditLogWriter, Verified};
pub use table::cells::{Cells, CellsWriter};
pub use table::incident::{Incidents, IncidentsWriter, MOST_BYTES as MOST_EVIDENCE_BYTES, PinnedText};
pub use table::kind_corrections::KindCorrection;
pub use table::notes::{Note, Notes, NotesWriter};
pub use table::problems::{Problems, ProblemsWriter};
pub use table::review::{AccountTally, ItemEntry, ItemRow, ItemsAsked, ReviewTally, Reviews, ReviewsWriter, Tab};
pub use table::rotation::{
    KeptFreeze, NewPolicyText, PolicyText, RecordsAsked, RotationTriage, Rotations, RotationsWriter, SetForSecret,
    TasksAsked,
};
pub use table::runbook::{KeptApproval, KeptFolder, Runbooks, RunbooksWriter};
pub use table::secret_changes::{SecretChanges, SeenChange, SeenValue};
pub use table::secret_facts::PolicyState;
pub use table::secrets::{
    CellDelta, DeltaLine, LineKind, ListedSecret, MOST_LINES, RotatingSecret, Secrets, SecretsWriter, Shared, Sibling,
    StoredSecret,
};
pub use table::settings::{Settings, SettingsWriter};
pub use table::staged::{StagedSecret, StagedWriter};
pub use table::syncs::{Syncs, SyncsWriter};
pub use table::trail::{
    CoveredBy, CoveredPart, DailyUse, Decoy, Departed, Ended, FindingCount, FindingState, FindingsAsked, FoundEvent,
    Group, GroupBy, GroupOf, Ingest, Judged, Lane, MOST_COUNTED, NewSilence, ObjectReads, ObjectUse, PairReads, Pruned,
    ReadField, ReadTerm, ReadTest, ReadsAsked, Retention, Scope, Silence, SourceReads, StoredFinding, Stretch, TakenIn,
    Timeline, TimelineAsked, Trail, TrailSummary, TrailWriter, Triage, TriageState, Usage, WrittenFindings,
};
pub use table::views::{View, Views, ViewsWriter};
