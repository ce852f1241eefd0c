//! Incidents: from "this key leaked" to closed, with proof.
//!
//! One [`log`] is the truth: append-only and hash-chained, so that a window and the command line on the same
//! incident never lose each other's lines.

pub mod clock;
mod digest;
pub mod entry;
pub mod evidence;
pub mod ledger;
pub mod link;
pub mod log;
pub mod name;
pub mod notice;
pub mod postmortem;
pub mod proposal;
pub mod record;
#[cfg(test)]
mod samples;
pub mod scope;
pub mod severity;
pub mod step;
pub mod subject;
pub mod text;
pub mod timeline;
pub mod update;
pub mod watch;

pub use entry::{Entry, Opening, Pinned, Role};
pub use log::LogEntry;
pub use name::{IncidentId, NotAnIncidentId, Series, codename};
pub use record::{Incident, State};
pub use scope::Scope;
pub use severity::{Exposure, Grounds, Severity, SeverityProposal};
pub use subject::{NotASubject, Subject, recognise};
pub use timeline::TimelineEntry;
