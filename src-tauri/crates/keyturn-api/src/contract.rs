//! Requests and replies. Instants are RFC 3339 in UTC, dates `YYYY-MM-DD`, ages whole days.
//!
//! All text that came from AWS (names, tags, descriptions, messages) is hostile: show it as text.

pub mod access;
pub mod audit;
pub mod calendar;
pub mod commands;
pub mod coverage;
pub mod data;
pub mod doctor;
pub mod due;
pub mod error;
pub mod incident_facts;
pub mod incident_run;
pub mod incident_watch;
pub mod incidents;
pub mod policy;
pub mod reads;
pub mod review_items;
pub mod review_pack;
pub mod reviews;
pub mod rotations;
pub mod runbooks;
pub mod runs;
pub mod schedule;
pub mod secrets;
pub mod session;
pub mod sign_in;
pub mod sources;
pub mod sync;
pub mod today;
pub mod trail;
pub mod views;
