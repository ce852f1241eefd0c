//! The collectors against a scripted server on the loopback interface: what each answer, and each kind of failure,
//! becomes.

mod failures;
mod inspecting;
mod listing;
mod scripted;
mod signing_in;
