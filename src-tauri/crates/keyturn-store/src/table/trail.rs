//! CloudTrail: events in the normal form, daily facts made from them, what has been covered, and findings.
//!
//! Single events are kept for some months, daily facts for more than a year. Texts that repeat stand in dictionaries,
//! so that an event is a row of small numbers. A copy of an event is recognised by [`seen`], which outlives the event.

mod actors;
mod by_source;
mod condition;
mod coverage;
mod days;
mod decoys;
mod departed;
mod event_key;
mod events;
mod finding_events;
mod findings;
mod groups;
mod ingest;
mod names;
mod object_reads;
mod objects;
mod page;
mod pair_reads;
mod principals;
mod query;
mod retention;
mod scan;
mod seen;
mod silences;
mod sources;
mod spans;
mod summary;
mod targets;
mod timeline;
mod usage;
mod uses;

#[cfg(test)]
mod testing;

pub(crate) use actors::CREATE as ACTORS;
pub(crate) use by_source::ACTORS_BY_KEY;
pub(crate) use coverage::CREATE as COVERAGE;
pub(crate) use days::CREATE as DAYS;
pub(crate) use decoys::CREATE as DECOYS;
pub(crate) use departed::CREATE as DEPARTED;
pub(crate) use events::CREATE as EVENTS;
pub(crate) use finding_events::CREATE as FINDING_EVENTS;
pub(crate) use findings::CREATE as FINDINGS;
pub(crate) use names::CREATE as NAMES;
pub(crate) use objects::CREATE as OBJECTS;
pub(crate) use principals::CREATE as PRINCIPALS;
pub(crate) use seen::CREATE as SEEN;
pub(crate) use silences::CREATE as SILENCES;
pub(crate) use sources::CREATE as SOURCES;
pub(crate) use targets::CREATE as TARGETS;
pub(crate) use uses::CREATE as USES;

pub use by_source::SourceReads;
pub use condition::{ReadField, ReadTerm, ReadTest, ReadsAsked};
pub use coverage::{CoveredBy, CoveredPart, Stretch};
pub use decoys::Decoy;
pub use departed::Departed;
pub use findings::{
    FindingCount, FindingState, FindingsAsked, Judged, StoredFinding, Triage, TriageState, WrittenFindings,
};
pub use groups::{Group, GroupBy, GroupOf};
pub use ingest::{Ingest, TakenIn};
pub use object_reads::ObjectReads;
pub use page::{FoundEvent, MOST_COUNTED};
pub use pair_reads::PairReads;
pub use retention::{Pruned, Retention};
pub use silences::{NewSilence, Scope, Silence};
pub use summary::TrailSummary;
pub use timeline::{Lane, Timeline, TimelineAsked};
pub use usage::Usage;
pub use uses::{DailyUse, Ended, ObjectUse};

super::handles!(trail, Trail, TrailWriter, "CloudTrail's events, the facts made from them, and findings");
