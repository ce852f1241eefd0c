//! The library of runbooks: the team's folders, and the texts that a person approved.
//!
//! The files themselves are never stored here: a run keeps its own copy. Every write appends its audit entry in the
//! same transaction.

mod approval;
mod folder;

pub(crate) use approval::CREATE as APPROVALS;
pub(crate) use folder::CREATE as FOLDERS;

pub use approval::KeptApproval;
pub use folder::KeptFolder;

super::handles!(runbooks, Runbooks, RunbooksWriter, "the library of runbooks");
