//! CloudTrail: who read which secret, and which reads do not fit.
//!
//! A record becomes an [`event::Event`], or is not wanted, or says why it cannot be understood. Events that tell of
//! the same read become one [`read::Read`]. Reads are kept as daily facts; a detection compares new reads with what
//! is usual and makes a [`finding::Finding`], or an explanation of why there is none.
//!
//! Deliberately absent: files and networks (bytes arrive as arguments), the clock, the database, and every value:
//! request values, ciphertext and tokens are passed over while parsing and never reach a type of this crate.

pub mod agent;
pub mod call;
pub mod checks;
pub mod detect;
pub mod envelope;
pub mod event;
pub mod facts;
pub mod finding;
pub mod history;
pub mod origin;
pub mod principal;
pub mod query;
pub mod read;
pub mod reads;
pub mod record;
pub mod resolve;
pub mod scene;
mod scope;
pub mod settings;
pub mod target;
