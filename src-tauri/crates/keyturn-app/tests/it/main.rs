//! The use cases through their public functions, on databases in memory and the made-up organisation's endpoint.
#![expect(clippy::expect_used, reason = "what the tests share fails by panicking, as the tests do")]

mod access;
mod doctor;
mod grounds;
mod incident;
mod incident_facts;
mod incident_watch;
mod regions;
mod review;
mod review_pack;
mod rotation;
mod runbooks;
mod runs;
mod schedule;
mod sign_in;
mod today;
mod trail;
