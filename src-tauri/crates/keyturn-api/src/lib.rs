//! The contract: what can be asked of Keyturn and what it replies, once, for the window and the command line.
//!
//! Types here are made for JSON and exported to TypeScript; handlers decode, call one use case and encode. No rules:
//! those live in `keyturn-app` and below.

pub mod contract;
