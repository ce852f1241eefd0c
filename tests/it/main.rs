//! Tests of the whole application: its architecture, its house rules, and its behaviour against real servers, a real
//! keyring and in a real window. One binary, one module a topic.

#![expect(clippy::expect_used, reason = "what a test's helper cannot do stops the test, with the reason")]

mod access_cli;
mod access_collect;
mod architecture;
mod capabilities;
mod cli;
mod contract;
mod data;
mod doctor_cli;
mod drift;
mod incident_cli;
mod keyring;
mod review_cli;
mod review_kill;
mod rotation_cli;
mod runbook_cli;
mod servers;
mod sign_in_cli;
mod source;
mod sync;
mod tidy;
mod trail;
mod trail_cli;
mod window;
