//! Incidents: their numbers, the log of each, the runbooks they pinned, what watches were answered, and what evidence
//! holds.
//!
//! The log is the truth: whoever writes reads its end and appends after it in one transaction, so that a window and the
//! command line on one incident lose nothing of each other's.

mod answers;
mod contents;
mod log;
mod numbers;
mod pinned;

pub(crate) use answers::CREATE as ANSWERS;
pub(crate) use contents::CREATE as CONTENTS;
pub(crate) use log::CREATE as LOG;
pub(crate) use numbers::{CREATE as NUMBERS, SERIES};
pub(crate) use pinned::CREATE as PINNED;

pub use contents::MOST_BYTES;
pub use pinned::PinnedText;

super::handles!(incidents, Incidents, IncidentsWriter, "incidents");

#[cfg(test)]
mod tests;
