//! What can go wrong in a use case.

use std::path::PathBuf;

use keyturn_domain::audit::BrokenChain;
use keyturn_domain::filter::FilterError;
use keyturn_domain::incident::record::Fault;
use keyturn_domain::rotation::policy::PolicyFault;
use keyturn_store::StoreError;

use crate::review::Refusal;

/// A use case that could not be done. Facts only: the contract turns them into codes, the window into words.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The filter cannot be read.
    #[error("the filter cannot be read: {0}")]
    Filter(#[from] FilterError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such thing.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// What was looked for: `secret`, `view`.
        what: &'static str,
        /// How it was named.
        name: String,
    },
    /// A name that several secrets have.
    #[error("{name:?} is the name of {} secrets: name one by its ARN", arns.len())]
    Ambiguous {
        /// The name.
        name: String,
        /// The secrets that have it.
        arns: Vec<String>,
    },
    /// A text that a person typed looks like it holds a secret's value; it was not stored.
    #[error("the text looks like it holds {what} (characters {start} to {end}): nothing was saved")]
    LooksLikeSecret {
        /// What it looks like.
        what: String,
        /// Where it begins, in characters.
        start: usize,
        /// Where it ends, in characters.
        end: usize,
    },
    /// An argument is out of its range or of the wrong form.
    #[error("{0}")]
    BadRequest(String),
    /// Something of a review is refused that the window treats by itself.
    #[error("{words}")]
    Refused {
        /// What.
        refusal: Refusal,
        /// Why, in a sentence.
        words: String,
    },
    /// Nothing is set up to sync from.
    #[error("no source is set up to sync from")]
    NoSources,
    /// This process is syncing already.
    #[error("a sync is running already")]
    SyncRunning,
    /// Events are being collected or imported already, in this process or another.
    #[error("events are being collected or imported already")]
    TrailRunning,
    /// The doctor is looking already.
    #[error("the doctor is looking already")]
    DoctorRunning,
    /// A query over reads cannot be understood.
    #[error("the query cannot be read: {message}")]
    Query {
        /// What is wrong, and what would be right.
        message: String,
        /// Where it begins, in characters.
        start: usize,
        /// Where it ends, in characters.
        end: usize,
    },
    /// A text is no rotation policy.
    #[error("the policy has {} faults: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Policy(Vec<PolicyFault>),
    /// The audit chain is broken.
    #[error("the audit log is broken: {0}")]
    AuditBroken(#[from] BrokenChain),
    /// An incident refuses what was to be written into its log.
    #[error(transparent)]
    Incident(#[from] Fault),
    /// A file could not be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A part of the program ended before its work did.
    #[error("the work was broken off: {0}")]
    BrokenOff(String),
}
