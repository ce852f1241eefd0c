//! The contract: what can be asked of Keyturn and what it replies, once, for the window and the command line.
//!
//! Types here are made for JSON and exported to TypeScript; handlers decode, call one use case and encode. No rules:
//! those live in `keyturn-app` and below.

pub mod access;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod contract;
pub mod coverage;
pub mod data;
pub mod doctor;
pub mod due;
mod error;
pub mod findings;
pub mod host;
pub mod incident_facts;
pub mod incidents;
pub mod links;
pub mod policy;
mod progress;
mod query_line;
pub mod reads;
pub mod review_items;
pub mod review_pack;
pub mod reviews;
mod rotation_findings;
pub mod rotations;
pub mod runbooks;
pub mod runs;
pub mod scan;
pub mod schedule;
pub mod secrets;
pub mod session;
pub mod sign_in;
pub mod sources;
pub mod sync;
pub mod today;
pub mod trail;
pub mod usage;
pub mod views;
mod who;

pub use host::Host;
pub use keyturn_app::Zeroizing;
