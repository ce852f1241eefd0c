//! CloudTrail: bringing events in, judging which reads do not fit, and asking who read what.
//!
//! Events come from AWS (`collect`) or from files (`import`); one of the two runs at a time, over all processes on a data
//! folder. After either, the days that it touched are judged (`judge`). [`scan`] does the same over files without keeping
//! anything. What cannot be seen (gaps, listings that were left out, events that a trail excludes) is told beside every
//! answer (`limits`).

mod batch;
mod checks;
mod closing;
mod collect;
mod delivered;
mod export;
mod files;
mod findings;
mod import;
mod intake;
mod judge;
pub(crate) mod limits;
mod progress;
mod query;
mod reading;
mod report;
mod running;
mod scan;
mod scene;
mod seek;
mod settings;
mod silences;
mod standing;
mod usage;

pub use checks::{CheckedAccount, TrailChecks};
pub use collect::{AskEstimate, TrailEstimate, TrailWish};
pub use export::{ReadsExported, ReadsForm};
pub use findings::{Decision, FindingWhole, FindingsPage, LONGEST_REASON, LONGEST_SILENCE, MOST_FINDINGS, SilenceWish};
pub use limits::TrailCell;
pub use progress::{By, Stage, TrailProgress};
pub use query::{MOST_GROUPS, ReadGroups, ReadsPage};
pub use report::{Skipped, Tally, TrailReport};
pub use scan::{ScanReport, scan};
pub(crate) use seek::Seek;
pub use seek::Sought;
pub use settings::{DepartedPerson, TrailSettings};
pub use silences::SilenceShown;
pub use standing::TrailStanding;
pub use usage::{STRIP_DAYS, UsageShown};

// What the use cases take and give. Faces name these here, so that they need not know who stores, collects or judges.
pub use keyturn_aws::lookup::Ask as LookupAsk;
pub use keyturn_store::{
    Ended, FindingCount, FindingState, FindingsAsked, FoundEvent, Group, GroupBy, GroupOf, Lane, NewSilence, Scope,
    Silence, StoredFinding, Stretch, Timeline, TimelineAsked, TrailSummary, Triage, TriageState, Usage,
};
pub use keyturn_trail::checks::{Check, CheckId, State as CheckState};
pub use keyturn_trail::detect::catalogue::{self, Detection};
pub use keyturn_trail::{agent, call, event, finding, origin, principal, read, target};
