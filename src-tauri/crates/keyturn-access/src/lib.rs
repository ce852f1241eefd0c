//! Who can read a secret: the policies of an organisation, evaluated offline.
//!
//! A policy's text becomes a [`policy::Document`]. Two evaluators read it: a plain one that decides a single request and
//! explains itself, and a fast one that decides every principal against every secret at once. They share the parsing
//! and nothing else, so that each can be held against the other.
//!
//! Deliberately absent: AWS, files, the clock, the database.

pub mod policy;
