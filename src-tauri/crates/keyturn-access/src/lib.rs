//! Who can read a secret: the policies of an organisation, evaluated offline.
//!
//! A policy's text becomes a [`policy::Document`]; a snapshot becomes a [`world::World`]. Two evaluators read it: a plain
//! one that decides a single request and explains itself, and a fast one that decides every principal against every
//! secret at once. They share the model and nothing else, so that each can be held against the other.
//!
//! Deliberately absent: AWS, files, the clock, the database.

pub mod chain;
pub mod escalation;
pub mod fast;
pub mod finding;
mod findings;
#[cfg(test)]
mod generated;
pub mod keys;
pub mod marks;
pub mod people;
pub mod place;
pub mod plain;
pub mod policy;
pub mod request;
pub mod snapshot;
pub mod world;
