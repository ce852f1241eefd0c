//! Keyturn's words and rules.
//!
//! What a secret is, how old its value is, what could not be read, how a list is filtered: pure functions over
//! plain values. Deliberately absent: IO, the clock, async, SQL, JSON documents and AWS clients. Time and ids
//! arrive as arguments, so every rule here can be tested with a table of cases.

pub mod account;
pub mod age;
pub mod arn;
pub mod audit;
pub mod cell;
pub mod chain;
pub mod change;
mod code;
pub mod derive;
pub mod derived;
pub mod filter;
pub mod incident;
pub mod key;
pub mod kind;
pub mod listing;
pub mod owner;
pub mod path;
pub mod problem;
pub mod review;
pub mod rotation;
pub mod secret;
pub mod sensitive;
pub mod shell;
pub mod source;
pub mod spreadsheet;
pub mod store;
pub mod sync_schedule;
pub mod version;

#[cfg(test)]
mod samples;
