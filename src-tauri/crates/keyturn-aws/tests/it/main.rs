//! The collectors against a scripted server on the loopback interface: what each answer, and each kind of failure,
//! becomes.

#![expect(clippy::expect_used, reason = "a test stops where it cannot go on")]

mod failures;
mod history;
mod inspecting;
mod listing;
mod looking_up;
mod organisation;
mod people;
mod probing;
mod regions;
mod scripted;
mod signing_in;
mod trails;
